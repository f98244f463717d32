"""A member answers about an invoice of theirs, from its page."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.queries import readable_invoice
from invoice_app.mail.answers import Answer, answer_here
from invoice_app.mail.composing import Sender
from invoice_app.mail.models import Email
from invoice_app.members.queries import customers_of_account
from invoice_app.shared.about import About
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound


def own_invoice(db: Session, *, ref: str, viewer: Viewer) -> Invoice:
    """An issued invoice made for this person or billed to them. Raises `NotFound` for any other, also for
    one that they may read at work.
    """
    invoice = readable_invoice(db, ref=ref, viewer=viewer)
    mine = customers_of_account(db, viewer.account_id)
    theirs = invoice.customer_id in mine or invoice.bill_to_id in mine
    if not theirs or invoice.status == InvoiceStatus.DRAFT:
        raise NotFound()
    return invoice


def answer_invoice(db: Session, *, ref: str, answer: Answer, by: Viewer, now: datetime) -> Email:
    """File a member's answer in the open conversation of their invoice.

    Raises `NotFound` for an invoice that is not theirs; else what `answer_here` does.
    """
    about = About("invoice", own_invoice(db, ref=ref, viewer=by).id or 0)
    author = Sender(by.name, by.account_id, by.email)
    return answer_here(db, about=about, author=author, answer=answer, now=now)
