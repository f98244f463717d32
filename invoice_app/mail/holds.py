"""When nothing leaves: by a person's wish, or because the transport takes nothing.

A transport at fault is held as a whole: one email tried it, and the others wait untouched. Now and then
one more tries, and when it passes, all that waited is due at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col

from invoice_app.mail import rules
from invoice_app.mail.models import Email, MailHold, MailSetup, OutboxItem
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.states import EmailStatus, HoldKind
from invoice_app.shared import live


def is_open(db: Session, *, transport: str, now: datetime) -> bool:
    """Whether an email may leave by this transport now, be it only to try."""
    setup = db.get(MailSetup, 1)
    if setup and setup.paused_at:
        return False
    held = db.get(MailHold, transport)
    return held is None or held.probe_at <= now


def may_try(db: Session, *, transport: str, now: datetime) -> bool:
    """Take the turn to try a transport that is held: of all who ask at once, one gets it."""
    held = db.get(MailHold, transport, populate_existing=True)
    if held is None:
        return True
    taken = (
        update(MailHold)
        .where(col(MailHold.transport) == transport, col(MailHold.probe_at) <= now)
        .values(probe_at=now + rules.probe_after(held.kind, None))
        .returning(col(MailHold.transport))
        .execution_options(synchronize_session=False)
    )
    return db.scalar(taken) is not None


def hold(
    db: Session, *, transport: str, kind: str, code: str, text: str, after: timedelta | None, now: datetime
) -> datetime:
    """Hold a transport, or go on holding it for what is now known; returns when the next email may try."""
    known = db.get(MailHold, transport, populate_existing=True)
    held_for = now - known.began_at if known and known.kind == kind else timedelta()
    probe_at = now + rules.probe_after(kind, after, held_for)
    news = {"kind": kind, "code": code, "text": text, "probe_at": probe_at}
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    row = insert(MailHold).values(transport=transport, began_at=now, **news)
    # Something else is wrong now, so it began now.
    since = {"began_at": now - held_for}
    db.execute(row.on_conflict_do_update(index_elements=["transport"], set_=news | since))
    live.touch(db, "mail")
    return probe_at


def release(db: Session, *, transport: str, now: datetime) -> None:
    """An email has passed: what waited for the transport is due."""
    gone = delete(MailHold).where(col(MailHold.transport) == transport).returning(col(MailHold.kind))
    if db.scalar(gone.execution_options(synchronize_session=False)) is None:
        return
    _make_due(db, now)
    live.touch(db, "mail")


def try_again(db: Session, *, now: datetime) -> int:
    """Somebody may have corrected what holds mail up: let one email try at once, and the rest follow it.

    Returns how many emails wait for that.
    """
    db.execute(update(MailHold).values(probe_at=now).execution_options(synchronize_session=False))
    live.touch(db, "mail")
    return _make_due(db, now)


def pause(db: Session, *, by_name: str, now: datetime) -> None:
    """Let nothing leave until somebody resumes; what is being sent is finished."""
    setup = setup_row(db)
    setup.paused_at, setup.paused_by_name = setup.paused_at or now, setup.paused_by_name or by_name[:200]
    live.touch(db, "mail")


def resume(db: Session) -> None:
    setup = setup_row(db)
    setup.paused_at, setup.paused_by_name = None, ""
    live.touch(db, "mail")


def holds(db: Session) -> list[MailHold]:
    """What is held, what somebody must correct first."""
    found = db.scalars(select(MailHold).order_by(col(MailHold.transport)))
    return sorted(found, key=lambda each: each.kind != HoldKind.CONFIG)


def _make_due(db: Session, now: datetime) -> int:
    held_up = select(col(Email.id)).where(
        col(Email.status) == EmailStatus.RETRY_WAIT,
        col(Email.error_code).in_((HoldKind.OUTAGE, HoldKind.RATE)),
    )
    waiting = or_(
        col(OutboxItem.state) == EmailStatus.BLOCKED_CONFIG,
        (col(OutboxItem.state) == EmailStatus.RETRY_WAIT) & col(OutboxItem.email_id).in_(held_up),
    )
    due = update(OutboxItem).where(waiting, col(OutboxItem.next_attempt_at) > now).values(next_attempt_at=now)
    done = db.execute(due.execution_options(synchronize_session=False))
    return int(getattr(done, "rowcount", 0))
