"""How the queue of mail stands, for `doctor`: what waits, what somebody has to decide, what holds it up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session

from invoice_app.mail import advice
from invoice_app.mail.models import MailSetup
from invoice_app.mail.standing import age, figures, held, unsettled_raw
from invoice_app.mail.states import HoldKind

_LONG = timedelta(minutes=15)
Said = tuple[str, str, str]
"""A light (`green`, `yellow`, `red`), what is so, and what to do."""


def queue_health(db: Session, *, now: datetime) -> Iterator[Said]:
    """One line that sums up, then one for each thing that is not well."""
    setup, hold, counted = db.get(MailSetup, 1), held(db), figures(db, now=now)
    waited = now - counted.oldest_at if counted.oldest_at else timedelta()
    is_stuck = waited > _LONG and not hold and not (setup and setup.paused_at)
    oldest = f", the oldest for {age(waited).en}" if counted.oldest_at else ""
    yield (
        "yellow" if is_stuck else "green",
        f"{counted.waiting} waiting{oldest}; {counted.uncertain} uncertain; {counted.failed} failed.",
        "Is `make run` running? Its courier sends them." if is_stuck else "",
    )
    if setup and setup.paused_at:
        yield "yellow", f"paused by {setup.paused_by_name} on {setup.paused_at:%Y-%m-%d %H:%M} UTC.", _HOW
    if hold:
        light = "red" if hold.kind == HoldKind.CONFIG else "yellow"
        said = f"{hold.transport} takes nothing: {hold.text[:200]}"
        yield light, said, advice.of_hold(hold.kind, hold.code).en
    if counted.uncertain:
        says = f"{counted.uncertain} may have left and may not have: somebody has to decide."
        yield "yellow", says, _HOW
    if counted.failed:
        yield "yellow", f"{counted.failed} did not leave.", _HOW
    if raw := unsettled_raw(db):
        yield "yellow", f"{raw} that came in are not understood yet.", "They are, within a minute of running."


_HOW = "Emails, then Queue, in the app."
