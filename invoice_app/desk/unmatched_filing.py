"""Filing what waits with a person, where no invoice is meant."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from invoice_app.mail import filing
from invoice_app.members.models import Customer
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.permission import Level, Tool, Viewer, needs, require
from invoice_app.shared.refusals import NotFound

READ_MEMBERS = needs(Tool.MEMBERS, Level.READ)


def file_with_customer(
    db: Session, *, raw_ref: str, customer_ref: str, adds_sender: bool, by: Viewer, now: datetime
) -> str:
    """File a waiting message beside somebody's record; returns their name. Raises `Forbidden`, `NotFound`
    and the refusals of `mail.filing.file_waiting`.
    """
    require(by, needs(Tool.INVOICES, Level.ADMIN))
    # Whoever may not open the record would not see the message there again.
    require(by, READ_MEMBERS)
    customer = db.exec(select(Customer).where(Customer.ref == customer_ref)).first()
    if customer is None:
        raise NotFound()
    about = About("customer", customer.id or 0)
    filing.file_waiting(db, raw_ref=raw_ref, to=about, adds_sender=adds_sender, by=by, now=now)
    live.touch(db, f"customer:{customer.id}")
    return customer.name
