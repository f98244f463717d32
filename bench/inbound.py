"""Mail that comes in: posts per second accepted and understood, and what 30 MB of it take in memory."""

from __future__ import annotations

import base64
import itertools
import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from bench.club import Club, engine_of, found_club
from bench.memory import processes
from bench.served import databases, served
from bench.table import Table
from invoice_app.mail.models import Conversation, InboundRaw
from invoice_app.mail.states import RawState
from invoice_app.shared.about import About
from invoice_app.shared.dates import now_utc
from tests.browser.conftest import Server

INVOICES = 20
SMALL, LARGE, HUGE = 20_000, 10_000_000, 30_000_000
POSTERS = 4
_ROUNDS = {SMALL: 100, LARGE: 4}
_NAMES = {SMALL: "20 KB", LARGE: "10 MB"}
_LIMIT = 300.0
_LOOKS_EVERY = 0.05
_BOUNDARY = "xYzZY"
_REPLY = (
    "From: =?utf-8?q?=C3=89lise?= Roy <elise@client.example>\r\nTo: {to}\r\n"
    "Subject: Re: Facture\r\nMessage-ID: <{n}.{size}@client.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n'
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    "Bonjour,\r\n\r\nLe taux est à vérifier.\r\n\r\n"
    "Le mar. 3 nov. 2026 à 09:00, Club <{to}> a écrit :\r\n"
    "> Bonjour,\r\n> Votre facture est jointe.\r\n--m\r\n"
    "Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    'Content-Disposition: attachment; filename="bon.pdf"\r\n\r\n{file}\r\n--m--\r\n'
)


@dataclass(frozen=True)
class Place:
    """A served club whose mail is posted to `url`, filed in the conversation of `address`."""

    server: Server
    engine: Engine
    url: str
    address: str
    numbers: Iterator[int]
    client: httpx.Client

    def post(self, size: int) -> None:
        """One reply, each another one, as the provider posts it raw."""
        body = _form(self.address, next(self.numbers), size)
        answer = self.client.post(self.url, content=body, headers=_HEADERS)
        answer.raise_for_status()

    def understood(self) -> int:
        with Session(self.engine) as db:
            done = select(func.count(col(InboundRaw.id))).where(InboundRaw.state == RawState.UNDERSTOOD)
            return db.exec(done).one()

    def wait_for(self, count: int) -> None:
        ends = time.monotonic() + _LIMIT
        while self.understood() < count:
            if time.monotonic() > ends:
                raise RuntimeError(f"only {self.understood()} of {count} messages were understood")
            time.sleep(_LOOKS_EVERY)


_HEADERS = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}


def measure() -> Iterator[Table]:
    rates = Table(
        "Mail that comes in, posts per second",
        f"{POSTERS} posters at once, {_ROUNDS[SMALL]} mails of 20 KB and {_ROUNDS[LARGE]} of 10 MB, raw. "
        "Accepted: kept and answered 200. Understood: in its conversation, counted from the first post.",
        ("accepted", "understood"),
    )
    memory = Table(
        "Memory while a mail of 30 MB comes in, in MB",
        "Resident memory, the most that was seen from the post until it is understood; on SQLite. Workers "
        "make PDFs and read mail, each in a process of its own.",
        ("everything", "server", "workers"),
    )
    with databases() as backends:
        for kind, backend in backends.items():
            club = found_club(backend.fresh(), invoices=INVOICES)
            with served(club) as server, engine_of(club.database) as engine:
                place = _opened(server, engine, club)
                # The first message starts the process that reads them.
                _posted(place, SMALL, 1)
                for size, rounds in _ROUNDS.items():
                    rates.rows[f"{_NAMES[size]}, {kind}"] = _posted(place, size, rounds)
                if kind == "SQLite":
                    memory.rows["at rest"] = _held(server)
                    memory.rows["30 MB come in"] = _most_held(server, place)
                    time.sleep(2)
                    memory.rows["afterwards"] = _held(server)
    yield rates
    yield memory


def _opened(server: Server, engine: Engine, club: Club) -> Place:
    about = About("invoice", 1)
    with Session(engine) as db:
        conversation = Conversation(about_kind=about.kind, about_id=about.id, created_at=now_utc())
        db.add(conversation)
        db.commit()
        token = conversation.token
    # The secret is made when the first post asks for it, and that one is refused.
    httpx.post(f"{server.url}/hooks/sendgrid/inbound/unknown", content=b"")
    secret = (server.data_dir / "keys" / "hook_secret").read_text(encoding="ascii").strip()
    url = f"{server.url}/hooks/sendgrid/inbound/{secret}"
    return Place(
        server, engine, url, f"r-{token}@reply.localhost", itertools.count(1), httpx.Client(timeout=120)
    )


def _posted(place: Place, size: int, count: int) -> tuple[float, float]:
    """Mails per second accepted, and understood."""
    before, began = place.understood(), time.perf_counter()
    with ThreadPoolExecutor(min(POSTERS, count)) as posters:
        for done in [posters.submit(place.post, size) for _ in range(count)]:
            done.result()
    accepted = time.perf_counter() - began
    place.wait_for(before + count)
    return count / accepted, count / (time.perf_counter() - began)


def _form(to: str, n: int, size: int) -> bytes:
    # What differs from mail to mail is hashed and written anew, as of real ones.
    file = (
        base64.encodebytes(random.Random(n).randbytes(size * 3 // 4 * 76 // 78))
        .decode()
        .replace("\n", "\r\n")
    )
    mail = _REPLY.format(to=to, n=n, size=size, file=file).encode()
    envelope = f'{{"to":["{to}"],"from":"elise@client.example"}}'.encode()
    parts = {"email": mail, "envelope": envelope, "dkim": b"{@client.example : pass}", "SPF": b"pass"}
    inside = b"".join(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in parts.items()
    )
    return inside + f"--{_BOUNDARY}--\r\n".encode()


def _held(server: Server) -> tuple[float, float, float]:
    found = processes(int(server.env["PORT"]))
    ours = sum(p.megabytes for p in found if " granian " in p.command)
    workers = sum(p.megabytes for p in found if "--multiprocessing-fork" in p.command)
    return sum(p.megabytes for p in found), ours, workers


def _most_held(server: Server, place: Place) -> tuple[float, float, float]:
    """The most that was held at once from a post of 30 MB until it is understood."""
    seen: list[tuple[float, float, float]] = []
    posting = threading.Thread(target=_posted, args=(place, HUGE, 1))
    posting.start()
    while posting.is_alive():
        seen.append(_held(server))
        time.sleep(_LOOKS_EVERY)
    everything, ours, workers = (max(column) for column in zip(*seen, strict=True))
    return everything, ours, workers
