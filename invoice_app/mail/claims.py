"""Which email leaves next, who holds it while it is sent, and what is written down before the call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col
from sqlmodel import select as rows

from invoice_app.mail import holds, rules
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email, EmailAttempt, EmailRecipient, OutboxItem
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.states import EmailStatus
from invoice_app.mail.transports.port import Frozen, To
from invoice_app.shared.files import files

WAITING = (EmailStatus.QUEUED, EmailStatus.RETRY_WAIT, EmailStatus.BLOCKED_CONFIG)


@dataclass(frozen=True, slots=True)
class Claim:
    """An email under lease, with all that its sending needs: the call is made outside any transaction."""

    email_id: int
    ref: str
    worker: str
    n: int
    posted_at: datetime
    first_attempt_at: datetime
    from_address: str
    recipients: tuple[To, ...]
    sha256: str
    transport: str
    installation: str

    def frozen(self) -> Frozen:
        """The bytes as they were queued. Raises `OSError` when the file is gone or damaged."""
        return Frozen(
            ref=self.ref,
            posted_at=self.posted_at,
            from_address=self.from_address,
            recipients=self.recipients,
            mime=files().get(self.sha256),
            installation=self.installation,
        )


def anything_due(db: Session, *, transport: str, now: datetime) -> bool:
    """Whether an email may be claimed, asked without taking the lock that writing needs."""
    if not holds.is_open(db, transport=transport, now=now):
        return False
    return any(db.execute(_due(state, now)).first() for state in WAITING)


def claim_one(db: Session, *, worker: str, transport: str, now: datetime) -> Claim | None:
    """Take the email that has been due the longest, and note that it is about to be sent.

    None while sending is paused. While the transport is held, one email at a time, now and then.
    """
    if not holds.is_open(db, transport=transport, now=now):
        return None
    found = [(at, id_, state) for state in WAITING for at, id_ in db.execute(_due(state, now, lock=True))]
    for _at, email_id, state in sorted(found):
        if not holds.may_try(db, transport=transport, now=now):
            return None
        if _taken(db, email_id, state, worker, now):
            return _written_down(db, email_id, worker, transport, now)
    return None


def _due(state: str, now: datetime, *, lock: bool = False) -> Select[datetime, int]:
    """The one of a state that has been due the longest: asked state by state, it is read off the index."""
    due = (
        select(col(OutboxItem.next_attempt_at), col(OutboxItem.email_id))
        .join(Email, col(Email.id) == col(OutboxItem.email_id))
        .where(
            col(OutboxItem.state) == state,
            col(OutboxItem.next_attempt_at) <= now,
            ~_has_one_before(now),
        )
        .order_by(col(OutboxItem.next_attempt_at), col(OutboxItem.email_id))
        .limit(1)
    )
    return due.with_for_update(skip_locked=True, of=OutboxItem) if lock else due


def _has_one_before(now: datetime) -> ColumnElement[bool]:
    """Whether an earlier email of the same conversation is still on its way out.

    One that failed, is in doubt, was cancelled, or is to leave later by its writer's wish stops nobody.
    """
    other, its_email = aliased(OutboxItem), aliased(Email)
    return (
        select(col(other.email_id))
        .join(its_email, col(its_email.id) == col(other.email_id))
        .where(
            col(its_email.conversation_id) == col(Email.conversation_id),
            col(other.email_id) < col(OutboxItem.email_id),
            col(other.state).in_((*WAITING, EmailStatus.SENDING)),
            or_(col(its_email.send_at).is_(None), col(other.next_attempt_at) <= now),
        )
        .correlate(Email, OutboxItem)
        .exists()
    )


def _taken(db: Session, email_id: int, state: str, worker: str, now: datetime) -> bool:
    taken = (
        update(OutboxItem)
        .where(col(OutboxItem.email_id) == email_id, col(OutboxItem.state) == state)
        .values(
            state=EmailStatus.SENDING,
            lease_owner=worker,
            lease_until=now + rules.LEASE,
            attempts=col(OutboxItem.attempts) + 1,
        )
        .returning(col(OutboxItem.email_id))
        .execution_options(synchronize_session=False)
    )
    return db.scalar(taken) is not None


def _written_down(db: Session, email_id: int, worker: str, transport: str, now: datetime) -> Claim:
    item = db.get_one(OutboxItem, email_id, populate_existing=True)
    email = db.get_one(Email, email_id)
    email.status, email.transport = EmailStatus.SENDING, transport
    item.first_attempt_at = item.first_attempt_at or now
    db.add(EmailAttempt(email_id=email_id, n=item.attempts, started_at=now))
    announce(db, email)
    return Claim(
        email_id=email_id,
        ref=email.ref,
        worker=worker,
        n=item.attempts,
        posted_at=email.at,
        first_attempt_at=item.first_attempt_at,
        from_address=email.from_address,
        recipients=tuple(To(r.role, r.address, r.name) for r in _recipients(db, email_id)),
        sha256=email.raw_sha256,
        transport=transport,
        installation=setup_row(db).installation,
    )


def _recipients(db: Session, email_id: int) -> list[EmailRecipient]:
    found = rows(EmailRecipient).where(EmailRecipient.email_id == email_id).order_by(col(EmailRecipient.id))
    return list(db.exec(found))


def tell_recipients(
    db: Session, email_id: int, news: str, *, now: datetime, address: str = "", detail: str = ""
) -> int:
    """Raise the status of an email's recipients, or of the one at `address`; returns how many rose.

    Of two that say the same, the later stands: the end does not depend on the order they came in.
    """
    rose = 0
    for recipient in _recipients(db, email_id):
        if address not in ("", recipient.address):
            continue
        known_at = recipient.status_at or now
        later = news == recipient.status and (now, detail) > (known_at, recipient.detail)
        if later or rules.outweighs(news, recipient.status):
            recipient.status, recipient.status_at, recipient.detail = news, now, detail
            rose += 1
    return rose
