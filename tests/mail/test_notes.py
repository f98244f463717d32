"""A note beside a record is for colleagues, stays as written, and never travels."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.mail import deliveries, queries
from invoice_app.mail.actions import cancel, mark_sent, send_again
from invoice_app.mail.composing import NoText
from invoice_app.mail.models import Conversation, Email, OutboxItem
from invoice_app.mail.notes import NoteTooLong, write_note
from invoice_app.mail.sight import Sight
from invoice_app.shared.refusals import NotFound
from tests.mail.conftest import INVOICE, LISE, Send

COLLEAGUE = Sight("marc@batiment.example", 4, is_staff=True)
CLIENT = Sight("cp@client.example", 8)
WORDS = {"language": "fr", "time_zone": "America/Toronto"}


def note(db: Session, now: datetime, text: str = "Ne pas relancer avant mars.", nonce: str = "1") -> Email:
    return write_note(db, about=INVOICE, text=text, author=LISE, nonce=nonce, now=now)


def test_colleagues_read_it_and_the_client_does_not(db: Session, send: Send, now: datetime):
    send().status = "accepted"
    kept = note(db, now + timedelta(minutes=1))
    first, _ = queries.thread(db, INVOICE, sight=COLLEAGUE, **WORDS)
    assert (first.kind_words, first.who, first.text) == ("Note interne", LISE.name, kept.text)
    assert (first.subject, first.recipients, first.has_original) == ("", (), False)
    assert [card.direction for card in queries.thread(db, INVOICE, sight=CLIENT, **WORDS)] == ["out"]
    assert (queries.count(db, INVOICE, sight=COLLEAGUE), queries.count(db, INVOICE, sight=CLIENT)) == (2, 1)
    with pytest.raises(NotFound):
        queries.about_of(db, kept.ref, sight=CLIENT)


def test_it_is_never_in_the_outbox_nor_can_it_be_sent(db: Session, now: datetime):
    kept = note(db, now)
    assert db.exec(select(OutboxItem)).all() == []
    for act in (send_again, mark_sent):
        with pytest.raises(NotFound):
            act(db, email_ref=kept.ref, now=now)
    with pytest.raises(NotFound):
        cancel(db, email_ref=kept.ref)


def test_what_is_sent_after_it_answers_the_email_before_it(db: Session, send: Send, now: datetime):
    first = send()
    note(db, now + timedelta(minutes=1))
    second = send(now=now + timedelta(minutes=2))
    assert (second.in_reply_to, second.references) == (first.message_id, first.message_id)
    assert "relancer" not in second.text + second.html
    state = deliveries.delivery_state(db, INVOICE, sight=COLLEAGUE, language="fr")
    assert state
    assert state.words == "En file d’envoi"


def test_two_presses_make_one_note(db: Session, now: datetime):
    assert note(db, now).id == note(db, now).id
    assert note(db, now, nonce="2").id != note(db, now).id


def test_it_stands_in_the_open_conversation(db: Session, send: Send, now: datetime):
    send(private=True)
    assert not db.get_one(Conversation, note(db, now).conversation_id).private


@pytest.mark.parametrize(("text", "refusal"), [(" \n ", NoText), ("x" * 10_001, NoteTooLong)])
def test_an_empty_or_endless_one_is_refused(db: Session, now: datetime, text: str, refusal: type):
    with pytest.raises(refusal):
        note(db, now, text)
