"""Where a message belongs, and why another waits to be filed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from invoice_app.mail import inbound, routing
from invoice_app.mail.models import Conversation, ConversationReader, Email, EmailAlias, InboundRaw
from invoice_app.mail.outbox import Recipient
from invoice_app.mail.routing import explain
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.understanding.mime import read_mime
from invoice_app.shared.about import About
from tests.mail.conftest import OFFICE, SAMPLE_MESSAGE_ID, SAMPLE_TOKEN, Send
from tests.mail.test_inbound import TOKEN_ADDRESS, mail

BY_THREAD = {"To": "facturation@batiment.example", "References": SAMPLE_MESSAGE_ID}


def arrive(db: Session, at: datetime, raw: bytes, source: str = "webhook-raw", **envelope: Any) -> Email:
    row = inbound.receive(db, raw=raw, source=source, now=at, **envelope)
    email = inbound.understand(db, row.id, at, OFFICE)
    assert email
    return email


def row_of(db: Session, email: Email) -> InboundRaw:
    return db.exec(select(InboundRaw).where(InboundRaw.email_id == email.id)).one()


def why(db: Session, at: datetime, **headers: str) -> str:
    email = arrive(db, at, mail(**headers))
    assert (email.conversation_id is None) == (email.why not in ("token", "thread"))
    assert row_of(db, email).why == ("" if email.conversation_id else email.why)
    return email.why


def only_contacts(db: Session) -> None:
    setup_row(db).sender_policy = "contacts"
    db.flush()


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "token"),
        ({"To": TOKEN_ADDRESS.upper()}, "token"),
        ({"To": f"reply+{SAMPLE_TOKEN}@reply.example.org"}, "token"),
        ({"To": "x@y.example", "Cc": f"Facture <{TOKEN_ADDRESS}>"}, "token"),
        ({"To": "x@y.example", "Delivered-To": TOKEN_ADDRESS}, "token"),
        ({"To": "x@y.example", "X-Forwarded-To": TOKEN_ADDRESS}, "token"),
        (BY_THREAD, "thread"),
        ({"To": "x@y.example", "In-Reply-To": SAMPLE_MESSAGE_ID}, "thread"),
        (BY_THREAD | {"From": "Marc <marc@elsewhere.example>"}, "not_a_participant"),
        ({"To": "x@y.example"}, "no_token"),
        ({"To": "x@y.example", "References": "<never@ours.example>"}, "no_token"),
        ({"To": f"r-{'0' * 26}@reply.example.org"}, "unknown_token"),
        ({"From": OFFICE.from_address}, "own_address"),
        ({"From": f"Client <{TOKEN_ADDRESS}>"}, "own_address"),
        ({"Message-ID": SAMPLE_MESSAGE_ID}, "own_address"),
        ({"From": ""}, "token"),
    ],
)
def test_every_message_says_why_it_stands_where_it_does(
    db: Session, now: datetime, sample_conversation: Conversation, headers: dict[str, str], reason: str
):
    assert why(db, now, **headers) == reason


def test_the_webhook_and_whoever_only_asks_are_told_the_same(
    db: Session, now: datetime, sample_conversation: Conversation
):
    headers = read_mime(mail()).headers
    found = explain(db, "", headers, OFFICE)
    assert (found.conversation, found.why) == (sample_conversation, "token")
    assert explain(None, "", headers, OFFICE).why == "no_database"


def test_an_answer_to_an_id_that_the_provider_gave_is_found(
    db: Session, now: datetime, sample_conversation: Conversation
):
    sent = db.exec(select(Email)).one()
    db.add(EmailAlias(message_id="<abc.filter1@geopod-ismtpd-7>", email_id=sent.id))
    assert why(db, now, **BY_THREAD | {"References": "<abc.filter1@geopod-ismtpd-7>"}) == "thread"


def test_a_revoked_address_and_a_revoked_thread_take_nothing_more(
    db: Session, now: datetime, sample_conversation: Conversation
):
    sample_conversation.revoked_at = now
    assert why(db, now) == "revoked"
    assert why(db, now, **BY_THREAD | {"Message-ID": "<2@x.example>"}) == "revoked"


def test_of_two_ids_the_nearest_decides(db: Session, now: datetime, send: Send, sample_conversation):
    nearer = send(about=About("invoice", 15))
    email = arrive(db, now, mail(To="x@y.example", References=f"{SAMPLE_MESSAGE_ID} {nearer.message_id}"))
    assert email.conversation_id == nearer.conversation_id


def test_somebody_let_in_is_a_participant(db: Session, now: datetime, sample_conversation: Conversation):
    db.add(ConversationReader(conversation_id=sample_conversation.id, address="marc@elsewhere.example"))
    email = arrive(db, now, mail(**BY_THREAD | {"From": "marc@elsewhere.example"}))
    assert (email.why, email.known_sender) == ("thread", True)


def test_somebody_whom_the_record_concerns_is_known_but_not_to_a_private_conversation(
    db: Session, now: datetime, send: Send, sample_conversation, monkeypatch: pytest.MonkeyPatch
):
    asked = []

    def their_people(_db: Session, about: About, address: str) -> bool:
        asked.append((about, address))
        return address.endswith("@client.example")

    monkeypatch.setattr(routing, "acquainted", their_people)
    assert arrive(db, now, mail(From="paul@client.example")).known_sender
    assert asked == [(About("invoice", 14), "paul@client.example")]
    secret = db.get_one(Conversation, send(private=True).conversation_id)
    private = mail(From="paul@client.example", To=f"r-{secret.token}@reply.example.org")
    assert not arrive(db, now, private).known_sender


def test_with_contacts_only_a_stranger_waits_for_an_admin(
    db: Session, now: datetime, sample_conversation: Conversation
):
    only_contacts(db)
    known = arrive(db, now, mail())
    assert (known.why, known.conversation_id) == ("token", sample_conversation.id)
    stranger = arrive(db, now, mail(From="marc@elsewhere.example", Message_ID="<2@x.example>"))
    assert (stranger.why, stranger.conversation_id, stranger.text.strip()) == ("policy", None, "Merci")
    assert row_of(db, stranger).state == "quarantined"


def test_with_contacts_only_what_comes_back_undelivered_is_still_filed(
    db: Session, now: datetime, sample_conversation: Conversation
):
    only_contacts(db)
    daemon = {"From": "MAILER-DAEMON@mx.example", "In-Reply-To": SAMPLE_MESSAGE_ID}
    assert why(db, now, **daemon) == "token"
    assert why(db, now, **daemon | {"In-Reply-To": "<not@ours.example>", "Message-ID": "<3@x>"}) == "policy"


def echo(n: int, sender: str = "robot@client.example") -> bytes:
    return mail(body=f"Bien reçu {n}", From=sender, Message_ID=f"<{n}@{sender}>")


def test_two_machines_that_answer_each_other_are_stopped_at_twenty(
    db: Session, now: datetime, sample_conversation: Conversation
):
    found = [arrive(db, now + timedelta(minutes=n), echo(n)) for n in range(30)]
    assert [email.why for email in found] == ["token"] * 20 + ["loop"] * 10
    stopped = [email for email in found if email.why == "loop"]
    assert {row_of(db, email).state for email in stopped} == {"unmatched"}
    assert stopped[-1].text.strip() == "Bien reçu 29"
    assert arrive(db, now + timedelta(minutes=31), echo(99, "elise@client.example")).why == "token"
    assert arrive(db, now + timedelta(hours=3), echo(100)).why == "token"


def test_a_thread_takes_a_hundred_a_day(
    db: Session, now: datetime, sample_conversation: Conversation, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(routing, "MOST_IN_THREAD", 5)
    senders = [f"p{n}@client.example" for n in range(7)]
    found = [arrive(db, now + timedelta(hours=n), echo(n, who)).why for n, who in enumerate(senders)]
    assert found == ["token"] * 5 + ["loop"] * 2
    assert arrive(db, now + timedelta(hours=30), echo(50, "p9@client.example")).why == "token"


def test_what_a_person_brings_is_no_loop(db: Session, now: datetime, sample_conversation: Conversation):
    assert {arrive(db, now, echo(n), source="upload").why for n in range(25)} == {"token"}


def test_hundreds_returned_after_a_big_sending_are_no_loop(db: Session, now: datetime, send: Send):
    sent = [send(about=About("invoice", n), recipients=[Recipient("to", "x@y.example")]) for n in range(25)]
    found = [
        arrive(db, now, mail(From="mailer-daemon@mx.example", To="x@y.example", In_Reply_To=each.message_id,
                             Message_ID=f"<b{n}@mx.example>"))
        for n, each in enumerate(sent)
    ]  # fmt: skip
    assert {(email.kind, email.why) for email in found} == {("bounce", "thread")}
