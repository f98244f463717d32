"""A club with an administrator, a member and a company: what the tests of invoices start from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.accounts.models import Account
from invoice_app.invoices import drafting
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.typed import Typed
from invoice_app.members import actions as members
from invoice_app.organisation.actions import found
from invoice_app.shared.permission import Level, Tool, Viewer

CLUB = {
    "name": "Club des Érables",
    "street": "1, rue du Quai",
    "city": "Rimouski",
    "province": "QC",
    "postal_code": "G5L 1A1",
    "gst_number": "123456789 RT0001",
    "qst_number": "1234567890 TQ0001",
    "language": "fr",
    "time_zone": "America/Montreal",
    "currency": "CAD",
}
ADDRESS = {
    "street": "2, rue du Port",
    "city": "Lévis",
    "province": "QC",
    "postal_code": "G6V 1A1",
    "country": "CA",
}


@dataclass(frozen=True)
class Club:
    """Who is there: an administrator, and two customers by their refs."""

    admin: Viewer
    member: str
    company: str


Plant = Callable[[Session], Club]


def plant(db: Session, now: datetime) -> Club:
    """Found the club in a database, by the actions that a person uses."""
    found(db, typed=CLUB, is_sample=False, now=now)
    account = Account(email="ada@club.example", name="Ada Admin", created_at=now)
    db.add(account)
    db.flush()
    admin = Viewer(account.id or 0, account.email, account.name, "fr", dict.fromkeys(Tool, Level.ADMIN))
    company = members.add(
        db,
        typed={
            "kind": "company",
            "company_name": "Ateliers du Port inc.",
            "email": "comptes@port.example",
            "language": "en",
            **ADDRESS,
        },
        now=now,
    )
    member = members.add(
        db,
        typed={
            "kind": "member",
            "given_name": "Zoé",
            "family_name": "Roy",
            "email": "zoe@client.example",
            "language": "fr",
            "company": company.ref,
            **ADDRESS,
        },
        now=now,
    )
    return Club(admin, member.ref, company.ref)


@pytest.fixture
def club(db: Session, now: datetime) -> Club:
    return plant(db, now)


def type_line(db: Session, draft: Invoice, **typed: str) -> None:
    """Type into the draft's last line, adding one when it is in use."""
    lines = Typed.model_validate_json(draft.typed).lines
    if not lines[-1].is_blank:
        draft = drafting.add_line(db, ref=draft.ref)
        lines = Typed.model_validate_json(draft.typed).lines
    for field, text in typed.items():
        drafting.type_in_line(db, ref=draft.ref, key=lines[-1].key, field=field, text=text)


def drafted(db: Session, club: Club, now: datetime, price: str = "100") -> Invoice:
    """A draft that is ready to be finalised."""
    draft = drafting.begin(db, customer_ref=club.member, by=club.admin, now=now)
    type_line(db, draft, description="Cotisation", unit_price=price)
    return draft
