"""An issued invoice as its page shows it: the frozen document as text, and how it stands today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from invoice_app.invoices.composing import document_of_draft
from invoice_app.invoices.credits import credit_note_of
from invoice_app.invoices.delivered import deliveries_of
from invoice_app.invoices.document import Document, Progress, ScheduleLine, Words
from invoice_app.invoices.editing import TotalLine
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.queries import STATUS_WORDS, owed_on, readable_invoice, state_of
from invoice_app.mail.deliveries import NOT_SENT
from invoice_app.members.models import Customer
from invoice_app.members.queries import mailing_of
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.queries import PaymentCard, payments_for, received
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of, instant_text, long_text
from invoice_app.shared.money import CENT, ZERO, number_text, rate_text, text
from invoice_app.shared.permission import Viewer


@dataclass(frozen=True, slots=True)
class DetailLine:
    description: str
    quantity: str
    unit_price: str
    amount: str
    untaxed: bool


@dataclass(frozen=True, slots=True)
class SummaryRow:
    key: str
    label: str
    amount: str
    strong: bool


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    item: str
    description: str
    scheduled: str
    previous: str
    this_period: str
    to_date: str
    percent: str
    balance: str
    retainage: str
    strong: bool


@dataclass(frozen=True, slots=True)
class ProgressCard:
    """What an application for payment adds; empty on a manual invoice."""

    contract: str
    application: str
    period: str
    summary: tuple[SummaryRow, ...]
    schedule: tuple[ScheduleRow, ...]


@dataclass(frozen=True, slots=True)
class InvoiceCard:
    """Everything the invoice's page shows, as text.

    `note_*` is the credit note that cancels it, and `surplus` what was received all the same;
    `credits_*` and `reason` are a credit note's own.
    """

    ref: str
    number: str
    status: str
    tone: str
    is_draft: bool
    customer: str
    customer_ref: str
    concerning: str
    seller: str
    seller_lines: tuple[str, ...]
    buyer: str
    buyer_lines: tuple[str, ...]
    issued_on: str
    due_on: str
    terms: str
    lines: tuple[DetailLine, ...]
    subtotal: str
    taxes: tuple[TotalLine, ...]
    total: str
    payments: tuple[PaymentCard, ...]
    balance: str
    is_owed: bool
    note: str
    tax_numbers: tuple[str, ...]
    issued_by: str
    pdf: str
    addresses: str
    is_progress: bool
    progress: ProgressCard
    kind: str = ""
    is_void: bool = False
    note_ref: str = ""
    note_number: str = ""
    surplus: str = ""
    credits_ref: str = ""
    credits_number: str = ""
    reason: str = ""
    delivery: str = ""
    delivery_tone: str = ""


NO_PROGRESS = ProgressCard("", "", "", (), ())
NO_INVOICE = InvoiceCard(
    "",
    "",
    "",
    "",
    False,
    "",
    "",
    "",
    "",
    (),
    "",
    (),
    "",
    "",
    "",
    (),
    "",
    (),
    "",
    (),
    "",
    False,
    "",
    (),
    "",
    "",
    "",
    False,
    NO_PROGRESS,
)


def invoice_card(db: Session, *, ref: str, viewer: Viewer, language: str, now: datetime) -> InvoiceCard:
    """An invoice for its page. Raises `NotFound` when there is none, or not for this person."""
    invoice = readable_invoice(db, ref=ref, viewer=viewer)
    document = document_of(db, invoice)
    about = About("invoice", invoice.id or 0)
    organisation = the_organisation(db)
    paid = received(db, about)
    sent = deliveries_of(db, [about.id], viewer, language).get(about.id, NOT_SENT)
    note = credit_note_of(db, invoice)
    state = state_of(invoice, paid, note is not None, day_of(now, organisation.time_zone))
    words, tone = STATUS_WORDS[state]
    currency = document.currency
    owed = (
        document.total - paid if invoice.status == InvoiceStatus.DRAFT else owed_on(invoice, paid, bool(note))
    )
    credited = db.get(Invoice, invoice.credits_id) if invoice.credits_id else None
    customer = db.get_one(Customer, invoice.customer_id)
    return InvoiceCard(
        ref=invoice.ref,
        number=invoice.number or "",
        status=words.to(language),
        tone=tone,
        is_draft=invoice.status == InvoiceStatus.DRAFT,
        customer=customer.name,
        customer_ref=customer.ref,
        concerning=document.concerning,
        seller=document.seller.legal_name or document.seller.name,
        seller_lines=document.seller.address,
        buyer=document.buyer.name,
        buyer_lines=document.buyer.address,
        issued_on=long_text(document.issue_on, language),
        due_on=long_text(document.due_on, language),
        terms=in_language(document.terms, language),
        lines=tuple(
            DetailLine(
                description=line.description,
                quantity=number_text(line.quantity, language),
                unit_price=text_of_price(line.unit_price, currency, language),
                amount=text(line.amount, currency, language),
                untaxed=not line.taxed,
            )
            for line in document.lines
        ),
        subtotal=text(document.subtotal, currency, language),
        taxes=tuple(
            TotalLine(
                f"{in_language(tax.label, language)} {rate_text(tax.rate, language)}",
                text(tax.amount, currency, language),
            )
            for tax in document.taxes
        ),
        total=text(document.total, currency, language),
        payments=payments_for(db, about, currency=currency, language=language),
        balance=text(max(owed, ZERO), currency, language),
        is_owed=invoice.status == InvoiceStatus.ISSUED and owed > ZERO,
        note=document.note,
        tax_numbers=tuple(
            f"{label} {number}"
            for label, number in (
                ("TPS" if language == "fr" else "GST", document.seller.gst_number),
                ("TVQ" if language == "fr" else "QST", document.seller.qst_number),
            )
            if number
        ),
        issued_by=_issued_by(invoice, organisation.time_zone, language),
        pdf=f"/files/invoices/{invoice.ref}.pdf" if invoice.pdf_sha256 else "",
        addresses=", ".join(address for _, address in mailing_of(db, invoice.bill_to_id)),
        is_progress=document.progress is not None,
        progress=_progress(document.progress, currency, language) if document.progress else NO_PROGRESS,
        kind=invoice.kind,
        is_void=invoice.status == InvoiceStatus.VOID,
        note_ref=note.ref if note else "",
        note_number=(note.number or "") if note else "",
        surplus=text(paid, currency, language) if note and paid else "",
        credits_ref=credited.ref if credited else "",
        credits_number=(credited.number or "") if credited else "",
        reason=document.credit.reason if document.credit else "",
        delivery=sent.words,
        delivery_tone=sent.tone,
    )


def document_of(db: Session, invoice: Invoice) -> Document:
    """What was frozen; for a draft, what it would be now."""
    if invoice.status == InvoiceStatus.DRAFT:
        return document_of_draft(db, invoice)
    return Document.model_validate_json(invoice.document)


def in_language(words: Words, language: str) -> str:
    return words.en if language == "en" else words.fr


def text_of_price(price: Decimal, currency: str, language: str) -> str:
    """A unit price, with the decimals that it has and two at least."""
    cents = price.quantize(CENT)
    return text(cents, currency, language) if cents == price else number_text(price, language, least=2)


def _issued_by(invoice: Invoice, time_zone: str, language: str) -> str:
    if invoice.issued_at is None:
        return ""
    return f"{invoice.issued_by_name} · {instant_text(invoice.issued_at, time_zone, language)}"


def _progress(progress: Progress, currency: str, language: str) -> ProgressCard:
    rows = (*progress.schedule, progress.schedule_total)
    last = len(rows) - 1
    return ProgressCard(
        contract=f"{progress.contract_number} · {progress.contract_title}",
        application=str(progress.application),
        period=f"{long_text(progress.period_from, language)} – {long_text(progress.period_to, language)}",
        summary=tuple(
            SummaryRow(
                line.key,
                in_language(line.label, language),
                text(line.amount, currency, language),
                line.strong,
            )
            for line in progress.summary
        ),
        schedule=tuple(_schedule_row(row, currency, language, i == last) for i, row in enumerate(rows)),
    )


def _schedule_row(line: ScheduleLine, currency: str, language: str, strong: bool) -> ScheduleRow:
    return ScheduleRow(
        item=line.item,
        description=line.description,
        scheduled=text(line.scheduled, currency, language),
        previous=text(line.previous, currency, language),
        this_period=text(line.this_period, currency, language),
        to_date=text(line.to_date, currency, language),
        percent=rate_text(round(line.percent, 2) / 100, language),
        balance=text(line.balance, currency, language),
        retainage=text(line.retainage, currency, language),
        strong=strong,
    )
