"""The courier: takes what is due out of the outbox, sends it, and writes down what came of it.

Three transactions per email and never one around the call: claim it under a lease together with the
attempt, call the provider, record the outcome if the lease is still ours. A crash in between leaves
an attempt without an outcome; such an email is `uncertain`, and `doubts` says what settles that.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime
from secrets import token_hex

from sqlalchemy.exc import InterfaceError, OperationalError

from invoice_app.mail import doubts, holds, inbound
from invoice_app.mail.claims import Claim, anything_due, claim_one
from invoice_app.mail.outcomes import record
from invoice_app.mail.setup.current import Current
from invoice_app.mail.transports import Transport
from invoice_app.mail.transports.port import Outcome, Rejected, Retry, Unbuildable, Uncertain
from invoice_app.shared.database import engine, reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import new_ref

log = logging.getLogger(__name__)
_POLL = 1.0
_MOST_AT_ONCE = 200
# Seconds between tries, within the lease: after it, somebody else says that nobody knows.
_RECORDED_AFTER = (0.2, 1.0, 3.0, 10.0, 30.0)
# A provider takes a tenth of a second to answer: several are asked at once, and the database decides who
# sends what.
_LINES = 4


class Courier:
    """One worker, with `lines` emails under way at once. Several may run, in one process or in many, on one
    database.
    """

    def __init__(
        self,
        transport: Transport | None = None,
        *,
        clock: Callable[[], datetime] = now_utc,
        lines: int = 1,
    ) -> None:
        self._current = Current(transport)
        self._clock = clock
        self._name = new_ref()
        self._lines = lines
        self._one_writer = threading.Lock()

    async def run(self) -> None:
        """Deliver until cancelled; a fault is logged and never ends it."""
        await asyncio.to_thread(self._safely, self.start)
        while True:
            await asyncio.to_thread(self._safely, self.round)
            await asyncio.sleep(_POLL)

    def start(self) -> None:
        """The settings may have been corrected since: what they held up is tried at once."""
        with writing() as db:
            holds.try_again(db, now=self._clock())

    def round(self) -> None:
        self.deliver_due()
        inbound.understand_waiting(self._clock())

    def deliver_due(self, now: datetime | None = None) -> int:
        """Send everything that is due; returns how many attempts were made."""
        at = now or self._clock()
        way = self._follow_settings(at)
        with reading() as db:
            in_doubt = doubts.anything_to_settle(db, transport=way, now=at)
            due = in_doubt or anything_due(db, transport=way, now=at)
        if in_doubt:
            with writing() as db:
                doubts.give_up_expired(db, now=at)
                doubts.ask_once_more(db, transport=way, now=at)
        if not due:
            return 0
        # A folder of this computer is as fast as it is.
        lines = 1 if way == "local" else self._lines
        if lines == 1:
            return self._line(now)
        with ThreadPoolExecutor(lines, thread_name_prefix="courier") as pool:
            return sum(pool.map(self._line, [now] * lines))

    def _line(self, now: datetime | None) -> int:
        for made in range(_MOST_AT_ONCE):
            claimed = self._claim(now or self._clock())
            if claimed is None:
                return made
            self._attempt(*claimed, now)
        return _MOST_AT_ONCE

    def _follow_settings(self, now: datetime) -> str:
        """Send in another way from now on, where the settings say so; what waited for that is tried.

        Returns the transport's name.
        """
        with reading() as db:
            way, is_another = self._current.follow(db)
        if is_another:
            with writing() as db:
                holds.try_again(db, now=now)
        return way.name

    def _claim(self, now: datetime) -> tuple[Claim, Transport] | None:
        """An email, and the way it was claimed for: it leaves by no other, whatever is set meanwhile."""
        with self._turn(), writing() as db:
            # Asked for each one: « send nothing any more » counts in the middle of a thousand.
            way, is_another = self._current.follow(db)
            if is_another:
                holds.try_again(db, now=now)
            claimed = claim_one(db, worker=self._name, transport=way.name, now=now)
            return (claimed, way) if claimed else None

    def _attempt(self, claimed: Claim, way: Transport, now: datetime | None) -> None:
        outcome = self._send(claimed, way, now or self._clock())
        for wait in _RECORDED_AFTER:
            try:
                return self._record(claimed, outcome, now)
            except (OperationalError, InterfaceError):
                # The database is busy or away. What the provider said must not be lost: without it, the
                # email would be in doubt.
                log.warning("the outcome of email %s is written down in %g s", claimed.ref, wait)
                time.sleep(wait)
        return self._record(claimed, outcome, now)

    def _record(self, claimed: Claim, outcome: Outcome, now: datetime | None) -> None:
        with self._turn(), writing() as db:
            record(db, claimed, outcome, now=now or self._clock())

    def _turn(self) -> AbstractContextManager[object]:
        """SQLite has one writer at a time, and lets those who wait go hungry: lines of ours queue up."""
        return self._one_writer if engine().dialect.name == "sqlite" else contextlib.nullcontext()

    def _send(self, claimed: Claim, way: Transport, now: datetime) -> Outcome:
        try:
            frozen = claimed.frozen()
        except OSError as error:
            said = f"the stored message cannot be read: {error}"
            # Gone or damaged, it stays so; a disk that is away for a while comes back.
            return Rejected("damaged", said) if error.errno in (None, errno.ENOENT) else Retry(said)
        try:
            return way.send(frozen, now=now)
        except Unbuildable as error:
            # Nothing has left, and it would go the same way each time: the next email is sent.
            fault = token_hex(4)
            log.exception("email %s cannot be sent: fault %s", claimed.ref, fault)
            return Rejected("fault", f"fault {fault}: {type(error.__cause__).__name__}")
        except Exception as error:
            # A fault of ours, before or after it left: it stands alone, and the next email is sent.
            log.exception("sending email %s failed", claimed.ref)
            return Uncertain(f"{type(error).__name__}: {error}"[:500])

    def _safely(self, step: Callable[[], None]) -> None:
        try:
            step()
        except Exception:
            log.exception("the mail courier stumbled; it goes on")


@contextlib.asynccontextmanager
async def delivering() -> AsyncIterator[None]:
    """The task of a serving process that delivers its mail."""
    task = asyncio.create_task(Courier(lines=_LINES).run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
