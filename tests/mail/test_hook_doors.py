"""Who may post to the hooks, how much, and what an admin is shown of it."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy.exc import OperationalError
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from invoice_app.mail import api, hook_signs, spooling
from invoice_app.mail.models import Email, InboundRaw, MailSetup
from invoice_app.mail.setup.setting import setup_row
from invoice_app.shared.callers import limiter
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from invoice_app.shared.settings import settings
from tests.mail.conftest import FORM, as_in_samples, sample, sent

SECRET = "un-secret-de-127-bits"
REPLY = sample("06_inbound_raw_outlook_fr.multipart")
EVENTS = json.dumps([{"event": "open", "timestamp": 1}]).encode()


class Provider:
    """A key pair of ours, and what the provider would send with it."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        self.public = base64.b64encode(der).decode()

    def signs(self, body: bytes) -> dict[str, str]:
        signature = self._key.sign(b"1793714490" + body, ec.ECDSA(SHA256()))
        return {
            "X-Twilio-Email-Event-Webhook-Signature": base64.b64encode(signature).decode(),
            "X-Twilio-Email-Event-Webhook-Timestamp": "1793714490",
        }


@pytest.fixture(autouse=True)
def counts() -> Iterator[None]:
    limiter.cache_clear()
    yield
    limiter.cache_clear()


@pytest.fixture
def client(database_url: str, monkeypatch: pytest.MonkeyPatch, now: datetime) -> TestClient:
    monkeypatch.setenv("SENDGRID_HOOK_SECRET", SECRET)
    monkeypatch.setenv("MAIL_FROM", "facturation@batiment.example")
    monkeypatch.setenv("MAIL_REPLY_DOMAIN", "reply.example.org")
    monkeypatch.setattr(api, "_tally", hook_signs.Tally())
    settings.cache_clear()
    with writing() as db:
        as_in_samples(db, sent(db, now))
    return TestClient(Starlette(routes=api.routes))


def post(client: TestClient, body: bytes, path: str = f"inbound/{SECRET}", **headers: str) -> int:
    kind = FORM if path.startswith("inbound") else "application/json"
    answer = client.post(
        f"/hooks/sendgrid/{path}",
        content=body,
        headers={"Content-Type": kind} | {k.replace("_", "-"): v for k, v in headers.items()},
    )
    assert answer.text == ""
    return answer.status_code


def kept() -> list[InboundRaw]:
    with reading() as db:
        return list(db.exec(select(InboundRaw).order_by(InboundRaw.id)))


def setup() -> MailSetup | None:
    with reading() as db:
        return db.get(MailSetup, 1)


def configure(**values: str) -> None:
    with writing() as db:
        for name, value in values.items():
            setattr(setup_row(db), name, value)


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_each_hook_has_a_key_of_its_own(client: TestClient):
    replies, news = Provider(), Provider()
    configure(inbound_public_key=replies.public, events_public_key=news.public)
    assert post(client, REPLY, **news.signs(REPLY)) == 403
    assert post(client, EVENTS, f"events/{SECRET}", **replies.signs(EVENTS)) == 403
    assert kept() == []
    assert post(client, REPLY, **replies.signs(REPLY)) == 200
    assert post(client, EVENTS, f"events/{SECRET}", **news.signs(EVENTS)) == 200
    assert len(kept()) == 1


def test_the_machine_s_key_comes_before_those_of_the_app_and_stands_for_both_hooks(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    machine, app = Provider(), Provider()
    monkeypatch.setenv("SENDGRID_HOOK_PUBLIC_KEY", machine.public)
    settings.cache_clear()
    configure(inbound_public_key=app.public, events_public_key=app.public)
    for body, path in ((REPLY, f"inbound/{SECRET}"), (EVENTS, f"events/{SECRET}")):
        assert post(client, body, path) == 403
        assert post(client, body, path, **app.signs(body)) == 403
        assert post(client, body, path, **machine.signs(body)) == 200


def test_one_byte_changed_in_a_signed_post_is_refused_wherever_it_is(client: TestClient):
    provider = Provider()
    configure(inbound_public_key=provider.public)
    signed = provider.signs(REPLY)
    for at in (0, 1, len(REPLY) // 2, len(REPLY) - 1):
        assert post(client, REPLY[:at] + bytes([REPLY[at] ^ 1]) + REPLY[at + 1 :], **signed) == 403
    assert post(client, REPLY + b"\n", **signed) == 403
    assert post(client, REPLY, **signed | {"X-Twilio-Email-Event-Webhook-Timestamp": "1793714491"}) == 403
    assert kept() == []


def test_a_large_signed_post_is_verified_over_all_of_it(client: TestClient):
    provider = Provider()
    configure(inbound_public_key=provider.public)
    large = REPLY + b"\r\n" * 2_000_000
    signed = provider.signs(large)
    assert post(client, large[:-1] + b"x", **signed) == 403
    assert post(client, large, **signed) == 200
    [row] = kept()
    assert files().get(row.sha256) == large
    assert row.size == len(large)


def test_the_secret_may_be_a_password(client: TestClient):
    assert post(client, REPLY, "inbound", **basic("quittance", SECRET)) == 200
    assert post(client, EVENTS, "events", **basic("", SECRET)) == 200
    for wrong in (basic("quittance", "x"), basic(SECRET, ""), {"Authorization": f"Bearer {SECRET}"},
                  {"Authorization": "Basic %%%"}, {"Authorization": "Basic"}, {}):  # fmt: skip
        assert post(client, REPLY, "inbound", **wrong) == 403
    assert post(client, REPLY, "inbound/wrong", **basic("quittance", SECRET)) == 403
    assert len(kept()) == 1


def test_refusals_are_counted_for_an_admin_and_a_flood_is_few_writes(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    seconds = [0.0]
    monkeypatch.setattr(api, "_tally", hook_signs.Tally(lambda: seconds[0]))
    with caplog.at_level(logging.DEBUG):
        counts = []
        for n in range(12):
            post(client, REPLY, f"inbound/faux-secret-{n}")
            seconds[0] += 1
            counts.append(setup().refused_hooks)
    assert counts == [1, 1, 1, 1, 1, 6, 6, 6, 6, 6, 11, 11]
    assert setup().refused_hook_at is not None
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("invoice_app")]
    assert ours
    assert not any("faux-secret" in said or SECRET in said for said in ours)


def test_whoever_guesses_is_slowed_down_and_the_provider_is_not(client: TestClient):
    answers = [post(client, REPLY, f"inbound/{n}") for n in range(40)]
    assert answers[:30] == [403] * 30
    assert set(answers[30:]) == {429}
    assert post(client, REPLY) == 200


@pytest.mark.parametrize("name", ["04_inbound_parsed_gmail_fr", "06_inbound_raw_outlook_fr"])
def test_of_a_message_too_large_an_admin_is_told_who_and_what(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setattr(api, "MOST_INBOUND", 900)
    body = sample(f"{name}.multipart")
    assert [post(client, body), post(client, body)] == [200, 200]
    first, again = kept()
    assert (first.state, first.why, first.size) == ("quarantined", "too_large", len(body))
    assert again.state == "duplicate"
    with reading() as db:
        email = db.get_one(Email, first.email_id)
    assert email.from_address == "elise@client.example"
    assert "Facture" in email.subject
    assert (email.conversation_id, email.why) == (None, "too_large")


def test_a_message_too_large_of_a_hostile_shape_is_answered_at_once(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(api, "MOST_INBOUND", 1000)
    begun = datetime.now().astimezone()
    for body in (b'name="from"\n' * 30_000, b'name="from"\n' + b"x" * 300_000, b"\x00\xff" * 200_000):
        assert post(client, body) == 200
    assert datetime.now().astimezone() - begun < timedelta(seconds=5)


def test_a_signed_message_too_large_is_still_verified(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    provider = Provider()
    configure(inbound_public_key=provider.public)
    monkeypatch.setattr(api, "MOST_INBOUND", 900)
    assert post(client, REPLY) == 403
    assert kept() == []
    assert post(client, REPLY, **provider.signs(REPLY)) == 200
    monkeypatch.setattr(spooling, "MOST_COUNTED", 1000)
    # Beyond what is listened to nothing can be verified, and nothing is taken on trust.
    assert post(client, REPLY + b"x", **provider.signs(REPLY + b"x")) == 403


def test_a_large_body_is_never_whole_in_memory_and_leaves_nothing_half_written(
    client: TestClient, data_dir: Path
):
    assert post(client, REPLY + b"\r\n" * 3_000_000) == 200
    assert list(files().desk().iterdir()) == []
    assert post(client, REPLY + b"\r\n" * 20_000_000) == 200
    assert list(files().desk().iterdir()) == []
    assert [row.state for row in kept()] == ["understood", "quarantined"]


def test_more_events_than_any_batch_has_are_refused(client: TestClient):
    assert post(client, b"[" + b" " * (2 * 2**20) + b"]", f"events/{SECRET}") == 413
    assert post(client, b"[" + b" " * (2 * 2**20 - 2) + b"]", f"events/{SECRET}") == 200


def test_a_database_that_is_away_asks_the_provider_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    def away() -> None:
        raise OperationalError("select", {}, Exception("gone"))

    for opener in ("reading", "writing"):
        with monkeypatch.context() as broken:
            broken.setattr(api, opener, away)
            assert post(client, REPLY) == 503
            assert post(client, EVENTS, f"events/{SECRET}") == 503
    assert kept() == []
    # Nor does it keep anyone from being refused.
    with monkeypatch.context() as broken:
        broken.setattr(api, "writing", away)
        assert post(client, REPLY, "inbound/wrong") == 403


def test_more_posts_than_can_be_taken_at_once_are_asked_to_come_again(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(api, "MOST_AT_ONCE", 0)
    assert post(client, REPLY) == 503
    assert post(client, REPLY, "inbound/wrong") == 403


def test_what_is_heard_from_the_provider_is_noted_once_a_minute(
    client: TestClient, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def at(when: datetime, send: Callable[[], int]) -> MailSetup:
        monkeypatch.setattr(api, "now_utc", lambda: when)
        assert send() == 200
        found = setup()
        assert found
        return found

    reply = at(now, lambda: post(client, REPLY))
    assert (reply.reply_heard_at, reply.event_heard_at) == (now, None)
    assert at(now + timedelta(seconds=50), lambda: post(client, REPLY)).reply_heard_at == now
    later = now + timedelta(seconds=61)
    assert at(later, lambda: post(client, REPLY)).reply_heard_at == later
    assert at(later, lambda: post(client, EVENTS, f"events/{SECRET}")).event_heard_at == later


def test_a_post_without_a_right_is_not_heard(client: TestClient):
    post(client, REPLY, "inbound/wrong")
    assert setup().reply_heard_at is None


def test_a_hook_is_only_ever_posted_to(client: TestClient):
    for method, path in (("GET", f"inbound/{SECRET}"), ("PUT", "events"), ("HEAD", "inbound")):
        answer: httpx.Response = client.request(method, f"/hooks/sendgrid/{path}")
        assert answer.status_code == 405
