"""Whether a message comes from where it says: by DKIM or SPF of the same people, and never by luck."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.mail import inbound
from invoice_app.mail.understanding.sender_auth import is_aligned, sender_auth
from tests.mail.conftest import FORM, OFFICE, sample


@pytest.mark.parametrize(
    ("dkim", "spf", "envelope", "auth"),
    [
        ("{@client.example : pass}", "", "x@bounce.example", "verified"),
        ("{@other.example : pass}{@client.example : pass}", "fail", None, "verified"),
        ("{@client.example : fail}{@client.example : pass}", "", None, "verified"),
        ("{@a.example : fail}, {@mail.client.example : pass}", "", None, "verified"),
        ("{@esp.example : pass}", "pass", "bounce@client.example", "verified"),
        ("{@esp.example : pass}", "pass", "bounce@esp.example", "unverified"),
        ("{@client.example : fail}", "pass", "x@esp.example", "failed"),
        ("none", "softfail", "elise@client.example", "failed"),
        ("none", "none", "", "unverified"),
        ("none", "neutral", None, "unverified"),
        ("", "", "elise@client.example", ""),
        ("{@example : pass}", "", None, "unverified"),
        ("{{{{@ : pass}}}}" * 1000, "?", None, "unverified"),
    ],
)
def test_who_vouches_for_a_sender(dkim: str, spf: str, envelope: str | None, auth: str):
    assert sender_auth(dkim=dkim, spf=spf, envelope_from=envelope, sender="elise@client.example") == auth


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("client.qc.ca", "client.qc.ca", True),
        ("mail.client.qc.ca", "client.qc.ca", True),
        ("client.qc.ca", "qc.ca", False),
        ("evil.gc.ca", "gc.ca", False),
        ("client.co.uk", "co.uk", False),
        ("client.com", "com", False),
        ("notclient.com", "client.com", False),
        ("Mail.Client.com.", "client.com", True),
        ("a.onmicrosoft.com", "onmicrosoft.com", False),
        ("com", "com", False),
        ("", "", False),
        ("a.b.c.client.example", "client.example", True),
        ("a.client.example", "b.client.example", False),
    ],
)
def test_domains_of_the_same_people(one: str, other: str, same: bool):
    assert is_aligned(one, other) is is_aligned(other, one) is same


@pytest.mark.parametrize("name", ["04_inbound_parsed_gmail_fr", "06_inbound_raw_outlook_fr"])
def test_what_the_provider_found_is_kept_with_the_email(
    db: Session, now: datetime, sample_conversation, name: str
):
    row = inbound.receive(
        db, raw=sample(f"{name}.multipart"), source="webhook-raw", now=now, content_type=FORM
    )
    email = inbound.understand(db, row.id, now, OFFICE)
    assert row.dkim.startswith("{@")
    assert row.spf == "pass"
    assert email.auth in ("verified", "unverified", "failed")


def test_of_an_uploaded_message_nothing_is_known(db: Session, now: datetime):
    row = inbound.receive(db, raw=b"From: elise@client.example\r\n\r\nx", source="upload", now=now)
    assert inbound.understand(db, row.id, now, OFFICE).auth == ""
