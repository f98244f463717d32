"""How sending stands as a whole: what waits, since when, and what holds it up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from invoice_app.mail import advice
from invoice_app.mail.claims import WAITING
from invoice_app.mail.models import Email, InboundRaw, MailHold, MailSetup, OutboxItem
from invoice_app.mail.queue import wording as w
from invoice_app.mail.setup.effective import effective
from invoice_app.mail.states import EmailStatus, HoldKind, RawState
from invoice_app.shared.dates import instant_text
from invoice_app.shared.phrases import Phrase


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts; `oldest_at` is when the one that has been due the longest was due."""

    waiting: int
    failed: int
    uncertain: int
    oldest_at: datetime | None


@dataclass(frozen=True, slots=True)
class Trouble:
    """What holds sending up, in words; `kind` is empty when nothing does."""

    kind: str = ""
    tone: str = ""
    title: str = ""
    advice: str = ""
    said: str = ""
    """The provider's own words, or who paused and when."""
    waiting: str = ""


def figures(db: Session, *, now: datetime) -> Figures:
    """Read off the index of states."""
    rows = db.execute(select(col(OutboxItem.state), func.count()).group_by(col(OutboxItem.state)))
    counts = {state: count for state, count in rows}  # noqa: C416 — a row is no pair to `dict`
    oldest = db.scalar(
        select(func.min(col(OutboxItem.next_attempt_at))).where(col(OutboxItem.state).in_(WAITING))
    )
    return Figures(
        waiting=sum(counts.get(state, 0) for state in (*WAITING, EmailStatus.SENDING)),
        failed=counts.get(EmailStatus.FAILED, 0),
        uncertain=counts.get(EmailStatus.UNCERTAIN, 0),
        oldest_at=oldest if oldest and oldest <= now else None,
    )


def oldest_posted_at(db: Session) -> datetime | None:
    """When the oldest email was posted that still waits, and not by its writer's wish."""
    return db.scalar(
        select(func.min(col(Email.at)))
        .join(OutboxItem, col(OutboxItem.email_id) == col(Email.id))
        .where(col(OutboxItem.state).in_((*WAITING, EmailStatus.SENDING)), col(Email.send_at).is_(None))
    )


def unsettled_raw(db: Session) -> int:
    """How many messages came in that nobody has understood yet."""
    stored = select(func.count(col(InboundRaw.id))).where(col(InboundRaw.state) == RawState.STORED)
    return db.scalar(stored) or 0


def held(db: Session) -> MailHold | None:
    """What holds the transport in force, where something does."""
    return db.get(MailHold, effective(db).transport)


def trouble(db: Session, *, language: str, time_zone: str) -> Trouble:
    """A person's pause comes first: until it is over, nothing else matters."""
    setup, hold = db.get(MailSetup, 1), held(db)
    count = db.scalar(select(func.count()).select_from(OutboxItem).where(col(OutboxItem.state).in_(WAITING)))
    waiting = w.HOW_MANY_WAIT.filled(n=count).to(language) if count else ""
    if setup and setup.paused_at:
        when = instant_text(setup.paused_at, time_zone, language)
        by = w.PAUSED_BY.filled(who=setup.paused_by_name, when=when).to(language)
        return Trouble("paused", "amber", w.PAUSED.to(language), by, "", waiting)
    if hold is None:
        return Trouble()
    said = w.SAID.filled(text=hold.text[:300]).to(language) if hold.text else ""
    tone = "red" if hold.kind == HoldKind.CONFIG else "amber"
    what = advice.of_hold(hold.kind, hold.code).to(language)
    return Trouble(hold.kind, tone, w.HELD[HoldKind(hold.kind)].to(language), what, said, waiting)


def age(since: timedelta) -> Phrase:
    """A length of time in its largest unit."""
    minutes = int(since.total_seconds() // 60)
    if minutes < 1:
        return w.JUST_NOW
    if minutes < 90:
        return w.MINUTES.filled(n=minutes)
    return w.HOURS.filled(n=minutes // 60) if minutes < 48 * 60 else w.DAYS.filled(n=minutes // 1440)
