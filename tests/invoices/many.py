"""Many issued invoices in a moment: copies of one that was issued as a person does, each to its own payer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, col, select

from invoice_app.invoices.document import Document
from invoice_app.invoices.issuing import foresee, seal
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.shared.ids import new_ref
from tests.invoices.conftest import Club, drafted

PDF = b"%PDF-1.7\n" + b"% lines of an invoice\n" * 200


def issued(db: Session, club: Club, now: datetime, price: str = "100") -> Invoice:
    """One invoice, with a short file for its PDF."""
    draft = drafted(db, club, now, price)
    seal(db, plan=foresee(db, ref=draft.ref, now=now), pdf=PDF, by=club.admin, now=now)
    return draft


def many(db: Session, club: Club, count: int, now: datetime, **changes: Any) -> list[str]:
    """So many invoices, each to a payer with an address of their own; their refs in order of number."""
    pattern = issued(db, club, now)
    document = Document.model_validate_json(pattern.document)
    first = 1 + max(db.exec(select(Customer.id)).all(), default=0)  # type: ignore[type-var]
    payers = [_payer(first + i, now) for i in range(count)]
    db.execute(insert(Customer), payers)
    rows = [_copy(pattern, document, payer, changes) for payer in payers]
    db.execute(insert(Invoice), rows)
    db.flush()
    # The pattern itself is not one of them.
    db.execute(Invoice.__table__.update().where(col(Invoice.id) == pattern.id).values(status="void"))  # type: ignore[attr-defined]
    db.expire(pattern)
    return [row["ref"] for row in rows]


def _payer(number: int, now: datetime) -> dict[str, Any]:
    name = f"Membre {number:05d}"
    person = Customer(
        id=number, kind="member", name=name, sort_name=name.lower(), search=name.lower(),
        email=f"membre{number}@client.example", created_at=now,
    )  # fmt: skip
    return person.model_dump()


def _copy(
    pattern: Invoice, document: Document, payer: dict[str, Any], changes: dict[str, Any]
) -> dict[str, Any]:
    number = f"FA-2025-{payer['id']:05d}"
    buyer = document.buyer.model_copy(update={"name": payer["name"], "email": payer["email"]})
    own = document.model_copy(update={"number": number, "buyer": buyer})
    return {
        **pattern.model_dump(exclude={"id"}),
        "ref": new_ref(),
        "number": number,
        "customer_id": payer["id"],
        "bill_to_id": payer["id"],
        "bill_to_name": payer["name"],
        "search": f"{number.lower()} {payer['search']}",
        "document": own.model_dump_json(),
        **changes,
    }
