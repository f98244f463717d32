"""What must hold of every contract, whatever is billed on it."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invoice_app.contracts.application import Application, ContractLine, LineState
from invoice_app.contracts.bounds import check, faults
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute, unchanged
from invoice_app.contracts.retainage import Ledger, carried
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.money import ZERO, to_cents
from invoice_app.shared.phrases import Phrase

D = Decimal
RATES = (
    TaxRate("GST", Phrase("TPS", "GST"), D("0.05")),
    TaxRate("QST", Phrase("TVQ", "QST"), D("0.09975")),
)
DONE = Entry(Method.PERCENT, D(100))
few = settings(max_examples=80, deadline=None)


def cents(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda n: D(n).scaleb(-2))


percents = st.integers(0, 1_000_000).map(lambda n: D(n).scaleb(-4))


@st.composite
def contracts(draw: st.DrawFn, same_rates: bool = False) -> ContractTerms:
    """One to five lines: originals, additions and deductions, taxable or not, own rates or not."""
    lines = []
    for key in range(draw(st.integers(1, 5))):
        order = key > 0 and draw(st.booleans())
        scheduled = draw(cents(-5_000_000, 5_000_000) if order else cents(0, 9_000_000))
        own = None if same_rates else draw(st.none() | percents)
        tax_class = draw(st.sampled_from(TaxClass))
        lines.append(ContractLine(key, scheduled, tax_class, own, f"CO-{key}" if order else ""))
    stored = None if same_rates else draw(st.none() | percents)
    return ContractTerms(tuple(lines), draw(percents), stored)


@st.composite
def entries(draw: st.DrawFn, terms: ContractTerms, application: Application | None) -> dict[int, Entry]:
    """Entries in range for some lines, by either method, with stored materials and releases."""
    made = {}
    states = application.states if application else {}
    for line in terms.lines:
        if not draw(st.integers(0, 3)):
            continue
        before = states.get(line.key, LineState())
        reached = draw(percents)
        work = to_cents(line.scheduled * reached / 100)
        stored = to_cents((line.scheduled - work) * draw(percents) / 100)
        by_percent = Entry(Method.PERCENT, reached, stored=stored)
        by_amount = Entry(Method.AMOUNT, work - before.work.billed, stored=stored)
        made[line.key] = draw(st.sampled_from([by_percent, by_amount]))
    trial = compute(terms, made, states, RATES)
    for x in trial.lines:
        entry = made.get(x.line.key) or unchanged(x.before)
        work_release = to_cents(x.now.work.held * draw(st.sampled_from([D(0), D("0.3"), D(1)])))
        made[x.line.key] = replace(entry, release_work=work_release)
    return made


@st.composite
def histories(
    draw: st.DrawFn, same_rates: bool = False
) -> tuple[ContractTerms, list[dict[int, Entry]], list[Application]]:
    """A contract, what was entered, and the applications it made; change orders enter on the way."""
    terms = draw(contracts(same_rates))
    entered: list[dict[int, Entry]] = []
    made: list[Application] = []
    for period in range(draw(st.integers(1, 4))):
        entered_already = [x for x in terms.lines if not x.change_order or x.key <= period]
        in_force = replace(terms, lines=tuple(entered_already))
        entered.append(draw(entries(in_force, made[-1] if made else None)))
        made.append(compute(in_force, entered[-1], made[-1].states if made else {}, RATES))
    return terms, entered, made


@few
@given(histories())
def test_every_application_adds_up(history: tuple) -> None:
    for a in history[2]:
        check(a)
        lines = a.lines
        assert a.line_3 == sum(x.scheduled for x in lines)
        assert a.line_4 == sum(x.previous + x.this_period + x.stored for x in lines)
        assert a.line_5 == sum(x.retainage for x in lines) == a.line_5a + a.line_5b
        assert a.line_9 == sum(x.balance for x in lines) + a.line_5 == a.line_3 - a.line_6
        assert a.line_8 == sum(x.net_this_period for x in lines) == sum(a.bases.values())
        changes = a.changes
        assert (
            changes.additions_before
            + changes.deductions_before
            + changes.additions_now
            + (changes.deductions_now)
            == a.line_2
        )


@few
@given(histories())
def test_each_application_starts_where_the_one_before_ended(history: tuple) -> None:
    made: list[Application] = history[2]
    assert made[0].line_7 == ZERO
    for earlier, later in pairwise(made):
        worked = {x.line.key: x.now.work.billed for x in earlier.lines}
        assert [x.previous for x in later.lines] == [worked.get(x.line.key, ZERO) for x in later.lines]
        assert later.line_7 == earlier.line_6
    assert sum(a.line_8 for a in made) == made[-1].line_6


@few
@given(histories())
def test_the_periods_of_a_line_add_up_to_its_work(history: tuple) -> None:
    made: list[Application] = history[2]
    for x in made[-1].lines:
        periods = [y.this_period for a in made for y in a.lines if y.line.key == x.line.key]
        assert sum(periods) == x.now.work.billed


@few
@given(histories())
def test_a_finished_and_released_contract_was_billed_exactly(history: tuple) -> None:
    terms, _, made = history
    finished = compute(terms, {x.key: DONE for x in terms.lines}, made[-1].states, RATES)
    assert all(x.now.work.billed == x.scheduled for x in finished.lines)
    release = {x.line.key: Entry(release_work=x.retainage) for x in finished.lines}
    released = compute(terms, release, finished.states, RATES)
    assert (released.line_5, released.line_9) == (ZERO, ZERO)
    assert sum(a.line_8 for a in [*made, finished, released]) == terms_sum(terms)


@few
@given(histories())
def test_taxes_drift_by_half_a_cent_an_application_at_most(history: tuple) -> None:
    made: list[Application] = history[2]
    bears = {"GST": (TaxClass.TAXABLE, TaxClass.GST_ONLY), "QST": (TaxClass.TAXABLE,)}
    for rate in RATES:
        base = sum(a.bases.get(c, ZERO) for a in made for c in bears[rate.code])
        charged = sum(tax.amount for a in made for tax in a.taxes if tax.code == rate.code)
        assert abs(charged - base * rate.rate) <= D("0.005") * len(made)


@few
@given(histories())
def test_what_is_held_and_released_adds_up_to_what_the_rule_asks(history: tuple) -> None:
    for a in history[2]:
        for x in a.lines:
            for side in (x.now.work, x.now.stored):
                assert side.held + side.released == side.due
                assert min(ZERO, side.due) <= side.held <= max(ZERO, side.due)


@few
@given(st.decimals(-(10**9), 10**9, places=6, allow_nan=False))
def test_rounding_is_the_same_on_both_sides_of_zero(amount: Decimal) -> None:
    assert to_cents(-amount) == -to_cents(amount)


@few
@given(histories())
def test_the_mirror_of_a_contract_is_its_exact_negation(history: tuple) -> None:
    terms, entered, made = history
    states: dict[int, LineState] = {}
    for batch, a in zip(entered, made, strict=True):
        in_force = {x.line.key for x in a.lines}
        kept = [replace(x, scheduled=-x.scheduled) for x in terms.lines if x.key in in_force]
        mirrored = {key: mirror(entry) for key, entry in batch.items()}
        b = compute(replace(terms, lines=tuple(kept)), mirrored, states, RATES)
        states = b.states
        assert (b.line_8, b.line_5, b.total) == (-a.line_8, -a.line_5, -a.total)
        assert [t.amount for t in b.taxes] == [-t.amount for t in a.taxes]


@few
@given(histories())
def test_taking_everything_back_credits_exactly_what_was_invoiced(history: tuple) -> None:
    terms, entered, _ = history
    keep = {key: replace(entry, release_work=ZERO) for key, entry in entered[0].items()}
    a = compute(terms, keep, {}, RATES)
    back = {key: Entry(Method.PERCENT, ZERO) for key in a.states}
    credit = compute(terms, back, a.states, RATES)
    assert (credit.line_8, credit.total) == (-a.line_8, -a.total)


@few
@given(histories(same_rates=True), percents)
def test_installing_stored_materials_at_one_rate_costs_nothing(history: tuple, part: Decimal) -> None:
    made: list[Application] = history[2]
    in_force = replace(history[0], lines=tuple(x.line for x in made[-1].lines))
    # Whole lines, so that two half-ups of two parts cannot differ from the half-up of their sum.
    whole = {x.key: Entry(stored=x.scheduled) for x in in_force.lines}
    fresh = compute(in_force, whole, {}, RATES)
    installed = compute(in_force, {x.key: DONE for x in in_force.lines}, fresh.states, RATES)
    assert installed.line_8 == ZERO
    moved = {x.key: Entry(Method.PERCENT, part, stored=x.scheduled - to_cents(x.scheduled * part / 100))
             for x in in_force.lines}  # fmt: skip
    partly = compute(in_force, moved, fresh.states, RATES)
    assert abs(partly.line_8) <= D("0.01") * len(in_force.lines)


@few
@given(histories())
def test_an_application_computed_again_from_what_is_kept_is_identical(history: tuple) -> None:
    _, _, made = history
    for earlier, a in zip([None, *made], made, strict=False):
        stored = {} if earlier is None else {key: reloaded(state) for key, state in earlier.states.items()}
        lines = tuple(x.line for x in a.lines)
        kept = {
            x.line.key: Entry(Method.AMOUNT, x.this_period, x.stored, release_of(x.before.work, x.now.work))
            for x in a.lines
        }
        terms = replace(history[0], lines=lines)
        assert compute(terms, kept, stored, RATES) == a


@few
@given(cents(-(10**9), 10**9), st.integers(2, 60))
def test_a_percentage_reached_in_many_steps_loses_no_cent(scheduled: Decimal, steps: int) -> None:
    terms = ContractTerms((ContractLine(1, scheduled),), D(10))
    states: dict[int, LineState] = {}
    billed = ZERO
    for step in range(1, steps + 1):
        reached = (D(100) * step / steps).quantize(D("0.0001"))
        a = compute(terms, {1: Entry(Method.PERCENT, reached)}, states, ())
        billed += a.lines[0].this_period
        states = a.states
    assert billed == scheduled


@pytest.mark.parametrize(
    ("scheduled", "entry", "field"),
    [
        ("100.00", Entry(Method.PERCENT, D("100.01")), "work"),
        ("100.00", Entry(Method.PERCENT, D("-1")), "work"),
        ("100.00", Entry(value=D("-50.01")), "work"),
        ("100.00", Entry(value=D("50.01")), "work"),
        ("100.00", Entry(value=D("20.00"), stored=D("30.01")), "stored"),
        ("100.00", Entry(stored=D("-0.01")), "stored"),
        ("100.00", Entry(release_work=D("5.01")), "release"),
        ("100.00", Entry(release_work=D("-0.01")), "release"),
        ("100.00", Entry(release_stored=D("0.01")), "release_stored"),
        ("-100.00", Entry(value=D("51.00")), "work"),
        ("-100.00", Entry(value=D("-50.01")), "work"),
        ("-100.00", Entry(release_work=D("1.00")), "release"),
        ("0.00", Entry(value=D("0.01")), "work"),
    ],
)
def test_what_is_out_of_range_names_its_box(scheduled: str, entry: Entry, field: str) -> None:
    terms = ContractTerms((ContractLine(1, D(scheduled)),), D(10))
    half = compute(terms, {1: Entry(Method.PERCENT, D(50))}, {}, ())
    found = faults(compute(terms, {1: entry}, half.states, ()))
    assert [refusal.field for refusal in found.values()] == [field]


def test_the_edges_of_the_range_are_allowed() -> None:
    terms = ContractTerms((ContractLine(1, D("100.00")),), D(10))
    half = compute(terms, {1: Entry(Method.PERCENT, D(50))}, {}, ())
    for entry in (
        DONE,
        Entry(Method.PERCENT, ZERO),
        Entry(value=D("50.00")),
        Entry(value=D("-50.00")),
        Entry(stored=D("50.00")),
        Entry(release_work=D("5.00")),
    ):
        assert faults(compute(terms, {1: entry}, half.states, ())) == {}


def test_a_release_of_stored_retainage_does_not_outlive_the_materials() -> None:
    terms = ContractTerms((ContractLine(1, D("1000.00")),), D(10))
    stored = compute(terms, {1: Entry(stored=D("600.00"))}, {}, ())
    released = compute(terms, {1: Entry(stored=D("600.00"), release_stored=D("60.00"))}, stored.states, ())
    installed = compute(terms, {1: DONE}, released.states, ())
    assert released.line_5 == ZERO
    assert installed.lines[0].now == LineState(work=Ledger(D("1000.00"), held=D("100.00")))


def test_a_deduction_taken_back_to_nothing_forgets_what_was_released_from_it() -> None:
    terms = ContractTerms((ContractLine(1, D("-100.00"), change_order="CO-1"),), D(10))
    billed = compute(terms, {1: DONE}, {}, ())
    released = compute(terms, {1: Entry(release_work=D("-10.00"))}, billed.states, ())
    back = compute(terms, {1: Entry(Method.PERCENT, ZERO)}, released.states, ())
    assert back.lines[0].now == LineState()


def test_a_deduction_not_yet_applied_is_zero_and_not_minus_zero() -> None:
    terms = ContractTerms((ContractLine(1, D("-1250.00"), change_order="CO-1"),), D(10))
    [x] = compute(terms, {1: Entry(Method.PERCENT, ZERO, stored=D("-0"))}, {}, ()).lines
    shown = (x.this_period, x.stored, x.to_date, x.percent, x.retainage, x.net_this_period)
    assert [str(amount) for amount in shown] == ["0.00"] * 6


def test_a_line_that_was_billed_cannot_leave_the_contract() -> None:
    both = ContractTerms((ContractLine(1, D("10.00")), ContractLine(2, D("10.00"))))
    billed = compute(both, {}, {}, ())
    with pytest.raises(ValueError, match="lines billed before"):
        compute(ContractTerms((ContractLine(1, D("10.00")),)), {}, billed.states, ())


def mirror(entry: Entry) -> Entry:
    value = entry.value if entry.method is Method.PERCENT else -entry.value
    return Entry(entry.method, value, -entry.stored, -entry.release_work, -entry.release_stored)


def terms_sum(terms: ContractTerms) -> Decimal:
    return sum((x.scheduled for x in terms.lines), start=ZERO)


def reloaded(state: LineState) -> LineState:
    """A state through whole cents and back, as the columns keep it."""

    def side(ledger: Ledger) -> Ledger:
        kept = [int(amount.scaleb(2)) for amount in (ledger.billed, ledger.held, ledger.released)]
        return Ledger(*(D(n).scaleb(-2) for n in kept))

    return LineState(side(state.work), side(state.stored))


def release_of(before: Ledger, now: Ledger) -> Decimal:
    """What was released in a period, read back from the two balances."""
    return now.released - carried(before, now.due, now.billed)
