"""Sending an invoice: the envelope as a person fills it, and what leaves of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from invoice_app.invoices.correction_wording import EMAILED, EMAILED_PRIVATELY
from invoice_app.invoices.document import Document
from invoice_app.invoices.letters import bodies_of, usual_words
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.paper.options import PdfOptions
from invoice_app.invoices.pdf_profiles import options_for, paper_with, save_options
from invoice_app.invoices.queries import readable_invoice
from invoice_app.mail.answering import Answered
from invoice_app.mail.chips import read_addresses
from invoice_app.mail.composing import Recipient, Sender
from invoice_app.mail.freezing import Attachment, ascii_names
from invoice_app.mail.letter import Bodies
from invoice_app.mail.models import Email
from invoice_app.mail.outbox import is_posted, post
from invoice_app.mail.states import Role, Wish
from invoice_app.members.queries import mailing_of
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.history import record
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

__all__ = ["Envelope", "Outgoing", "first_envelope", "outgoing", "post_invoice", "read_addresses", "send"]


class NotIssued(Refusal):
    says = Phrase(
        "Cette facture est encore un brouillon. Finalisez-la avant de l’envoyer.",
        "This invoice is still a draft. Finalise it before sending it.",
    )


class VoidStaysHome(Refusal):
    says = Phrase(
        "Cette facture est annulée\u00a0: elle ne s’envoie plus. Envoyez celle qui la remplace.",
        "This invoice is void: it is not sent any more. Send the one that replaces it.",
    )


class NobodyToSendTo(Refusal):
    says = Phrase(
        "Aucune adresse de courriel sur la fiche. Ajoutez-en une, ou finalisez sans envoyer.",
        "No email address on the record. Add one, or finalise without sending.",
    )


@dataclass(frozen=True, slots=True)
class Configured:
    """The configurable PDF as it was made for an email, and the options that it was made with."""

    options: PdfOptions
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """One press of Send. `nonce` makes a double click one email; empty words mean the usual ones.

    `configured` is sent beside the PDF of Details, and its options become the invoice's own. `wish`
    says which the usual words are, `answers` what it answers or forwards. It leaves `undo_for` after
    the press, or at `send_at`.
    """

    nonce: str
    recipients: tuple[Recipient, ...]
    subject: str = ""
    message: str = ""
    private: bool = False
    with_pdf: bool = True
    configured: Configured | None = None
    enclosed: tuple[Attachment, ...] = field(default=())
    wish: str = Wish.NEW
    answers: Answered | None = None
    send_at: datetime | None = None
    undo_for: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What leaves of an envelope, as it is shown before and as it is frozen after."""

    subject: str
    bodies: Bodies
    attachments: tuple[Attachment, ...]
    language: str
    from_name: str


def first_envelope(db: Session, ref: str, by: Viewer) -> Envelope:
    """The envelope of « Envoyer par courriel » at finalising: the payer's addresses, the usual letter."""
    invoice = readable_invoice(db, ref=ref, viewer=by)
    recipients = tuple(Recipient("to", address, name) for name, address in mailing_of(db, invoice.bill_to_id))
    if not recipients:
        raise NobodyToSendTo()
    return Envelope(nonce=f"issue:{ref}", recipients=recipients)


def send(db: Session, *, ref: str, envelope: Envelope, by: Viewer, now: datetime) -> Email:
    """Queue the email of an issued invoice. The same nonce queues it once.

    Raises an `Invalid` that names what to correct, `NotIssued`, `VoidStaysHome` or `NotFound`.
    """
    invoice = sendable(db, ref, by, envelope.wish)
    return post_invoice(
        db, invoice=invoice, envelope=envelope, pdf=files().get(invoice.pdf_sha256), by=by, now=now
    )


def sendable(db: Session, ref: str, by: Viewer, wish: str = Wish.NEW) -> Invoice:
    """An invoice that may be written about: issued, and for a first letter or a reminder not void.

    Raises `NotFound`, `NotIssued` or `VoidStaysHome`.
    """
    invoice = readable_invoice(db, ref=ref, viewer=by)
    if invoice.status == InvoiceStatus.DRAFT:
        raise NotIssued()
    if invoice.status == InvoiceStatus.VOID and wish in (Wish.NEW, Wish.REMINDER):
        raise VoidStaysHome()
    return invoice


def outgoing(
    db: Session, *, invoice: Invoice, envelope: Envelope, pdf: bytes, by: Viewer, now: datetime
) -> Outgoing:
    """What an envelope comes to: the preview shows it, and posting freezes it.

    Raises `UnknownPlaceholder` where usual words are asked for that cannot be filled.
    """
    document = Document.model_validate_json(invoice.document)
    subject, message = envelope.subject, envelope.message
    if not subject or not message:
        usual = usual_words(db, invoice, document, wish=envelope.wish, by_name=by.name, now=now)
        subject, message = subject or usual.subject, message or usual.body
    return Outgoing(
        subject=subject,
        bodies=bodies_of(db, invoice, document, message),
        attachments=ascii_names((*_own_files(document, envelope, pdf), *envelope.enclosed)),
        language="en" if document.language == "en" else "fr",
        from_name=document.seller.name,
    )


def post_invoice(
    db: Session, *, invoice: Invoice, envelope: Envelope, pdf: bytes, by: Viewer, now: datetime
) -> Email:
    """Put the letter, the PDF and the enclosed files in the outbox, beside the invoice."""
    leaves = outgoing(db, invoice=invoice, envelope=envelope, pdf=pdf, by=by, now=now)
    about, answers = About("invoice", invoice.id or 0), envelope.answers
    nonce = f"invoice:{invoice.ref}:{envelope.nonce}"
    again = is_posted(db, nonce)
    stays = answers is not None and answers.is_private and envelope.wish != Wish.FORWARD
    email = post(
        db,
        about=about,
        private=envelope.private or (answers is not None and answers.is_private),
        sender=Sender(name=by.name, account_id=by.account_id, address=by.email),
        recipients=envelope.recipients,
        subject=leaves.subject,
        text=leaves.bodies.text,
        html=leaves.bodies.html,
        attachments=leaves.attachments,
        language=leaves.language,
        kind_nonce=nonce,
        now=now,
        from_name=leaves.from_name,
        answers=answers.email if answers else None,
        within=answers.conversation if answers and stays else None,
        send_at=envelope.send_at,
        undo_for=envelope.undo_for,
    )
    if not again:
        _tell_sending(db, about, envelope, by, now)
    if envelope.configured is not None:
        # The tab then shows what was sent, whatever the contract or the organisation choose later.
        save_options(db, about, envelope.configured.options, by=by, now=now)
    live.touch(db, "invoices", f"invoice:{invoice.ref}")
    return email


def _tell_sending(db: Session, about: About, envelope: Envelope, by: Viewer, now: datetime) -> None:
    """To whom, as all who read the invoice may know: a private email is named, and a blind copy is blind."""
    if envelope.private or (envelope.answers is not None and envelope.answers.is_private):
        record(db, about, EMAILED_PRIVATELY, by=by, now=now)
        return
    seen = [r.address for r in envelope.recipients if r.role != Role.BCC]
    record(db, about, EMAILED, by=by, now=now, after=", ".join(seen))


def configured_paper(db: Session, *, ref: str, by: Viewer) -> tuple[PdfOptions, PaperJob]:
    """The configurable PDF to make for an email, with the options in force. Raises `NotIssued`."""
    invoice = sendable(db, ref, by)
    options = options_for(db, invoice)
    return options, paper_with(db, invoice, options)


def _own_files(document: Document, envelope: Envelope, pdf: bytes) -> tuple[Attachment, ...]:
    """The PDF of Details, and the configurable one under a name of its own."""
    name = pdf_name(document)
    own = [Attachment(name, "application/pdf", pdf)] if envelope.with_pdf else []
    if envelope.configured is not None:
        beside = f"{name.removesuffix('.pdf')}-configurable.pdf"
        own.append(Attachment(beside, "application/pdf", envelope.configured.pdf))
    return tuple(own)


def pdf_name(document: Document) -> str:
    """The file's name in plain letters, which every mail program keeps."""
    french, english = ("Note-de-credit", "Credit-note") if document.credit else ("Facture", "Invoice")
    return f"{english if document.language == 'en' else french}-{document.number}.pdf"
