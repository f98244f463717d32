"""What the tests of this room say often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from invoice_app.mail.addresses import Office
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.outbox import Recipient, Sender, post
from invoice_app.shared.about import About
from invoice_app.shared.ids import new_ref

SAMPLES = Path(__file__).parent / "samples"
SAMPLE_TOKEN = "d91p5hyk528jjfqhfw6yyrz5fe"
SAMPLE_MESSAGE_ID = "<01jd3w8m2k7y4q9s0v6x@batiment.example>"
FORM = "multipart/form-data; boundary=xYzZY"
OFFICE = Office("facturation@batiment.example", "reply.example.org", "sendgrid")
INVOICE = About("invoice", 14)
LISE = Sender("Lise Admin", 1, "lise@batiment.example")

Send = Callable[..., Email]


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def sent(db: Session, now: datetime, **changes: Any) -> Email:
    """Post an invoice's email, as the Send page would."""
    usual = {
        "about": INVOICE,
        "private": False,
        "sender": LISE,
        "recipients": [
            Recipient("to", "cp@client.example", "Comptes payables"),
            Recipient("cc", "elise@client.example", "Élise Roy"),
        ],
        "subject": "Facture 2026-014 – Projet Rivière",
        "text": "Bonjour,\n\nVotre facture de 11 497,50 $ est jointe.\n",
        "html": "<p>Bonjour,</p><p>Votre facture de 11 497,50 $ est jointe.</p>",
        "kind_nonce": f"invoice:{new_ref()}",
        "now": now,
        "from_name": "Bâtiment Exemple inc.",
        "office": OFFICE,
    }
    return post(db, **usual | changes)


@pytest.fixture
def send(db: Session, now: datetime) -> Send:
    def sending(**changes: Any) -> Email:
        return sent(db, changes.pop("now", now), **changes)

    return sending


@pytest.fixture
def sample_conversation(db: Session, now: datetime, send: Send) -> Conversation:
    """The conversation that the samples answer, with their token and their Message-ID."""
    return as_in_samples(db, send())


def as_in_samples(db: Session, email: Email) -> Conversation:
    conversation = db.get_one(Conversation, email.conversation_id)
    conversation.token, email.message_id = SAMPLE_TOKEN, SAMPLE_MESSAGE_ID
    db.flush()
    return conversation
