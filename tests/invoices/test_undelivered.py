"""The list and the desk say of an invoice that its email did not arrive, to those who may know."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from invoice_app.invoices.delivered import count_undelivered
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import page_of_invoices
from invoice_app.mail.models import Email, EmailRecipient
from invoice_app.mail.outbox import Recipient, Sender, post
from invoice_app.members.models import Customer
from invoice_app.shared.about import About
from invoice_app.shared.permission import Level, Tool, Viewer
from tests.invoices.conftest import Club

CLERK = Viewer(77, "clerk@club.example", "Paul", "fr", {Tool.INVOICES: Level.STANDARD})


def issued(db: Session, club: Club, number: str, now: datetime, status: str = "issued") -> Invoice:
    customer = db.exec(select(Customer).where(Customer.ref == club.company)).one()
    invoice = Invoice(
        kind="invoice",
        status=status,
        number=number,
        customer_id=customer.id or 0,
        bill_to_id=customer.id or 0,
        bill_to_name="Bâtisses Éloi",
        issue_on=now.date(),
        due_on=now.date(),
        created_at=now,
    )
    db.add(invoice)
    db.flush()
    return invoice


def bounced(db: Session, invoice: Invoice, now: datetime, *, private: bool = False) -> None:
    email = post(
        db,
        about=About("invoice", invoice.id or 0),
        private=private,
        sender=Sender("Ada", 1, "ada@club.example"),
        recipients=[Recipient("to", "vieux@client.example")],
        subject="Facture",
        text="Bonjour",
        kind_nonce=f"x:{invoice.number}",
        now=now,
    )
    email.status = "accepted"
    for recipient in db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)):
        recipient.status = "bounced"
    db.flush()


def undelivered(db: Session, viewer: Viewer, now: datetime) -> list[str]:
    page = page_of_invoices(db, viewer=viewer, now=now, language="fr", show="undelivered")
    numbers = sorted(row.number for row in page.rows)
    assert count_undelivered(db, viewer=viewer) == len(numbers)
    return numbers


def test_the_filter_and_the_desk_hold_what_did_not_arrive(db: Session, club: Club, now: datetime):
    bounced(db, issued(db, club, "A", now), now)
    issued(db, club, "B", now)
    bounced(db, issued(db, club, "C", now, status="void"), now)
    assert undelivered(db, club.admin, now) == ["A"]


def test_the_row_says_how_it_went_in_a_word(db: Session, club: Club, now: datetime):
    bounced(db, issued(db, club, "A", now), now)
    issued(db, club, "B", now)
    page = page_of_invoices(db, viewer=CLERK, now=now, language="fr", sort="number")
    assert [(row.delivery, row.delivery_tone) for row in page.rows] == [("Non livrable", "red"), ("", "blue")]


def test_a_private_failure_is_for_those_who_may_know(db: Session, club: Club, now: datetime):
    bounced(db, issued(db, club, "A", now), now, private=True)
    assert undelivered(db, club.admin, now) == ["A"]
    assert undelivered(db, CLERK, now) == []
    [row] = page_of_invoices(db, viewer=CLERK, now=now, language="fr").rows
    assert row.delivery == ""
    assert db.exec(select(Email)).one().status == "accepted"
