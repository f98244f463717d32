"""Answering and forwarding: to whom, in which thread, and what stays private."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from sqlmodel import Session

from invoice_app.mail import answering
from invoice_app.mail.actions import take_in
from invoice_app.mail.models import Conversation, Email, OutboxItem
from invoice_app.mail.outbox import Recipient
from invoice_app.mail.sight import Sight
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.refusals import NotFound
from tests.mail.conftest import INVOICE, LISE, OFFICE, Send

ADMIN = Sight("lise@batiment.example", 1, sees_private=True, is_staff=True)
COLLEAGUE = Sight("guy@batiment.example", 2, is_staff=True)
REFERENCES = ("<un@client.example>", "<deux@client.example>")


def reply_to(db: Session, sent: Email, now: datetime, **changes: Any) -> Email:
    """What the client answered from a mail program, to us and to others."""
    talk = db.get_one(Conversation, sent.conversation_id)
    message = EmailMessage()
    message["From"] = changes.get("sender", "Comptes payables <cp@client.example>")
    message["To"] = f"{OFFICE.reply_address(talk.token)}, Élise Roy <elise@client.example>"
    message["Cc"] = (
        "Facturation <facturation@batiment.example>, lise@batiment.example, Max <max@tiers.example>"
    )
    message["Subject"] = changes.get("subject", "RE: Facture 2026-014")
    message["Message-ID"] = "<reponse@client.example>"
    message["In-Reply-To"] = sent.message_id
    message["References"] = " ".join((*REFERENCES, sent.message_id))
    message.set_content("Bien reçu.\n")
    email = take_in(db, eml=message.as_bytes(), now=now, office=OFFICE)
    assert email is not None
    return email


def seen(db: Session, email: Email, sight: Sight = ADMIN, about: About = INVOICE) -> answering.Answered:
    return answering.answered(db, ref=email.ref, about=about, sight=sight)


def people(db: Session, wish: str, email: Email) -> dict[str, tuple[str, ...]]:
    return answering.people_for(wish, seen(db, email), office=OFFICE, own_address=LISE.address)


def test_reply_goes_to_who_wrote_and_reply_all_to_all_but_us(db: Session, now: datetime, send: Send) -> None:
    email = reply_to(db, send(), now)
    assert people(db, "reply", email) == {"to": ("Comptes payables <cp@client.example>",), "cc": ()}
    assert people(db, "reply_all", email) == {
        "to": ("Comptes payables <cp@client.example>", "Élise Roy <elise@client.example>"),
        "cc": ("Max <max@tiers.example>",),
    }
    assert people(db, "forward", email) == {}


def test_an_email_of_ours_is_answered_to_those_it_went_to_and_no_blind_copy(db: Session, send: Send) -> None:
    email = send(
        recipients=[Recipient("to", "cp@client.example"), Recipient("cc", "elise@client.example"),
                    Recipient("bcc", "direction@secret.example")]
    )  # fmt: skip
    assert people(db, "reply", email) == {"to": ("cp@client.example",), "cc": ()}
    assert people(db, "reply_all", email) == {"to": ("cp@client.example",), "cc": ("elise@client.example",)}
    assert "direction" not in answering.quoted(seen(db, email), language="fr", time_zone="UTC")


@pytest.mark.parametrize(
    ("wish", "subject", "language", "becomes"),
    [
        ("reply", "Facture 1", "fr", "Re: Facture 1"),
        ("reply_all", "RE : Facture 1", "fr", "RE : Facture 1"),
        ("reply", "Ré: Facture 1", "fr", "Ré: Facture 1"),
        ("reply", "re[2]: Facture", "en", "re[2]: Facture"),
        ("reply", "Remise : 10 %", "fr", "Re: Remise : 10 %"),
        ("forward", "Facture 1", "fr", "Tr : Facture 1"),
        ("forward", "Invoice 1", "en", "Fwd: Invoice 1"),
        ("forward", "TR: Facture", "fr", "TR: Facture"),
    ],
)
def test_the_subject_says_once_what_it_is(wish: str, subject: str, language: str, becomes: str) -> None:
    assert answering.subject_for(wish, subject, language) == becomes


def test_an_answer_is_in_the_thread_of_what_it_answers(db: Session, now: datetime, send: Send) -> None:
    received = reply_to(db, send(), now)
    send(now=now + timedelta(minutes=1))
    answer = send(answers=received, subject="Re: Facture")
    message = message_from_bytes(files().get(answer.raw_sha256), policy=policy.default)
    assert message["In-Reply-To"] == received.message_id
    assert message["References"].split() == [*received.references.split(), received.message_id]
    assert message["X-Entity-Ref-ID"] is None
    assert answer.answers_id == received.id


def test_an_answer_to_a_program_that_keeps_no_references_names_both(
    db: Session, now: datetime, send: Send
) -> None:
    received = reply_to(db, first := send(), now)
    received.references, received.in_reply_to = "", first.message_id
    assert send(answers=received).references.split() == [first.message_id, received.message_id]


def test_a_private_answer_stays_in_its_conversation_with_the_same_readers(
    db: Session, now: datetime, send: Send
) -> None:
    received = reply_to(db, send(private=True), now)
    talk = db.get_one(Conversation, received.conversation_id)
    assert talk.private
    answer = send(
        answers=received, within=talk, private=True, recipients=[Recipient("to", "cp@client.example")]
    )
    assert answer.conversation_id == talk.id
    assert set(answering.readers_of(db, talk, sight=ADMIN)) == {
        "cp@client.example", "elise@client.example", LISE.address,
    }  # fmt: skip


def test_what_may_not_be_read_can_not_be_answered(db: Session, now: datetime, send: Send) -> None:
    private, open_one = send(private=True), send()
    system = send(about=None)
    for email, sight, about in (
        (private, COLLEAGUE, INVOICE), (open_one, ADMIN, About("invoice", 15)), (system, ADMIN, INVOICE),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            seen(db, email, sight, about)
    assert seen(db, open_one, COLLEAGUE).email.id == open_one.id
    open_one.direction = "own"
    db.flush()
    with pytest.raises(NotFound):
        seen(db, open_one)


def test_an_email_leaves_when_it_may_no_longer_be_taken_back_or_at_its_hour(
    db: Session, now: datetime, send: Send
) -> None:
    soon, hour = send(undo_for=timedelta(seconds=10)), now + timedelta(days=2)
    planned = send(undo_for=timedelta(seconds=10), send_at=hour)
    assert db.get_one(OutboxItem, soon.id).next_attempt_at == now + timedelta(seconds=10)
    assert db.get_one(OutboxItem, planned.id).next_attempt_at == hour
    message = message_from_bytes(files().get(planned.raw_sha256), policy=policy.default)
    assert message["Date"].datetime == hour
    assert planned.send_at == hour


def test_what_was_cancelled_is_in_nobodys_thread(db: Session, now: datetime, send: Send) -> None:
    cancelled = send()
    cancelled.status = "cancelled"
    db.flush()
    assert send(now=now + timedelta(minutes=1)).in_reply_to == ""


def test_a_quotation_says_whose_it_is(db: Session, now: datetime, send: Send) -> None:
    received = reply_to(db, send(), now)
    text = answering.quoted(seen(db, received), language="fr", time_zone="America/Montreal")
    assert "De\u00a0: Comptes payables <cp@client.example>" in text
    assert "16\u00a0mars 2026, 14" in text
    assert text.endswith("Bien reçu.")
