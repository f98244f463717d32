"""How far a line may be billed: each fault found once, at the box that mends it, and never without cause."""

from decimal import Decimal

import pytest

from invoice_app.contracts.application import ContractLine, LineState
from invoice_app.contracts.bounds import (
    BeyondWithoutReason,
    TakesBackWithoutReason,
    check,
    faults,
)
from invoice_app.contracts.progress import ContractTerms, Entry, compute
from invoice_app.contracts.reading import TypedLine, read

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
