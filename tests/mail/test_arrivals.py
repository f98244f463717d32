"""Who is told of a reply, and who never is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import true
from sqlmodel import Session, select

from invoice_app.mail import arrivals, inbound, notices
from invoice_app.mail.models import Conversation, Email, ReplyNotice
from invoice_app.mail.outbox import Sender
from invoice_app.mail.sight import Sight
from invoice_app.shared.about import About
from tests.mail.conftest import INVOICE, OFFICE, Send

LISE, MARC, PAUL = 1, 4, 5


@pytest.fixture(autouse=True)
def put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other rooms may have opened its eyes: here mail is alone."""
    monkeypatch.setattr(arrivals, "eyes", arrivals._own_only)
    monkeypatch.setattr(arrivals, "fallback", arrivals._nobody)


def arrive(
    db: Session,
    conversation: Conversation,
    now: datetime,
    headers: str = "",
    *,
    who: str = "zoe@client.example",
    message_id: str = "",
) -> Email | None:
    reply = (
        f"From: {who}\r\nTo: r-{conversation.token}@reply.example.org\r\nSubject: Re\r\n"
        f"Message-ID: <{message_id or now.timestamp()}@client.example>\r\n{headers}\r\nBonjour\r\n"
    ).encode()
    raw = inbound.receive(db, raw=reply, source="upload", now=now)
    return inbound.understand(db, raw.id or 0, now, OFFICE)


def told(db: Session) -> list[int]:
    return sorted(db.exec(select(ReplyNotice.account_id)))


def talk(db: Session, send: Send, **changes: object) -> Conversation:
    return db.get_one(Conversation, send(**changes).conversation_id)


def test_whoever_wrote_in_the_conversation_is_told(db: Session, send: Send, now: datetime):
    conversation = talk(db, send)
    send(sender=Sender("Marc", MARC, "marc@batiment.example"), now=now + timedelta(minutes=1))
    send(about=About("invoice", 99), sender=Sender("Paul", PAUL, "paul@batiment.example"))
    arrive(db, conversation, now + timedelta(minutes=2))
    assert told(db) == [LISE, MARC]


def test_a_note_is_a_way_of_taking_part(db: Session, send: Send, now: datetime):
    conversation = talk(db, send)
    db.add(Email(conversation_id=conversation.id, direction="own", kind="note", status="received",
                 created_by=PAUL, at=now))  # fmt: skip
    db.flush()
    arrive(db, conversation, now)
    assert told(db) == [LISE, PAUL]


def test_who_answered_from_a_page_is_not_told_of_what_others_answer(db: Session, send: Send, now: datetime):
    conversation = talk(db, send)
    db.add(Email(conversation_id=conversation.id, direction="in", status="received", created_by=PAUL, at=now))
    db.flush()
    arrive(db, conversation, now)
    assert told(db) == [LISE]


def test_who_follows_everything_is_told_and_who_follows_nothing_is_not(
    db: Session, send: Send, now: datetime
):
    notices.prefer(db, LISE, follows="none", by_email=True)
    notices.prefer(db, PAUL, follows="all", by_email=False)
    notices.prefer(db, MARC, follows="mine", by_email=True)
    arrive(db, talk(db, send), now)
    assert told(db) == [PAUL]


def test_who_wants_no_email_now_is_sent_none_later(db: Session, send: Send, now: datetime):
    notices.prefer(db, PAUL, follows="all", by_email=True)
    arrive(db, talk(db, send), now)
    mailed = {notice.account_id: notice.mailed_at for notice in db.exec(select(ReplyNotice))}
    assert mailed == {LISE: now, PAUL: None}


@pytest.mark.parametrize(
    "headers",
    ["Auto-Submitted: auto-replied\r\n", "Precedence: bulk\r\nX-Autoreply: yes\r\n",
     'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n'],
    ids=["automatic", "bulk", "bounce"],
)  # fmt: skip
def test_no_machine_makes_a_notice(db: Session, send: Send, now: datetime, headers: str):
    arrive(db, talk(db, send), now, headers)
    assert told(db) == []


def test_neither_what_matches_nothing_nor_what_comes_twice_nor_our_own(
    db: Session, send: Send, now: datetime
):
    conversation = talk(db, send)
    lost = Conversation(about_kind="invoice", about_id=1, created_at=now)
    arrive(db, lost, now)
    arrive(db, conversation, now, who="facturation@batiment.example")
    assert told(db) == []
    for _ in range(3):
        arrive(db, conversation, now, message_id="same")
    assert told(db) == [LISE]


def test_told_again_by_a_second_understanding_is_told_once(db: Session, send: Send, now: datetime):
    email = arrive(db, talk(db, send), now)
    assert email is not None
    arrivals.arrived(db, email, now)
    assert told(db) == [LISE]


def test_what_is_filed_by_hand_is_told_then(db: Session, send: Send, now: datetime):
    conversation = talk(db, send)
    email = arrive(db, Conversation(about_kind="invoice", about_id=1, created_at=now), now)
    assert email is not None
    assert told(db) == []
    email.conversation_id = conversation.id
    arrivals.arrived(db, email, now)
    assert told(db) == [LISE]


def test_a_private_reply_is_told_only_to_who_may_read_it(db: Session, send: Send, now: datetime):
    notices.prefer(db, PAUL, follows="all", by_email=True)
    notices.prefer(db, MARC, follows="all", by_email=True)
    send(sender=Sender("Marc", MARC, "marc@batiment.example"))
    arrive(db, talk(db, send, private=True), now)
    assert told(db) == [LISE]


def test_rooms_above_say_who_sees_what_and_who_looks_after_the_rest(
    db: Session, send: Send, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(arrivals, "fallback", lambda _db, _email: [MARC, PAUL, 6])
    admin = Sight("paul@batiment.example", PAUL, True, is_staff=True)
    monkeypatch.setattr(
        arrivals, "eyes", lambda _db, account_id, _about: admin if account_id == PAUL else None
    )
    notices.prefer(db, 6, follows="none", by_email=False)
    arrive(db, talk(db, send, private=True), now)
    assert told(db) == [PAUL]


def test_nobody_is_told_of_what_they_wrote_themselves(
    db: Session, send: Send, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    mine = "lise@batiment.example"
    monkeypatch.setattr(
        arrivals, "eyes", lambda _db, account_id, _about: Sight(mine, account_id, is_staff=True)
    )
    arrive(db, talk(db, send), now, who=mine)
    assert told(db) == []


class TestTheNoticesOfAnAccount:
    @pytest.fixture
    def sight(self) -> Sight:
        return Sight("lise@batiment.example", LISE, is_staff=True)

    @pytest.fixture
    def two(self, db: Session, send: Send, now: datetime) -> Iterator[list[Email]]:
        """A reply beside each of two invoices."""
        first, second = talk(db, send), talk(db, send, about=About("invoice", 15))
        return [arrive(db, first, now), arrive(db, second, now + timedelta(minutes=1))]  # type: ignore[list-item]

    def waiting(self, db: Session, sight: Sight) -> list[int]:
        found = notices.waiting(db, sight=sight, beside=true(), limit=10)
        assert notices.how_many(db, sight=sight, beside=true()) == len(found)
        return found

    def test_wait_the_newest_first(self, db: Session, two: list[Email], sight: Sight):
        assert self.waiting(db, sight) == [two[1].id, two[0].id]
        assert self.waiting(db, Sight("marc@batiment.example", MARC, is_staff=True)) == []

    def test_are_read_with_their_record_one_by_one_or_all_together(
        self, db: Session, two: list[Email], sight: Sight, now: datetime
    ):
        notices.seen(db, MARC, INVOICE, now)
        assert notices.is_waiting(db, LISE, INVOICE)
        notices.seen(db, LISE, INVOICE, now)
        assert not notices.is_waiting(db, LISE, INVOICE)
        assert self.waiting(db, sight) == [two[1].id]
        notices.seen_one(db, LISE, two[0].ref, now)
        notices.seen_one(db, MARC, two[1].ref, now)
        assert self.waiting(db, sight) == [two[1].id]
        notices.seen_all(db, LISE, now)
        assert self.waiting(db, sight) == []

    def test_of_what_became_private_are_not_counted(self, db: Session, two: list[Email], now: datetime):
        db.add(ReplyNotice(account_id=MARC, email_id=two[0].id, at=now))
        marc = Sight("marc@batiment.example", MARC, is_staff=True)
        db.flush()
        assert self.waiting(db, marc) == [two[0].id]
        db.get_one(Conversation, two[0].conversation_id).private = True
        db.flush()
        assert self.waiting(db, marc) == []

    def test_a_word_that_is_no_wish_is_the_usual_one(self, db: Session):
        notices.prefer(db, LISE, follows="tout", by_email=True)
        assert (notices.preference_of(db, LISE).follows, notices.preference_of(db, 99).by_email) == (
            "mine",
            False,
        )
