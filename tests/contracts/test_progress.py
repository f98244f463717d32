"""An application by hand: what is in range, what is not, and what leaves no trace."""

from decimal import Decimal

import pytest

from invoice_app.contracts.application import ContractLine, LineState
from invoice_app.contracts.bounds import faults
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.retainage import Ledger
from invoice_app.shared.money import ZERO

D = Decimal
DONE = Entry(Method.PERCENT, D(100))


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
