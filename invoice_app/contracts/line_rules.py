"""What a line of a schedule of values, or of a change order, may say; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from invoice_app.contracts.reading import read_percent
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared import money
from invoice_app.shared.money import LARGEST, ZERO, to_cents
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

MOST_LINES = 2000
LONGEST = {"section": 120, "item": 20, "description": 300, "cost_code": 40, "unit": 20}
"""The columns that are only read, and how many characters they keep."""

# Chosen or repeated in every row of a grid; alone they say nothing.
_SAYS_NOTHING = frozenset({"tax_class", "section"})
# How accountants write a deduction.
_IN_BRACKETS = re.compile(r"\s*[$]?\s*\((.+)\)\s*[$]?\s*")

T = TypeVar("T")


class LineWithoutDescription(Invalid):
    says = Phrase("Décrivez ce poste, ou videz sa ligne.", "Describe this item, or empty its row.")


class LineWithoutAmount(Invalid):
    says = Phrase(
        "Écrivez le montant prévu de ce poste, 0 s’il n’en a pas.",
        "Write the scheduled value of this item, 0 if it has none.",
    )


class NegativeLine(Invalid):
    says = Phrase(
        "Un poste d’origine ne peut pas être négatif. Une déduction passe par un ordre de changement.",
        "An original line cannot be negative. A deduction is made by a change order.",
    )


class QuantityWithoutPrice(Invalid):
    says = Phrase(
        "Une quantité va avec un prix unitaire\u00a0: écrivez les deux, ou le montant seul.",
        "A quantity goes with a unit price: write both, or the amount alone.",
    )


class AmountIsNotTheProduct(Invalid):
    says = Phrase(
        "{quantity} × {unit_price} donne {product}, pas {scheduled}. "
        "Corrigez l’un des trois, ou videz le montant.",
        "{quantity} × {unit_price} makes {product}, not {scheduled}. "
        "Correct one of the three, or empty the amount.",
    )


class TooLong(Invalid):
    says = Phrase(
        "{count} signes\u00a0; cette case en garde {most}. Abrégez.",
        "{count} characters; this box keeps {most}. Shorten it.",
    )


class NotATaxClass(Invalid):
    says = Phrase(
        "«\u00a0{typed}\u00a0» n’est pas un régime de taxes. Choisissez-en un dans la liste.",
        "“{typed}” is not a tax treatment. Choose one from the list.",
    )


class TooManyLines(Invalid):
    says = Phrase(
        "Une ventilation compte {most} postes au plus. Regroupez-en.",
        "A schedule of values has {most} lines at most. Group some of them.",
    )


@dataclass(frozen=True, slots=True)
class CleanLine:
    """A line of a schedule of values, as it is kept."""

    section: str
    item: str
    description: str
    cost_code: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    scheduled: Decimal
    tax_class: str
    retainage_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class LineReading:
    """A row of a grid as far as it can be read; `faults` are by column.

    `line` is None when something is wrong or the row is empty, `scheduled` when there is no amount to
    count; `product` is quantity × unit price where both are there.
    """

    line: CleanLine | None
    scheduled: Decimal | None
    product: Decimal | None = None
    faults: Mapping[str, Invalid] = field(default_factory=dict)


def clean_schedule(
    rows: Sequence[Mapping[str, str]], tax_class: str, *, may_deduct: bool = False, language: str = "fr"
) -> list[CleanLine]:
    """The lines of a grid, its empty rows left out; `tax_class` is for those that name none.

    Raises the first `Invalid`; its field is the column and the row, from 0: `scheduled-3`.
    """
    lines = [
        clean_line(row, index, tax_class, may_deduct=may_deduct, language=language)
        for index, row in enumerate(rows)
        if not is_empty(row)
    ]
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    return lines


def clean_line(
    row: Mapping[str, str], index: int, tax_class: str, *, may_deduct: bool = False, language: str = "fr"
) -> CleanLine:
    """One line: an amount, or a quantity and a unit price whose product is the amount."""
    found = read_line(row, tax_class, may_deduct=may_deduct, language=language)
    for column, refusal in found.faults.items():
        refusal.field = f"{column}-{index}"
        raise refusal
    if found.line is None:
        raise LineWithoutDescription(field=f"description-{index}")
    return found.line


def read_line(
    row: Mapping[str, str], tax_class: str, *, may_deduct: bool = False, language: str = "fr"
) -> LineReading:
    """Read a row, whatever it holds: all that is wrong in it, and its amount if that can be read.

    `1,234` is a thousand in an English row, and one and a bit in a French one (`money.parse`).
    """
    if is_empty(row):
        return LineReading(None, None)
    faults: dict[str, Invalid] = {}
    texts = {name: _attempt(faults, name, _short, row, name) or "" for name in LONGEST}
    if not texts["description"] and "description" not in faults:
        faults["description"] = LineWithoutDescription()
    own = _text(row, "retainage_percent")
    percent = _attempt(faults, "retainage_percent", _percent, own) if own else None
    chosen = _attempt(faults, "tax_class", _tax_class, row, tax_class) or tax_class
    quantity = _attempt(faults, "quantity", _number, row, "quantity", 4, language)
    unit_price = _attempt(faults, "unit_price", _number, row, "unit_price", 4, language)
    product = _attempt(faults, "unit_price", _product, quantity, unit_price)
    typed = _attempt(faults, "scheduled", _number, row, "scheduled", 2, language)
    _check_amounts(faults, row, product, typed)
    scheduled = typed if product is None else product
    if scheduled is not None and scheduled < ZERO and not may_deduct:
        faults.setdefault("scheduled", NegativeLine())
    if faults or scheduled is None:
        return LineReading(None, scheduled, product, faults)
    line = CleanLine(
        **texts, quantity=quantity, unit_price=unit_price, scheduled=scheduled + ZERO, tax_class=chosen,
        retainage_percent=percent,
    )  # fmt: skip
    return LineReading(line, scheduled, product)


def is_empty(row: Mapping[str, str]) -> bool:
    """Whether a row says nothing; its section and its tax class are repeated from row to row."""
    return not any(text.strip() for name, text in row.items() if name not in _SAYS_NOTHING)


def _check_amounts(
    faults: dict[str, Invalid], row: Mapping[str, str], product: Decimal | None, typed: Decimal | None
) -> None:
    """An amount alone, or a quantity and a price that agree with it."""
    counted = [name for name in ("quantity", "unit_price") if _text(row, name)]
    if len(counted) == 1:
        missing = "unit_price" if counted == ["quantity"] else "quantity"
        faults.setdefault(missing, QuantityWithoutPrice())
    elif not counted and not _text(row, "scheduled"):
        faults["scheduled"] = LineWithoutAmount()
    elif product is not None and typed is not None and typed != product:
        faults["scheduled"] = AmountIsNotTheProduct(
            quantity=_shown(row, "quantity"), unit_price=_shown(row, "unit_price"),
            product=Phrase(money.number_text(product, "fr"), money.number_text(product, "en")),
            scheduled=_text(row, "scheduled"),
        )  # fmt: skip


def _attempt(faults: dict[str, Invalid], column: str, read: Callable[..., T], *args: object) -> T | None:
    try:
        return read(*args)
    except Invalid as refusal:
        faults.setdefault(column, refusal)
        return None


def _short(row: Mapping[str, str], name: str) -> str:
    text = _text(row, name)
    if len(text) > LONGEST[name]:
        raise TooLong(count=len(text), most=LONGEST[name])
    return text


def _percent(typed: str) -> Decimal:
    return read_percent(typed, field="retainage_percent")


def _tax_class(row: Mapping[str, str], otherwise: str) -> str:
    chosen = _text(row, "tax_class") or otherwise
    if chosen not in set(TaxClass):
        raise NotATaxClass(typed=chosen[:40])
    return chosen


def _number(row: Mapping[str, str], name: str, places: int, language: str) -> Decimal | None:
    typed = _text(row, name)
    if not typed:
        return None
    if "%" in typed:
        # `money.parse` lets a percent sign pass; here it means that the columns are not the right ones.
        raise money.Unreadable(typed=typed[:40])
    bracketed = _IN_BRACKETS.fullmatch(typed)
    if bracketed:
        return -money.parse(bracketed[1], places=places, language=language) + ZERO
    return money.parse(typed, places=places, language=language) + ZERO


def _product(quantity: Decimal | None, unit_price: Decimal | None) -> Decimal | None:
    if quantity is None or unit_price is None:
        return None
    product = to_cents(quantity * unit_price)
    if abs(product) > LARGEST:
        raise money.TooLarge(typed=money.number_text(product, "fr"))
    return product


def _shown(row: Mapping[str, str], name: str) -> str:
    return _text(row, name)[:40]


def _text(row: Mapping[str, str], name: str) -> str:
    return row.get(name, "").strip()
