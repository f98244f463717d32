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
from invoice_app.mail.models import Email, EmailEvent, OutboxItem
from invoice_app.mail.reading import Unreadable, clean
from invoice_app.mail.states import Direction, EmailStatus, RecipientStatus

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
    return sum(_take_one(db, event, now) for event in batch if isinstance(event, dict))


def _take_one(db: Session, event: dict[str, Any], now: datetime) -> bool:
    email = _email(db, str(event.get("acct_email_id", "")))
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = {
        "dedupe_key": _identity(event),
        "raw": clean(json.dumps(event, ensure_ascii=False)),
        "received_at": now,
        "email_id": email.id if email else None,
    }
    kept = insert(EmailEvent).values(**row).on_conflict_do_nothing().returning(col(EmailEvent.id))
    if db.scalar(kept) is None:
        return False
    if email:
        _apply(db, email, event, now)
    return True


def _email(db: Session, ref: str) -> Email | None:
    if not ref:
        return None
    return db.exec(select(Email).where(Email.ref == ref[:26], Email.direction == Direction.OUT)).first()


def _identity(event: dict[str, Any]) -> str:
    said = json.dumps([event.get(name) for name in _IDENTITY], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def _apply(db: Session, email: Email, event: dict[str, Any], now: datetime) -> None:
    status = _STATUS.get(str(event.get("event")))
    if status is None:
        return
    if status == RecipientStatus.BOUNCED and event.get("type") == "blocked":
        status = RecipientStatus.BLOCKED
    address = normal(str(event.get("email", "")))
    detail = clean(str(event.get("reason") or event.get("response") or ""))[:1000]
    if address:
        tell_recipients(db, email.id or 0, status, now=_when(event, now), address=address, detail=detail)
    _resolve(db, email, now)
    announce(db, email)


def _when(event: dict[str, Any], now: datetime) -> datetime:
    said = event.get("timestamp")
    return datetime.fromtimestamp(said, UTC) if isinstance(said, int) and 0 < said < 2**32 else now


def _resolve(db: Session, email: Email, now: datetime) -> None:
    """An event about it is proof that an uncertain email did leave."""
    item = db.get(OutboxItem, email.id)
    if item and item.state == EmailStatus.UNCERTAIN:
        item.state = email.status = EmailStatus.ACCEPTED
        email.sent_at, email.error_code, email.error_text = now, "", ""
        tell_recipients(db, email.id or 0, RecipientStatus.ACCEPTED, now=now)
