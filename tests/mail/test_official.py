"""Every kind of request that leaves for SendGrid, against its own official description."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
from pydantic import SecretStr
from sqlmodel import Session

from invoice_app.mail.claims import claim_one
from invoice_app.mail.composing import EmptyFile
from invoice_app.mail.outbox import Attachment, Recipient
from invoice_app.mail.outcomes import record
from invoice_app.mail.transports.port import Accepted
from invoice_app.mail.transports.sendgrid import SendGrid, payload
from tests.mail.conftest import Send

OFFICIAL = Path(__file__).parent / "official" / "mail_send.json"
RESERVED = {
    *("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding"),
    *("to", "from", "subject", "reply-to", "cc", "bcc"),
}


def strict(schema: Any) -> Any:
    """The same description, which does not let a misspelt field by."""
    if isinstance(schema, list):
        return [strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: strict(each) for key, each in schema.items()}
    if "properties" in schema and "type" in schema:
        made.setdefault("additionalProperties", False)
    return made


VALIDATOR = jsonschema.Draft202012Validator(strict(json.loads(OFFICIAL.read_text())))

KINDS: dict[str, dict[str, Any]] = {
    "a first email": {},
    "text alone": {"html": ""},
    "private, with Cc and Bcc": {
        "private": True,
        "recipients": [
            Recipient("to", "cp@client.example"),
            Recipient("cc", "elise@client.example", "Élise Roy"),
            Recipient("bcc", "direction@batiment.example", "La direction"),
        ],
    },
    "files, one with an accent": {
        "attachments": [
            Attachment("Facture 2026-014 – révisée.pdf", "application/pdf", b"%PDF-1.7"),
            Attachment("données.csv", "text/csv", "é;1\n".encode("cp1252")),
            Attachment("reçu.eml", "message/rfc822", b"From: a@b.example\r\n\r\nx"),
        ]
    },
    "names that look like lists": {
        "from_name": 'Roy, Dupont & Fils; "Comptes" <payables>',
        "recipients": [Recipient("to", "jean@client.example", "Dupont, Jean <x@evil.example>")],
    },
    "letters of everywhere": {
        "subject": "Facture – Bâtiment « Été » 😀 日本",
        "text": "Ça\u00a0coûte 12\u202f€ 😀",
        "recipients": [Recipient("to", "cp@bâtiment.example", "Zoë 日本 😀")],
    },
    "mail of the system": {"about": None, "automatic": True},
    "in English": {"language": "en"},
    "a hundred recipients": {"recipients": [Recipient("to", f"a{n}@client.example") for n in range(100)]},
}


def made(db: Session, now: datetime) -> dict[str, Any]:
    claim = claim_one(db, worker="w", transport="sendgrid", now=now)
    assert claim
    request = payload(claim.frozen())
    record(db, claim, Accepted(), now=now)
    return request


def check(request: dict[str, Any]) -> None:
    VALIDATOR.validate(request)
    addresses = [
        each["email"] for role in ("to", "cc", "bcc") for each in request["personalizations"][0].get(role, [])
    ]
    assert len(addresses) == len(set(addresses))
    assert not {name.lower() for name in request["headers"]} & RESERVED
    assert all(isinstance(value, str) for value in request["headers"].values())
    said_back = request["personalizations"][0]["custom_args"]
    assert set(said_back) == {"acct_email_id", "acct_env"}
    assert all(isinstance(value, str) for value in said_back.values())
    assert all(file["filename"].isascii() for file in request.get("attachments", []))
    people = [request["from"], *request["personalizations"][0]["to"]]
    assert not any(set(each.get("name", "")) & set(',;"<>') for each in people)
    # What an account has on by default would rewrite links and add a pixel.
    assert [each["enable"] for each in request["tracking_settings"].values()] == [False] * 3


@pytest.mark.parametrize("kind", KINDS)
def test_what_leaves_is_as_officially_described(db: Session, send: Send, now: datetime, kind: str):
    send(**KINDS[kind])
    check(made(db, now))


def test_an_answer_in_a_thread_is_too(db: Session, send: Send, now: datetime):
    for _ in range(3):
        send()
        last = made(db, now)
    check(last)
    assert {"In-Reply-To", "References"} <= set(last["headers"])


def test_an_empty_file_which_would_be_refused_there_is_refused_here(send: Send):
    with pytest.raises(EmptyFile) as refused:
        send(attachments=[Attachment("vide.txt", "text/plain", b"")])
    assert "vide.txt" in refused.value.phrase.fr


def test_a_misspelt_field_would_be_seen(db: Session, send: Send, now: datetime):
    send()
    wrong = made(db, now) | {"replyto": {"email": "a@b.example"}}
    with pytest.raises(jsonschema.ValidationError):
        VALIDATOR.validate(wrong)


def test_the_european_host_is_asked_where_it_is_and_keeps_the_limits(monkeypatch: pytest.MonkeyPatch):
    asked: list[tuple[str, httpx.Timeout]] = []

    class Client(httpx.AsyncClient):
        def stream(self, method: str, url: Any, **more: Any) -> Any:
            asked.append((str(url), self.timeout))
            raise httpx.ConnectTimeout("nobody asks the real one")

    monkeypatch.setattr(httpx, "AsyncClient", Client)
    from tests.mail.test_sendgrid import FROZEN, NOW

    european = SendGrid(
        url="https://api.eu.sendgrid.com", api_key=SecretStr("SG.x"), connect_within=3, answer_within=4
    )
    european.send(FROZEN, now=NOW)
    [(url, timeout)] = asked
    assert url == "https://api.eu.sendgrid.com/v3/mail/send"
    assert (timeout.connect, timeout.read) == (3, 4)
