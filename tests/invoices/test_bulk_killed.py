"""A process that queues a bulk send is killed, again and again: none is queued twice, and none is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import datetime

import pytest
from sqlmodel import col, func, select

from invoice_app.commands.build import PROJECT
from invoice_app.invoices.bulk import actions as bulk
from invoice_app.invoices.models import BulkItem, BulkSend
from invoice_app.mail.models import Email, EmailRecipient, OutboxItem
from invoice_app.shared.database import reading, writing
from tests.invoices.many import many
from tests.invoices.test_bulk import begun, founded, states

_COUNT = 160
# As the task of a serving process, without its pauses and with room for all.
_WORKER = """
from invoice_app.commands.migrate import tables
tables()
from invoice_app.invoices.bulk import sending as bulk_sending
from invoice_app.shared.dates import now_utc
bulk_sending.MOST_WAITING = 100_000
print("ready", flush=True)
while bulk_sending.queue_some(now=now_utc()):
    pass
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_killed_at_any_moment_and_begun_again_it_queues_each_once(
    database_url: str, now: datetime, workers: int
) -> None:
    with writing() as db:
        club = founded(db, now)
        many(db, club, _COUNT, now)
        sending = begun(db, club, now)
    for seconds in (0.04, 0.17, 0.09):
        running = [_worker() for _ in range(workers)]
        time.sleep(seconds)
        for each in running:
            each.kill()
            each.wait()
    with reading() as db:
        left = states(db, sending)["waiting"]
    assert left > 0, "the workers were done before they were killed"
    last = _worker()
    assert last.wait(120) == 0
    with reading() as db:
        assert states(db, sending) == {"queued": _COUNT}
        assert db.exec(select(BulkSend.state)).one() == "done"
        assert db.exec(select(func.count(col(Email.id)))).one() == _COUNT
        assert db.exec(select(func.count(col(OutboxItem.email_id)))).one() == _COUNT
        assert db.exec(select(func.count(func.distinct(EmailRecipient.address)))).one() == _COUNT
        assert db.exec(select(func.count(func.distinct(BulkItem.email_id)))).one() == _COUNT
    with writing() as db:
        assert bulk.running(db) == []


def _worker() -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _WORKER]
    started = subprocess.Popen(command, cwd=PROJECT, env=dict(os.environ), stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started
