"""Filing by hand: what waits finds its place, and what stands in the wrong one is moved.

What answers a private conversation stays private wherever it goes: it is open to the same people there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from invoice_app.mail.addresses import token_in
from invoice_app.mail.composing import Sender
from invoice_app.mail.conversations import announce, conversation_for
from invoice_app.mail.models import (
    Conversation,
    ConversationReader,
    Email,
    EmailAttachment,
    EmailRecipient,
    InboundRaw,
)
from invoice_app.mail.routing import answered_in, conversation_of_token, is_known
from invoice_app.mail.states import Direction, RawState, Why
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

WAITING = (RawState.UNMATCHED, RawState.QUARANTINED)


class FiledAlready(Refusal):
    says = Phrase(
        "Ce message a déjà été classé par quelqu’un d’autre. La liste est à jour.",
        "Someone else has already filed this message. The list is up to date.",
    )


class NothingToFile(Refusal):
    says = Phrase(
        "Ce message n’a pas pu être lu : il ne se classe pas. Relisez-le, ou téléchargez l’original.",
        "This message could not be read, so it cannot be filed. Read it again, or download the original.",
    )


class StaysPrivate(Refusal):
    says = Phrase(
        "Ce message répond à un échange privé : personne n’y est ajouté ici. "
        "Écrivez à cette personne depuis l’échange.",
        "This message answers a private exchange: nobody is added to it here. "
        "Write to this person from the exchange.",
    )


class OnlyWhatArrived(Refusal):
    says = Phrase(
        "Seul un courriel reçu se déplace : ce qui est parti reste où il a été écrit.",
        "Only an email that was received can be moved: what was sent stays where it was written.",
    )


class ThereAlready(Refusal):
    says = Phrase("Ce courriel est déjà là.", "This email is already there.")


@dataclass(frozen=True, slots=True)
class Origin:
    """A conversation that a waiting message seems to belong to. `is_certain` where it came to its address."""

    conversation: Conversation
    is_certain: bool


def waiting_message(db: Session, raw_ref: str, states: Sequence[str] = WAITING) -> InboundRaw:
    """A message that waits to be filed, held until the end of the transaction. Raises `NotFound` or
    `FiledAlready`.
    """
    row = db.exec(select(InboundRaw).where(InboundRaw.ref == raw_ref).with_for_update()).first()
    if row is None:
        raise NotFound()
    if row.state not in states:
        raise FiledAlready()
    return row


def origin_of(db: Session, row: InboundRaw, email: Email) -> Origin | None:
    """Where a message that waits seems to belong: the conversation whose address it came to, revoked or
    not, else the one that it answers.
    """
    written_to = db.exec(select(EmailRecipient.address).where(EmailRecipient.email_id == email.id)).all()
    token = token_in(row.envelope_to) or token_in(" ".join(written_to))
    found = conversation_of_token(db, token)
    if found:
        return Origin(found, is_certain=True)
    answered = answered_in(db, [email.in_reply_to, *reversed(email.references.split())])
    return Origin(answered, is_certain=False) if answered else None


def file_waiting(
    db: Session, *, raw_ref: str, to: About, adds_sender: bool, by: Viewer, now: datetime
) -> Email:
    """File a message that waits beside a record. With `adds_sender` its sender is known there from now on.

    Raises `NotFound`, `FiledAlready`, `NothingToFile` or `StaysPrivate`.
    """
    row = waiting_message(db, raw_ref)
    email = db.get(Email, row.email_id) if row.email_id else None
    if email is None:
        raise NothingToFile()
    origin = origin_of(db, row, email)
    place = _beside(db, to, origin.conversation if origin else None, by, now)
    if adds_sender and email.from_address:
        _let_in(db, place, email.from_address)
    _settle(db, row, RawState.FILED, by, now)
    _put(db, email, place)
    return email


def move(db: Session, *, email_ref: str, to: About, by: Viewer, now: datetime) -> Email:
    """Move a received email beside another record; whether `by` may read both is asked above.

    Raises `NotFound`, `OnlyWhatArrived` or `ThereAlready`.
    """
    email = db.exec(select(Email).where(Email.ref == email_ref).with_for_update()).first()
    if email is None or email.conversation_id is None:
        raise NotFound()
    if email.direction != Direction.IN:
        raise OnlyWhatArrived()
    source = db.get_one(Conversation, email.conversation_id)
    if (source.about_kind, source.about_id) == (to.kind, to.id):
        raise ThereAlready()
    # The pages that it leaves are told as well as those it comes to.
    announce(db, email)
    _put(db, email, _beside(db, to, source, by, now))
    return email


def mark_spam(db: Session, *, raw_ref: str, by: Viewer, now: datetime) -> None:
    """Put a waiting message away as spam; it is kept. Raises `NotFound` or `FiledAlready`."""
    _settle(db, waiting_message(db, raw_ref), RawState.SPAM, by, now)


def not_spam(db: Session, *, raw_ref: str) -> None:
    """Let it wait to be filed again. Raises `NotFound` or `FiledAlready`."""
    row = waiting_message(db, raw_ref, (RawState.SPAM,))
    row.state = RawState.UNMATCHED if row.email_id and row.why != Why.POLICY else RawState.QUARANTINED
    row.settled_at, row.settled_by_name = None, ""
    live.touch(db, "mail")


def forget_what_was_understood(db: Session, *, raw_ref: str) -> int:
    """Make a waiting message one that has only just been kept, to be understood anew; returns its id.

    Raises `NotFound` or `FiledAlready`.
    """
    row = waiting_message(db, raw_ref)
    email_id = row.email_id
    row.state, row.error, row.why, row.attempts = RawState.STORED, "", "", 0
    row.email_id = row.dedupe_key = row.begun_at = None
    db.flush()
    for hung in (EmailRecipient, EmailAttachment):
        db.execute(delete(hung).where(col(hung.email_id) == email_id))
    db.execute(delete(Email).where(col(Email.id) == email_id, col(Email.conversation_id).is_(None)))
    live.touch(db, "mail")
    return row.id or 0


def _settle(db: Session, row: InboundRaw, state: RawState, by: Viewer, now: datetime) -> None:
    row.state, row.settled_at, row.settled_by_name = state, now, by.name[:200]
    live.touch(db, "mail")


def _put(db: Session, email: Email, place: Conversation) -> None:
    email.conversation_id, email.why = place.id, Why.BY_HAND
    email.known_sender = is_known(db, place, email.from_address)
    db.flush()
    announce(db, email)


def _beside(db: Session, to: About, origin: Conversation | None, by: Viewer, now: datetime) -> Conversation:
    if origin is None or not origin.private:
        nobody = Sender(by.name, by.account_id, by.email)
        return conversation_for(db, to, False, nobody, [], now)
    if (origin.about_kind, origin.about_id) == (to.kind, to.id):
        return origin
    return _as_private_as(db, origin, to, by, now)


def _as_private_as(db: Session, origin: Conversation, to: About, by: Viewer, now: datetime) -> Conversation:
    """The private conversation of the same people beside another record."""
    same_people = select(Conversation).where(
        Conversation.about_kind == to.kind,
        Conversation.about_id == to.id,
        col(Conversation.private).is_(True),
        Conversation.readers_key == origin.readers_key,
    )
    found = db.exec(same_people).first()
    if found:
        return found
    made = Conversation(
        about_kind=to.kind, about_id=to.id, private=True, readers_key=origin.readers_key,
        created_at=now, created_by=by.account_id,
    )  # fmt: skip
    try:
        with db.begin_nested():
            db.add(made)
            db.flush()
    except IntegrityError:
        return db.exec(same_people).one()
    readers = db.exec(select(ConversationReader).where(ConversationReader.conversation_id == origin.id))
    db.add_all(
        ConversationReader(conversation_id=made.id or 0, address=each.address, account_id=each.account_id)
        for each in readers.all()
    )
    db.flush()
    return made


def _let_in(db: Session, place: Conversation, address: str) -> None:
    if place.private:
        raise StaysPrivate()
    known = db.exec(
        select(ConversationReader.id).where(
            ConversationReader.conversation_id == place.id, ConversationReader.address == address
        )
    ).first()
    if known is None:
        db.add(ConversationReader(conversation_id=place.id or 0, address=address))
        db.flush()
