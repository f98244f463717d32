"""What the screens show of mail. Every query asks who is looking, and private mail is left out in SQL.

Mail of the system, which carries secrets, has no conversation and so is in no answer.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, func, or_, true
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from invoice_app.mail import rules, wording
from invoice_app.mail.cards import EmailCard, cards_of, recipients_of
from invoice_app.mail.models import (
    Conversation,
    ConversationReader,
    Email,
    EmailAttachment,
    EmailRecipient,
    InboundRaw,
)
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, EmailKind, EmailStatus, RawState
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.refusals import NotFound

PAGE = 50
# What no card shows stays in the database: with formatting, an email can weigh a hundred times its words.
UNSEEN = tuple(defer(column) for column in (Email.html, Email.clean_html, Email.search))  # type: ignore[arg-type]
_R = TypeVar("_R", bound="Select[*tuple[Any, ...]]")


@dataclass(frozen=True, slots=True)
class Delivery:
    """How the newest email that left is doing: a status of `states`, and words with a count."""

    status: str
    words: str
    is_problem: bool


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
    rights = or_(*allowed)
    if sight.is_staff:
        return rights
    has_left = (col(email.direction) != Direction.OUT) | col(email.status).in_(rules.LEFT)
    # A bounce names addresses, blind ones too.
    for_office = (col(email.direction) == Direction.NOTE) | (col(email.kind) == EmailKind.BOUNCE)
    return rights & ~for_office & has_left


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


def delivery_state(
    db: Session,
    about: About,
    *,
    sight: Sight,
    language: str,
) -> Delivery | None:
    """How the newest email beside a record is doing, or `None` when none has been posted."""
    states = delivery_states(
        db,
        about.kind,
        [about.id],
        sight=sight,
        language=language,
    )
    return states.get(about.id)


def delivery_states(
    db: Session,
    about_kind: str,
    about_ids: Collection[int],
    *,
    sight: Sight,
    language: str,
) -> dict[int, Delivery]:
    """`delivery_state` of many records in two queries, for a list."""
    may_see = visible(sight)
    newest: dict[int, tuple[int, str]] = {}
    found = db.exec(
        select(Conversation.about_id, Email.id, Email.status)
        .join(Email, col(Email.conversation_id) == col(Conversation.id))
        .where(
            Conversation.about_kind == about_kind,
            col(Conversation.about_id).in_(about_ids),
            Email.direction == Direction.OUT,
            may_see,
        )
        .order_by(col(Email.at), col(Email.id))
    )
    for about_id, email_id, status in found:
        newest[about_id] = (email_id or 0, status)
    recipients = recipients_of(db, [email_id for email_id, _ in newest.values()])
    return {
        about_id: _delivery(status, [r.status for r in recipients.get(email_id, [])], language)
        for about_id, (email_id, status) in newest.items()
    }


def _delivery(status: str, recipients: Sequence[str], language: str) -> Delivery:
    if status != EmailStatus.ACCEPTED or not recipients:
        is_problem = status in (EmailStatus.FAILED, EmailStatus.UNCERTAIN, EmailStatus.BLOCKED_CONFIG)
        return Delivery(status, wording.STATUS[status].to(language), is_problem)
    worst = rules.worst(recipients)
    some = sum(1 for each in recipients if each == worst)
    words = wording.RECIPIENT[worst].to(language)
    words = words[:1].upper() + words[1:]
    if some < len(recipients):
        words = wording.SOME_OF.filled(words=words, some=some, all=len(recipients)).to(language)
    return Delivery(worst, words, worst in rules.PROBLEMS)


def waiting_to_be_filed(db: Session) -> int:
    """How many messages arrived that belong to no conversation or could not be read; for Admins."""
    states = (RawState.UNMATCHED, RawState.QUARANTINED)
    return db.exec(select(func.count(col(InboundRaw.id))).where(col(InboundRaw.state).in_(states))).one()
