"""The courier: once, whatever happens in between."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from invoice_app.mail import courier as the_courier
from invoice_app.mail.actions import NotInThatState, cancel, mark_sent, send_again
from invoice_app.mail.claims import claim_one
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email, EmailAttempt, InboundRaw
from invoice_app.mail.outcomes import record
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.transports.local import Local
from invoice_app.mail.transports.port import (
    Accepted,
    Frozen,
    Misconfigured,
    Outcome,
    Rejected,
    Retry,
    SavedLocally,
    Uncertain,
)
from invoice_app.mail.transports.sendgrid import SendGrid
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from tests.mail.carried import Scripted, at, queued, recipients
from tests.mail.conftest import sent
from tests.mail.fake_sendgrid import FakeSendGrid

pytestmark = pytest.mark.usefixtures("database_url")


def test_what_was_queued_leaves_once(now: datetime):
    transport = Scripted()
    ref = queued(now)
    assert Courier(transport).deliver_due(now) == 1
    assert Courier(transport).deliver_due(now) == 0
    assert at(ref)[0] == "accepted"
    assert recipients(ref) == {"cp@client.example": "accepted", "elise@client.example": "accepted"}
    with reading() as db:
        email = db.exec(select(Email)).one()
        assert transport.given[0].mime == files().get(email.raw_sha256)
        assert (email.provider_id, email.sent_at) == ("id", now)


def test_what_was_rolled_back_does_not_leave(now: datetime):
    with reading() as db:
        sent(db, now)
    assert Courier(Scripted()).deliver_due(now) == 0


def test_the_attempt_is_written_down_before_the_call(now: datetime):
    seen = []

    class Looking(Scripted):
        def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
            with reading() as db:
                attempt = db.exec(select(EmailAttempt)).one()
                seen.append((attempt.n, attempt.started_at, attempt.outcome))
            with writing() as db:
                # No transaction is open around the call: another may write.
                db.add(InboundRaw(received_at=now, sha256="", source="upload"))
            return Accepted()

    queued(now)
    Courier(Looking()).deliver_due(now)
    assert seen == [(1, now, "")]


def test_a_crash_between_the_call_and_the_record_is_uncertain_and_never_sent_again_by_itself(now: datetime):
    class PulledPlug(BaseException):
        pass

    class Crashing(Scripted):
        def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
            self.given.append(frozen)
            raise PulledPlug

    ref = queued(now)
    with pytest.raises(PulledPlug):
        Courier(Crashing()).deliver_due(now)
    after = Scripted()
    assert Courier(after).deliver_due(now + timedelta(minutes=1)) == 0
    assert at(ref)[0] == "sending"
    for later in (timedelta(minutes=4), timedelta(days=2)):
        Courier(after).deliver_due(now + later)
    assert after.given == []
    assert at(ref)[:2] == ("uncertain", "interrupted")


def test_a_crash_while_writing_a_local_file_is_simply_done_again(now: datetime, tmp_path: Path):
    ref = queued(now)
    with writing() as db:
        assert claim_one(db, worker="dead", transport="local", now=now)
    Courier(Local(tmp_path / "outbox")).deliver_due(now + timedelta(minutes=4))
    assert at(ref)[0] == "saved_local"
    assert len(list((tmp_path / "outbox").iterdir())) == 1


def test_an_answer_that_comes_after_the_lease_still_counts(now: datetime):
    ref = queued(now)
    with writing() as db:
        claim = claim_one(db, worker="slow", transport="sendgrid", now=now)
    Courier(Scripted()).deliver_due(now + timedelta(minutes=4))
    assert at(ref)[0] == "uncertain"
    with writing() as db:
        assert record(db, claim, Accepted("late"), now=now)
    assert at(ref)[0] == "accepted"


def test_an_answer_of_a_lost_claim_changes_nothing(now: datetime):
    ref = queued(now)
    with writing() as db:
        claim = claim_one(db, worker="slow", transport="sendgrid", now=now)
    Courier(Scripted()).deliver_due(now + timedelta(minutes=4))
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    with writing() as db:
        assert not record(db, claim, Rejected("x", "late"), now=now)
    assert at(ref)[0] == "queued"


def test_several_couriers_on_one_database_never_send_twice(now: datetime):
    refs = {queued(now) for _ in range(30)}
    transport = Scripted()
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        while Courier(transport).deliver_due(now):
            pass

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(frozen.ref for frozen in transport.given) == dict.fromkeys(refs, 1)


def test_two_clicks_at_once_are_one_email(now: datetime):
    start = threading.Barrier(4)
    refs: list[str] = []

    def click() -> None:
        start.wait()
        refs.append(queued(now, kind_nonce="invoice:abc:1"))

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refs) == 4
    assert len(set(refs)) == 1
    assert Courier(Scripted()).deliver_due(now) == 1


def test_it_is_tried_again_later_and_later_and_given_up_after_eight_times(now: datetime):
    ref = queued(now)
    transport = Scripted(*[Retry("503")] * 8)
    clock, waits = now, []
    for _ in range(8):
        assert Courier(transport).deliver_due(clock) == 1
        status, _code, item = at(ref)
        waits.append(item.next_attempt_at - clock)
        clock = item.next_attempt_at
        if status == "failed":
            break
    usual = [timedelta(minutes=m) for m in (1, 5, 15, 60, 180, 360, 720)]
    assert all(wish * 0.8 <= wait <= wish * 1.2 for wait, wish in zip(waits, usual, strict=False))
    assert at(ref)[:2] == ("failed", "gave-up")
    assert clock - now <= timedelta(hours=28)
    assert recipients(ref)["cp@client.example"] == "failed"


def test_the_providers_wish_to_wait_is_honoured(now: datetime):
    ref = queued(now)
    Courier(Scripted(Retry("429", after=timedelta(hours=2)))).deliver_due(now)
    assert at(ref)[2].next_attempt_at == now + timedelta(hours=2)


def test_a_rejected_email_fails_alone(now: datetime):
    bad, good = queued(now), queued(now + timedelta(seconds=1))
    assert Courier(Scripted(Rejected("400", "to: no"))).deliver_due(now + timedelta(seconds=2)) == 2
    assert at(bad)[:2] == ("failed", "400")
    assert at(good)[0] == "accepted"


def test_a_fault_of_ours_stands_alone_and_the_next_email_leaves(now: datetime):
    bad, good = queued(now), queued(now + timedelta(seconds=1))
    Courier(Scripted(ZeroDivisionError("poison"))).deliver_due(now + timedelta(seconds=2))
    assert at(bad)[0] == "uncertain"
    assert at(good)[0] == "accepted"


def test_a_damaged_file_fails_at_once_and_is_not_sent(now: datetime, data_dir: Path):
    ref = queued(now)
    for place in (data_dir / "files").rglob("*"):
        if place.is_file():
            place.write_bytes(b"damaged")
    transport = Scripted()
    Courier(transport).deliver_due(now)
    assert transport.given == []
    assert at(ref)[:2] == ("failed", "damaged")


def test_a_bad_key_pauses_everything_until_the_settings_are_corrected(now: datetime):
    first, second = queued(now), queued(now + timedelta(seconds=1))
    soon = now + timedelta(seconds=2)
    blocked = Scripted(Misconfigured("401", "bad key"))
    assert Courier(blocked).deliver_due(soon) == 1
    assert at(first)[:2] == ("blocked_config", "401")
    assert at(second)[0] == "queued"
    assert Courier(blocked).deliver_due(soon + timedelta(minutes=1)) == 0
    # A restart with other settings tries at once, and then everything flows.
    restarted = Courier(Scripted(), clock=lambda: soon + timedelta(minutes=2))
    restarted.start()
    assert restarted.deliver_due() == 2
    assert (at(first)[0], at(second)[0]) == ("accepted", "accepted")


def test_what_the_settings_block_is_probed_now_and_then_and_never_given_up(now: datetime):
    refs = [queued(now) for _ in range(5)]
    transport = Scripted(*[Misconfigured("401", "bad key")] * 100)
    for days in range(10):
        Courier(transport).deliver_due(now + timedelta(days=days))
    assert len(transport.given) <= 5 * 10
    assert {at(ref)[0] for ref in refs} <= {"blocked_config", "queued"}
    restarted = Courier(Scripted(), clock=lambda: now + timedelta(days=10))
    restarted.start()
    assert restarted.deliver_due() == 5


def test_uncertain_waits_for_a_person_who_may_send_again_with_the_same_bytes(now: datetime):
    ref = queued(now)
    transport = Scripted(Uncertain("lost"))
    Courier(transport).deliver_due(now)
    assert at(ref)[0] == "uncertain"
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    Courier(transport).deliver_due(now)
    assert at(ref)[0] == "accepted"
    assert transport.given[0] == transport.given[1]


def test_a_failed_email_sent_again_shows_its_recipients_anew(now: datetime):
    ref = queued(now)
    Courier(Scripted(Rejected("400", "no"))).deliver_due(now)
    with writing() as db:
        send_again(db, email_ref=ref, now=now)
    assert set(recipients(ref).values()) == {"queued"}
    Courier(Scripted()).deliver_due(now)
    assert set(recipients(ref).values()) == {"accepted"}


def test_one_refused_recipient_is_told_apart(now: datetime):
    ref = queued(now)
    Courier(Scripted(Accepted(refused={"elise@client.example": "550 no"}))).deliver_due(now)
    assert recipients(ref) == {"cp@client.example": "accepted", "elise@client.example": "bounced"}


def test_a_cancelled_email_stays_and_a_sent_one_cannot_be_cancelled(now: datetime):
    stopped, gone = queued(now), queued(now)
    with writing() as db:
        cancel(db, email_ref=stopped)
    assert Courier(Scripted()).deliver_due(now) == 1
    assert at(stopped)[0] == "cancelled"
    with writing() as db, pytest.raises(NotInThatState):
        cancel(db, email_ref=gone)


def test_local_mail_is_a_file_and_changing_the_settings_sends_nothing_old(now: datetime, tmp_path: Path):
    ref = queued(now)
    Courier(Local(tmp_path / "outbox")).deliver_due(now)
    [place] = (tmp_path / "outbox").iterdir()
    assert place.name == f"2026-03-16-{ref}.eml"
    assert place.stat().st_mode & 0o777 == 0o600
    assert at(ref)[0] == "saved_local"
    later = Scripted()
    assert Courier(later).deliver_due(now + timedelta(days=1)) == 0
    with writing() as db:
        mark_sent(db, email_ref=ref, now=now)
    assert set(recipients(ref).values()) == {"accepted"}


def test_a_folder_that_cannot_be_written_is_a_matter_of_settings(tmp_path: Path, now: datetime):
    (tmp_path / "file").write_text("in the way")
    ref = queued(now)
    Courier(Local(tmp_path / "file")).deliver_due(now)
    assert at(ref)[0] == "blocked_config"


async def test_the_background_task_delivers_soon_after_the_commit_and_survives_faults(
    now: datetime, monkeypatch: pytest.MonkeyPatch
):
    with FakeSendGrid() as fake:
        monkeypatch.setattr(the_courier, "_POLL", 0.05)
        courier = Courier(SendGrid(url=fake.url, api_key=SecretStr("SG.x")), clock=lambda: now)
        task = asyncio.create_task(courier.run())
        ref = await asyncio.to_thread(queued, now)
        for _ in range(100):
            if fake.payloads:
                break
            await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    with writing() as db:
        told = {"acct_email_id": ref, "acct_env": setup_row(db).installation}
    assert fake.payloads[0]["personalizations"][0]["custom_args"] == told


def test_saved_locally_says_where(tmp_path: Path, now: datetime):
    frozen = Frozen("abc", now, "a@b.example", (), b"x")
    assert Local(tmp_path).send(frozen, now=now) == SavedLocally("2026-03-16-abc.eml")


def test_what_the_provider_said_is_written_down_though_the_database_was_away(
    now: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(the_courier, "_RECORDED_AFTER", (0.0, 0.0, 0.0))
    away = [OperationalError("COMMIT", {}, Exception("database is locked"))] * 2

    def recording(*given, **more):
        if away:
            raise away.pop()
        return record(*given, **more)

    monkeypatch.setattr(the_courier, "record", recording)
    ref = queued(now)
    assert Courier(Scripted()).deliver_due(now) == 1
    assert at(ref)[0] == "accepted"
