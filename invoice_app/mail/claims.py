"""Who holds an email while it is sent, and what is written down before and after the call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Exists, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col
from sqlmodel import select as rows

from invoice_app.mail import rules
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email, EmailAttempt, EmailRecipient, OutboxItem
from invoice_app.mail.states import EmailStatus, RecipientStatus
from invoice_app.mail.transports.port import (
    Accepted,
    Frozen,
    Misconfigured,
    Outcome,
    Rejected,
    Retry,
    SavedLocally,
    To,
    Uncertain,
)
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

    def frozen(self) -> Frozen:
        """The bytes as they were queued. Raises `OSError` when the file is gone or damaged."""
        return Frozen(
            ref=self.ref,
            posted_at=self.posted_at,
            from_address=self.from_address,
            recipients=self.recipients,
            mime=files().get(self.sha256),
        )


def anything_due(db: Session, *, now: datetime) -> bool:
    """Whether there is work, asked without taking the lock that writing needs."""
    due = select(col(OutboxItem.email_id)).where(
        or_(
            col(OutboxItem.state).in_(WAITING) & (col(OutboxItem.next_attempt_at) <= now),
            (col(OutboxItem.state) == EmailStatus.SENDING) & (col(OutboxItem.lease_until) < now),
        )
    )
    return db.scalar(due.limit(1)) is not None


def claim_one(db: Session, *, worker: str, transport: str, now: datetime) -> Claim | None:
    """Take the email that has been due the longest, and note that it is about to be sent."""
    due = (
        select(col(OutboxItem.email_id))
        .where(
            col(OutboxItem.state).in_(WAITING),
            col(OutboxItem.next_attempt_at) <= now,
            or_(col(OutboxItem.state) == EmailStatus.BLOCKED_CONFIG, ~_is_paused(transport, now)),
        )
        .order_by(col(OutboxItem.next_attempt_at), col(OutboxItem.email_id))
        .limit(1)
        .with_for_update(skip_locked=True, of=OutboxItem)
    )
    email_id = db.scalar(
        update(OutboxItem)
        .where(col(OutboxItem.email_id) == due.scalar_subquery(), col(OutboxItem.state).in_(WAITING))
        .values(
            state=EmailStatus.SENDING,
            lease_owner=worker,
            lease_until=now + rules.LEASE,
            attempts=col(OutboxItem.attempts) + 1,
        )
        .returning(col(OutboxItem.email_id))
    )
    return None if email_id is None else _written_down(db, email_id, worker, transport, now)


def _is_paused(transport: str, now: datetime) -> Exists:
    """Whether an email waits for the settings of this transport to be corrected: then all do."""
    blocked, its_email = aliased(OutboxItem), aliased(Email)
    return (
        select(col(blocked.email_id))
        .join(its_email, col(its_email.id) == col(blocked.email_id))
        .where(
            col(blocked.state) == EmailStatus.BLOCKED_CONFIG,
            col(blocked.next_attempt_at) > now,
            col(its_email.transport) == transport,
        )
        .exists()
    )


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
    )


def _recipients(db: Session, email_id: int) -> list[EmailRecipient]:
    found = rows(EmailRecipient).where(EmailRecipient.email_id == email_id).order_by(col(EmailRecipient.id))
    return list(db.exec(found))


def record(db: Session, claim: Claim, outcome: Outcome, *, now: datetime) -> bool:
    """Write down what came of an attempt; returns `False` when the email is no longer ours to say.

    After an expired lease the email is `uncertain` under the same owner, so a late answer still counts.
    """
    item = db.exec(
        rows(OutboxItem)
        .where(
            OutboxItem.email_id == claim.email_id,
            OutboxItem.lease_owner == claim.worker,
            OutboxItem.attempts == claim.n,
            col(OutboxItem.state).in_((EmailStatus.SENDING, EmailStatus.UNCERTAIN)),
        )
        .with_for_update()
    ).first()
    if item is None:
        return False
    email = db.get_one(Email, claim.email_id)
    _close_attempt(db, claim, outcome, now)
    _conclude(db, item, email, claim, outcome, now)
    announce(db, email)
    return True


def _conclude(
    db: Session, item: OutboxItem, email: Email, claim: Claim, outcome: Outcome, now: datetime
) -> None:
    match outcome:
        case Accepted():
            email.provider_id, email.sent_at = outcome.provider_id, now
            _settle(item, email, EmailStatus.ACCEPTED)
            tell_recipients(db, claim.email_id, RecipientStatus.ACCEPTED, now=now)
            for address, why in outcome.refused.items():
                tell_recipients(
                    db, claim.email_id, RecipientStatus.BOUNCED, now=now, address=address, detail=why
                )
        case SavedLocally():
            _settle(item, email, EmailStatus.SAVED_LOCAL)
            tell_recipients(db, claim.email_id, RecipientStatus.SAVED_LOCAL, now=now)
        case Rejected():
            _settle(item, email, EmailStatus.FAILED, outcome.code, outcome.text)
            tell_recipients(db, claim.email_id, RecipientStatus.FAILED, now=now, detail=outcome.text)
        case Uncertain():
            _settle(item, email, EmailStatus.UNCERTAIN, "uncertain", outcome.text)
        case Misconfigured():
            # Not the email's fault: the attempt is not held against it, and it waits as long as needed.
            _settle(item, email, EmailStatus.BLOCKED_CONFIG, outcome.code, outcome.text)
            item.next_attempt_at, item.first_attempt_at = now + rules.BLOCKED_PAUSE, None
        case Retry():
            _try_later(db, item, email, claim, outcome, now)


def _try_later(
    db: Session, item: OutboxItem, email: Email, claim: Claim, outcome: Retry, now: datetime
) -> None:
    again = rules.next_attempt(
        now, attempts=_tries(db, claim), first=claim.first_attempt_at, asked=outcome.after
    )
    if again is None:
        _settle(item, email, EmailStatus.FAILED, "gave-up", outcome.text)
        tell_recipients(db, claim.email_id, RecipientStatus.FAILED, now=now, detail=outcome.text)
    else:
        _settle(item, email, EmailStatus.RETRY_WAIT, "retry", outcome.text)
        item.next_attempt_at = again


def _tries(db: Session, claim: Claim) -> int:
    """Attempts since the count began: those that the settings spoilt, or that came before, are not in it."""
    attempts = db.exec(
        rows(EmailAttempt).where(
            EmailAttempt.email_id == claim.email_id,
            EmailAttempt.outcome != Misconfigured.__name__.lower(),
            col(EmailAttempt.started_at) >= claim.first_attempt_at,
        )
    )
    return len(attempts.all())


def _settle(item: OutboxItem, email: Email, status: str, code: str = "", text: str = "") -> None:
    item.state = email.status = status
    item.last_error = email.error_text = text
    email.error_code = code
    item.lease_until = None


def _close_attempt(db: Session, claim: Claim, outcome: Outcome, now: datetime) -> None:
    attempt = db.exec(
        rows(EmailAttempt).where(EmailAttempt.email_id == claim.email_id, EmailAttempt.n == claim.n)
    ).one()
    attempt.finished_at = now
    attempt.outcome = type(outcome).__name__.lower()
    attempt.http_status = getattr(outcome, "http_status", None)
    attempt.detail = getattr(outcome, "text", "")


def tell_recipients(
    db: Session, email_id: int, news: str, *, now: datetime, address: str = "", detail: str = ""
) -> int:
    """Raise the status of an email's recipients, or of the one at `address`; returns how many rose."""
    rose = 0
    for recipient in _recipients(db, email_id):
        if address in ("", recipient.address) and rules.outweighs(news, recipient.status):
            recipient.status, recipient.status_at, recipient.detail = news, now, detail
            rose += 1
    return rose


def give_up_expired(db: Session, *, now: datetime) -> int:
    """Emails whose worker died while sending: nobody knows whether they left."""
    expired = db.exec(
        rows(OutboxItem)
        .where(OutboxItem.state == EmailStatus.SENDING, col(OutboxItem.lease_until) < now)
        .with_for_update(skip_locked=True)
    ).all()
    for item in expired:
        email = db.get_one(Email, item.email_id)
        if email.transport == "local":
            # Writing a file twice leaves one file: here we may simply do it again.
            _settle(item, email, EmailStatus.QUEUED)
        else:
            _settle(item, email, EmailStatus.UNCERTAIN, "interrupted", "interrupted while sending")
        announce(db, email)
    return len(expired)


def resume_blocked(db: Session, *, now: datetime) -> int:
    """Try again at once what waits for the settings: they may have been corrected."""
    blocked = db.exec(rows(OutboxItem).where(OutboxItem.state == EmailStatus.BLOCKED_CONFIG)).all()
    for item in blocked:
        item.next_attempt_at = now
    return len(blocked)
