"""The two addresses that the provider posts to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from invoice_app.mail import api, inbound, spooling
from invoice_app.mail.keys import hook_secret, is_signature, timestamp_of
from invoice_app.mail.models import Email, EmailEvent, EmailRecipient, InboundRaw, OutboxItem
from invoice_app.shared import files as the_files
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from invoice_app.shared.settings import settings
from tests.mail.conftest import FORM, as_in_samples, sample, sent

VECTORS = json.loads(sample("10_signature_vectors.json"))
KEY = VECTORS["public_key_base64_der"]
SECRET = "a-secret-for-the-tests"

Post = Callable[..., int]


@pytest.fixture
def post(database_url: str, monkeypatch: pytest.MonkeyPatch, now: datetime) -> Post:
    monkeypatch.setenv("SENDGRID_HOOK_SECRET", SECRET)
    monkeypatch.setenv("MAIL_FROM", "facturation@batiment.example")
    monkeypatch.setenv("MAIL_REPLY_DOMAIN", "reply.example.org")
    settings.cache_clear()
    with writing() as db:
        as_in_samples(db, sent(db, now))
    client = TestClient(Starlette(routes=api.routes))

    def posting(body: bytes, path: str = "inbound", secret: str = SECRET, **headers: str) -> int:
        return client.post(
            f"/hooks/sendgrid/{path}/{secret}",
            content=body,
            headers={"Content-Type": FORM if path == "inbound" else "application/json"} | headers,
        ).status_code

    return posting


def signature(file: str) -> dict[str, str]:
    [vector] = [v for v in VECTORS["vectors"] if v["file"] == file]
    return VECTORS["headers"] | {k: v for k, v in vector.items() if k != "file"}


def arrived() -> list[Email]:
    with reading() as db:
        return list(db.exec(select(Email).where(Email.direction == "in")))


def kept() -> list[InboundRaw]:
    with reading() as db:
        return list(db.exec(select(InboundRaw)))


@pytest.mark.parametrize("name", ["04_inbound_parsed_gmail_fr", "06_inbound_raw_outlook_fr"])
def test_a_posted_reply_is_kept_byte_for_byte_and_filed(post: Post, name: str):
    body = sample(f"{name}.multipart")
    assert post(body) == 200
    [row] = kept()
    assert files().get(row.sha256) == body
    assert row.state == "understood"
    assert arrived()[0].conversation_id


def test_a_wrong_secret_is_refused_and_nothing_is_kept(post: Post):
    for secret in ("wrong", "", "é", SECRET + "x", SECRET[:-1]):
        for path in ("inbound", "events"):
            assert post(sample("04_inbound_parsed_gmail_fr.multipart"), path, secret) in (403, 404)
    assert kept() == []


def test_with_a_key_only_signed_posts_are_kept(post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SENDGRID_HOOK_PUBLIC_KEY", KEY)
    settings.cache_clear()
    name = "06_inbound_raw_outlook_fr.multipart"
    assert post(sample(name)) == 403
    assert post(sample(name), **signature("04_inbound_parsed_gmail_fr.multipart")) == 403
    assert kept() == []
    assert post(sample(name), **signature(name)) == 200
    assert len(kept()) == 1


def is_signed(body: bytes, headers: dict[str, str], key: str) -> bool:
    return is_signature(hashlib.sha256(timestamp_of(headers) + body).digest(), headers, key)


@pytest.mark.parametrize("vector", VECTORS["vectors"], ids=lambda v: v["file"])
def test_a_signature_holds_for_exactly_these_bytes(vector: dict):
    body, headers = sample(vector["file"]), {k.lower(): v for k, v in signature(vector["file"]).items()}
    assert is_signed(body, headers, KEY)
    for position in (0, len(body) // 2, len(body) - 1):
        changed = body[:position] + bytes([body[position] ^ 1]) + body[position + 1 :]
        assert not is_signed(changed, headers, KEY)
    assert not is_signed(body, headers | {"x-twilio-email-event-webhook-timestamp": "1793714491"}, KEY)


@pytest.mark.parametrize("damage", ["", "not base64!", "AAAA", "MEUCIQ=="])
def test_a_malformed_signature_is_no_signature(damage: str):
    assert not is_signed(b"x", {"x-twilio-email-event-webhook-signature": damage}, KEY)
    assert not is_signed(b"x", {"x-twilio-email-event-webhook-signature": "MEUCIQ=="}, damage)


def test_more_than_the_limit_is_answered_and_its_beginning_kept(post: Post, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(api, "MOST_INBOUND", 1000)
    body = sample("04_inbound_parsed_gmail_fr.multipart")
    assert post(body) == 200
    [row] = kept()
    assert row.state == "quarantined"
    assert "too large" in row.error
    assert body.startswith(files().get(row.sha256)[:1000])


def test_a_full_disk_asks_the_provider_to_come_again(
    post: Post, data_dir: Path, monkeypatch: pytest.MonkeyPatch
):
    class FullDisk(the_files.FolderStore):
        def put(self, content: bytes) -> str:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(spooling, "files", lambda: FullDisk(data_dir))
    assert post(sample("04_inbound_parsed_gmail_fr.multipart")) == 503
    assert kept() == []


def test_what_cannot_be_read_is_answered_200_and_put_aside(post: Post):
    assert post(b"--xYzZY\r\nrubbish") == 200
    assert kept()[0].state == "quarantined"


def test_what_a_crash_left_unread_is_read_later(post: Post, now: datetime):
    with writing() as db:
        inbound.receive(
            db,
            raw=sample("06_inbound_raw_outlook_fr.multipart"),
            source="webhook-raw",
            now=now,
            content_type=FORM,
        )
    assert inbound.understand_waiting(now) == 0
    assert inbound.understand_waiting(now.replace(minute=45)) == 1
    assert arrived()[0].known_sender
    assert inbound.understand_waiting(now.replace(minute=45)) == 0


def statuses() -> dict[str, str]:
    with reading() as db:
        found = db.exec(select(EmailRecipient).where(EmailRecipient.status != "")).all()
        return {each.address: each.status for each in found}


def batch(now: datetime, *events: dict) -> bytes:
    with reading() as db:
        ref = db.exec(select(Email.ref).where(Email.direction == "out")).one()
    usual = {"acct_email_id": ref, "email": "cp@client.example", "timestamp": int(now.timestamp())}
    return json.dumps([usual | event for event in events]).encode()


def test_the_sample_batch_is_kept_without_doubles_although_it_is_about_nobody(post: Post):
    for _ in range(3):
        assert post(sample("09_events_batch.json"), "events") == 200
    with reading() as db:
        events = db.exec(select(EmailEvent)).all()
    assert len(events) == 5
    assert {event.email_id for event in events} == {None}
    assert set(statuses().values()) == {"queued"}


def test_news_only_ever_moves_a_recipient_up(post: Post, now: datetime):
    assert (
        post(batch(now, {"event": "delivered"}, {"event": "processed"}, {"event": "deferred"}), "events")
        == 200
    )
    assert statuses() == {"cp@client.example": "delivered", "elise@client.example": "queued"}
    bounced = {"event": "bounce", "type": "bounce", "reason": "550 full", "email": "CP@client.example"}
    assert post(batch(now, bounced, {"event": "delivered", "attempt": "2"}), "events") == 200
    assert statuses()["cp@client.example"] == "bounced"


def test_a_block_a_drop_and_a_complaint_are_told_apart(post: Post, now: datetime):
    post(batch(now, {"event": "bounce", "type": "blocked"}), "events")
    assert statuses()["cp@client.example"] == "blocked"
    post(batch(now, {"event": "dropped", "email": "elise@client.example"}, {"event": "spamreport"}), "events")
    assert statuses() == {"cp@client.example": "spam_reported", "elise@client.example": "dropped"}


def test_an_event_proves_that_an_uncertain_email_left(post: Post, now: datetime):
    with writing() as db:
        item = db.exec(select(OutboxItem)).one()
        item.state = db.get_one(Email, item.email_id).status = "uncertain"
        item.attempts = 1
    post(batch(now, {"event": "processed"}), "events")
    with reading() as db:
        assert db.exec(select(Email.status)).one() == "accepted"
        assert db.exec(select(OutboxItem.state)).one() == "accepted"


def test_a_batch_that_is_none_is_refused(post: Post):
    for body in (b"", b"{}", b"null", b"\xff", b"[" * 50_000):
        assert post(body, "events") == 400


def test_strange_events_are_survived(post: Post):
    strange = [1, None, "x", {}, {"event": {}}, {"timestamp": 10**30}, {"email": "\x00"}]
    strange.append({"event": "delivered", "email": None, "timestamp": "soon"})
    for event in strange:
        assert post(json.dumps([event]).encode(), "events") == 200


def test_without_a_setting_the_secret_is_made_once_and_kept_to_this_user(data_dir: Path):
    first = hook_secret()
    assert hook_secret() == first
    assert len(first) >= 32
    [place] = (data_dir / "keys").iterdir()
    assert place.stat().st_mode & 0o777 == 0o600


def test_a_disk_that_is_away_leaves_the_message_to_be_read_later(post: Post, now: datetime, data_dir: Path):
    with writing() as db:
        row = inbound.receive(db, raw=b"From: a@b.example", source="upload", now=now)
    place = data_dir / "files" / row.sha256[:2] / row.sha256
    away = place.rename(place.with_name("away"))
    for _ in range(5):
        with pytest.raises(FileNotFoundError):
            inbound.understand_one(row.id, now)
    assert (kept()[0].state, kept()[0].attempts) == ("stored", 0)
    away.rename(place)
    inbound.understand_one(row.id, now)
    assert kept()[0].state == "unmatched"


def test_what_kills_us_three_times_is_put_aside(post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch):
    with writing() as db:
        raw_id = inbound.receive(db, raw=b"From: a@b.example", source="upload", now=now).id

    def killed(_store: object, _kept: object) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(inbound, "understood_apart", killed)
        for n in range(3):
            with pytest.raises(SystemExit):
                inbound.understand_one(raw_id, now + timedelta(minutes=n))
            # For a minute, who was killed may still be at it.
            inbound.understand_one(raw_id, now + timedelta(minutes=n))
            assert (kept()[0].state, kept()[0].attempts) == ("stored", n + 1)
        inbound.understand_one(raw_id, now + timedelta(minutes=3))
    row = kept()[0]
    assert (row.state, row.attempts, row.why) == ("quarantined", 3, "unreadable")
    assert "3 attempts" in row.error


def test_a_fault_of_ours_puts_the_message_aside(post: Post, now: datetime, monkeypatch: pytest.MonkeyPatch):
    with writing() as db:
        raw_id = inbound.receive(db, raw=b"From: a@b.example", source="upload", now=now).id

    def faulty(_store: object, _kept: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(inbound, "understood_apart", faulty)
    with pytest.raises(ZeroDivisionError):
        inbound.understand_one(raw_id, now)
    assert (kept()[0].state, kept()[0].error) == ("quarantined", "ZeroDivisionError: ")
