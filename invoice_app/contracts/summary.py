"""Where the money of a contract stands: billed, certified, paid, retained, outstanding.

A few sums for any number of contracts, so that a list asks as little as one page does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, type_coerce
from sqlmodel import Session, col, select

from invoice_app.contracts.models import Contract, ProgressEntry, ProgressInvoice, ProgressStatus
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.settling import payable
from invoice_app.payments.models import Settlement
from invoice_app.shared import money
from invoice_app.shared.money import ZERO, Cents


@dataclass(frozen=True, slots=True)
class Standings:
    """The sums themselves. `claimed` and `certified` are line 8 of every approved application."""

    claimed: Decimal = ZERO
    certified: Decimal = ZERO
    billed: Decimal = ZERO
    billed_with_taxes: Decimal = ZERO
    paid: Decimal = ZERO
    retained: Decimal = ZERO

    @property
    def outstanding(self) -> Decimal:
        """What is still owed; less than nothing when the client has paid for what was credited since."""
        return self.billed_with_taxes - self.paid


@dataclass(frozen=True, slots=True)
class SummaryCard:
    """The same as text; `is_owed`: something is still outstanding."""

    claimed: str
    certified: str
    billed: str
    billed_with_taxes: str
    paid: str
    retained: str
    outstanding: str
    is_owed: bool


def contract_summary(db: Session, contract: Contract, language: str) -> SummaryCard:
    """The summary of one contract."""
    return summaries(db, [contract], language)[contract.id or 0]


def summaries(db: Session, contracts: Sequence[Contract], language: str) -> dict[int, SummaryCard]:
    """The summary of each contract, by id, in as many queries as for one."""
    sums = standings(db, [contract.id or 0 for contract in contracts])
    return {c.id or 0: _card(sums[c.id or 0], c.currency, language) for c in contracts}


def standings(db: Session, contract_ids: Sequence[int]) -> dict[int, Standings]:
    """The sums of each contract, by id."""
    asked = _asked(db, contract_ids)
    billed, paid, retained = _billed(db, contract_ids), _paid(db, contract_ids), _retained(db, contract_ids)
    return {
        contract_id: Standings(
            *asked.get(contract_id, (ZERO, ZERO)),
            *billed.get(contract_id, (ZERO, ZERO)),
            paid=paid.get(contract_id, ZERO),
            retained=retained.get(contract_id, ZERO),
        )
        for contract_id in contract_ids
    }


def _asked(db: Session, ids: Sequence[int]) -> dict[int, tuple[Decimal, Decimal]]:
    # Those of before claims were kept asked for what was certified.
    claimed = func.coalesce(ProgressInvoice.claimed_amount, ProgressInvoice.amount)
    rows = db.execute(
        select(col(ProgressInvoice.contract_id), _sum(claimed), _sum(col(ProgressInvoice.amount)))
        .where(col(ProgressInvoice.contract_id).in_(ids), ProgressInvoice.status == ProgressStatus.APPROVED)
        .group_by(col(ProgressInvoice.contract_id))
    )
    return {contract_id: (claimed, certified) for contract_id, claimed, certified in rows}


def _billed(db: Session, ids: Sequence[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """An invoice that was voided or credited counts for nothing, and neither does its credit note."""
    rows = db.execute(
        select(col(Invoice.under_id), _sum(col(Invoice.subtotal)), _sum(col(Invoice.total)))
        .where(Invoice.under_kind == "contract", col(Invoice.under_id).in_(ids), payable())
        .group_by(col(Invoice.under_id))
    )
    return {contract_id: (before, after) for contract_id, before, after in rows}


def _paid(db: Session, ids: Sequence[int]) -> dict[int, Decimal]:
    rows = db.execute(
        select(col(Invoice.under_id), _sum(col(Settlement.amount)))
        .join(Settlement, col(Settlement.about_id) == Invoice.id)
        .where(
            Settlement.about_kind == "invoice",
            Invoice.under_kind == "contract",
            col(Invoice.under_id).in_(ids),
        )
        .group_by(col(Invoice.under_id))
    )
    return {row[0]: row[1] for row in rows}


def _retained(db: Session, ids: Sequence[int]) -> dict[int, Decimal]:
    """What is held in the last approved application of each."""
    last = (
        select(func.max(ProgressInvoice.sequence).label("sequence"), col(ProgressInvoice.contract_id))
        .where(col(ProgressInvoice.contract_id).in_(ids), ProgressInvoice.status == ProgressStatus.APPROVED)
        .group_by(col(ProgressInvoice.contract_id))
        .subquery()
    )
    rows = db.execute(
        select(
            col(ProgressInvoice.contract_id),
            _sum(col(ProgressEntry.work_held) + col(ProgressEntry.stored_held)),
        )
        .join(
            last,
            (last.c.contract_id == ProgressInvoice.contract_id)
            & (last.c.sequence == ProgressInvoice.sequence),
        )
        .join(ProgressEntry, col(ProgressEntry.progress_invoice_id) == ProgressInvoice.id)
        .group_by(col(ProgressInvoice.contract_id))
    )
    return {row[0]: row[1] for row in rows}


def _sum(column: Any) -> ColumnElement[Decimal]:
    return type_coerce(func.coalesce(func.sum(column), 0), Cents)


def _card(sums: Standings, currency: str, language: str) -> SummaryCard:
    def amount(value: Decimal) -> str:
        return money.text(value, currency, language)

    return SummaryCard(
        claimed=amount(sums.claimed),
        certified=amount(sums.certified),
        billed=amount(sums.billed),
        billed_with_taxes=amount(sums.billed_with_taxes),
        paid=amount(sums.paid),
        retained=amount(sums.retained),
        outstanding=amount(sums.outstanding),
        is_owed=sums.outstanding > ZERO,
    )
