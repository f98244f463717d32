"""Issuing: the number, the frozen document and its PDF, in one transaction.

    plan = foresee(…)      reads: what would be issued, with the number it would get
    pdf = render(plan)     slow, outside any lock
    seal(…)                writes: takes that very number, freezes everything, or refuses

`finalise` joins the three and starts again when another document took the number first.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, select

from invoice_app.accounts.models import Account
from invoice_app.invoices import correction_wording as h
from invoice_app.invoices.composing import document_of_draft
from invoice_app.invoices.document import Document, DocumentKind, Received, Words
from invoice_app.invoices.drafting import meaning_of, the_draft
from invoice_app.invoices.models import CatalogueItem, Invoice, InvoiceLine, InvoiceStatus, InvoiceTax
from invoice_app.invoices.paper.layout import pdf_of
from invoice_app.invoices.paying import NotAMethod, PaidAlready, PaidBeforeTime, record_for
from invoice_app.invoices.sending import Envelope, post_invoice
from invoice_app.invoices.typed import Understood
from invoice_app.organisation.numbering import NumberTaken, next_number, number_text, take_number
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.models import Method
from invoice_app.payments.wording import METHODS
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import day_of
from invoice_app.shared.files import files
from invoice_app.shared.history import record as changed
from invoice_app.shared.money import ZERO
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.paper.pool import render
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, Invalid, Refusal

_ATTEMPTS = 6
# Within a process the queue is here; between processes the compare-and-set on the number decides.
_one_at_a_time = threading.Lock()


class NoLines(Refusal):
    says = Phrase(
        "Ajoutez au moins une ligne avec une description et un prix avant de finaliser.",
        "Add at least one line with a description and a price before finalising.",
    )


class Unfinished(Refusal):
    says = Phrase(
        "Corrigez d’abord les cases marquées en rouge ({count}), puis finalisez.",
        "Mend the boxes marked in red first ({count}), then finalise.",
    )


class NegativeTotal(Refusal):
    says = Phrase(
        "Le total est négatif : une facture ne peut pas l’être. Retirez des rabais, "
        "ou faites une note de crédit.",
        "The total is negative: an invoice cannot be. Remove discounts, or make a credit note.",
    )


class NothingToPay(Invalid):
    says = Phrase(
        "Le total est de zéro : il n’y a aucun paiement à inscrire. Choisissez « Plus tard ».",
        "The total is zero: there is no payment to record. Choose “Later”.",
    )


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to be issued, and the state of the draft that it was made from."""

    ref: str
    version: int
    year: int
    foreseen: int
    document: Document


@dataclass(frozen=True, slots=True)
class Issued:
    ref: str
    number: str
    emailed: bool


def finalise(
    *, ref: str, by: Viewer, now: datetime, paid: PaidAlready | None = None, envelope: Envelope | None = None
) -> Issued:
    """Issue a draft, with its payment and its email if asked. Blocks for the PDF: call it in a thread."""

    def foreseen(db: Session) -> Plan:
        return foresee(db, ref=ref, now=now, paid=paid)

    def sealed(db: Session, plan: Plan, pdf: bytes) -> Issued:
        return seal(db, plan=plan, pdf=pdf, by=by, now=now, paid=paid, envelope=envelope)

    return press(foreseen, sealed)


def press(foreseen: Callable[[Session], Plan], sealed: Callable[[Session, Plan, bytes], Issued]) -> Issued:
    """Foresee, make the PDF, seal; again if the number or the draft moved meanwhile."""
    with _one_at_a_time:
        for _ in range(_ATTEMPTS):
            with reading() as db:
                plan = foreseen(db)
            pdf = render(paper_of(plan.document))
            try:
                with writing() as db:
                    return sealed(db, plan, pdf)
            except (NumberTaken, ChangedElsewhere):
                continue
    raise NumberTaken()


def paper_of(document: Document) -> PaperJob:
    """The PDF to make from a document, with the logo that it froze."""
    logo = files().get(document.seller.logo_sha256) if document.seller.logo_sha256 else None
    return pdf_of(document, logo=logo)


def foresee(db: Session, *, ref: str, now: datetime, paid: PaidAlready | None = None) -> Plan:
    """What issuing this draft would print. Raises a `Refusal` naming what is missing."""
    draft = the_draft(db, ref)
    _, meaning = meaning_of(db, draft)
    if meaning.problems:
        raise Unfinished(count=len(meaning.problems))
    if not meaning.lines or meaning.issue_on is None:
        raise NoLines()
    if meaning.figures.total < ZERO:
        raise NegativeTotal()
    received = _received(meaning, paid, day_of(now, the_organisation(db).time_zone))
    year = meaning.issue_on.year
    foreseen = next_number(db, kind="invoice", year=year)
    number = number_text("invoice", year, foreseen)
    document = document_of_draft(db, draft, number=number, received=received)
    return Plan(ref, draft.version, year, foreseen, document)


def _received(meaning: Understood, paid: PaidAlready | None, today: date) -> tuple[Received, ...]:
    if paid is None:
        return ()
    if paid.method not in set(Method):
        raise NotAMethod(field="method")
    if paid.received_on > today:
        raise PaidBeforeTime(field="received_on")
    if not meaning.figures.total:
        raise NothingToPay(field="paid")
    method = Words.of(METHODS[paid.method])
    return (
        Received(
            method=method,
            received_on=paid.received_on,
            reference=paid.reference,
            amount=meaning.figures.total,
        ),
    )


def seal(
    db: Session,
    *,
    plan: Plan,
    pdf: bytes,
    by: Viewer,
    now: datetime,
    paid: PaidAlready | None = None,
    envelope: Envelope | None = None,
) -> Issued:
    """Take the foreseen number and freeze the invoice; record its payment; queue its email.

    Raises `NumberTaken` or `ChangedElsewhere` when what was foreseen is no longer true.
    """
    draft = the_draft(db, plan.ref, locked=True)
    if draft.version != plan.version:
        raise ChangedElsewhere()
    _, meaning = meaning_of(db, draft)
    if meaning.figures.total != plan.document.total:
        # A rate was corrected while the PDF was made.
        raise ChangedElsewhere()
    number = take_number(db, kind="invoice", year=plan.year, foreseen=plan.foreseen)
    _keep_lines(db, draft, meaning)
    freeze(db, draft, plan.document, number=number, pdf=pdf, by=by, now=now)
    if paid is not None:
        record_for(db, draft, paid, draft.total, nonce=f"finalise:{draft.ref}", by=by, now=now)
    if envelope is not None:
        post_invoice(db, invoice=draft, envelope=envelope, pdf=pdf, by=by, now=now)
    return Issued(ref=draft.ref, number=number, emailed=envelope is not None)


def freeze(
    db: Session, invoice: Invoice, document: Document, *, number: str, pdf: bytes, by: Viewer, now: datetime
) -> None:
    """Write the frozen columns; from here on the database itself refuses a change."""
    invoice.status = InvoiceStatus.ISSUED
    invoice.number = number
    invoice.search = f"{number.lower()} {number.lower().replace('-', '')} {invoice.search}"[:600]
    invoice.issue_on, invoice.due_on = document.issue_on, document.due_on
    invoice.subtotal, invoice.total = document.subtotal, document.total
    invoice.document = document.model_dump_json()
    invoice.pdf_sha256 = files().put(pdf)
    invoice.issued_at, invoice.issued_by_name = now, by.name
    invoice.version += 1
    db.add(invoice)
    db.flush()
    for tax in document.taxes:
        db.add(
            InvoiceTax(
                invoice_id=invoice.id or 0, code=tax.code, rate=tax.rate, base=tax.base, amount=tax.amount
            )
        )
    _tell_issue(db, invoice, by, now)
    live.touch(
        db,
        "invoices",
        f"invoice:{invoice.ref}",
        f"customer:{invoice.customer_id}",
        f"customer:{invoice.bill_to_id}",
    )


def _tell_issue(db: Session, invoice: Invoice, by: Viewer, now: datetime) -> None:
    """A draft has no history: it can be discarded, and SQLite gives its id to the next one."""
    about = About("invoice", invoice.id or 0)
    what = h.CREDIT_ISSUED if invoice.kind == DocumentKind.CREDIT else h.ISSUED
    if invoice.kind == DocumentKind.INVOICE:
        changed(db, about, h.BEGUN, by=_author(db, invoice), now=invoice.created_at)
    changed(db, about, what, by=by, now=now, after=f"{invoice.number}")


def _author(db: Session, invoice: Invoice) -> Viewer | None:
    account = db.get(Account, invoice.created_by) if invoice.created_by else None
    return Viewer(account.id or 0, account.email, account.name, "fr") if account else None


def issue_ready_made(
    db: Session,
    *,
    plan: Plan,
    pdf: bytes,
    customer_id: int,
    bill_to_id: int,
    search: str,
    number_kind: str,
    under: About | None,
    by: Viewer,
    now: datetime,
    credits_id: int | None = None,
) -> Invoice:
    """Issue a document that never was a draft here: an application for payment, a credit note.

    `under` is the record of another room that it bills under; `credits_id` the invoice it cancels.
    """
    number = take_number(db, kind=number_kind, year=plan.year, foreseen=plan.foreseen)
    invoice = Invoice(
        ref=plan.ref,
        kind=plan.document.kind,
        customer_id=customer_id,
        bill_to_id=bill_to_id,
        bill_to_name=plan.document.buyer.name,
        under_kind=under.kind if under else "",
        under_id=under.id if under else None,
        credits_id=credits_id,
        search=search,
        language=plan.document.language,
        currency=plan.document.currency,
        created_at=now,
        created_by=by.account_id,
    )
    freeze(db, invoice, plan.document, number=number, pdf=pdf, by=by, now=now)
    return invoice


def _keep_lines(db: Session, draft: Invoice, meaning: Understood) -> None:

    known = dict(db.exec(select(CatalogueItem.ref, CatalogueItem.id)).all())
    for position, line in enumerate(meaning.lines, start=1):
        db.add(
            InvoiceLine(
                invoice_id=draft.id or 0,
                position=position,
                item_id=known.get(line.typed.item),
                description=line.typed.description.strip(),
                quantity=line.figures.quantity,
                unit_price=line.figures.unit_price,
                tax_class=line.figures.tax_class,
                amount=line.figures.amount,
            )
        )
