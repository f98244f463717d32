"""The conversation beside an invoice: who may read it, and how a reply is added by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sight import is_in_sight, sight_of
from invoice_app.invoices.talk_wording import VERDICT_SAID
from invoice_app.invoices.wording import REPLY_ADDED, REPLY_ELSEWHERE, REPLY_KNOWN
from invoice_app.mail import actions as mail
from invoice_app.mail import notices, queries
from invoice_app.mail.cards import EmailCard
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.sight import Sight
from invoice_app.mail.threads import threads
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.money import text
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

_INVOICES = needs(Tool.INVOICES, Level.READ)
_MEMBERS = needs(Tool.MEMBERS, Level.READ)
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
    """A page of the Emails tab; `first` and `last` are positions from 1, both 0 when there is nothing."""

    cards: tuple[EmailCard, ...]
    first: int
    last: int
    has_later: bool
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Talk:
    """What the head of an invoice says of its conversation: how many emails, and the latest verdict."""

    count: int
    verdict: str
    verdict_words: str


def member_sight(viewer: Viewer) -> Sight:
    """In the member zone everybody is a member, also who works here."""
    return Sight(email=viewer.email, account_id=viewer.account_id)


def emails_of(
    db: Session, *, ref: str, viewer: Viewer, language: str, page: int = 1, in_office: bool = True
) -> Shown:
    """The emails of an invoice that this person may read, the newest first, `PAGE` to a page from 1 on."""
    organisation = the_organisation(db)
    about = _about(readable_invoice(db, ref=ref, viewer=viewer))
    shown = threads(
        db,
        about.kind,
        (about.id,),
        sight=sight_of(viewer) if in_office else member_sight(viewer),
        language=language,
        time_zone=organisation.time_zone,
        page=page,
    )
    cards = tuple(each.card for each in shown.emails)
    before = queries.PAGE * (page - 1)
    return Shown(
        cards, before + 1 if cards else 0, before + len(cards), shown.has_later, organisation.is_sample
    )


def talk_of(db: Session, *, ref: str, viewer: Viewer, language: str, in_office: bool) -> Talk:
    """How much was said about an invoice, and what its client last answered; as far as they may read it."""
    about = _about(readable_invoice(db, ref=ref, viewer=viewer))
    sight = sight_of(viewer) if in_office else member_sight(viewer)
    count = queries.count(db, about, sight=sight)
    verdict = queries.latest_verdict(db, about, sight=sight) if sight.is_staff else ""
    words = VERDICT_SAID[verdict].to(language) if verdict else ""
    return Talk(count, verdict, words)


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
    return queries.attachment(db, ref, about_of_mail(db, ref, viewer), sight=sight_of(viewer))


def original_of(db: Session, *, ref: str, viewer: Viewer) -> queries.FileCard:
    """An email beside an invoice, byte for byte. Raises `NotFound`."""
    return queries.eml(db, ref, about_of_mail(db, ref, viewer), sight=sight_of(viewer))


def about_of_mail(db: Session, ref: str, viewer: Viewer) -> About:
    """The record that an email (or the email of a file) stands beside. Raises `NotFound` where this person
    may not read it: the invoice's own rule, or for mail filed to a person the right to read both.
    """
    about = queries.about_of(db, ref, sight=sight_of(viewer))
    if about.kind == "customer" and may(viewer, _INVOICES) and may(viewer, _MEMBERS):
        return about
    invoice = db.get(Invoice, about.id) if about.kind == "invoice" else None
    if invoice is None:
        raise NotFound()
    readable_invoice(db, ref=invoice.ref, viewer=viewer)
    return about


def email_to_act_on(db: Session, *, email_ref: str, viewer: Viewer) -> tuple[Email, About]:
    """An email that the office may act on: in sight, on a record in sight. Raises `NotFound`."""
    about = about_of_mail(db, email_ref, viewer)
    email = db.exec(select(Email).where(Email.ref == email_ref)).first()
    if email is None or not may(viewer, _INVOICES):
        raise NotFound()
    if about.kind == "invoice" and not is_in_sight(db, db.get_one(Invoice, about.id), viewer):
        raise NotFound()
    return email, about


def add_reply(*, ref: str, content: bytes, by: Viewer, now: datetime) -> Phrase:
    """Take in a reply saved from a mail program, and say where it went. Blocks: call it in a thread."""
    with reading() as db:
        about = _about(readable_invoice(db, ref=ref, viewer=by))
    understood = mail.read_upload(content)
    with writing() as db:
        email = mail.take_in(db, eml=content, now=now, read=understood)
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
