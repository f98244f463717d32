"""Which invoices of a choice leave and why the others do not, decided by the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, case, or_
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from invoice_app.invoices.bulk.rules import BulkKind, BulkState, Choice, ItemState, Standing
from invoice_app.invoices.credits import is_credited
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.models import BulkItem, BulkSend, Invoice, InvoiceStatus
from invoice_app.invoices.queries import found_invoices
from invoice_app.invoices.sight import in_sight, sight_of
from invoice_app.mail.earlier import refuses_mail, was_sent_since
from invoice_app.members.mailing import goes_to, has_address
from invoice_app.members.models import Customer
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.queries import received_for, received_since
from invoice_app.shared.dates import day_of
from invoice_app.shared.permission import Viewer

# What no address is, as far as a database can say; the last word is the outbox's, one by one.
_MISSPELT = ("% %", "%,%", "%;%", "%<%", "%>%", "%..%", "%.@%", "%@%@%", "%@.%", "%@-%", "%.", "@%", "%@")


@dataclass(frozen=True, slots=True)
class Standings:
    """`chosen` are the invoices of a choice that this viewer sees, joined to their payer.

    `conditions` say of each reason whether it is there; `standing` is the first that keeps an invoice
    back, or `ready`.
    """

    chosen: Select[Invoice]
    conditions: dict[str, ColumnElement[bool]]
    lifted: frozenset[str]

    @property
    def standing(self) -> ColumnElement[str]:
        kept_back = [(c, str(name)) for name, c in self.conditions.items() if name not in self.lifted]
        return case(*kept_back, else_=Standing.READY.value)

    def is_kept_by(self, names: Collection[str]) -> ColumnElement[bool]:
        return or_(*[self.conditions[name] for name in names])


def standings(db: Session, *, choice: Choice, viewer: Viewer, now: datetime) -> Standings:
    """The invoices of a choice, and how each stands."""
    payer = aliased(Customer)
    today = day_of(now, the_organisation(db).time_zone)
    if choice.refs:
        chosen: Select[Invoice] = select(Invoice).where(in_sight(viewer), col(Invoice.ref).in_(choice.refs))
    else:
        chosen = found_invoices(viewer=viewer, today=today, search=choice.search, show=choice.show)
    is_issued = col(Invoice.status) == InvoiceStatus.ISSUED
    since = now - timedelta(days=choice.days)
    conditions: dict[str, ColumnElement[bool]] = {
        Standing.DRAFT: col(Invoice.status) == InvoiceStatus.DRAFT,
        Standing.VOID: col(Invoice.status) == InvoiceStatus.VOID,
        Standing.NO_ADDRESS: ~has_address(payer),
        Standing.BAD_ADDRESS: goes_to(payer, _is_misspelt),
        Standing.SETTLED: is_settled(),
        Standing.IN_BULK: _waits_elsewhere(),
        Standing.RECENT: was_sent_since("invoice", col(Invoice.id), since, sight=sight_of(viewer)),
        Standing.REFUSED: goes_to(payer, refuses_mail),
    }
    if choice.kind == BulkKind.REMINDER:
        not_late = is_issued & (is_settled() | (col(Invoice.due_on) >= today) | _is_note())
        del conditions[Standing.SETTLED]
        conditions = {Standing.NOT_LATE: not_late, **conditions}
    joined = chosen.join(payer, col(payer.id) == col(Invoice.bill_to_id))
    return Standings(joined, conditions, choice.lifted)


def is_settled() -> ColumnElement[bool]:
    """That nothing is to be paid any more; a credit note never was."""
    paid = col(Invoice.total) <= received_for("invoice", col(Invoice.id))
    return (col(Invoice.status) == InvoiceStatus.ISSUED) & ((paid & ~_is_note()) | is_credited())


def was_settled_since(since: datetime) -> ColumnElement[bool]:
    """That a payment was recorded, or a credit note issued, at that instant or later."""
    note = aliased(Invoice)
    credited = (
        select(note.id)
        .where(col(note.credits_id) == col(Invoice.id), col(note.issued_at) >= since)
        .correlate(Invoice)
        .exists()
    )
    return received_since("invoice", col(Invoice.id), since) | credited


def _is_note() -> ColumnElement[bool]:
    return col(Invoice.kind) == DocumentKind.CREDIT


def _is_misspelt(address: Mapped[str]) -> ColumnElement[bool]:
    return or_(address.not_like("%_@_%"), *[address.like(pattern) for pattern in _MISSPELT])


def _waits_elsewhere() -> ColumnElement[bool]:
    """In a bulk send that runs or was stopped, and not queued yet."""
    return (
        select(BulkItem.id)
        .join(BulkSend, col(BulkSend.id) == col(BulkItem.bulk_id))
        .where(
            col(BulkItem.invoice_id) == col(Invoice.id),
            BulkItem.state == ItemState.WAITING,
            BulkSend.state != BulkState.DONE,
        )
        .correlate(Invoice)
        .exists()
    )
