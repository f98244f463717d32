"""A server killed while mail comes in: what was answered 200 is kept, and posted again it is one email."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
import pytest
from sqlmodel import select

from invoice_app.commands.build import PROJECT
from invoice_app.mail import inbound
from invoice_app.mail.models import Email, InboundRaw
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.files import files
from tests.mail.conftest import FORM, as_in_samples, sent
from tests.mail.test_inbound import mail

SECRET = "un-secret-pour-mourir"
MESSAGES = 24


class Hooks:
    """The server of the hooks, on a port of its own; it dies as a machine does, with all its processes."""

    def __init__(self, env: dict[str, str]) -> None:
        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            self.port = trial.getsockname()[1]
        self._env, self._process = env, None
        self.url = f"http://127.0.0.1:{self.port}/hooks/sendgrid/inbound/{SECRET}"

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.mail.hook_server", str(self.port)]
        self._process = subprocess.Popen(command, cwd=PROJECT, env=self._env, start_new_session=True)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(self.url, timeout=1).status_code == 405:
                    return
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def kill(self) -> None:
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


@pytest.fixture
def hooks(database_url: str, now: datetime, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hooks]:
    monkeypatch.setenv("SENDGRID_HOOK_SECRET", SECRET)
    monkeypatch.setenv("MAIL_FROM", "facturation@batiment.example")
    monkeypatch.setenv("MAIL_REPLY_DOMAIN", "reply.example.org")
    with writing() as db:
        as_in_samples(db, sent(db, now))
    server = Hooks(dict(os.environ))
    yield server
    server.kill()


def form(n: int) -> bytes:
    """A reply of a few lines, or of three megabytes."""
    body = f"Réponse {n}" + ("\n" + "x" * 70) * (45_000 if n % 10 == 0 else 0)
    message = mail(body=body, From=f"p{n}@client.example", Message_ID=f"<{n}@client.example>")
    return b'--xYzZY\r\nContent-Disposition: form-data; name="email"\r\n\r\n' + message + b"\r\n--xYzZY--\r\n"


def post(hooks: Hooks, n: int) -> bool:
    """Whether the provider was told that message `n` is kept."""
    with contextlib.suppress(httpx.HTTPError):
        return httpx.post(hooks.url, content=form(n), headers={"Content-Type": FORM}, timeout=20).is_success
    return False


def kept() -> dict[bytes, str]:
    with reading() as db:
        rows = db.exec(select(InboundRaw)).all()
    return {files().get(row.sha256): row.state for row in rows}


def wait_for_some(posts: list[Future[bool]], how_many: int) -> None:
    """Until so many have been answered, or all have."""
    while sum(each.done() for each in posts) < min(how_many, len(posts)):
        time.sleep(0.005)


def test_nothing_that_was_answered_is_lost_and_nothing_posted_again_is_double(hooks: Hooks) -> None:
    chance = random.Random(7)
    answered: set[int] = set()
    waiting = list(range(MESSAGES))
    for _ in range(3):
        hooks.start()
        with ThreadPoolExecutor(4) as provider:
            posts = {provider.submit(post, hooks, n): n for n in waiting}
            wait_for_some(list(posts), chance.randint(1, 12))
            time.sleep(chance.uniform(0, 0.05))
            hooks.kill()
        answered |= {n for done, n in posts.items() if done.result()}
        have = kept()
        assert {n for n in answered if form(n) not in have} == set()
        # The provider comes again with what it was not told to be kept, and by mistake with some more.
        waiting = [n for n in range(MESSAGES) if n not in answered or n % 7 == 0]
    assert answered
    hooks.start()
    assert [n for n in range(MESSAGES) if not post(hooks, n)] == []
    hooks.kill()
    while inbound.understand_waiting(now_utc() + timedelta(minutes=2)):
        pass
    with reading() as db:
        arrived = db.exec(select(Email.message_id).where(Email.direction == "in")).all()
        states = set(db.exec(select(InboundRaw.state)).all())
    assert sorted(arrived) == sorted(f"<{n}@client.example>" for n in range(MESSAGES))
    assert states == {"understood", "duplicate"}
