"""A club with as many invoices as wished, in a database of its own.

The organisation, its admin and the member who is billed are made by the actions that a person uses. The
bulk is not: ten thousand invoices pressed one by one would take an hour, so their rows are inserted
directly, weighing what real ones weigh. They have no PDF and no trace in the mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, insert, text
from sqlmodel import Session, col, select

from bench.paper import invoice_of
from invoice_app.accounts import setting_up, signing_in
from invoice_app.accounts.queries import viewer_for_session
from invoice_app.commands.migrate import tables
from invoice_app.invoices.models import Invoice
from invoice_app.members import actions as members
from invoice_app.members.models import Customer
from invoice_app.members.rules import search_text, sort_name
from invoice_app.organisation.models import NumberSeries
from invoice_app.organisation.numbering import number_text
from invoice_app.payments.models import Payment, Settlement
from invoice_app.shared.database import make_engine
from invoice_app.shared.dates import now_utc
from invoice_app.shared.money import to_cents
from invoice_app.shared.permission import Viewer

_CLUB = {
    "name": "Club des Érables",
    "street": "1, rue du Quai",
    "city": "Rimouski",
    "postal_code": "G5L 1A1",
    "gst_number": "123456789 RT0001",
    "qst_number": "1234567890 TQ0001",
    "province": "QC",
    "language": "fr",
    "time_zone": "America/Montreal",
    "currency": "CAD",
}
_MEMBER = {
    "kind": "member",
    "given_name": "Zoé",
    "family_name": "Exemple",
    "email": "zoe@client.example",
    "language": "fr",
    "street": "2, rue du Port",
    "city": "Lévis",
    "province": "QC",
    "postal_code": "G6V 1A1",
    "country": "CA",
}
FAMILIES = (
    "Aubépine", "Bouleau", "Cèdre", "Charme", "Chêne", "Érable", "Frêne", "Genévrier", "Hêtre", "Mélèze",
    "Merisier", "Noyer", "Orme", "Osier", "Peuplier", "Pruche", "Sapin", "Saule", "Sorbier", "Tilleul",
)  # fmt: skip
_PEOPLE = 400
_WITH_TAXES = Decimal("1.14975")
_YEARS = 5


@dataclass(frozen=True)
class Club:
    """`secret` is the session cookie of its admin; `member` the ref of somebody with an address."""

    database: str
    admin: Viewer
    secret: str
    member: str


def found_club(database: str, *, invoices: int) -> Club:
    """Found a club in a migrated database, and give it a past of so many invoices."""
    tables()
    now = now_utc()
    with writing(database) as db:
        admin = setting_up.FirstAdmin("Ada Admin", "ada@club.example", "")
        account = setting_up.set_up(db, typed=_CLUB, admin=admin, password_hash="-", is_sample=False, now=now)
        opened = signing_in.open_session(db, account_id=account, browser="bench", address="", now=now)
        member = members.add(db, typed=_MEMBER, now=now)
        viewer = viewer_for_session(db, opened.secret, now)
        assert viewer is not None
        if invoices:
            _insert_past(db, invoices, now)
    return Club(database, viewer, opened.secret, member.ref)


@contextmanager
def engine_of(database: str) -> Iterator[Engine]:
    engine = make_engine(database)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def writing(database: str) -> Iterator[Session]:
    """One transaction in a database that is not this process's own."""
    with (
        engine_of(database) as engine,
        Session(engine.execution_options(writes=True), expire_on_commit=False) as db,
    ):
        yield db
        db.commit()


def _insert_past(db: Session, count: int, now: datetime) -> None:
    db.execute(insert(Customer), [_person(i, now) for i in range(_PEOPLE)])
    payers = db.execute(
        select(col(Customer.id), Customer.name, Customer.search)
        .where(Customer.email == "")
        .order_by(col(Customer.id))
    ).all()
    given: Counter[int] = Counter()
    rows = [_invoice(i, count, payers[i * 7 % _PEOPLE], given, now) for i in reversed(range(count))]
    db.execute(insert(Invoice), rows)
    series = [{"kind": "invoice", "year": year, "next_number": n + 1} for year, n in given.items()]
    db.execute(insert(NumberSeries), series)
    _insert_payments(db, now)
    if db.get_bind().dialect.name == "postgresql":
        # Left alone, it takes its own statistics about a minute after so many rows have come.
        db.execute(text("ANALYZE"))


def _person(i: int, now: datetime) -> dict[str, Any]:
    given, family = f"Membre {i:03d}", FAMILIES[i % len(FAMILIES)]
    name = f"{given} {family}"
    return {
        "kind": "member",
        "given_name": given,
        "family_name": family,
        "name": name,
        "sort_name": sort_name(given, family, name),
        "search": search_text(name),
        "created_at": now,
    }


def _invoice(i: int, count: int, payer: Any, given: Counter[int], now: datetime) -> dict[str, Any]:
    """The `i`th latest of `count` invoices over five years: of twenty, one a draft and one void."""
    created = now - timedelta(days=365 * _YEARS) * i / count
    row = {
        "customer_id": payer.id,
        "bill_to_id": payer.id,
        "bill_to_name": payer.name,
        "search": payer.search,
        "created_at": created,
        **_figures(i, created.date()),
    }
    if i % 20 == 0:
        return {**row, "status": "draft", "number": None, "document": "", "issued_at": None}
    given[created.year] += 1
    number = number_text("invoice", created.year, given[created.year])
    document = invoice_of(3, number=number).model_dump_json()
    search = f"{number.lower()} {number.lower().replace('-', '')} {payer.search}"
    status = "void" if i % 20 == 1 else "issued"
    issued = {"status": status, "number": number, "document": document, "issued_at": created}
    return {**row, **issued, "search": search}


def _figures(i: int, day: date) -> dict[str, Any]:
    subtotal = Decimal(2_000 + i * 3_701 % 90_000) / 100
    return {
        "issue_on": day,
        "due_on": day + timedelta(days=30),
        "subtotal": subtotal,
        "total": to_cents(subtotal * _WITH_TAXES),
    }


def _insert_payments(db: Session, now: datetime) -> None:
    """Settle seven issued invoices of ten, and half of one more."""
    issued = db.execute(
        select(col(Invoice.id), col(Invoice.customer_id), col(Invoice.total), col(Invoice.issue_on)).where(
            Invoice.status == "issued"
        )
    ).all()
    paid = {f"bench:{row.id}": row for row in issued if row.id % 10 < 8}
    parts = {nonce: to_cents(row.total / (2 if row.id % 10 == 7 else 1)) for nonce, row in paid.items()}
    payments = [
        {
            "customer_id": row.customer_id,
            "received_on": row.issue_on,
            "method": "transfer",
            "amount": parts[nonce],
            "nonce": nonce,
            "created_at": now,
        }
        for nonce, row in paid.items()
    ]
    db.execute(insert(Payment), payments)
    kept = db.execute(select(col(Payment.id), Payment.nonce)).all()
    settled = [
        {
            "payment_id": pay.id,
            "about_kind": "invoice",
            "about_id": paid[pay.nonce].id,
            "amount": parts[pay.nonce],
        }
        for pay in kept
    ]
    db.execute(insert(Settlement), settled)
