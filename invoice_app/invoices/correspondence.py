"""The conversation beside an invoice: who may read it, and how a reply is added by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.wording import REPLY_ADDED, REPLY_ELSEWHERE, REPLY_KNOWN
from invoice_app.mail import actions as mail
from invoice_app.mail import notices, queries
from invoice_app.mail.cards import EmailCard
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.sight import Sight
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.money import text
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

_ANSWER = Phrase(
    "Bonjour,\n\nBien reçu, merci. Le paiement de {total} partira cette semaine.\n\nBonne journée,",
    "Hello,\n\nReceived, thank you. The payment of {total} will leave this week.\n\nBest regards,",
)


class OnlyInSample(Refusal):
    says = Phrase(
        "Une réponse ne se simule que dans l’organisation d’exemple.",
        "A reply can be simulated only in the sample organisation.",
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """The Emails tab."""

    cards: tuple[EmailCard, ...]
    is_sample: bool


def sight_of(viewer: Viewer) -> Sight:
    """Admins of invoices see private mail; everybody else only what they are part of."""
    return Sight(
        email=viewer.email,
        account_id=viewer.account_id,
        sees_private=may(viewer, needs(Tool.INVOICES, Level.ADMIN)),
        is_staff=may(viewer, needs(Tool.INVOICES, Level.READ)),
    )


def emails_of(db: Session, *, ref: str, viewer: Viewer, language: str) -> Shown:
    """The emails of an invoice that this person may read, the newest first."""
    organisation = the_organisation(db)
    about = _about(readable_invoice(db, ref=ref, viewer=viewer))
    cards = queries.thread(
        db, about, sight=sight_of(viewer), language=language, time_zone=organisation.time_zone
    )
    return Shown(cards, organisation.is_sample)


def has_unread(db: Session, *, ref: str, viewer: Viewer) -> bool:
    """Whether a reply beside the invoice waits to be read by this person."""
    return notices.is_waiting(db, viewer.account_id, _about(readable_invoice(db, ref=ref, viewer=viewer)))


def have_read(db: Session, *, ref: str, by: Viewer, now: datetime) -> None:
    """This person has the conversation before them: nobody needs to tell them of it any more."""
    notices.seen(db, by.account_id, _about(readable_invoice(db, ref=ref, viewer=by)), now)


def topics(db: Session, *, ref: str, viewer: Viewer) -> tuple[str, ...]:
    """What an open page of this invoice watches, besides the invoice itself."""
    about = _about(readable_invoice(db, ref=ref, viewer=viewer))
    return (f"invoice:{about.id}:mail", f"invoice:{about.id}:paid")


def file_of(db: Session, *, ref: str, viewer: Viewer) -> queries.FileCard:
    """A file of an email beside an invoice that this person may read. Raises `NotFound`."""
    return queries.attachment(db, ref, _about_of_mail(db, ref, viewer), sight=sight_of(viewer))


def original_of(db: Session, *, ref: str, viewer: Viewer) -> queries.FileCard:
    """An email beside an invoice, byte for byte. Raises `NotFound`."""
    return queries.eml(db, ref, _about_of_mail(db, ref, viewer), sight=sight_of(viewer))


def _about_of_mail(db: Session, ref: str, viewer: Viewer) -> About:
    about = queries.about_of(db, ref, sight=sight_of(viewer))
    invoice = db.get(Invoice, about.id) if about.kind == "invoice" else None
    if invoice is None:
        raise NotFound()
    readable_invoice(db, ref=invoice.ref, viewer=viewer)
    return about


def add_reply(*, ref: str, content: bytes, by: Viewer, now: datetime) -> Phrase:
    """Take in a reply saved from a mail program, and say where it went. Blocks: call it in a thread."""
    with reading() as db:
        about = _about(readable_invoice(db, ref=ref, viewer=by))
    with writing() as db:
        email = mail.take_in(db, eml=content, now=now)
    return _said(email, about)


def simulate(*, ref: str, by: Viewer, now: datetime) -> Phrase:
    """The client of the sample organisation answers, through the same door as real mail."""
    with reading() as db:
        organisation = the_organisation(db)
        if not organisation.is_sample:
            raise OnlyInSample()
        invoice = readable_invoice(db, ref=ref, viewer=by)
        about = _about(invoice)
        total = text(invoice.total, invoice.currency, invoice.language)
        answer = _ANSWER.filled(total=total).to(invoice.language)
    with writing() as db:
        sees_private = sight_of(by).sees_private
        email = mail.simulate_reply(db, about=about, text=answer, now=now, sees_private=sees_private)
    return _said(email, about)


def _said(email: Email | None, about: About) -> Phrase:
    if email is None:
        return REPLY_KNOWN
    with reading() as db:
        conversation = db.get(Conversation, email.conversation_id) if email.conversation_id else None
    beside = conversation is not None and (conversation.about_kind, conversation.about_id) == (
        about.kind,
        about.id,
    )
    return REPLY_ADDED if beside else REPLY_ELSEWHERE


def _about(invoice: Invoice) -> About:
    return About("invoice", invoice.id or 0)
