"""Billing periods after they were opened: their days change, they are deleted, and what is in use stays."""

from collections.abc import Callable
from datetime import date, datetime

import pytest
from sqlmodel import Session, select

from invoice_app.contracts.models import BillingPeriod, Contract, ProgressInvoice, ProgressStatus
from invoice_app.contracts.periods import (
    PeriodBilled,
    PeriodsOverlap,
    PeriodUsed,
    RunsIntoNext,
    delete_period,
    edit_period,
    open_period,
    require_unused,
)
from invoice_app.contracts.progress_drafting import discard
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.rules import EndsBeforeItStarts
from invoice_app.shared.about import About
from invoice_app.shared.history import history_of
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere, NotFound
from tests.contracts.stories import APRIL, MARCH


@pytest.fixture
def edit(db: Session, by: Viewer, now: datetime) -> Callable[..., BillingPeriod]:
    def edit(contract: Contract, seen: dict[str, str], **days: str) -> BillingPeriod:
        return edit_period(
            db, ref=contract.ref, starts_on=seen["starts_on"], seen=seen, typed=seen | days, by=by, now=now
        )

    return edit


@pytest.fixture
def two(db: Session, approved: Contract, by: Viewer, now: datetime) -> Contract:
    """A contract with March, closed, and April, open; nothing is billed."""
    for days in (MARCH, APRIL):
        open_period(db, ref=approved.ref, typed=days, by=by, now=now)
    return approved


def periods(db: Session) -> list[tuple[date, bool]]:
    rows = db.exec(select(BillingPeriod).order_by(BillingPeriod.starts_on))
    return [(period.starts_on, period.closed_at is None) for period in rows]


def said(db: Session, contract: Contract) -> list[tuple[str, str, str]]:
    rows = history_of(db, About("contract", contract.id or 0), language="en", time_zone="UTC")
    return [(row.what, row.before, row.after) for row in rows]


def test_the_days_of_a_period_that_is_not_billed_change_and_the_history_says_so(
    db: Session, two: Contract, edit: Callable
) -> None:
    edit(two, APRIL, ends_on="2026-05-03", due_on="2026-05-31")
    assert said(db, two)[0] == (
        "Period edited",
        "April 1, 2026 to April 30, 2026, due May 25, 2026",
        "April 1, 2026 to May 3, 2026, due May 31, 2026",
    )
    before = said(db, two)
    edit(two, APRIL | {"ends_on": "2026-05-03", "due_on": "2026-05-31"})
    assert said(db, two) == before


def test_periods_never_overlap_whichever_is_edited(two: Contract, edit: Callable) -> None:
    with pytest.raises(RunsIntoNext) as refused:
        edit(two, MARCH, ends_on="2026-04-01")
    assert (refused.value.field, "2026-04-01" in refused.value.phrase.fr) == ("ends_on", True)
    with pytest.raises(PeriodsOverlap) as overlap:
        edit(two, APRIL, starts_on="2026-03-31")
    assert overlap.value.field == "starts_on"
    with pytest.raises(EndsBeforeItStarts):
        edit(two, APRIL, ends_on="2026-03-31")


def test_whoever_edits_days_that_somebody_else_changed_is_told(two: Contract, edit: Callable) -> None:
    edit(two, APRIL, ends_on="2026-04-28")
    with pytest.raises(ChangedElsewhere):
        edit(two, APRIL, ends_on="2026-04-29")
    with pytest.raises(NotFound):
        edit(two, APRIL | {"starts_on": "2026-04-02"})


def test_a_draft_follows_its_period_and_one_under_review_holds_it(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime, edit: Callable, type_in: Callable
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    version = first.version
    edit(contract, MARCH, ends_on="2026-03-28")
    assert first.version == version + 1
    type_in(first, i01={"work": "100"})
    submit(db, ref=first.ref, version=first.version, by=by, now=now)
    with pytest.raises(PeriodBilled) as refused:
        edit(contract, MARCH | {"ends_on": "2026-03-28"}, ends_on="2026-03-27")
    assert "no.\u00a01 (under review)" in refused.value.phrase.en


def test_a_period_in_use_is_not_deleted_and_its_application_is_named(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime, type_in: Callable, issue: Callable
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    with pytest.raises(PeriodUsed) as refused:
        delete_period(db, ref=contract.ref, starts_on="2026-03-01", by=by, now=now)
    assert refused.value.phrase.en == (
        "Application for payment no.\u00a01 (draft) bills this period: it stays. Delete that draft first."
    )
    type_in(first, i01={"work": "100"})
    issue(first)
    for status in (ProgressStatus.APPROVED, ProgressStatus.VOID):
        first.status = status
        with pytest.raises(PeriodUsed, match="stays in the contract’s history"):
            require_unused(db, ref=contract.ref, starts_on="2026-03-01")
    assert periods(db) == [(date(2026, 3, 1), True)]


def test_a_closed_period_that_nothing_bills_is_deleted(
    db: Session, two: Contract, by: Viewer, now: datetime
) -> None:
    delete_period(db, ref=two.ref, starts_on="2026-03-01", by=by, now=now)
    assert periods(db) == [(date(2026, 4, 1), True)]
    assert said(db, two)[0] == ("Period deleted", "March 1, 2026 to March 31, 2026, due April 25, 2026", "")


def test_deleting_a_period_opened_too_soon_opens_the_one_before_again(
    db: Session, two: Contract, by: Viewer, now: datetime
) -> None:
    delete_period(db, ref=two.ref, starts_on="2026-04-01", by=by, now=now)
    assert periods(db) == [(date(2026, 3, 1), True)]
    assert [what for what, *_ in said(db, two)[:2]] == ["Period reopened", "Period deleted"]


def test_a_billed_period_is_not_opened_again(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    open_period(db, ref=contract.ref, typed=APRIL, by=by, now=now)
    delete_period(db, ref=contract.ref, starts_on="2026-04-01", by=by, now=now)
    assert periods(db) == [(date(2026, 3, 1), False)]
    discard(db, ref=first.ref, by=by, now=now)
    delete_period(db, ref=contract.ref, starts_on="2026-03-01", by=by, now=now)
    assert periods(db) == []
