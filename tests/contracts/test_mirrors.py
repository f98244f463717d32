"""Credits, corrections and installations: what must cancel exactly (I10, I17, I18, I19)."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from invoice_app.contracts.application import AppliedLine, ContractLine, LineState
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.retainage_rules import Rounding
from invoice_app.shared.money import CENT, LARGEST, ZERO, to_cents
from tests.contracts.histories import (
    DONE,
    RATES,
    WHY,
    History,
    caps,
    cents,
    few,
    flats,
    histories,
    manuals,
    percents,
    tiers,
)

D = Decimal


@few
@given(cents(-(10**12) + 1, 10**12 - 1))
def test_a_line_at_100_percent_is_its_scheduled_value(scheduled: Decimal) -> None:
    """I10: p = 100 => W = C, up to the largest amount that can be typed, of either sign."""
    [x] = compute(ContractTerms((ContractLine(1, scheduled),)), {1: DONE}, {}, ()).lines
    assert x.this_period == x.to_date == scheduled
    assert x.balance == ZERO


@few
@given(st.integers(1, 10**9).map(lambda n: D(n).scaleb(-4)), st.integers(-(10**9), 10**9))
def test_a_line_at_its_whole_quantity_is_its_scheduled_value(quantity: Decimal, price: int) -> None:
    """I10 by the unit: W = rhu(q * u), and C was rounded once from the same product."""
    unit_price = D(price).scaleb(-4)
    line = ContractLine(1, to_cents(quantity * unit_price), quantity=quantity, unit_price=unit_price)
    [x] = compute(ContractTerms((line,)), {1: Entry(Method.QUANTITY, quantity)}, {}, ()).lines
    assert x.to_date == line.scheduled


@few
@example(D("9999999998.9999"), D("9999999998.9999"))
@given(*[st.integers(1, 10**14 - 1).map(lambda n: D(n).scaleb(-4))] * 2)
def test_a_quantity_times_a_price_loses_nothing_before_it_is_rounded(
    quantity: Decimal, price: Decimal
) -> None:
    """Two numbers of 14 digits: their product has the 28 that a Decimal keeps, and not one more."""
    line = ContractLine(1, ZERO, quantity=quantity, unit_price=price)
    [x] = compute(ContractTerms((line,)), {1: Entry(Method.QUANTITY, quantity)}, {}, ()).lines
    exact = Fraction(quantity) * Fraction(price)
    assert abs(Fraction(x.to_date) - exact) <= Fraction(1, 200)
    assert Fraction(x.to_date) == Fraction(int(exact * 100 + Fraction(1, 2)), 100)


@few
@given(cents(-(10**12) + 1, 10**12 - 1), st.integers(2, 40))
def test_a_percentage_reached_in_many_steps_loses_no_cent(scheduled: Decimal, steps: int) -> None:
    """I11 for rounding: the difference of two rounded totals, so that the periods add up to C."""
    terms = ContractTerms((ContractLine(1, scheduled),), D(10))
    states: dict[int, LineState] = {}
    billed = ZERO
    for step in range(1, steps + 1):
        reached = (D(100) * step / steps).quantize(D("0.0001"))
        a = compute(terms, {1: Entry(Method.PERCENT, reached)}, states, ())
        billed += a.lines[0].this_period
        states = a.states
    assert billed == scheduled


@few
@given(st.decimals(-LARGEST, LARGEST, places=8, allow_nan=False))
def test_rounding_is_the_same_on_both_sides_of_zero(amount: Decimal) -> None:
    """I17: rhu(-x) = -rhu(x)."""
    assert to_cents(-amount) == -to_cents(amount)


@few
@given(histories())
def test_the_mirror_of_a_contract_is_its_exact_negation(history: History) -> None:
    """I18: negate every amount of a contract and of what is entered, and every figure is negated.

    For every rule: percentages are of the line's own sign, and a cap, which is an amount without one,
    is reached on the other side of zero.
    """
    previous: Mapping[int, LineState] = {}
    for period in history.periods:
        terms = replace(period.terms, lines=tuple(map(negated_line, period.terms.lines)))
        entries = {key: negated(entry) for key, entry in period.entries.items()}
        mirror = compute(terms, entries, previous, RATES, period.on)
        a, previous = period.application, mirror.states
        assert [columns(x) for x in mirror.lines] == [[-n for n in columns(x)] for x in a.lines]
        assert (mirror.line_5, mirror.line_8, mirror.total) == (-a.line_5, -a.line_8, -a.total)
        assert [t.amount for t in mirror.taxes] == [-t.amount for t in a.taxes]


@few
@given(histories(st.one_of(flats, tiers(), caps, manuals), by_hand=False))
def test_taking_everything_back_credits_exactly_what_was_invoiced(history: History) -> None:
    """I18 on one contract: all taken back to zero after the first application credits it, taxes and all."""
    first = replace(history, periods=history.periods[:1])
    back = {line.key: Entry(Method.PERCENT, ZERO, reason=WHY) for line in history.terms.lines}
    credit = first.then(back).last
    a = first.last
    assert (credit.line_8, credit.total) == (-a.line_8, -a.total)
    assert credit.line_6 == ZERO


same_rates = {"own_rates": False, "by_hand": False}


@few
@given(histories(st.one_of(flats, caps), **same_rates), percents)
def test_installing_stored_materials_at_one_rate_costs_nothing(history: History, at: Decimal) -> None:
    """I19: F moved to W with the same rate on both leaves line 8 at 0.00.

    To the cent only when whole lines are installed and the cent is rounded by line: of a part, two
    rounded halves may differ by a cent from their rounded whole, on each line; rounded on the total,
    by a cent in all. Tiers and steps hold of the work alone: there it does not hold.
    """
    terms = replace(history.terms, stored_retainage_percent=None)
    everything = {line.key: Entry(stored=line.scheduled) for line in terms.lines}
    stored = compute(terms, everything, {}, RATES)
    installed = compute(terms, dict.fromkeys(everything, DONE), stored.states, RATES)
    assert installed.line_8 == ZERO
    assert installed.line_5b == ZERO
    partly = {
        line.key: Entry(Method.PERCENT, at, line.scheduled - to_cents(line.scheduled * at / 100))
        for line in terms.lines
    }
    moved = compute(terms, partly, stored.states, RATES)
    cents_in_play = len(terms.lines) if terms.rounding is Rounding.LINE else 1
    assert abs(moved.line_8) <= CENT * cents_in_play


def columns(x: AppliedLine) -> list[Decimal]:
    return [
        x.scheduled, x.previous, x.this_period, x.stored, x.to_date, x.balance, x.net_this_period,
        x.now.work.held, x.now.work.released, x.now.stored.held, x.now.stored.released,
    ]  # fmt: skip


def negated_line(line: ContractLine) -> ContractLine:
    """By the unit, the price is negated and the quantity is not: what is billed is still that many."""
    return replace(
        line, scheduled=-line.scheduled, unit_price=None if line.unit_price is None else -line.unit_price
    )


def negated(entry: Entry) -> Entry:
    return replace(
        entry,
        value=-entry.value if entry.method is Method.AMOUNT else entry.value,
        stored=-entry.stored,
        release_work=-entry.release_work,
        release_stored=-entry.release_stored,
        hold_work=None if entry.hold_work is None else -entry.hold_work,
        hold_stored=None if entry.hold_stored is None else -entry.hold_stored,
    )
