"""An email of which nobody knows whether it left: what settles the doubt, and what does not."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from invoice_app.mail import events, holds
from invoice_app.mail.actions import cancel, send_again
from invoice_app.mail.claims import claim_one
from invoice_app.mail.courier import Courier
from invoice_app.mail.outcomes import record
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.transports.port import Accepted, Misconfigured, Rejected, Retry, Uncertain
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from tests.mail.carried import Scripted, at, queued, recipients, status_of

pytestmark = pytest.mark.usefixtures("database_url")

QUARTER = timedelta(minutes=15)


def told(ref: str, now: datetime, event: str = "processed", **more: object) -> None:
    """The provider says something of an email."""
    said = {"acct_email_id": ref, "event": event, "email": "cp@client.example", "timestamp": 1773686000}
    with writing() as db:
        events.take(db, body=json.dumps([said | more]).encode(), now=now)


def doubtful(now: datetime) -> str:
    ref = queued(now)
    Courier(Scripted(Uncertain("lost"))).deliver_due(now)
    assert status_of(ref) == "uncertain"
    return ref


def the_provider_has_spoken(now: datetime) -> None:
    other = queued(now, about=About("invoice", 99))
    Courier(Scripted()).deliver_due(now)
    told(other, now)


def test_silence_of_a_provider_that_tells_is_settled_by_one_more_try(now: datetime):
    the_provider_has_spoken(now)
    ref = doubtful(now)
    again = Scripted(Uncertain("lost again"))
    assert Courier(again).deliver_due(now + timedelta(minutes=14)) == 0
    assert Courier(again).deliver_due(now + QUARTER) == 1
    assert status_of(ref) == "uncertain"
    assert at(ref)[2].settled_alone
    for days in range(1, 5):
        assert Courier(again).deliver_due(now + timedelta(days=days)) == 0
    assert again.refs == [ref]


def test_the_one_more_try_carries_the_same_bytes_and_so_the_same_message_id(now: datetime):
    the_provider_has_spoken(now)
    queued(now)
    first, second = Scripted(Uncertain("lost")), Scripted()
    Courier(first).deliver_due(now)
    Courier(second).deliver_due(now + QUARTER)
    assert first.given == second.given


def test_a_crash_is_settled_the_same_way(now: datetime):
    the_provider_has_spoken(now)
    ref = queued(now)
    with writing() as db:
        assert claim_one(db, worker="dead", transport="sendgrid", now=now)
    transport = Scripted()
    Courier(transport).deliver_due(now + timedelta(minutes=4))
    assert at(ref)[:2] == ("uncertain", "interrupted")
    Courier(transport).deliver_due(now + timedelta(minutes=4) + QUARTER)
    assert status_of(ref) == "accepted"
    assert transport.refs == [ref]


def test_a_provider_that_never_told_anything_is_not_asked_again(now: datetime):
    ref = doubtful(now)
    assert Courier(Scripted()).deliver_due(now + timedelta(days=30)) == 0
    assert status_of(ref) == "uncertain"


def test_a_transport_that_tells_nothing_waits_for_a_person(now: datetime):
    the_provider_has_spoken(now)
    smtp = Scripted(Uncertain("lost"))
    smtp.name = "smtp"
    ref = queued(now)
    Courier(smtp).deliver_due(now)
    assert Courier(smtp).deliver_due(now + timedelta(days=1)) == 0
    assert status_of(ref) == "uncertain"


def test_after_the_try_alone_a_person_may_still_send_again_and_no_other_try_follows(now: datetime):
    the_provider_has_spoken(now)
    ref = doubtful(now)
    Courier(Scripted(Uncertain("lost"))).deliver_due(now + QUARTER)
    with writing() as db:
        send_again(db, email_ref=ref, now=now + QUARTER)
    Courier(Scripted(Uncertain("lost"))).deliver_due(now + QUARTER)
    assert Courier(Scripted()).deliver_due(now + timedelta(days=9)) == 0
    assert status_of(ref) == "uncertain"


def test_news_that_comes_before_the_answer_counts(now: datetime):
    ref = queued(now)
    with writing() as db:
        claim = claim_one(db, worker="w", transport="sendgrid", now=now)
    told(ref, now, "delivered")
    assert status_of(ref) == "sending"
    with writing() as db:
        assert record(db, claim, Accepted("id"), now=now)
    assert status_of(ref) == "accepted"
    assert recipients(ref)["cp@client.example"] == "delivered"


def test_news_that_comes_before_a_crash_settles_it_at_once(now: datetime):
    ref = queued(now)
    with writing() as db:
        assert claim_one(db, worker="dead", transport="sendgrid", now=now)
    told(ref, now)
    Courier(Scripted()).deliver_due(now + timedelta(minutes=4))
    assert status_of(ref) == "accepted"


def test_news_stops_the_second_try_that_was_waiting(now: datetime):
    ref = doubtful(now)
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    told(ref, now, "delivered")
    assert Courier(Scripted()).deliver_due(now) == 0
    assert status_of(ref) == "accepted"


def test_news_of_an_email_that_was_thought_to_have_failed_says_that_it_left(now: datetime):
    ref = queued(now)
    Courier(Scripted(Rejected("gave-up", "x"))).deliver_due(now)
    told(ref, now, "delivered")
    assert status_of(ref) == "accepted"
    assert recipients(ref) == {"cp@client.example": "delivered", "elise@client.example": "accepted"}


def test_news_of_another_installation_is_kept_and_settles_nothing(now: datetime):
    ref = doubtful(now)
    told(ref, now, "delivered", acct_env="another-installation")
    assert status_of(ref) == "uncertain"
    with writing() as db:
        assert setup_row(db).event_heard_at is None
        env = setup_row(db).installation
    told(ref, now, "delivered", acct_env=env)
    assert status_of(ref) == "accepted"
    with writing() as db:
        assert setup_row(db).event_heard_at == now


def test_news_while_the_second_try_is_refused_for_now_ends_the_tries(now: datetime):
    the_provider_has_spoken(now)
    ref = doubtful(now)
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    with writing() as db:
        claim = claim_one(db, worker="w", transport="sendgrid", now=now)
    told(ref, now, "delivered")
    with writing() as db:
        assert record(db, claim, Retry("503"), now=now)
    assert Courier(Scripted()).deliver_due(now + timedelta(days=1)) == 0
    assert status_of(ref) == "accepted"
    assert recipients(ref)["cp@client.example"] == "delivered"


def test_news_while_the_settings_are_at_fault_ends_the_tries_and_holds_the_others(now: datetime):
    ref = doubtful(now)
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    with writing() as db:
        claim = claim_one(db, worker="w", transport="sendgrid", now=now)
    told(ref, now)
    with writing() as db:
        record(db, claim, Misconfigured("key", "bad key", http_status=401), now=now)
    assert status_of(ref) == "accepted"
    with reading() as db:
        assert [hold.transport for hold in holds.holds(db)] == ["sendgrid"]


def test_a_second_try_that_fails_leaves_the_first_in_doubt(now: datetime):
    ref = doubtful(now)
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    Courier(Scripted(Rejected("too-large", "413", http_status=413))).deliver_due(now)
    assert at(ref)[:2] == ("uncertain", "too-large")
    assert "failed" not in recipients(ref).values()


def test_a_late_answer_settles_the_doubt_of_its_own_try(now: datetime):
    ref = queued(now)
    with writing() as db:
        claim = claim_one(db, worker="slow", transport="sendgrid", now=now)
    Courier(Scripted()).deliver_due(now + timedelta(minutes=4))
    assert status_of(ref) == "uncertain"
    with writing() as db:
        record(db, claim, Rejected("too-large", "413", http_status=413), now=now)
    assert status_of(ref) == "failed"


def test_to_stop_a_second_try_is_not_to_say_that_nothing_left(now: datetime):
    ref = doubtful(now)
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    with writing() as db:
        cancel(db, email_ref=ref)
    assert Courier(Scripted()).deliver_due(now + timedelta(days=1)) == 0
    assert status_of(ref) == "uncertain"


def test_a_doubt_is_not_settled_by_another_way_of_sending(now: datetime):
    the_provider_has_spoken(now)
    ref = doubtful(now)
    for name in ("local", "smtp"):
        other = Scripted()
        other.name = name
        assert Courier(other).deliver_due(now + QUARTER) == 0
    assert status_of(ref) == "uncertain"
