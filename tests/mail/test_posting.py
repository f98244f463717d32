"""Posting: the frozen bytes, the one conversation, and what is refused."""

from __future__ import annotations

from datetime import datetime
from email import message_from_bytes, policy

import pytest
from sqlmodel import Session, select

from invoice_app.mail import composing, inbound
from invoice_app.mail.addresses import office
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient, OutboxItem
from invoice_app.mail.outbox import Attachment, Recipient
from invoice_app.mail.understanding.reading import Unreadable
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.settings import Settings
from tests.mail.conftest import INVOICE, OFFICE, Send

PDF = Attachment("Facture 2026-014 annotée – œuvre.pdf", "application/pdf", b"%PDF-1.4 \x00\xff\r\n.\r\n")


def frozen(email: Email):
    return message_from_bytes(files().get(email.raw_sha256), policy=policy.default)


def test_the_frozen_bytes_say_what_the_row_says(db: Session, send: Send):
    email = send(attachments=[PDF])
    message = frozen(email)
    conversation = db.get_one(Conversation, email.conversation_id)
    assert message["From"] == '"Bâtiment Exemple inc." <facturation@batiment.example>'
    assert message["To"] == "Comptes payables <cp@client.example>"
    assert message["Cc"] == "Élise Roy <elise@client.example>"
    assert message["Reply-To"].addresses[0].addr_spec == f"r-{conversation.token}@reply.example.org"
    assert message["Message-ID"] == email.message_id == f"<{email.ref}@batiment.example>"
    assert message["Subject"] == "Facture 2026-014 – Projet Rivière"
    assert message["Auto-Submitted"] == "no"
    assert message["X-Entity-Ref-ID"] == email.ref
    assert message.get_body(("plain",)).get_content().replace("\r\n", "\n") == email.text
    assert message.get_body(("html",)).get_content().strip() == email.html
    [file] = message.iter_attachments()
    assert file.get_filename() == "Facture 2026-014 annotee - oeuvre.pdf"
    assert file.get_payload(decode=True) == PDF.content


def test_the_frozen_bytes_are_seven_bit_lines_that_every_server_takes(send: Send):
    raw = files().get(send(attachments=[PDF], text="é" * 5000, html="<p>" + "à" * 5000).raw_sha256)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_bcc_is_in_the_envelope_and_never_in_the_bytes(db: Session, send: Send):
    hidden = Recipient("bcc", "direction@batiment.example", "La direction")
    email = send(recipients=[Recipient("to", "cp@client.example"), hidden])
    assert b"direction@" not in files().get(email.raw_sha256)
    kept = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)).all()
    assert {(r.role, r.address) for r in kept} == {
        ("to", "cp@client.example"),
        ("bcc", "direction@batiment.example"),
    }


def test_the_same_nonce_posts_once_and_gives_the_first_back(db: Session, send: Send):
    first = send(kind_nonce="invoice:abc:1")
    second = send(kind_nonce="invoice:abc:1", subject="Autre")
    assert second.id == first.id
    assert len(db.exec(select(OutboxItem)).all()) == 1


def test_one_record_has_one_open_conversation_and_its_emails_are_one_thread(db: Session, send: Send):
    first, second, elsewhere = send(), send(), send(about=About("invoice", 15))
    assert first.conversation_id == second.conversation_id != elsewhere.conversation_id
    assert frozen(second)["In-Reply-To"] == first.message_id
    assert frozen(second)["References"] == first.message_id
    assert "X-Entity-Ref-ID" not in frozen(second)
    assert "References" not in frozen(elsewhere)


def test_a_private_email_has_the_conversation_of_exactly_its_people(send: Send):
    to_elise = [Recipient("to", "elise@client.example")]
    open_one, private, again = (
        send(),
        send(private=True, recipients=to_elise),
        send(private=True, recipients=to_elise),
    )
    other = send(private=True, recipients=[*to_elise, Recipient("bcc", "cp@client.example")])
    assert private.conversation_id == again.conversation_id
    assert len({open_one.conversation_id, private.conversation_id, other.conversation_id}) == 3


def test_mail_of_the_system_belongs_to_no_conversation_and_has_no_reply_address(send: Send):
    email = send(about=None, private=True, automatic=True)
    assert email.conversation_id is None
    assert "Reply-To" not in frozen(email)
    assert frozen(email)["Auto-Submitted"] == "auto-generated"


def test_a_long_message_id_survives_in_the_thread_headers(db: Session, send: Send, now: datetime):
    conversation = db.get_one(Conversation, send().conversation_id)
    long_id = f"<{'A' * 180}@prod.outlook.example>"
    reply = (
        f"From: elise@client.example\r\nTo: r-{conversation.token}@reply.example.org\r\n"
        f"Message-ID: {long_id}\r\nSubject: Re\r\n\r\nMerci\r\n"
    ).encode()
    raw = inbound.receive(db, raw=reply, source="upload", now=now)
    assert inbound.understand(db, raw.id, now, OFFICE)
    email = send()
    assert email.in_reply_to == long_id
    assert f"\r\nIn-Reply-To: {long_id}\r\n".encode() in b"\r\n" + files().get(email.raw_sha256)


def test_two_files_of_one_name_keep_two_names(db: Session, send: Send):
    email = send(
        attachments=[Attachment("reçu.pdf", "application/pdf", b"1"), Attachment("recu.pdf", "x/y", b"2")]
    )
    kept = db.exec(select(EmailAttachment).where(EmailAttachment.email_id == email.id)).all()
    assert [file.name for file in kept] == ["recu.pdf", "recu-2.pdf"]


@pytest.mark.parametrize(
    ("change", "refusal", "named"),
    [
        ({"recipients": []}, composing.NoRecipient, "À"),
        ({"recipients": [Recipient("cc", "a@b.example")]}, composing.NoRecipient, "À"),
        ({"recipients": [Recipient("to", "a@b.example"), Recipient("cc", "pas une adresse")]},
         composing.BadAddress, "pas une adresse"),
        ({"recipients": [Recipient("to", "a@b.example\r\nBcc: x@y.example")]},
         composing.BadAddress, "a@b.example"),
        ({"recipients": [Recipient("to", "A@b.example"), Recipient("bcc", " a@B.example")]},
         composing.RepeatedAddress, "a@b.example"),
        ({"recipients": [Recipient("to", "r-abc@reply.example.org")]}, composing.BadAddress, "r-abc@"),
        ({"recipients": [Recipient("to", f"a{n}@b.example") for n in range(101)]},
         composing.TooManyRecipients, "100"),
        ({"attachments": [Attachment("a.bin", "x/y", b"0" * (20 * 2**20 + 1))]}, composing.TooHeavy, "21"),
        ({"attachments": [Attachment("a", "x/y", b"")] * 51}, composing.TooManyAttachments, "50"),
        ({"subject": " \r\n "}, composing.NoSubject, "sujet"),
        ({"text": " \n"}, composing.NoText, "vide"),
    ],
)  # fmt: skip
def test_what_cannot_be_sent_is_refused_by_name_and_nothing_is_queued(
    db: Session, send: Send, change: dict, refusal: type, named: str
):
    with pytest.raises(refusal) as refused:
        send(**change)
    assert named in refused.value.phrase.fr
    assert db.exec(select(Email)).all() == []
    assert db.exec(select(Conversation).where(Conversation.about_id == INVOICE.id)).all() == []


def test_a_name_cannot_become_a_second_recipient(send: Send):
    email = send(recipients=[Recipient("to", "a@b.example", 'Dupont, Jean" <x@y.example>; z')])
    [only] = frozen(email)["To"].addresses
    assert (only.addr_spec, only.display_name) == ("a@b.example", "Dupont Jean x y.example z")


def test_a_subject_stays_one_header(send: Send):
    email = send(subject="Facture\r\nBcc: x@y.example\x00")
    assert email.subject == "Facture Bcc: x@y.example"
    assert frozen(email)["Bcc"] is None


def test_a_domain_with_accents_is_written_in_ascii(db: Session, send: Send):
    email = send(recipients=[Recipient("to", "Info@Érable.example")])
    assert db.exec(select(EmailRecipient.address).where(EmailRecipient.email_id == email.id)).one() == (
        "info@xn--rable-9ra.example"
    )


def test_unreadable_says_that_the_original_is_kept():
    assert "conservé" in Unreadable(why="x").phrase.fr


def test_without_a_domain_for_replies_they_go_to_the_sender_rather_than_nowhere(send: Send):
    """An invented reply address would bounce, and the answer would be lost."""
    chosen = Settings(
        mail_transport="smtp", mail_from="facturation@club.example", public_url="https://club.example"
    )
    email = send(office=office(chosen))
    assert frozen(email)["Reply-To"] is None


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00\r\n "])
def test_no_name_and_no_subject_writes_a_header_of_its_own(db: Session, send: Send, break_: str):
    hostile = f"Club{break_}Bcc: intrus@ailleurs.example{break_}X-Intrus: oui"
    email = send(
        subject=hostile, from_name=hostile,
        recipients=[Recipient("to", "cp@client.example", hostile), Recipient("cc", "b@c.example", hostile)],
        attachments=[Attachment(hostile, "text/plain\r\nX-Intrus: oui", b"x")],
    )  # fmt: skip
    head = files().get(email.raw_sha256).partition(b"\r\n\r\n")[0].decode("ascii")
    names = {line.partition(":")[0].lower() for line in head.split("\r\n") if line[:1] not in (" ", "\t")}
    assert {"from", "to", "cc", "subject"} < names
    assert names.isdisjoint({"bcc", "x-intrus"})
    message = message_from_bytes(files().get(email.raw_sha256), policy=policy.default)
    assert [part.get_content_type() for part in message.iter_attachments()] == ["application/octet-stream"]
    assert all("X-Intrus" not in part for part in message.walk())
    assert [box.addr_spec for box in message["To"].addresses] == ["cp@client.example"]
    assert [box.addr_spec for box in message["From"].addresses] == ["facturation@batiment.example"]
