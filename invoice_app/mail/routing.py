"""Which conversation a message belongs to. Never by its subject."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.mail.addresses import Office, token_in
from invoice_app.mail.models import Conversation, Email, EmailRecipient
from invoice_app.mail.reading import Headers
from invoice_app.mail.states import Direction, Why


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message belongs, nowhere when there is no conversation; and why."""

    conversation: Conversation | None
    why: Why


def explain(db: Session | None, envelope_to: str, headers: Headers, office: Office) -> Route:
    """`route`, also where there is no database to ask."""
    return Route(None, Why.NO_DATABASE) if db is None else route(db, envelope_to, headers, office)


def route(db: Session, envelope_to: str, headers: Headers, office: Office) -> Route:
    """By the address it came to; else by what it answers, from someone who took part; else nowhere.

    What comes from our own address would go round in a circle: it belongs nowhere either.
    """
    if office.is_ours(headers.sender.address):
        return Route(None, Why.OWN_ADDRESS)
    token = destination(envelope_to, headers)
    if token:
        found = db.exec(select(Conversation).where(Conversation.token == token)).first()
        if found is None:
            return Route(None, Why.UNKNOWN_TOKEN)
        return Route(None, Why.REVOKED) if found.revoked_at else Route(found, Why.TOKEN)
    answered = _answered(db, headers)
    return Route(answered, Why.THREAD if answered else Why.NO_TOKEN)


def destination(envelope_to: str, headers: Headers) -> str:
    """The token it was sent to: where it was received counts before what it says."""
    return token_in(envelope_to) or token_in(headers.all_recipients)


def _answered(db: Session, headers: Headers) -> Conversation | None:
    ids = [each for each in (headers.in_reply_to, *reversed(headers.references)) if each]
    if not ids or not headers.sender.address:
        return None
    # The nearest message counts; a Message-ID can be copied, so its bearer must have taken part.
    ours = db.exec(
        select(Email.message_id, Email.conversation_id).where(
            Email.direction == Direction.OUT, col(Email.message_id).in_(ids)
        )
    ).all()
    known = dict(ours)
    for each in ids:
        conversation_id = known.get(each)
        if conversation_id and is_participant(db, conversation_id, headers.sender.address):
            found = db.get(Conversation, conversation_id)
            return found if found and found.revoked_at is None else None
    return None


def is_participant(db: Session, conversation_id: int, address: str) -> bool:
    """Whether we have written to this address in the conversation."""
    if not address:
        return False
    written_to = (
        select(EmailRecipient.id)
        .join(Email, col(Email.id) == col(EmailRecipient.email_id))
        .where(
            Email.conversation_id == conversation_id,
            Email.direction == Direction.OUT,
            EmailRecipient.address == address,
        )
        .limit(1)
    )
    return db.exec(written_to).first() is not None
