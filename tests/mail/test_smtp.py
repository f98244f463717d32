"""SMTP against a real server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from socket import create_server
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from pydantic import SecretStr

from invoice_app.mail.transports.port import (
    Accepted,
    Frozen,
    Misconfigured,
    Outcome,
    Rejected,
    Retry,
    To,
    Uncertain,
)
from invoice_app.mail.transports.smtp import Smtp

NOW = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)
MIME = b"From: a@b.example\r\nSubject: x\r\n\r\nBonjour\r\n.\r\n..deux\r\n"
FROZEN = Frozen(
    "ref",
    NOW,
    "a@b.example",
    (To("to", "c@d.example"), To("cc", "e@f.example"), To("bcc", "g@h.example")),
    MIME,
)


class Mailroom:
    """Refuses what it is told to, at the step it is told to. The server wants these very names."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.refuse: dict[str, str] = {}
        self.after_data = ""
        self.slow = 0.0

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list
    ) -> str:
        if "MAIL" not in self.refuse:
            envelope.mail_from = address
        return self.refuse.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope, address: str, options: list
    ) -> str:
        if address not in self.refuse:
            envelope.rcpt_tos.append(address)
        return self.refuse.get(address, "250 OK")

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Any, envelope: Envelope
    ) -> str:
        if self.after_data == "drop":
            server.transport.close()
            return "250 never seen"
        await asyncio.sleep(self.slow)
        if not self.after_data:
            self.got.append(envelope)
        return self.after_data or "250 2.0.0 queued as 42"


@pytest.fixture
def room() -> Mailroom:
    return Mailroom()


@pytest.fixture
def deliver(room: Mailroom) -> Iterator[Callable[..., Outcome]]:
    def check(server: SMTP, session: Any, envelope: Any, mechanism: str, data: LoginPassword) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    controller = Controller(
        room,
        hostname="127.0.0.1",
        port=9131,
        authenticator=check,
        auth_require_tls=False,
        enable_SMTPUTF8=False,
    )
    controller.start()

    def send(**options: Any) -> Outcome:
        usual = {"host": "127.0.0.1", "port": 9131, "security": "none", "timeout": 2.0}
        return Smtp(**usual | options).send(FROZEN, now=NOW)

    yield send
    controller.stop()


def test_the_frozen_bytes_arrive_and_everybody_is_in_the_envelope(room: Mailroom, deliver):
    assert deliver() == Accepted(provider_id="2.0.0 queued as 42")
    [envelope] = room.got
    assert envelope.content == MIME
    assert envelope.rcpt_tos == ["c@d.example", "e@f.example", "g@h.example"]


def test_one_refused_address_does_not_stop_the_others(room: Mailroom, deliver):
    room.refuse["e@f.example"] = "550 5.1.1 no such user"
    assert deliver().refused == {"e@f.example": "550 5.1.1 no such user"}
    assert room.got[0].rcpt_tos == ["c@d.example", "g@h.example"]


def test_one_address_to_try_later_makes_all_wait_so_that_nobody_gets_it_twice(room: Mailroom, deliver):
    room.refuse["g@h.example"] = "451 4.7.1 greylisted"
    assert isinstance(deliver(), Retry)
    assert room.got == []


def test_when_all_addresses_are_refused_it_has_failed(room: Mailroom, deliver):
    room.refuse = {to.address: "550 no" for to in FROZEN.recipients}
    assert isinstance(deliver(), Rejected)


def test_a_refused_sender_is_a_matter_of_settings(room: Mailroom, deliver):
    room.refuse["MAIL"] = "550 5.7.1 not your address"
    assert isinstance(deliver(), Misconfigured)


@pytest.mark.parametrize(("says", "kind"), [("554 5.7.1 spam", Rejected), ("452 4.3.1 disk full", Retry)])
def test_what_is_said_after_the_data_is_certain(room: Mailroom, deliver, says: str, kind: type):
    room.after_data = says
    assert isinstance(deliver(), kind)


def test_a_connection_lost_after_the_data_leaves_us_uncertain(room: Mailroom, deliver):
    room.after_data = "drop"
    assert isinstance(deliver(), Uncertain)


def test_an_answer_that_does_not_come_after_the_data_leaves_us_uncertain(room: Mailroom, deliver):
    room.slow = 3.0
    assert isinstance(deliver(timeout=0.5), Uncertain)


def test_a_password_opens_the_door_and_a_wrong_one_is_a_matter_of_settings(room: Mailroom, deliver):
    assert isinstance(deliver(user="u", password=SecretStr("wrong")), Misconfigured)
    assert isinstance(deliver(user="u", password=SecretStr("right")), Accepted)


@pytest.mark.parametrize(("user", "password"), [("u", "clé"), ("zoé", "right")])
def test_a_password_that_cannot_be_sent_is_a_matter_of_settings_and_is_not_repeated(
    room: Mailroom, deliver, user: str, password: str
):
    outcome = deliver(user=user, password=SecretStr(password))
    assert isinstance(outcome, Misconfigured)
    assert "\\xe9" not in outcome.text
    assert "é" not in outcome.text
    assert room.got == []


def test_a_server_without_tls_is_never_spoken_to_in_the_clear_when_tls_was_asked(room: Mailroom, deliver):
    assert isinstance(deliver(security="starttls", user="u", password=SecretStr("right")), Misconfigured)
    assert room.got == []


def test_nobody_listening_is_provably_not_sent():
    assert isinstance(Smtp(host="127.0.0.1", port=9139, security="none").send(FROZEN, now=NOW), Retry)


def test_a_server_that_never_greets_is_provably_not_sent():
    with closing(create_server(("127.0.0.1", 0))) as silent:
        smtp = Smtp(host="127.0.0.1", port=silent.getsockname()[1], security="none", timeout=0.3)
        assert isinstance(smtp.send(FROZEN, now=NOW), Retry)


def test_a_server_that_speaks_one_byte_at_a_time_is_left_in_time():
    with closing(create_server(("127.0.0.1", 0))) as server:

        def drip() -> None:
            line, _ = server.accept()
            try:
                for _ in range(200):
                    line.send(b"2")
                    time.sleep(0.05)
            except OSError:
                line.close()

        Thread(target=drip, daemon=True).start()
        smtp = Smtp(
            host="127.0.0.1", port=server.getsockname()[1], security="none", timeout=1.0, done_within=0.5
        )
        began = time.monotonic()
        assert isinstance(smtp.send(FROZEN, now=NOW), Retry)
        assert time.monotonic() - began < 3


def test_a_server_that_hangs_up_at_hello_is_provably_not_sent():
    with closing(create_server(("127.0.0.1", 0))) as rude:

        def hang_up() -> None:
            rude.accept()[0].close()

        Thread(target=hang_up, daemon=True).start()
        smtp = Smtp(host="127.0.0.1", port=rude.getsockname()[1], security="none", timeout=1)
        assert isinstance(smtp.send(FROZEN, now=NOW), Retry)
