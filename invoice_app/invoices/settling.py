"""Recording a payment that came in for an issued invoice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from invoice_app.invoices.credits import credit_note_of
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.paying import NotAMethod, PaidAlready, PaidBeforeTime, record_for
from invoice_app.invoices.queries import readable_invoice
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.models import Method, Payment
from invoice_app.payments.queries import received
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of, parse_day
from invoice_app.shared.money import parse, text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class NotPayable(Refusal):
    says = Phrase(
        "Seule une facture émise reçoit un paiement. Finalisez-la d’abord.",
        "Only an issued invoice receives a payment. Finalise it first.",
    )


class NothingOwed(Refusal):
    says = Phrase(
        "Cette facture est annulée ou créditée\u00a0: elle ne reçoit pas de paiement. "
        "Inscrivez-le sur la facture qui la remplace.",
        "This invoice is void or credited: it takes no payment. Record it on the invoice that replaces it.",
    )


class MoreThanOwed(Invalid):
    says = Phrase(
        "Il reste {owed} à payer : écrivez ce montant ou moins.",
        "{owed} is still owed: write that amount or less.",
    )


def settle(
    db: Session, *, ref: str, typed: Mapping[str, str], nonce: str, by: Viewer, language: str, now: datetime
) -> Payment:
    """Record a payment for one invoice; two at once never settle more than is owed."""
    readable_invoice(db, ref=ref, viewer=by)
    # The invoice's row is the lock that two payments of it wait for.
    invoice = db.exec(select(Invoice).where(Invoice.ref == ref).with_for_update()).one()
    if invoice.status == InvoiceStatus.DRAFT:
        raise NotPayable()
    is_note = invoice.kind == DocumentKind.CREDIT
    if invoice.status == InvoiceStatus.VOID or is_note or credit_note_of(db, invoice):
        raise NothingOwed()
    about = About("invoice", invoice.id or 0)
    amount = parse(typed.get("amount", ""), field="amount", language=language)
    owed = invoice.total - received(db, about)
    if amount > owed:
        raise MoreThanOwed(field="amount", owed=text(owed, invoice.currency, language))
    day = parse_day(typed.get("received_on", ""), field="received_on")
    if day > day_of(now, the_organisation(db).time_zone):
        raise PaidBeforeTime(field="received_on")
    if typed.get("method", "") not in set(Method):
        raise NotAMethod(field="method")
    live.touch(db, "invoices", f"invoice:{ref}", f"customer:{invoice.customer_id}")
    return record_for(
        db, invoice, PaidAlready(typed["method"], day, typed.get("reference", "")), amount,
        nonce=f"invoice:{ref}:{nonce}", by=by, now=now,
    )  # fmt: skip
