"""Questions about what a contract has billed: its applications for payment and its periods."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import defer, load_only
from sqlmodel import Session, col, select

from invoice_app.contracts.models import (
    BillingPeriod,
    Contract,
    ProgressInvoice,
    ProgressKind,
    ProgressStatus,
)
from invoice_app.contracts.queries import period_text
from invoice_app.contracts.record_wording import ENTERED
from invoice_app.contracts.rules import EDITABLE_PROGRESS
from invoice_app.contracts.standing import by_ref, standing_of
from invoice_app.contracts.wording import KINDS, PERIOD_CLOSED, PERIOD_OPEN, PROGRESS_STATUSES
from invoice_app.invoices.credits import credited_among
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import STATUS_WORDS, state_of
from invoice_app.payments.queries import received_by_id
from invoice_app.shared import money
from invoice_app.shared.dates import long_text, short_text
from invoice_app.shared.money import ZERO
from invoice_app.shared.phrases import Phrase

_HEAVY: tuple[Any, ...] = (col(ProgressInvoice.inputs), col(ProgressInvoice.typed))
_INVOICE: tuple[Any, ...] = (
    col(Invoice.ref), col(Invoice.number), col(Invoice.kind), col(Invoice.status), col(Invoice.total),
    col(Invoice.due_on),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """An application of a contract, before taxes: `amount` is certified, `claimed` what was asked for.

    Its invoice and how that one is paid, once it is issued. `was_cut`: less was certified than claimed.
    """

    ref: str
    sequence: int
    kind_text: str
    period: str
    status: str
    status_text: str
    claimed: str
    amount: str
    was_cut: bool
    is_latest: bool
    invoice_ref: str
    invoice_number: str
    payment: str
    payment_tone: str


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A billing period, addressed by `starts_on`; the typed days fill its form.

    `billed_in` is the application that bills it, and may be empty. `can_change`: its days can be edited.
    """

    starts_on: str
    ends_on: str
    due_on: str
    days: str
    due: str
    is_open: bool
    state: str
    billed_in: str
    billed_ref: str
    can_change: bool


@dataclass(frozen=True, slots=True)
class Billing:
    """All that a contract has billed, the latest first."""

    applications: tuple[ProgressRow, ...]
    periods: tuple[PeriodRow, ...]


def billing_of(db: Session, *, ref: str, language: str, today: date) -> Billing:
    """The applications and the periods of a contract; `today` says what is overdue. Raises `NotFound`."""
    contract = by_ref(db, Contract, ref)
    return Billing(_applications(db, contract, language, today), _periods(db, contract, language))


def _applications(db: Session, contract: Contract, language: str, today: date) -> tuple[ProgressRow, ...]:
    found = db.exec(
        select(ProgressInvoice, BillingPeriod, Invoice)
        .join(BillingPeriod, col(ProgressInvoice.period_id) == BillingPeriod.id)
        .outerjoin(Invoice, col(ProgressInvoice.invoice_id) == Invoice.id)
        .where(ProgressInvoice.contract_id == contract.id)
        .order_by(col(ProgressInvoice.sequence).desc())
        # What is frozen with an application or an invoice can weigh a hundred times its row.
        .options(*map(defer, _HEAVY), load_only(*_INVOICE))
    ).all()
    invoices = [invoice.id or 0 for _, _, invoice in found if invoice]
    paid, credited = received_by_id(db, "invoice", invoices), credited_among(db, invoices)
    standing = (progress.id for progress, _, _ in found if progress.status != ProgressStatus.VOID)
    latest = next(standing, None)
    rows: list[ProgressRow] = []
    for progress, period, invoice in found:
        claimed, certified = _amounts(db, progress)
        words, tone = _payment(invoice, paid, credited, today) if invoice else (Phrase("", ""), "")
        rows.append(
            ProgressRow(
                ref=progress.ref,
                sequence=progress.sequence,
                kind_text=KINDS[ProgressKind(progress.kind)].to(language),
                period=period_text(period, language),
                status=progress.status,
                status_text=PROGRESS_STATUSES[ProgressStatus(progress.status)].to(language),
                claimed=money.text(claimed, contract.currency, language),
                amount=money.text(certified, contract.currency, language),
                was_cut=certified < claimed,
                is_latest=progress.id == latest,
                invoice_ref=invoice.ref if invoice else "",
                invoice_number=(invoice.number or "") if invoice else "",
                payment=words.to(language),
                payment_tone=tone,
            )
        )
    return tuple(rows)


def _payment(
    invoice: Invoice, paid: dict[int, Decimal], credited: frozenset[int], today: date
) -> tuple[Phrase, str]:
    received = paid.get(invoice.id or 0, ZERO)
    return STATUS_WORDS[state_of(invoice, received, invoice.id in credited, today)]


def _amounts(db: Session, progress: ProgressInvoice) -> tuple[Decimal, Decimal]:
    """Line 8 as claimed and as certified. Only an application that is not issued yet, of which a contract
    has one at most, is computed."""
    if progress.amount is None:
        standing = standing_of(db, progress, rates=())
        return standing.claimed_line_8, standing.application.line_8
    # Those of before claims were kept were certified as claimed.
    claimed = progress.amount if progress.claimed_amount is None else progress.claimed_amount
    return claimed, progress.amount


def _periods(db: Session, contract: Contract, language: str) -> tuple[PeriodRow, ...]:
    found = db.execute(
        select(BillingPeriod, ProgressInvoice.sequence, ProgressInvoice.ref, ProgressInvoice.status)
        .outerjoin(
            ProgressInvoice,
            (col(ProgressInvoice.period_id) == BillingPeriod.id)
            & (col(ProgressInvoice.status) != ProgressStatus.VOID),
        )
        .where(BillingPeriod.contract_id == contract.id)
        .order_by(col(BillingPeriod.starts_on).desc())
    ).all()
    return tuple(
        PeriodRow(
            starts_on=short_text(period.starts_on),
            ends_on=short_text(period.ends_on),
            due_on=short_text(period.due_on),
            days=period_text(period, language),
            due=long_text(period.due_on, language),
            is_open=period.closed_at is None,
            state=(PERIOD_OPEN if period.closed_at is None else PERIOD_CLOSED).to(language),
            billed_in=ENTERED.filled(number=sequence).to(language) if sequence else "",
            billed_ref=progress_ref or "",
            can_change=status is None or status in EDITABLE_PROGRESS,
        )
        for period, sequence, progress_ref, status in found
    )
