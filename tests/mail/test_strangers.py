"""A colleague of the client is told from nobody known, and a shared provider from an employer."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.mail.outbox import Recipient
from invoice_app.mail.queries import thread
from invoice_app.mail.sight import Sight
from tests.mail.conftest import INVOICE, Send, as_in_samples
from tests.mail.test_inbound import mail
from tests.mail.test_routing import arrive

ADMIN = Sight("lise@batiment.example", 1, sees_private=True, is_staff=True)


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("elise@client.example", ""),
        (
            "paul@client.example",
            "Not known in this conversation, but of the same domain as a recipient: client.example",
        ),
        ("x@gmail.com", "Sender not known in this conversation"),
        ("x@archives.example", "Sender not known in this conversation"),
        ("x@elsewhere.example", "Sender not known in this conversation"),
    ],
)
def test_what_is_said_of_a_sender(db: Session, now: datetime, send: Send, sender: str, words: str):
    people = [("to", "elise@client.example"), ("cc", "zoe@gmail.com"), ("bcc", "b@archives.example")]
    as_in_samples(db, send(recipients=[Recipient(role, address) for role, address in people]))
    arrive(db, now, mail(From=sender))
    cards = thread(db, INVOICE, sight=ADMIN, language="en", time_zone="America/Montreal")
    assert [card.sender_words for card in cards if card.direction == "in"] == [words]
