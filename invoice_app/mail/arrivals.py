"""Who is told of a reply: a notice for each account that follows the conversation and may read it.

Mail knows no accounts, so the rooms above say who can see what (`eyes`) and who looks after replies
that nobody follows (`fallback`). The notices are shown on the desk, and told by email if asked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from invoice_app.mail.models import Conversation, ConversationReader, Email, MailPreference, ReplyNotice
from invoice_app.mail.queries import visible
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, EmailKind, Follows
from invoice_app.shared import live
from invoice_app.shared.about import About

TOPIC = "notices"
"""Risen whenever a notice is made or read."""


def _own_only(_db: Session, account_id: int, _about: About) -> Sight | None:
    return Sight(account_id=account_id, is_staff=True)


def _nobody(_db: Session, _email: Email) -> list[int]:
    return []


eyes: Callable[[Session, int, About], Sight | None] = _own_only
"""What an account sees beside a record, or `None` when it may not open the record at all."""
fallback: Callable[[Session, Email], list[int]] = _nobody
"""The accounts that are told of a reply in a conversation that nobody follows."""


def arrived(db: Session, email: Email, now: datetime) -> None:
    """Tell of a message that was filed in a conversation; called again, it tells nobody twice.

    Only an answer of a person is told of: no automatic one, no bounce, nothing without a conversation.
    """
    if email.direction != Direction.IN or email.kind != EmailKind.NORMAL or email.conversation_id is None:
        return
    conversation = db.get_one(Conversation, email.conversation_id)
    about = About(conversation.about_kind, conversation.about_id)
    told = _who_may_read(db, email, about, _followers(db, conversation))
    if not told:
        wanted = set(fallback(db, email)) - _with(db, Follows.NONE)
        told = _who_may_read(db, email, about, wanted)
    by_email = set(db.exec(select(MailPreference.account_id).where(col(MailPreference.by_email).is_(True))))
    for account_id in told:
        _tell(db, account_id, email, now, by_email=account_id in by_email)
    if told:
        live.touch(db, TOPIC)


def _followers(db: Session, conversation: Conversation) -> set[int]:
    """Who wrote in it or reads it because it is theirs, and who follows everything."""
    wrote = select(Email.created_by).where(
        Email.conversation_id == conversation.id,
        # Not who answered from a page: they are written to.
        Email.direction != Direction.IN,
        col(Email.created_by).is_not(None),
    )
    reads = select(ConversationReader.account_id).where(
        ConversationReader.conversation_id == conversation.id, col(ConversationReader.account_id).is_not(None)
    )
    mine = {each for query in (wrote, reads) for each in db.exec(query.distinct()) if each is not None}
    return (mine | _with(db, Follows.ALL)) - _with(db, Follows.NONE)


def _with(db: Session, follows: Follows) -> set[int]:
    return set(db.exec(select(MailPreference.account_id).where(MailPreference.follows == follows)))


def _who_may_read(db: Session, email: Email, about: About, accounts: Iterable[int]) -> list[int]:
    return [each for each in sorted(accounts) if may_be_told(db, each, email, about)]


def may_be_told(db: Session, account_id: int, email: Email, about: About) -> bool:
    """Whether this account may read a reply now, and did not write it."""
    sight = eyes(db, account_id, about)
    if sight is None or email.created_by == account_id:
        return False
    if sight.address and sight.address == email.from_address:
        return False
    may = (
        select(Email.id)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(Email.id == email.id, visible(sight))
    )
    return db.exec(may).first() is not None


def _tell(db: Session, account_id: int, email: Email, now: datetime, *, by_email: bool) -> None:
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    # Who does not ask for emails now is sent none later for what happened before.
    notice = {"account_id": account_id, "email_id": email.id, "at": now, "seen_at": None}
    db.execute(
        insert(ReplyNotice)
        .values(**notice, mailed_at=None if by_email else now)
        .on_conflict_do_nothing(index_elements=["account_id", "email_id"])
    )
