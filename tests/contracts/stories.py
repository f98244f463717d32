"""What the stories of contracts share: a form, a schedule, two periods, and ways to read them."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from invoice_app.contracts.composing import document_of
from invoice_app.contracts.models import ChangeOrder, Contract, ProgressInvoice
from invoice_app.contracts.ordering import approve_order, draft_order
from invoice_app.contracts.progress_queries import Editor
from invoice_app.invoices.document import Buyer, Document, Seller
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase

D = Decimal
QUEBEC = (
    TaxRate("GST", Phrase("TPS", "GST"), D("0.05")),
    TaxRate("QST", Phrase("TVQ", "QST"), D("0.09975")),
)
FORM = {
    "number": "C-2026-07",
    "title": "Réfection de la toiture",
    "our_role": "general_contractor",
    "retainage_percent": "10",
    "stored_retainage_percent": "5",
    "currency": "CAD",
    "tax_class": "taxable",
    "signed_on": "2026-02-20",
}
LINES = [
    {"item": "01", "description": "Mobilisation", "scheduled": "1 000,00"},
    {"item": "02", "description": "Couverture", "scheduled": "33 333,33"},
    {"item": "03", "description": "Isolation", "scheduled": "20,000.00"},
    {"item": "", "description": "", "scheduled": "", "tax_class": "taxable"},
    {"item": "04", "description": "Permis", "scheduled": "5000", "tax_class": "exempt"},
]
MARCH = {"starts_on": "2026-03-01", "ends_on": "2026-03-31", "due_on": "2026-04-25"}
APRIL = {"starts_on": "2026-04-01", "ends_on": "2026-04-30", "due_on": "2026-05-25"}


def composed(
    db: Session, progress: ProgressInvoice, number: str = "", issue_on: date = date(2026, 3, 31)
) -> Document:
    return document_of(
        db, ref=progress.ref, seller=Seller(name="Club Nordet"), buyer=Buyer(name="Bâtisses Éloi inc."),
        rates=QUEBEC, language="fr", issue_on=issue_on, number=number,
    )  # fmt: skip


def invoice_row(db: Session, client: Customer, document: Document, now: datetime) -> int:
    invoice = Invoice(
        kind="progress", number=document.number, customer_id=client.id or 0, bill_to_id=client.id or 0,
        bill_to_name=client.name, created_at=now,
    )  # fmt: skip
    db.add(invoice)
    db.flush()
    return invoice.id or 0


def summary(page: Editor) -> dict[str, str]:
    return {line.key: line.amount for line in page.summary}


def change_order(
    db: Session, contract: Contract, name: str, amount: Decimal, *, by: Viewer, now: datetime,
    approved_on: str = "2026-03-02",
) -> ChangeOrder:  # fmt: skip
    """An approved change order of one line; its day is long past, so it enters at the next chance."""
    order = draft_order(
        db, contract_ref=contract.ref, typed={"number": name, "title": name},
        rows=[{"item": name, "description": name, "scheduled": str(amount)}], by=by, now=now,
    )  # fmt: skip
    return approve_order(db, ref=order.ref, version=order.version, approved_on=approved_on, by=by, now=now)
