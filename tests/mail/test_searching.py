"""Finding emails by their words: what is found, by whom, in which order, and how it is shown."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from invoice_app.mail import inbound, searching
from invoice_app.mail.models import Conversation, Email, EmailRecipient, ReplyNotice
from invoice_app.mail.outbox import Attachment, Recipient, Sender
from invoice_app.mail.sight import Sight
from invoice_app.mail.snippets import Piece, excerpt, marked, matching
from tests.mail.conftest import INVOICE, LISE, OFFICE, Send

ADMIN = Sight("admin@batiment.example", 9, True, is_staff=True)
SENDER = Sight("lise@batiment.example", 1, False, is_staff=True)
BLIND = Sight("Direction@batiment.example", 3, False, is_staff=True)
STAFF = Sight("marc@batiment.example", 4, False, is_staff=True)
MEMBER = Sight("cp@client.example", 5)
TO_BLIND = [
    Recipient("to", "elise@client.example", "Élise Roy"),
    Recipient("bcc", "direction@batiment.example", "La direction"),
]


def found(db: Session, typed: str, sight: Sight = STAFF, **asked: object) -> list[str]:
    ids = searching.found(db, typed, sight=sight, limit=10, **asked)
    return [email.subject for email, _ in searching.by_id(db, ids)]


def arrive(db: Session, conversation: Conversation, now: datetime, text: str, subject: str = "Re") -> Email:
    reply = (
        f"From: Zoe Tremblay <zoe@client.example>\r\nTo: r-{conversation.token}@reply.example.org\r\n"
        f"Message-ID: <{now.timestamp()}@client.example>\r\nSubject: {subject}\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()
    raw = inbound.receive(db, raw=reply, source="upload", now=now)
    email = inbound.understand(db, raw.id or 0, now, OFFICE)
    assert email is not None
    return email


@pytest.mark.parametrize(
    "typed",
    ["riviere", "PROJET Rivière", "11 497,50", "elise@client.example", "roy", "client.example",
     "devis-2026.pdf", "lise admin", "jointe facture"],
)  # fmt: skip
def test_an_email_is_found_by_subject_text_names_addresses_and_files(db: Session, send: Send, typed: str):
    send(attachments=[Attachment("Devis-2026.pdf", "application/pdf", b"%PDF")])
    send(subject="Autre chose", text="Rien", html="", recipients=[Recipient("to", "x@y.example")],
         sender=Sender("Paul", 2))  # fmt: skip
    assert found(db, typed) == ["Facture 2026-014 – Projet Rivière"]


def test_every_word_must_be_there(db: Session, send: Send):
    send()
    assert found(db, "riviere introuvable") == []
    assert found(db, "xx%") == []


def test_a_reply_is_found_by_its_words_and_by_those_that_it_quotes(db: Session, send: Send, now: datetime):
    conversation = db.get_one(Conversation, send().conversation_id)
    arrive(db, conversation, now, "Reçu, merci.\r\n\r\n> Le solde du chèque nº 88", "Réponse")
    assert found(db, "recu") == found(db, "cheque") == found(db, "zoe tremblay") == ["Réponse"]


def test_the_newest_come_first_and_in_pages(db: Session, send: Send, now: datetime):
    for n in range(5):
        send(subject=f"Envoi {n}", now=now + timedelta(minutes=n))
    ids = [searching.found(db, "envoi", sight=STAFF, limit=2, offset=at) for at in (0, 2, 4)]
    subjects = [[email.subject for email, _ in searching.by_id(db, each)] for each in ids]
    assert subjects == [["Envoi 4", "Envoi 3"], ["Envoi 2", "Envoi 1"], ["Envoi 0"]]


def test_private_mail_is_found_only_by_who_may_read_it(db: Session, send: Send):
    send(private=True, subject="Privé", recipients=TO_BLIND)
    assert found(db, "prive", ADMIN) == found(db, "prive", SENDER) == found(db, "prive", BLIND) == ["Privé"]
    assert found(db, "prive", STAFF) == []


def test_a_blind_copy_is_found_by_admins_its_sender_and_itself_and_by_nobody_else(db: Session, send: Send):
    email = send(recipients=TO_BLIND, subject="Ouvert")
    assert "direction" not in email.search
    for sight in (ADMIN, SENDER, BLIND):
        assert found(db, "direction@batiment", sight) == ["Ouvert"]
    assert found(db, "direction@batiment", STAFF) == []
    assert found(db, "ouvert", STAFF) == ["Ouvert"]


def test_an_internal_note_is_found_by_colleagues_and_not_by_members(db: Session, send: Send, now: datetime):
    note = Email(
        conversation_id=send().conversation_id, direction="own", kind="note", status="received",
        text="Attention au rabais", new_text="Attention au rabais", subject="Note", at=now,
    )  # fmt: skip
    db.add(note)
    db.flush()
    searching.fill(db, note)
    assert found(db, "rabais", STAFF) == found(db, "", STAFF, show="notes") == ["Note"]
    assert found(db, "rabais", MEMBER) == []


def test_mail_of_the_system_is_found_by_nobody(db: Session, send: Send):
    send(about=None, private=True, subject="Sésame", text="https://example/secret")
    assert found(db, "sesame", ADMIN) == found(db, "secret", ADMIN) == []


def test_a_room_above_says_beside_which_records(db: Session, send: Send):
    send()
    here = col(Conversation.about_id) == INVOICE.id
    assert found(db, "riviere", beside=here) != []
    assert found(db, "riviere", beside=~here) == []


def test_the_filters_show_their_kind(db: Session, send: Send, now: datetime):
    bounced, fine = send(subject="Revenu"), send(subject="Livré", now=now + timedelta(minutes=1))
    for email, status in ((bounced, "bounced"), (fine, "delivered")):
        for each in db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)):
            each.status = status
    reply = arrive(
        db, db.get_one(Conversation, fine.conversation_id), now + timedelta(minutes=2), "Oui", "Re"
    )
    db.add(ReplyNotice(account_id=STAFF.account_id, email_id=reply.id, at=now))
    db.flush()
    shown = {show: found(db, "", show=show) for show in searching.Show}
    assert shown == {
        "all": ["Re", "Livré", "Revenu"], "unread": ["Re"], "received": ["Re"],
        "sent": ["Livré", "Revenu"], "undelivered": ["Revenu"], "notes": [],
    }  # fmt: skip


def test_a_very_long_email_keeps_its_subject_people_and_files_findable(db: Session, send: Send):
    files = [Attachment(f"piece-{n}.txt", "text/plain", b"x") for n in range(40)]
    email = send(text="mot " * 60_000 + "toutalafin", attachments=files)
    assert len(email.search) <= searching.MOST
    assert found(db, "riviere piece-39.txt elise") == [email.subject]
    assert found(db, "toutalafin") == []


def test_found_words_are_marked_as_pieces_of_text():
    pieces = marked("L’été <b>Élise</b> & cie", ["ete", "eli"])
    assert pieces == (
        Piece("L’été", True), Piece(" <b>"), Piece("Élise", True), Piece("</b> & cie"),
    )  # fmt: skip
    assert marked("", ["a"]) == ()


def test_an_excerpt_stands_around_the_first_word_found():
    text = "avant " * 100 + "le chèque est parti " + "après " * 100
    pieces = excerpt(["rien ici", text], ["cheque"])
    assert [piece.text for piece in pieces if piece.found] == ["chèque"]
    whole = "".join(piece.text for piece in pieces)
    assert whole.startswith("…avant")
    assert whole.endswith("…")
    assert len(whole) < 210
    assert excerpt(["", "Bonjour"], ["cheque"]) == (Piece("Bonjour"),)
    assert matching(["a.pdf", "Chèque.pdf"], ["cheque"]) == (Piece("Chèque", True), Piece(".pdf"))


def test_the_sender_is_no_member_of_the_blind(db: Session, send: Send):
    """What somebody wrote themselves they find by its blind copy; what a colleague wrote they do not."""
    send(recipients=TO_BLIND, subject="À moi", sender=LISE)
    other = Sight("paul@batiment.example", 2, False, is_staff=True)
    assert found(db, "direction", other) == []
