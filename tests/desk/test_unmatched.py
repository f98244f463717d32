"""What waits to be filed: what is said of it, what is proposed, and where it goes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.desk import unmatched_queries as queries
from invoice_app.desk.unmatched_filing import file_with_customer
from invoice_app.desk.unmatched_wording import WHY
from invoice_app.mail import filing, inbound
from invoice_app.mail.models import Conversation, Email, EmailAttachment, InboundRaw
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.states import Why
from invoice_app.members.models import Customer
from invoice_app.shared.permission import Forbidden, Level
from invoice_app.shared.refusals import NotFound
from tests.invoices.conftest import Club, club
from tests.invoices.test_moving import OFFICE, answer, arrived, emailed, issued, with_level
from tests.mail.conftest import FORM, sample

__all__ = ["club"]
PLACED = {Why.TOKEN, Why.THREAD, Why.BY_HAND, Why.NO_DATABASE}


def rows(db: Session, spam: bool = False, language: str = "en") -> tuple[queries.WaitingRow, ...]:
    return queries.page_of_waiting(db, language=language, spam=spam).rows


def test_every_reason_has_its_words_and_what_to_do():
    assert set(WHY) == set(Why) - PLACED


def test_a_message_says_who_wrote_what_and_why_it_waits(db: Session, club: Club, now: datetime):
    arrived(db, now)
    [row] = rows(db)
    assert (row.who, row.address, row.subject) == ("Zoé Roy", "zoe@client.example", "Ma facture")
    assert (row.why, row.can_be_filed) == ("Sent to an address of no invoice.", True)
    assert row.weight.endswith("B")
    assert rows(db, language="fr")[0].why == "Écrit à une adresse qui n’est celle d’aucune facture."


def test_what_cannot_be_read_or_was_too_large_says_so(db: Session, club: Club, now: datetime):
    inbound.receive(db, raw=b"x", source="webhook-raw", now=now, error="too large", size=36_000_000)
    deep = inbound.receive(db, raw=b"x", source="webhook-raw", now=now)
    inbound.put_aside(db, deep, "This email cannot be read: depth.")
    db.flush()
    unreadable, too_large = rows(db)
    assert (unreadable.subject, unreadable.can_be_filed) == ("(unreadable message)", False)
    assert unreadable.why == "Could not be read. The original is kept."
    assert too_large.why == "Too large (36.0\u00a0MB): only its beginning was kept."
    assert queries.opened(db, ref=unreadable.ref, viewer=club.admin, language="en").text == ""


def test_a_long_list_has_pages(db: Session, club: Club, now: datetime):
    for n in range(queries.PAGE + 3):
        arrived(
            db, now + timedelta(minutes=n), Subject=f"S{n}", Message_ID=f"<{n}@x>", From=f"p{n}@x.example"
        )
    first = queries.page_of_waiting(db, language="fr")
    assert (first.rows[0].subject, first.first, first.last, first.has_later) == ("S27", 1, 25, True)
    second = queries.page_of_waiting(db, language="fr", page=1)
    assert ([row.subject for row in second.rows], second.first, second.has_later) == (
        ["S2", "S1", "S0"], 26, False,
    )  # fmt: skip
    assert queries.page_of_waiting(db, language="fr", page=10**9).rows == ()


def test_the_invoice_that_it_answers_is_proposed_first(db: Session, club: Club, now: datetime):
    first, *others = (issued(db, club, now) for _ in range(3))
    sent = emailed(db, club, first, now)
    row, _ = arrived(db, now, From="marc@ailleurs.example", In_Reply_To=sent.message_id)
    shown = queries.opened(db, ref=row.ref, viewer=club.admin, language="en")
    assert [(s.ref, s.because) for s in shown.suggestions] == [
        (first.ref, "answers an email of this invoice")
    ]
    db.get_one(Conversation, sent.conversation_id).revoked_at = now
    email = answer(db, now, sent, Message_ID="<2@x>")
    row = db.exec(select(InboundRaw).where(InboundRaw.email_id == email.id)).one()
    shown = queries.opened(db, ref=row.ref, viewer=club.admin, language="en")
    assert [(s.ref, s.because) for s in shown.suggestions] == [
        (first.ref, "sent to its reply address"),
        (others[1].ref, "recent invoice of this person"),
        (others[0].ref, "recent invoice of this person"),
    ]


def test_nothing_is_proposed_for_a_stranger(db: Session, club: Club, now: datetime):
    issued(db, club, now)
    row, _ = arrived(db, now, From="marc@ailleurs.example")
    assert queries.opened(db, ref=row.ref, viewer=club.admin, language="fr").suggestions == ()


def test_what_answers_a_private_email_says_so(db: Session, club: Club, now: datetime):
    sent = emailed(db, club, issued(db, club, now), now, private=True)
    row, _ = arrived(db, now, From="marc@ailleurs.example", In_Reply_To=sent.message_id)
    assert queries.opened(db, ref=row.ref, viewer=club.admin, language="fr").was_private


def test_a_message_that_has_its_place_is_no_longer_here(db: Session, club: Club, now: datetime):
    row, email = arrived(db, now)
    file = EmailAttachment(
        email_id=email.id or 0, position=0, name="a.pdf", mime="a/b", size=1, sha256="0" * 64
    )
    db.add(file)
    db.flush()
    assert queries.file_of_waiting(db, row.ref, file.ref).name == "a.pdf"
    customer = db.exec(select(Customer).where(Customer.ref == club.member)).one()
    name = file_with_customer(
        db, raw_ref=row.ref, customer_ref=club.member, adds_sender=True, by=club.admin, now=now
    )
    place = db.get_one(Conversation, email.conversation_id)
    assert (name, place.about_kind, place.about_id) == ("Zoé Roy", "customer", customer.id)
    assert (place.private, email.known_sender, rows(db)) == (False, True, ())
    for lost in (
        lambda: queries.opened(db, ref=row.ref, viewer=club.admin, language="fr"),
        lambda: queries.original(db, row.ref),
        lambda: queries.file_of_waiting(db, row.ref, file.ref),
    ):
        with pytest.raises(NotFound):
            lost()


def test_filing_with_a_person_is_refused_below_admin_and_with_nobody(db: Session, club: Club, now: datetime):
    row, email = arrived(db, now)
    with pytest.raises(Forbidden):
        file_with_customer(db, raw_ref=row.ref, customer_ref=club.member, adds_sender=False,
                           by=with_level(club, Level.STANDARD), now=now)  # fmt: skip
    with pytest.raises(Forbidden):
        # An Admin of invoices who may not open the records of people.
        file_with_customer(db, raw_ref=row.ref, customer_ref=club.member, adds_sender=False,
                           by=with_level(club, Level.ADMIN), now=now)  # fmt: skip
    with pytest.raises(NotFound):
        file_with_customer(
            db, raw_ref=row.ref, customer_ref="0" * 26, adds_sender=False, by=club.admin, now=now
        )
    assert email.conversation_id is None


def test_spam_has_a_list_of_its_own(db: Session, club: Club, now: datetime):
    row, _ = arrived(db, now)
    filing.mark_spam(db, raw_ref=row.ref, by=club.admin, now=now)
    assert rows(db) == ()
    assert [(r.ref, r.settled) for r in rows(db, spam=True)] == [(row.ref, "Ada Admin")]


def test_the_original_is_the_message_and_of_a_form_the_form(db: Session, club: Club, now: datetime):
    row, _ = arrived(db, now)
    assert queries.original(db, row.ref).name.endswith(".eml")
    assert queries.original(db, row.ref).content.startswith(b"From: ")
    body = sample("04_inbound_parsed_gmail_fr.multipart")
    row = inbound.receive(db, raw=body, source="webhook-parsed", now=now, content_type=FORM)
    inbound.understand(db, row.id or 0, now, OFFICE)
    assert row.state == "unmatched"
    found = queries.original(db, row.ref)
    assert (found.name.rpartition(".")[2], found.content) == ("txt", body)


def test_one_kept_out_by_the_policy_can_be_read_and_filed(db: Session, club: Club, now: datetime):
    setup_row(db).sender_policy = "contacts"
    sent = emailed(db, club, issued(db, club, now), now)
    answer(db, now, sent, From="marc@ailleurs.example")
    [row] = rows(db)
    assert (row.why, row.can_be_filed) == ("Unknown sender: you accept only the client’s contacts.", True)
    filing.mark_spam(db, raw_ref=row.ref, by=club.admin, now=now)
    filing.not_spam(db, raw_ref=row.ref)
    assert [r.ref for r in rows(db)] == [row.ref]


def test_mail_of_the_system_is_never_here(db: Session, club: Club, now: datetime):
    emailed(db, club, issued(db, club, now), now)
    system = Email(direction="out", status="queued", subject="Invitation", text="lien", at=now)
    db.add(system)
    db.flush()
    assert rows(db) == rows(db, spam=True) == ()
    with pytest.raises(NotFound):
        queries.original(db, system.ref)
