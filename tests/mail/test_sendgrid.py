"""SendGrid in every way it answers, on a real socket."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr
from sqlmodel import Session

from invoice_app.mail.claims import Claim, claim_one
from invoice_app.mail.outbox import Attachment, Recipient
from invoice_app.mail.outcomes import record
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.transports.port import Accepted, Frozen, Misconfigured, Rejected, Retry, To, Uncertain
from invoice_app.mail.transports.sendgrid import SendGrid, payload
from tests.mail.conftest import Send
from tests.mail.fake_sendgrid import FakeSendGrid

NOW = datetime(2026, 3, 16, 18, 30, tzinfo=UTC)
KEY = SecretStr("SG.a-key-that-must-not-leak.x")
FROZEN = Frozen(
    ref="01jd3w8m2k7y4q9s0v6x000000",
    posted_at=NOW,
    from_address="facturation@batiment.example",
    recipients=(To("to", "cp@client.example"),),
    mime=b"Message-ID: <a@b.example>\r\nFrom: Club <facturation@batiment.example>\r\n"
    b"To: cp@client.example\r\nSubject: Facture\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n",
)


@pytest.fixture
def fake() -> Iterator[FakeSendGrid]:
    with FakeSendGrid() as fake:
        yield fake


def transport(fake: FakeSendGrid) -> SendGrid:
    return SendGrid(url=fake.url, api_key=KEY, answer_within=1.0, done_within=1.5)


def claimed(db: Session, now: datetime) -> Claim:
    claim = claim_one(db, worker="w", transport="sendgrid", now=now)
    assert claim
    return claim


def test_202_is_accepted_with_the_providers_id(fake: FakeSendGrid):
    outcome = transport(fake).send(FROZEN, now=NOW)
    assert outcome == Accepted(provider_id=f"fake{1:018d}", http_status=202)
    assert fake.requests[0][2]["Authorization"] == f"Bearer {KEY.get_secret_value()}"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ("bad_address", Rejected, "personalizations.0.to.0.email: Does not contain a valid address."),
        ("too_large", Rejected, "content too large"),
        ("bad_key", Misconfigured, "authorization grant"),
        ("unverified_sender", Misconfigured, "verified Sender Identity"),
        ("not_found", Misconfigured, "404"),
        ("portal", Misconfigured, "not SendGrid's"),
        ("redirect", Misconfigured, "not SendGrid's"),
        ("redirect_307", Misconfigured, "not SendGrid's"),
        ("rate_limited", Retry, "too many requests"),
        ("unavailable", Retry, "503"),
        ("server_error", Uncertain, "internal"),
        ("bad_gateway", Uncertain, "502"),
        ("gateway_timeout", Uncertain, "504"),
        ("dropped", Uncertain, "before the answer"),
        ("stalled", Uncertain, "ReadTimeout"),
        ("dripping", Uncertain, "within 1.5 s"),
    ],
)
def test_every_other_answer_is_what_it_is(fake: FakeSendGrid, answer: str, kind: type, words: str):
    fake.answers(answer)
    outcome = transport(fake).send(FROZEN, now=NOW)
    assert isinstance(outcome, kind)
    assert words in outcome.text
    assert [request[:2] for request in fake.requests] == [("POST", "/v3/mail/send")]


def test_the_reset_of_the_rate_limit_is_waited_for(fake: FakeSendGrid):
    fake.reset_at = int(NOW.timestamp()) + 90
    fake.answers("rate_limited")
    outcome = transport(fake).send(FROZEN, now=NOW)
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(seconds=90)


def test_nobody_listening_is_provably_not_sent():
    with FakeSendGrid() as gone:
        url = gone.url
    assert isinstance(SendGrid(url=url, api_key=KEY).send(FROZEN, now=NOW), Retry)


@pytest.mark.parametrize("url", ["not an address", "ftp://api.sendgrid.example"])
def test_a_wrong_address_is_a_matter_of_settings(url: str):
    assert isinstance(SendGrid(url=url, api_key=KEY).send(FROZEN, now=NOW), Misconfigured)


def test_without_a_key_nothing_is_asked(fake: FakeSendGrid):
    outcome = SendGrid(url=fake.url, api_key=SecretStr("")).send(FROZEN, now=NOW)
    assert isinstance(outcome, Misconfigured)
    assert fake.requests == []


@pytest.mark.parametrize("around", ["{}\n", " {} ", "\t{}\r\n"])
def test_what_a_file_leaves_around_the_key_is_no_part_of_it(fake: FakeSendGrid, around: str):
    key = SecretStr(around.format(KEY.get_secret_value()))
    assert isinstance(SendGrid(url=fake.url, api_key=key).send(FROZEN, now=NOW), Accepted)
    assert fake.requests[0][2]["Authorization"] == f"Bearer {KEY.get_secret_value()}"


@pytest.mark.parametrize(
    "within", ["SG.must-not\nleak", "SG.must-not\x00leak", "SG.must-not leak", "SG.must-noté"]
)
def test_a_key_that_no_header_can_hold_is_a_matter_of_settings_and_is_not_repeated(
    fake: FakeSendGrid, within: str, caplog: pytest.LogCaptureFixture
):
    """The client that is given it says it in its error, which is kept and shown."""
    caplog.set_level(logging.DEBUG)
    outcome = SendGrid(url=fake.url, api_key=SecretStr(within)).send(FROZEN, now=NOW)
    assert isinstance(outcome, Misconfigured)
    assert "must-not" not in outcome.text + caplog.text
    assert fake.requests == []


def test_the_key_is_in_no_log_even_at_the_most_talkative(
    fake: FakeSendGrid, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.DEBUG)
    fake.answers("bad_key", "dropped", "accepted")
    for _ in range(3):
        transport(fake).send(FROZEN, now=NOW)
    assert "127.0.0.1" in caplog.text
    assert "must-not-leak" not in caplog.text


def test_the_payload_is_made_of_the_frozen_bytes(db: Session, send: Send, now: datetime):
    send()
    first = claimed(db, now)
    record(db, first, Accepted(), now=now)
    email = send(
        recipients=[
            Recipient("to", "cp@client.example", "Comptes payables"),
            Recipient("cc", "elise@client.example"),
            Recipient("bcc", "direction@batiment.example"),
        ],
        text="Bonjour,\n\n. Une ligne\n",
        attachments=[Attachment("Relevé.csv", "text/csv", "é;1\n".encode("cp1252"))],
    )
    made = payload(claimed(db, now).frozen())
    assert made["personalizations"] == [
        {
            "to": [{"email": "cp@client.example", "name": "Comptes payables"}],
            "cc": [{"email": "elise@client.example"}],
            "bcc": [{"email": "direction@batiment.example"}],
            "custom_args": {"acct_email_id": email.ref, "acct_env": setup_row(db).installation},
        }
    ]
    assert made["from"] == {"email": "facturation@batiment.example", "name": "Bâtiment Exemple inc."}
    assert made["reply_to"]["email"].startswith("r-")
    assert made["content"][0] == {"type": "text/plain", "value": email.text}
    assert made["content"][1]["type"] == "text/html"
    assert made["attachments"] == [
        {"content": "6TsxCg==", "type": "text/csv", "filename": "Releve.csv", "disposition": "attachment"}
    ]
    assert made["headers"]["Message-ID"] == email.message_id
    assert made["headers"]["In-Reply-To"] == f"<{first.ref}@batiment.example>"
    assert {"To", "From", "Subject", "Reply-To", "Content-Type"}.isdisjoint(made["headers"])
    assert not any(t["enable"] for t in made["tracking_settings"].values())
