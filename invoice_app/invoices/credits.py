"""Which invoices a credit note cancels: derived from the notes, never stored on the invoice."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from invoice_app.invoices.models import Invoice


def is_credited() -> ColumnElement[bool]:
    """For a list of invoices: that a credit note cancels this one."""
    note = aliased(Invoice)
    return exists().where(col(note.credits_id) == col(Invoice.id)).correlate(Invoice)


def credited_among(db: Session, ids: Sequence[int]) -> frozenset[int]:
    """Those of some invoices that a credit note cancels."""
    found = db.exec(select(Invoice.credits_id).where(col(Invoice.credits_id).in_(ids)))
    return frozenset(credited for credited in found if credited is not None)


def credit_note_of(db: Session, invoice: Invoice) -> Invoice | None:
    """The credit note that cancels an invoice."""
    return db.exec(select(Invoice).where(Invoice.credits_id == invoice.id)).first()
