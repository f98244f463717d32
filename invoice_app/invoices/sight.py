"""Which invoices somebody who may read invoices sees: not those under a private record of others.

This room does not know what an invoice is billed under; it asks `shared.audience`. Admins of contracts
see all, because a private contract is theirs to look after.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, true
from sqlmodel import Session, col

from invoice_app.invoices.models import Invoice
from invoice_app.mail.sight import Sight
from invoice_app.shared.about import About
from invoice_app.shared.audience import heard_by, is_heard_by
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs


def in_sight(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on a list of invoices; the right to read invoices is asked apart."""
    if _sees_all(viewer):
        return true()
    return heard_by(col(Invoice.under_kind), col(Invoice.under_id), viewer.account_id)


def is_in_sight(db: Session, invoice: Invoice, viewer: Viewer) -> bool:
    """The same of one invoice."""
    if invoice.under_id is None or _sees_all(viewer):
        return True
    return is_heard_by(db, About(invoice.under_kind, invoice.under_id), viewer.account_id)


def _sees_all(viewer: Viewer) -> bool:
    return may(viewer, needs(Tool.CONTRACTS, Level.ADMIN))


def sight_of(viewer: Viewer) -> Sight:
    """Admins of invoices see private mail; everybody else only what they are part of."""
    return Sight(
        email=viewer.email,
        account_id=viewer.account_id,
        sees_private=may(viewer, needs(Tool.INVOICES, Level.ADMIN)),
        is_staff=may(viewer, needs(Tool.INVOICES, Level.READ)),
    )
