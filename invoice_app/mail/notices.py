"""The notices of one account: how many wait, which, and that they were read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, true, update
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from invoice_app.mail.arrivals import TOPIC
from invoice_app.mail.models import Conversation, Email, MailPreference, ReplyNotice
from invoice_app.mail.queries import visible
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Follows
from invoice_app.shared import live
from invoice_app.shared.about import About


def how_many(db: Session, *, sight: Sight, beside: ColumnElement[bool]) -> int:
    """How many replies this viewer was told of, may still read, and has not read."""
    return db.exec(_waiting(select(func.count(col(ReplyNotice.id))), sight, beside)).one()


def waiting(db: Session, *, sight: Sight, beside: ColumnElement[bool], limit: int) -> list[int]:
    """Those replies, the newest first, by id of the email."""
    asked = _waiting(select(ReplyNotice.email_id), sight, beside)
    return list(db.exec(asked.order_by(col(Email.at).desc(), col(Email.id).desc()).limit(limit)))


def _waiting(asked: SelectOfScalar[int], sight: Sight, beside: ColumnElement[bool]) -> SelectOfScalar[int]:
    return (
        asked.join(Email, col(Email.id) == col(ReplyNotice.email_id))
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(
            col(ReplyNotice.account_id) == sight.account_id,
            col(ReplyNotice.seen_at).is_(None),
            col(Email.from_address) != sight.address,
            beside,
            visible(sight),
        )
    )


def is_waiting(db: Session, account_id: int, about: About) -> bool:
    """Whether a reply beside a record waits for this account: `seen` would change something."""
    asked = select(ReplyNotice.id).where(
        ReplyNotice.account_id == account_id,
        col(ReplyNotice.seen_at).is_(None),
        col(ReplyNotice.email_id).in_(_beside(about)),
    )
    return db.exec(asked.limit(1)).first() is not None


def seen(db: Session, account_id: int, about: About, now: datetime) -> None:
    """This account has the conversation beside a record before its eyes."""
    _mark(db, account_id, col(ReplyNotice.email_id).in_(_beside(about)), now)


def seen_one(db: Session, account_id: int, email_ref: str, now: datetime) -> None:
    """This account marks one reply as read."""
    one = select(Email.id).where(Email.ref == email_ref)
    _mark(db, account_id, col(ReplyNotice.email_id).in_(one), now)


def seen_all(db: Session, account_id: int, now: datetime) -> None:
    """This account marks all as read."""
    _mark(db, account_id, true(), now)


def _beside(about: About) -> SelectOfScalar[Any]:
    return (
        select(Email.id)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(Conversation.about_kind == about.kind, Conversation.about_id == about.id)
    )


def _mark(db: Session, account_id: int, which: ColumnElement[bool], now: datetime) -> None:
    changed = db.execute(
        update(ReplyNotice)
        .where(col(ReplyNotice.account_id) == account_id, col(ReplyNotice.seen_at).is_(None), which)
        .values(seen_at=now)
        .execution_options(synchronize_session=False)
    )
    if changed.rowcount:  # type: ignore[attr-defined]
        live.touch(db, TOPIC)


def preference_of(db: Session, account_id: int) -> MailPreference:
    """Of what this account wants to be told; who has not said: of replies to what they wrote."""
    return db.get(MailPreference, account_id) or MailPreference(account_id=account_id)


def prefer(db: Session, account_id: int, *, follows: str, by_email: bool) -> None:
    """Keep what an account chose; a word that is not a `Follows` is the usual one."""
    wanted = follows if follows in set(Follows) else Follows.MINE
    db.merge(MailPreference(account_id=account_id, follows=wanted, by_email=by_email))
    db.flush()
