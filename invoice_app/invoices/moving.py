"""Where an email stands among invoices: filed from what waits, or moved from the wrong one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from invoice_app.invoices import moving_wording as w
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sight import in_sight, sight_of
from invoice_app.mail import filing, queries
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.wording import NO_SUBJECT
from invoice_app.members.models import Customer
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.audience import audience_of
from invoice_app.shared.dates import short_text
from invoice_app.shared.folding import search_words
from invoice_app.shared.history import record
from invoice_app.shared.money import text
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs, require
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

MOST_CHOICES = 8


class NotIssuedYet(Refusal):
    says = Phrase(
        "Cette facture est encore un brouillon : rien ne s’y classe avant qu’elle soit émise.",
        "This invoice is still a draft: nothing is filed on it before it is issued.",
    )


@dataclass(frozen=True, slots=True)
class InvoiceChoice:
    """An invoice to choose from a few; `detail` tells two of one customer apart."""

    ref: str
    number: str
    customer: str
    detail: str


def invoice_choices(db: Session, typed: str, viewer: Viewer, language: str) -> tuple[InvoiceChoice, ...]:
    """Up to eight issued invoices in this person's sight, by number or customer, the newest first."""
    asked = select(Invoice)
    for word in search_words(typed):
        asked = asked.where(col(Invoice.search).contains(word, autoescape=True))
    return _choices(db, asked, viewer, language)


def invoices_of_address(
    db: Session, address: str, viewer: Viewer, language: str
) -> tuple[InvoiceChoice, ...]:
    """The latest issued invoices in sight of whoever has this address, or of their company."""
    if not address:
        return ()
    people = db.exec(select(Customer.id, Customer.company_id).where(Customer.email == address)).all()
    whose = {each for pair in people for each in pair if each}
    if not whose:
        return ()
    theirs = col(Invoice.customer_id).in_(whose) | col(Invoice.bill_to_id).in_(whose)
    return _choices(db, select(Invoice).where(theirs), viewer, language)


def invoices_by_id(
    db: Session, ids: Iterable[int], viewer: Viewer, language: str
) -> tuple[InvoiceChoice, ...]:
    """These invoices, as far as they are in sight."""
    return _choices(db, select(Invoice).where(col(Invoice.id).in_(list(ids))), viewer, language)


def _choices(db: Session, asked: Any, viewer: Viewer, language: str) -> tuple[InvoiceChoice, ...]:
    if not may(viewer, needs(Tool.INVOICES, Level.READ)):
        return ()
    issued = asked.where(col(Invoice.status) != InvoiceStatus.DRAFT, in_sight(viewer))
    newest = issued.order_by(col(Invoice.issue_on).desc(), col(Invoice.id).desc()).limit(MOST_CHOICES)
    return tuple(_choice(invoice, language) for invoice in db.exec(newest))


def _choice(invoice: Invoice, language: str) -> InvoiceChoice:
    parts = [
        short_text(invoice.issue_on) if invoice.issue_on else "",
        text(invoice.total, invoice.currency, language),
        w.IS_CREDIT.to(language) if invoice.kind == DocumentKind.CREDIT else "",
        w.IS_VOID.to(language) if invoice.status == InvoiceStatus.VOID else "",
    ]
    detail = " · ".join(part for part in parts if part)
    return InvoiceChoice(invoice.ref, invoice.number or "", invoice.bill_to_name, detail)


def is_of_invoice(db: Session, about: About, address: str) -> bool:
    """Whether an address is of somebody whom an invoice, or the record of a customer, concerns.

    The customer, who pays, and the people of their company; `mail.routing.acquainted` in this app.
    """
    if about.kind == "customer":
        concerned = {about.id}
    else:
        invoice = db.get(Invoice, about.id) if about.kind == "invoice" else None
        if invoice is None:
            return False
        concerned = {invoice.customer_id, invoice.bill_to_id}
    theirs = col(Customer.id).in_(concerned) | col(Customer.company_id).in_(concerned)
    return db.exec(select(Customer.id).where(theirs, Customer.email == address).limit(1)).first() is not None


def move_email(db: Session, *, email_ref: str, to_ref: str, by: Viewer, now: datetime) -> Email:
    """Move a received email to another invoice, with a line in the history of both.

    Raises `Forbidden` below Standard, `NotFound` for an email or an invoice that `by` may not read,
    and the refusals of `mail.filing.move`.
    """
    require(by, needs(Tool.INVOICES, Level.STANDARD))
    about = queries.about_of(db, email_ref, sight=sight_of(by))
    source = db.get(Invoice, about.id) if about.kind == "invoice" else None
    if source is None:
        raise NotFound()
    readable_invoice(db, ref=source.ref, viewer=by)
    target = _issued(db, to_ref, by)
    email = filing.move(db, email_ref=email_ref, to=_about(target), by=by, now=now)
    said = _said(db, email)
    record(db, about, w.MOVED_TO, by=by, now=now, before=said, after=_named(db, target))
    record(db, _about(target), w.CAME_FROM, by=by, now=now, before=_named(db, source), after=said)
    live.touch(db, f"invoice:{source.ref}", f"invoice:{target.ref}", "invoices")
    return email


def file_on_invoice(
    db: Session, *, raw_ref: str, to_ref: str, adds_sender: bool, by: Viewer, now: datetime
) -> str:
    """File a message that waits on an invoice, with a line in its history; returns the invoice's number.

    Raises `Forbidden` below Admin, `NotFound`, `NotIssuedYet`, and the refusals of `filing.file_waiting`.
    """
    require(by, needs(Tool.INVOICES, Level.ADMIN))
    target = _issued(db, to_ref, by)
    email = filing.file_waiting(
        db, raw_ref=raw_ref, to=_about(target), adds_sender=adds_sender, by=by, now=now
    )
    record(db, _about(target), w.FILED, by=by, now=now, after=_said(db, email))
    live.touch(db, f"invoice:{target.ref}", "invoices")
    return target.number or ""


def _issued(db: Session, ref: str, by: Viewer) -> Invoice:
    invoice = readable_invoice(db, ref=ref, viewer=by)
    if invoice.status == InvoiceStatus.DRAFT:
        raise NotIssuedYet()
    return invoice


def _about(invoice: Invoice) -> About:
    return About("invoice", invoice.id or 0)


def _said(db: Session, email: Email) -> Phrase:
    """What a history, which everybody who reads the invoice reads, says of an email."""
    conversation = db.get(Conversation, email.conversation_id) if email.conversation_id else None
    if conversation is None or conversation.private:
        return w.PRIVATE
    who = email.from_name or email.from_address
    return w.EMAIL_OF.filled(who=who, subject=email.subject or NO_SUBJECT)


def _named(db: Session, invoice: Invoice) -> Phrase:
    """An invoice under a private record is not named where others may read."""
    under = invoice.under_id
    if under is not None and audience_of(db, About(invoice.under_kind, under)):
        return w.OTHER_INVOICE
    return w.INVOICE.filled(number=invoice.number or "")
