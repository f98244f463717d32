"""All that was written about a contract's invoices, as far as this person may read it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from invoice_app.contracts.reading_rights import readable_contract
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.sight import in_sight, sight_of
from invoice_app.mail.cards import EmailCard
from invoice_app.mail.threads import threads
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs


@dataclass(frozen=True, slots=True)
class ContractEmail:
    """An email, with the invoice that it is about."""

    number: str
    invoice_ref: str
    email: EmailCard


@dataclass(frozen=True, slots=True)
class ContractEmails:
    """A page of them, the newest first."""

    rows: tuple[ContractEmail, ...]
    has_later: bool


def emails_of_contract(
    db: Session, *, ref: str, viewer: Viewer, language: str, page: int = 1
) -> ContractEmails:
    """The emails of a contract's invoices; none for who may not read invoices. Raises `NotFound`."""
    contract = readable_contract(db, ref=ref, viewer=viewer)
    if not may(viewer, needs(Tool.INVOICES, Level.READ)):
        return ContractEmails((), False)
    found = db.exec(
        select(Invoice.id, Invoice.ref, Invoice.number).where(
            Invoice.under_kind == "contract", Invoice.under_id == contract.id, in_sight(viewer)
        )
    )
    invoices = {invoice_id or 0: (ref, number or "") for invoice_id, ref, number in found}
    shown = threads(
        db, "invoice", tuple(invoices), sight=sight_of(viewer), language=language,
        time_zone=the_organisation(db).time_zone, page=page,
    )  # fmt: skip
    rows = (
        ContractEmail(number=invoices[x.about_id][1], invoice_ref=invoices[x.about_id][0], email=x.card)
        for x in shown.emails
    )
    return ContractEmails(tuple(rows), shown.has_later)
