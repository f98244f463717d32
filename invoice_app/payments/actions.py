"""Receiving money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, select

from invoice_app.payments.models import Method, Payment, Settlement
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid


class NothingReceived(Invalid):
    says = Phrase("Écrivez un montant plus grand que zéro.", "Write an amount greater than zero.")


class SettlesTooMuch(Invalid):
    says = Phrase(
        "Ce paiement réglerait plus que ce qui a été reçu. Diminuez la part de chaque facture.",
        "This payment would settle more than was received. Lower each invoice’s part.",
    )


def record(
    db: Session,
    *,
    customer_id: int,
    received_on: date,
    method: Method,
    reference: str,
    amount: Decimal,
    settles: Sequence[tuple[About, Decimal]],
    nonce: str,
    by: Viewer,
    now: datetime,
) -> Payment:
    """Record money received and what it settles; the same `nonce` records it once.

    What settles nothing stays the customer's credit.
    """
    if amount <= ZERO:
        raise NothingReceived(field="amount")
    if sum((part for _, part in settles), start=ZERO) > amount or any(part <= ZERO for _, part in settles):
        raise SettlesTooMuch(field="amount")
    known = db.exec(select(Payment).where(Payment.nonce == nonce)).first()
    if known is not None:
        return known
    payment = Payment(
        customer_id=customer_id,
        received_on=received_on,
        method=method,
        reference=reference.strip()[:120],
        amount=amount,
        nonce=nonce,
        created_at=now,
        created_by=by.account_id,
        created_by_name=by.name,
    )
    db.add(payment)
    db.flush()
    for about, part in settles:
        db.add(Settlement(payment_id=payment.id or 0, about_kind=about.kind, about_id=about.id, amount=part))
        live.touch(db, f"{about.kind}s", f"{about.kind}:{about.id}:paid")
    live.touch(db, "payments", f"customer:{customer_id}")
    db.flush()
    return payment
