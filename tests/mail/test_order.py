"""When an email leaves: at once, later by its writer's wish, in the order of its conversation, or never."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from invoice_app.mail.actions import AlreadyLeft, NotInThatState, cancel
from invoice_app.mail.claims import claim_one
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email
from invoice_app.mail.outbox import NotThen
from invoice_app.mail.outcomes import record
from invoice_app.mail.transports.port import Accepted, Rejected, Retry, Uncertain
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from tests.mail.carried import Scripted, at, queued, recipients, status_of

pytestmark = pytest.mark.usefixtures("database_url")

SECOND = timedelta(seconds=1)
ELSEWHERE = About("invoice", 15)


def test_it_waits_for_the_time_to_undo_and_then_leaves(now: datetime):
    ref = queued(now, undo_for=10 * SECOND)
    assert Courier(Scripted()).deliver_due(now + 9 * SECOND) == 0
    assert status_of(ref) == "queued"
    assert Courier(Scripted()).deliver_due(now + 10 * SECOND) == 1


def test_it_leaves_at_the_later_of_the_two_times(now: datetime):
    ref = queued(now, undo_for=10 * SECOND, send_at=now + timedelta(hours=2))
    assert at(ref)[2].next_attempt_at == now + timedelta(hours=2)
    soon = queued(now, undo_for=10 * SECOND, send_at=now + SECOND, about=ELSEWHERE)
    assert at(soon)[2].next_attempt_at == now + 10 * SECOND
    with reading() as db:
        email = db.exec(select(Email).where(Email.ref == ref)).one()
        assert email.send_at == now + timedelta(hours=2)


@pytest.mark.parametrize("send_at", [timedelta(), timedelta(seconds=-1), timedelta(days=367)])
def test_a_time_that_is_past_or_too_far_is_refused(now: datetime, send_at: timedelta):
    with pytest.raises(NotThen) as refused:
        queued(now, send_at=now + send_at)
    assert refused.value.field == "send_at"


def test_mail_of_the_system_leaves_at_once(now: datetime):
    ref = queued(now, about=None, undo_for=10 * SECOND, send_at=now + timedelta(days=1))
    assert at(ref)[2].next_attempt_at == now


def test_what_is_undone_never_leaves_and_says_so(now: datetime):
    ref = queued(now, undo_for=10 * SECOND)
    with writing() as db:
        cancel(db, email_ref=ref)
    assert Courier(Scripted()).deliver_due(now + timedelta(days=1)) == 0
    assert status_of(ref) == "cancelled"
    assert set(recipients(ref).values()) == {""}


def test_what_has_left_or_is_leaving_cannot_be_undone(now: datetime):
    gone = queued(now)
    Courier(Scripted()).deliver_due(now)
    leaving = queued(now)
    with writing() as db:
        assert claim_one(db, worker="w", transport="sendgrid", now=now)
    for ref in (gone, leaving):
        with writing() as db, pytest.raises(AlreadyLeft) as refused:
            cancel(db, email_ref=ref)
        assert "déjà parti" in refused.value.phrase.fr


def test_undoing_and_leaving_at_one_instant_end_one_way(now: datetime):
    """Whoever wins: what was cancelled was sent to nobody, what was sent was not cancelled."""
    refs = [queued(now, about=About("invoice", 100 + n)) for n in range(20)]
    transport, undone, start = Scripted(), set(), threading.Barrier(3)

    def undo() -> None:
        start.wait()
        for ref in reversed(refs):
            try:
                with writing() as db:
                    cancel(db, email_ref=ref)
            except NotInThatState:
                continue
            undone.add(ref)

    def leave() -> None:
        start.wait()
        while Courier(transport).deliver_due(now):
            pass

    threads = [threading.Thread(target=act) for act in (undo, leave, leave)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted([*undone, *transport.refs]) == sorted(refs)
    assert {status_of(ref) for ref in undone} <= {"cancelled"}
    assert {status_of(ref) for ref in transport.refs} <= {"accepted"}


def test_the_emails_of_a_conversation_leave_in_the_order_they_were_written(now: datetime):
    first, second = queued(now), queued(now + SECOND)
    other = queued(now + SECOND, about=ELSEWHERE)
    transport = Scripted(Retry("452 later"))
    Courier(transport).deliver_due(now + 2 * SECOND)
    assert transport.refs == [first, other]
    assert status_of(second) == "queued"
    again = at(first)[2].next_attempt_at
    Courier(transport).deliver_due(again)
    assert transport.refs == [first, other, first, second]


def test_while_one_is_being_sent_the_next_of_its_conversation_waits(now: datetime):
    first, second = queued(now), queued(now)
    with writing() as db:
        claim = claim_one(db, worker="slow", transport="sendgrid", now=now)
    assert Courier(Scripted()).deliver_due(now) == 0
    with writing() as db:
        assert record(db, claim, Accepted("id"), now=now)
    assert Courier(Scripted()).deliver_due(now) == 1
    assert (status_of(first), status_of(second)) == ("accepted", "accepted")


@pytest.mark.parametrize("ending", [Rejected("400", "no"), Uncertain("lost")])
def test_one_that_failed_or_is_in_doubt_stops_nobody(now: datetime, ending):
    queued(now)
    second = queued(now + SECOND)
    Courier(Scripted(ending)).deliver_due(now + SECOND)
    assert status_of(second) == "accepted"


def test_one_that_was_undone_or_is_to_leave_later_stops_nobody(now: datetime):
    undone = queued(now)
    later = queued(now, send_at=now + timedelta(days=3))
    third = queued(now + SECOND)
    with writing() as db:
        cancel(db, email_ref=undone)
    transport = Scripted()
    Courier(transport).deliver_due(now + SECOND)
    assert transport.refs == [third]
    assert status_of(later) == "queued"
    Courier(transport).deliver_due(now + timedelta(days=3))
    assert transport.refs == [third, later]


def test_one_that_may_still_be_undone_is_waited_for(now: datetime):
    first = queued(now, undo_for=10 * SECOND)
    second = queued(now)
    transport = Scripted()
    Courier(transport).deliver_due(now + SECOND)
    assert transport.refs == []
    Courier(transport).deliver_due(now + 11 * SECOND)
    assert transport.refs in ([first, second], [second])
    Courier(transport).deliver_due(now + 11 * SECOND)
    assert transport.refs == [first, second]
