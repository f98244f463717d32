"""When nothing leaves: a bad key, a provider that asks to wait or does not answer, and a person's wish."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from invoice_app.mail import holds
from invoice_app.mail.actions import send_again
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import EmailAttempt, MailHold, OutboxItem
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.transports.port import Accepted, Misconfigured, Rejected, Retry, Unbuildable, Uncertain
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from tests.mail.carried import Scripted, at, queued, status_of

pytestmark = pytest.mark.usefixtures("database_url")

BAD_KEY = Misconfigured("401", "bad key", http_status=401)
MINUTE = timedelta(minutes=1)


def several(now: datetime, count: int) -> list[str]:
    """Emails of as many conversations, the oldest first."""
    return [queued(now + timedelta(seconds=n), about=About("invoice", 100 + n)) for n in range(count)]


def held() -> list[tuple[str, str]]:
    with reading() as db:
        return [(each.kind, each.code) for each in holds.holds(db)]


def test_a_bad_key_costs_one_try_for_each_pause_and_loses_nothing(now: datetime):
    refs = several(now, 8)
    blocked = Scripted(*[BAD_KEY] * 100)
    clock = now + MINUTE
    for _ in range(61):
        Courier(blocked).deliver_due(clock)
        clock += MINUTE
    assert len(blocked.given) == 13
    assert held() == [("config", "401")]
    assert {status_of(ref) for ref in refs} <= {"queued", "blocked_config"}
    # The key is corrected: one passes, and all follow at once.
    good = Scripted()
    with writing() as db:
        holds.try_again(db, now=clock)
    assert Courier(good).deliver_due(clock) == 8
    assert sorted(good.refs) == sorted(refs)
    assert held() == []
    assert {status_of(ref) for ref in refs} == {"accepted"}


def test_what_the_key_spoilt_is_not_held_against_an_email(now: datetime):
    ref = queued(now)
    clock = now
    for _ in range(10):
        Courier(Scripted(BAD_KEY)).deliver_due(clock)
        clock += timedelta(hours=3)
    Courier(Scripted(Retry("452 later"))).deliver_due(clock)
    assert status_of(ref) == "retry_wait"


def test_many_who_may_try_at_once_are_one(now: datetime):
    several(now, 8)
    Courier(Scripted(BAD_KEY)).deliver_due(now + MINUTE)
    later, start = now + timedelta(minutes=7), threading.Barrier(4)
    transport = Scripted(*[BAD_KEY] * 10)

    def work() -> None:
        start.wait()
        Courier(transport).deliver_due(later)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(transport.given) == 1


def test_an_email_that_alone_is_blamed_on_the_settings_fails_and_lets_the_others_by(now: datetime):
    odd, *others = several(now, 3)
    clock = now + MINUTE
    Courier(Scripted(BAD_KEY)).deliver_due(clock)
    clock += timedelta(minutes=6)
    # The next one passes, so the settings are right; then the odd one is blamed again.
    Courier(Scripted(Accepted("id"), Accepted("id"), BAD_KEY)).deliver_due(clock)
    assert [status_of(ref) for ref in others] == ["accepted", "accepted"]
    assert at(odd)[:2] == ("failed", "401")
    assert held() == []


def test_too_many_requests_slow_the_whole_transport_and_burn_no_attempt(now: datetime):
    refs = several(now, 5)
    clock = now + MINUTE
    limited = Scripted(*[Retry("too many", timedelta(minutes=10), 429, holds="rate")] * 50)
    for minute in range(0, 100, 5):
        Courier(limited).deliver_due(clock + minute * MINUTE)
    assert len(limited.given) == 10
    assert held() == [("rate", "429")]
    clock += 100 * MINUTE
    good = Scripted()
    assert Courier(good).deliver_due(clock) == 5
    assert [status_of(ref) for ref in refs] == ["accepted"] * 5


def test_a_limit_that_lasts_for_days_gives_nothing_up(now: datetime):
    ref = queued(now)
    for day in range(5):
        limited = Retry("too many", timedelta(hours=23), 429, holds="rate")
        Courier(Scripted(limited)).deliver_due(now + timedelta(days=day))
    assert at(ref)[:2] == ("retry_wait", "rate")


@pytest.mark.parametrize("count", [1, 5])
def test_half_an_hour_without_the_provider_loses_nothing_and_all_leave_when_it_is_back(
    now: datetime, count: int
):
    refs = several(now, count)
    down = Scripted(*[Retry("no connection", holds="outage")] * 100)
    clock = now + MINUTE
    for _ in range(30):
        Courier(down).deliver_due(clock)
        clock += MINUTE
    assert 10 <= len(down.given) <= 30
    assert held() == [("outage", "")]
    good = Scripted()
    for _ in range(4):
        Courier(good).deliver_due(clock)
        clock += MINUTE
    assert sorted(good.refs) == sorted(refs)
    assert held() == []


def test_a_day_without_the_provider_is_tried_more_and_more_rarely_and_then_said(now: datetime):
    ref = queued(now)
    down = Scripted(*[Retry("no connection", holds="outage")] * 2_000)
    clock = now
    while status_of(ref) != "failed" and clock < now + timedelta(hours=26):
        Courier(down).deliver_due(clock)
        clock += timedelta(minutes=10)
    assert at(ref)[:2] == ("failed", "gave-up")
    assert timedelta(hours=24) <= clock - now <= timedelta(hours=25)


def test_a_refusal_of_one_email_says_that_the_provider_is_there(now: datetime):
    bad, good = several(now, 2)
    clock = now + MINUTE
    with writing() as db:
        holds.hold(db, transport="sendgrid", kind="outage", code="", text="", after=None, now=now)
    Courier(Scripted(Rejected("400", "to", http_status=400))).deliver_due(clock)
    assert (status_of(bad), status_of(good)) == ("failed", "accepted")


def test_another_transport_is_not_held(now: datetime):
    ref = queued(now)
    with writing() as db:
        holds.hold(db, transport="smtp", kind="config", code="535", text="", after=None, now=now)
    assert Courier(Scripted()).deliver_due(now) == 1
    assert status_of(ref) == "accepted"


def test_a_pause_lets_nothing_leave_until_somebody_resumes(now: datetime):
    ref = queued(now)
    with writing() as db:
        holds.pause(db, by_name="Lise Admin", now=now)
    with writing() as db:
        holds.pause(db, by_name="Paul", now=now + MINUTE)
    assert Courier(Scripted()).deliver_due(now + MINUTE) == 0
    assert status_of(ref) == "queued"
    with writing() as db:
        assert (setup_row(db).paused_at, setup_row(db).paused_by_name) == (now, "Lise Admin")
        holds.resume(db)
    assert Courier(Scripted()).deliver_due(now + MINUTE) == 1


def test_a_poison_message_fails_at_once_with_a_reference_and_the_next_one_leaves(now: datetime):
    class Poison(Scripted):
        def send(self, frozen, *, now):
            if not self.given:
                self.given.append(frozen)
                raise Unbuildable from ZeroDivisionError("poison")
            return super().send(frozen, now=now)

    bad, good = several(now, 2)
    Courier(Poison()).deliver_due(now + MINUTE)
    status, code, item = at(bad)
    assert (status, code) == ("failed", "fault")
    assert item.last_error.startswith("fault ")
    assert status_of(good) == "accepted"


def test_what_kills_its_worker_each_time_is_tried_once_and_stands_in_doubt(now: datetime):
    class PulledPlug(BaseException):
        pass

    class Killing(Scripted):
        def send(self, frozen, *, now):
            self.given.append(frozen)
            raise PulledPlug

    killing, [bad, good] = Killing(), several(now, 2)
    with pytest.raises(PulledPlug):
        Courier(killing).deliver_due(now + MINUTE)
    Courier(Scripted()).deliver_due(now + timedelta(days=1))
    assert (status_of(bad), status_of(good)) == ("uncertain", "accepted")
    assert len(killing.given) == 1


def test_several_lines_of_one_courier_send_each_email_once(now: datetime):
    refs = several(now, 30)
    transport = Scripted()
    assert Courier(transport, lines=4).deliver_due(now + MINUTE) == 30
    assert sorted(transport.refs) == sorted(refs)


def test_a_fault_of_one_line_does_not_stop_the_others(now: datetime):
    several(now, 10)
    transport = Scripted(ZeroDivisionError("x"), Uncertain("lost"), Rejected("400", "no"))
    assert Courier(transport, lines=4).deliver_due(now + MINUTE) == 10
    with reading() as db:
        states = [item.state for item in db.exec(select(OutboxItem))]
        assert sorted(states) == ["accepted"] * 7 + ["failed"] + ["uncertain"] * 2
        assert len(db.exec(select(EmailAttempt)).all()) == 10
        assert db.exec(select(MailHold)).all() == []


def test_one_row_of_settings_however_many_ask_for_it_first(now: datetime):
    start, found = threading.Barrier(4), set()

    def ask() -> None:
        start.wait()
        with writing() as db:
            found.add(setup_row(db).installation)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1


def test_a_failed_email_sent_again_is_tried_anew(now: datetime):
    ref = queued(now)
    Courier(Scripted(Rejected("400", "no", http_status=400))).deliver_due(now)
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    assert Courier(Scripted()).deliver_due(now) == 1
