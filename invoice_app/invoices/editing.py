"""What the editor shows of a draft: cards of text."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.invoices.drafting import meaning_of, the_draft, typed_day
from invoice_app.invoices.models import CatalogueItem
from invoice_app.invoices.typed import TypedLine, Understood
from invoice_app.members.models import Customer
from invoice_app.members.queries import mailing_of, payers_for
from invoice_app.organisation.tax_rates import rates_on
from invoice_app.shared.dates import long_text
from invoice_app.shared.money import number_text, rate_text, text


@dataclass(frozen=True, slots=True)
class EditorLine:
    """A line as typed, with what is wrong beside each box and what it comes to."""

    key: str
    row: str
    position: int
    item: str
    description: str
    quantity: str
    unit_price: str
    tax_class: str
    amount: str
    wrong_description: str
    wrong_quantity: str
    wrong_unit_price: str
    wrong_tax_class: str


@dataclass(frozen=True, slots=True)
class Named:
    """Something to choose."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class TotalLine:
    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class DraftCard:
    """A draft for the editor. `addresses` is who its email would go to, as one text, or empty."""

    ref: str
    customer: str
    customer_ref: str
    payers: tuple[Named, ...]
    payer_ref: str
    lines: tuple[EditorLine, ...]
    issue_on: str
    wrong_issue_on: str
    terms_days: str
    due: str
    note: str
    subtotal: str
    taxes: tuple[TotalLine, ...]
    total: str
    addresses: str
    can_finalise: bool
    charges_tax: bool


def draft_card(db: Session, *, ref: str, language: str) -> DraftCard:
    """A draft for the editor. Raises `NotFound` or `AlreadyIssued`."""
    draft = the_draft(db, ref)
    typed, meaning = meaning_of(db, draft)
    customer = db.get_one(Customer, draft.customer_id)
    payers = payers_for(db, draft.customer_id)
    wrong = meaning.problems.get("issue_on")
    return DraftCard(
        ref=draft.ref,
        customer=customer.name,
        customer_ref=customer.ref,
        payers=tuple(Named(p.ref, p.name) for p in payers),
        payer_ref=db.get_one(Customer, draft.bill_to_id).ref,
        lines=_lines(typed.lines, meaning, draft.currency, language),
        issue_on=typed.issue_on,
        wrong_issue_on=wrong.to(language) if wrong else "",
        terms_days=typed.terms_days,
        due=long_text(meaning.due_on, language) if meaning.due_on else "—",
        note=typed.note,
        subtotal=text(meaning.figures.subtotal, draft.currency, language),
        taxes=taxes_text(meaning, draft.currency, language),
        total=text(meaning.figures.total, draft.currency, language),
        addresses=", ".join(address for _, address in mailing_of(db, draft.bill_to_id)),
        can_finalise=bool(meaning.lines) and not meaning.problems,
        charges_tax=bool(rates_on(db, on=typed_day(typed, draft))),
    )


def taxes_text(meaning: Understood, currency: str, language: str) -> tuple[TotalLine, ...]:
    return tuple(
        TotalLine(
            f"{tax.label.to(language)} {rate_text(tax.rate, language)}", text(tax.amount, currency, language)
        )
        for tax in meaning.figures.taxes
    )


def _lines(
    lines: list[TypedLine], meaning: Understood, currency: str, language: str
) -> tuple[EditorLine, ...]:
    amounts = {line.typed.key: text(line.figures.amount, currency, language) for line in meaning.lines}

    def wrong(key: str, field: str) -> str:
        phrase = meaning.problems.get(f"{key}.{field}")
        return phrase.to(language) if phrase else ""

    return tuple(
        EditorLine(
            key=line.key,
            row=f"{line.key}-{line.revision}",
            position=position,
            item=line.item,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            tax_class=line.tax_class,
            amount=amounts.get(line.key, "—"),
            wrong_description=wrong(line.key, "description"),
            wrong_quantity=wrong(line.key, "quantity"),
            wrong_unit_price=wrong(line.key, "unit_price"),
            wrong_tax_class=wrong(line.key, "tax_class"),
        )
        for position, line in enumerate(lines, start=1)
    )


def catalogue_choices(db: Session, *, language: str) -> tuple[Named, ...]:
    """What a line can be filled from, by code."""
    items = db.exec(
        select(CatalogueItem)
        .where(col(CatalogueItem.archived_at).is_(None))
        .order_by(col(CatalogueItem.code))
        .limit(500)
    )
    return tuple(
        Named(
            item.ref,
            f"{item.code} · {_described(item, language)} · {number_text(item.unit_price, language, least=2)}",
        )
        for item in items
    )


def _described(item: CatalogueItem, language: str) -> str:
    return item.description_en if language == "en" and item.description_en else item.description_fr
