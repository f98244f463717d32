"""The email of one invoice of a bulk send: the same as when it is sent alone."""

from __future__ import annotations

from sqlmodel import Session

from invoice_app.invoices.bulk.rules import BulkKind
from invoice_app.invoices.document import Document
from invoice_app.invoices.letters import usual_subject
from invoice_app.invoices.models import BulkSend, Invoice
from invoice_app.invoices.sending import Envelope, NobodyToSendTo
from invoice_app.mail.composing import Recipient, subject_of
from invoice_app.mail.states import Wish
from invoice_app.members.queries import mailing_of


def envelope_of(db: Session, bulk: BulkSend, invoice: Invoice) -> Envelope:
    """To whom it goes, with the usual words of its kind. Raises `NobodyToSendTo`."""
    recipients = tuple(Recipient("to", address, name) for name, address in mailing_of(db, invoice.bill_to_id))
    if not recipients:
        raise NobodyToSendTo()
    return Envelope(nonce=_of(bulk), recipients=recipients, wish=_wish(bulk.kind))


def nonce_of(bulk: BulkSend, invoice: Invoice) -> str:
    """How the outbox knows the email that this send makes of this invoice."""
    return f"invoice:{invoice.ref}:{_of(bulk)}"


def _of(bulk: BulkSend) -> str:
    return f"bulk:{bulk.ref}"


def _wish(kind: str) -> Wish:
    return Wish.REMINDER if kind == BulkKind.REMINDER else Wish.NEW


def subject_as_sent(db: Session, document: Document, kind: str, by_name: str = "") -> str:
    """The subject in the customer's language, to the letter."""
    return subject_of(usual_subject(db, document, wish=_wish(kind), by_name=by_name))
