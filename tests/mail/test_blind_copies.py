"""A blind copy is blind in all that is told of an email: its failures, its reports, its readers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import literal
from sqlmodel import Session, select

from invoice_app.mail import queries, searching
from invoice_app.mail.answering import readers_of
from invoice_app.mail.earlier import was_sent_since
from invoice_app.mail.models import Conversation, Email, EmailRecipient
from invoice_app.mail.outbox import Recipient
from invoice_app.mail.sight import Sight
from tests.mail.conftest import INVOICE, Send
from tests.mail.test_routing import arrive

ADMIN = Sight("admin@batiment.example", 9, True, is_staff=True)
SENDER = Sight("lise@batiment.example", 1, False, is_staff=True)
BLIND = Sight("direction@batiment.example", 3, False, is_staff=True)
STAFF = Sight("marc@batiment.example", 4, False, is_staff=True)
MEMBER = Sight("elise@client.example", 5)
WORDS = {"language": "fr", "time_zone": "America/Toronto"}
TO_BLIND = [
    Recipient("to", "elise@client.example", "Élise Roy"),
    Recipient("bcc", "direction@batiment.example", "La direction"),
]


def cards(db: Session, sight: Sight) -> tuple[queries.EmailCard, ...]:
    return queries.thread(db, INVOICE, sight=sight, **WORDS)


def recipient(db: Session, address: str) -> EmailRecipient:
    return db.exec(select(EmailRecipient).where(EmailRecipient.address == address)).one()


def machine(conversation: Conversation, sender: str, subject: str, text: str) -> bytes:
    return (
        f"From: {sender}\r\nTo: r-{conversation.token}@reply.example.org\r\n"
        f"Message-ID: <{abs(hash(text))}@mx.example>\r\nAuto-Submitted: auto-replied\r\n"
        f"Subject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def test_the_failure_of_a_blind_copy_alone_is_nobodys_problem(db: Session, send: Send):
    """The filter and the mark of the page of mail say nothing of an address that is not to be known."""
    send(recipients=TO_BLIND, subject="Ouvert")
    recipient(db, "direction@batiment.example").status = "bounced"
    db.flush()
    told = {
        sight.account_id: searching.found(db, "", sight=sight, show="undelivered", limit=9) != []
        for sight in (ADMIN, SENDER, BLIND, STAFF)
    }
    assert told == {9: True, 1: True, 3: True, 4: False}
    recipient(db, "elise@client.example").status = "bounced"
    db.flush()
    assert searching.found(db, "", sight=STAFF, show="undelivered", limit=9) != []


def test_a_blind_copy_that_did_not_arrive_is_no_reason_to_write_again(db: Session, send: Send, now: datetime):
    send(recipients=TO_BLIND)
    lately = now - timedelta(days=1)
    was_sent = was_sent_since("invoice", literal(INVOICE.id), lately, sight=STAFF)  # type: ignore[arg-type]
    recipient(db, "direction@batiment.example").status = "bounced"
    db.flush()
    assert db.scalar(select(was_sent)) is True
    recipient(db, "elise@client.example").status = "bounced"
    db.flush()
    assert db.scalar(select(was_sent)) is False


@pytest.mark.parametrize("words", ["direction@batiment.example: 550 inconnu", "bcc[0].email: invalid"])
def test_why_an_email_failed_names_no_blind_copy(db: Session, send: Send, words: str):
    """The words are the provider's, and name whom they please."""
    email = send(recipients=TO_BLIND)
    email.status, email.error_code, email.error_text = "failed", "recipients", words
    db.flush()
    said = {sight.account_id: cards(db, sight)[0].error_text for sight in (ADMIN, SENDER, STAFF)}
    assert words in said[9]
    assert words in said[1]
    assert said[4] == ""
    assert cards(db, STAFF)[0].status_words


@pytest.mark.parametrize(
    ("status", "words", "told"),
    [
        ("failed", "bcc[0].email: invalid", ""),
        ("bounced", "elise, Direction@batiment.example: 550 5.1.1", ""),
        ("bounced", "550 5.1.1 user unknown", "550 5.1.1 user unknown"),
    ],
)
def test_what_is_said_of_another_recipient_names_no_blind_copy(
    db: Session, send: Send, status: str, words: str, told: str
):
    """A refusal of the whole email is noted with each, and one report may speak of several."""
    send(recipients=TO_BLIND)
    row = recipient(db, "elise@client.example")
    row.status, row.detail = status, words
    db.flush()
    said = {sight.account_id: cards(db, sight)[0].recipients[0] for sight in (ADMIN, SENDER, STAFF)}
    assert {who: card.detail for who, card in said.items()} == {9: words, 1: words, 4: told}
    assert said[4].is_problem
    assert said[4].status_words


def test_why_an_email_without_blind_copies_failed_is_said_to_every_colleague(db: Session, send: Send):
    email = send()
    email.status, email.error_text = "failed", "550 inconnu"
    db.flush()
    assert "550 inconnu" in cards(db, STAFF)[0].error_text


def test_a_report_on_a_blind_copy_is_shown_to_who_may_know_of_it(db: Session, send: Send, now: datetime):
    """Its words name the address; it is filed all the same, and its recipient is marked."""
    email = send(recipients=TO_BLIND, subject="Ouvert")
    talk = db.get_one(Conversation, email.conversation_id)
    text = f"direction@batiment.example: 550 5.1.1 user unknown\r\n\r\nMessage-ID: {email.message_id}"
    arrive(db, now, machine(talk, "mailer-daemon@mx.example", "Undelivered mail", text))
    assert recipient(db, "direction@batiment.example").status == "bounced"
    shown = {s.account_id: len(cards(db, s)) for s in (ADMIN, SENDER, BLIND, STAFF, MEMBER)}
    assert shown[9] == shown[1] == shown[3] == 2
    assert shown[4] == queries.count(db, INVOICE, sight=STAFF) == 1
    assert searching.found(db, "direction", sight=STAFF, limit=9) == []
    assert searching.found(db, "direction", sight=ADMIN, limit=9) != []
    report = db.exec(select(Email).where(Email.kind == "bounce")).one()
    with pytest.raises(queries.NotFound):
        queries.eml(db, report.ref, INVOICE, sight=STAFF)


def test_an_absence_of_a_blind_copy_is_shown_to_who_may_know_of_it(db: Session, send: Send, now: datetime):
    """They did not choose to answer; the absence of anybody else stays in the conversation."""
    email = send(recipients=TO_BLIND)
    talk = db.get_one(Conversation, email.conversation_id)
    arrive(db, now, machine(talk, "direction@batiment.example", "Absence du bureau", "Je suis en congé."))
    assert [len(cards(db, sight)) for sight in (ADMIN, SENDER, BLIND, STAFF, MEMBER)][:4] == [2, 2, 2, 1]
    arrive(db, now, machine(talk, "elise@client.example", "Absence du bureau", "De retour lundi."))
    assert len(cards(db, STAFF)) == 2


def test_a_report_beside_no_blind_copy_is_every_colleagues(db: Session, send: Send, now: datetime):
    email = send()
    talk = db.get_one(Conversation, email.conversation_id)
    text = f"cp@client.example: 550 5.1.1 user unknown\r\n\r\nMessage-ID: {email.message_id}"
    arrive(db, now, machine(talk, "mailer-daemon@mx.example", "Undelivered mail", text))
    assert len(cards(db, STAFF)) == 2


def test_who_answers_a_private_email_is_told_of_no_blind_copy(db: Session, send: Send, now: datetime):
    """Somebody it was written to openly knows the others it was written to openly."""
    to_marc = [Recipient("to", "marc@batiment.example"), *TO_BLIND]
    email = send(private=True, recipients=to_marc)
    talk = db.get_one(Conversation, email.conversation_id)
    seen = {
        sight.account_id: set(readers_of(db, talk, sight=sight)) for sight in (ADMIN, SENDER, BLIND, STAFF)
    }
    everybody = {
        "lise@batiment.example", "marc@batiment.example", "elise@client.example",
        "direction@batiment.example",
    }  # fmt: skip
    assert seen == {9: everybody, 1: everybody, 3: everybody, 4: everybody - {"direction@batiment.example"}}
    # Written to openly since, they are no secret any more.
    later = now + timedelta(minutes=1)
    send(private=True, recipients=[*to_marc[:2], Recipient("cc", "direction@batiment.example")], now=later)
    assert set(readers_of(db, talk, sight=STAFF)) == everybody
