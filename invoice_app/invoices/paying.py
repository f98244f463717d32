"""Money received for one invoice: recorded, and told in its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, select

from invoice_app.invoices.correction_wording import PAID
from invoice_app.invoices.models import Invoice
from invoice_app.payments.actions import record
from invoice_app.payments.models import Method, Payment
from invoice_app.payments.wording import METHODS
from invoice_app.shared.about import About
from invoice_app.shared.history import record as changed
from invoice_app.shared.money import text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid


class PaidBeforeTime(Invalid):
    says = Phrase(
        "Un paiement reçu ne peut pas être daté de demain.", "A payment received cannot be dated tomorrow."
    )


class NotAMethod(Invalid):
    says = Phrase("Choisissez comment le paiement a été reçu.", "Choose how the payment was received.")


@dataclass(frozen=True, slots=True)
class PaidAlready:
    """A payment received before the invoice was finalised; it settles the whole of it."""

    method: str
    received_on: date
    reference: str = ""


def record_for(
    db: Session,
    invoice: Invoice,
    paid: PaidAlready,
    amount: Decimal,
    *,
    nonce: str,
    by: Viewer,
    now: datetime,
) -> Payment:
    """Record money that settles this invoice alone, and tell its history; the same nonce does it once."""
    about = About("invoice", invoice.id or 0)
    known = db.exec(select(Payment).where(Payment.nonce == nonce)).first()
    if known is not None:
        return known
    payment = record(
        db, customer_id=invoice.bill_to_id, received_on=paid.received_on, method=Method(paid.method),
        reference=paid.reference, amount=amount, settles=[(about, amount)], nonce=nonce, by=by, now=now,
    )  # fmt: skip
    changed(db, about, PAID, by=by, now=now, after=_paid_text(invoice, payment))
    return payment


def _paid_text(invoice: Invoice, payment: Payment) -> Phrase:
    """`114,98 $ · Chèque · 123`."""
    method = METHODS[payment.method]
    sides = (
        " · ".join(
            filter(None, (text(payment.amount, invoice.currency, side), method.to(side), payment.reference))
        )
        for side in ("fr", "en")
    )
    return Phrase(*sides)
