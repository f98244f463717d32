"""Questions about money received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, func, type_coerce
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from invoice_app.payments.models import Payment, Settlement
from invoice_app.payments.wording import METHODS, REVERSAL
from invoice_app.shared.about import About
from invoice_app.shared.dates import long_text
from invoice_app.shared.money import ZERO, Cents, text
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound


@dataclass(frozen=True, slots=True)
class PaymentCard:
    """A payment beside what it settles; `amount` is without a sign, `is_reversal` takes it back."""

    ref: str
    received: str
    method: str
    reference: str
    amount: str
    by: str
    is_reversal: bool


def received_for(kind: str, id_column: Mapped[int | None]) -> ColumnElement[Decimal]:
    """A correlated sub-query for a list: how much was received for each record of a kind."""
    summed = (
        select(func.coalesce(func.sum(Settlement.amount), 0))
        .where(Settlement.about_kind == kind, Settlement.about_id == id_column)
        .correlate_except(Settlement)
        .scalar_subquery()
    )
    return type_coerce(summed, Cents)


def received_since(kind: str, id_column: Mapped[int | None], since: datetime) -> ColumnElement[bool]:
    """For a list: that something was recorded as received for the record at that instant or later."""
    return (
        select(Settlement.id)
        .join(Payment, col(Payment.id) == col(Settlement.payment_id))
        .where(
            Settlement.about_kind == kind, Settlement.about_id == id_column, col(Payment.created_at) >= since
        )
        .correlate_except(Settlement, Payment)
        .exists()
    )


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
            method=_method(payment).to(language),
            reference=payment.reference,
            amount=text(abs(part), currency, language),
            by=payment.created_by_name,
            is_reversal=payment.reverses_id is not None,
        )
        for payment, part in rows
    )


def _method(payment: Payment) -> Phrase:
    method = METHODS[payment.method]
    return method if payment.reverses_id is None else REVERSAL.filled(method=method)


@dataclass(frozen=True, slots=True)
class Allocation:
    """A payment with all that it settles of one kind, by id; `surplus` settles nothing yet."""

    payment: Payment
    parts: dict[int, Decimal]
    surplus: Decimal


def allocations(db: Session, kind: str, ids: Sequence[int]) -> tuple[Allocation, ...]:
    """Every payment of which a part settles one of these records, the latest first.

    `parts` are those of these records only.
    """
    of_these = (col(Settlement.about_kind) == kind, col(Settlement.about_id).in_(ids))
    chosen = select(Settlement.payment_id).where(*of_these)
    payments = db.exec(
        select(Payment)
        .where(col(Payment.id).in_(chosen))
        .order_by(col(Payment.received_on).desc(), col(Payment.id).desc())
    ).all()
    parts: dict[int, dict[int, Decimal]] = {}
    surplus = {payment.id or 0: payment.amount for payment in payments}
    wanted = frozenset(ids)
    for row in db.exec(select(Settlement).where(col(Settlement.payment_id).in_(chosen))):
        surplus[row.payment_id] -= row.amount
        if row.about_kind == kind and row.about_id in wanted:
            own = parts.setdefault(row.payment_id, {})
            own[row.about_id] = own.get(row.about_id, ZERO) + row.amount
    return tuple(Allocation(p, parts.get(p.id or 0, {}), surplus[p.id or 0]) for p in payments)


def surplus_of(db: Session, payment: Payment) -> Decimal:
    """What of a payment settles nothing yet: the customer's credit."""
    parts = db.exec(select(col(Settlement.amount)).where(Settlement.payment_id == payment.id))
    return payment.amount - sum(parts, start=ZERO)


def payment_by_ref(db: Session, ref: str) -> Payment:
    """The payment with this ref. Raises `NotFound`."""
    payment = db.exec(select(Payment).where(Payment.ref == ref)).first()
    if payment is None:
        raise NotFound()
    return payment
