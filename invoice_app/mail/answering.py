"""Answering and forwarding an email: to whom, under which subject, and what is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.mail.addresses import Office
from invoice_app.mail.cards import recipients_of
from invoice_app.mail.chips import written
from invoice_app.mail.letter import said
from invoice_app.mail.models import Conversation, ConversationReader, Email, EmailAttachment, EmailRecipient
from invoice_app.mail.queries import is_named, visible
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, Role, Wish
from invoice_app.mail.wording import FORWARDED, FORWARDED_HEAD
from invoice_app.shared.about import About
from invoice_app.shared.dates import instant_text
from invoice_app.shared.refusals import NotFound

_ANSWERED = re.compile(r"\s*(re|ré|rép|aw|sv)\s*(\[\d{1,3}\])?\s*[::]", re.IGNORECASE)
_PASSED_ON = re.compile(r"\s*(tr|fwd?|wg|vs)\s*(\[\d{1,3}\])?\s*[::]", re.IGNORECASE)
_LONGEST_QUOTE = 15_000


@dataclass(frozen=True, slots=True)
class Answered:
    """The email that is answered or forwarded, as this viewer may read it."""

    email: Email
    conversation: Conversation
    recipients: tuple[EmailRecipient, ...]

    @property
    def is_private(self) -> bool:
        return self.conversation.private


def answered(db: Session, *, ref: str, about: About, sight: Sight) -> Answered:
    """An email beside `about` that was sent or received, for this viewer. Raises `NotFound`."""
    found = db.exec(
        select(Email, Conversation)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(
            Email.ref == ref,
            Conversation.about_kind == about.kind,
            Conversation.about_id == about.id,
            # A note for colleagues is never sent, so it is never passed on either.
            col(Email.direction).in_((Direction.IN, Direction.OUT)),
            visible(sight),
        )
    ).first()
    if found is None:
        raise NotFound()
    email, conversation = found
    return Answered(email, conversation, tuple(recipients_of(db, [email.id or 0]).get(email.id or 0, ())))


def people_for(wish: str, to: Answered, *, office: Office, own_address: str) -> dict[str, tuple[str, ...]]:
    """To and Cc of an answer, as typed text by role: never ourselves, nobody twice, no blind copy.

    Reply goes to who wrote; an email of ours is answered to those it went to. Nobody is chosen for a
    forward.
    """
    if wish not in (Wish.REPLY, Wish.REPLY_ALL):
        return {}
    email, everyone = to.email, wish == Wish.REPLY_ALL
    by_role = {role: [r for r in to.recipients if r.role == role] for role in (Role.TO, Role.CC)}
    first = [(r.name, r.address) for r in by_role[Role.TO]]
    if email.direction == Direction.IN:
        wrote, first = [(email.from_name, email.from_address)], first if everyone else []
        first = wrote + first
    second = [(r.name, r.address) for r in by_role[Role.CC]] if everyone else []
    taken: set[str] = {own_address.strip().lower()}

    def fresh(people: Sequence[tuple[str, str]]) -> tuple[str, ...]:
        chosen = []
        for name, address in people:
            if address and address not in taken and not office.is_ours(address):
                taken.add(address)
                chosen.append(written(name, address))
        return tuple(chosen)

    return {Role.TO: fresh(first), Role.CC: fresh(second)}


def subject_for(wish: str, subject: str, language: str) -> str:
    """`Re: …` or `Tr : …`, not twice."""
    if wish == Wish.FORWARD:
        if _PASSED_ON.match(subject):
            return subject
        return f"{'Fwd:' if language == 'en' else 'Tr :'} {subject}"[:255]
    return subject if _ANSWERED.match(subject) else f"Re: {subject}"[:255]


def quoted(to: Answered, *, language: str, time_zone: str) -> str:
    """The email under a line that says whose it is, as a forward carries it; nobody's blind copy."""
    email = to.email
    who = written(email.from_name, email.from_address)
    seen = ", ".join(written(r.name, r.address) for r in to.recipients if r.role != Role.BCC)
    when = instant_text(email.at, time_zone, language)
    head = FORWARDED_HEAD.filled(who=who, when=when, subject=email.subject, people=seen)
    text = said(email.text) if email.direction == Direction.OUT else email.text
    return f"{FORWARDED.to(language)}\n{head.to(language)}\n\n{text.strip()[:_LONGEST_QUOTE]}"


def files_of(db: Session, email_id: int) -> list[EmailAttachment]:
    """The files of an email, in their order; what is shown inside its text is not one."""
    return list(
        db.exec(
            select(EmailAttachment)
            .where(EmailAttachment.email_id == email_id, col(EmailAttachment.inline).is_(False))
            .order_by(col(EmailAttachment.position))
        )
    )


def readers_of(db: Session, conversation: Conversation, *, sight: Sight) -> tuple[str, ...]:
    """The addresses that a private conversation is open to, as far as this viewer may know of them."""
    addresses = db.exec(
        select(ConversationReader.address)
        .where(ConversationReader.conversation_id == conversation.id, ConversationReader.address != "")
        .order_by(col(ConversationReader.id))
    )
    written_to = select(EmailRecipient.address).join(Email, col(Email.id) == col(EmailRecipient.email_id))
    among = written_to.where(Email.conversation_id == conversation.id)
    named: set[str] = set(db.exec(among.where(is_named(sight))))
    blind = {each for each in db.exec(among.where(~is_named(sight))) if each not in named}
    return tuple(address for address in addresses if address not in blind)
