"""A club with colleagues of several rights, invoices, and what is written about them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import Session, select

from invoice_app.accounts import levels
from invoice_app.accounts.inviting import create_account
from invoice_app.accounts.models import Account
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.desk.mail_sight import admins, eyes
from invoice_app.invoices.models import Invoice
from invoice_app.mail import arrivals, inbound
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.outbox import Recipient, Sender, post
from invoice_app.members.models import Customer
from invoice_app.organisation.actions import found
from invoice_app.shared.about import About
from invoice_app.shared.permission import Level, Tool, Viewer
from tests.invoices.conftest import CLUB
from tests.mail.conftest import OFFICE

Reply = Callable[..., Email]


@dataclass(frozen=True)
class Club:
    """`ada` administers, `guy` sends invoices, `lea` reads them, `max` looks after members only."""

    ada: Viewer
    guy: Viewer
    lea: Viewer
    max: Viewer
    customer: Customer
    invoice: Invoice
    other: Invoice


CONTRACT = About("contract", 14)
"""What the first invoice stands under; open until it is restricted."""
RIGHTS: dict[str, dict[Tool, Level]] = {
    "ada": dict.fromkeys(Tool, Level.ADMIN),
    "guy": {Tool.INVOICES: Level.STANDARD, Tool.MEMBERS: Level.READ},
    "lea": {Tool.INVOICES: Level.READ},
    "max": {Tool.MEMBERS: Level.ADMIN},
}


@pytest.fixture(autouse=True)
def opened(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the front door tells the room of mail."""
    monkeypatch.setattr(arrivals, "eyes", eyes)
    monkeypatch.setattr(arrivals, "fallback", admins)


@pytest.fixture
def club(db: Session, now: datetime) -> Club:
    found(db, typed=CLUB, is_sample=False, now=now)
    people = {name: _colleague(db, name, given, now) for name, given in RIGHTS.items()}
    customer = Customer(kind="member", name="Zoé Roy", sort_name="roy zoe", created_at=now)
    db.add(customer)
    db.flush()
    invoices = [
        Invoice(
            number=f"FA-2026-0{n}", status="issued", customer_id=customer.id or 0,
            bill_to_id=customer.id or 0, bill_to_name=customer.name, created_at=now,
            under_kind="contract", under_id=n,
        )
        for n in (14, 15)
    ]  # fmt: skip
    db.add_all(invoices)
    db.flush()
    return Club(**people, customer=customer, invoice=invoices[0], other=invoices[1])


def _colleague(db: Session, name: str, given: dict[Tool, Level], now: datetime) -> Viewer:
    email = f"{name}@club.example"
    account = create_account(
        db, email=email, name=name.title(), language="fr", preset="member", now=now, password_hash="x"
    )
    levels.set_levels(db, account_ref=account.ref, levels=given)
    return viewer_of_account(db, db.exec(select(Account).where(Account.email == email)).one())


def send(db: Session, about: Invoice | Customer, by: Viewer, now: datetime, **changes: object) -> Email:
    kind = "invoice" if isinstance(about, Invoice) else "customer"
    usual = {
        "about": About(kind, about.id or 0), "private": False,
        "sender": Sender(by.name, by.account_id, by.email),
        "recipients": [Recipient("to", "zoe@client.example", "Zoé Roy")],
        "subject": "Votre facture", "text": "Bonjour", "kind_nonce": f"{by.name}:{about.id}:{now}:{changes}",
        "now": now, "office": OFFICE,
    }  # fmt: skip
    return post(db, **usual | changes)  # type: ignore[arg-type]


def answer(
    db: Session,
    email: Email,
    now: datetime,
    text: str = "Merci",
    who: str = "zoe@client.example",
    **headers: str,
) -> Email:
    """What Zoé answers, through the door of real mail."""
    conversation = db.get_one(Conversation, email.conversation_id)
    lines = [
        f"From: =?utf-8?q?Zo=C3=A9_Roy?= <{who}>",
        f"To: r-{conversation.token}@reply.example.org",
        f"Message-ID: <{now.timestamp()}-{email.id}@client.example>",
        f"Subject: Re: {email.subject}",
        "Content-Type: text/plain; charset=utf-8",
        *(f"{name.replace('_', '-')}: {value}" for name, value in headers.items()),
    ]
    raw = inbound.receive(db, raw="\r\n".join([*lines, "", text, ""]).encode(), source="upload", now=now)
    reply = inbound.understand(db, raw.id or 0, now, OFFICE)
    assert reply is not None
    return reply
