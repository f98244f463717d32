"""A client certifies less than was claimed: both sets are kept, and what follows is the certified one."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.contracts.issuing import record_issue
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.progress_drafting import CertifiedUnderReview, enter_line, start_progress
from invoice_app.contracts.progress_queries import Editor, editor
from invoice_app.contracts.reviewing import LinesToCorrect, refuse_unsound, send_back, submit
from invoice_app.contracts.standing import by_ref, schedule_of, standing_of
from invoice_app.members.models import Customer
from invoice_app.shared.about import About
from invoice_app.shared.history import history_of
from invoice_app.shared.permission import Viewer
from tests.contracts.stories import APRIL, QUEBEC, D, composed, invoice_row, summary


@pytest.fixture
def claimed(
    db: Session, first: ProgressInvoice, type_in: Callable, by: Viewer, now: datetime
) -> ProgressInvoice:
    """Under review: line 02 at 25 % (8,333.33), line 03 with 6,000.00 stored."""
    type_in(first, i01={"work": "100"}, i02={"work": "25"}, i03={"stored": "6000"})
    return submit(db, ref=first.ref, version=first.version, by=by, now=now)


@pytest.fixture
def certify(db: Session, claimed: ProgressInvoice, by: Viewer, now: datetime) -> Callable[..., Editor]:
    def certify(position: int, **boxes: str) -> Editor:
        item = schedule_of(db, claimed.contract_id)[position]
        enter_line(db, ref=claimed.ref, item_id=item.id or 0, boxes=boxes, by=by)
        return editor(db, ref=claimed.ref, language="en", rates=QUEBEC, today=now.date())

    return certify


def test_what_is_certified_is_invoiced_and_what_was_claimed_is_kept(
    db: Session, approved: Contract, client: Customer, claimed: ProgressInvoice, certify: Callable,
    type_in: Callable, by: Viewer, now: datetime,
) -> None:  # fmt: skip
    """Certified: 7,000.00 of work on 02, 5,000.00 stored on 03.

    Line 4: 1,000 + 7,000 + 5,000 = 13,000.00. Retainage: 100 + 700, and 5 % of 5,000 = 250: 1,050.00.
    Line 6 = line 8 = 11,950.00, where 14,100.00 was claimed. GST 597.50, QST 1,192.01.
    """
    certify(1, certified="7000")
    page = certify(2, certified_stored="5 000,00")
    assert (page.lines[1].claimed, page.lines[1].this_period) == ("$8,333.33", "$7,000.00")
    assert (page.claimed, page.due, page.total) == ("$14,100.00", "$11,950.00", "$13,739.51")
    document = composed(db, claimed, "FA-2026-0001")
    record_issue(
        db, ref=claimed.ref, invoice_id=invoice_row(db, client, document, now), document=document, by=by,
        now=now,
    )  # fmt: skip
    assert document.progress is not None
    assert (document.subtotal, document.progress.claimed) == (D("11950.00"), D("14100.00"))
    assert document.progress.schedule[1].claimed == D("8333.33")
    again = standing_of(db, by_ref(db, ProgressInvoice, claimed.ref), rates=())
    assert (again.application.line_8, again.claimed_line_8) == (D("11950.00"), D("14100.00"))

    open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    following = start_progress(db, contract_ref=approved.ref, by=by, now=now)
    page = type_in(following, i02={"work": "50"})
    assert (page.lines[1].previous, page.lines[1].this_period) == ("$7,000.00", "$9,666.67")
    assert summary(page)["7"] == "$11,950.00"
    said = history_of(db, About("application", claimed.id or 0), language="en", time_zone="UTC")
    assert [(row.what, row.before, row.after) for row in said][:2] == [
        ("Application no.\u00a01 approved and issued: FA-2026-0001", "", "$11,950.00"),
        ("Application no.\u00a01 certified for less than claimed", "$14,100.00", "$11,950.00"),
    ]


@pytest.mark.parametrize(
    ("boxes", "box"),
    [
        ({"certified": "8333,34"}, "certified"),
        ({"certified": "-1"}, "certified"),
        ({"certified": "beaucoup"}, "certified"),
        ({"certified_stored": "1"}, "certified_stored"),
    ],
)
def test_no_more_is_certified_than_was_claimed(
    db: Session, claimed: ProgressInvoice, certify: Callable, boxes: dict[str, str], box: str
) -> None:
    page = certify(1, **boxes)
    assert (page.lines[1].error_box, page.due) == (box, "$14,100.00")
    with pytest.raises(LinesToCorrect):
        refuse_unsound(standing_of(db, claimed, rates=()))


def test_an_unreadable_certificate_does_not_unbill_the_line(certify: Callable) -> None:
    assert certify(1, certified="beaucoup").lines[1].this_period == "$8,333.33"


def test_nothing_is_certified_before_the_review_nor_work_typed_during_it(
    db: Session, first: ProgressInvoice, by: Viewer
) -> None:
    item = schedule_of(db, first.contract_id)[0].id or 0
    with pytest.raises(CertifiedUnderReview):
        enter_line(db, ref=first.ref, item_id=item, boxes={"certified": "1"}, by=by)


def test_sent_back_an_application_forgets_what_was_certified_of_it(
    db: Session, claimed: ProgressInvoice, certify: Callable, by: Viewer, now: datetime
) -> None:
    certify(1, certified="7000")
    send_back(db, ref=claimed.ref, version=claimed.version, remark="Revoir", by=by, now=now)
    page = editor(db, ref=claimed.ref, language="en", rates=QUEBEC, today=now.date())
    assert (page.claimed, page.due, page.lines[1].typed_work) == ("", "$14,100.00", "25")
