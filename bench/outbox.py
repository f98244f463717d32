"""What goes through the outbox in a second, and what ten thousand queued emails cost whoever presses Send."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from pydantic import SecretStr
from sqlalchemy import insert

from bench.clock import medians, milliseconds
from bench.served import databases
from bench.table import Table
from invoice_app.mail.addresses import Office
from invoice_app.mail.claims import claim_one
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email, EmailRecipient, OutboxItem
from invoice_app.mail.outbox import Attachment, Recipient, Sender, post
from invoice_app.mail.transports.sendgrid import SendGrid
from invoice_app.shared import database, files
from invoice_app.shared.about import About
from invoice_app.shared.database import writing
from invoice_app.shared.ids import new_ref
from invoice_app.shared.settings import settings
from tests.mail.fake_sendgrid import FakeSendGrid

NOW = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)
MESSAGES, QUEUED, ROUNDS = 40, 10_000, 15
PDF = os.urandom(60 * 1024)
_OFFICE = Office("facturation@batiment.example", "reply.example.org", "sendgrid")
_LATENCY = 0.1


def measure() -> Iterator[Table]:
    through = Table(
        f"Emails a second through the outbox: {MESSAGES} with a 60 KB PDF each, to a local sink",
        "Each worker is a process of its own, with one email under way or four. The sink answers at once, or "
        f"after {_LATENCY * 1000:.0f} ms as a provider does. Every email is a claim and a record, committed.",
        ("1, at once", "1, 100 ms", "4, 100 ms"),
    )
    pressing = Table(
        f"Send, with {QUEUED} emails queued: post and commit, in ms",
        f"Medians of {ROUNDS} in one process, with the 60 KB PDF; then the claim of the next email.",
        ("post, empty", "post", "claim"),
    )
    with databases() as backends, _sink(0.0) as prompt, _sink(_LATENCY) as slow:
        for name, backend in backends.items():
            for workers in (1, 2):
                figures = [
                    _rate(backend.fresh(), workers, lines, sink)
                    for sink, lines in ((prompt, 1), (slow, 1), (slow, 4))
                ]
                through.rows[f"{name}, {workers} worker{'s' * (workers > 1)}"] = tuple(figures)
            pressing.rows[name] = _pressed(backend.fresh())
    yield through
    yield pressing


@contextmanager
def _on(url: str) -> Iterator[None]:
    """This process and those it starts use a database, and a folder of their own."""
    before = {name: os.environ.get(name) for name in ("DATABASE_URL", "DATA_DIR")}
    with tempfile.TemporaryDirectory(prefix="quittance-bench-") as folder:
        os.environ |= {"DATABASE_URL": url, "DATA_DIR": folder}
        _forget()
        try:
            yield
        finally:
            database.engine().dispose()
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value
            _forget()


def _forget() -> None:
    for remembered in (settings, database.engine, database._sessions, files.files):
        remembered.cache_clear()


def _posted(n: int) -> None:
    with writing() as db:
        post(
            db,
            about=About("invoice", n),
            private=False,
            sender=Sender("Lise Admin", 1, "lise@batiment.example"),
            recipients=[Recipient("to", f"client{n}@client.example")],
            subject=f"Facture {n}",
            text="Votre facture est jointe.",
            html="<p>Votre facture est jointe.</p>",
            attachments=[Attachment(f"Facture-{n}.pdf", "application/pdf", PDF)],
            kind_nonce=f"bench:{new_ref()}",
            now=NOW,
            office=_OFFICE,
        )


def _rate(url: str, workers: int, lines: int, sink: str) -> float:
    """Emails a second, from when all workers are ready until the last has ended."""
    with _on(url):
        for n in range(MESSAGES):
            _posted(n)
        running = [_worker(sink, lines) for _ in range(workers)]
        start = time.time()
        for process in running:
            process.stdin.write("\n")  # type: ignore[union-attr]  # it has its pipes
            process.stdin.flush()  # type: ignore[union-attr]
        ends = [float(process.communicate()[0]) for process in running]
        return MESSAGES / (max(ends) - start)


def _worker(sink: str, lines: int) -> subprocess.Popen[str]:
    """A process that has loaded everything and waits for a line to begin."""
    command = [sys.executable, "-m", "bench.outbox", "work", sink, str(lines)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    process.stdout.readline()  # type: ignore[union-attr]
    return process


@contextmanager
def _sink(latency: float) -> Iterator[str]:
    """A SendGrid of ours, in a process of its own; its address."""
    command = [sys.executable, "-m", "bench.outbox", "sink", str(latency)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdout is None or process.stdin is None:
            raise RuntimeError("the sink has no pipes")
        yield process.stdout.readline().strip()
        process.stdin.close()


def _pressed(url: str) -> tuple[float, ...]:
    with _on(url):
        empty = medians([(milliseconds(lambda n=n: _posted(n)),) for n in range(ROUNDS)])
        _queue(QUEUED)
        full = medians([(milliseconds(lambda n=n: _posted(5_000 + n)),) for n in range(ROUNDS)])
        claims = medians([(milliseconds(_claim),) for _ in range(ROUNDS)])
    return (*empty, *full, *claims)


def _claim() -> None:
    with writing() as db:
        claim_one(db, worker="bench", transport="sendgrid", now=NOW + timedelta(minutes=1))


def _queue(count: int) -> None:
    """So many queued emails, inserted directly: their bytes are not looked at."""
    first = 100_000
    with writing() as db:
        db.execute(
            insert(Email),
            [
                {
                    "id": first + n,
                    "ref": new_ref(),
                    "direction": "out",
                    "status": "queued",
                    "message_id": f"<{n}@bench.example>",
                    "subject": f"Facture {n}",
                    "text": "Votre facture est jointe.",
                    "from_address": _OFFICE.from_address,
                    "at": NOW,
                }
                for n in range(count)
            ],
        )
        people = [
            {"email_id": first + n, "role": "to", "address": f"c{n}@client.example"} for n in range(count)
        ]
        db.execute(insert(EmailRecipient), people)
        waiting = [{"email_id": first + n, "next_attempt_at": NOW} for n in range(count)]
        db.execute(insert(OutboxItem), waiting)


class _Slow(FakeSendGrid):
    """Takes its time, as a provider does, and keeps nothing."""

    def __init__(self, latency: float) -> None:
        super().__init__()
        self._latency = latency

    def next_answer(self) -> str:
        time.sleep(self._latency)
        self.payloads.clear()
        return "accepted"


def _serve(latency: float) -> None:
    with _Slow(latency) as sink:
        sys.stdout.write(sink.url + "\n")
        sys.stdout.flush()
        sys.stdin.read()


def _work(url: str, lines: int) -> None:
    courier = Courier(
        SendGrid(url=url, api_key=SecretStr("SG.bench")),
        clock=lambda: NOW + timedelta(minutes=1),
        lines=lines,
    )
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    while courier.deliver_due():
        pass
    sys.stdout.write(str(time.time()))


if __name__ == "__main__":
    if sys.argv[1] == "sink":
        _serve(float(sys.argv[2]))
    else:
        _work(sys.argv[2], int(sys.argv[3]))
