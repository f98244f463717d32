"""How far a line may be billed: each fault found once, at the box that mends it, and never without cause."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.contracts.application import ContractLine, LineState
from invoice_app.contracts.bounds import (
    BeyondWithoutReason,
    BilledTooLarge,
    TakesBackWithoutReason,
    check,
    faults,
)
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.reading import TypedLine, read
from invoice_app.contracts.retainage import Ledger
from invoice_app.contracts.retainage_rules import Tier, Tiers
from invoice_app.shared.money import LARGEST, ZERO
from tests.contracts.histories import WHY, History, few, histories

D = Decimal
TERMS = ContractTerms((ContractLine(1, D("100.00")),), D(10), allows_over_billing=True)
BEYOND = Entry(value=D("120.00"), reason="more rock than foreseen")


def beyond() -> dict[int, LineState]:
    return compute(TERMS, {1: BEYOND}, {}, ()).states


@pytest.mark.parametrize(
    "entry",
    [
        Entry(),
        Entry(release_work=D("12.00")),
        Entry(hold_work=D("1.00")),
    ],
)
def test_a_line_that_went_beyond_with_a_reason_needs_no_other_while_it_stays(entry: Entry) -> None:
    after = compute(TERMS, {1: entry}, beyond(), ())
    assert faults(after, {1: entry}, TERMS) == {}
    check(after, {1: entry}, TERMS)


def test_an_application_where_nothing_is_typed_has_no_fault_after_one_that_went_beyond() -> None:
    assert read(TERMS, {}, beyond(), ()).faults == {}
    assert read(TERMS, {1: TypedLine(release="12,00")}, beyond(), ()).faults == {}


def test_a_line_that_goes_further_beyond_needs_a_reason_again() -> None:
    further = Entry(value=D("0.01"))
    [fault] = faults(compute(TERMS, {1: further}, beyond(), ()), {1: further}, TERMS).values()
    assert isinstance(fault, BeyondWithoutReason)
    back = Entry(value=D("-0.01"))
    [fault] = faults(compute(TERMS, {1: back}, beyond(), ()), {1: back}, TERMS).values()
    assert isinstance(fault, TakesBackWithoutReason)


def test_a_line_cannot_go_beyond_what_an_invoice_can_carry_whatever_the_reason() -> None:
    """9,999,999,999 units at 9,999,999,999.00 would not fit in the column, nor on the paper."""
    line = ContractLine(1, D("100.00"), quantity=D(1), unit_price=D("9999999999"))
    terms = ContractTerms((line,), allows_over_billing=True)
    for boxes, field in (
        (TypedLine("quantity", "9 999 999 999", reason=WHY), "work"),
        (TypedLine("amount", "9 999 999 999", stored="1", reason=WHY), "stored"),
    ):
        reading = read(terms, {1: boxes}, {}, ())
        [fault] = reading.faults.values()
        assert isinstance(fault, BilledTooLarge)
        assert fault.field == field
        assert reading.application.line_4 == ZERO
    whole = TypedLine("amount", "9 999 999 999,99", reason=WHY)
    assert read(terms, {1: whole}, {}, ()).faults == {}
    again = read(terms, {1: TypedLine("amount", "0,01", reason=WHY)}, {1: LineState(Ledger(LARGEST))}, ())
    assert [fault.field for fault in again.faults.values()] == ["work"]


def test_a_fault_that_another_line_hides_until_it_is_set_aside_is_found_too() -> None:
    """Tiers, 0 % of the first half and 20 % after: line 2 may release 50.00 only because of line 1.

    Line 1 is out of range and counts as nothing; then line 2 holds nothing, and its release is a fault
    as well: left in, more than nothing would be released and line 8 would be 50.00 too much.
    """
    lines = (ContractLine(1, D("1000.00")), ContractLine(2, D("500.00")))
    terms = ContractTerms(lines, rule=Tiers((Tier(D(50), ZERO),), D(20)))
    typed = {1: TypedLine("amount", "1000,01"), 2: TypedLine("amount", "500", release="50")}
    reading = read(terms, typed, {}, ())
    assert {key: fault.field for key, fault in reading.faults.items()} == {1: "work", 2: "release"}
    assert reading.application.line_8 == ZERO


@few
@given(histories(), st.data())
def test_however_wrong_some_lines_are_the_rest_of_the_page_stays_sound(
    history: History, data: st.DataObject
) -> None:
    """What is read is in range, whatever is typed in any box of any line, certified or not."""
    texts = st.sampled_from(["", "0", "10", "-5", "100", "250,25", "9999999", "0,01", "x", "-0,01"])
    boxes = st.builds(
        TypedLine, st.sampled_from(Method), texts, texts, texts, texts, texts, texts,
        st.sampled_from(["", WHY]), texts, texts,
    )  # fmt: skip
    typed = {line.key: data.draw(boxes) for line in history.terms.lines}
    last = history.periods[-1]
    reading = read(history.terms, typed, last.application.states, (), on=last.on)
    assert faults(reading.claimed, reading.entries, history.terms) == {}
    if not reading.certificates:
        check(reading.application, reading.counted, history.terms)
