"""Finding emails by their words: subject, text, names, addresses and names of files.

`Email.search` holds them folded. Blind copies are not in it: whoever may see one finds it by its
address in the recipients, nobody else learns from a search that it was there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, or_, true, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from invoice_app.mail import rules
from invoice_app.mail.letter import said
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient, ReplyNotice
from invoice_app.mail.queries import is_named, visible
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, EmailStatus, Role
from invoice_app.shared.folding import fold, search_words

MOST = 64 * 1024
"""Of each email so many characters are searched; its subject, people and files come first."""
_MOST_OF_A_LIST = 12 * 1024
_NOT_SENT = (EmailStatus.FAILED, EmailStatus.UNCERTAIN, EmailStatus.BLOCKED_CONFIG)


class Show(StrEnum):
    """Which emails of those found."""

    ALL = "all"
    UNREAD = "unread"
    RECEIVED = "received"
    SENT = "sent"
    UNDELIVERED = "undelivered"
    NOTES = "notes"


def search_text(
    email: Email, recipients: Iterable[EmailRecipient], attachments: Iterable[EmailAttachment]
) -> str:
    """What `Email.search` holds for an email, its recipients and its files."""
    people = [f"{each.name} {each.address}" for each in recipients if each.role != Role.BCC]
    names = [each.name for each in attachments if not each.inline]
    head = (email.subject, email.from_name, email.from_address, email.created_by_name)
    return folded(head, people, names, words_of(email.direction, email.text, email.new_text))


def words_of(direction: str, text: str, new_text: str) -> str:
    """What is searched of an email's text: of ours without its footer, of theirs the new words first."""
    if direction == Direction.OUT:
        return said(text)
    # What is cut off of a long one is what was said before.
    return text if not new_text or text.startswith(new_text) else f"{new_text}\n{text}"


def folded(head: Iterable[str], people: Iterable[str], names: Iterable[str], text: str) -> str:
    """The same of plain words."""
    lists = (" ".join(each)[:_MOST_OF_A_LIST] for each in (head, people, names))
    return fold("\n".join([*lists, text])[:MOST])[:MOST]


def fill(db: Session, email: Email) -> None:
    """Make an email findable, or findable by its new words; called once its rows are there."""
    recipients = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id))
    attachments = db.exec(select(EmailAttachment).where(EmailAttachment.email_id == email.id))
    email.search = search_text(email, recipients, attachments)
    db.flush()


def found(
    db: Session,
    typed: str,
    *,
    sight: Sight,
    beside: ColumnElement[bool] | None = None,
    show: str = Show.ALL,
    limit: int,
    offset: int = 0,
) -> list[int]:
    """The emails that hold every word typed and that this viewer may read, the newest first, by id.

    `beside` is what the rooms above ask of `Conversation.about_kind` and `about_id`.
    """
    asked = (
        select(Email.id)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(*(_holds(word, sight) for word in search_words(typed)))
        .where(_shown(show, sight), true() if beside is None else beside, visible(sight))
        .order_by(col(Email.at).desc(), col(Email.id).desc())
    )
    return [email_id or 0 for email_id in db.exec(asked.limit(limit).offset(offset))]


def _holds(word: str, sight: Sight) -> ColumnElement[bool]:
    # A folded word has letters and digits only, so nothing in it means something to LIKE.
    like = f"%{word}%"
    blind = select(EmailRecipient.email_id).where(
        EmailRecipient.role == Role.BCC, col(EmailRecipient.address).like(like)
    )
    if sight.sees_private:
        return or_(col(Email.search).like(like), col(Email.id).in_(blind))
    theirs = blind.where(EmailRecipient.address == sight.address)
    mine = col(Email.created_by) == sight.account_id if sight.account_id is not None else false()
    return or_(col(Email.search).like(like), and_(mine, col(Email.id).in_(blind)), col(Email.id).in_(theirs))


def _shown(show: str, sight: Sight) -> ColumnElement[bool]:
    if show == Show.UNREAD:
        return unread_by(sight)
    if show == Show.UNDELIVERED:
        return undelivered(sight)
    directions = {Show.RECEIVED: Direction.IN, Show.SENT: Direction.OUT, Show.NOTES: Direction.NOTE}
    wanted = {str(key): value for key, value in directions.items()}.get(show)
    return col(Email.direction) == wanted if wanted else true()


def undelivered(sight: Sight) -> ColumnElement[bool]:
    """That an email did not leave, or did not reach somebody whom this viewer may know of."""
    # Both are few and have an index: they are found first, and not asked of every email.
    unsent = select(col(Email.id)).where(col(Email.status).in_(_NOT_SENT))
    refused = select(col(EmailRecipient.email_id)).where(
        col(EmailRecipient.status).in_(sorted(rules.PROBLEMS))
    )
    if not sight.sees_private:
        sent = aliased(Email)
        refused = refused.join(sent, col(sent.id) == col(EmailRecipient.email_id)).where(
            is_named(sight, sent)
        )
    return and_(col(Email.direction) == Direction.OUT, col(Email.id).in_(union(unsent, refused)))


def unread_by(sight: Sight) -> ColumnElement[bool]:
    """That this viewer was told of an email and has not read it yet."""
    if sight.account_id is None:
        return false()
    told = select(ReplyNotice.email_id).where(
        ReplyNotice.account_id == sight.account_id, col(ReplyNotice.seen_at).is_(None)
    )
    return and_(col(Email.id).in_(told), col(Email.from_address) != sight.address)


def by_id(db: Session, ids: Sequence[int]) -> list[tuple[Email, Conversation]]:
    """Emails with their conversations, in the order of their ids; rights were asked before."""
    rows = db.exec(
        select(Email, Conversation)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(col(Email.id).in_(ids))
    )
    known = {email.id or 0: (email, conversation) for email, conversation in rows}
    return [known[email_id] for email_id in ids if email_id in known]
