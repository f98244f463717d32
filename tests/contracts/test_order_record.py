"""Change orders as their page and their list show them: what they come to, and where they enter."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlmodel import Session

from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.order_form import faults, product_text, total_of
from invoice_app.contracts.order_queries import order_card, orders_of_contract, sums_typed, will_enter
from invoice_app.contracts.ordering import draft_order, void_order
from invoice_app.contracts.periods import open_period
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound
from tests.contracts.stories import APRIL, MARCH, D, change_order

ROWS = [
    {"section": "Ajouts", "item": "A", "description": "Escalier", "scheduled": "1 200,00"},
    {"item": "B", "description": "Rampe retirée", "scheduled": "-200", "tax_class": "exempt"},
]


def listed(db: Session, contract: Contract) -> list[tuple[str, ...]]:
    rows = orders_of_contract(db, ref=contract.ref, language="en")
    return [(row.number, row.status_text, row.amount, row.approved_on, row.enters) for row in rows]


def test_the_list_says_in_which_application_each_order_is(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime, type_in: Callable, issue: Callable
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    change_order(db, contract, "CO-1", D("100"), by=by, now=now)
    change_order(db, contract, "CO-2", D("-50"), by=by, now=now, approved_on="2026-04-02")
    void = draft_order(db, contract_ref=contract.ref, typed={"title": "Non"}, rows=[], by=by, now=now)
    void_order(db, ref=void.ref, version=void.version, by=by, now=now)
    draft_order(db, contract_ref=contract.ref, typed={"title": "Peut-être"}, rows=ROWS, by=by, now=now)
    expected = [
        ("CO-1", "Approved", "$100.00", "March 2, 2026", "application no.\u00a01"),
        ("CO-2", "Approved", "−$50.00", "April 2, 2026", "the next application"),
        ("OC-3", "Void", "$0.00", "", ""),
        ("OC-4", "Draft", "$1,000.00", "", ""),
    ]
    assert listed(db, contract) == expected
    type_in(first, i01={"work": "100"})
    issue(first)
    assert listed(db, contract) == expected


def test_the_day_of_approval_decides_which_application_an_order_enters(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    def on(day: int) -> str:
        return will_enter(db, contract_ref=approved.ref, day=date(2026, 3, day)).en

    assert on(10) == "It will enter the first application whose period ends on or after March 10, 2026."
    open_period(db, ref=approved.ref, typed=MARCH | {"ends_on": "2026-03-20"}, by=by, now=now)
    assert on(10) == "It will enter the application of the open period, March 1, 2026 to March 20, 2026."
    assert on(21) == "It will enter the first application whose period ends on or after March 21, 2026."


def test_an_application_under_way_takes_the_order_in(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    ref = db.get_one(Contract, first.contract_id).ref
    open_period(db, ref=ref, typed=APRIL, by=by, now=now)
    march, april = (
        will_enter(db, contract_ref=ref, day=date(2026, month, 31 - month)).en for month in (3, 4)
    )
    assert march == "It will enter application for payment no.\u00a01, which is not issued yet."
    assert april == "It will enter the application of the open period, April 1, 2026 to April 30, 2026."


def test_a_new_order_is_offered_the_next_number_and_a_draft_fills_its_boxes(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    new = order_card(db, contract_ref=approved.ref, order_ref="", language="fr")
    assert (new.number, new.revised, new.can_be_written) == ("OC-1", "59\u00a0333,33\u00a0$", True)
    order = draft_order(db, contract_ref=approved.ref, typed={"title": "Escalier"}, rows=ROWS, by=by, now=now)
    card = order_card(db, contract_ref=approved.ref, order_ref=order.ref, language="fr")
    assert (card.number, card.amount, card.revised) == (
        "OC-1", "1\u00a0000,00\u00a0$", "60\u00a0333,33\u00a0$",
    )  # fmt: skip
    assert [(b["item"], b["section"], b["scheduled"], b["tax_class"]) for b in card.boxes] == [
        ("A", "Ajouts", "1200", "taxable"),
        ("B", "", "-200", "exempt"),
    ]
    assert order_card(db, contract_ref=approved.ref, order_ref="", language="fr").number == "OC-2"


def test_an_order_is_found_only_under_its_own_contract(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    order = draft_order(db, contract_ref=approved.ref, typed={"title": "X"}, rows=ROWS, by=by, now=now)
    other = Contract(title="Autre", created_at=now)
    db.add(other)
    db.flush()
    for contract_ref, order_ref in ((other.ref, order.ref), (approved.ref, "nowhere"), ("nowhere", "")):
        with pytest.raises(NotFound):
            order_card(db, contract_ref=contract_ref, order_ref=order_ref, language="fr")


def test_what_is_typed_is_summed_where_it_can_be_read(db: Session, approved: Contract) -> None:
    rows = [
        {"scheduled": "100"},
        {"quantity": "3", "unit_price": "2,5", "description": "Heures"},
        {"scheduled": "-10,50", "description": "Moins"},
        {"scheduled": "beaucoup", "description": "Illisible"},
        {"quantity": "3", "description": "Sans prix"},
    ]
    assert total_of(rows) == D("97.00")
    assert sums_typed(db, contract_ref=approved.ref, typed=D("97"), language="en") == ("$97.00", "$59,430.33")


def test_an_amount_that_follows_from_a_quantity_is_not_typed_again(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    row = {"description": "Heures", "quantity": "3", "unit": "h", "unit_price": "95,505"}
    order = draft_order(db, contract_ref=approved.ref, typed={"title": "X"}, rows=[row], by=by, now=now)
    [boxes] = order_card(db, contract_ref=approved.ref, order_ref=order.ref, language="fr").boxes
    assert (boxes["quantity"], boxes["scheduled"], product_text(boxes, "fr")) == ("3", "", "286,52")
    assert [product_text(boxes | changed, "fr") for changed in ({"quantity": "x"}, {"quantity": ""})] == [
        "",
        "",
    ]
    assert product_text(boxes | {"quantity": "4"}, "en") == "382.02"


def test_every_fault_stands_beside_its_box_and_what_is_only_missing_waits_for_the_save() -> None:
    rows = {
        "r1": {"description": "Toit", "scheduled": "abc", "tax_class": "taxable"},
        "r2": {"item": "2", "tax_class": "taxable"},
        "r3": {"tax_class": "taxable"},
    }
    assert set(faults({"title": ""}, rows, strictly=False)) == {"scheduled-r1"}
    assert set(faults({"title": ""}, rows, strictly=True)) == {"title", "scheduled-r1", "description-r2"}
