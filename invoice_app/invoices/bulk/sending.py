"""Queues the emails of bulk sends little by little, in each serving process.

The outbox is first come, first served: were a thousand emails put into it at once, somebody's single Send
would wait behind them all. So a bulk send queues only while few of its kind wait. What is written down
is enough to go on after a crash at any line: an email and the mark that it was queued are one transaction.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped
from sqlmodel import select

from invoice_app.invoices.bulk.actions import queue_next, running
from invoice_app.invoices.models import BulkItem
from invoice_app.mail.earlier import count_due
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc

log = logging.getLogger(__name__)
MOST_WAITING = 20
"""How many emails of bulk sends wait in the outbox at most: what a single Send may find before it."""
BATCH = 10
_SOON, _LATER = 0.2, 1.0


def queue_some(*, now: datetime) -> bool:
    """One small transaction for each send that runs, while there is room; whether any runs.

    Blocks: call it in a thread.
    """
    with reading() as db:
        bulk_ids = running(db)
    for bulk_id in bulk_ids:
        with reading() as db:
            room = MOST_WAITING - count_due(db, _is_of_a_bulk_send, now=now)
        if room <= 0:
            break
        with writing() as db:
            queue_next(db, bulk_id=bulk_id, most=min(room, BATCH), now=now)
    return bool(bulk_ids)


def _is_of_a_bulk_send(email_id: Mapped[int]) -> ColumnElement[bool]:
    return select(BulkItem.id).where(BulkItem.email_id == email_id).exists()


async def queue_for_ever(clock: Callable[[], datetime] = now_utc) -> None:
    """Queue until cancelled; a fault is logged and never ends it."""
    while True:
        is_running = await asyncio.to_thread(_safely, clock())
        await asyncio.sleep(_SOON if is_running else _LATER)


def _safely(now: datetime) -> bool:
    try:
        return queue_some(now=now)
    except Exception:
        log.exception("queueing a bulk send stumbled; it goes on")
        return False


@contextlib.asynccontextmanager
async def bulk_sending() -> AsyncIterator[None]:
    """The task of a serving process that queues the emails of bulk sends."""
    task = asyncio.create_task(queue_for_ever())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
