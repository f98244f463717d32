"""Mail that no person wrote: what it is told by, and what is learnt from it."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from sqlmodel import Session, select

from invoice_app.mail.bounces import kind_of
from invoice_app.mail.models import Conversation, Email, EmailAlias, EmailRecipient
from invoice_app.mail.outbox import Recipient
from invoice_app.mail.understanding.mime import read_mime
from tests.mail.conftest import SAMPLE_MESSAGE_ID, Send, sample
from tests.mail.test_inbound import mail
from tests.mail.test_routing import arrive

QMAIL = """Hi. This is the qmail-send program at mx.client.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<cp@client.example>:
550 5.1.1 Mailbox does not exist

--- Below this line is a copy of the message.

Return-Path: <facturation@batiment.example>
To: cp@client.example, elise@client.example
Message-ID: {id}
Subject: Facture
"""
EXIM_DELAY = """This message was created automatically by mail delivery software.
A message that you sent has not yet been delivered to one or more of its recipients.

  elise@client.example
    Delay reason: 451 4.2.0 try again later

No action is required on your part. Delivery attempts will continue to be made.
Warning: could not send message for past 4 hours

------ This is a copy of the headers ------
Message-ID: {id}
"""
FRENCH = """Votre message n'a pas pu être remis à cp@client.example : adresse inconnue (550 5.1.1).

Message-ID: {id}
"""


def kind(envelope_from: str | None = None, has_report: bool = False, **headers: str) -> str:
    return kind_of(read_mime(mail(**headers)).headers, has_report, envelope_from)


def statuses(db: Session) -> dict[str, str]:
    found = db.exec(select(EmailRecipient).where(EmailRecipient.status != "")).all()
    return {row.address: row.status for row in found}


def returned(text: str, message_id: str = SAMPLE_MESSAGE_ID) -> bytes:
    return mail(
        body=text.replace("{id}", message_id), From="MAILER-DAEMON@mx.client.example", To="x@y.example"
    )


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Subject": "Re: Facture"}, "normal"),
        ({"Subject": "Absence de TVQ sur la facture 12"}, "normal"),
        ({"Subject": "Le bureau est fermé lundi"}, "normal"),
        ({"From": "postmaster@petit-club.example"}, "normal"),
        ({"Subject": "Réponse automatique : Facture"}, "auto"),
        ({"Subject": "Re\u0301ponse automatique\u202f: Facture"}, "auto"),
        ({"Subject": "Absence"}, "auto"),
        ({"Subject": "Absence : retour lundi"}, "auto"),
        ({"Subject": "Absente du bureau Re: Facture"}, "auto"),
        ({"Subject": "Absent(e) du bureau"}, "auto"),
        ({"Subject": "Message d’absence"}, "auto"),
        ({"Subject": "Automatic reply: Facture"}, "auto"),
        ({"Subject": "Out of the office until Monday"}, "auto"),
        ({"Subject": "Respuesta automática: Factura"}, "auto"),
        ({"Subject": "Automatische Antwort: Rechnung"}, "auto"),
        ({"Auto-Submitted": "auto-generated; owner-email=x"}, "auto"),
        ({"Auto-Submitted": "No"}, "normal"),
        ({"X-Auto-Response-Suppress": "All"}, "normal"),
        ({"X-Autorespond": "x"}, "auto"),
        ({"From": "postmaster@mx.example", "Return-Path": "<>"}, "bounce"),
        ({"From": "postmaster@mx.example", "Subject": "Undeliverable: Facture"}, "bounce"),
        ({"From": "postmaster@mx.example", "Subject": "Non remis : Facture"}, "bounce"),
        ({"From": "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"}, "bounce"),
        ({"From": "MicrosoftExchange329e71ec88ae4615@client.example"}, "bounce"),
    ],
)
def test_a_machine_is_told_from_a_person(headers: dict[str, str], expected: str):
    assert kind(**headers) == expected


def test_an_empty_return_path_is_a_machine_but_no_bounce():
    assert kind("") == "auto"
    assert kind("elise@client.example") == "normal"


def test_a_read_receipt_is_no_bounce(db: Session, now: datetime, sample_conversation: Conversation):
    receipt = (
        sample("08_bounce_dsn.eml")
        .replace(b"message/delivery-status", b"message/disposition-notification")
        .replace(b"MAILER-DAEMON", b"elise")
    )
    receipt = b"\r\n".join(
        b"From: elise@client.example" if line.lower().startswith(b"from:") and n < 12 else line
        for n, line in enumerate(receipt.split(b"\r\n"))
    )
    email = arrive(db, now, receipt)
    assert email.kind == "auto"
    assert set(statuses(db).values()) == {"queued"}


def test_a_report_by_the_id_that_the_provider_gave(db: Session, now: datetime, sample_conversation):
    sent = db.exec(select(Email)).one()
    db.add(EmailAlias(message_id="<theirs@geopod>", email_id=sent.id))
    dsn = sample("08_bounce_dsn.eml").replace(SAMPLE_MESSAGE_ID.encode(), b"<theirs@geopod>")
    arrive(db, now, dsn)
    assert statuses(db)["cp@client.example"] == "bounced"


def test_a_delay_is_no_failure(db: Session, now: datetime, sample_conversation):
    delayed = sample("08_bounce_dsn.eml").replace(b"Action: failed", b"Action: delayed")
    email = arrive(db, now, delayed)
    assert (email.kind, email.conversation_id) == ("bounce", sample_conversation.id)
    assert statuses(db) == {"cp@client.example": "deferred", "elise@client.example": "queued"}
    arrive(db, now, sample("08_bounce_dsn.eml"))
    assert statuses(db)["cp@client.example"] == "bounced"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (QMAIL, {"cp@client.example": "bounced", "elise@client.example": "queued"}),
        (EXIM_DELAY, {"cp@client.example": "queued", "elise@client.example": "deferred"}),
        (FRENCH, {"cp@client.example": "bounced", "elise@client.example": "queued"}),
        ("Something about {id} and cp@client.example.", dict.fromkeys(["cp@client.example",
                                                                       "elise@client.example"], "queued")),
        ("It failed. {id}", dict.fromkeys(["cp@client.example", "elise@client.example"], "queued")),
    ],
    ids=["qmail", "exim, delayed", "in French", "says nothing of failure", "names nobody"],
)  # fmt: skip
def test_a_report_in_plain_words_is_believed_where_it_is_plain(
    db: Session, now: datetime, sample_conversation: Conversation, text: str, expected: dict[str, str]
):
    email = arrive(db, now, returned(text))
    assert (email.kind, email.conversation_id) == ("bounce", sample_conversation.id)
    assert statuses(db) == expected


def test_plain_words_that_name_nobody_are_of_the_only_one_written_to(db: Session, now: datetime, send: Send):
    sent = send(recipients=[Recipient("to", "cp@client.example")])
    arrive(db, now, returned("The message could not be delivered. {id}", sent.message_id))
    [recipient] = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == sent.id)).all()
    assert (recipient.status, recipient.detail) == (
        "bounced",
        f"The message could not be delivered. {sent.message_id}",
    )


def test_the_message_returned_as_a_file_is_recognised(db: Session, now: datetime, sample_conversation):
    returned_mail, original = EmailMessage(policy=SMTP), EmailMessage(policy=SMTP)
    original["Message-ID"], original["To"] = SAMPLE_MESSAGE_ID, "cp@client.example"
    original.set_content("Votre facture")
    returned_mail["From"], returned_mail["To"] = "Mailer-Daemon@mx.example", "x@y.example"
    returned_mail.set_content("550 5.1.1 cp@client.example: user unknown")
    returned_mail.add_attachment(original)
    email = arrive(db, now, returned_mail.as_bytes())
    assert email.conversation_id == sample_conversation.id
    assert statuses(db)["cp@client.example"] == "bounced"


def test_plain_words_about_someone_elses_email_move_nobody(db: Session, now: datetime, sample_conversation):
    assert arrive(db, now, returned(QMAIL, "<never@sent.example>")).conversation_id is None
    assert set(statuses(db).values()) == {"queued"}


def test_a_person_who_quotes_a_failure_moves_nobody(db: Session, now: datetime, sample_conversation):
    said = mail(body=QMAIL.replace("{id}", SAMPLE_MESSAGE_ID))
    assert arrive(db, now, said).kind == "normal"
    assert set(statuses(db).values()) == {"queued"}


def test_hostile_words_are_read_in_no_time(db: Session, now: datetime, sample_conversation):
    begun = datetime.now().astimezone()
    for shape in (
        "-" * 200_000,
        "\n" * 90_000,
        "--" + " copy" * 40_000,
        "<a@b> " * 30_000,
        "delivery " * 20_000,
    ):
        arrive(db, now, returned(shape + "{id}"))
    assert (datetime.now().astimezone() - begun).total_seconds() < 3
