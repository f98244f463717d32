"""Applications for payment from the first box to the invoice, through the tables."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from invoice_app.contracts.drafting import (
    create_contract,
    set_schedule,
)
from invoice_app.contracts.issuing import record_issue
from invoice_app.contracts.models import (
    Contract,
    ProgressEntry,
    ProgressInvoice,
)
from invoice_app.contracts.periods import ApproveItFirst, open_period
from invoice_app.contracts.progress_drafting import (
    CannotStart,
    NotEditable,
    PeriodAlreadyBilled,
    TypedElsewhere,
    discard,
    enter_line,
    start_progress,
)
from invoice_app.contracts.progress_queries import editor
from invoice_app.contracts.reviewing import (
    LessThanBefore,
    LinesToCorrect,
    NothingToBill,
    NotUnderReview,
    send_back,
    submit,
)
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices.document import Document
from invoice_app.members.models import Customer
from invoice_app.shared import live
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere, NotFound
from tests.contracts.stories import (
    APRIL,
    FORM,
    LINES,
    MARCH,
    D,
    change_order,
    composed,
    invoice_row,
    summary,
)


def test_a_first_application_from_contract_to_invoice(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, issue: Callable
) -> None:
    page = type_in(
        first,
        i01={"method": "percent", "work": "100"},
        i02={"method": "percent", "work": "25 %"},
        i03={"stored": "6 000,00"},
    )
    assert [line.this_period for line in page.lines] == ["$1,000.00", "$8,333.33", "$0.00", "$0.00"]
    assert [line.retainage for line in page.lines] == ["$100.00", "$833.33", "$300.00", "$0.00"]
    assert [line.percent for line in page.lines] == ["100%", "25%", "30%", "0%"]
    assert summary(page) == {
        "1": "$59,333.33", "2": "$0.00", "3": "$59,333.33", "4": "$15,333.33", "5a": "$933.33",
        "5b": "$300.00", "5": "$1,233.33", "6": "$14,100.00", "7": "$0.00", "8": "$14,100.00",
        "9": "$45,233.33",
    }  # fmt: skip
    assert [(tax.label, tax.amount) for tax in page.taxes] == [
        ("GST 5%", "$705.00"),
        ("QST 9.975%", "$1,406.48"),
    ]
    assert (page.total, page.payment_due) == ("$16,211.48", "April 25, 2026")

    document = issue(first)
    assert (document.kind, document.subtotal, document.total) == ("progress", D("14100.00"), D("16211.48"))
    assert document.terms.fr == "Payable au plus tard le 25\u00a0avril 2026"
    progress = document.progress
    assert progress is not None
    assert (progress.contract_number, progress.application) == ("C-2026-07", 1)
    assert [(line.key, line.strong) for line in progress.summary][2:8] == [
        ("3", True), ("4", False), ("5a", False), ("5b", False), ("5", False), ("6", True),
    ]  # fmt: skip
    assert progress.schedule_total.to_date == D("15333.33")
    assert Document.model_validate_json(document.model_dump_json()) == document

    page = editor(db, ref=first.ref, language="fr", rates=(), today=date(2026, 3, 16))
    assert (page.status_text, page.can_edit, page.invoice_number) == ("Approuvée", False, "DP-2026-0001")
    assert page.total == "16\u00a0211,48\u00a0$"
    live.announce(db)
    risen = live.versions(db, now_utc())
    assert {"contracts", f"contract:{approved.ref}", f"progress:{first.ref}"} <= risen.keys()


def test_the_worked_example_through_the_tables(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, issue: Callable,
    by: Viewer, now: datetime,
) -> None:  # fmt: skip
    """Four applications with stored materials, two change orders and a release."""

    def next_one(month: int) -> ProgressInvoice:
        days = {
            "starts_on": f"2026-{month:02d}-01",
            "ends_on": f"2026-{month:02d}-28",
            "due_on": "2026-12-25",
        }
        open_period(db, ref=approved.ref, typed=days, by=by, now=now)
        return start_progress(db, contract_ref=approved.ref, by=by, now=now)

    type_in(first, i01={"work": "100"}, i02={"work": "25"}, i03={"stored": "6000"})
    documents = [issue(first)]

    change_order(db, approved, "CO-1", D("2400.00"), by=by, now=now)
    second = next_one(4)
    type_in(
        second,
        i02={"work": "66,67"},
        i03={"method": "amount", "work": "8000", "stored": "1500"},
        i04={"method": "amount", "work": "2500"},
    )
    documents.append(issue(second))

    change_order(db, approved, "CO-2", D("-1250.00"), by=by, now=now)
    third = next_one(5)
    done = {"work": "100", "stored": "0"}
    type_in(third, i01=done, i02=done, i03=done, i04=done, CO_1=done, CO_2=done)
    documents.append(issue(third))

    fourth = next_one(6)
    held = {"i01": "100", "i02": "3333,33", "i03": "2000", "i04": "500", "CO_1": "240", "CO_2": "-125"}
    type_in(fourth, **{line: {"release": amount} for line, amount in held.items()})
    documents.append(issue(fourth))

    assert [str(d.subtotal) for d in documents] == ["14100.00", "17676.00", "22659.00", "6048.33"]
    assert [[str(t.amount) for t in d.taxes] for d in documents] == [
        ["705.00", "1406.48"], ["771.30", "1538.74"], ["1020.45", "2035.80"], ["277.42", "553.45"],
    ]  # fmt: skip
    assert [str(d.total) for d in documents] == ["16211.48", "19986.04", "25715.25", "6879.20"]
    for application, document in zip((first, second, third, fourth), documents, strict=True):
        assert composed(db, application, document.number).progress == document.progress


def test_an_approved_application_does_not_change_with_the_contract(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, issue: Callable,
    by: Viewer, now: datetime,
) -> None:  # fmt: skip
    type_in(first, i01={"work": "100"})
    document = issue(first)
    approved.retainage_percent = D("2.5")
    change_order(db, approved, "CO-1", D("999.00"), by=by, now=now)
    assert composed(db, first, document.number).progress == document.progress


def test_what_is_approved_is_written_once_for_every_line(
    db: Session, first: ProgressInvoice, type_in: Callable, issue: Callable
) -> None:
    type_in(first, i02={"work": "25"})
    issue(first)
    rows = db.exec(select(ProgressEntry).order_by(ProgressEntry.schedule_item_id)).all()
    assert [(row.typed, row.work_to_date, row.work_held) for row in rows] == [
        ("", D("0.00"), D("0.00")),
        ("25", D("8333.33"), D("833.33")),
        ("", D("0.00"), D("0.00")),
        ("", D("0.00"), D("0.00")),
    ]


@pytest.mark.parametrize(
    ("boxes", "box", "words"),
    [
        ({"work": "150"}, "work", "from 0 to 100"),
        ({"work": "-5"}, "work", "from 0 to 100"),
        ({"work": "douze"}, "work", "is not a number"),
        ({"method": "amount", "work": "33 333,34"}, "work", "$33,333.33 is left"),
        ({"method": "amount", "work": "-1"}, "work", "between 0 and"),
        ({"method": "amount", "work": "1,005.001"}, "work", "too many decimals"),
        ({"work": "50", "stored": "16 666,67"}, "stored", "between 0 and $16,666.66"),
        ({"work": "50", "release": "1666,68"}, "release", "between 0 and $1,666.67"),
    ],
)
def test_what_is_wrong_is_said_beside_its_box_and_the_text_is_kept(
    db: Session, first: ProgressInvoice, type_in: Callable, by: Viewer, now: datetime,
    boxes: dict[str, str], box: str, words: str,
) -> None:  # fmt: skip
    page = type_in(first, i01={"work": "50"}, i02=boxes)
    line = page.lines[1]
    assert (line.error_box, page.to_correct) == (box, 1)
    assert words in line.error
    assert (line.typed_work, line.this_period) == (boxes["work"], "$0.00")
    assert summary(page)["4"] == "$500.00"
    with pytest.raises(LinesToCorrect) as refused:
        submit(db, ref=first.ref, version=page.version, by=by, now=now)
    assert refused.value.field == f"{box}-{line.item_id}"
    assert "02" in refused.value.phrase.fr


def test_a_corrected_box_forgets_its_fault(first: ProgressInvoice, type_in: Callable) -> None:
    assert type_in(first, i02={"work": "150"}).to_correct == 1
    page = type_in(first, i02={"work": "15"})
    assert (page.to_correct, page.lines[1].error, page.lines[1].this_period) == (0, "", "$5,000.00")


def test_an_unknown_box_or_method_is_not_kept(first: ProgressInvoice, type_in: Callable) -> None:
    page = type_in(first, i02={"work": "10", "method": "magic", "scheduled": "1"})
    assert (page.lines[1].method, page.lines[1].scheduled) == ("percent", "$33,333.33")


def test_a_line_of_another_contract_cannot_be_entered(
    db: Session, first: ProgressInvoice, client: Customer, by: Viewer, now: datetime
) -> None:
    other = create_contract(db, typed=FORM | {"number": "C-2"}, by=by, now=now)
    set_schedule(db, ref=other.ref, version=1, rows=LINES)
    with pytest.raises(NotFound):
        enter_line(
            db, ref=first.ref, item_id=schedule_of(db, other.id or 0)[0].id or 0, boxes={"work": "1"}, by=by
        )


def test_nothing_and_less_than_nothing_are_not_invoiced(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, issue: Callable,
    by: Viewer, now: datetime,
) -> None:  # fmt: skip
    with pytest.raises(NothingToBill):
        submit(db, ref=first.ref, version=first.version, by=by, now=now)
    type_in(first, i01={"work": "50"})
    issue(first)
    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    second = start_progress(db, contract_ref=approved.ref, by=by, now=now)
    type_in(second, i01={"method": "amount", "work": "-100", "reason": "Mesuré de nouveau"})
    with pytest.raises(LessThanBefore) as refused:
        submit(db, ref=second.ref, version=second.version, by=by, now=now)
    assert "$90.00" in refused.value.phrase.en


def test_under_review_nothing_can_be_typed_until_it_is_sent_back(
    db: Session, first: ProgressInvoice, type_in: Callable, by: Viewer, now: datetime
) -> None:
    type_in(first, i01={"work": "50"})
    submit(db, ref=first.ref, version=first.version, by=by, now=now)
    with pytest.raises(NotEditable):
        type_in(first, i01={"work": "60"})
    with pytest.raises(NotEditable):
        discard(db, ref=first.ref, by=by, now=now)
    send_back(db, ref=first.ref, version=first.version, remark=" Vérifiez le poste 01. ", by=by, now=now)
    page = type_in(first, i01={"work": "60"})
    assert (page.status_text, page.remark) == ("Revise and resubmit", "Vérifiez le poste 01.")
    with pytest.raises(NotUnderReview):
        send_back(db, ref=first.ref, version=first.version, remark="Revoir", by=by, now=now)


def test_only_what_was_printed_can_be_recorded(
    db: Session, first: ProgressInvoice, client: Customer, type_in: Callable, by: Viewer, now: datetime
) -> None:
    type_in(first, i01={"work": "50"})
    document = composed(db, first, "DP-2026-0001")
    invoice_id = invoice_row(db, client, document, now)
    with pytest.raises(NotUnderReview):
        record_issue(db, ref=first.ref, invoice_id=invoice_id, document=document, by=by, now=now)
    type_in(first, i01={"work": "60"})
    submit(db, ref=first.ref, version=first.version, by=by, now=now)
    with pytest.raises(ChangedElsewhere):
        record_issue(db, ref=first.ref, invoice_id=invoice_id, document=document, by=by, now=now)
    assert db.exec(select(ProgressEntry)).all() == []


def test_an_application_submitted_from_an_old_page_is_refused(
    db: Session, first: ProgressInvoice, type_in: Callable, by: Viewer, now: datetime
) -> None:
    seen = type_in(first, i01={"work": "50"}).version
    type_in(first, i01={"work": "60"})
    with pytest.raises(ChangedElsewhere):
        submit(db, ref=first.ref, version=seen, by=by, now=now)


def test_an_application_needs_an_approved_contract_and_an_open_period(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    with pytest.raises(CannotStart) as refused:
        start_progress(db, contract_ref=draft.ref, by=by, now=now)
    assert refused.value.phrase.fr.endswith("un contrat approuvé, une période de facturation ouverte.")
    with pytest.raises(ApproveItFirst):
        open_period(db, ref=draft.ref, typed=MARCH, by=by, now=now)


def test_an_application_waits_for_the_one_before(
    db: Session, approved: Contract, first: ProgressInvoice, type_in: Callable, issue: Callable,
    by: Viewer, now: datetime,
) -> None:  # fmt: skip
    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    with pytest.raises(CannotStart) as refused:
        start_progress(db, contract_ref=approved.ref, by=by, now=now)
    assert "no.\u00a01" in refused.value.phrase.en
    type_in(first, i01={"work": "50"})
    issue(first)
    second = start_progress(db, contract_ref=approved.ref, by=by, now=now)
    type_in(second, i01={"work": "60"})
    issue(second)
    with pytest.raises(PeriodAlreadyBilled):
        start_progress(db, contract_ref=approved.ref, by=by, now=now)


def test_a_discarded_application_leaves_its_place_to_the_next(
    db: Session, approved: Contract, first: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    discard(db, ref=first.ref, by=by, now=now)
    assert start_progress(db, contract_ref=approved.ref, by=by, now=now).sequence == 1


def test_an_invoice_is_never_due_before_it_exists(
    db: Session, first: ProgressInvoice, type_in: Callable
) -> None:
    type_in(first, i01={"work": "50"})
    late = composed(db, first, issue_on=date(2026, 6, 1))
    assert (late.due_on, late.terms.en) == (date(2026, 6, 1), "Payable by June 1, 2026")


def test_a_box_that_somebody_else_filled_meanwhile_is_not_written_over(
    db: Session, first: ProgressInvoice, type_in: Callable, by: Viewer
) -> None:
    page = type_in(first, i01={"work": "40"})
    item = page.lines[0].item_id
    with pytest.raises(TypedElsewhere) as refused:
        enter_line(db, ref=first.ref, item_id=item, boxes={"work": "50"}, by=by, seen={"work": ""})
    assert "«\u00a040\u00a0»" in refused.value.phrase.fr
    assert by.name in refused.value.phrase.fr
    enter_line(db, ref=first.ref, item_id=item, boxes={"work": "50"}, by=by, seen={"work": "40"})
    assert type_in(first).lines[0].typed_work == "50"
