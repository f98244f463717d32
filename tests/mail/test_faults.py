"""Real processes, killed at any line; real servers that stall, drip, refuse and limit. Once, or said to be in
doubt: never twice by itself, and never none in silence.
"""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import select

from invoice_app.commands.build import PROJECT
from invoice_app.mail import doubts, holds, rules
from invoice_app.mail.claims import claim_one
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email, EmailAttempt, OutboxItem
from invoice_app.mail.transports.sendgrid import SendGrid
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import FolderStore
from tests.mail.carried import at, queued, status_of
from tests.mail.fake_sendgrid import FakeSendGrid
from tests.mail.killed import NOW

pytestmark = pytest.mark.usefixtures("database_url")

KILLED = -9
# Lines in each of the four parts of its work.
POINTS = 3


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with FakeSendGrid() as fake:
        yield fake


def processes(fake: FakeSendGrid, *arguments: str) -> list[int]:
    """Run them on the database and the folder of this test; how each ended."""
    env = os.environ | {
        "MAIL_TRANSPORT": "sendgrid",
        "MAIL_FROM": "facturation@batiment.example",
        "SENDGRID_URL": fake.url,
        "SENDGRID_API_KEY": "SG.test",
    }
    command = [sys.executable, "-m", "tests.mail.killed", *arguments]
    done = subprocess.run(command, cwd=PROJECT, env=env, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr[-3_000:]
    return json.loads(done.stdout)


def arrived(fake: FakeSendGrid) -> Counter[str]:
    return Counter(each["personalizations"][0]["custom_args"]["acct_email_id"] for each in fake.payloads)


def standing() -> dict[str, str]:
    with reading() as db:
        return dict(db.exec(select(Email.ref, Email.status)).all())


def transport(fake: FakeSendGrid, **limits: float) -> SendGrid:
    return SendGrid(url=fake.url, api_key=SecretStr("SG.test"), **limits)


def test_a_courier_killed_at_any_line_sends_nothing_twice_and_loses_nothing(fake: FakeSendGrid):
    queued(NOW)
    ends = processes(fake, "kill", str(POINTS))
    assert ends == [KILLED] * (4 * POINTS)
    # Somebody starts it again, once before the leases are over and once after.
    Courier(transport(fake)).deliver_due(NOW + timedelta(minutes=1))
    Courier(transport(fake)).deliver_due(NOW + timedelta(minutes=5))
    got, known = arrived(fake), standing()
    assert len(known) == len(ends) + 1
    assert set(got.values()) == {1}
    assert set(known.values()) == {"accepted", "uncertain"}
    assert all(ref in got for ref, status in known.items() if status == "accepted")
    in_doubt = [ref for ref, status in known.items() if status == "uncertain"]
    # The kills fell on both sides of the call: of those in doubt some had left, and some had not.
    assert any(ref in got for ref in in_doubt)
    assert any(ref not in got for ref in in_doubt)
    with reading() as db:
        assert len(db.exec(select(EmailAttempt)).all()) == len(known)


def test_two_working_processes_send_each_email_once(fake: FakeSendGrid):
    refs = {queued(NOW, about=About("invoice", 100 + n)) for n in range(24)}
    assert processes(fake, "work", "2") == [0, 0]
    assert arrived(fake) == dict.fromkeys(refs, 1)
    assert set(standing().values()) == {"accepted"}


def test_one_press_seen_by_four_processes_is_one_email(fake: FakeSendGrid):
    assert processes(fake, "click", "4") == [0, 0, 0, 0]
    assert len(standing()) == 1


def test_a_provider_that_accepts_and_never_says_so_is_not_asked_twice(fake: FakeSendGrid):
    ref = queued(NOW)
    fake.answers("swallowed")
    for minutes in range(0, 60, 10):
        Courier(transport(fake)).deliver_due(NOW + timedelta(minutes=minutes))
    assert arrived(fake) == {ref: 1}
    assert status_of(ref) == "uncertain"


@pytest.mark.parametrize("fault", ["stalled", "dripping", "dropped", "server_error", "gateway_timeout"])
def test_a_server_that_stalls_or_breaks_holds_nobody_up(fake: FakeSendGrid, fault: str):
    odd, next_one = queued(NOW), queued(NOW, about=About("invoice", 15))
    fake.answers(fault)
    # Long enough for the next one on a busy machine.
    Courier(transport(fake, answer_within=1.0, done_within=1.5)).deliver_due(NOW)
    assert (status_of(odd), status_of(next_one)) == ("uncertain", "accepted")
    assert arrived(fake) == {next_one: 1}


def test_a_bad_key_then_the_right_one(fake: FakeSendGrid):
    refs = [queued(NOW, about=About("invoice", 100 + n)) for n in range(6)]
    fake.answers("bad_key", "bad_key")
    Courier(transport(fake)).deliver_due(NOW)
    Courier(transport(fake)).deliver_due(NOW + timedelta(minutes=6))
    assert len(fake.requests) == 2
    with writing() as db:
        holds.try_again(db, now=NOW + timedelta(minutes=7))
    Courier(transport(fake), lines=4).deliver_due(NOW + timedelta(minutes=7))
    assert arrived(fake) == dict.fromkeys(refs, 1)


def test_a_limit_of_requests_is_waited_for_by_all(fake: FakeSendGrid):
    refs = [queued(NOW, about=About("invoice", 100 + n)) for n in range(6)]
    fake.reset_at = int(NOW.timestamp()) + 90
    fake.answers("accepted", "rate_limited")
    Courier(transport(fake)).deliver_due(NOW)
    Courier(transport(fake)).deliver_due(NOW + timedelta(seconds=89))
    assert len(fake.requests) == 2
    Courier(transport(fake)).deliver_due(NOW + timedelta(seconds=90))
    assert arrived(fake) == dict.fromkeys(refs, 1)
    with reading() as db:
        assert sorted(item.attempts for item in db.exec(select(OutboxItem))) == [1, 1, 1, 1, 1, 2]


def test_half_an_hour_of_nobody_listening(fake: FakeSendGrid):
    refs = [queued(NOW, about=About("invoice", 100 + n)) for n in range(4)]
    with FakeSendGrid() as gone:
        away = transport(gone)
    for minute in range(0, 30, 3):
        Courier(away).deliver_due(NOW + timedelta(minutes=minute))
    assert "failed" not in standing().values()
    for minute in range(31, 36):
        Courier(transport(fake)).deliver_due(NOW + timedelta(minutes=minute))
    assert arrived(fake) == dict.fromkeys(refs, 1)


def test_a_message_that_cannot_be_built_fails_alone(fake: FakeSendGrid, monkeypatch: pytest.MonkeyPatch):
    """A fault of the program itself, in what makes the request."""
    from invoice_app.mail.transports import sendgrid

    bad, good = queued(NOW), queued(NOW, about=About("invoice", 15))
    build = sendgrid.payload
    monkeypatch.setattr(sendgrid, "payload", lambda f: build(f) if f.ref == good else 1 / 0)
    Courier(transport(fake)).deliver_due(NOW)
    status, code, item = at(bad)
    assert (status, code) == ("failed", "fault")
    assert "ZeroDivisionError" in item.last_error
    assert arrived(fake) == {good: 1}


def test_a_disk_that_is_away_for_a_while_fails_nothing(fake: FakeSendGrid, monkeypatch: pytest.MonkeyPatch):
    ref = queued(NOW)

    def away(_store: FolderStore, _sha256: str) -> bytes:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as for_a_while:
        for_a_while.setattr(FolderStore, "get", away)
        Courier(transport(fake)).deliver_due(NOW)
    assert status_of(ref) == "retry_wait"
    Courier(transport(fake)).deliver_due(NOW + timedelta(minutes=2))
    assert arrived(fake) == {ref: 1}


def test_a_folder_that_kills_whoever_writes_into_it_is_not_tried_for_ever():
    ref, later = queued(NOW), NOW
    for _ in range(rules.MAX_ATTEMPTS):
        with writing() as db:
            assert claim_one(db, worker="dies", transport="local", now=later)
        later += timedelta(minutes=4)
        with writing() as db:
            assert doubts.give_up_expired(db, now=later) == 1
    assert status_of(ref) == "uncertain"
