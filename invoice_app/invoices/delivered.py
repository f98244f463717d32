"""Whether the emails of invoices arrived, as the person who asks may know it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, select

from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.sight import in_sight, sight_of
from invoice_app.mail.deliveries import Delivery, delivery_states, undelivered
from invoice_app.shared.permission import Viewer


def is_undelivered(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on a list: an email of it did not arrive. A void invoice asks for nothing more."""
    beside = undelivered("invoice", sight=sight_of(viewer))
    return col(Invoice.id).in_(beside) & (col(Invoice.status) != InvoiceStatus.VOID)


def count_undelivered(db: Session, *, viewer: Viewer) -> int:
    """How many invoices in sight have an email that did not arrive."""
    asked = select(func.count()).select_from(Invoice).where(is_undelivered(viewer), in_sight(viewer))
    return db.exec(asked).one()


def deliveries_of(db: Session, ids: Collection[int], viewer: Viewer, language: str) -> dict[int, Delivery]:
    """How far the emails of each invoice got, for the office: a client is told nothing of it."""
    sight = sight_of(viewer)
    return delivery_states(db, "invoice", ids, sight=sight, language=language) if sight.is_staff else {}
