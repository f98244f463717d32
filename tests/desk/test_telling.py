"""Telling people of replies by email: who, what, and what is never said."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from invoice_app.accounts import levels
from invoice_app.accounts.models import Account
from invoice_app.desk.telling import REST, tell, tell_by_email
from invoice_app.mail import arrivals, notices
from invoice_app.mail.models import Email, EmailRecipient, ReplyNotice
from invoice_app.shared.about import About
from invoice_app.shared.audience import restrict
from invoice_app.shared.database import writing
from invoice_app.shared.files import files
from invoice_app.shared.permission import Level, Tool, Viewer
from tests.desk.conftest import CONTRACT, Club, answer, send

ADDRESS = "https://factures.club.example"
LATER = timedelta(minutes=1)


@pytest.fixture
def asked(db: Session, club: Club) -> Club:
    """Guy is told of what answers him, Ada of everything, both by email."""
    notices.prefer(db, club.guy.account_id, follows="mine", by_email=True)
    notices.prefer(db, club.ada.account_id, follows="all", by_email=True)
    return club


def told(db: Session, viewer: Viewer, email: Email, now: datetime) -> list[Email]:
    """The emails that went to somebody once they were told of a conversation."""
    tell(db, viewer.account_id, email.conversation_id or 0, address=ADDRESS, now=now)
    return letters(db, viewer)


def letters(db: Session, viewer: Viewer) -> list[Email]:
    found = (
        select(Email)
        .join(EmailRecipient, col(EmailRecipient.email_id) == col(Email.id))
        .where(EmailRecipient.address == viewer.email, col(Email.conversation_id).is_(None))
    )
    return list(db.exec(found.order_by(col(Email.id))))


def bytes_of(email: Email) -> str:
    return files().get(email.raw_sha256).decode()


def untold(db: Session, viewer: Viewer) -> list[ReplyNotice]:
    query = select(ReplyNotice).where(
        ReplyNotice.account_id == viewer.account_id, col(ReplyNotice.mailed_at).is_(None)
    )
    return list(db.exec(query))


def test_a_reply_is_told_with_its_writer_its_beginning_and_a_link(db: Session, asked: Club, now: datetime):
    email = send(db, asked.invoice, asked.guy, now)
    reply = answer(db, email, now, "Le chèque part\ndemain.\n\nZoé")
    [letter] = told(db, asked.guy, reply, now)
    assert letter.subject == "Réponse de Zoé Roy à la facture FA-2026-014"
    assert "Zoé Roy a écrit\u00a0:\nLe chèque part\ndemain." in letter.text
    assert f"{ADDRESS}/invoices/{asked.invoice.ref}/emails#{reply.ref}" in letter.text
    assert (letter.conversation_id, letter.direction) == (None, "out")
    raw = bytes_of(letter)
    assert "Auto-Submitted: auto-generated" in raw
    assert "X-Auto-Response-Suppress: All" in raw
    assert untold(db, asked.guy) == []


def test_it_is_written_in_the_reader_s_language(db: Session, asked: Club, now: datetime):
    db.get_one(Account, asked.guy.account_id).language = "en"
    [letter] = told(db, asked.guy, answer(db, send(db, asked.invoice, asked.guy, now), now), now)
    assert (letter.subject, letter.language) == ("Reply from Zoé Roy to invoice FA-2026-014", "en")
    assert "Zoé Roy wrote:\nMerci" in letter.text


@pytest.mark.parametrize("hushed", [False, True], ids=["private conversation", "private contract"])
def test_of_what_is_private_nothing_is_said_but_that_it_came(
    db: Session, asked: Club, now: datetime, hushed: bool
):
    if hushed:
        restrict(db, CONTRACT, [asked.guy.account_id])
    email = send(db, asked.invoice, asked.guy, now, private=not hushed, subject="Chuchotis")
    reply = answer(db, email, now, "Sourdine")
    [letter] = told(db, asked.guy, reply, now)
    assert letter.subject == "Une réponse privée vous attend"
    said = bytes_of(letter) + letter.text + letter.html + letter.subject + letter.search
    for secret in ("Chuchotis", "Sourdine", "Zoé", "zoe@client", "FA-2026-014", "Zo=C3=A9"):
        assert secret.lower() not in said.lower(), secret
    assert f"/invoices/{asked.invoice.ref}/emails#{reply.ref}" in letter.text


def test_an_outsider_is_told_nothing_of_a_private_reply(db: Session, asked: Club, now: datetime):
    notices.prefer(db, asked.lea.account_id, follows="all", by_email=True)
    reply = answer(db, send(db, asked.invoice, asked.guy, now, private=True), now)
    assert untold(db, asked.lea) == []
    assert told(db, asked.lea, reply, now) == []
    assert len(told(db, asked.ada, reply, now)) == 1


def test_rights_are_asked_when_it_is_told(db: Session, asked: Club, now: datetime):
    reply = answer(db, send(db, asked.invoice, asked.guy, now), now)
    account = db.get_one(Account, asked.guy.account_id)
    levels.set_levels(db, account_ref=account.ref, levels={Tool.MEMBERS: Level.READ})
    assert told(db, asked.guy, reply, now) == []
    assert untold(db, asked.guy) == []
    account = db.get_one(Account, asked.ada.account_id)
    account.disabled_at = now
    db.flush()
    assert told(db, asked.ada, reply, now) == []
    assert untold(db, asked.ada) == []


def test_a_contract_that_became_private_meanwhile_is_not_told_of(db: Session, asked: Club, now: datetime):
    reply = answer(db, send(db, asked.invoice, asked.guy, now), now)
    restrict(db, CONTRACT, [asked.ada.account_id])
    db.flush()
    assert told(db, asked.guy, reply, now) == []


def test_what_was_read_or_is_not_wanted_any_more_is_not_told(db: Session, asked: Club, now: datetime):
    reply = answer(db, send(db, asked.invoice, asked.guy, now), now)
    notices.seen(db, asked.guy.account_id, About("invoice", asked.invoice.id or 0), now)
    notices.prefer(db, asked.ada.account_id, follows="all", by_email=False)
    assert told(db, asked.guy, reply, now) == told(db, asked.ada, reply, now) == []
    assert untold(db, asked.guy) == untold(db, asked.ada) == []


def test_what_follows_within_ten_minutes_is_told_together_and_once(db: Session, asked: Club, now: datetime):
    email = send(db, asked.invoice, asked.guy, now)
    reply = answer(db, email, now, "Un")
    assert len(told(db, asked.guy, reply, now)) == 1
    for n, text in enumerate(("Deux", "Trois"), 1):
        answer(db, email, now + n * LATER, text)
    assert len(told(db, asked.guy, reply, now + 5 * LATER)) == 1
    _, letter = told(db, asked.guy, reply, now + REST)
    assert letter.subject == "2 réponses à la facture FA-2026-014"
    assert "Deux" in letter.text
    assert "Trois" in letter.text
    assert len(told(db, asked.guy, reply, now + 2 * REST)) == 2


def test_another_conversation_does_not_wait_for_it(db: Session, asked: Club, now: datetime):
    first, second = (answer(db, send(db, i, asked.guy, now), now) for i in (asked.invoice, asked.other))
    told(db, asked.guy, first, now)
    assert len(told(db, asked.guy, second, now)) == 2


def test_many_replies_are_told_by_a_few(db: Session, asked: Club, now: datetime):
    email = send(db, asked.invoice, asked.guy, now)
    replies = [answer(db, email, now + n * LATER, f"Mot {n} " + "x" * 2_000) for n in range(5)]
    [letter] = told(db, asked.guy, replies[0], now + 5 * LATER)
    assert letter.subject == "5 réponses à la facture FA-2026-014"
    assert "Mot 2" in letter.text
    assert "Mot 3" not in letter.text
    assert "Et 2 de plus." in letter.text
    assert len(letter.text) < 2_000


def test_nobody_is_told_of_what_they_wrote_from_their_mailbox(db: Session, asked: Club, now: datetime):
    reply = answer(db, send(db, asked.invoice, asked.guy, now), now, who=asked.guy.email)
    assert told(db, asked.guy, reply, now) == []
    assert len(told(db, asked.ada, reply, now)) == 1


def test_a_reply_that_nobody_follows_is_for_the_admins(db: Session, club: Club, now: datetime):
    from invoice_app.mail.outbox import Sender

    notices.prefer(db, club.ada.account_id, follows="mine", by_email=True)
    email = send(db, club.invoice, club.guy, now, sender=Sender("Envoi groupé"))
    reply = answer(db, email, now)
    assert [n.account_id for n in db.exec(select(ReplyNotice))] == [club.ada.account_id]
    assert len(told(db, club.ada, reply, now)) == 1


def test_about_a_customer_no_invoice_is_named(db: Session, asked: Club, now: datetime):
    [letter] = told(db, asked.guy, answer(db, send(db, asked.customer, asked.guy, now), now), now)
    assert letter.subject == "Réponse de Zoé Roy"
    assert f"{ADDRESS}/members/{asked.customer.ref}" in letter.text


def test_an_address_that_mail_cannot_reach_is_passed_over(db: Session, asked: Club, now: datetime):
    reply = answer(db, send(db, asked.invoice, asked.guy, now), now)
    db.get_one(Account, asked.guy.account_id).email = "pas une adresse"
    db.flush()
    assert tell(db, asked.guy.account_id, reply.conversation_id or 0, address=ADDRESS, now=now) is False
    assert untold(db, asked.guy) == []


class TestTheRound:
    @pytest.fixture
    def house(self, database_url: str, now: datetime) -> Club:
        from tests.desk import conftest

        with writing() as db:
            club = conftest.club.__wrapped__(db, now)  # type: ignore[attr-defined]
            for viewer in (club.guy, club.ada):
                notices.prefer(db, viewer.account_id, follows="all", by_email=True)
            answer(db, send(db, club.invoice, club.guy, now), now)
        return club

    def test_tells_everybody_who_is_due_and_then_rests(self, house: Club, now: datetime):
        assert tell_by_email(now) == 2
        assert tell_by_email(now) == 0
        with writing() as db:
            assert [len(letters(db, viewer)) for viewer in (house.guy, house.ada)] == [1, 1]

    def test_one_that_cannot_be_told_does_not_stop_the_other(
        self, house: Club, now: datetime, monkeypatch: pytest.MonkeyPatch
    ):
        eyes = arrivals.eyes

        def fails(db: Session, account_id: int, about: About) -> object:
            if account_id == house.ada.account_id:
                raise ValueError("a fault of ours")
            return eyes(db, account_id, about)

        monkeypatch.setattr(arrivals, "eyes", fails)
        assert tell_by_email(now) == 1
        with writing() as db:
            assert untold(db, house.ada) == []
