"""From a draft to the `Document` that is shown, printed and frozen."""

from __future__ import annotations

from decimal import Decimal

from sqlmodel import Session

from invoice_app.invoices.document import (
    Buyer,
    Document,
    DocumentLanguage,
    Line,
    Received,
    Seller,
    Tax,
    Words,
)
from invoice_app.invoices.drafting import meaning_of
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.rules import Figures
from invoice_app.invoices.typed import Understood
from invoice_app.invoices.wording import TERMS_CHOICES
from invoice_app.members.models import Customer
from invoice_app.members.queries import address_lines as customer_address
from invoice_app.organisation.models import Organisation
from invoice_app.organisation.queries import address_lines, the_organisation
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.dates import day_of
from invoice_app.shared.money import ZERO
from invoice_app.shared.settings import settings


def seller_of(organisation: Organisation) -> Seller:
    """The organisation as it is now, to be frozen on a document."""
    return Seller(
        name=organisation.name,
        legal_name=organisation.legal_name,
        address=address_lines(organisation),
        phone=organisation.phone,
        email=organisation.email,
        website=organisation.website,
        gst_number=organisation.gst_number,
        qst_number=organisation.qst_number,
        neq=organisation.neq,
        licence=organisation.licence,
        logo_sha256=organisation.logo_sha256,
        accent=organisation.accent,
        paper="a4" if organisation.paper == "a4" else "letter",
    )


def buyer_of(payer: Customer, attention: str = "") -> Buyer:
    """The payer as they are now, to be frozen on a document."""
    return Buyer(
        name=payer.name,
        attention=attention,
        address=customer_address(payer, payer.language),
        email=payer.email,
    )


def document_language(text: str) -> DocumentLanguage:
    return "en" if text == "en" else "both" if text == "both" else "fr"


def page_url(ref: str) -> str:
    """Where the invoice is read by whoever may: the QR code and the email lead there."""
    return f"{settings().address}/invoices/{ref}"


def document_of_draft(
    db: Session, draft: Invoice, *, number: str = "", received: tuple[Received, ...] = ()
) -> Document:
    """The document that a draft would be, with a number or without; only readable lines are in it."""
    organisation = the_organisation(db)
    typed, meaning = meaning_of(db, draft)
    customer = db.get_one(Customer, draft.customer_id)
    payer = db.get_one(Customer, draft.bill_to_id)
    issue_on = meaning.issue_on or day_of(draft.created_at, organisation.time_zone)
    paid = sum((r.amount for r in received), start=ZERO)
    return Document(
        number=number,
        language=document_language(draft.language),
        currency=draft.currency,
        issue_on=issue_on,
        due_on=meaning.due_on or issue_on,
        terms=Words.of(TERMS_CHOICES[meaning.terms_days]),
        seller=seller_of(organisation),
        buyer=buyer_of(payer),
        concerning=customer.name if customer.id != payer.id else "",
        lines=lines_of(meaning),
        subtotal=meaning.figures.subtotal,
        taxes=taxes_of(meaning.figures),
        total=meaning.figures.total,
        received=received,
        balance=meaning.figures.total - paid,
        note=typed.note.strip(),
        page_url=page_url(draft.ref),
    )


def lines_of(meaning: Understood) -> tuple[Line, ...]:
    return tuple(
        Line(
            description=line.typed.description.strip(),
            quantity=line.figures.quantity,
            unit_price=line.figures.unit_price,
            amount=line.figures.amount,
            taxed=line.figures.tax_class == TaxClass.TAXABLE,
        )
        for line in meaning.lines
    )


def taxes_of(figures: Figures) -> tuple[Tax, ...]:
    return tuple(
        Tax(code=t.code, label=Words.of(t.label), rate=Decimal(t.rate), base=t.base, amount=t.amount)
        for t in figures.taxes
    )
