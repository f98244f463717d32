"""Voiding an invoice that nobody has seen: it keeps its number, so that the series has no gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices.correcting import clean_reason, to_correct
from invoice_app.invoices.correction_wording import BECAUSE, WAS_VOIDED
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.mail.queries import was_written_about
from invoice_app.organisation.numbering import is_latest_number
from invoice_app.payments.queries import received
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal


class WasSent(Refusal):
    says = Phrase(
        "Cette facture a été envoyée par courriel\u00a0: faites plutôt une note de crédit.",
        "This invoice was sent by email: make a credit note instead.",
    )


class WasPaid(Refusal):
    says = Phrase(
        "Un paiement a été reçu pour cette facture\u00a0: faites plutôt une note de crédit.",
        "A payment was received for this invoice: make a credit note instead.",
    )


class NotTheLatest(Refusal):
    says = Phrase(
        "Une autre facture a été émise après celle-ci\u00a0: faites plutôt une note de crédit.",
        "Another invoice was issued after this one: make a credit note instead.",
    )


def void_invoice(
    db: Session, *, ref: str, reason: str, by: Viewer, now: datetime, within: About | None = None
) -> Invoice:
    """Void an invoice that was never emailed nor paid and is the latest of its series.

    With `within`, the room of that record answers for its being the latest there, and the series does
    not count. Raises `WasSent`, `WasPaid`, `NotTheLatest`, `ReasonNeeded` or a refusal of `to_correct`.
    """
    reason = clean_reason(reason)
    invoice = to_correct(db, ref=ref, by=by, within=within, locked=True)
    require_voidable(db, invoice, within=within)
    invoice.status = InvoiceStatus.VOID
    invoice.version += 1
    db.add(invoice)
    db.flush()
    record(db, About("invoice", invoice.id or 0), WAS_VOIDED, by=by, now=now,
           after=BECAUSE.filled(reason=reason))  # fmt: skip
    customers = (f"customer:{invoice.customer_id}", f"customer:{invoice.bill_to_id}")
    live.touch(db, "invoices", f"invoice:{ref}", *customers)
    return invoice


def require_voidable(db: Session, invoice: Invoice, *, within: About | None = None) -> None:
    """Raise what stands in the way of voiding an issued invoice; each says to make a credit note."""
    about = About("invoice", invoice.id or 0)
    if received(db, about):
        raise WasPaid()
    if was_written_about(db, about):
        raise WasSent()
    year = invoice.issue_on.year if invoice.issue_on else 0
    if within is None and not is_latest_number(db, kind="invoice", year=year, number=invoice.number or ""):
        raise NotTheLatest()


@dataclass(frozen=True, slots=True)
class Corrections:
    """What can be done about an issued invoice: crediting it, and voiding it unless `why_not` says why."""

    ref: str = ""
    number: str = ""
    why_not: str = ""


def corrections(
    db: Session, *, ref: str, by: Viewer, language: str, within: About | None = None
) -> Corrections:
    """What to offer. Raises a refusal of `to_correct` when there is nothing to offer."""
    invoice = to_correct(db, ref=ref, by=by, within=within)
    try:
        require_voidable(db, invoice, within=within)
    except Refusal as refusal:
        return Corrections(ref, invoice.number or "", refusal.phrase.to(language))
    return Corrections(ref, invoice.number or "")
