"""Moving an email to another invoice's conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, or_, select

from invoice_app.invoices.correspondence import email_to_act_on
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sight import in_sight
from invoice_app.mail.composing import Sender
from invoice_app.mail.conversations import announce, conversation_for
from invoice_app.mail.models import Conversation, Email
from invoice_app.shared.about import About
from invoice_app.shared.permission import Viewer


@dataclass(frozen=True, slots=True)
class InvoiceChoice:
    ref: str
    number: str
    customer: str
    detail: str = ""


def invoice_choices(db: Session, typed: str, viewer: Viewer, language: str) -> tuple[InvoiceChoice, ...]:
    asked = select(Invoice).where(in_sight(viewer), col(Invoice.number).is_not(None))
    for word in typed.lower().split():
        asked = asked.where(
            or_(col(Invoice.number).ilike(f"%{word}%"), col(Invoice.bill_to_name).ilike(f"%{word}%"))
        )
    found = db.exec(asked.order_by(col(Invoice.id).desc()).limit(20))
    return tuple(InvoiceChoice(i.ref, i.number or "", i.bill_to_name) for i in found)


def move_email(db: Session, *, email_ref: str, to_ref: str, by: Viewer, now: datetime) -> Email:
    email, _ = email_to_act_on(db, email_ref=email_ref, viewer=by)
    to = readable_invoice(db, ref=to_ref, viewer=by)
    was = db.get_one(Conversation, email.conversation_id)
    announce(db, email)
    talk = conversation_for(
        db, About("invoice", to.id or 0), was.private, Sender(by.name, by.account_id, by.email), [], now
    )
    email.conversation_id = talk.id
    announce(db, email)
    return email
