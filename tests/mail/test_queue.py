"""What Admins are shown of the queue, and what nobody is."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import false, true
from sqlmodel import Session

from invoice_app.commands.mail_queue import queue_health
from invoice_app.mail import holds
from invoice_app.mail.claims import claim_one
from invoice_app.mail.outbox import Recipient
from invoice_app.mail.outcomes import record
from invoice_app.mail.queue import queries as queue_queries
from invoice_app.mail.queue.queries import QueueRow, failures, page_of_queue, reachable
from invoice_app.mail.standing import figures, trouble
from invoice_app.mail.transports.port import Misconfigured, Rejected, Retry, Uncertain
from invoice_app.shared.about import About
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from tests.mail.conftest import Send

ADMIN = Viewer(9, "admin@batiment.example", "Paul", "fr", {Tool.INVOICES: Level.ADMIN})
SECRET = "https://club.example/link/k3y"


@pytest.fixture(autouse=True)
def sees_every_record(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_queries, "beside", lambda viewer: true())


def shown(db: Session, show: str = "all", opened: str = "") -> list[QueueRow]:
    page = page_of_queue(
        db, viewer=ADMIN, show=show, page=0, opened=opened, language="fr", time_zone="America/Toronto"
    )
    return list(page.rows)


def tried(db: Session, now: datetime, outcome: object) -> None:
    claim = claim_one(db, worker="w", transport="local", now=now)
    assert claim
    assert record(db, claim, outcome, now=now)


def test_of_mail_of_the_system_nothing_is_shown_but_where_it_goes(db: Session, send: Send, now: datetime):
    send(about=None, subject="Votre lien secret", text=f"Bonjour\n{SECRET}", html=f"<p>{SECRET}</p>")
    [row] = shown(db)
    assert row.subject == "Courriel du système"
    assert not row.has_original
    assert SECRET not in repr(row)
    assert "secret" not in repr(row)


def test_what_stands_beside_a_record_that_one_may_not_open_is_not_there(
    db: Session, send: Send, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    hidden = send(subject="Sous un contrat privé")
    system = send(about=None)
    tried(db, now, Rejected("400", "no"))
    monkeypatch.setattr(queue_queries, "beside", lambda viewer: false())
    assert [row.ref for row in shown(db)] == [system.ref]
    assert failures(db, viewer=ADMIN) == []
    with pytest.raises(NotFound):
        reachable(db, ref=hidden.ref, viewer=ADMIN)
    assert reachable(db, ref=system.ref, viewer=ADMIN) == system.ref


def test_each_state_says_what_may_be_done(db: Session, send: Send, now: datetime):
    send(about=About("invoice", 1))
    tried(db, now, Rejected("413", "content too large", http_status=413))
    send(about=About("invoice", 2))
    tried(db, now, Uncertain("lost"))
    send(about=About("invoice", 3))
    waiting, doubtful, failed = shown(db, "open")
    assert (failed.may_send_again, failed.asks_first, failed.may_cancel) == (True, False, False)
    assert "trop lourd" in failed.advice
    assert (doubtful.may_send_again, doubtful.asks_first, doubtful.may_mark_sent) == (True, True, True)
    assert (waiting.may_cancel, waiting.may_send_again) == (True, False)
    assert [row.status for row in shown(db, "failed")] == ["failed"]
    assert [row.status for row in shown(db, "waiting")] == ["queued"]


def test_the_attempts_of_the_one_that_is_open(db: Session, send: Send, now: datetime):
    email = send()
    tried(db, now, Retry("452 try later", http_status=None))
    tried(db, now + timedelta(minutes=2), Rejected("550", "550 no such user"))
    assert shown(db)[0].attempts == ()
    last, first = shown(db, opened=email.ref)[0].attempts
    assert "Essai 2" in last
    assert "refusé" in last
    assert "550 no such user" in last
    assert "Essai 1" in first
    assert "452" in first


def test_many_recipients_are_a_few_and_a_count(db: Session, send: Send):
    send(recipients=[Recipient("to", f"a{n}@client.example") for n in range(9)])
    assert shown(db)[0].recipients == "a0@client.example, a1@client.example et 7 autres"


def test_a_long_queue_comes_in_pages(db: Session, send: Send):
    for n in range(queue_queries.PAGE + 2):
        send(about=About("invoice", n))
    page = page_of_queue(
        db, viewer=ADMIN, show="waiting", page=1, opened="", language="fr", time_zone="America/Toronto"
    )
    assert (page.first, page.last, page.has_earlier, page.has_later) == (51, 52, True, False)


@pytest.mark.parametrize(
    ("outcome", "title", "says"),
    [
        (Misconfigured("401", "expired", http_status=401), "Aucun courriel ne part", "clé"),
        (Misconfigured("403", "sender", http_status=403), "Aucun courriel ne part", "expéditeur"),
        (Misconfigured("host", "not known"), "Aucun courriel ne part", "introuvable"),
        (Retry("slow down", timedelta(hours=1), 429, holds="rate"), "L’envoi de courriels attend", "forfait"),
        (Retry("refused", holds="outage"), "Le service d’envoi ne répond pas", "Rien n’est perdu"),
    ],
)
def test_what_holds_mail_up_is_said_once_in_plain_words(
    db: Session, send: Send, now: datetime, outcome: object, title: str, says: str
):
    send(about=About("invoice", 1))
    send(about=About("invoice", 2))
    tried(db, now, outcome)
    found = trouble(db, language="fr", time_zone="America/Toronto")
    assert found.title == title
    assert says in found.advice
    assert found.waiting == "Courriels en attente\u00a0: 2."


def test_a_pause_says_who_and_when(db: Session, send: Send, now: datetime):
    holds.pause(db, by_name="Lise", now=now)
    found = trouble(db, language="en", time_zone="America/Toronto")
    assert (found.kind, found.title) == ("paused", "Sending email is paused")
    assert "Lise" in found.advice


def test_the_figures_and_what_doctor_says_of_them(db: Session, send: Send, now: datetime):
    send(about=About("invoice", 1))
    tried(db, now, Uncertain("lost"))
    send(about=About("invoice", 2))
    tried(db, now, Rejected("400", "no"))
    send(about=About("invoice", 3))
    later = now + timedelta(hours=2)
    counted = figures(db, now=later)
    assert (counted.waiting, counted.uncertain, counted.failed, counted.oldest_at) == (1, 1, 1, now)
    said = [words for _light, words, _do in queue_health(db, now=later)]
    assert said[0] == "1 waiting, the oldest for 2 h; 1 uncertain; 1 failed."
    assert len(said) == 3
    lights = [light for light, _words, _do in queue_health(db, now=later)]
    assert lights[0] == "yellow"
