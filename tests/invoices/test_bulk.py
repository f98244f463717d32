"""A thousand invoices with one press: who, what, why not; stopped, resumed, and one email each."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, func, select

from invoice_app.accounts.levels import put_levels
from invoice_app.accounts.models import Account
from invoice_app.invoices.bulk import actions as bulk
from invoice_app.invoices.bulk import sending as bulk_sending
from invoice_app.invoices.bulk.progress import bulk_sends, progress
from invoice_app.invoices.bulk.queries import Preview, preview
from invoice_app.invoices.bulk.rules import BulkKind, Choice, read_choice, said
from invoice_app.invoices.models import BulkItem, BulkSend, Invoice
from invoice_app.invoices.queries import FILTERS
from invoice_app.invoices.sending import first_envelope, send
from invoice_app.invoices.settling import settle
from invoice_app.mail.claims import tell_recipients
from invoice_app.mail.courier import Courier
from invoice_app.mail.models import Email, OutboxItem
from invoice_app.mail.transports.port import Accepted, Frozen, Outcome
from invoice_app.members.mailing import mailing_of_each
from invoice_app.members.models import Customer
from invoice_app.members.queries import mailing_of
from invoice_app.shared.about import About
from invoice_app.shared.audience import restrict
from invoice_app.shared.database import reading, writing
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from tests.invoices.conftest import Club, drafted, plant
from tests.invoices.many import many

EVERYTHING = Choice()


@pytest.fixture
def club(db: Session, now: datetime) -> Club:
    return founded(db, now)


def founded(db: Session, now: datetime) -> Club:
    """The club, whose administrator is one in the database too: a bulk send looks there each time."""
    club = plant(db, now)
    put_levels(db, db.get_one(Account, club.admin.account_id), club.admin.levels)
    return club


class Kept:
    """A provider that takes everything, and remembers to whom."""

    name = "sendgrid"

    def __init__(self) -> None:
        self.to: list[str] = []

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        self.to += [each.address for each in frozen.recipients]
        return Accepted("id")


def seen(db: Session, club: Club, now: datetime, choice: Choice = EVERYTHING, **asked: Any) -> Preview:
    usual = {"leaves": True, "page": 0, "viewer": club.admin, "language": "fr"}
    return preview(db, choice=choice, now=now, **{**usual, **asked})


def why_not(db: Session, club: Club, now: datetime, choice: Choice = EVERYTHING) -> dict[str, str]:
    return {row.key: row.count for row in seen(db, club, now, choice).why}


def begun(db: Session, club: Club, now: datetime, choice: Choice = EVERYTHING) -> BulkSend:
    shown = seen(db, club, now, choice).leaving
    return bulk.start(db, nonce=new_ref(), choice=choice, shown=shown, by=club.admin, now=now)


def states(db: Session, sending: BulkSend) -> Counter[str]:
    return Counter(db.exec(select(BulkItem.state).where(BulkItem.bulk_id == sending.id)).all())


def reasons(db: Session, sending: BulkSend) -> set[str]:
    found = db.exec(select(BulkItem.why).where(BulkItem.bulk_id == sending.id, BulkItem.state == "skipped"))
    return {said(why).fr for why in found}


def invoice_at(db: Session, ref: str) -> Invoice:
    return db.exec(select(Invoice).where(Invoice.ref == ref)).one()


def payer_of(db: Session, ref: str) -> Customer:
    return db.get_one(Customer, invoice_at(db, ref).bill_to_id)


def mailed(db: Session, ref: str, club: Club, now: datetime) -> Email:
    return send(db, ref=ref, envelope=replace(first_envelope(db, ref, club.admin), nonce=new_ref()),
                by=club.admin, now=now)  # fmt: skip


# What leaves, and why the rest does not.


def test_a_preview_names_who_what_and_why_not(db: Session, club: Club, now: datetime) -> None:
    refs = many(db, club, 4, now)
    drafted(db, club, now)
    payer_of(db, refs[1]).email = ""
    payer_of(db, refs[2]).email = "membre @client.example"
    db.flush()
    found = seen(db, club, now)
    assert (found.leaving, found.staying) == (2, 4)
    assert {row.key: row.count for row in found.why} == {
        "draft": "1", "void": "1", "no_address": "1", "bad_address": "1",
    }  # fmt: skip
    first = found.rows[0]
    assert first.addresses == payer_of(db, refs[0]).email
    assert first.subject == f"Facture {first.number} – Club des Érables"
    assert (first.file, first.is_ready) == (f"Facture-{first.number}.pdf", True)
    left = seen(db, club, now, leaves=False)
    assert {row.why for row in left.rows} == {
        "Encore un brouillon", "Annulée", "Aucune adresse sur la fiche", "Adresse mal écrite sur la fiche",
    }  # fmt: skip


def test_a_preview_comes_in_pages(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 60, now)
    one, two = seen(db, club, now), seen(db, club, now, page=1)
    assert (one.leaving, len(one.rows), one.has_later) == (60, 50, True)
    assert (len(two.rows), two.first, two.last, two.has_later) == (10, 51, 60, False)


def test_what_is_paid_or_credited_leaves_only_when_asked(db: Session, club: Club, now: datetime) -> None:
    refs = many(db, club, 3, now)
    settle(
        db,
        ref=refs[0],
        typed=_payment(invoice_at(db, refs[0])),
        by=club.admin,
        now=now,
        nonce=new_ref(),
        language="en",
    )
    assert why_not(db, club, now)["settled"] == "1"
    asked = Choice(lifted=frozenset({"settled"}))
    found = seen(db, club, now, asked)
    assert found.leaving == 3
    assert [(r.key, r.count, r.is_lifted) for r in found.why if r.liftable] == [("settled", "1", True)]


def test_what_left_lately_and_was_not_refused_leaves_only_when_asked(
    db: Session, club: Club, now: datetime
) -> None:
    refs = many(db, club, 3, now)
    mailed(db, refs[0], club, now - timedelta(days=2))
    refused = mailed(db, refs[1], club, now - timedelta(days=2))
    tell_recipients(db, refused.id or 0, "blocked", now=now)
    db.flush()
    assert why_not(db, club, now)["recent"] == "1"
    assert "recent" not in why_not(db, club, now, Choice(days=1))
    assert seen(db, club, now, Choice(lifted=frozenset({"recent"}))).leaving == 3


def test_an_address_that_bounced_is_kept_back_until_something_is_delivered_there(
    db: Session, club: Club, now: datetime
) -> None:
    [ref] = many(db, club, 1, now)
    first = mailed(db, ref, club, now - timedelta(days=30))
    tell_recipients(db, first.id or 0, "bounced", now=now - timedelta(days=30))
    db.flush()
    assert why_not(db, club, now)["refused"] == "1"
    assert seen(db, club, now, Choice(lifted=frozenset({"refused"}))).leaving == 1
    second = mailed(db, ref, club, now - timedelta(days=20))
    tell_recipients(db, second.id or 0, "delivered", now=now - timedelta(days=20))
    db.flush()
    assert seen(db, club, now).leaving == 1


def test_a_private_email_of_others_is_not_given_away_by_a_preview(
    db: Session, club: Club, now: datetime
) -> None:
    [ref] = many(db, club, 1, now)
    envelope = replace(first_envelope(db, ref, club.admin), nonce=new_ref(), private=True)
    send(db, ref=ref, envelope=envelope, by=club.admin, now=now)
    treasurer = Viewer(0, "paul@club.example", "Paul", "fr", {Tool.INVOICES: Level.STANDARD})
    assert seen(db, club, now, viewer=treasurer).leaving == 1
    assert seen(db, club, now).leaving == 0


def test_what_hangs_from_a_private_contract_is_not_even_counted(
    db: Session, club: Club, now: datetime
) -> None:
    refs = [*many(db, club, 1, now, under_kind="contract", under_id=7), *many(db, club, 2, now)]
    hidden = invoice_at(db, refs[0])
    restrict(db, About("contract", 7), [club.admin.account_id])
    treasurer = Viewer(999, "paul@club.example", "Paul", "fr", {Tool.INVOICES: Level.STANDARD})
    theirs = seen(db, club, now, viewer=treasurer)
    assert (theirs.leaving, theirs.staying) == (2, 2)
    assert seen(db, club, now).leaving == 3
    named = Choice(refs=tuple(refs))
    assert seen(db, club, now, named, viewer=treasurer).leaving == 2
    sending = begun(db, club, now)
    card = progress(db, ref=sending.ref, stage_shown="", page=0, viewer=treasurer, language="fr")
    assert card.card.total == 2
    assert hidden.number not in str(card)


def test_a_reminder_goes_to_what_is_overdue_and_says_what_is_owed(
    db: Session, club: Club, now: datetime
) -> None:
    refs = many(db, club, 2, now - timedelta(days=90), due_on=(now - timedelta(days=60)).date())
    many(db, club, 1, now)
    paid = invoice_at(db, refs[1])
    settle(db, ref=refs[1], typed=_payment(paid), by=club.admin, now=now, nonce=new_ref(), language="en")
    asked = Choice(kind=BulkKind.REMINDER)
    found = seen(db, club, now, asked)
    assert (found.leaving, why_not(db, club, now, asked)["not_late"]) == (1, "2")
    assert found.rows[0].subject.startswith("Rappel : facture FA-")
    sending = begun(db, club, now, asked)
    bulk.queue_next(db, bulk_id=sending.id or 0, most=10, now=now)
    email = db.exec(select(Email)).one()
    assert email.subject == found.rows[0].subject
    assert "Montant à payer\u00a0: 114,98" in email.text


def test_the_addresses_of_a_list_are_those_of_each_record(db: Session, club: Club, now: datetime) -> None:
    everybody = [i or 0 for i in db.exec(select(Customer.id)).all()]
    zoe = db.exec(select(Customer).where(Customer.kind == "member")).one()
    zoe.bills = True
    db.flush()
    assert mailing_of_each(db, everybody) == {i: mailing_of(db, i) for i in everybody}
    zoe.archived_at = now
    db.flush()
    assert mailing_of_each(db, everybody) == {i: mailing_of(db, i) for i in everybody}


@pytest.mark.parametrize("asked", [
    {}, {"kind": "x", "show": "y"}, {"refs": "../../etc," * 500}, {"refs": ","}, {"q": "%" * 9_000},
])  # fmt: skip
def test_an_address_that_says_nonsense_is_the_whole_list(asked: dict[str, str]) -> None:
    choice = read_choice(asked, FILTERS)
    assert (choice.kind, choice.show, choice.refs) == (BulkKind.INVOICE, "all", ())
    assert len(choice.search) <= 100


def test_a_choice_is_read_back_from_its_address() -> None:
    choice = Choice(BulkKind.REMINDER, "overdue", "zoé & fils", (new_ref(), new_ref()))
    assert read_choice(dict(parse_qsl(choice.query)), FILTERS) == choice


# One press, one email each.


def test_pressing_twice_is_one_send(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 3, now)
    nonce = new_ref()
    one = bulk.start(db, nonce=nonce, choice=EVERYTHING, shown=3, by=club.admin, now=now)
    two = bulk.start(db, nonce=nonce, choice=EVERYTHING, shown=3, by=club.admin, now=now)
    assert one.id == two.id
    assert states(db, one) == {"waiting": 3}


def test_another_page_does_not_send_again_what_waits_already(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 3, now)
    begun(db, club, now)
    assert why_not(db, club, now)["in_bulk"] == "3"
    with pytest.raises(bulk.NothingLeaves):
        bulk.start(db, nonce=new_ref(), choice=EVERYTHING, shown=3, by=club.admin, now=now)


def test_nobody_sends_more_than_they_were_shown(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 3, now)
    with pytest.raises(bulk.ChoiceChanged):
        bulk.start(db, nonce=new_ref(), choice=EVERYTHING, shown=2, by=club.admin, now=now)


def test_two_sends_of_the_same_invoice_make_one_email(db: Session, club: Club, now: datetime) -> None:
    """However the second one came to be: what left since it was pressed is not sent again."""
    many(db, club, 2, now)
    one = begun(db, club, now)
    again = Choice(lifted=frozenset({"in_bulk"}))
    two = begun(db, club, now, again)
    for sending in (one, two):
        bulk.queue_next(db, bulk_id=sending.id or 0, most=10, now=now + timedelta(seconds=1))
    assert states(db, one) == {"queued": 2}
    assert reasons(db, two) == {"Déjà envoyée entre-temps."}
    assert db.exec(select(func.count(col(Email.id)))).one() == 2


def test_stopping_keeps_what_is_queued_and_resuming_sends_the_rest(
    db: Session, club: Club, now: datetime
) -> None:
    many(db, club, 5, now)
    sending = begun(db, club, now)
    bulk.queue_next(db, bulk_id=sending.id or 0, most=2, now=now)
    bulk.stop(db, ref=sending.ref, by=club.admin)
    assert bulk.queue_next(db, bulk_id=sending.id or 0, most=2, now=now) == 0
    with pytest.raises(bulk.NotRunning):
        bulk.stop(db, ref=sending.ref, by=club.admin)
    card = progress(db, ref=sending.ref, stage_shown="", page=0, viewer=club.admin, language="fr").card
    assert (card.state, card.gone, card.waiting) == ("stopped", 2, 3)
    bulk.resume(db, ref=sending.ref, by=club.admin)
    with pytest.raises(bulk.NotStopped):
        bulk.resume(db, ref=sending.ref, by=club.admin)
    bulk.queue_next(db, bulk_id=sending.id or 0, most=10, now=now)
    assert (sending.state, sending.finished_at) == ("done", now)
    assert states(db, sending) == {"queued": 5}
    assert db.exec(select(func.count(col(Email.id)))).one() == 5


def test_what_changed_meanwhile_is_left_out_with_its_reason(db: Session, club: Club, now: datetime) -> None:
    refs = many(db, club, 6, now)
    sending = begun(db, club, now)
    later = now + timedelta(minutes=1)
    db.execute(update(Invoice).where(col(Invoice.ref) == refs[0]).values(status="void"))
    settle(
        db,
        ref=refs[1],
        typed=_payment(invoice_at(db, refs[1])),
        by=club.admin,
        now=later,
        nonce=new_ref(),
        language="en",
    )
    mailed(db, refs[2], club, later)
    payer_of(db, refs[3]).email = ""
    payer_of(db, refs[4]).email = "-@@-"
    db.flush()
    bulk.queue_next(db, bulk_id=sending.id or 0, most=10, now=later)
    assert states(db, sending) == {"queued": 1, "skipped": 5}
    assert {why[:20] for why in reasons(db, sending)} == {
        "Annulée entre-temps."[:20], "Payée ou créditée entre-temps."[:20],
        "Déjà envoyée entre-temps."[:20], "Aucune adresse de co", "Ces adresses ne sont pas"[:20],
    }  # fmt: skip


def test_what_was_paid_before_and_asked_for_all_the_same_leaves(
    db: Session, club: Club, now: datetime
) -> None:
    [ref] = many(db, club, 1, now)
    before = now - timedelta(hours=1)
    settle(
        db,
        ref=ref,
        typed=_payment(invoice_at(db, ref)),
        by=club.admin,
        now=before,
        nonce=new_ref(),
        language="en",
    )
    sending = begun(db, club, now, Choice(lifted=frozenset({"settled"})))
    bulk.queue_next(db, bulk_id=sending.id or 0, most=10, now=now)
    assert states(db, sending) == {"queued": 1}


def test_a_poisoned_invoice_stops_none_of_the_others(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 1, now, document="{")
    many(db, club, 1, now)
    many(db, club, 1, now, pdf_sha256="0" * 64)
    many(db, club, 1, now)
    sending = begun_blindly(db, club, now, 4)
    bulk.queue_next(db, bulk_id=sending.id or 0, most=10, now=now)
    assert states(db, sending) == {"queued": 2, "skipped": 2}
    assert {why.split("(")[0].strip() for why in reasons(db, sending)} == {
        "Un défaut du programme a empêché cet envoi",
        "Son PDF est introuvable ou abîmé. Restaurez les fichiers d’une sauvegarde.",
    }
    assert sending.state == "done"


def test_a_right_taken_away_midway_leaves_the_rest_out(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 5, now)
    sending = begun(db, club, now)
    _give(db, club, Level.STANDARD)
    bulk.queue_next(db, bulk_id=sending.id or 0, most=2, now=now)
    _give(db, club, Level.READ)
    assert bulk.queue_next(db, bulk_id=sending.id or 0, most=2, now=now) == 3
    assert states(db, sending) == {"queued": 2, "skipped": 3}
    [why] = reasons(db, sending)
    assert why.startswith("La personne qui a lancé l’envoi n’a plus le droit")
    assert sending.state == "done"


def test_a_disabled_account_sends_nothing_more(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 2, now)
    sending = begun(db, club, now)
    _give(db, club, Level.STANDARD)
    db.get_one(Account, club.admin.account_id).disabled_at = now
    db.flush()
    bulk.queue_next(db, bulk_id=sending.id or 0, most=2, now=now)
    assert states(db, sending) == {"skipped": 2}


def test_an_invoice_hidden_from_the_starter_midway_is_left_out(
    db: Session, club: Club, now: datetime
) -> None:
    many(db, club, 1, now, under_kind="contract", under_id=7)
    many(db, club, 1, now)
    sending = begun(db, club, now)
    _give(db, club, Level.STANDARD)
    other = Account(email="x@club.example", name="X", created_at=now)
    db.add(other)
    db.flush()
    restrict(db, About("contract", 7), [other.id or 0])
    bulk.queue_next(db, bulk_id=sending.id or 0, most=5, now=now)
    assert states(db, sending) == {"queued": 1, "skipped": 1}
    assert reasons(db, sending) == {"La personne qui a lancé l’envoi ne voit plus cette facture."}


def test_a_send_of_which_one_sees_nothing_does_not_exist(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 1, now, under_kind="contract", under_id=7)
    sending = begun(db, club, now)
    restrict(db, About("contract", 7), [club.admin.account_id])
    stranger = Viewer(999, "paul@club.example", "Paul", "fr", {Tool.INVOICES: Level.STANDARD})
    assert bulk_sends(db, page=0, viewer=stranger, language="fr") == ((), False)
    for act in (bulk.stop, bulk.resume):
        with pytest.raises(NotFound):
            act(db, ref=sending.ref, by=stranger)


def test_the_progress_counts_how_far_each_email_is(db: Session, club: Club, now: datetime) -> None:
    many(db, club, 6, now)
    sending = begun(db, club, now)
    bulk.queue_next(db, bulk_id=sending.id or 0, most=5, now=now)
    emails = db.exec(select(Email).order_by(col(Email.id))).all()
    for email, news in zip(emails[:4], ("accepted", "delivered", "bounced", "accepted"), strict=True):
        email.status = "accepted"
        tell_recipients(db, email.id or 0, news, now=now, detail="550 inconnu" if news == "bounced" else "")
    emails[3].status = "failed"
    db.flush()
    told = progress(db, ref=sending.ref, stage_shown="", page=0, viewer=club.admin, language="fr")
    assert {s.key: s.count for s in told.stages} == {
        "waiting": 1, "queued": 1, "accepted": 1, "delivered": 1, "problem": 2, "skipped": 0,
    }  # fmt: skip
    only = progress(db, ref=sending.ref, stage_shown="problem", page=0, viewer=club.admin, language="fr")
    assert ["550 inconnu" in row.detail for row in only.items.rows] == [True, False]


# In the serving process.


def test_a_hundred_leave_once_each_stopped_and_resumed_midway(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = founded(db, now)
        many(db, club, 100, now)
        sending = begun(db, club, now)
    provider = Kept()
    courier = Courier(provider)
    _go(courier, now, rounds=4)
    with writing() as db:
        bulk.stop(db, ref=sending.ref, by=club.admin)
    _go(courier, now, rounds=3)
    with reading() as db:
        assert 0 < states(db, sending)["waiting"] < 100
        gone = states(db, sending)["queued"]
    assert len(provider.to) == gone
    with writing() as db:
        bulk.resume(db, ref=sending.ref, by=club.admin)
    _go(courier, now, rounds=300)
    assert len(provider.to) == len(set(provider.to)) == 100
    with reading() as db:
        assert db.exec(select(BulkSend.state)).one() == "done"


def test_a_bulk_send_never_fills_the_outbox(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = founded(db, now)
        refs = many(db, club, 100, now)
        begun(db, club, now, Choice(refs=tuple(refs[:50])))
        begun(db, club, now, Choice(refs=tuple(refs[50:])))
    for _ in range(10):
        bulk_sending.queue_some(now=now)
    with reading() as db:
        assert db.exec(select(func.count(col(OutboxItem.email_id)))).one() == bulk_sending.MOST_WAITING


def test_processes_side_by_side_queue_each_once(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = founded(db, now)
        many(db, club, 60, now)
        sending = begun(db, club, now)

    def queue() -> None:
        for _ in range(20):
            # A busy database is asked again, as the task of a serving process does.
            with suppress(OperationalError), writing() as db:
                bulk.queue_next(db, bulk_id=sending.id or 0, most=5, now=now)

    workers = [threading.Thread(target=queue) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with reading() as db:
        assert states(db, sending) == {"queued": 60}
        assert db.exec(select(func.count(col(Email.id)))).one() == 60


def test_two_presses_at_the_same_moment_are_one_send(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = founded(db, now)
        many(db, club, 20, now)
    nonce, together, found = new_ref(), threading.Barrier(2), []

    def press() -> None:
        together.wait()
        with writing() as db:
            one = bulk.start(db, nonce=nonce, choice=EVERYTHING, shown=20, by=club.admin, now=now)
            found.append(one.id)

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join()
    with reading() as db:
        assert len(found) == 2
        assert len(set(found)) == 1
        assert db.exec(select(func.count(col(BulkItem.id)))).one() == 20


def _go(courier: Courier, now: datetime, *, rounds: int) -> None:
    for _ in range(rounds):
        if not bulk_sending.queue_some(now=now) and not courier.deliver_due(now):
            return
        courier.deliver_due(now)


def _payment(invoice: Invoice) -> dict[str, str]:
    return {"amount": f"{invoice.total}", "method": "cheque", "received_on": "2026-03-16"}


def begun_blindly(db: Session, club: Club, now: datetime, shown: int) -> BulkSend:
    return bulk.start(db, nonce=new_ref(), choice=EVERYTHING, shown=shown, by=club.admin, now=now)


def _give(db: Session, club: Club, level: Level) -> None:
    account = db.get_one(Account, club.admin.account_id)
    put_levels(db, account, {Tool.INVOICES: level})
