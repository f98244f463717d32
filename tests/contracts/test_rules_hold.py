"""What each rule of retainage promises, on any contract."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.contracts.application import Application, ContractLine
from invoice_app.contracts.bounds import check
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.retainage import flat
from invoice_app.contracts.retainage_rules import (
    Cap,
    CapBasis,
    Flat,
    Manual,
    Rounding,
    Rule,
    StepDown,
    Tier,
    Tiers,
    tiered,
)
from invoice_app.shared.money import CENT, LARGEST, ZERO, to_cents
from tests.contracts.histories import (
    DONE,
    FIRST_DAY,
    History,
    caps,
    cents,
    few,
    flats,
    growing,
    histories,
    manuals,
    percents,
    rules,
    steps,
    tiers,
)

D = Decimal


def due(a: Application) -> Decimal:
    """What the rule asks to hold to date, before anything is done by hand."""
    return sum((x.now.work.due + x.now.stored.due for x in a.lines), start=ZERO)


@few
@given(histories(flats))
def test_a_plain_percentage_holds_its_percentage_of_each_line(history: History) -> None:
    """Rounded by line: to the cent. On the total: within a cent of the line's own exact part,
    even where additions and deductions nearly cancel."""
    for period in history.periods:
        terms = period.terms
        for x in period.application.lines:
            own = x.line.retainage_percent
            on_work = terms.retainage_percent if own is None else own
            on_stored = on_work
            if terms.stored_retainage_percent is not None:
                on_stored = terms.stored_retainage_percent
            for side, percent in ((x.now.work, on_work), (x.now.stored, on_stored)):
                if terms.rounding is Rounding.LINE:
                    assert side.due == flat(side.billed, percent)
                assert abs(side.due - side.billed * percent / 100) < CENT


@few
@given(histories(flats, own_rates=False))
def test_rounded_on_the_total_one_percentage_of_everything_is_held(history: History) -> None:
    """5a asked = rhu(rate * ΣW), and it differs from the sum of the lines by n / 2 cents at most."""
    percent = history.terms.retainage_percent
    for period in history.periods:
        lines = period.application.lines
        asked = sum(x.now.work.due for x in lines)
        total = flat(sum(x.now.work.billed for x in lines), percent)
        by_line = sum(flat(x.now.work.billed, percent) for x in lines)
        assert asked == (total if period.terms.rounding is Rounding.TOTAL else by_line)
        assert abs(total - by_line) <= CENT / 2 * (len(lines) + 1)


@few
@given(histories(tiers()))
def test_tiers_hold_their_total_on_the_lines_that_follow_them(history: History) -> None:
    """Σ of the lines without a rate of their own = the tiers on their sums; the others follow their own."""
    for period in history.periods:
        pool = [x for x in period.application.lines if x.line.retainage_percent is None]
        total = tiered(
            period.terms.rule, sum(x.scheduled for x in pool), sum(x.now.work.billed for x in pool)
        )
        assert sum(x.now.work.due for x in pool) == total
        # Rounded on the total, the lines of one percentage are rounded together and apart from the pool.
        apart = [x for x in period.application.lines if x.line.retainage_percent is not None]
        for percent in {x.line.retainage_percent for x in apart}:
            same = [x.now.work for x in apart if x.line.retainage_percent == percent]
            if period.terms.rounding is Rounding.TOTAL:
                assert sum(w.due for w in same) == flat(sum(w.billed for w in same), percent)
            else:
                assert [w.due for w in same] == [flat(w.billed, percent) for w in same]


@few
@given(tiers(), cents(0, 10**9), cents(0, 10**9), cents(0, 10**9))
def test_a_marginal_tier_is_monotone_and_never_steeper_than_its_highest_rate(
    rule: Tiers, scheduled: Decimal, work: Decimal, more: Decimal
) -> None:
    """I16: T rises with W, by the highest percentage at most (and a cent of rounding)."""
    before, after = tiered(rule, scheduled, work), tiered(rule, scheduled, work + more)
    highest = max(rule.beyond, *(tier.percent for tier in rule.tiers))
    assert ZERO <= before <= after <= before + more * highest / 100 + CENT
    assert tiered(rule, -scheduled, -work) == -before


@few
@given(histories(caps))
def test_no_more_is_asked_than_the_cap_and_no_less_than_it_or_the_percentage(history: History) -> None:
    """T = min(Σ rate * billed, cap), whatever the lines' own rates."""
    for period in history.periods:
        uncapped = replace(period.terms, rule=Flat())
        asked = due(replace(period, terms=uncapped).again())
        basis = {
            CapBasis.ORIGINAL: period.application.line_1,
            CapBasis.REVISED: period.application.line_3,
        }.get(period.terms.rule.basis)
        value = period.terms.rule.value
        cap = value if basis is None else abs(flat(basis, value))
        assert due(period.application) == max(-cap, min(asked, cap))


@few
@given(growing(st.one_of(flats, tiers(), caps), negative=False))
def test_what_was_released_is_not_held_again_because_another_line_moved(history: History) -> None:
    """While lines only grow, line 5 moves by what the rule asks more, less what is released now.

    A rule that looks at the whole contract leaves each line what it asked of it before. Where the
    rounding is on the total, a line's retainage may move by a cent.
    """
    for period in history.periods:
        cent = CENT if period.terms.rounding is Rounding.TOTAL else ZERO
        for x in period.application.lines:
            assert x.now.work.due >= x.before.work.due - cent
            release = period.entries[x.line.key].release_work
            assert abs(x.now.work.released - x.before.work.released - release) <= cent


@few
@given(histories(manuals, by_hand=False))
def test_by_hand_nothing_is_held_but_what_a_person_writes(history: History) -> None:
    assert all(a.line_5 == ZERO for a in history.made)


@few
@given(histories(manuals))
def test_what_was_held_by_hand_stays_until_it_is_released(history: History) -> None:
    """An application where nothing happens moves no retainage; nothing less than the work does either."""
    after = history.then({})
    assert after.last.line_8 == ZERO
    finished = history.finished()
    for x in finished.last.lines:
        if abs(x.now.work.billed) >= abs(x.before.work.billed):
            assert x.now.work.held == x.before.work.held


@few
@given(histories(rules), st.data())
def test_an_amount_held_by_hand_is_held_whatever_the_rule(history: History, data: st.DataObject) -> None:
    """`hold` is the movement of the period; the rule takes up again from there the period after."""
    for x in history.last.lines:
        target = to_cents(x.now.work.billed * data.draw(percents) / 100)
        entry = Entry(stored=x.stored, hold_work=target - x.now.work.held)
        held = history.then({x.line.key: entry})
        [now] = [y for y in held.last.lines if y.line.key == x.line.key]
        assert now.now.work.held == target
        if not isinstance(history.terms.rule, StepDown):
            [later] = [y for y in held.then({}).last.lines if y.line.key == x.line.key]
            assert later.now.work.held == target


@few
@given(histories(steps), st.booleans())
def test_before_a_step_the_contracts_percentage_and_after_it_the_new_one(
    history: History, retroactive: bool
) -> None:
    """A step by day that is passed from the first: all is at the new rate, either way.

    Prospective is rounded each period: it drifts by half a cent a period at most, a line.
    """
    first = StepDown(D("3.5"), from_on=FIRST_DAY, retroactive=retroactive)
    terms = replace(history.terms, rule=first)
    a = None
    for n, period in enumerate(history.periods, start=1):
        states = a.states if a else {}
        only = {key: replace(e, hold_work=None, release_work=ZERO) for key, e in period.entries.items()}
        a = replace(
            period, terms=replace(terms, lines=period.terms.lines), entries=only, previous=states
        ).again()
        slack = CENT if terms.rounding is Rounding.TOTAL else CENT / 2
        for x in a.lines:
            if x.line.retainage_percent is None and x.now.work.billed:
                exact = x.now.work.billed * D("3.5") / 100
                assert abs(x.now.work.due - exact) <= slack * (1 if retroactive else n)


@few
@given(growing(st.just(StepDown(ZERO, at_percent=D(50)))), cents(1, 10**9))
def test_a_prospective_step_once_passed_takes_nothing_back_when_the_contract_grows(
    history: History, added: Decimal
) -> None:
    """A change order that lowers the progress under the step holds the old rate on new work, not on old."""
    order = replace(history.terms.lines[0], key=99, scheduled=added, change_order="OC-99")
    grown = replace(history, terms=replace(history.terms, lines=(*history.terms.lines, order)))
    after = grown.then({}).then({})
    for x in after.last.lines:
        assert abs(x.now.retainage - x.before.retainage) <= CENT
    before = {y.line.key: y.retainage for y in history.last.lines}
    for x in after.last.lines:
        assert abs(x.retainage - before.get(x.line.key, ZERO)) <= CENT


@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize(
    "rule",
    [
        Flat(),
        Tiers((Tier(D("33.3333"), D("9.9999")), Tier(D("66.6667"), D("4.4445"))), D("1.2345")),
        Cap(CapBasis.REVISED, D("4.9999")),
        StepDown(D("4.9999"), at_percent=D("33.3333")),
        StepDown(D("4.9999"), at_percent=D("33.3333"), retroactive=True),
        Manual(),
    ],
)
def test_the_largest_amounts_and_the_finest_percentages_lose_nothing(rule: Rule, rounding: Rounding) -> None:
    """500 lines of 9,999,999,999.99: sums of 15 digits times percentages of 4 decimals, twice."""
    lines = tuple(ContractLine(key, LARGEST) for key in range(500))
    terms = ContractTerms(lines, D("9.9999"), None, rule, rounding)
    third = compute(terms, {line.key: Entry(Method.PERCENT, D("33.3334")) for line in lines}, {}, ())
    whole = compute(terms, dict.fromkeys(range(500), DONE), third.states, ())
    check(third, {}, terms)
    assert whole.line_4 == LARGEST * 500
    assert whole.line_8 + third.line_8 == whole.line_6
