"""Processes to kill: real ones, forked from one that has loaded everything, so that each costs little.

`python -m tests.mail.killed kill <points>` lets couriers begin, one after the other, each killed (SIGKILL) at
a later line of ours, at so many lines of each part of their work; `work <count>` lets that many work at once
to the end; `click <count>` lets that many post the same act at once. What each did is printed as JSON.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import FrameType
from typing import Any

from invoice_app.mail.courier import Courier
from invoice_app.shared import database
from invoice_app.shared.about import About
from invoice_app.shared.database import writing
from tests.mail.conftest import sent

NOW = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)
_TRACED = ("/invoice_app/mail/", "/invoice_app/shared/database.py", "/invoice_app/shared/live.py")


@functools.cache
def _is_ours(file: str) -> bool:
    return any(part in file for part in _TRACED)


# What a courier does with an email: before each, it is looked at, claimed, sent, and written down.
_PARTS = ("_claim", "_send", "_record")


class Lines:
    """Counts the lines of ours as they run, and ends the process before the one it is told."""

    def __init__(self, last: int = 0) -> None:
        self.count = 0
        self.parts: dict[str, int] = {}
        """The line that each part begins at."""
        self._last = last

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if not _is_ours(frame.f_code.co_filename):
            return None
        if event == "call" and frame.f_code.co_name in _PARTS:
            self.parts.setdefault(frame.f_code.co_name, self.count)
        if event == "line":
            self.count += 1
            if self.count == self._last:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def deliver(at: datetime, last: int = 0) -> list[int]:
    """Deliver what is due; returns at which lines of ours the parts of it begin, and the last one."""
    lines = Lines(last)
    courier = Courier(clock=lambda: at)
    sys.settrace(lines)
    courier.deliver_due(at)
    sys.settrace(None)
    return [*lines.parts.values(), lines.count]


def forked(act: Callable[[], object]) -> int:
    """Start a process that does it; returns its id."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            act()
            status = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(status)
    return child


def ended(child: int) -> int:
    """How it ended: 0, or minus the signal."""
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def kill(points: int) -> list[int]:
    """Each later courier lives a little longer; the last ones have delivered an email."""
    reading, writing_end = os.pipe()
    child = forked(lambda: os.write(writing_end, json.dumps(deliver(NOW)).encode()))
    os.close(writing_end)
    ended(child)
    # The first was let live: it delivered one email, which says where the parts begin.
    begins = [0, *json.loads(os.read(reading, 200))]
    lasts = [
        1 + begin + (end - begin) * n // points
        for begin, end in itertools.pairwise(begins)
        for n in range(points)
    ]
    with writing() as db:
        for n in range(len(lasts)):
            sent(db, NOW, about=_about(n))
    _let_go()
    return [ended(forked(lambda last=last: deliver(NOW + timedelta(seconds=1), last))) for last in lasts]


def work(count: int) -> list[int]:
    start = time.time() + 0.3

    def run() -> None:
        time.sleep(max(0.0, start - time.time()))
        while Courier(clock=lambda: NOW, lines=2).deliver_due(NOW):
            pass

    return [ended(child) for child in [forked(run) for _ in range(count)]]


def click(count: int) -> list[int]:
    start = time.time() + 0.3

    def press() -> None:
        time.sleep(max(0.0, start - time.time()))
        with writing() as db:
            sent(db, NOW, kind_nonce="invoice-send:abc:the-one-press")

    return [ended(child) for child in [forked(press) for _ in range(count)]]


def _about(n: int) -> Any:

    return About("invoice", 1000 + n)


def _let_go() -> None:
    """A connection is never shared with a child."""

    database.engine().dispose()
    database.engine.cache_clear()
    database._sessions.cache_clear()


if __name__ == "__main__":
    acts = {"kill": kill, "work": work, "click": click}
    sys.stdout.write(json.dumps(acts[sys.argv[1]](int(sys.argv[2]))))
