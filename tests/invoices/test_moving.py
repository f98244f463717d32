"""Emails among invoices: filed from what waits, moved from the wrong one, and who may."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from sqlmodel import Session, select

from invoice_app.invoices import moving
from invoice_app.invoices.correspondence import emails_of
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sending import Envelope, send
from invoice_app.invoices.voiding import void_invoice
from invoice_app.mail import filing, inbound, routing
from invoice_app.mail.addresses import Office
from invoice_app.mail.composing import Recipient
from invoice_app.mail.models import Conversation, ConversationReader, Email, EmailAttachment, InboundRaw
from invoice_app.mail.setup.setting import setup_row
from invoice_app.shared.about import About
from invoice_app.shared.history import Change
from invoice_app.shared.permission import Forbidden, Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from tests.invoices.conftest import Club, drafted
from tests.invoices.test_issuing import issue
from tests.mail.test_inbound import mail

OFFICE = Office("facturation@club.example", "reply.club.example", "local")
ZOE = "Zoé Roy <zoe@client.example>"


def issued(db: Session, club: Club, now: datetime) -> Invoice:
    return readable_invoice(db, ref=issue(db, club, drafted(db, club, now), now).ref, viewer=club.admin)


def emailed(db: Session, club: Club, invoice: Invoice, now: datetime, private: bool = False) -> Email:
    envelope = Envelope(
        nonce=f"{invoice.ref}{private}", recipients=(Recipient("to", "zoe@client.example", "Zoé Roy"),),
        private=private, with_pdf=False,
    )  # fmt: skip
    return send(db, ref=invoice.ref, envelope=envelope, by=club.admin, now=now)


def arrived(db: Session, now: datetime, **headers: str) -> tuple[InboundRaw, Email]:
    raw = mail(**{"To": "info@club.example", "From": ZOE, "Subject": "Ma facture"} | headers)
    row = inbound.receive(db, raw=raw, source="webhook-raw", now=now)
    email = inbound.understand(db, row.id or 0, now, OFFICE)
    assert email
    return row, email


def answer(db: Session, now: datetime, sent: Email, **headers: str) -> Email:
    token = db.get_one(Conversation, sent.conversation_id).token
    return arrived(db, now, To=f"r-{token}@reply.club.example", **headers)[1]


def with_level(club: Club, level: Level) -> Viewer:
    return replace(club.admin, account_id=club.admin.account_id + 1000, email="autre@club.example",
                   levels={Tool.INVOICES: level})  # fmt: skip


def history(db: Session, invoice: Invoice) -> list[tuple[str, str, str]]:
    rows = db.exec(select(Change).where(Change.about_kind == "invoice", Change.about_id == invoice.id))
    return [(row.what_en, row.before_en, row.after_en) for row in rows if "email" in row.what_en]


def subjects(db: Session, invoice: Invoice, viewer: Viewer) -> list[str]:
    return [card.subject for card in emails_of(db, ref=invoice.ref, viewer=viewer, language="fr").cards]


def test_what_waits_is_filed_on_an_invoice_and_its_history_says_so(db: Session, club: Club, now: datetime):
    invoice = issued(db, club, now)
    row, email = arrived(db, now)
    moving.file_on_invoice(db, raw_ref=row.ref, to_ref=invoice.ref, adds_sender=False, by=club.admin, now=now)
    assert (row.state, row.settled_by_name, row.settled_at) == ("filed", "Ada Admin", now)
    assert (email.why, email.known_sender) == ("by_hand", False)
    assert subjects(db, invoice, club.admin) == ["Ma facture"]
    assert not db.get_one(Conversation, email.conversation_id).private
    assert history(db, invoice) == [("Received email filed here", "", "Zoé Roy: Ma facture")]
    with pytest.raises(filing.FiledAlready):
        moving.file_on_invoice(
            db, raw_ref=row.ref, to_ref=invoice.ref, adds_sender=False, by=club.admin, now=now
        )


def test_a_sender_who_is_added_is_known_from_then_on(db: Session, club: Club, now: datetime):
    invoice = issued(db, club, now)
    sent = emailed(db, club, invoice, now)
    row, email = arrived(db, now, From="marc@ailleurs.example", In_Reply_To=sent.message_id)
    assert email.why == "not_a_participant"
    moving.file_on_invoice(db, raw_ref=row.ref, to_ref=invoice.ref, adds_sender=True, by=club.admin, now=now)
    assert (email.conversation_id, email.known_sender) == (sent.conversation_id, True)
    _, later = arrived(db, now, From="marc@ailleurs.example", In_Reply_To=sent.message_id, Message_ID="<2@x>")
    assert (later.why, later.known_sender) == ("thread", True)


def test_what_answers_a_private_email_is_filed_where_the_same_people_read_it(
    db: Session, club: Club, now: datetime
):
    first, second = issued(db, club, now), issued(db, club, now)
    sent = emailed(db, club, first, now, private=True)
    colleague = with_level(club, Level.STANDARD)
    for n, target in enumerate((first, second)):
        row, email = arrived(
            db, now, From="marc@ailleurs.example", In_Reply_To=sent.message_id, Message_ID=f"<{n}@x>"
        )
        moving.file_on_invoice(
            db, raw_ref=row.ref, to_ref=target.ref, adds_sender=False, by=club.admin, now=now
        )
        assert db.get_one(Conversation, email.conversation_id).private
        assert subjects(db, target, colleague) == []
        assert history(db, target)[-1] == ("Received email filed here", "", "Private email")
    readers = {
        conversation_id: {
            (r.address, r.account_id)
            for r in db.exec(
                select(ConversationReader).where(ConversationReader.conversation_id == conversation_id)
            )
        }
        for conversation_id in (sent.conversation_id, email.conversation_id)
    }
    assert len(readers) == 2
    assert readers[sent.conversation_id] == readers[email.conversation_id] != set()


def test_nobody_is_added_to_a_private_exchange_in_passing(db: Session, club: Club, now: datetime):
    invoice = issued(db, club, now)
    sent = emailed(db, club, invoice, now, private=True)
    row, _ = arrived(db, now, From="marc@ailleurs.example", In_Reply_To=sent.message_id)
    with pytest.raises(filing.StaysPrivate):
        moving.file_on_invoice(
            db, raw_ref=row.ref, to_ref=invoice.ref, adds_sender=True, by=club.admin, now=now
        )


def test_a_reply_to_a_revoked_address_can_be_filed_where_it_was_going(db: Session, club: Club, now: datetime):
    invoice = issued(db, club, now)
    sent = emailed(db, club, invoice, now)
    conversation = db.get_one(Conversation, sent.conversation_id)
    conversation.revoked_at = now
    email = answer(db, now, sent)
    row = db.exec(select(InboundRaw).where(InboundRaw.email_id == email.id)).one()
    assert (row.state, row.why) == ("unmatched", "revoked")
    found = filing.origin_of(db, row, email)
    assert found == filing.Origin(conversation, is_certain=True)
    moving.file_on_invoice(db, raw_ref=row.ref, to_ref=invoice.ref, adds_sender=False, by=club.admin, now=now)
    assert email.conversation_id == conversation.id


def test_a_reply_to_a_void_invoice_is_filed_with_it_and_changes_nothing_on_it(
    db: Session, club: Club, now: datetime
):
    invoice = issued(db, club, now)
    void_invoice(db, ref=invoice.ref, reason="Erreur", by=club.admin, now=now)
    before = (invoice.status, invoice.version, invoice.document)
    row, email = arrived(db, now)
    moving.file_on_invoice(db, raw_ref=row.ref, to_ref=invoice.ref, adds_sender=False, by=club.admin, now=now)
    assert answer(db, now, email, Message_ID="<2@x>").conversation_id == email.conversation_id
    assert (invoice.status, invoice.version, invoice.document) == before


def test_nothing_is_filed_on_a_draft_nor_by_less_than_an_admin_nor_where_nothing_could_be_read(
    db: Session, club: Club, now: datetime
):
    invoice, draft = issued(db, club, now), drafted(db, club, now)
    row, email = arrived(db, now)
    filed = {"raw_ref": row.ref, "adds_sender": False, "now": now}
    with pytest.raises(moving.NotIssuedYet):
        moving.file_on_invoice(db, to_ref=draft.ref, by=club.admin, **filed)
    for level in (Level.READ, Level.STANDARD):
        with pytest.raises(Forbidden):
            moving.file_on_invoice(db, to_ref=invoice.ref, by=with_level(club, level), **filed)
    for wrong in ({"to_ref": "0" * 26}, {"raw_ref": "0" * 26, "to_ref": invoice.ref}):
        with pytest.raises(NotFound):
            moving.file_on_invoice(db, by=club.admin, **filed | wrong)
    unread = inbound.receive(db, raw=b"x", source="webhook-raw", now=now, error="too large")
    with pytest.raises(filing.NothingToFile):
        moving.file_on_invoice(
            db, raw_ref=unread.ref, to_ref=invoice.ref, adds_sender=False, by=club.admin, now=now
        )
    assert (email.conversation_id, row.state) == (None, "unmatched")


def test_an_email_is_moved_and_both_histories_say_so(db: Session, club: Club, now: datetime):
    first, second = issued(db, club, now), issued(db, club, now)
    email = answer(db, now, emailed(db, club, first, now))
    standard = with_level(club, Level.STANDARD)
    moving.move_email(db, email_ref=email.ref, to_ref=second.ref, by=standard, now=now)
    assert subjects(db, second, standard) == ["Ma facture"]
    assert "Ma facture" not in subjects(db, first, standard)
    assert email.why == "by_hand"
    said = "Zoé Roy: Ma facture"
    assert history(db, first)[-1] == ("Received email moved elsewhere", said, f"Invoice {second.number}")
    assert history(db, second) == [("Received email moved here", f"Invoice {first.number}", said)]


def test_a_private_email_is_moved_among_the_same_people(db: Session, club: Club, now: datetime):
    first, second, third = (issued(db, club, now) for _ in range(3))
    email = answer(db, now, emailed(db, club, first, now, private=True))
    colleague = with_level(club, Level.STANDARD)
    with pytest.raises(NotFound):
        moving.move_email(db, email_ref=email.ref, to_ref=second.ref, by=colleague, now=now)
    for target in (second, third, second):
        moving.move_email(db, email_ref=email.ref, to_ref=target.ref, by=club.admin, now=now)
        place = db.get_one(Conversation, email.conversation_id)
        assert (place.private, place.about_id) == (True, target.id)
        assert subjects(db, target, colleague) == []
        assert len(subjects(db, target, club.admin)) == 1
    assert {what for _, before, after in history(db, second) for what in (before, after)} == {
        "Private email", f"Invoice {first.number}", f"Invoice {third.number}",
    }  # fmt: skip


def test_what_may_not_be_moved(db: Session, club: Club, now: datetime):
    first, second, draft = issued(db, club, now), issued(db, club, now), drafted(db, club, now)
    sent = emailed(db, club, first, now)
    email = answer(db, now, sent)
    _, waiting = arrived(db, now, Message_ID="<w@x>")
    tried = [
        (email.ref, second.ref, with_level(club, Level.READ), Forbidden),
        (email.ref, first.ref, club.admin, filing.ThereAlready),
        (email.ref, draft.ref, club.admin, moving.NotIssuedYet),
        (email.ref, "0" * 26, club.admin, NotFound),
        ("0" * 26, second.ref, club.admin, NotFound),
        (waiting.ref, second.ref, club.admin, NotFound),
        (sent.ref, second.ref, club.admin, filing.OnlyWhatArrived),
    ]
    for email_ref, to_ref, by, refusal in tried:
        with pytest.raises(refusal):
            moving.move_email(db, email_ref=email_ref, to_ref=to_ref, by=by, now=now)
    assert email.conversation_id == sent.conversation_id


def test_invoices_to_choose_from_are_the_issued_ones_by_number_or_name(
    db: Session, club: Club, now: datetime
):
    made = [issued(db, club, now) for _ in range(10)]
    drafted(db, club, now)
    everything = moving.invoice_choices(db, "", club.admin, "fr")
    assert [choice.ref for choice in everything] == [i.ref for i in reversed(made)][:8]
    [one] = moving.invoice_choices(db, str(made[2].number), club.admin, "fr")
    assert (one.ref, one.number, one.customer) == (made[2].ref, made[2].number, "Zoé Roy")
    assert "$" in one.detail
    assert len(moving.invoice_choices(db, "zoe", club.admin, "en")) == 8
    assert moving.invoice_choices(db, "personne", club.admin, "en") == ()
    assert moving.invoice_choices(db, "", replace(club.admin, levels={}), "fr") == ()
    assert moving.invoices_of_address(db, "zoe@client.example", club.admin, "fr") == everything
    assert moving.invoices_of_address(db, "comptes@port.example", club.admin, "fr") == ()
    assert moving.invoices_of_address(db, "", club.admin, "fr") == ()


def test_whom_an_invoice_concerns(db: Session, club: Club, now: datetime):
    about = About("invoice", issued(db, club, now).id or 0)
    assert moving.is_of_invoice(db, about, "zoe@client.example")
    assert not moving.is_of_invoice(db, about, "marc@ailleurs.example")
    assert not moving.is_of_invoice(db, About("invoice", 10**6), "zoe@client.example")
    assert not moving.is_of_invoice(db, About("contract", about.id), "zoe@client.example")


def test_with_contacts_only_the_people_of_the_client_are_let_in(
    db: Session, club: Club, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(routing, "acquainted", moving.is_of_invoice)
    setup_row(db).sender_policy = "contacts"
    invoice = issued(db, club, now)
    envelope = Envelope(nonce="n", recipients=(Recipient("to", "tresor@port.example"),), with_pdf=False)
    sent = send(db, ref=invoice.ref, envelope=envelope, by=club.admin, now=now)
    assert answer(db, now, sent).why == "token"
    assert answer(db, now, sent, From="marc@ailleurs.example", Message_ID="<2@x>").why == "policy"


def test_spam_is_put_away_and_taken_back(db: Session, club: Club, now: datetime):
    row, _ = arrived(db, now)
    filing.mark_spam(db, raw_ref=row.ref, by=club.admin, now=now)
    assert (row.state, row.settled_by_name) == ("spam", "Ada Admin")
    with pytest.raises(filing.FiledAlready):
        filing.mark_spam(db, raw_ref=row.ref, by=club.admin, now=now)
    filing.not_spam(db, raw_ref=row.ref)
    assert (row.state, row.settled_at) == ("unmatched", None)
    with pytest.raises(filing.FiledAlready):
        filing.not_spam(db, raw_ref=row.ref)


def test_what_is_read_again_finds_its_place_once_it_may(db: Session, club: Club, now: datetime):
    invoice = issued(db, club, now)
    sent = emailed(db, club, invoice, now)
    setup = setup_row(db)
    setup.sender_policy = "contacts"
    first = answer(db, now, sent, From="marc@ailleurs.example")
    row = db.exec(select(InboundRaw).where(InboundRaw.email_id == first.id)).one()
    db.add(EmailAttachment(email_id=first.id or 0, position=9, name="x", mime="x/y", size=1, sha256="0" * 64))
    db.flush()
    setup.sender_policy = "anyone"
    row.begun_at = now
    raw_id = filing.forget_what_was_understood(db, raw_ref=row.ref)
    assert (row.state, row.attempts, row.begun_at) == ("stored", 0, None), (
        "nobody is at it: it is read at once"
    )
    again = inbound.understand(db, raw_id, now, OFFICE)
    db.refresh(row)
    assert again
    assert (again.conversation_id, row.state) == (sent.conversation_id, "understood")
    assert len(db.exec(select(Email).where(Email.direction == "in")).all()) == 1
    with pytest.raises(filing.FiledAlready):
        filing.forget_what_was_understood(db, raw_ref=row.ref)
