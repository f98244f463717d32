"""What a card shows: long texts folded, files by kind with what to beware of, and nothing of the office's
to a client."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.mail import queries
from invoice_app.mail.cards import EmailCard
from invoice_app.mail.models import Email, EmailAttachment, EmailRecipient, OutboxItem
from invoice_app.mail.outbox import Recipient
from invoice_app.mail.sight import Sight
from invoice_app.mail.understanding.folds import HEAD_LINES, MOST_REST, folded
from invoice_app.shared.dates import instant_text
from tests.mail.conftest import INVOICE, LISE, Send

STAFF = Sight("marc@batiment.example", 4, is_staff=True)
CLIENT = Sight("cp@client.example", 8)


def card(db: Session, sight: Sight = STAFF) -> EmailCard:
    return queries.thread(db, INVOICE, sight=sight, language="fr", time_zone="America/Toronto")[0]


def received(db: Session, send: Send, now: datetime, **changes: object) -> Email:
    talk = send().conversation_id
    usual = {"conversation_id": talk, "direction": "in", "status": "received", "at": now.replace(year=2027)}
    email = Email(**{**usual, "from_address": "x@ailleurs.example", "new_text": "Bonjour", **changes})
    db.add(email)
    db.flush()
    return email


def enclose(db: Session, email: Email, name: str, mime: str, size: int = 50_000, **more: object) -> None:
    position = len(db.exec(select(EmailAttachment).where(EmailAttachment.email_id == email.id)).all())
    db.add(
        EmailAttachment(
            email_id=email.id, position=position, name=name, mime=mime, size=size, sha256="0" * 64, **more
        )
    )
    db.flush()


@pytest.mark.parametrize("text", ["", "Bonjour", "\n".join(f"ligne {n}" for n in range(30))])
def test_a_text_of_ordinary_length_is_whole(text: str):
    assert folded(text) == (text, "")


def test_a_long_text_loses_nothing_at_its_fold():
    text = "\n".join(f"ligne {n}" for n in range(40))
    head, rest = folded(text)
    assert (len(head.split("\n")), f"{head}\n{rest}") == (HEAD_LINES, text)
    one_line = "mot " * 5_000
    head, rest = folded(one_line)
    assert len(head) <= 3_000
    assert head + rest == one_line


def test_what_no_page_can_carry_says_that_it_goes_on():
    head, rest = folded("x" * 500_000)
    assert len(head) == 3_000
    assert len(rest) == MOST_REST + 1
    assert rest.endswith("…")


def test_pictures_of_the_text_and_logos_are_not_files_of_their_own(db: Session, send: Send, now: datetime):
    email = received(db, send, now)
    enclose(db, email, "photo.png", "image/png", inline=True, content_id="a")
    enclose(db, email, "logo.png", "image/png", size=3_000, content_id="b")
    enclose(db, email, "plan.png", "image/png", content_id="c")
    enclose(db, email, "facture.pdf", "application/pdf")
    shown = card(db).attachments
    assert [(a.name, a.symbol, a.size_words) for a in shown] == [
        ("plan.png", "image", "50\u00a0Ko"), ("facture.pdf", "text", "50\u00a0Ko"),
    ]  # fmt: skip


def test_a_file_says_what_to_beware_of(db: Session, send: Send, now: datetime):
    email = received(db, send, now)
    enclose(db, email, "jeu.exe", "application/octet-stream", risk="dangerous")
    enclose(db, email, "clos.zip", "application/zip", risk="encrypted")
    enclose(db, email, "bon.pdf", "application/pdf")
    assert [a.warning.partition(" ")[0] if a.warning else "" for a in card(db).attachments] == [
        "Ce",
        "Ce",
        "",
    ]
    email.known_sender = False
    db.flush()
    assert card(db).attachments[2].warning.startswith("L’expéditeur est inconnu")


def test_a_machine_s_message_is_folded_away(db: Session, send: Send, now: datetime):
    assert received(db, send, now, kind="auto")
    assert card(db).is_folded
    assert card(db).kind_words == "Réponse automatique"
    assert not card(db).may_judge


def test_the_client_is_told_nothing_of_the_sending(db: Session, send: Send, now: datetime):
    email = send()
    email.status, email.error_text = "uncertain", "Clé refusée"
    db.get_one(OutboxItem, email.id).attempts = 3
    for person in db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)):
        person.status, person.detail = "bounced", "550 no such user"
    db.flush()
    office, client = card(db), card(db, CLIENT)
    assert (office.who, office.attempts, office.may_send_again) == (LISE.name, "3 essais", True)
    assert (office.recipients[0].is_problem, office.sha256) == (True, email.raw_sha256)
    assert (client.who, client.attempts, client.error_text) == ("Bâtiment Exemple inc.", "", "")
    assert (client.status_words, client.transport_words, client.sha256) == ("", "", "")
    assert {(r.status, r.status_words, r.detail) for r in client.recipients} == {("", "", "")}
    assert not (client.may_send_again)
    assert not (client.may_mark_sent)
    assert not (client.may_cancel)


def test_the_client_learns_of_no_doubt_and_no_verdict(db: Session, send: Send, now: datetime):
    received(db, send, now, known_sender=False, auth="failed", verdict="approved")
    office, client = card(db), card(db, CLIENT)
    assert (office.sender_words != "", office.auth_tone, office.verdict_words) == (True, "red", "Approuvée")
    assert (client.sender_words, client.auth_words, client.verdict, client.may_judge) == ("", "", "", False)


def test_the_client_reads_no_notice_of_a_bounce_which_may_name_a_blind_copy(
    db: Session, send: Send, now: datetime
):
    received(db, send, now, kind="bounce", new_text="archives@batiment.example: no such user")
    assert queries.count(db, INVOICE, sight=CLIENT) == 0
    assert card(db).is_folded


def test_of_many_recipients_those_with_a_problem_come_first(db: Session, send: Send):
    people = [Recipient("to" if n == 0 else "cc", f"p{n}@client.example") for n in range(40)]
    email = send(recipients=people)
    last = db.exec(select(EmailRecipient).where(EmailRecipient.address == "p39@client.example")).one()
    last.status, email.status = "bounced", "accepted"
    db.flush()
    shown = card(db)
    assert (shown.recipients[0].address, shown.recipients[1].address) == (last.address, "p0@client.example")
    assert (len(shown.recipients), len(shown.more_recipients)) == (6, 34)


def test_what_waits_for_its_hour_says_which(db: Session, send: Send, now: datetime):
    email = send(send_at=now + timedelta(days=3))
    shown = card(db)
    assert shown.status_words == "Envoi prévu le " + instant_text(
        now + timedelta(days=3), "America/Toronto", "fr"
    )
    item = db.exec(select(OutboxItem).where(OutboxItem.email_id == email.id)).one()
    item.attempts = 1
    db.flush()
    assert card(db).status_words == "En file d’envoi"


def test_a_failed_email_says_what_to_do_before_what_the_provider_said(db: Session, send: Send):
    email = send()
    email.status, email.error_code, email.error_text = "failed", "400", "Does not contain a valid address."
    db.flush()
    shown = card(db)
    assert (shown.tone, shown.error_text) == (
        "red", "Détail technique\u00a0: Does not contain a valid address.",
    )  # fmt: skip
    assert shown.advice


def test_a_queued_email_says_so_once(db: Session, send: Send):
    send()
    shown = card(db)
    assert shown.status_words == "En file d’envoi"
    assert {each.status_words for each in shown.recipients} == {""}


@pytest.mark.parametrize(("kind", "is_flagged"), [("bounce", False), ("auto", True), ("normal", True)])
def test_a_mail_server_is_no_stranger(db: Session, send: Send, now: datetime, kind: str, is_flagged: bool):
    received(db, send, now, kind=kind, known_sender=False)
    assert bool(card(db).sender_words) == is_flagged


@pytest.mark.parametrize("status", ["queued", "cancelled", "failed", "retry_wait", "blocked_config"])
def test_the_client_does_not_see_what_has_not_left(db: Session, send: Send, status: str):
    send().status = status
    db.flush()
    assert queries.count(db, INVOICE, sight=CLIENT) == 0
    assert queries.count(db, INVOICE, sight=STAFF) == 1


def test_a_formatted_text_is_offered_where_there_is_one(db: Session, send: Send, now: datetime):
    email = send(html="")
    assert not card(db).has_html
    email.html = "<p>Bonjour</p>"
    db.flush()
    assert card(db).has_html
    received(db, send, now, html="<p>brut</p>")
    assert not card(db).has_html
    received(db, send, now.replace(month=5), clean_html="<p>net</p>", remote_images=2)
    assert (card(db).has_html, card(db).remote_images) == (True, "2")
