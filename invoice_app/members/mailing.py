"""To whom the invoices of many records go: `queries.mailing_of` for lists, in SQL.

A person: their own address. A company: its people who receive its invoices, else its own address.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from invoice_app.members.models import Customer, CustomerKind


def has_address(payer: type[Customer]) -> ColumnElement[bool]:
    """That somebody receives the invoices of this payer."""
    return (col(payer.email) != "") | _people(payer, lambda _: true())


def goes_to(
    payer: type[Customer], condition: Callable[[Mapped[str]], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """That at least one address that the payer's invoices go to is as asked."""
    people = _people(payer, lambda _: true())
    own = (col(payer.email) != "") & condition(col(payer.email)) & ~people
    return _people(payer, condition) | own


def _people(
    payer: type[Customer], condition: Callable[[Mapped[str]], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """That a person who receives this company's invoices has an address as asked."""
    person = aliased(Customer)
    found = select(person.id).where(col(person.company_id) == payer.id, *_receives(person))
    asked = found.where(condition(col(person.email))).correlate_except(person)
    return (col(payer.kind) == CustomerKind.COMPANY) & asked.exists()


def _receives(person: Any) -> tuple[ColumnElement[bool], ...]:
    return (col(person.bills).is_(True), col(person.archived_at).is_(None), col(person.email) != "")


def mailing_of_each(db: Session, customer_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """Name and address of those the invoices of each record go to, by record."""
    found: dict[int, dict[str, str]] = {customer_id: {} for customer_id in customer_ids}
    people = db.exec(
        select(Customer.company_id, Customer.name, Customer.email)
        .where(col(Customer.company_id).in_(customer_ids), *_receives(Customer))
        .order_by(Customer.sort_name, col(Customer.id))
    )
    for company_id, name, email in people:
        found[company_id or 0].setdefault(email, name)
    payers = select(Customer).where(col(Customer.id).in_(customer_ids))
    for payer in db.exec(payers):
        if payer.kind != CustomerKind.COMPANY:
            found[payer.id or 0] = {}
        if not found[payer.id or 0] and payer.email:
            found[payer.id or 0] = {payer.email: payer.name}
    return {customer_id: [(n, e) for e, n in each.items()] for customer_id, each in found.items()}
