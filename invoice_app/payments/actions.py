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
from invoice_app.shared.refusals import Invalid, NotFound, Refusal


class NothingReceived(Invalid):
    says = Phrase("Écrivez un montant plus grand que zéro.", "Write an amount greater than zero.")


class SettlesTooMuch(Invalid):
    says = Phrase(
        "Ce paiement réglerait plus que ce qui a été reçu. Diminuez la part de chaque facture.",
        "This payment would settle more than was received. Lower each invoice’s part.",
    )


class CannotReverse(Refusal):
    says = Phrase(
        "Une annulation ne s’annule pas. Enregistrez plutôt un nouveau paiement.",
        "A reversal cannot be reversed. Record a new payment instead.",
    )


class WhyReversed(Invalid):
    says = Phrase(
        "Dites pourquoi : chèque sans provision, erreur de saisie…",
        "Say why: a cheque that bounced, a typing mistake…",
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
    note: str = "",
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
        note=note.strip()[:1000],
        nonce=nonce,
        created_at=now,
        created_by=by.account_id,
        created_by_name=by.name,
    )
    return _kept(db, payment, settles)


def reverse(db: Session, *, ref: str, received_on: date, reason: str, by: Viewer, now: datetime) -> Payment:
    """Take a payment back: a cheque that bounced, or a mistake. Asked twice, it is taken back once.

    The payment stays as it was; another one takes away its amount and each of its parts. Raises
    `NotFound`, `WhyReversed` or `CannotReverse`.
    """
    # Its row is the lock that two people who take it back wait for.
    payment = db.exec(select(Payment).where(Payment.ref == ref).with_for_update()).first()
    if payment is None:
        raise NotFound()
    if payment.reverses_id is not None:
        raise CannotReverse()
    if not reason.strip():
        raise WhyReversed(field="reason")
    known = db.exec(select(Payment).where(Payment.reverses_id == payment.id)).first()
    if known is not None:
        return known
    parts = db.exec(select(Settlement).where(Settlement.payment_id == payment.id)).all()
    taken = Payment(
        customer_id=payment.customer_id,
        received_on=received_on,
        method=payment.method,
        reference=payment.reference,
        amount=-payment.amount,
        note=reason.strip()[:1000],
        reverses_id=payment.id,
        nonce=f"reverse:{payment.ref}",
        created_at=now,
        created_by=by.account_id,
        created_by_name=by.name,
    )
    return _kept(db, taken, [(About(part.about_kind, part.about_id), -part.amount) for part in parts])


def _kept(db: Session, payment: Payment, settles: Sequence[tuple[About, Decimal]]) -> Payment:
    db.add(payment)
    db.flush()
    for about, part in settles:
        db.add(Settlement(payment_id=payment.id or 0, about_kind=about.kind, about_id=about.id, amount=part))
        live.touch(db, f"{about.kind}s", f"{about.kind}:{about.id}:paid")
    live.touch(db, "payments", f"customer:{payment.customer_id}")
    db.flush()
    return payment
