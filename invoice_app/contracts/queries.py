"""Questions about one contract: what it says, where it stands, and what can be done with it now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, type_coerce
from sqlmodel import Session, col, select

from invoice_app.contracts.facts import Fact, facts_of
from invoice_app.contracts.models import (
    BillingPeriod,
    ChangeOrder,
    Contract,
    ContractStatus,
    OrderStatus,
    ProgressEntry,
    ProgressInvoice,
    ProgressStatus,
    ScheduleItem,
)
from invoice_app.contracts.record_wording import NONE
from invoice_app.contracts.rules import BILLABLE
from invoice_app.contracts.standing import by_ref, latest_progress, open_period_of
from invoice_app.contracts.status_rules import MOVES
from invoice_app.contracts.wording import CONTRACT_STATUSES, PERIOD_DAYS
from invoice_app.members.models import Customer
from invoice_app.shared import money
from invoice_app.shared.dates import instant_text, long_text
from invoice_app.shared.money import ZERO, Cents, to_cents

_DATES = ("signed_on", "starts_on", "ends_on")
_BILLING = (
    "contacts", "retainage", "stored_retainage", "retainage_rounding", "tax_on_holdback", "over_billing",
    "tax_class", "province", "currency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class FactRow:
    """A term as it is read: its label is in the person's language too."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Figures:
    """Where a contract stands, before taxes. `billed` is certified, less retainage.

    `percent` is how much of the revised sum is done; `share` is the same from 0 to 100, for a bar.
    """

    original: str
    changes: str
    revised: str
    billed: str
    held: str
    percent: str
    share: int


@dataclass(frozen=True, slots=True)
class ContractCard:
    """A contract as its page shows it on every tab.

    `moves` are the statuses that it can go to. `unfinished_ref` is its application that is not issued
    yet, `open_period` the days of its open period; both are empty where there is none.
    """

    ref: str
    version: int
    number: str
    title: str
    client_ref: str
    client: str
    role_text: str
    status: str
    status_text: str
    is_draft: bool
    can_be_billed: bool
    moves: tuple[str, ...]
    sum: str
    created: str
    approved: str
    approved_by: str
    figures: Figures
    dates: tuple[FactRow, ...]
    billing: tuple[FactRow, ...]
    inclusions: str
    exclusions: str
    note: str
    is_private: bool
    open_period: str
    unfinished_ref: str
    unfinished_number: str


def contract_card(db: Session, *, ref: str, language: str, time_zone: str) -> ContractCard:
    """What every tab of a contract's page shows. Raises `NotFound`."""
    contract = by_ref(db, Contract, ref)
    client = db.get(Customer, contract.company_id) if contract.company_id else None
    facts = facts_of(db, contract)
    figures = _figures(db, contract, language)
    period = open_period_of(db, contract.id or 0)
    last = latest_progress(db, contract.id or 0)
    unfinished = last if last and last.status != ProgressStatus.APPROVED else None
    return ContractCard(
        ref=contract.ref,
        version=contract.version,
        number=contract.number or "",
        title=contract.title,
        client_ref=client.ref if client else "",
        client=client.name if client else "",
        role_text=facts["our_role"].value.to(language),
        status=contract.status,
        status_text=CONTRACT_STATUSES[ContractStatus(contract.status)].to(language),
        is_draft=contract.status == ContractStatus.DRAFT,
        can_be_billed=contract.status in BILLABLE,
        moves=tuple(MOVES[ContractStatus(contract.status)]),
        sum=figures.revised,
        created=instant_text(contract.created_at, time_zone, language),
        approved=_instant(contract.approved_at, time_zone, language),
        approved_by=contract.approved_by_name,
        figures=figures,
        dates=_rows(facts, _DATES, language),
        billing=_rows(facts, _BILLING, language),
        inclusions=contract.inclusions,
        exclusions=contract.exclusions,
        note=contract.note,
        is_private=contract.is_private,
        open_period=period_text(period, language) if period else "",
        unfinished_ref=unfinished.ref if unfinished else "",
        unfinished_number=str(unfinished.sequence) if unfinished else "",
    )


def period_text(period: BillingPeriod, language: str) -> str:
    """`Du 1er mars 2026 au 31 mars 2026`."""
    starts, ends = long_text(period.starts_on, language), long_text(period.ends_on, language)
    return PERIOD_DAYS.filled(starts=starts, ends=ends).to(language)


def sums_of(db: Session, contract_id: int) -> tuple[Decimal, Decimal]:
    """The original sum of a contract, and what its approved change orders come to."""
    amount = type_coerce(func.coalesce(func.sum(ScheduleItem.scheduled), 0), Cents)
    original = db.execute(
        select(amount).where(
            ScheduleItem.contract_id == contract_id, col(ScheduleItem.change_order_id).is_(None)
        )
    ).scalar_one()
    changes = db.execute(
        select(amount)
        .join(ChangeOrder, col(ChangeOrder.id) == ScheduleItem.change_order_id)
        .where(ScheduleItem.contract_id == contract_id, ChangeOrder.status == OrderStatus.APPROVED)
    ).scalar_one()
    return original, changes


def _figures(db: Session, contract: Contract, language: str) -> Figures:
    original, changes = sums_of(db, contract.id or 0)
    done, held = _done_and_held(db, contract.id or 0)
    revised = original + changes
    part = to_cents(done * 100 / revised) if revised else ZERO

    def text(amount: Decimal) -> str:
        return money.text(amount, contract.currency, language)

    return Figures(
        original=text(original),
        changes=text(changes),
        revised=text(revised),
        billed=text(done - held),
        held=text(held),
        percent=money.number_text(part, language, most=1),
        share=max(0, min(100, int(part))),
    )


def _done_and_held(db: Session, contract_id: int) -> tuple[Decimal, Decimal]:
    """The work done and stored, and the retainage, as of the last issued application: its lines 4 and 5."""
    last = db.exec(
        select(ProgressInvoice.id)
        .where(ProgressInvoice.contract_id == contract_id, ProgressInvoice.status == ProgressStatus.APPROVED)
        .order_by(col(ProgressInvoice.sequence).desc())
        .limit(1)
    ).first()
    if last is None:
        return ZERO, ZERO
    entry = ProgressEntry
    done, held = db.execute(
        select(
            type_coerce(func.sum(col(entry.work_to_date) + col(entry.stored)), Cents),
            type_coerce(func.sum(col(entry.work_held) + col(entry.stored_held)), Cents),
        ).where(col(entry.progress_invoice_id) == last)
    ).one()
    return done or ZERO, held or ZERO


def _rows(facts: Mapping[str, Fact], names: tuple[str, ...], language: str) -> tuple[FactRow, ...]:
    return tuple(
        FactRow(facts[name].label.to(language), facts[name].value.to(language) or NONE.fr) for name in names
    )


def _instant(at: datetime | None, time_zone: str, language: str) -> str:
    return instant_text(at, time_zone, language) if at else ""
