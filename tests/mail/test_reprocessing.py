"""Understanding again what is kept: the same end however often it is done, and wherever it stops."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from invoice_app.__main__ import main
from invoice_app.mail import inbound
from invoice_app.mail.models import Conversation, Email, EmailAttachment, InboundRaw
from invoice_app.mail.reprocessing import NoSuchMessage, reprocess
from invoice_app.shared.database import reading, writing
from invoice_app.shared.settings import settings
from tests.conftest import forget
from tests.mail.conftest import FORM, as_in_samples, sample, sent


@pytest.fixture
def installed(database_url: str, monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    monkeypatch.setenv("MAIL_FROM", "facturation@batiment.example")
    monkeypatch.setenv("MAIL_REPLY_DOMAIN", "reply.example.org")
    settings.cache_clear()
    with writing() as db:
        as_in_samples(db, sent(db, now))


def keep(now: datetime, raw: bytes | None = None, **changes) -> str:
    usual = {"source": "webhook-raw", "content_type": FORM}
    with writing() as db:
        body = sample("06_inbound_raw_outlook_fr.multipart") if raw is None else raw
        return inbound.receive(db, raw=body, now=now, **usual | changes).ref


def row_of(ref: str) -> InboundRaw:
    with reading() as db:
        return db.exec(select(InboundRaw).where(InboundRaw.ref == ref)).one()


def arrived() -> list[Email]:
    with reading() as db:
        return list(db.exec(select(Email).where(Email.direction == "in")))


def test_what_was_put_aside_by_mistake_is_understood(installed: None, now: datetime):
    ref = keep(now)
    with writing() as db:
        row = db.exec(select(InboundRaw).where(InboundRaw.ref == ref)).one()
        inbound.put_aside(db, row, "a fault of ours")
        row.attempts = 3
    done = reprocess(ref, now)
    assert (done.before, done.after) == ("quarantined", "understood")
    assert row_of(ref).error == ""
    assert [email.known_sender for email in arrived()] == [True]
    assert reprocess(ref, now).after == "understood"
    assert len(arrived()) == 1


def test_what_matched_nothing_is_filed_once_its_conversation_is_there(installed: None, now: datetime):
    with writing() as db:
        conversation = db.exec(select(Conversation)).one()
        token, conversation.token = conversation.token, "0" * 26
    ref = keep(now)
    # A known sender who answers a known message would be filed by that.
    with writing() as db:
        sent_email = db.exec(select(Email)).one()
        message_id, sent_email.message_id = sent_email.message_id, "<other@x.example>"
    inbound.understand_one(row_of(ref).id, now)
    assert (row_of(ref).state, row_of(ref).why) == ("unmatched", "unknown_token")
    assert reprocess(ref, now).after == "unmatched"
    with writing() as db:
        db.exec(select(Conversation)).one().token = token
        db.exec(select(Email).where(Email.direction == "out")).one().message_id = message_id
    assert reprocess(ref, now).after == "understood"
    [email] = arrived()
    assert (email.conversation_id is not None, email.why, email.known_sender) == (True, "token", True)
    with reading() as db:
        assert len(db.exec(select(EmailAttachment).where(EmailAttachment.email_id == email.id)).all()) == 1


def test_what_is_filed_stays_where_it_is_and_is_read_anew(installed: None, now: datetime):
    ref = keep(now)
    inbound.understand_one(row_of(ref).id, now)
    with writing() as db:
        email = db.get_one(Email, row_of(ref).email_id)
        email.clean_html, email.html_version, email.why = "<p>old</p>", 0, "by_hand"
    assert reprocess(ref, now).after == "understood"
    [email] = arrived()
    assert (email.html_version, email.why, email.new_text) == (
        1,
        "by_hand",
        "Bonjour,\n\nVoir la version annotée ci-jointe.",
    )
    assert email.clean_html != "<p>old</p>"


def test_what_cannot_be_read_stays_aside_and_duplicates_stay_duplicates(installed: None, now: datetime):
    unreadable, too_large = keep(now, b"no form"), keep(now, b"--x", error="too large")
    first, second = keep(now), keep(now + timedelta(seconds=1))
    assert reprocess(unreadable, now).after == "quarantined"
    assert reprocess(too_large, now).after == "quarantined"
    assert reprocess(first, now).after == "understood"
    assert reprocess(second, now).after == "duplicate"
    assert reprocess(second, now).after == "duplicate"
    with pytest.raises(NoSuchMessage):
        reprocess("nowhere", now)


def test_the_command_goes_through_all_that_waits(installed: None, now: datetime, capsys):
    good, bad = keep(now), keep(now, b"no form")
    assert main(["mail", "reprocess", "--quarantined"]) == 0
    assert capsys.readouterr().out == ""
    assert main(["mail", "reprocess", "--all-waiting"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{good}  stored → understood"
    assert said[1].startswith(f"{bad}  stored → quarantined (")
    assert main(["mail", "reprocess", good]) == 0
    assert main(["mail", "reprocess", "nowhere"]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_without_a_database_the_command_says_so_and_makes_none(data_dir, capsys):
    assert main(["mail", "reprocess", "--all-waiting", "--language", "en"]) == 2
    assert "no database" in capsys.readouterr().err
    assert list(data_dir.iterdir()) == []


def test_the_command_says_where_a_message_would_be_filed(
    installed: None, database_url: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    place = tmp_path / "reply.multipart"
    place.write_bytes(sample("06_inbound_raw_outlook_fr.multipart"))
    forget()
    around = Path(database_url.removeprefix("sqlite:///")).parent
    before = sorted(around.glob("*")) if "sqlite" in database_url else []
    assert main(["mail", "show", str(place), "--json", "--language", "en"]) == 0
    assert '"to": "invoice:14",\n  "why": "token: it came to the reply address' in capsys.readouterr().out
    assert (sorted(around.glob("*")) if "sqlite" in database_url else []) == before
    with reading() as db:
        assert db.exec(select(InboundRaw)).all() == []
