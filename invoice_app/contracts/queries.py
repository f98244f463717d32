"""Questions about one contract: its terms, its schedule, its periods and its applications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from invoice_app.contracts.application import total_of
from invoice_app.contracts.models import (
    BillingPeriod,
    Contract,
    ContractStatus,
    OurRole,
    ProgressInvoice,
    ProgressStatus,
    ScheduleItem,
)
from invoice_app.contracts.standing import by_ref, schedule_of, standing_of
from invoice_app.contracts.wording import (
    CONTRACT_STATUSES,
    PERIOD_CLOSED,
    PERIOD_DAYS,
    PERIOD_OPEN,
    PROGRESS_STATUSES,
    ROLES,
)
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared import money
from invoice_app.shared.dates import instant_text, long_text, short_text
from invoice_app.shared.money import typed_text
from invoice_app.shared.phrases import Phrase


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A line of the schedule: as it is read, and as it is typed into the grid (`typed_*`)."""

    item: str
    description: str
    scheduled: str
    typed_scheduled: str
    tax_class: str
    tax_text: str
    typed_retainage: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A billing period."""

    days: str
    due: str
    is_open: bool
    state: str


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """An application of a contract; `amount` is its line 8, before taxes. Its invoice, once approved."""

    ref: str
    sequence: int
    period: str
    status: str
    status_text: str
    amount: str
    is_latest: bool
    invoice_ref: str
    invoice_number: str


@dataclass(frozen=True, slots=True)
class ContractCard:
    """A contract as its page shows it; `typed_*` fill the form."""

    ref: str
    version: int
    number: str
    title: str
    client_ref: str
    client: str
    our_role: str
    role_text: str
    status: str
    status_text: str
    is_draft: bool
    typed_retainage: str
    typed_stored_retainage: str
    currency: str
    tax_class: str
    signed_on: str
    note: str
    sum: str
    created: str
    approved: str
    approved_by: str
    schedule: tuple[ScheduleRow, ...]
    periods: tuple[PeriodRow, ...]
    applications: tuple[ProgressRow, ...]


def contract_card(db: Session, *, ref: str, language: str, time_zone: str) -> ContractCard:
    """All that a contract's page shows. Raises `NotFound`."""
    contract = by_ref(db, Contract, ref)
    client = db.get(Customer, contract.company_id) if contract.company_id else None
    items = schedule_of(db, contract.id or 0)
    originals = [item for item in items if not item.change_order_id]
    stored = contract.stored_retainage_percent
    return ContractCard(
        ref=contract.ref,
        version=contract.version,
        number=contract.number or "",
        title=contract.title,
        client_ref=client.ref if client else "",
        client=client.name if client else "",
        our_role=contract.our_role,
        role_text=ROLES[OurRole(contract.our_role)].to(language),
        status=contract.status,
        status_text=CONTRACT_STATUSES[ContractStatus(contract.status)].to(language),
        is_draft=contract.status == ContractStatus.DRAFT,
        typed_retainage=typed_text(contract.retainage_percent, language),
        typed_stored_retainage="" if stored is None else typed_text(stored, language),
        currency=contract.currency,
        tax_class=contract.tax_class,
        signed_on=short_text(contract.signed_on) if contract.signed_on else "",
        note=contract.note,
        sum=money.text(total_of(item.scheduled for item in originals), contract.currency, language),
        created=instant_text(contract.created_at, time_zone, language),
        approved=_instant(contract.approved_at, time_zone, language),
        approved_by=contract.approved_by_name,
        schedule=tuple(_schedule_row(item, contract.currency, language) for item in originals),
        periods=_periods(db, contract, language),
        applications=_applications(db, contract, language),
    )


def period_text(period: BillingPeriod, language: str) -> str:
    """`Du 1er mars 2026 au 31 mars 2026`."""
    days = {
        side: Phrase(long_text(day, "fr"), long_text(day, "en"))
        for side, day in (("starts", period.starts_on), ("ends", period.ends_on))
    }
    return PERIOD_DAYS.filled(**days).to(language)


def _schedule_row(item: ScheduleItem, currency: str, language: str) -> ScheduleRow:
    own = item.retainage_percent
    return ScheduleRow(
        item=item.item,
        description=item.description,
        scheduled=money.text(item.scheduled, currency, language),
        typed_scheduled=typed_text(item.scheduled, language),
        tax_class=item.tax_class,
        tax_text=LABELS[TaxClass(item.tax_class)].to(language),
        typed_retainage="" if own is None else typed_text(own, language),
    )


def _periods(db: Session, contract: Contract, language: str) -> tuple[PeriodRow, ...]:
    rows = db.exec(
        select(BillingPeriod)
        .where(BillingPeriod.contract_id == contract.id)
        .order_by(col(BillingPeriod.starts_on).desc())
    )
    return tuple(
        PeriodRow(
            days=period_text(period, language),
            due=long_text(period.due_on, language),
            is_open=period.closed_at is None,
            state=(PERIOD_OPEN if period.closed_at is None else PERIOD_CLOSED).to(language),
        )
        for period in rows
    )


def _applications(db: Session, contract: Contract, language: str) -> tuple[ProgressRow, ...]:
    rows = db.exec(
        select(ProgressInvoice, BillingPeriod, Invoice.ref, Invoice.number)
        .join(BillingPeriod, col(ProgressInvoice.period_id) == BillingPeriod.id)
        .outerjoin(Invoice, col(ProgressInvoice.invoice_id) == Invoice.id)
        .where(ProgressInvoice.contract_id == contract.id)
        .order_by(col(ProgressInvoice.sequence).desc())
    ).all()
    standing = (progress.sequence for progress, *_ in rows if progress.status != ProgressStatus.VOID)
    latest = next(standing, 0)
    return tuple(
        ProgressRow(
            ref=progress.ref,
            sequence=progress.sequence,
            period=period_text(period, language),
            status=progress.status,
            status_text=PROGRESS_STATUSES[ProgressStatus(progress.status)].to(language),
            amount=money.text(_line_8(db, progress), contract.currency, language),
            is_latest=progress.sequence == latest,
            invoice_ref=invoice_ref or "",
            invoice_number=invoice_number or "",
        )
        for progress, period, invoice_ref, invoice_number in rows
    )


def _line_8(db: Session, progress: ProgressInvoice) -> Decimal:
    if progress.amount is not None:
        return progress.amount
    return standing_of(db, progress, rates=()).application.line_8


def _instant(at: datetime | None, time_zone: str, language: str) -> str:
    return instant_text(at, time_zone, language) if at else ""
