"""Sending an invoice: the envelope as a person fills it, and the letter that goes in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices.correction_wording import EMAILED, EMAILED_PRIVATELY
from invoice_app.invoices.credits import credit_note_of
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.paper.options import PdfOptions
from invoice_app.invoices.pdf_profiles import options_for, paper_with, save_options
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.reading import document_of
from invoice_app.mail.composing import Recipient, Sender
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.letter import Bodies, Button, Footer, Letter, write
from invoice_app.mail.models import Email
from invoice_app.mail.outbox import is_posted, post
from invoice_app.mail.states import Role
from invoice_app.members.models import Customer
from invoice_app.members.queries import mailing_of
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import long_text
from invoice_app.shared.files import files
from invoice_app.shared.history import record
from invoice_app.shared.ids import new_ref
from invoice_app.shared.money import text
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

# A comma inside quotes belongs to a name.
_SEPARATE = re.compile(r'[,;\n](?=(?:[^"]*"[^"]*")*[^"]*$)')

_SUBJECT = Phrase("Facture {number} – {seller}", "Invoice {number} – {seller}")
_SUBJECT_BOTH = Phrase("Facture / Invoice {number} – {seller}", "Facture / Invoice {number} – {seller}")
_GREETING = Phrase("Bonjour,", "Hello,")
_WHAT = Phrase("Voici la facture {number}, en pièce jointe.", "Here is invoice {number}, attached.")
_OWED = Phrase("Montant à payer : {balance}, au plus tard le {due}.", "Amount due: {balance}, by {due}.")
_SUBJECT_CREDIT = Phrase("Note de crédit {number} – {seller}", "Credit note {number} – {seller}")
_SUBJECT_CREDIT_BOTH = Phrase(
    "Note de crédit / Credit note {number} – {seller}", "Note de crédit / Credit note {number} – {seller}"
)
_WHAT_CREDIT = Phrase(
    "Voici la note de crédit {number}, en pièce jointe.", "Here is credit note {number}, attached."
)
_CREDITS = Phrase(
    "Elle crédite la facture {number} de {amount}\u00a0: cette facture n’est plus à payer.",
    "It credits invoice {number} by {amount}: that invoice is no longer to be paid.",
)
_IS_CREDITED = Phrase(
    "Cette facture est créditée par la note {number}\u00a0: elle n’est plus à payer.",
    "This invoice is credited by note {number}: it is no longer to be paid.",
)
_SETTLED = Phrase("Cette facture est payée. Merci.", "This invoice is paid. Thank you.")
_ANSWER = Phrase(
    "Une question ? Répondez à ce courriel : votre réponse sera jointe à la facture.",
    "A question? Answer this email: your reply will be filed with the invoice.",
)
_SEE = Phrase("Voir la facture", "See the invoice")


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

    `configured` is sent beside the PDF of Details, and its options become the invoice's own.
    """

    nonce: str
    recipients: tuple[Recipient, ...]
    subject: str = ""
    message: str = ""
    private: bool = False
    with_pdf: bool = True
    configured: Configured | None = None
    enclosed: tuple[Attachment, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Composition:
    """What the Send page starts from."""

    to_line: str
    cc_line: str
    subject: str
    message: str
    pdf_name: str
    pdf_size: int
    number: str


def first_envelope(db: Session, ref: str, by: Viewer) -> Envelope:
    """The envelope of « Envoyer par courriel » at finalising: the payer's addresses, the usual letter."""
    invoice = readable_invoice(db, ref=ref, viewer=by)
    recipients = tuple(Recipient("to", address, name) for name, address in mailing_of(db, invoice.bill_to_id))
    if not recipients:
        raise NobodyToSendTo()
    return Envelope(nonce=f"issue:{ref}", recipients=recipients)


def composition(db: Session, *, ref: str, by: Viewer) -> Composition:
    """What the Send page is filled with. Raises `NotFound` or `NotIssued`."""
    invoice = _issued(db, ref, by)
    document = document_of(db, invoice)
    language = "en" if document.language == "en" else "fr"
    pdf = files().get(invoice.pdf_sha256)
    return Composition(
        to_line=", ".join(_written(name, address) for name, address in mailing_of(db, invoice.bill_to_id)),
        cc_line=_written(by.name, by.email),
        subject=usual_subject(document),
        message="\n\n".join(_usual_paragraphs(document, _note_number(db, invoice), language)),
        pdf_name=pdf_name(document),
        pdf_size=len(pdf),
        number=document.number,
    )


def send(db: Session, *, ref: str, envelope: Envelope, by: Viewer, now: datetime) -> Email:
    """Queue the email of an issued invoice. The same nonce queues it once.

    Raises an `Invalid` that names what to correct, `NotIssued`, `VoidStaysHome` or `NotFound`.
    """
    invoice = _issued(db, ref, by)
    return post_invoice(
        db, invoice=invoice, envelope=envelope, pdf=files().get(invoice.pdf_sha256), by=by, now=now
    )


def post_invoice(
    db: Session, *, invoice: Invoice, envelope: Envelope, pdf: bytes, by: Viewer, now: datetime
) -> Email:
    """Put the letter, the PDF and the enclosed files in the outbox, beside the invoice."""
    document = Document.model_validate_json(invoice.document)
    bodies = letter_of(db, invoice, document, envelope.message)
    about = About("invoice", invoice.id or 0)
    nonce = f"invoice:{invoice.ref}:{envelope.nonce}"
    again = is_posted(db, nonce)
    email = post(
        db,
        about=about,
        private=envelope.private,
        sender=Sender(name=by.name, account_id=by.account_id, address=by.email),
        recipients=envelope.recipients,
        subject=envelope.subject or usual_subject(document),
        text=bodies.text,
        html=bodies.html,
        attachments=(*_own_files(document, envelope, pdf), *envelope.enclosed),
        language="en" if document.language == "en" else "fr",
        kind_nonce=nonce,
        now=now,
        from_name=document.seller.name,
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
    if envelope.private:
        record(db, about, EMAILED_PRIVATELY, by=by, now=now)
        return
    seen = [r.address for r in envelope.recipients if r.role != Role.BCC]
    record(db, about, EMAILED, by=by, now=now, after=", ".join(seen))


def configured_paper(db: Session, *, ref: str, by: Viewer) -> tuple[PdfOptions, PaperJob]:
    """The configurable PDF to make for an email, with the options in force. Raises `NotIssued`."""
    invoice = _issued(db, ref, by)
    options = options_for(db, invoice)
    return options, paper_with(db, invoice, options)


def _own_files(document: Document, envelope: Envelope, pdf: bytes) -> tuple[Attachment, ...]:
    """The PDF of Details, and the configurable one under a name of its own."""
    name = pdf_name(document)
    files = [Attachment(name, "application/pdf", pdf)] if envelope.with_pdf else []
    if envelope.configured is not None:
        beside = f"{name.removesuffix('.pdf')}-configurable.pdf"
        files.append(Attachment(beside, "application/pdf", envelope.configured.pdf))
    return tuple(files)


def letter_of(db: Session, invoice: Invoice, document: Document, message: str = "") -> Bodies:
    """The bodies of the email: the person's message, or the usual one in the customer's language."""
    organisation = the_organisation(db)
    payer = db.get_one(Customer, invoice.bill_to_id)
    languages = (
        ("fr", "en")
        if document.language == "both" and not message
        else (("en",) if document.language == "en" else ("fr",))
    )
    note = _note_number(db, invoice)
    letters = [_letter(document, note, language, message, bool(payer.account_id)) for language in languages]
    footer = Footer(
        name=organisation.legal_name or organisation.name,
        address=document.seller.address,
        phone=organisation.phone,
        numbers=tuple(
            f"{label} {number}"
            for label, number in (
                ("TPS/GST", document.seller.gst_number),
                ("TVQ/QST", document.seller.qst_number),
            )
            if number
        ),
    )
    return write(*letters, footer=footer, accent=organisation.accent)


def _note_number(db: Session, invoice: Invoice) -> str:
    """The number of the note that credits this invoice, or empty."""
    note = credit_note_of(db, invoice)
    return (note.number or "") if note else ""


def _letter(document: Document, note: str, language: str, message: str, can_sign_in: bool) -> Letter:
    paragraphs = tuple(p for p in message.split("\n\n") if p.strip()) or (
        _GREETING.to(language),
        *_usual_paragraphs(document, note, language)[1:],
    )
    greeting, *rest = paragraphs
    # Someone without an account would only meet a closed door behind the link.
    button = Button(_SEE.to(language), document.page_url) if can_sign_in else None
    return Letter(
        greeting=greeting.strip(), paragraphs=tuple(p.strip() for p in rest), language=language, button=button
    )


def _usual_paragraphs(document: Document, note: str, language: str) -> tuple[str, ...]:
    if document.credit:
        amount = text(-document.total, document.currency, language)
        said = (
            _GREETING, _WHAT_CREDIT.filled(number=document.number),
            _CREDITS.filled(number=document.credit.number, amount=amount), _ANSWER,
        )  # fmt: skip
        return tuple(phrase.to(language) for phrase in said)
    balance = text(document.balance, document.currency, language)
    owed = (
        _OWED.filled(balance=balance, due=long_text(document.due_on, language))
        if document.balance
        else _SETTLED
    )
    if note:
        owed = _IS_CREDITED.filled(number=note)
    said = (_GREETING, _WHAT.filled(number=document.number), owed, _ANSWER)
    return tuple(phrase.to(language) for phrase in said)


def usual_subject(document: Document) -> str:
    one, both = (_SUBJECT_CREDIT, _SUBJECT_CREDIT_BOTH) if document.credit else (_SUBJECT, _SUBJECT_BOTH)
    phrase = both if document.language == "both" else one
    filled = phrase.filled(number=document.number, seller=document.seller.name)
    return filled.to(document.language)


def pdf_name(document: Document) -> str:
    """The file's name in plain letters, which every mail program keeps."""
    french, english = ("Note-de-credit", "Credit-note") if document.credit else ("Facture", "Invoice")
    return f"{english if document.language == 'en' else french}-{document.number}.pdf"


def read_addresses(typed: str, role: str) -> tuple[Recipient, ...]:
    """Addresses as typed or pasted: `a@b.ca, Nom <c@d.ca>; e@f.ca`. What is not one is kept to be named."""
    return tuple(_recipient(part, role) for part in _SEPARATE.split(typed[:20_000]) if part.strip())


def _recipient(typed: str, role: str) -> Recipient:
    name, opened, rest = typed.rpartition("<")
    if opened and rest.rstrip().endswith(">"):
        return Recipient(role, rest.rstrip()[:-1].strip(), name.strip(' "'))
    return Recipient(role, typed.strip())


def _written(name: str, address: str) -> str:
    plain = "".join(c for c in name if c not in ',;<>"@')
    return f"{plain} <{address}>" if plain else address


def _issued(db: Session, ref: str, by: Viewer) -> Invoice:
    invoice = readable_invoice(db, ref=ref, viewer=by)
    if invoice.status == InvoiceStatus.DRAFT:
        raise NotIssued()
    if invoice.status == InvoiceStatus.VOID:
        raise VoidStaysHome()
    return invoice


def new_nonce() -> str:
    """Made when the Send page opens, so that all presses on that page are one email."""
    return new_ref()


def preview(db: Session, *, ref: str, message: str, by: Viewer) -> str:
    """The HTML body exactly as it would leave."""
    invoice = _issued(db, ref, by)
    return letter_of(db, invoice, document_of(db, invoice), message).html
