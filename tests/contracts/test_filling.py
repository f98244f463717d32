"""Filling many lines at once: all the rest, the pattern of last time, releases, a final invoice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.filling import (
    MoreThanHeld,
    NoPattern,
    NothingHeld,
    NothingLeft,
    bill_the_rest,
    release,
    repeat_last,
    start_final,
    start_release,
)
from invoice_app.contracts.issuing import record_issue
from invoice_app.contracts.models import Contract, ContractStatus, ProgressInvoice
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.progress_drafting import OnlyRetainage, enter_line, start_progress
from invoice_app.contracts.progress_queries import Editor, editor
from invoice_app.contracts.reviewing import FinalNotWhole, submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.members.models import Customer
from invoice_app.shared.permission import Viewer
from tests.contracts.stories import (
    APRIL,
    FORM,
    QUEBEC,
    D,
    change_order,
    composed,
    invoice_row,
    summary,
)

MAY = {"starts_on": "2026-05-01", "ends_on": "2026-05-31", "due_on": "2026-06-25"}


@pytest.fixture
def shown(db: Session, now: datetime) -> Callable[[ProgressInvoice], Editor]:
    def shown(progress: ProgressInvoice) -> Editor:
        return editor(db, ref=progress.ref, language="en", rates=QUEBEC, today=now.date())

    return shown


@pytest.fixture
def second(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, issue: Callable, by: Viewer,
    now: datetime,
) -> ProgressInvoice:  # fmt: skip
    """The application of April, after one of March that billed three lines in three ways."""
    type_in(
        first, i01={"work": "100"}, i02={"work": "25"}, i03={"method": "amount", "work": "8000"},
        i04={"work": "0"},
    )  # fmt: skip
    issue(first)
    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    return start_progress(db, contract_ref=approved.ref, by=by, now=now)


def test_the_rest_of_one_line_brings_it_to_its_scheduled_value(
    db: Session, second: ProgressInvoice, shown: Callable, by: Viewer
) -> None:
    line = schedule_of(db, second.contract_id)[1]
    bill_the_rest(db, ref=second.ref, item_id=line.id, by=by)
    assert [x.this_period for x in shown(second).lines] == ["$0.00", "$25,000.00", "$0.00", "$0.00"]


def test_the_rest_of_everything_turns_stored_materials_into_work(
    db: Session, second: ProgressInvoice, type_in: Callable, by: Viewer
) -> None:
    type_in(second, i03={"stored": "1500"})
    bill_the_rest(db, ref=second.ref, by=by)
    page = type_in(second)
    assert summary(page)["4"] == summary(page)["3"] == "$59,333.33"
    assert {x.stored for x in page.lines} == {"$0.00"}
    with pytest.raises(NothingLeft):
        bill_the_rest(db, ref=second.ref, by=by)


def test_the_rest_of_a_change_order_leaves_the_schedule_alone(
    db: Session, approved: Contract, second: ProgressInvoice, shown: Callable, by: Viewer, now: datetime
) -> None:
    change_order(db, approved, "CO-1", D("-1250.00"), by=by, now=now)
    bill_the_rest(db, ref=second.ref, order="CO-1", by=by)
    page = shown(second)
    assert [x.this_period for x in page.lines][3:] == ["$0.00", "−$1,250.00"]
    assert page.lines[4].band == "Change order CO-1"


def test_the_pattern_of_last_time_is_repeated_by_the_same_methods_and_stops_at_the_end(
    db: Session, second: ProgressInvoice, shown: Callable, by: Viewer
) -> None:
    repeat_last(db, ref=second.ref, by=by)
    page = shown(second)
    assert [(x.method, x.typed_work) for x in page.lines] == [
        ("percent", ""), ("percent", "50"), ("amount", "8000"), ("percent", ""),
    ]  # fmt: skip
    assert [x.this_period for x in page.lines] == ["$0.00", "$8,333.34", "$8,000.00", "$0.00"]


def test_what_was_typed_is_not_written_over_by_the_pattern(
    db: Session, second: ProgressInvoice, type_in: Callable, by: Viewer
) -> None:
    type_in(second, i02={"work": "30"})
    repeat_last(db, ref=second.ref, by=by)
    assert type_in(second).lines[1].typed_work == "30"


def test_a_first_application_has_no_pattern_to_repeat(
    db: Session, first: ProgressInvoice, by: Viewer
) -> None:
    with pytest.raises(NoPattern):
        repeat_last(db, ref=first.ref, by=by)


def test_an_amount_of_retainage_is_shared_by_what_each_line_holds(
    db: Session, second: ProgressInvoice, shown: Callable, by: Viewer
) -> None:
    """Held: 100.00, 833.33 and 800.00, in all 1,733.33; a third of it is shared to the cent."""
    release(db, ref=second.ref, how="amount", typed="577,78", by=by)
    page = shown(second)
    assert [x.typed_release for x in page.lines] == ["33,33", "277,78", "266,67", ""]
    assert summary(page)["8"] == "$577.78"
    with pytest.raises(MoreThanHeld) as refused:
        release(db, ref=second.ref, how="amount", typed="1 733,34", by=by)
    assert "$1,733.33" in refused.value.phrase.en


def test_a_release_bills_no_work_and_taxes_by_the_lines_it_comes_from(
    db: Session, approved: Contract, second: ProgressInvoice, type_in: Callable, issue: Callable, by: Viewer,
    now: datetime,
) -> None:  # fmt: skip
    """Line 04 is exempt: of 2,233.33 held, 500.00 came from it. 5 % of 1,733.33 is 86.67."""
    type_in(second, i04={"work": "100"})
    issue(second)
    open_period(db, ref=approved.ref, typed=MAY, by=by, now=now)
    third = start_release(db, contract_ref=approved.ref, by=by, now=now)
    with pytest.raises(OnlyRetainage):
        enter_line(db, ref=third.ref, item_id=schedule_of(db, approved.id or 0)[1].id or 0,
                   boxes={"work": "50"}, by=by)  # fmt: skip
    with pytest.raises(OnlyRetainage):
        bill_the_rest(db, ref=third.ref, by=by)
    document = issue(third)
    assert (document.subtotal, document.taxes[0].base, document.taxes[0].amount) == (
        D("2233.33"), D("1733.33"), D("86.67"),
    )  # fmt: skip
    assert document.progress is not None
    assert document.progress.kind == "release"
    assert {line.retainage for line in document.progress.schedule} == {D("0.00")}


def test_there_is_nothing_to_release_where_nothing_is_held(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    with pytest.raises(NothingHeld):
        start_release(db, contract_ref=approved.ref, by=by, now=now)


def test_a_final_invoice_bills_all_releases_all_and_completes_the_contract(
    db: Session, approved: Contract, second: ProgressInvoice, type_in: Callable, issue: Callable, by: Viewer,
    now: datetime,
) -> None:  # fmt: skip
    type_in(second, i02={"work": "50"})
    issue(second)
    open_period(db, ref=approved.ref, typed=MAY, by=by, now=now)
    last = start_final(db, contract_ref=approved.ref, by=by, now=now)
    page = type_in(last)
    assert (summary(page)["5"], summary(page)["9"]) == ("$0.00", "$0.00")
    type_in(last, i01={"release": "99"})
    with pytest.raises(FinalNotWhole):
        submit(db, ref=last.ref, version=last.version, by=by, now=now)
    type_in(last, i01={"release": "100"})
    issue(last)
    assert approved.status == ContractStatus.COMPLETE


def test_a_line_billed_beyond_its_value_is_left_as_it_is_by_all_the_rest(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, by: Viewer
) -> None:
    approved.over_billing = "reason"
    type_in(first, i01={"method": "amount", "work": "1100", "reason": "Mesuré sur place"})
    bill_the_rest(db, ref=first.ref, by=by)
    assert type_in(first).lines[0].this_period == "$1,100.00"


def test_a_contract_that_was_billed_beyond_its_value_can_still_be_finished(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, issue: Callable, by: Viewer,
    now: datetime,
) -> None:  # fmt: skip
    approved.over_billing = "reason"
    type_in(first, i01={"method": "amount", "work": "1100", "reason": "Mesuré sur place"})
    issue(first)
    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    last = start_final(db, contract_ref=approved.ref, by=by, now=now)
    # Beyond its value still, and the reason is written once: nothing more is billed on it.
    document = issue(last)
    assert document.progress is not None
    assert document.progress.schedule[0].this_period == D("0.00")
    assert approved.status == ContractStatus.COMPLETE


def test_a_final_invoice_that_is_certified_for_less_is_not_the_last(
    db: Session, approved: Contract, first: ProgressInvoice, client: Customer, issue: Callable,
    type_in: Callable, by: Viewer, now: datetime,
) -> None:  # fmt: skip
    type_in(first, i01={"work": "50"})
    issue(first)
    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    last = start_final(db, contract_ref=approved.ref, by=by, now=now)
    submit(db, ref=last.ref, version=last.version, by=by, now=now)
    structure = schedule_of(db, approved.id or 0)[1].id or 0
    enter_line(db, ref=last.ref, item_id=structure, boxes={"certified": "30000"}, by=by)
    document = composed(db, last, "FA-2026-0002")
    record_issue(
        db, ref=last.ref, invoice_id=invoice_row(db, client, document, now), document=document, by=by, now=now
    )
    assert document.progress is not None
    assert (document.progress.kind, approved.status) == ("progress", ContractStatus.APPROVED)


def test_a_quantity_is_read_in_the_language_of_whoever_typed_it(
    db: Session, by: Viewer, client: Customer, now: datetime, shown: Callable
) -> None:
    """Line of 5,000 at $10: `1,234` is a thousand and some in English, and one and some in French."""
    rows = [{"description": "Pieux", "quantity": "5000", "unit_price": "10"}]
    contract = create_contract(db, typed=FORM | {"company_ref": client.ref}, by=by, now=now)
    contract = set_schedule(db, ref=contract.ref, version=contract.version, rows=rows)
    contract = approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
    open_period(db, ref=contract.ref, typed=APRIL, by=by, now=now)
    progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
    item = schedule_of(db, contract.id or 0)[0].id or 0
    for language, billed in (("en", "$12,340.00"), ("fr", "$12.34")):
        typist = replace(by, language=language)
        boxes = {"method": "quantity", "work": "1,234"}
        enter_line(db, ref=progress.ref, item_id=item, boxes=boxes, by=typist)
        assert shown(progress).lines[0].this_period == billed
    # Whoever goes on from there in the other language changes nothing that was typed.
    enter_line(db, ref=progress.ref, item_id=item, boxes={"stored": "5"}, by=replace(by, language="en"))
    assert shown(progress).lines[0].this_period == "$12.34"
