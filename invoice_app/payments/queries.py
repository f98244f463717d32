"""Questions about money received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, func, type_coerce
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from invoice_app.payments.models import Payment, Settlement
from invoice_app.payments.wording import METHODS
from invoice_app.shared.about import About
from invoice_app.shared.dates import long_text
from invoice_app.shared.money import ZERO, Cents, text


@dataclass(frozen=True, slots=True)
class PaymentCard:
    ref: str
    received: str
    method: str
    reference: str
    amount: str
    by: str


def received_for(kind: str, id_column: Mapped[int | None]) -> ColumnElement[Decimal]:
    """A correlated sub-query for a list: how much was received for each record of a kind."""
    summed = (
        select(func.coalesce(func.sum(Settlement.amount), 0))
        .where(Settlement.about_kind == kind, Settlement.about_id == id_column)
        .correlate_except(Settlement)
        .scalar_subquery()
    )
    return type_coerce(summed, Cents)


def received(db: Session, about: About) -> Decimal:
    """How much was received for one record."""
    parts = db.exec(
        select(col(Settlement.amount)).where(
            Settlement.about_kind == about.kind, Settlement.about_id == about.id
        )
    )
    return sum(parts, start=ZERO)


def received_by_id(db: Session, kind: str, ids: Sequence[int]) -> dict[int, Decimal]:
    """How much was received for each of some records of a kind."""
    rows = db.exec(
        select(Settlement.about_id, col(Settlement.amount)).where(
            Settlement.about_kind == kind, col(Settlement.about_id).in_(ids)
        )
    )
    sums: dict[int, Decimal] = {}
    for about_id, part in rows:
        sums[about_id] = sums.get(about_id, ZERO) + part
    return sums


def payments_for(db: Session, about: About, *, currency: str, language: str) -> tuple[PaymentCard, ...]:
    """The payments that settle a record, the latest first."""
    rows = db.exec(
        select(Payment, col(Settlement.amount))
        .join(Settlement, col(Settlement.payment_id) == Payment.id)
        .where(Settlement.about_kind == about.kind, Settlement.about_id == about.id)
        .order_by(col(Payment.received_on).desc(), col(Payment.id).desc())
        .limit(100)
    )
    return tuple(
        PaymentCard(
            ref=payment.ref,
            received=long_text(payment.received_on, language),
            method=METHODS[payment.method].to(language),
            reference=payment.reference,
            amount=text(part, currency, language),
            by=payment.created_by_name,
        )
        for payment, part in rows
    )
