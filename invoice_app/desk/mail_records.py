"""The record that a conversation stands beside: what it is called, whose it is, and where it is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.invoices.models import Invoice
from invoice_app.mail.models import Conversation
from invoice_app.members.models import Customer


@dataclass(frozen=True, slots=True)
class Record:
    """`number` is an invoice's, and empty for a customer's own record."""

    number: str
    customer: str
    href: str


def records_of(db: Session, conversations: Iterable[Conversation]) -> dict[tuple[str, int], Record]:
    """The records of some conversations, by kind and id."""
    ids: dict[str, set[int]] = {"invoice": set(), "customer": set()}
    for conversation in conversations:
        ids.setdefault(conversation.about_kind, set()).add(conversation.about_id)
    records = {}
    invoices = (
        select(Invoice.id, Invoice.number, Invoice.ref, Customer.name)
        .join(Customer, col(Customer.id) == col(Invoice.customer_id))
        .where(col(Invoice.id).in_(ids["invoice"]))
    )
    for id_, number, ref, name in db.exec(invoices):
        records["invoice", id_ or 0] = Record(number or "", name, f"/invoices/{ref}/emails")
    customers = select(Customer.id, Customer.name, Customer.ref).where(col(Customer.id).in_(ids["customer"]))
    for id_, name, ref in db.exec(customers):
        records["customer", id_ or 0] = Record("", name, f"/members/{ref}")
    return records
