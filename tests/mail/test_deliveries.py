"""What the list says of an invoice's emails: the worst that stands; and the same in SQL."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from invoice_app.mail.deliveries import delivery_state, delivery_states, undelivered
from invoice_app.mail.models import Email, EmailRecipient
from invoice_app.mail.outbox import Recipient
from invoice_app.mail.sight import Sight
from invoice_app.shared.about import About
from tests.mail.conftest import INVOICE, LISE, Send

ADMIN = Sight("admin@batiment.example", 9, sees_private=True, is_staff=True)
STAFF = Sight("paul@batiment.example", 8, is_staff=True)
WRITER = Sight(LISE.address, LISE.account_id, is_staff=True)


def to(*addresses: str, role: str = "to") -> list[Recipient]:
    return [Recipient(role, address) for address in addresses]


def reached(db: Session, email: Email, status: str, **known: str) -> None:
    """An email stands so, and each address (by its first part) so."""
    email.status = status
    for recipient in db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)):
        recipient.status = known.get(recipient.address.partition("@")[0], recipient.status)
    db.flush()


def shown(db: Session, sight: Sight = ADMIN) -> tuple[str, bool]:
    """What is said of the invoice, and that SQL says the same."""
    state = delivery_state(db, INVOICE, sight=sight, language="fr")
    in_sql = INVOICE.id in db.exec(undelivered("invoice", sight=sight)).all()
    assert in_sql == bool(state and state.is_problem)
    return (state.words, state.is_problem) if state else ("", False)


def test_a_failure_stands_until_a_corrected_address_is_tried(db: Session, send: Send):
    reached(db, send(recipients=to("vieux@c.example")), "accepted", vieux="bounced")
    assert shown(db) == ("Non livrable", True)
    corrected = send(recipients=to("neuf@c.example"))
    assert shown(db) == ("En file d’envoi", False)
    reached(db, corrected, "accepted", neuf="delivered")
    assert shown(db) == ("Livré", False)


def test_a_copy_to_somebody_else_is_no_correction(db: Session, send: Send):
    reached(db, send(recipients=to("a@c.example", "b@c.example")), "accepted", a="bounced", b="delivered")
    send(recipients=[*to("b@c.example"), *to("lise@batiment.example", role="cc")])
    assert shown(db) == ("Non livrable (1 sur 3)", True)


def test_what_waits_for_its_hour_puts_nothing_right(db: Session, send: Send, now: datetime):
    reached(db, send(recipients=to("a@c.example")), "accepted", a="bounced")
    reminder = send(recipients=to("a@c.example", "b@c.example"), send_at=now + timedelta(days=5))
    assert shown(db) == ("Non livrable", True)
    reached(db, reminder, "accepted", a="delivered", b="delivered")
    assert shown(db) == ("Livré", False)


def test_what_only_waits_for_its_hour_is_queued(db: Session, send: Send, now: datetime):
    send(recipients=to("a@c.example"), send_at=now + timedelta(days=5))
    assert shown(db) == ("En file d’envoi", False)


def test_another_email_to_those_who_were_reached_corrects_nothing(db: Session, send: Send):
    reached(db, send(recipients=to("a@c.example", "b@c.example")), "accepted", a="delivered", b="bounced")
    assert shown(db) == ("Non livrable (1 sur 2)", True)
    reached(db, send(recipients=to("a@c.example")), "accepted", a="delivered")
    assert shown(db) == ("Non livrable (1 sur 2)", True)


def test_the_same_address_reached_later_is_reached(db: Session, send: Send):
    reached(db, send(recipients=to("a@c.example")), "accepted", a="blocked")
    reached(db, send(recipients=to("a@c.example")), "accepted", a="delivered")
    assert shown(db) == ("Livré", False)


def test_a_later_failure_of_an_address_that_was_reached_is_one(db: Session, send: Send):
    reached(db, send(recipients=to("a@c.example")), "accepted", a="delivered")
    reached(db, send(recipients=to("a@c.example")), "failed", a="failed")
    assert shown(db) == ("Échec de l’envoi", True)


@pytest.mark.parametrize("status", ["uncertain", "blocked_config", "failed"])
def test_what_never_left_surely_is_not_delivered(db: Session, send: Send, status: str):
    reached(db, send(), status)
    assert shown(db)[1]


def test_an_email_that_was_undone_counts_for_nothing_unless_it_is_alone(db: Session, send: Send):
    undone = send(recipients=to("a@c.example"))
    reached(db, undone, "cancelled", a="")
    assert shown(db) == ("Envoi annulé", False)
    reached(db, send(recipients=to("b@c.example")), "accepted", b="bounced")
    reached(db, send(recipients=to("c@c.example")), "cancelled", c="")
    assert shown(db) == ("Non livrable", True)


def test_a_private_failure_and_a_private_correction_are_known_to_those_who_may_know(db: Session, send: Send):
    reached(db, send(recipients=to("a@c.example"), private=True), "accepted", a="bounced")
    assert shown(db, WRITER)[1]
    assert shown(db, STAFF) == ("", False)
    reached(db, send(recipients=to("b@c.example")), "accepted", b="bounced")
    reached(db, send(recipients=to("c@c.example"), private=True), "accepted", c="delivered")
    assert not shown(db, ADMIN)[1]
    assert shown(db, STAFF) == ("Non livrable", True)


def test_a_blind_copy_is_not_given_away_by_its_failure(db: Session, send: Send):
    people = [*to("a@c.example"), *to("secret@c.example", role="bcc")]
    reached(db, send(recipients=people), "accepted", a="delivered", secret="bounced")
    assert shown(db, ADMIN)[1]
    assert shown(db, WRITER)[1]
    assert shown(db, STAFF) == ("Livré", False)


def test_the_two_ways_of_asking_agree_on_anything(db: Session, send: Send, now: datetime):
    rng = random.Random(7)
    for n in range(60):
        about = About("invoice", 500 + rng.randrange(12))
        addresses = rng.sample(["a", "b", "c", "d"], rng.randrange(1, 4))
        email = send(
            about=about,
            recipients=to(f"{addresses[0]}@c.example")
            + [Recipient(rng.choice(["cc", "bcc"]), f"{each}@c.example") for each in addresses[1:]],
            private=rng.random() < 0.2,
            now=now + timedelta(minutes=n),
        )
        status = rng.choice(
            ["accepted", "accepted", "accepted", "failed", "uncertain", "cancelled", "queued"]
        )
        known = {each: rng.choice(["delivered", "bounced", "deferred", "dropped"]) for each in addresses}
        reached(db, email, status, **known)
    ids = range(500, 512)
    for sight in (ADMIN, STAFF, WRITER):
        states = delivery_states(db, "invoice", ids, sight=sight, language="en")
        bad = {about_id for about_id, state in states.items() if state.is_problem}
        assert set(db.exec(undelivered("invoice", sight=sight)).all()) == bad
        assert bad
