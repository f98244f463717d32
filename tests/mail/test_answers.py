"""An answer written on a page is a reply like any other: same conversation, same thread, one for a press."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.mail.answers import MOST_AN_HOUR, Answer, AnswerTooLong, TooManyAnswers, answer_here
from invoice_app.mail.composing import NoText, TooHeavy
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.models import Email, EmailAttachment, OutboxItem, ReplyNotice
from invoice_app.mail.outbox import Sender
from invoice_app.mail.understanding.mime import read_mime
from invoice_app.shared.files import files
from tests.mail.conftest import INVOICE, LISE, OFFICE, Send

ELISE = Sender("Élise Roy", 7, "Elise@client.example")
FILE = Attachment("chèque.pdf", "application/pdf", b"%PDF-cheque")


def answer(db: Session, now: datetime, text: str = "Reçu, merci.", nonce: str = "1", *files: Attachment):
    typed = Answer(text, nonce, files)
    return answer_here(db, about=INVOICE, author=ELISE, answer=typed, now=now, office=OFFICE)


def test_it_continues_the_thread_that_the_client_knows(db: Session, send: Send, now: datetime):
    first = send()
    written = answer(db, now + timedelta(minutes=1))
    after = send(now=now + timedelta(minutes=2))
    assert written.conversation_id == first.conversation_id
    assert (written.in_reply_to, written.references) == (first.message_id, first.message_id)
    assert after.in_reply_to == written.message_id
    assert after.references == f"{first.message_id} {written.message_id}"
    assert written.subject == "Re: Facture 2026-014 – Projet Rivière"


def test_it_comes_from_them_and_is_never_sent(db: Session, send: Send, now: datetime):
    send()
    written = answer(db, now, "Reçu.", "1", FILE)
    assert (written.direction, written.from_address, written.from_name) == (
        "in", "elise@client.example", "Élise Roy",
    )  # fmt: skip
    assert (written.known_sender, written.auth, written.status) == (True, "verified", "received")
    assert db.get(OutboxItem, written.id) is None
    kept = db.exec(select(EmailAttachment).where(EmailAttachment.email_id == written.id)).one()
    assert (kept.name, files().get(kept.sha256)) == ("cheque.pdf", FILE.content)


def test_its_original_is_an_email_that_says_the_same(db: Session, send: Send, now: datetime):
    send()
    written = answer(db, now, "Reçu, merci. 🙂", "1", FILE)
    read = read_mime(files().get(written.raw_sha256))
    assert (read.headers.message_id, read.headers.in_reply_to) == (written.message_id, written.in_reply_to)
    assert (read.headers.sender.address, read.text.strip()) == (written.from_address, "Reçu, merci. 🙂")
    assert [file.name for file in read.files] == ["cheque.pdf"]


def test_it_can_begin_a_conversation(db: Session, now: datetime):
    written = answer(db, now)
    assert written.conversation_id
    assert written.in_reply_to == written.references == ""


def test_two_presses_make_one_answer(db: Session, now: datetime):
    assert answer(db, now).id == answer(db, now).id
    assert len(db.exec(select(Email)).all()) == 1


def test_files_alone_are_an_answer(db: Session, now: datetime):
    assert answer(db, now, "  ", "1", FILE).text == ""


def test_nothing_too_long_or_too_heavy_is_refused(db: Session, now: datetime):
    with pytest.raises(NoText):
        answer(db, now, "  ")
    with pytest.raises(AnswerTooLong):
        answer(db, now, "x" * 20_001)
    with pytest.raises(TooHeavy):
        answer(db, now, "x", "1", Attachment("gros.bin", "application/pdf", b"0" * (21 * 1024 * 1024)))
    assert db.exec(select(Email)).all() == []


def test_nobody_floods_a_conversation(db: Session, now: datetime):
    for n in range(MOST_AN_HOUR):
        answer(db, now, nonce=f"{n}")
    with pytest.raises(TooManyAnswers):
        answer(db, now, nonce="more")
    assert answer(db, now + timedelta(minutes=61), nonce="later").id


def test_whoever_wrote_to_them_is_told_of_it(db: Session, send: Send, now: datetime):
    send()
    written = answer(db, now + timedelta(minutes=1))
    told = db.exec(select(ReplyNotice)).all()
    assert [(notice.account_id, notice.email_id) for notice in told] == [(LISE.account_id, written.id)]


def test_it_is_found_by_its_words_and_by_its_files(db: Session, send: Send, now: datetime):
    send()
    written = answer(db, now, "Le chèque suit.", "1", FILE)
    assert "cheque suit" in written.search
    assert "cheque pdf" in written.search


def test_a_file_of_a_member_says_what_to_beware_of_like_any_other(db: Session, now: datetime):
    files = (FILE, Attachment("jeu.exe", "application/pdf", b"MZ\x90\x00"))
    written = answer(db, now, "Voici.", "1", *files)
    kept = db.exec(select(EmailAttachment).where(EmailAttachment.email_id == written.id)).all()
    assert {row.name: row.risk for row in kept} == {"cheque.pdf": "", "jeu.exe": "dangerous"}
