"""Trying the settings: what a key may do, whether a server lets us in, and how far a test email has come."""

from __future__ import annotations

import json
import logging
import ssl
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from socket import create_server
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import SecretStr
from sqlmodel import Session

from invoice_app.mail import events
from invoice_app.mail.actions import simulate_reply
from invoice_app.mail.claims import claim_one
from invoice_app.mail.composing import BadAddress
from invoice_app.mail.models import Conversation, Email, MailSetup
from invoice_app.mail.outcomes import record
from invoice_app.mail.setup import setting_up
from invoice_app.mail.setup import wording as w
from invoice_app.mail.setup.checks import Checked, check_key, check_smtp
from invoice_app.mail.setup.effective import SmtpServer, effective, office
from invoice_app.mail.setup.testing import ABOUT, hops, send_test
from invoice_app.mail.transports.port import Accepted, Misconfigured
from invoice_app.organisation.models import Organisation
from invoice_app.shared.permission import Level, Tool, Viewer
from tests.mail.fake_sendgrid import FakeSendGrid

KEY = SecretStr("SG.secret-of-the-check.0123456789")
ADA = Viewer(1, "ada@club.example", "Ada Admin", "fr", {Tool.ORGANISATION: Level.ADMIN})


@pytest.fixture
def sendgrid() -> Iterator[FakeSendGrid]:
    with FakeSendGrid() as fake:
        yield fake


# The key.


async def test_a_key_that_may_send_is_good(sendgrid: FakeSendGrid) -> None:
    assert await check_key(sendgrid.url, KEY) == Checked("green", w.KEY_GOOD)
    [(method, path, headers)] = sendgrid.requests
    assert (method, path, headers["Authorization"]) == (
        "GET", "/v3/scopes", f"Bearer {KEY.get_secret_value()}",
    )  # fmt: skip


async def test_a_key_that_may_do_anything_is_good_and_said_to_be_too_much(sendgrid: FakeSendGrid) -> None:
    sendgrid.scopes = ["mail.send", "api_keys.create"]
    assert await check_key(sendgrid.url, KEY) == Checked("amber", w.KEY_TOO_MUCH)


async def test_a_key_without_the_right_to_send_is_said_to_lack_it(sendgrid: FakeSendGrid) -> None:
    sendgrid.scopes = ["stats.read"]
    assert (await check_key(sendgrid.url, KEY)).says == w.KEY_WITHOUT_SEND


@pytest.mark.parametrize(("answer", "says"), [
    ("bad_key", w.KEY_REFUSED), ("unverified_sender", w.KEY_REFUSED),
    ("portal", w.KEY_ODD.filled(status=200)), ("redirect", w.KEY_ODD.filled(status=302)),
    ("server_error", w.KEY_ODD.filled(status=500)),
])  # fmt: skip
async def test_every_other_answer_has_words_of_its_own(
    sendgrid: FakeSendGrid, answer: str, says: Any
) -> None:
    sendgrid.scopes_answer = answer
    assert await check_key(sendgrid.url, KEY) == Checked("red", says)
    assert len(sendgrid.requests) == 1, "a redirect would carry the key elsewhere"


async def test_a_host_that_is_silent_or_absent_is_unreachable(sendgrid: FakeSendGrid) -> None:
    sendgrid.scopes_answer = "stalled"
    says = w.KEY_UNREACHABLE.filled(host="127.0.0.1")
    assert await check_key(sendgrid.url, KEY, within=0.5) == Checked("red", says)
    with closing(create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    assert await check_key(f"http://127.0.0.1:{port}", KEY) == Checked("red", says)


async def test_no_key_asks_nobody(sendgrid: FakeSendGrid) -> None:
    assert (await check_key(sendgrid.url, SecretStr(""))).says == w.KEY_NONE
    assert sendgrid.requests == []


@pytest.mark.parametrize("odd", ["SG.deux lignes\n.x", "SG.clé.x"])
async def test_a_key_that_no_header_can_hold_is_refused_before_anybody_is_asked(
    sendgrid: FakeSendGrid, odd: str
) -> None:
    assert await check_key(sendgrid.url, SecretStr(odd)) == Checked("red", w.KEY_REFUSED)
    assert sendgrid.requests == []


async def test_no_log_of_a_check_holds_the_secret(
    sendgrid: FakeSendGrid, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await check_key(sendgrid.url, KEY)
    with served(accepts=b"right") as port:
        check_smtp(server(port, user="u", password="wrong-and-secret"))
    assert "scopes" in caplog.text, "the logs were listened to"
    assert KEY.get_secret_value() not in caplog.text
    assert "wrong-and-secret" not in caplog.text


# The server.


def server(port: int, **changes: Any) -> SmtpServer:
    usual = {"host": "127.0.0.1", "port": port, "security": "none", "user": "", "password": ""}
    given = usual | changes
    return SmtpServer(**{**given, "password": SecretStr(given["password"])})


@contextmanager
def served(*, accepts: bytes = b"", tls: ssl.SSLContext | None = None, auth: bool = True) -> Iterator[int]:
    """A real mail server that opens to one password."""

    def check(mail: SMTP, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.password == accepts, handled=False)

    with closing(create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    more = {"authenticator": check, "auth_require_tls": False} if auth else {}
    running = Controller(_Nobody(), hostname="127.0.0.1", port=port, tls_context=tls, **more)
    running.start()
    try:
        yield port
    finally:
        running.stop()


class _Nobody:
    """Takes no mail."""


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """One that nobody vouches for."""
    key, name = generate_private_key(SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    now = datetime.now().astimezone()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    place = tmp_path / "own.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    place.write_bytes(private + made.public_bytes(Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(place)
    return context


def test_a_server_that_lets_us_in_is_good_but_in_clear_it_is_said() -> None:
    with served(accepts=b"right") as port:
        found = check_smtp(server(port, user="u", password="right"))
    assert found == Checked("amber", w.SMTP_IN_CLEAR.filled(place=f"127.0.0.1:{port}"))


def test_a_wrong_password_is_said_to_be_wrong() -> None:
    with served(accepts=b"right") as port:
        found = check_smtp(server(port, user="u", password="wrong"))
    assert found == Checked("red", w.SMTP_PASSWORD.filled(place=f"127.0.0.1:{port}"))


def test_a_server_without_tls_is_told_no_password() -> None:
    with served(accepts=b"right") as port:
        found = check_smtp(server(port, security="starttls", user="u", password="right"))
    assert found == Checked("red", w.SMTP_NO_TLS.filled(place=f"127.0.0.1:{port}"))


def test_a_server_that_takes_no_password_is_said_to_take_none() -> None:
    with served(auth=False) as port:
        found = check_smtp(server(port, user="u", password="right"))
    assert found.says == w.SMTP_NO_AUTH.filled(place=f"127.0.0.1:{port}")


def test_a_certificate_that_nobody_vouches_for_is_refused(own_certificate: ssl.SSLContext) -> None:
    with served(accepts=b"right", tls=own_certificate) as port:
        found = check_smtp(server(port, security="starttls", user="u", password="right"))
    assert found == Checked("red", w.SMTP_CERTIFICATE.filled(host="127.0.0.1"))


def test_tls_spoken_to_a_server_that_does_not_is_told_from_silence() -> None:
    with served() as port:
        found = check_smtp(server(port, security="tls"), timeout=2)
    assert found.says == w.SMTP_TLS_ODD.filled(place=f"127.0.0.1:{port}")


def test_nobody_there_and_nobody_answering_are_told_apart() -> None:
    with closing(create_server(("127.0.0.1", 0))) as silent:
        port = silent.getsockname()[1]
        found = check_smtp(server(port), timeout=0.3)
        assert found.says == w.SMTP_SILENT.filled(place=f"127.0.0.1:{port}")
    assert check_smtp(server(port)).says == w.SMTP_NOBODY.filled(place=f"127.0.0.1:{port}")


def test_a_name_that_leads_nowhere_is_said_to_be_misspelled() -> None:
    found = check_smtp(server(25, host="no-such-server.invalid"), timeout=3)
    assert found.says == w.SMTP_NO_HOST.filled(host="no-such-server.invalid")


# The test email.


@pytest.fixture
def trial(db: Session, now: datetime) -> Callable[[], Email]:
    """SendGrid in service, and a way to send a test."""
    db.add(Organisation(name="Club des Érables", created_at=now))
    db.flush()
    steps = (
        (setting_up.save_key, {"typed": {"sendgrid_key": KEY.get_secret_value()}}),
        (setting_up.save_from, {"typed": {"from_address": "facturation@club.example"}}),
        (setting_up.save_reply_domain, {"typed": {"reply_domain": "reply.club.example"}}),
        (setting_up.put_in_service, {"transport": "sendgrid"}),
    )
    for step, arguments in steps:
        step(db, version=effective(db).version, by=ADA, now=now, **arguments)

    def send() -> Email:
        send_test(db, address=ADA.email, by=ADA, language="fr", nonce="n", now=now)
        return db.get_one(Email, db.get_one(MailSetup, 1).test_email_id)

    return send


def states(db: Session, at: datetime) -> dict[str, str]:
    return {hop.key: hop.state for hop in hops(db, language="fr", now=at)}


def leave(db: Session, now: datetime, outcome: Any) -> None:
    claim = claim_one(db, worker="w", transport="sendgrid", now=now)
    assert claim is not None
    record(db, claim, outcome, now=now)


def test_the_stages_of_a_test_turn_green_one_after_the_other(
    db: Session, now: datetime, trial: Callable[[], Email]
) -> None:
    assert hops(db, language="fr", now=now) == []
    email = trial()
    assert states(db, now) == {"queued": "done", "accepted": "waiting", "event": "idle", "reply": "idle"}
    leave(db, now, Accepted("x", http_status=202))
    assert states(db, now) == {"queued": "done", "accepted": "done", "event": "waiting", "reply": "waiting"}
    news = {"event": "delivered", "email": ADA.email, "acct_email_id": email.ref, "timestamp": 1773685900}
    events.take(db, body=json.dumps([news]).encode(), now=now)
    simulate_reply(db, about=ABOUT, text="Reçu", now=now + timedelta(minutes=1), office=office(db))
    assert set(states(db, now).values()) == {"done"}
    assert "202" in hops(db, language="fr", now=now)[1].says


def test_a_stage_that_does_not_come_says_what_to_look_at(
    db: Session, now: datetime, trial: Callable[[], Email]
) -> None:
    trial()
    assert states(db, now + timedelta(minutes=2))["accepted"] == "late"
    leave(db, now, Accepted("x", http_status=202))
    late = {hop.key: hop for hop in hops(db, language="fr", now=now + timedelta(minutes=6))}
    assert (late["event"].state, late["reply"].state) == ("late", "late")
    assert "webhook" in late["event"].hint
    assert "reply.club.example" in late["reply"].hint


def test_a_refused_test_says_where_to_go_back_to(
    db: Session, now: datetime, trial: Callable[[], Email]
) -> None:
    trial()
    leave(db, now, Misconfigured("403", "from: does not match a verified Sender Identity", http_status=403))
    refused = hops(db, language="fr", now=now)[1]
    assert (refused.state, refused.hint) == ("wrong", w.NEXT_SENDER.fr)
    assert "verified Sender Identity" in refused.says
    assert states(db, now)["event"] == "idle"


def test_a_post_that_our_door_refused_is_told_from_none(
    db: Session, now: datetime, trial: Callable[[], Email]
) -> None:
    trial()
    leave(db, now, Accepted("x", http_status=202))
    db.get_one(MailSetup, 1).refused_hook_at = now + timedelta(seconds=9)
    assert states(db, now)["event"] == "wrong"


def test_a_double_click_sends_one_test(db: Session, now: datetime, trial: Callable[[], Email]) -> None:
    assert trial().id == trial().id


def test_a_test_to_our_own_address_is_refused(db: Session, now: datetime, trial: Callable[[], Email]) -> None:
    with pytest.raises(BadAddress):
        send_test(db, address="facturation@club.example", by=ADA, language="fr", nonce="n", now=now)


def test_the_test_is_read_by_nobody_beside_an_invoice(
    db: Session, now: datetime, trial: Callable[[], Email]
) -> None:
    talk = db.get_one(Conversation, trial().conversation_id)
    assert (talk.about_kind, talk.private) == ("mail_setup", True)
