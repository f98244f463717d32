"""Recording a payment that came in for an issued invoice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from invoice_app.invoices.credits import credit_note_of
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.paying import NotAMethod, PaidAlready, PaidBeforeTime, record_for
from invoice_app.invoices.queries import readable_invoice
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.models import Method, Payment
from invoice_app.payments.queries import received, received_by_id
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of, parse_day
from invoice_app.shared.money import ZERO, parse, text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class NotPayable(Refusal):
    says = Phrase(
        "Seule une facture émise, et que rien n’annule, reçoit un paiement. "
        "Finalisez-la d’abord, ou choisissez une autre facture.",
        "Only an issued invoice that nothing cancels receives a payment. "
        "Finalise it first, or choose another invoice.",
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


def payable() -> ColumnElement[bool]:
    """Issued, not a credit note, and cancelled by none."""
    note = aliased(Invoice)
    return and_(
        col(Invoice.status) == InvoiceStatus.ISSUED,
        col(Invoice.credits_id).is_(None),
        ~select(note.id).where(note.credits_id == Invoice.id).correlate(Invoice).exists(),
    )


@dataclass(frozen=True, slots=True)
class Unpaid:
    """An invoice of which something is owed."""

    invoice: Invoice
    owed: Decimal


def unpaid_under(db: Session, about: About, *, locked: bool = False) -> tuple[Unpaid, ...]:
    """What is owed under a record (a contract), the oldest due first.

    `locked` holds every invoice of it until this transaction ends, always in the same order, so that
    two payments at once wait for each other.
    """
    asked = (
        select(Invoice)
        .where(Invoice.under_kind == about.kind, Invoice.under_id == about.id, payable())
        .order_by(col(Invoice.id))
    )
    if locked:
        asked = asked.with_for_update().execution_options(populate_existing=True)
    invoices = db.exec(asked).all()
    paid = received_by_id(db, "invoice", [i.id or 0 for i in invoices])
    unpaid = [Unpaid(i, i.total - paid.get(i.id or 0, ZERO)) for i in invoices]
    by_age = sorted(unpaid, key=lambda x: (x.invoice.due_on or date.max, x.invoice.id or 0))
    return tuple(x for x in by_age if x.owed > ZERO)
