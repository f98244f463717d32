"""The page of mail: the latest conversations, or the emails that were searched for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from invoice_app.desk import mail_wording as w
from invoice_app.desk.mail_records import Record, records_of
from invoice_app.desk.mail_sight import beside
from invoice_app.invoices.sight import sight_of
from invoice_app.mail import wording
from invoice_app.mail.cards import recipients_of
from invoice_app.mail.letter import said
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient
from invoice_app.mail.queries import visible
from invoice_app.mail.searching import Show, by_id, found, undelivered, unread_by
from invoice_app.mail.sight import Sight
from invoice_app.mail.snippets import Piece, excerpt, marked, matching
from invoice_app.mail.states import Direction, EmailKind, Role
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.dates import instant_text
from invoice_app.shared.folding import search_words
from invoice_app.shared.permission import Viewer

PAGE = 50
_KINDS = {
    EmailKind.AUTO: wording.AUTOMATIC,
    EmailKind.BOUNCE: wording.BOUNCE,
    EmailKind.NOTE: wording.NOTE,
}


@dataclass(frozen=True, slots=True)
class MailLine:
    """An email, or the newest of a conversation (`count` of them, in words), with its record."""

    ref: str
    href: str
    """The page where it is read."""
    number: str
    customer: str
    direction: str
    who: tuple[Piece, ...]
    when: str
    subject: tuple[Piece, ...]
    text: tuple[Piece, ...]
    also: tuple[Piece, ...]
    """Addresses and names of files that hold a word, where the rest may not."""
    count: str
    kind_words: str
    private: bool
    is_problem: bool
    unread: bool


@dataclass(frozen=True, slots=True)
class MailFound:
    """`PAGE` lines and what stands around them."""

    rows: tuple[MailLine, ...]
    by_conversation: bool
    """One line for each conversation, rather than for each email."""
    position: str
    has_earlier: bool
    has_later: bool


def page_of_mail(
    db: Session, *, viewer: Viewer, language: str, search: str = "", show: str = Show.ALL, page: int = 0
) -> MailFound:
    """The emails that hold the words, or the latest conversations when nothing is asked; pages from 0 on."""
    sight, words = sight_of(viewer), search_words(search)
    by_conversation = not words and show == Show.ALL
    window = {"limit": PAGE + 1, "offset": PAGE * page}
    if by_conversation:
        ids = newest_of_conversations(db, viewer=viewer, **window)
    else:
        ids = found(db, search, sight=sight, beside=beside(viewer), show=show, **window)
    rows = lines_of(db, ids[:PAGE], sight=sight, words=words, language=language, counted=by_conversation)
    first = PAGE * page
    position = f"{first + 1}–{first + len(rows)}"
    return MailFound(rows, by_conversation, position, page > 0, len(ids) > PAGE)


def newest_of_conversations(db: Session, *, viewer: Viewer, limit: int, offset: int = 0) -> list[int]:
    """The newest email that this person may read of each conversation, the newest first."""
    sight, newer = sight_of(viewer), aliased(Email)
    passed = (
        select(newer.id)
        .where(
            newer.conversation_id == Email.conversation_id,
            tuple_(col(newer.at), col(newer.id)) > tuple_(col(Email.at), col(Email.id)),
            visible(sight, newer),
        )
        .correlate(Email, Conversation)
        .exists()
    )
    asked = (
        select(Email.id)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(beside(viewer), visible(sight), ~passed)
        .order_by(col(Email.at).desc(), col(Email.id).desc())
    )
    return [email_id or 0 for email_id in db.exec(asked.limit(limit).offset(offset))]


def latest_replies(db: Session, *, viewer: Viewer, limit: int) -> list[int]:
    """The latest answers of people, never an automatic one, by id."""
    asked = (
        select(Email.id)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(
            Email.direction == Direction.IN,
            Email.kind == EmailKind.NORMAL,
            beside(viewer),
            visible(sight_of(viewer)),
        )
        .order_by(col(Email.at).desc(), col(Email.id).desc())
    )
    return [email_id or 0 for email_id in db.exec(asked.limit(limit))]


def lines_of(
    db: Session,
    ids: Sequence[int],
    *,
    sight: Sight,
    words: Sequence[str] = (),
    language: str,
    counted: bool = False,
) -> tuple[MailLine, ...]:
    """Emails that this viewer may read, as lines; `counted`: each stands for its conversation."""
    emails = by_id(db, ids)
    records = records_of(db, [conversation for _, conversation in emails])
    people, names = recipients_of(db, ids), _names_of_files(db, ids)
    counts = _counts(db, [c.id or 0 for _, c in emails], sight) if counted else {}
    problems = _which(db, ids, undelivered(sight))
    unread = _which(db, ids, unread_by(sight))
    zone = the_organisation(db).time_zone
    lines = []
    for email, conversation in emails:
        email_id, among = email.id or 0, counts.get(conversation.id or 0, (1, False, False))
        count, has_problem, has_unread = among
        record = records.get((conversation.about_kind, conversation.about_id), Record("", "", "/mail"))
        shown_to = [each for each in people.get(email_id, []) if each.role != Role.BCC]
        kind = _KINDS.get(EmailKind(email.kind))
        lines.append(
            MailLine(
                ref=email.ref,
                href=f"{record.href}#{email.ref}",
                number=record.number,
                customer=record.customer,
                direction=email.direction,
                who=marked(_who(email, shown_to), words),
                when=instant_text(email.at, zone, language),
                subject=marked(email.subject or wording.NO_SUBJECT.to(language), words),
                text=excerpt(_texts(email), words),
                also=_also(email, shown_to, names.get(email_id, []), words),
                count=w.COUNT.filled(count=count).to(language) if count > 1 else "",
                kind_words=kind.to(language) if kind else "",
                private=conversation.private,
                is_problem=email_id in problems or has_problem,
                unread=email_id in unread or has_unread,
            )
        )
    return tuple(lines)


def _who(email: Email, recipients: Sequence[EmailRecipient]) -> str:
    """Who wrote it; for ours, to whom as well."""
    if email.direction == Direction.IN:
        return email.from_name or email.from_address
    writer = email.created_by_name or email.from_name
    to = [each.name or each.address for each in recipients if each.role == Role.TO]
    more = f" +{len(to) - 1}" if len(to) > 1 else ""
    return f"{writer} → {to[0]}{more}" if to and email.direction == Direction.OUT else writer


def _texts(email: Email) -> tuple[str, ...]:
    if email.direction == Direction.OUT:
        return (said(email.text),)
    return (email.new_text or email.text, email.quoted_text)


def _also(
    email: Email, recipients: Sequence[EmailRecipient], names: Sequence[str], words: Sequence[str]
) -> tuple[Piece, ...]:
    written = [f"{each.name} <{each.address}>" if each.name else each.address for each in recipients]
    sender = [email.from_address] if email.direction == Direction.IN else []
    return matching([*names, *sender, *written], words)


def _names_of_files(db: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    asked = select(EmailAttachment.email_id, EmailAttachment.name).where(
        col(EmailAttachment.email_id).in_(ids), col(EmailAttachment.inline).is_(False)
    )
    for email_id, name in db.exec(asked.order_by(col(EmailAttachment.id))):
        names.setdefault(email_id, []).append(name)
    return names


def _which(db: Session, ids: Sequence[int], are: ColumnElement[bool]) -> set[int]:
    return {each or 0 for each in db.exec(select(Email.id).where(col(Email.id).in_(ids), are))}


def _counts(db: Session, ids: Sequence[int], sight: Sight) -> dict[int, tuple[int, bool, bool]]:
    """Of each conversation: how many emails this viewer may read, whether one did not arrive, is not read."""
    asked = (
        select(
            Email.conversation_id,
            func.count(col(Email.id)),
            func.max(case((undelivered(sight), 1), else_=0)),
            func.max(case((unread_by(sight), 1), else_=0)),
        )
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(col(Email.conversation_id).in_(ids), visible(sight))
        .group_by(col(Email.conversation_id))
    )
    return {each or 0: (count, bool(bad), bool(new)) for each, count, bad, new in db.exec(asked)}
