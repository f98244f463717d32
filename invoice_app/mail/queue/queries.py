"""What the queue shows: emails on their way out, for Admins of invoices.

Mail of the system carries secrets: of it, only its recipient and its state are shown. Of the rest, what
stands beside a record that the person who asks may not open is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, false, or_
from sqlmodel import Session, col, select

from invoice_app.mail import advice, rules, wording
from invoice_app.mail.cards import recipients_of
from invoice_app.mail.claims import WAITING
from invoice_app.mail.models import Conversation, Email, EmailAttempt, EmailRecipient, OutboxItem
from invoice_app.mail.queue import wording as w
from invoice_app.mail.setup.testing import ABOUT as TRIAL
from invoice_app.mail.states import EmailStatus as E
from invoice_app.shared.dates import instant_text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound

PAGE = 50
_UNDER_WAY = (*WAITING, E.SENDING)
SHOWS: dict[str, tuple[Phrase, tuple[str, ...]]] = {
    "open": (w.OPEN, (*_UNDER_WAY, E.UNCERTAIN, E.FAILED)),
    "waiting": (w.WAITING, _UNDER_WAY),
    "uncertain": (w.UNCERTAIN, (E.UNCERTAIN,)),
    "failed": (w.FAILED, (E.FAILED,)),
    "left": (w.LEFT, (E.ACCEPTED, E.SAVED_LOCAL)),
    "cancelled": (w.CANCELLED, (E.CANCELLED,)),
    "all": (w.ALL, ()),
}


def _nobody(_viewer: Viewer) -> ColumnElement[bool]:
    return false()


# Which conversations somebody may open: a higher room, which knows the records, says so.
beside: Callable[[Viewer], ColumnElement[bool]] = _nobody


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One email on its way out, as text; `attempts` are lines, of the one that is open."""

    ref: str
    subject: str
    is_system: bool
    recipients: str
    status: str
    status_words: str
    tone: str
    when: str
    tries: str
    next_words: str
    advice: str
    error: str
    may_send_again: bool
    asks_first: bool
    """It may have arrived already."""
    may_cancel: bool
    may_mark_sent: bool
    has_original: bool
    is_open: bool
    attempts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue; `first` and `last` are positions from 1."""

    rows: tuple[QueueRow, ...]
    first: int
    last: int
    has_earlier: bool
    has_later: bool


def page_of_queue(
    db: Session,
    *,
    viewer: Viewer,
    show: str,
    page: int,
    opened: str,
    language: str,
    time_zone: str,
) -> QueuePage:
    """Newest first. Without `show` among `SHOWS`, what is to be followed."""
    _, states = SHOWS.get(show, SHOWS["open"])
    start = max(0, min(page, 10_000)) * PAGE
    wanted = [col(OutboxItem.state).in_(states)] if states else []
    asked = _in_sight(viewer, *wanted).order_by(col(Email.id).desc())
    found = db.exec(asked.offset(start).limit(PAGE + 1)).all()
    shown = found[:PAGE]
    people = recipients_of(db, [email.id or 0 for email, _ in shown])
    rows = tuple(
        _row(db, email, item, people.get(email.id or 0, []), opened, language, time_zone)
        for email, item in shown
    )
    return QueuePage(rows, start + 1 if rows else 0, start + len(rows), start > 0, len(found) > PAGE)


def reachable(db: Session, *, ref: str, viewer: Viewer) -> str:
    """The same ref, where this person may act on that email. Raises `NotFound`."""
    found = db.exec(_in_sight(viewer, col(Email.ref) == ref)).first()
    if found is None:
        raise NotFound()
    return str(found[0].ref)


def failures(db: Session, *, viewer: Viewer) -> list[str]:
    """The refs of what failed and may be sent again, the oldest first."""
    asked = _in_sight(viewer, col(OutboxItem.state) == E.FAILED)
    return [email.ref for email, _ in db.exec(asked.order_by(col(Email.id)).limit(5_000))]


def _in_sight(viewer: Viewer, *also: Any) -> Any:
    return (
        select(Email, OutboxItem)
        .join(OutboxItem, col(OutboxItem.email_id) == col(Email.id))
        .outerjoin(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(
            or_(
                col(Email.conversation_id).is_(None),
                col(Conversation.about_kind) == TRIAL.kind,
                beside(viewer),
            ),
            *also,
        )
    )


def _row(
    db: Session,
    email: Email,
    item: OutboxItem,
    people: Sequence[EmailRecipient],
    opened: str,
    language: str,
    time_zone: str,
) -> QueueRow:
    is_system = email.conversation_id is None
    is_open = email.ref == opened
    return QueueRow(
        ref=email.ref,
        subject=w.SYSTEM.to(language) if is_system else email.subject,
        is_system=is_system,
        recipients=_people([each.address for each in people], language),
        status=item.state,
        status_words=wording.STATUS[item.state].to(language),
        tone=wording.STATUS_TONE.get(item.state, ""),
        when=instant_text(email.at, time_zone, language),
        tries=str(item.attempts) if item.attempts else w.NEVER_TRIED.to(language),
        next_words=_next(email, item, language, time_zone),
        advice=advice.of_email(item.state, email.error_code, item.last_error).to(language),
        error=item.last_error[:500],
        may_send_again=item.state in rules.SENT_AGAIN,
        asks_first=item.state == E.UNCERTAIN,
        may_cancel=item.state in rules.STOPPED,
        may_mark_sent=item.state in rules.MARKED_SENT,
        has_original=bool(email.raw_sha256) and not is_system,
        is_open=is_open,
        attempts=_attempts(db, item.email_id, language, time_zone) if is_open else (),
    )


def _people(addresses: Collection[str], language: str) -> str:
    shown = list(addresses)
    if len(shown) <= 3:
        return ", ".join(shown)
    return w.AND_OTHERS.filled(first=", ".join(shown[:2]), n=len(shown) - 2).to(language)


def _next(email: Email, item: OutboxItem, language: str, time_zone: str) -> str:
    if item.state not in WAITING:
        return ""
    when = instant_text(item.next_attempt_at, time_zone, language)
    if item.attempts:
        return w.NEXT_AT.filled(when=when).to(language)
    return w.LEAVES_AT.filled(when=when).to(language) if email.send_at else ""


def _attempts(db: Session, email_id: int, language: str, time_zone: str) -> tuple[str, ...]:
    found = db.exec(
        select(EmailAttempt).where(EmailAttempt.email_id == email_id).order_by(col(EmailAttempt.n).desc())
    )
    return tuple(_attempt(each, language, time_zone) for each in found)


def _attempt(each: EmailAttempt, language: str, time_zone: str) -> str:
    words: Phrase = w.OUTCOME.get(each.outcome, w.NO_ANSWER)
    what = " · ".join(
        part
        for part in (
            words.to(language),
            f"HTTP {each.http_status}" if each.http_status else "",
            each.detail[:300],
        )
        if part
    )
    when = instant_text(each.started_at, time_zone, language)
    return w.ATTEMPT.filled(n=each.n, when=when, what=what).to(language)


def oldest_words(waiting: int, at: datetime | None, now: datetime, age: Callable[..., Phrase]) -> Phrase:
    """« le plus ancien : 3 h »; without `at`, what waits was planned by its writer, or nothing does."""
    if at is None:
        return w.ALL_PLANNED if waiting else w.NOBODY_WAITS
    return w.OLDEST.filled(age=age(now - at))
