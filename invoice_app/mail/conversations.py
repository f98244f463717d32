"""Conversations: the one beside a record, its thread, and the pages that watch it."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from invoice_app.mail.addresses import normal
from invoice_app.mail.composing import Recipient, Sender
from invoice_app.mail.freezing import Thread, thread_after
from invoice_app.mail.models import Conversation, ConversationReader, Email
from invoice_app.mail.states import EmailKind, EmailStatus
from invoice_app.shared import live
from invoice_app.shared.about import About


def announce(db: Session, email: Email) -> None:
    """Tell the pages that show an email: topics `mail` and `<about kind>:<about id>:mail`."""
    live.touch(db, "mail")
    conversation = db.get(Conversation, email.conversation_id) if email.conversation_id else None
    if conversation:
        live.touch(db, f"{conversation.about_kind}:{conversation.about_id}:mail")


def conversation_for(
    db: Session, about: About, private: bool, sender: Sender, people: list[Recipient], now: datetime
) -> Conversation:
    """The one conversation beside a record; when private, the one of exactly these people."""
    addresses = sorted({person.address for person in people} | {normal(sender.address) or ""} - {""})
    key = _readers_key(addresses, sender.account_id) if private else ""
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = Conversation(
        about_kind=about.kind,
        about_id=about.id,
        private=private,
        readers_key=key,
        created_at=now,
        created_by=sender.account_id,
    )
    made = db.scalar(
        insert(Conversation)
        .values(**row.model_dump(exclude={"id"}))
        .on_conflict_do_nothing()
        .returning(col(Conversation.id))
    )
    found = db.exec(
        select(Conversation).where(
            Conversation.about_kind == about.kind,
            Conversation.about_id == about.id,
            col(Conversation.private).is_(private),
            Conversation.readers_key == key,
        )
    ).one()
    if private and made:
        _open_to(db, found.id or 0, addresses, sender.account_id)
    return found


def _open_to(db: Session, conversation_id: int, addresses: list[str], account_id: int | None) -> None:
    if account_id is not None:
        db.add(ConversationReader(conversation_id=conversation_id, account_id=account_id))
    db.add_all(ConversationReader(conversation_id=conversation_id, address=a) for a in addresses)


def _readers_key(addresses: list[str], account_id: int | None) -> str:
    return hashlib.sha256("\n".join([str(account_id), *addresses]).encode()).hexdigest()


def thread_of(db: Session, conversation: Conversation) -> Thread:
    """The thread headers of the next email of a conversation."""
    last = db.exec(
        select(Email)
        .where(
            Email.conversation_id == conversation.id,
            Email.message_id != "",
            Email.kind == EmailKind.NORMAL,
            # Nobody has one that was cancelled.
            Email.status != EmailStatus.CANCELLED,
        )
        .order_by(col(Email.at).desc(), col(Email.id).desc())
    ).first()
    return thread_after(last.references.split(), last.message_id) if last else Thread()
