"""The email of one invoice of a bulk send: the same as when it is sent alone."""

from __future__ import annotations

from sqlmodel import Session

from invoice_app.invoices import bulk_wording as w
from invoice_app.invoices.bulk_rules import BulkKind
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import BulkSend, Invoice
from invoice_app.invoices.sending import Envelope, NobodyToSendTo, usual_subject
from invoice_app.mail.composing import Recipient, subject_of
from invoice_app.members.queries import mailing_of
from invoice_app.payments.queries import received
from invoice_app.shared.about import About
from invoice_app.shared.dates import long_text
from invoice_app.shared.money import text


def envelope_of(db: Session, bulk: BulkSend, invoice: Invoice) -> Envelope:
    """To whom it goes and, for a reminder, its words. Raises `NobodyToSendTo`."""
    recipients = tuple(Recipient("to", address, name) for name, address in mailing_of(db, invoice.bill_to_id))
    if not recipients:
        raise NobodyToSendTo()
    if bulk.kind != BulkKind.REMINDER:
        return Envelope(nonce=_of(bulk), recipients=recipients)
    document = Document.model_validate_json(invoice.document)
    owed = document.total - received(db, About("invoice", invoice.id or 0))
    return Envelope(
        nonce=_of(bulk),
        recipients=recipients,
        subject=subject_as_sent(document, bulk.kind),
        message=_reminder(document, text(owed, document.currency, document.language)),
    )


def nonce_of(bulk: BulkSend, invoice: Invoice) -> str:
    """How the outbox knows the email that this send makes of this invoice."""
    return f"invoice:{invoice.ref}:{_of(bulk)}"


def _of(bulk: BulkSend) -> str:
    return f"bulk:{bulk.ref}"


def subject_as_sent(document: Document, kind: str) -> str:
    """The subject in the customer's language, to the letter."""
    return subject_of(usual_subject(document) if kind != BulkKind.REMINDER else _reminder_subject(document))


def _reminder_subject(document: Document) -> str:
    phrase = w.REMINDER_SUBJECT_BOTH if document.language == "both" else w.REMINDER_SUBJECT
    return phrase.filled(number=document.number, seller=document.seller.name).to(document.language)


def _reminder(document: Document, balance: str) -> str:
    languages = ("fr", "en") if document.language == "both" else (document.language,)
    paragraphs = []
    for language in languages:
        owed = w.REMINDER_OWED.filled(
            number=document.number, balance=balance, due=long_text(document.due_on, language)
        )
        paragraphs += [phrase.to(language) for phrase in (w.REMINDER_HELLO, owed, w.REMINDER_THANKS)]
    return "\n\n".join(paragraphs)
