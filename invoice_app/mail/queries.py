"""What the screens show of mail. Every query asks who is looking, and private mail is left out in SQL.

Mail of the system, which carries secrets, has no conversation and so is in no answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, func, or_, true
from sqlalchemy.orm import aliased, defer
from sqlmodel import Session, col, select

from invoice_app.mail import rules
from invoice_app.mail.cards import EmailCard, cards_of
from invoice_app.mail.models import (
    Conversation,
    ConversationReader,
    Email,
    EmailAttachment,
    EmailRecipient,
    InboundRaw,
)
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, EmailKind, RawState, Role
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.refusals import NotFound

PAGE = 50
# What no card shows stays in the database: with formatting, an email can weigh a hundred times its words.
UNSEEN = tuple(defer(column) for column in (Email.html, Email.clean_html, Email.search))  # type: ignore[arg-type]
_R = TypeVar("_R", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file to download. `content` is read when asked for, which needs no database."""

    name: str
    mime: str
    sha256: str

    @property
    def content(self) -> bytes:
        return files().get(self.sha256)


def visible(sight: Sight, email: Any = Email) -> ColumnElement[bool]:
    """`rules.may_read` in SQL, for a query that has `Email` (or an alias) joined to its `Conversation`."""
    if sight.sees_private:
        return true()
    allowed: list[ColumnElement[bool]] = [col(Conversation.private).is_(False)]
    address = sight.address
    if sight.account_id is not None:
        allowed.append(col(email.created_by) == sight.account_id)
        allowed.append(_opened(col(ConversationReader.account_id) == sight.account_id))
    if address:
        allowed.append((col(email.direction) == Direction.IN) & (col(email.from_address) == address))
        allowed.append(_opened(col(ConversationReader.address) == address))
        allowed.append(
            select(EmailRecipient.id)
            .where(EmailRecipient.email_id == email.id, EmailRecipient.address == address)
            .correlate(email)
            .exists()
        )
    rights = or_(*allowed) & ~_tells_of_blind_copy(sight, email)
    if sight.is_staff:
        return rights
    has_left = (col(email.direction) != Direction.OUT) | col(email.status).in_(rules.LEFT)
    for_office = (col(email.direction) == Direction.NOTE) | (col(email.kind) == EmailKind.BOUNCE)
    return rights & ~for_office & has_left


def is_named(
    sight: Sight, email: type[Email] = Email, recipient: type[EmailRecipient] = EmailRecipient
) -> ColumnElement[bool]:
    """Whether this viewer may know of an address: a blind copy is nobody's but its writer's and its own."""
    if sight.sees_private:
        return true()
    named = (col(recipient.role) != Role.BCC) | (col(recipient.address) == sight.address)
    return named if sight.account_id is None else named | (col(email.created_by) == sight.account_id)


def _tells_of_blind_copy(sight: Sight, email: Any) -> ColumnElement[bool]:
    """What machines send back, where it would name a blind copy that this viewer may not know of.

    A bounce names addresses in its words, its files and its headers, so it is kept from view wherever
    its conversation has such a copy; an absence tells only of who is absent.
    """
    sent, copy = aliased(Email), aliased(EmailRecipient)
    hidden = (
        select(copy.id)
        .join(sent, col(sent.id) == col(copy.email_id))
        .where(
            sent.conversation_id == email.conversation_id,
            ~is_named(sight, sent, copy),
            or_(col(email.kind) == EmailKind.BOUNCE, col(copy.address) == col(email.from_address)),
        )
        .correlate(email)
        .exists()
    )
    from_machine = col(email.kind).in_((EmailKind.BOUNCE, EmailKind.AUTO))
    return and_(col(email.direction) == Direction.IN, from_machine, hidden)


def _opened(to: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(ConversationReader.id)
        .where(ConversationReader.conversation_id == Conversation.id, to)
        .correlate(Conversation)
        .exists()
    )


def _of(query: _R, about: About, may_see: ColumnElement[bool]) -> _R:
    return query.join(Conversation, col(Conversation.id) == col(Email.conversation_id)).where(
        col(Conversation.about_kind) == about.kind, col(Conversation.about_id) == about.id, may_see
    )


def beside(query: _R, about: About, sight: Sight) -> _R:
    """A query of emails, narrowed to those beside a record that this viewer may read."""
    return _of(query, about, visible(sight))


def count(db: Session, about: About, *, sight: Sight) -> int:
    """How many emails this viewer would see in the thread."""
    may_see = visible(sight)
    return db.exec(_of(select(func.count(col(Email.id))), about, may_see)).one()


def latest_verdict(db: Session, about: About, *, sight: Sight) -> str:
    """What the reply marked last says of the record: a `Verdict`, or nothing."""
    marked = _of(select(Email.verdict), about, visible(sight)).where(col(Email.verdict) != "")
    return db.exec(marked.order_by(col(Email.verdict_at).desc(), col(Email.id).desc()).limit(1)).first() or ""


def was_written_about(db: Session, about: About) -> bool:
    """Whether any email at all stands beside a record, private ones and failed ones too."""
    return db.exec(_of(select(Email.id), about, true()).limit(1)).first() is not None


def thread(
    db: Session,
    about: About,
    *,
    sight: Sight,
    language: str,
    time_zone: str,
    page: int = 1,
) -> tuple[EmailCard, ...]:
    """The emails beside a record, newest first, `PAGE` to a page."""
    may_see = visible(sight)
    found = db.exec(
        _of(select(Email, Conversation), about, may_see)
        .options(*UNSEEN)
        .order_by(col(Email.at).desc(), col(Email.id).desc())
        .limit(PAGE)
        .offset(PAGE * (max(page, 1) - 1))
    ).all()
    return cards_of(db, found, sight, language=language, time_zone=time_zone)


def about_of(db: Session, ref: str, *, sight: Sight) -> About:
    """The record that an email, or the email of an attachment, stands beside: the room that owns it
    decides whether this viewer may open it. Raises `NotFound`.
    """
    may_see = visible(sight)
    enclosing = select(EmailAttachment.email_id).where(EmailAttachment.ref == ref)
    found = db.exec(
        select(Conversation)
        .join(Email, col(Email.conversation_id) == col(Conversation.id))
        .where(or_(col(Email.ref) == ref, col(Email.id).in_(enclosing)), may_see)
    ).first()
    if found is None:
        raise NotFound()
    return About(found.about_kind, found.about_id)


def attachment(
    db: Session,
    ref: str,
    about: About,
    *,
    sight: Sight,
) -> FileCard:
    """A file of an email beside `about`, for this viewer. Raises `NotFound`."""
    may_see = visible(sight)
    query = select(EmailAttachment).join(Email, col(Email.id) == col(EmailAttachment.email_id))
    found = db.exec(_of(query, about, may_see).where(EmailAttachment.ref == ref)).first()
    if found is None:
        raise NotFound()
    return FileCard(found.name, found.mime, found.sha256)


def eml(
    db: Session,
    ref: str,
    about: About,
    *,
    sight: Sight,
) -> FileCard:
    """An email beside `about` byte for byte, as it left or arrived. Raises `NotFound`."""
    may_see = visible(sight)
    found = db.exec(
        _of(select(Email), about, may_see).where(Email.ref == ref, Email.raw_sha256 != "")
    ).first()
    if found is None:
        raise NotFound()
    return FileCard(f"{found.ref}.eml", "message/rfc822", found.raw_sha256)


def waiting_to_be_filed(db: Session) -> int:
    """How many messages arrived that belong to no conversation or could not be read; for Admins."""
    states = (RawState.UNMATCHED, RawState.QUARANTINED)
    return db.exec(select(func.count(col(InboundRaw.id))).where(col(InboundRaw.state).in_(states))).one()
