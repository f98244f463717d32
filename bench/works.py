"""Contracts of any length for the measures: made by the same actions that a person uses."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from bench.club import Club, writing
from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.composing import document_of
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.issuing import record_issue
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.progress_drafting import keep_typed, start_progress
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices.document import Buyer, Document, Seller
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.dates import month_of, now_utc
from invoice_app.shared.phrases import Phrase

QUEBEC = (
    TaxRate("GST", Phrase("TPS", "GST"), Decimal("0.05")),
    TaxRate("QST", Phrase("TVQ", "QST"), Decimal("0.09975")),
)
_SECTION = 20


def contract_of(club: Club, *, lines: int, issued: int = 0, begun: bool = True) -> tuple[str, str]:
    """A contract of so many lines and issued applications; its ref, and that of the one begun."""
    now = now_utc()
    with writing(club.database) as db:
        client = Customer(
            kind="company", name="Bâtisses Éloi inc.", sort_name="batisses eloi", search="batisses eloi",
            created_at=now,
        )  # fmt: skip
        db.add(client)
        db.flush()
        contract = _approved(db, club, client, lines, now)
        for month in range(issued):
            _issued(db, club, contract, client, month, issued, now)
        if not begun:
            return contract.ref, ""
        return contract.ref, _begun(db, club, contract, issued, now).ref


def rows_of(lines: int) -> list[dict[str, str]]:
    """Rows of a schedule as they are typed, twenty to a section."""
    return [
        {
            "section": f"{1 + i // _SECTION:02d} Division",
            "item": f"{1 + i:03d}",
            "description": f"Poste {1 + i}\u00a0: fourniture et installation selon les plans",
            "scheduled": f"{1000 + i * 7919 % 9000},{i % 100:02d}",
        }
        for i in range(lines)
    ]


def _approved(db: Session, club: Club, client: Customer, lines: int, now: datetime) -> Contract:
    typed = {
        "number": f"C-{lines}-{client.id}", "title": f"Chantier de {lines} postes",
        "our_role": "general_contractor", "company_ref": client.ref,
        "retainage_percent": "10", "currency": "CAD", "tax_class": "taxable",
        "signed_on": "2023-01-05",
    }  # fmt: skip
    contract = create_contract(db, typed=typed, by=club.admin, now=now)
    contract = set_schedule(db, ref=contract.ref, version=contract.version, rows=rows_of(lines))
    return approve_contract(db, ref=contract.ref, version=contract.version, by=club.admin, now=now)


def _begun(db: Session, club: Club, contract: Contract, month: int, now: datetime) -> ProgressInvoice:
    starts_on = (date(2023, 1, 1) + timedelta(days=31 * month)).replace(day=1)
    for _ in range(40):
        if (starts_on.year - 2023) * 12 + starts_on.month - 1 == month:
            break
        starts_on = month_of(starts_on)[1] + timedelta(days=1)
    ends_on = month_of(starts_on)[1]
    days = {"starts_on": f"{starts_on}", "ends_on": f"{ends_on}", "due_on": f"{ends_on}"}
    open_period(db, ref=contract.ref, typed=days, by=club.admin, now=now)
    return start_progress(db, contract_ref=contract.ref, by=club.admin, now=now)


def _issued(
    db: Session, club: Club, contract: Contract, client: Customer, month: int, of: int, now: datetime
) -> None:
    progress = _begun(db, club, contract, month, now)
    percent = f"{Decimal(100 * (month + 1)) / (of + 2):.2f}"
    boxes = {item.id or 0: {"work": percent} for item in schedule_of(db, contract.id or 0)}
    keep_typed(db, progress, boxes, by=club.admin)
    progress = submit(db, ref=progress.ref, version=progress.version, by=club.admin, now=now)
    document = document_of(
        db, ref=progress.ref, seller=Seller(name="Club des Érables"), buyer=Buyer(name=client.name),
        rates=QUEBEC, language="fr", issue_on=date(2023, 1, 31), number=f"FA-2023-{month:04d}-{contract.id}",
    )  # fmt: skip
    invoice_id = _invoice(db, contract, client, document, now)
    record_issue(db, ref=progress.ref, invoice_id=invoice_id, document=document, by=club.admin, now=now)


def _invoice(db: Session, contract: Contract, client: Customer, document: Document, now: datetime) -> int:
    invoice = Invoice(
        kind="progress", status="issued", under_kind="contract", under_id=contract.id,
        number=document.number, customer_id=client.id or 0,
        bill_to_id=client.id or 0, bill_to_name=client.name, issue_on=document.issue_on,
        due_on=document.due_on, subtotal=document.subtotal, total=document.total, created_at=now,
    )  # fmt: skip
    db.add(invoice)
    db.flush()
    return invoice.id or 0
