"""A draft exactly as it was typed, and what it means.

A draft keeps text, so that an unreadable price or a half-written date survives an error, a reload
and a lost connection. `understood` reads it: what can be read is computed, what cannot is named.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from pydantic import BaseModel

from invoice_app.invoices.rules import Figures, LineFigures, line_figures, total_of
from invoice_app.invoices.wording import TERMS_CHOICES
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.dates import add_days, parse_day
from invoice_app.shared.money import parse
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

MOST_LINES = 500


class DescriptionMissing(Invalid):
    says = Phrase("Décrivez ce qui est facturé.", "Describe what is billed.")


class PriceMissing(Invalid):
    says = Phrase("Écrivez un prix.", "Write a price.")


class NotATaxClass(Invalid):
    says = Phrase("Choisissez un traitement de taxe.", "Choose a tax treatment.")


class LineTooLarge(Invalid):
    says = Phrase(
        "Ce montant dépasse ce qu’une facture peut porter.", "This amount is more than an invoice can carry."
    )


class TypedLine(BaseModel):
    """One line as text. `key` names it while it is edited; `item` is a catalogue item's ref or empty."""

    key: str
    item: str = ""
    description: str = ""
    quantity: str = "1"
    unit_price: str = ""
    tax_class: str = TaxClass.TAXABLE
    revision: int = 0

    @property
    def is_blank(self) -> bool:
        return not (self.description.strip() or self.unit_price.strip())


class Typed(BaseModel):
    """A whole draft as text; `language` is how its numbers are read, whoever opens it next."""

    language: str = "fr"
    lines: list[TypedLine] = []
    issue_on: str = ""
    terms_days: str = "30"
    note: str = ""

    def line(self, key: str) -> TypedLine | None:
        return next((line for line in self.lines if line.key == key), None)


@dataclass(frozen=True, slots=True)
class UnderstoodLine:
    typed: TypedLine
    figures: LineFigures


@dataclass(frozen=True, slots=True)
class Understood:
    """What a draft means. `problems` are refusals by place: `issue_on`, or `<line key>.<field>`."""

    lines: tuple[UnderstoodLine, ...]
    issue_on: date | None
    terms_days: int
    due_on: date | None
    figures: Figures
    problems: dict[str, Phrase] = field(default_factory=dict)


def new_line() -> TypedLine:
    return TypedLine(key=secrets.token_hex(5))


def understood(typed: Typed, rates: Sequence[TaxRate]) -> Understood:
    """Read a draft. Blank lines are passed over; unreadable ones are in `problems` and not counted."""
    problems: dict[str, Phrase] = {}
    lines = [
        UnderstoodLine(line, figures)
        for line in typed.lines
        if not line.is_blank and (figures := _line(line, problems, typed.language)) is not None
    ]
    issue_on = _day(typed.issue_on, problems)
    terms = int(typed.terms_days) if typed.terms_days in map(str, TERMS_CHOICES) else 30
    return Understood(
        lines=tuple(lines),
        issue_on=issue_on,
        terms_days=terms,
        due_on=add_days(issue_on, terms) if issue_on else None,
        figures=total_of((line.figures for line in lines), rates),
        problems=problems,
    )


def _line(line: TypedLine, problems: dict[str, Phrase], language: str) -> LineFigures | None:
    before = len(problems)
    if not line.description.strip():
        problems[f"{line.key}.description"] = DescriptionMissing.says
    if not line.unit_price.strip():
        problems[f"{line.key}.unit_price"] = PriceMissing.says
    quantity = _number(line, "quantity", problems, language)
    price = _number(line, "unit_price", problems, language)
    if line.tax_class not in set(TaxClass):
        problems[f"{line.key}.tax_class"] = NotATaxClass.says
    if len(problems) > before:
        return None
    figures = line_figures(quantity, price, TaxClass(line.tax_class))
    if abs(figures.amount) > Decimal("9999999999.99"):
        problems[f"{line.key}.unit_price"] = LineTooLarge.says
        return None
    return figures


def _number(line: TypedLine, name: str, problems: dict[str, Phrase], language: str) -> Decimal:
    place = f"{line.key}.{name}"
    if place in problems:
        return Decimal(0)
    try:
        return parse(getattr(line, name), places=4, field=place, language=language)
    except Invalid as refusal:
        problems[place] = refusal.phrase
        return Decimal(0)


def _day(typed: str, problems: dict[str, Phrase]) -> date | None:
    try:
        return parse_day(typed, field="issue_on")
    except Invalid as refusal:
        problems["issue_on"] = refusal.phrase
        return None
