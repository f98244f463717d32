"""A credit note: the exact negation of an issued invoice, with a number of its own, in one press.

As for a draft, the number is foreseen, the PDF made outside any lock, and one transaction takes the
number and freezes the note. The invoice itself never changes: that it owes nothing is derived.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from invoice_app.invoices.composing import page_url
from invoice_app.invoices.correcting import clean_reason, to_correct
from invoice_app.invoices.correction_wording import BECAUSE, WAS_CREDITED
from invoice_app.invoices.document import Document
from invoice_app.invoices.issuing import Issued, Plan, issue_ready_made, press
from invoice_app.invoices.models import Invoice, InvoiceLine
from invoice_app.invoices.negation import negation_of
from invoice_app.organisation.numbering import next_number, number_text
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of
from invoice_app.shared.history import record
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Viewer

_SERIES = "credit"


def press_credit(*, ref: str, reason: str, by: Viewer, now: datetime) -> Issued:
    """Credit an invoice whole. Blocks for the PDF: call it in a thread.

    Raises `ReasonNeeded` or a refusal of `correcting.to_correct`; then nothing was done.
    """
    note_ref = new_ref()

    def foreseen(db: Session) -> Plan:
        return foresee_credit(db, ref=ref, note_ref=note_ref, reason=reason, by=by, now=now)

    def sealed(db: Session, plan: Plan, pdf: bytes) -> Issued:
        return seal_credit(db, ref=ref, plan=plan, pdf=pdf, by=by, now=now)

    return press(foreseen, sealed)


def foresee_credit(
    db: Session, *, ref: str, note_ref: str, reason: str, by: Viewer, now: datetime,
    within: About | None = None,
) -> Plan:  # fmt: skip
    """What crediting would print, today. `within` is as for `correcting.to_correct`."""
    reason = clean_reason(reason)
    invoice = to_correct(db, ref=ref, by=by, within=within)
    today = day_of(now, the_organisation(db).time_zone)
    number = next_number(db, kind=_SERIES, year=today.year)
    note = negation_of(
        Document.model_validate_json(invoice.document),
        number=number_text(_SERIES, today.year, number), issue_on=today, reason=reason,
        page_url=page_url(note_ref),
    )  # fmt: skip
    return Plan(note_ref, invoice.version, today.year, number, note)


def seal_credit(
    db: Session, *, ref: str, plan: Plan, pdf: bytes, by: Viewer, now: datetime, within: About | None = None
) -> Issued:
    """Freeze the note and write both histories, or nothing of it.

    Raises `NumberTaken`, or a refusal of `to_correct` when somebody corrected the invoice meanwhile.
    """
    invoice = to_correct(db, ref=ref, by=by, within=within, locked=True)
    note = issue_ready_made(
        db, plan=plan, pdf=pdf, customer_id=invoice.customer_id, bill_to_id=invoice.bill_to_id,
        search=invoice.search, number_kind=_SERIES,
        under=About(invoice.under_kind, invoice.under_id or 0) if invoice.under_kind else None,
        by=by, now=now, credits_id=invoice.id,
    )  # fmt: skip
    _negate_lines(db, invoice, note)
    reason = plan.document.credit.reason if plan.document.credit else ""
    record(db, About("invoice", invoice.id or 0), WAS_CREDITED.filled(number=note.number), by=by, now=now,
           after=BECAUSE.filled(reason=reason))  # fmt: skip
    live.touch(db, f"invoice:{ref}")
    return Issued(ref=note.ref, number=note.number or "", emailed=False)


def _negate_lines(db: Session, invoice: Invoice, note: Invoice) -> None:
    """What reports read: the same lines, fewer of each."""
    for line in db.exec(select(InvoiceLine).where(InvoiceLine.invoice_id == invoice.id)).all():
        db.add(
            InvoiceLine(
                invoice_id=note.id or 0, position=line.position, item_id=line.item_id,
                description=line.description, quantity=-line.quantity, unit_price=line.unit_price,
                tax_class=line.tax_class, amount=-line.amount,
            )
        )  # fmt: skip
    db.flush()
