"""Emails of which nobody knows whether they left, and what settles that."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as rows

from invoice_app.mail import rules
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email, EmailEvent, MailSetup, OutboxItem
from invoice_app.mail.outcomes import doubt, queue_again, settle
from invoice_app.mail.states import EmailStatus

# The one transport that tells later what became of an email.
_TELLS = "sendgrid"


def anything_to_settle(db: Session, *, transport: str, now: datetime) -> bool:
    """Whether `give_up_expired` or `ask_once_more` has something to do; reads only."""
    expired = select(col(OutboxItem.email_id)).where(
        col(OutboxItem.state) == EmailStatus.SENDING, col(OutboxItem.lease_until) < now
    )
    return db.scalar(expired.limit(1)) is not None or (_is_told(db, transport) and bool(_silent(db, now)))


def give_up_expired(db: Session, *, now: datetime) -> int:
    """Emails whose worker died while sending: nobody knows whether they left."""
    expired = db.exec(
        rows(OutboxItem)
        .where(OutboxItem.state == EmailStatus.SENDING, col(OutboxItem.lease_until) < now)
        .with_for_update(skip_locked=True)
    ).all()
    for item in expired:
        email = db.get_one(Email, item.email_id)
        if email.transport == "local" and item.attempts < rules.MAX_ATTEMPTS:
            # Writing a file twice leaves one file: here we may simply do it again, but not for ever.
            settle(item, email, EmailStatus.QUEUED)
        else:
            doubt(db, item, email, "interrupted", "interrupted while sending", now)
        announce(db, email)
    return len(expired)


def ask_once_more(db: Session, *, transport: str, now: datetime) -> int:
    """Send again, once, what the provider has been silent about although it tells of its deliveries.

    Without its news, silence says nothing, and a person decides; so too when mail leaves by another
    transport now, which knows nothing of it.
    """
    if not _is_told(db, transport):
        return 0
    silent = _silent(db, now, lock=True)
    for item in silent:
        email = db.get_one(Email, item.email_id)
        queue_again(item, email, now, code="settled-alone", text=item.last_error)
        item.settled_alone = True
        announce(db, email)
    return len(silent)


def _silent(db: Session, now: datetime, *, lock: bool = False) -> list[OutboxItem]:
    silent = (
        rows(OutboxItem)
        .join(Email, col(Email.id) == col(OutboxItem.email_id))
        .where(
            OutboxItem.state == EmailStatus.UNCERTAIN,
            col(OutboxItem.settled_alone).is_(False),
            col(OutboxItem.uncertain_at) <= now - rules.SILENCE,
            Email.transport == _TELLS,
        )
        .limit(100)
    )
    return list(db.exec(silent.with_for_update(skip_locked=True, of=OutboxItem) if lock else silent))


def _is_told(db: Session, transport: str) -> bool:
    """Whether news of deliveries has ever come: only then does its absence mean something."""
    if transport != _TELLS:
        return False
    setup = db.get(MailSetup, 1)
    if setup and setup.event_heard_at:
        return True
    of_ours = select(col(EmailEvent.id)).where(col(EmailEvent.email_id).is_not(None))
    return db.scalar(of_ours.limit(1)) is not None
