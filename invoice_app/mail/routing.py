"""Which conversation a message belongs to. Never by its subject."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from invoice_app.mail.addresses import Office, token_in
from invoice_app.mail.models import (
    Conversation,
    ConversationReader,
    Email,
    EmailAlias,
    EmailRecipient,
    MailSetup,
)
from invoice_app.mail.states import Direction, EmailKind, RawSource, SenderPolicy, Why
from invoice_app.mail.understanding.reading import Headers
from invoice_app.shared.about import About

# Two machines that answer each other would never stop; no person writes so much.
MOST_OF_SENDER, SENDER_WINDOW = 20, timedelta(hours=2)
MOST_IN_THREAD, THREAD_WINDOW = 100, timedelta(days=1)
ARRIVED_BY_ITSELF = (RawSource.WEBHOOK_RAW, RawSource.WEBHOOK_PARSED)

Acquainted = Callable[[Session, About, str], bool]


def _nobody(_db: Session, _about: About, _address: str) -> bool:
    return False


acquainted: Acquainted = _nobody
"""Whether an address is that of somebody whom a record concerns (its client, their people).

Mail knows no client: `desk.mail_sight.open_eyes` sets it.
"""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message belongs, nowhere when there is no conversation; and why."""

    conversation: Conversation | None
    why: Why


def explain(
    db: Session | None,
    envelope_to: str,
    headers: Headers,
    office: Office,
    *,
    at: datetime | None = None,
    returned: Sequence[str] = (),
) -> Route:
    """Where a message belongs, also where there is no database to ask. Changes nothing.

    `at` is when it arrived, for what arrived by itself: only that can go round in circles. `returned`
    are the Message-IDs inside a returned message; whoever returns it need not have taken part.
    """
    if db is None:
        return Route(None, Why.NO_DATABASE)
    if _is_ours(db, headers, office):
        return Route(None, Why.OWN_ADDRESS)
    if returned and not emails_of_ours(db, returned):
        # Anybody can call themselves a mailer-daemon; only what we sent can be returned.
        returned = ()
    if at and not returned and _says_too_much(db, headers.sender.address, at):
        return Route(None, Why.LOOP)
    found = _place(db, envelope_to, headers, returned)
    if found.conversation is None:
        return found
    if at and _is_too_full(db, found.conversation, at):
        return Route(None, Why.LOOP)
    if not returned and not _is_admitted(db, found.conversation, headers.sender.address):
        return Route(None, Why.POLICY)
    return found


def _place(db: Session, envelope_to: str, headers: Headers, returned: Sequence[str]) -> Route:
    """By the address it came to; else by what it answers, from someone who took part; else nowhere."""
    token = destination(envelope_to, headers)
    if token:
        found = conversation_of_token(db, token)
        if found is not None:
            return _opened(found, Why.TOKEN)
    answered = answered_in(db, returned or answered_ids(headers))
    if answered is None:
        return Route(None, Why.UNKNOWN_TOKEN if token else Why.NO_TOKEN)
    if not returned and not is_known(db, answered, headers.sender.address):
        # A Message-ID can be copied, so its bearer must have taken part.
        return Route(None, Why.NOT_A_PARTICIPANT)
    return _opened(answered, Why.THREAD)


def _opened(found: Conversation, why: Why) -> Route:
    return Route(None, Why.REVOKED) if found.revoked_at else Route(found, why)


def destination(envelope_to: str, headers: Headers) -> str:
    """The token it was sent to: where it was received counts before what it says."""
    return token_in(envelope_to) or token_in(headers.all_recipients)


def conversation_of_token(db: Session, token: str) -> Conversation | None:
    return db.exec(select(Conversation).where(Conversation.token == token)).first() if token else None


def answered_ids(headers: Headers) -> tuple[str, ...]:
    """The Message-IDs that a message answers, the nearest first."""
    return tuple(each for each in (headers.in_reply_to, *reversed(headers.references)) if each)


def answered_in(db: Session, ids: Sequence[str]) -> Conversation | None:
    """The conversation of the first of these Message-IDs that is of an email of ours."""
    sent = emails_of_ours(db, ids)
    for each in ids:
        email = sent.get(each)
        if email and email.conversation_id:
            return db.get(Conversation, email.conversation_id)
    return None


def emails_of_ours(db: Session, ids: Iterable[str]) -> dict[str, Email]:
    """The emails that left under these Message-IDs, ours or those that a provider gave them."""
    wanted = [each for each in dict.fromkeys(ids) if each][:200]
    if not wanted:
        return {}
    left = Email.direction == Direction.OUT
    own = db.exec(select(Email).where(left, col(Email.message_id).in_(wanted))).all()
    other = db.exec(
        select(EmailAlias.message_id, Email)
        .join(Email, col(Email.id) == col(EmailAlias.email_id))
        .where(left, col(EmailAlias.message_id).in_(wanted))
    ).all()
    return {row[0]: row[1] for row in other} | {email.message_id: email for email in own}


def _is_ours(db: Session, headers: Headers, office: Office) -> bool:
    """Whether it is from us: it would go round in a circle. Some that forward keep only the Message-ID."""
    return office.is_ours(headers.sender.address) or bool(emails_of_ours(db, [headers.message_id]))


def _says_too_much(db: Session, address: str, at: datetime) -> bool:
    # Returned mail comes in hundreds after a big sending, all from one machine: it answers nothing.
    lately = _arrived(at, SENDER_WINDOW, Email.from_address == address, Email.kind != EmailKind.BOUNCE)
    return bool(address) and db.exec(lately).one() >= MOST_OF_SENDER


def _is_too_full(db: Session, conversation: Conversation, at: datetime) -> bool:
    lately = _arrived(at, THREAD_WINDOW, Email.conversation_id == conversation.id)
    return db.exec(lately).one() >= MOST_IN_THREAD


def _arrived(at: datetime, window: timedelta, *which: bool) -> SelectOfScalar[int]:
    return select(func.count(col(Email.id))).where(
        Email.direction == Direction.IN,
        col(Email.transport).in_(ARRIVED_BY_ITSELF),
        col(Email.at) > at - window,
        col(Email.at) <= at,
        *which,
    )


def _is_admitted(db: Session, conversation: Conversation, address: str) -> bool:
    setup = db.get(MailSetup, 1)
    if setup is None or setup.sender_policy != SenderPolicy.CONTACTS:
        return True
    return is_known(db, conversation, address)


def is_known(db: Session, conversation: Conversation, address: str) -> bool:
    """Whether an address took part in the conversation, or is of somebody whom its record concerns.

    Who is not in a private conversation is a stranger to it, whoever they are.
    """
    if is_participant(db, conversation.id or 0, address):
        return True
    if conversation.private or not address:
        return False
    return acquainted(db, About(conversation.about_kind, conversation.about_id), address)


def is_participant(db: Session, conversation_id: int, address: str) -> bool:
    """Whether we have written to this address in the conversation, or have let it in."""
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
    let_in = select(ConversationReader.id).where(
        ConversationReader.conversation_id == conversation_id, ConversationReader.address == address
    )
    return db.exec(written_to).first() is not None or db.exec(let_in).first() is not None
