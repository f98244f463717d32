"""Billing periods: one open at a time; opening the next closes the last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from invoice_app.contracts.models import BillingPeriod, Contract, ProgressInvoice, ProgressStatus
from invoice_app.contracts.rules import BILLABLE, Days, clean_period, proposed_days
from invoice_app.contracts.standing import by_ref, latest_period, locked, open_period_of
from invoice_app.shared import live
from invoice_app.shared.dates import short_text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class ApproveItFirst(Refusal):
    says = Phrase(
        "Une période de facturation s’ouvre sur un contrat approuvé. Approuvez-le d’abord.",
        "A billing period is opened on an approved contract. Approve it first.",
    )


class PeriodsOverlap(Invalid):
    says = Phrase(
        "La période précédente va jusqu’au {ends_on}. Commencez après ce jour.",
        "The previous period goes to {ends_on}. Start after that day.",
    )


def proposed_period(db: Session, *, ref: str, today: date) -> Days:
    """The days to offer for the next period."""
    last = latest_period(db, by_ref(db, Contract, ref).id or 0)
    return proposed_days(today, last.ends_on if last else None)


def last_sequence(db: Session, contract_id: int) -> int:
    """The number of the last application, void ones too; 0 before the first."""
    asked = select(func.max(ProgressInvoice.sequence)).where(ProgressInvoice.contract_id == contract_id)
    return db.exec(asked).one() or 0


def period_to_bill(db: Session, contract_id: int) -> BillingPeriod | None:
    """The earliest period whose application was voided and that none bills since; else the open one."""
    applications = select(ProgressInvoice.period_id).where(ProgressInvoice.contract_id == contract_id)
    live = applications.where(ProgressInvoice.status != ProgressStatus.VOID)
    undone = select(BillingPeriod).where(
        col(BillingPeriod.id).in_(applications), col(BillingPeriod.id).not_in(live)
    )
    # A period before one that is billed is past: its work was billed there.
    billed_until = db.exec(
        select(func.max(BillingPeriod.ends_on)).where(col(BillingPeriod.id).in_(live))
    ).one()
    if billed_until is not None:
        undone = undone.where(col(BillingPeriod.starts_on) > billed_until)
    again = db.exec(undone.order_by(col(BillingPeriod.starts_on))).first()
    return again or open_period_of(db, contract_id)


def open_period(
    db: Session, *, ref: str, typed: Mapping[str, str], by: Viewer, now: datetime
) -> BillingPeriod:
    """Open a period (`starts_on`, `ends_on`, `due_on`), and close the one that was open.

    An application begun in the closed period can still be finished. Raises `ApproveItFirst`, or an
    `Invalid` that names its field.
    """
    contract = locked(db, Contract, ref)
    if contract.status not in BILLABLE:
        raise ApproveItFirst()
    days = clean_period(typed)
    last = latest_period(db, contract.id or 0)
    if last and days.starts_on <= last.ends_on:
        raise PeriodsOverlap(field="starts_on", ends_on=short_text(last.ends_on))
    if current := open_period_of(db, contract.id or 0):
        current.closed_at = now
        db.flush()
    period = BillingPeriod(
        contract_id=contract.id or 0,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        due_on=days.due_on,
        opened_at=now,
        opened_by=by.account_id,
    )
    db.add(period)
    db.flush()
    live.touch(db, f"contract:{contract.ref}")
    return period
