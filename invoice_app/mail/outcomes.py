"""What came of an attempt, written down: where the email now stands, and what it says of the transport."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col
from sqlmodel import select as rows

from invoice_app.mail import holds, rules
from invoice_app.mail.claims import Claim, tell_recipients
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email, EmailAttempt, EmailEvent, EmailRecipient, OutboxItem
from invoice_app.mail.states import EmailStatus, HoldKind, RecipientStatus
from invoice_app.mail.transports.port import (
    Accepted,
    Misconfigured,
    Outcome,
    Rejected,
    Retry,
    SavedLocally,
    Uncertain,
)

# Attempts that are not held against an email: the fault was not its own.
_NOT_ITS_OWN = ("misconfigured", HoldKind.RATE.value, HoldKind.OUTAGE.value)


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
    outcome = _understood(db, claim, outcome)
    _conclude(db, item, email, claim, outcome, now)
    if item.state in (EmailStatus.RETRY_WAIT, EmailStatus.BLOCKED_CONFIG) and _is_heard_of(db, item):
        # An earlier attempt, which was in doubt, had reached somebody: there is nothing left to try.
        prove_left(db, item, email, now)
    announce(db, email)
    return True


def _understood(db: Session, claim: Claim, outcome: Outcome) -> Outcome:
    """A refusal that blames the settings, while others pass under them, is this email's own.

    Its sender may be one that the settings no longer have; it must not hold the others up for ever.
    """
    if not isinstance(outcome, Misconfigured):
        return outcome
    blamed_before = db.scalar(
        select(col(EmailAttempt.started_at))
        .where(
            col(EmailAttempt.email_id) == claim.email_id,
            col(EmailAttempt.outcome) == "misconfigured",
            col(EmailAttempt.n) < claim.n,
        )
        .order_by(col(EmailAttempt.n).desc())
        .limit(1)
    )
    if blamed_before is None:
        return outcome
    passed_since = db.scalar(
        select(col(EmailAttempt.id))
        .join(Email, col(Email.id) == col(EmailAttempt.email_id))
        .where(
            col(EmailAttempt.outcome) == "accepted",
            col(EmailAttempt.started_at) > blamed_before,
            col(Email.transport) == claim.transport,
        )
        .limit(1)
    )
    if passed_since is None:
        return outcome
    return Rejected(outcome.code, outcome.text, http_status=outcome.http_status)


def _conclude(
    db: Session, item: OutboxItem, email: Email, claim: Claim, outcome: Outcome, now: datetime
) -> None:
    match outcome:
        case Accepted():
            email.provider_id, email.sent_at = outcome.provider_id, now
            settle(item, email, EmailStatus.ACCEPTED)
            tell_recipients(db, claim.email_id, RecipientStatus.ACCEPTED, now=now)
            for address, why in outcome.refused.items():
                tell_recipients(
                    db, claim.email_id, RecipientStatus.BOUNCED, now=now, address=address, detail=why
                )
            holds.release(db, transport=claim.transport, now=now)
        case SavedLocally():
            settle(item, email, EmailStatus.SAVED_LOCAL)
            tell_recipients(db, claim.email_id, RecipientStatus.SAVED_LOCAL, now=now)
            holds.release(db, transport=claim.transport, now=now)
        case Rejected():
            _fail(db, item, email, claim, outcome.code, outcome.text, now)
            if outcome.http_status:
                # It was read and understood there: whatever held the transport is over.
                holds.release(db, transport=claim.transport, now=now)
        case Uncertain():
            doubt(db, item, email, "uncertain", outcome.text, now)
        case Misconfigured():
            _hold_back(db, item, email, claim, outcome, now)
        case Retry():
            _try_later(db, item, email, claim, outcome, now)


def _hold_back(
    db: Session, item: OutboxItem, email: Email, claim: Claim, outcome: Misconfigured, now: datetime
) -> None:
    # Not the email's fault: the attempt is not held against it, and it waits as long as needed.
    settle(item, email, EmailStatus.BLOCKED_CONFIG, outcome.code, outcome.text)
    item.first_attempt_at = None
    item.next_attempt_at = holds.hold(
        db,
        transport=claim.transport,
        kind=HoldKind.CONFIG,
        code=outcome.code,
        text=outcome.text,
        after=None,
        now=now,
    )


def _try_later(
    db: Session, item: OutboxItem, email: Email, claim: Claim, outcome: Retry, now: datetime
) -> None:
    if outcome.holds:
        again = _with_the_others(db, item, claim, outcome, now)
    else:
        again = rules.next_attempt(
            now, attempts=_tries(db, claim), first=claim.first_attempt_at, asked=outcome.after
        )
    if again is None:
        _fail(db, item, email, claim, "gave-up", outcome.text, now)
    else:
        settle(item, email, EmailStatus.RETRY_WAIT, outcome.holds or "retry", outcome.text)
        item.next_attempt_at = again


def _with_the_others(
    db: Session, item: OutboxItem, claim: Claim, outcome: Retry, now: datetime
) -> datetime | None:
    """The whole transport waits: when it is tried again, or `None` to give this email up.

    Whoever asks to wait is waited for; who does not answer for a day is not.
    """
    probe_at = holds.hold(
        db,
        transport=claim.transport,
        kind=outcome.holds,
        code=str(outcome.http_status or ""),
        text=outcome.text,
        after=outcome.after,
        now=now,
    )
    if outcome.holds == HoldKind.RATE:
        item.first_attempt_at = None
        return probe_at
    return probe_at if now - claim.first_attempt_at < rules.GIVE_UP_AFTER else None


def _tries(db: Session, claim: Claim) -> int:
    """Attempts since the count began: those that were not its own fault, or came before, are not in it."""
    attempts = db.exec(
        rows(EmailAttempt).where(
            EmailAttempt.email_id == claim.email_id,
            col(EmailAttempt.outcome).not_in(_NOT_ITS_OWN),
            col(EmailAttempt.started_at) >= claim.first_attempt_at,
        )
    )
    return len(attempts.all())


def _fail(
    db: Session, item: OutboxItem, email: Email, claim: Claim, code: str, text: str, now: datetime
) -> None:
    """This attempt did not leave and none will follow; an earlier one may have left all the same."""
    if was_in_doubt(db, item, before=claim.n) or _is_heard_of(db, item):
        doubt(db, item, email, code, text, now)
        return
    settle(item, email, EmailStatus.FAILED, code, text)
    tell_recipients(db, claim.email_id, RecipientStatus.FAILED, now=now, detail=text)


def was_in_doubt(db: Session, item: OutboxItem, *, before: int | None = None) -> bool:
    """Whether one of the attempts, or of those before the `before`th, may have left unheard of."""
    if item.uncertain_at is None:
        return False
    unsure = select(col(EmailAttempt.id)).where(
        col(EmailAttempt.email_id) == item.email_id,
        col(EmailAttempt.outcome).in_(("", "uncertain")),
        col(EmailAttempt.n) < (before or item.attempts + 1),
    )
    return db.scalar(unsure.limit(1)) is not None


def _is_heard_of(db: Session, item: OutboxItem) -> bool:
    """Whether news of it came: whoever tells of an email has it."""
    news = select(col(EmailEvent.id)).where(col(EmailEvent.email_id) == item.email_id)
    return db.scalar(news.limit(1)) is not None


def settle(item: OutboxItem, email: Email, status: str, code: str = "", text: str = "") -> None:
    """Where an email now stands, and why."""
    item.state = email.status = status
    item.last_error = email.error_text = text
    email.error_code = code[:40]
    item.lease_until = None


def doubt(db: Session, item: OutboxItem, email: Email, code: str, text: str, now: datetime) -> None:
    """It may have left. News of it that came meanwhile says that it did."""
    if _is_heard_of(db, item):
        prove_left(db, item, email, now)
        return
    settle(item, email, EmailStatus.UNCERTAIN, code, text)
    item.uncertain_at = now


def queue_again(item: OutboxItem, email: Email, now: datetime, *, code: str = "", text: str = "") -> None:
    """The same bytes, due now, and nobody's: the Message-ID stays the same, so that many mail programs show
    one email even if two arrive.
    """
    settle(item, email, EmailStatus.QUEUED, code, text)
    item.next_attempt_at, item.first_attempt_at, item.lease_owner = now, None, ""


def prove_left(db: Session, item: OutboxItem, email: Email, now: datetime) -> None:
    """Somebody knows that it did leave: it is not sent again, whatever was thought of it."""
    settle(item, email, EmailStatus.ACCEPTED)
    item.lease_owner, email.sent_at = "", email.sent_at or now
    thought_lost = db.exec(
        rows(EmailRecipient).where(
            EmailRecipient.email_id == item.email_id,
            col(EmailRecipient.status).in_((RecipientStatus.FAILED, RecipientStatus.SAVED_LOCAL, "")),
        )
    )
    for recipient in thought_lost:
        recipient.status, recipient.status_at, recipient.detail = RecipientStatus.ACCEPTED, now, ""
    tell_recipients(db, item.email_id, RecipientStatus.ACCEPTED, now=now)


def _close_attempt(db: Session, claim: Claim, outcome: Outcome, now: datetime) -> None:
    attempt = db.exec(
        rows(EmailAttempt).where(EmailAttempt.email_id == claim.email_id, EmailAttempt.n == claim.n)
    ).one()
    attempt.finished_at = now
    attempt.outcome = getattr(outcome, "holds", "") or type(outcome).__name__.lower()
    attempt.http_status = getattr(outcome, "http_status", None)
    attempt.detail = getattr(outcome, "text", "")
