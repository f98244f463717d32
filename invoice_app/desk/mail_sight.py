"""Whose mail somebody at a desk reads: beside invoices in their sight, and customers if they may."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, false, or_
from sqlmodel import Session, col, select

from invoice_app.accounts.models import Account
from invoice_app.accounts.queries import staff_who_may, viewer_of_account
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.moving import is_of_invoice
from invoice_app.invoices.sight import in_sight, sight_of
from invoice_app.mail import arrivals, routing
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.queue import queries as queue_queries
from invoice_app.mail.sight import Sight
from invoice_app.members.models import Customer
from invoice_app.shared.about import About
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs

READ = needs(Tool.INVOICES, Level.READ)
_MEMBERS = needs(Tool.MEMBERS, Level.READ)


def beside(viewer: Viewer) -> ColumnElement[bool]:
    """The conversations whose record this person may open; which emails of them, mail itself asks."""
    if not may(viewer, READ):
        return false()
    of_invoices = _exists("invoice", Invoice, in_sight(viewer))
    if not may(viewer, _MEMBERS):
        return of_invoices
    return or_(of_invoices, _exists("customer", Customer))


def _exists(
    kind: str, table: type[Invoice] | type[Customer], *also: ColumnElement[bool]
) -> ColumnElement[bool]:
    record = select(table.id).where(table.id == Conversation.about_id, *also).correlate(Conversation)
    return and_(col(Conversation.about_kind) == kind, record.exists())


def eyes(db: Session, account_id: int, about: About) -> Sight | None:
    """What an account sees beside a record now; `None` when it is closed, or may not open the record."""
    account = db.get(Account, account_id)
    if account is None or account.disabled_at is not None:
        return None
    viewer = viewer_of_account(db, account)
    open_to_it = select(Conversation.id).where(
        Conversation.about_kind == about.kind, Conversation.about_id == about.id, beside(viewer)
    )
    return sight_of(viewer) if db.exec(open_to_it.limit(1)).first() is not None else None


def admins(db: Session, _email: Email) -> list[int]:
    """Who looks after a reply that nobody follows."""
    return [each.account_id for each in staff_who_may(db, needs(Tool.INVOICES, Level.ADMIN))]


def open_eyes() -> None:
    """Tell the room of mail, which knows no accounts, who sees what, whom a record concerns, and
    who looks after the rest."""
    arrivals.eyes = eyes
    routing.acquainted = is_of_invoice
    arrivals.fallback = admins
    queue_queries.beside = beside
