"""What the hooks leave for an admin to see: that they were heard from, and what was turned away."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from limits import RateLimitItem, parse_many
from sqlmodel import Session

from invoice_app.mail.setup.setting import setup_row
from invoice_app.shared import live
from invoice_app.shared.callers import limiter, network

# For those who guess. Whoever has the secret is never counted.
_GUESSES: tuple[RateLimitItem, ...] = tuple(parse_many("30/minute; 300/hour"))
_AT_MOST_EVERY = 5.0
_HEARD_AT_MOST_EVERY = timedelta(minutes=1)


def insists(address: str) -> bool:
    """Count a post without the secret, and say whether this address has made too many."""
    within = [limiter().hit(item, "hook", network(address)) for item in _GUESSES]
    return not all(within)


class Tally:
    """Refusals since they were last written down: a flood of them is one write every few seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._waiting, self._written_at = 0, float("-inf")

    def add(self) -> int:
        """Count one; returns how many are to be written down now, 0 for none."""
        with self._lock:
            self._waiting += 1
            if self._clock() - self._written_at < _AT_MOST_EVERY:
                return 0
            counted, self._waiting, self._written_at = self._waiting, 0, self._clock()
            return counted


def note_refused(db: Session, count: int, now: datetime) -> None:
    """Write refusals down, for the page where mail is set up."""
    setup = setup_row(db)
    setup.refused_hooks, setup.refused_hook_at = setup.refused_hooks + count, now
    live.touch(db, "mail")


def heard(db: Session, *, reply: bool, now: datetime) -> None:
    """Note that a reply or an event came from the provider; written once a minute at most."""
    setup = setup_row(db)
    before = setup.reply_heard_at if reply else setup.event_heard_at
    if before and now - before < _HEARD_AT_MOST_EVERY:
        return
    if reply:
        setup.reply_heard_at = now
    else:
        setup.event_heard_at = now
    live.touch(db, "mail")
