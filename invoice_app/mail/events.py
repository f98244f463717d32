"""What the provider says later: each event kept once, and the recipient it speaks of moved up."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from invoice_app.mail.addresses import normal
from invoice_app.mail.claims import tell_recipients
from invoice_app.mail.conversations import announce
from invoice_app.mail.freezing import message_ids
from invoice_app.mail.models import Email, EmailAlias, EmailEvent, OutboxItem
from invoice_app.mail.outcomes import prove_left
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.states import Direction, EmailStatus, RecipientStatus
from invoice_app.mail.understanding.reading import Unreadable, clean

_STATUS = {
    "processed": RecipientStatus.PROCESSED,
    "deferred": RecipientStatus.DEFERRED,
    "delivered": RecipientStatus.DELIVERED,
    "bounce": RecipientStatus.BOUNCED,
    "dropped": RecipientStatus.DROPPED,
    "spamreport": RecipientStatus.SPAM_REPORTED,
}
# A retried batch brings the same events under new ids, so what they say is their identity.
_IDENTITY = (
    "acct_email_id",
    "acct_env",
    "event",
    "email",
    "timestamp",
    "sg_message_id",
    "reason",
    "response",
    "url",
    "attempt",
)


def take(db: Session, *, body: bytes, now: datetime) -> int:
    """Keep a batch and apply what is new in it; returns how many were new. Raises `Unreadable`.

    Unknown events and events of emails that are not ours are kept and change nothing.
    """
    try:
        batch = json.loads(body)
    except (ValueError, RecursionError):
        raise Unreadable(why="JSON") from None
    if not isinstance(batch, list):
        raise Unreadable(why="JSON")
    # Sorted, so that two batches never wait for each other in a ring.
    events = sorted((each for each in batch if isinstance(each, dict)), key=_order)
    return sum(_take_one(db, event, now) for event in events)


def _order(event: dict[str, Any]) -> tuple[str, str]:
    return str(event.get("acct_email_id", "")), _identity(event)


def _take_one(db: Session, event: dict[str, Any], now: datetime) -> bool:
    email = _email(db, event)
    row = {
        "dedupe_key": _identity(event),
        "raw": clean(json.dumps(event, ensure_ascii=False)),
        "received_at": now,
        "email_id": email.id if email else None,
    }
    insert = _insert(db)(EmailEvent).values(**row)
    if db.scalar(insert.on_conflict_do_nothing().returning(col(EmailEvent.id))) is None:
        return False
    if email:
        setup_row(db).event_heard_at = now
        _learn_alias(db, email, event)
        _apply(db, email, event, now)
    return True


def _insert(db: Session) -> Any:
    return pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert


def _email(db: Session, event: dict[str, Any]) -> Email | None:
    """The email that an event speaks of; none when another installation sent it."""
    env = event.get("acct_env")
    if env and env != setup_row(db).installation:
        return None
    ours = select(Email).where(Email.direction == Direction.OUT)
    if ref := str(event.get("acct_email_id", ""))[:26]:
        return db.exec(ours.where(Email.ref == ref)).first()
    # What we asked to be told back can be lost; the provider's own id stands before the first point.
    provider_id = str(event.get("sg_message_id", "")).partition(".")[0][:200]
    return db.exec(ours.where(Email.provider_id == provider_id)).first() if provider_id else None


def _learn_alias(db: Session, email: Email, event: dict[str, Any]) -> None:
    """Where the provider wrote a Message-ID of its own, an answer will name that one."""
    found = message_ids(str(event.get("smtp-id", "")))
    if found and found[0] != email.message_id and len(found[0]) <= 400:
        row = _insert(db)(EmailAlias).values(message_id=found[0], email_id=email.id)
        db.execute(row.on_conflict_do_nothing())


def _identity(event: dict[str, Any]) -> str:
    said = json.dumps([event.get(name) for name in _IDENTITY], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _apply(db: Session, email: Email, event: dict[str, Any], now: datetime) -> None:
    _settle(db, email, now)
    status = _STATUS.get(str(event.get("event")))
    if status == RecipientStatus.BOUNCED and event.get("type") == "blocked":
        status = RecipientStatus.BLOCKED
    address = normal(str(event.get("email", "")))
    detail = clean(str(event.get("reason") or event.get("response") or ""))[:1000]
    if address and status:
        tell_recipients(db, email.id or 0, status, now=_when(event, now), address=address, detail=detail)
    announce(db, email)


def _settle(db: Session, email: Email, now: datetime) -> None:
    """An event about an email is proof that it left: nobody need wonder, and nothing is sent again.

    While it is being sent, its courier will say so itself.
    """
    item = db.get(OutboxItem, email.id, with_for_update=True, populate_existing=True)
    standing = (EmailStatus.SENDING, EmailStatus.ACCEPTED, EmailStatus.SAVED_LOCAL)
    if item and item.attempts and item.state not in standing:
        prove_left(db, item, email, now)


def _when(event: dict[str, Any], now: datetime) -> datetime:
    said = event.get("timestamp")
    return datetime.fromtimestamp(said, UTC) if isinstance(said, int) and 0 < said < 2**32 else now
