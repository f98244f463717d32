"""A thousand invoices with one press: the preview, the press, the queueing, and what a single Send waits."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from statistics import median

import pytest
from sqlmodel import Session, col, func, select

from bench.clock import milliseconds
from bench.served import databases
from bench.table import Table
from invoice_app.accounts.levels import put_levels
from invoice_app.accounts.models import Account
from invoice_app.invoices.bulk.actions import start
from invoice_app.invoices.bulk.progress import progress
from invoice_app.invoices.bulk.queries import preview
from invoice_app.invoices.bulk.rules import Choice
from invoice_app.invoices.bulk.sending import MOST_WAITING, queue_some
from invoice_app.invoices.sending import first_envelope, send
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email
from invoice_app.mail.transports.port import Accepted, Frozen, Outcome
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.ids import new_ref
from tests.conftest import forget
from tests.databases import Backend
from tests.invoices.conftest import Club, plant
from tests.invoices.many import many

COUNT = 1_000
_CALL = 0.05


class Slow:
    """A provider that takes as long as a near one, and notes when each email came."""

    name = "sendgrid"

    def __init__(self) -> None:
        self.subjects: dict[str, float] = {}

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        time.sleep(_CALL)
        for each in frozen.recipients:
            self.subjects[each.address] = time.perf_counter()
        return Accepted("id")


def measure() -> Iterator[Table]:
    table = Table(
        f"A bulk send of {COUNT} invoices",
        "Preview: its first page with all counts, ms. Press: until all is written down, ms. Progress: the "
        "page's question when all is queued, ms. Queueing: emails a second, alone (files and rows). Single: "
        f"from the press of one Send to the provider while a bulk send runs, s, median of 5, one courier, "
        f"{round(_CALL * 1000)} ms a call, at most {MOST_WAITING} of a bulk send in the outbox.",
        ("preview", "press", "progress", "queued/s", "single"),
    )
    with databases() as backends:
        for name, backend in backends.items():
            with pointed_at(backend):
                table.rows[name] = _row()
    yield table


def _row() -> tuple[float, ...]:
    now = now_utc()
    with writing() as db:
        club = plant(db, now)
        put_levels(db, db.get_one(Account, club.admin.account_id), club.admin.levels)
        refs = many(db, club, COUNT + 10, now)
    single, bulked = refs[:5], refs[10:]
    with reading() as db:
        shown = preview(
            db, choice=Choice(), leaves=True, page=0, viewer=club.admin, now=now, language="fr"
        ).leaving
    looked = median(_milliseconds_of(lambda db: _look(db, club, now)) for _ in range(5))
    begun: list[str] = []
    pressed = milliseconds(lambda: begun.append(_press(club, shown, now)))
    provider = Slow()
    waited = _singles(club, provider, single)
    queued, took = _queue_alone(len(bulked))
    asked = median(_milliseconds_of(lambda db: _ask(db, club, begun[0])) for _ in range(5))
    return (looked, pressed, asked, queued / took, median(waited))


def _look(db: Session, club: Club, now: datetime) -> None:
    preview(db, choice=Choice(), leaves=True, page=0, viewer=club.admin, now=now, language="fr")


def _ask(db: Session, club: Club, ref: str) -> None:
    progress(db, ref=ref, stage_shown="", page=0, viewer=club.admin, language="fr")


def _milliseconds_of(ask: Callable[[Session], None]) -> float:
    with reading() as db:
        return milliseconds(lambda: ask(db))


def _press(club: Club, shown: int, now: datetime) -> str:
    with writing() as db:
        return start(db, nonce=new_ref(), choice=Choice(), shown=shown, by=club.admin, now=now).ref


def _singles(club: Club, provider: Slow, refs: list[str]) -> list[float]:
    """While the bulk send runs beside: how long each single Send took to reach the provider."""
    over = threading.Event()
    courier = Courier(provider)
    workers = [
        threading.Thread(target=_until(over, lambda: queue_some(now=now_utc()), 0.2)),
        threading.Thread(target=_until(over, courier.deliver_due, 1.0)),
    ]
    for worker in workers:
        worker.start()
    time.sleep(3)
    waited = [_single(club, provider, ref) for ref in refs]
    over.set()
    for worker in workers:
        worker.join()
    return waited


def _until(over: threading.Event, act: Callable[[], object], pause: float) -> Callable[[], None]:
    def run() -> None:
        while not over.is_set():
            act()
            over.wait(pause)

    return run


def _single(club: Club, provider: Slow, ref: str) -> float:
    with writing() as db:
        pressed = time.perf_counter()
        envelope = first_envelope(db, ref, club.admin)
        mine = replace(envelope.recipients[0], address=f"single-{ref}@client.example")
        send(
            db, ref=ref, envelope=replace(envelope, nonce=new_ref(), recipients=(mine,)),
            by=club.admin, now=now_utc(),
        )  # fmt: skip
    while mine.address not in provider.subjects:
        time.sleep(0.02)
    return provider.subjects[mine.address] - pressed


def _queue_alone(most: int) -> tuple[int, float]:
    """What is left of it, with room for all: emails, and the seconds that they took."""
    room = pytest.MonkeyPatch()
    room.setattr("invoice_app.invoices.bulk.sending.MOST_WAITING", most * 2)
    before, started = _count(), time.perf_counter()
    while queue_some(now=now_utc()):
        pass
    took = time.perf_counter() - started
    room.undo()
    return _count() - before, took


def _count() -> int:
    with reading() as db:
        return db.exec(select(func.count(col(Email.id)))).one()


@contextmanager
def pointed_at(backend: Backend) -> Iterator[None]:
    """`shared.database` on a fresh database, with a folder of its own."""
    url, here = backend.fresh(), pytest.MonkeyPatch()
    with tempfile.TemporaryDirectory(prefix="quittance-bench-") as folder:
        here.setenv("DATABASE_URL", url)
        here.setenv("DATA_DIR", folder)
        forget()
        try:
            yield
        finally:
            here.undo()
            forget()
            backend.drop(url)
