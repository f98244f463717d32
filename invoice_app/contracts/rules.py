"""What a contract and its periods may say; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from invoice_app.contracts.models import ContractStatus, OurRole, ProgressStatus
from invoice_app.contracts.reading import read_percent
from invoice_app.contracts.wording import (
    MISSING_CLIENT,
    MISSING_LINES,
    MISSING_NUMBER,
    MISSING_TITLE,
)
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared import money
from invoice_app.shared.dates import month_of, parse_day
from invoice_app.shared.money import CURRENCIES, ZERO, to_cents
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

BILLABLE = frozenset({ContractStatus.APPROVED, ContractStatus.COMPLETE})
NOT_YET_APPROVED = frozenset({ContractStatus.DRAFT, ContractStatus.OUT_FOR_SIGNATURE})
EDITABLE_PROGRESS = frozenset({ProgressStatus.DRAFT, ProgressStatus.REVISE})
MOST_LINES = 2000
_DUE_DAY = 25


class NotOffered(Invalid):
    says = Phrase("Choisissez une valeur de la liste.", "Choose a value from the list.")


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


class OrderWithoutTitle(Invalid):
    says = Phrase("Donnez un titre à cet ordre de changement.", "Give this change order a title.")


class TooManyLines(Invalid):
    says = Phrase(
        "Une ventilation compte {most} postes au plus. Regroupez-en.",
        "A schedule of values has {most} lines at most. Group some of them.",
    )


class EndsBeforeItStarts(Invalid):
    says = Phrase(
        "La période finit avant de commencer. Corrigez l’une des deux dates.",
        "The period ends before it starts. Correct one of the two dates.",
    )


class DueTooEarly(Invalid):
    says = Phrase(
        "La date de paiement tombe avant le début de la période. Choisissez une date plus tardive.",
        "The payment date falls before the start of the period. Choose a later date.",
    )


@dataclass(frozen=True, slots=True)
class CleanContract:
    """A contract's own fields, as they are kept."""

    number: str | None
    title: str
    our_role: str
    retainage_percent: Decimal
    stored_retainage_percent: Decimal | None
    currency: str
    tax_class: str
    signed_on: date | None
    note: str


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
class CleanOrder:
    """A change order's own fields, as they are kept."""

    number: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Days:
    """A billing period: its first and last day, and the day it is to be paid by."""

    starts_on: date
    ends_on: date
    due_on: date


def clean_contract(typed: Mapping[str, str]) -> CleanContract:
    """The fields as they are kept. Raises the first `Invalid`, naming its field."""
    stored = _typed(typed, "stored_retainage_percent", 40)
    signed = _typed(typed, "signed_on", 40)
    return CleanContract(
        number=_typed(typed, "number", 40) or None,
        title=_typed(typed, "title", 200),
        our_role=_offered(typed, "our_role", list(OurRole)),
        retainage_percent=read_percent(typed.get("retainage_percent") or "0", field="retainage_percent"),
        stored_retainage_percent=read_percent(stored, field="stored_retainage_percent") if stored else None,
        currency=_offered(typed, "currency", CURRENCIES),
        tax_class=_offered(typed, "tax_class", list(TaxClass)),
        signed_on=parse_day(signed, field="signed_on") if signed else None,
        note=_typed(typed, "note", 2000),
    )


def clean_schedule(
    rows: Sequence[Mapping[str, str]], tax_class: str, *, may_deduct: bool = False
) -> list[CleanLine]:
    """The lines of a grid, its empty rows left out; `tax_class` is for those that name none.

    Raises the first `Invalid`; its field is the column and the row, from 0: `scheduled-3`.
    """
    lines = [
        clean_line(row, index, tax_class, may_deduct=may_deduct)
        for index, row in enumerate(rows)
        if not _is_empty(row)
    ]
    if len(lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    return lines


def clean_line(row: Mapping[str, str], index: int, tax_class: str, *, may_deduct: bool = False) -> CleanLine:
    """One line: an amount, or a quantity and a unit price whose product is the amount."""
    description = _typed(row, "description", 300)
    if not description:
        raise LineWithoutDescription(field=f"description-{index}")
    quantity = _optional(row, "quantity", index)
    unit_price = _optional(row, "unit_price", index)
    scheduled = _scheduled(row, index, quantity, unit_price)
    if scheduled < ZERO and not may_deduct:
        raise NegativeLine(field=f"scheduled-{index}")
    own = _typed(row, "retainage_percent", 40)
    return CleanLine(
        section=_typed(row, "section", 120),
        item=_typed(row, "item", 20),
        description=description,
        cost_code=_typed(row, "cost_code", 40),
        unit=_typed(row, "unit", 20),
        quantity=quantity,
        unit_price=unit_price,
        scheduled=scheduled,
        tax_class=_offered({"tax_class": tax_class, **_present(row)}, "tax_class", list(TaxClass), index),
        retainage_percent=read_percent(own, field=f"retainage_percent-{index}") if own else None,
    )


def _scheduled(
    row: Mapping[str, str], index: int, quantity: Decimal | None, unit_price: Decimal | None
) -> Decimal:
    typed = _typed(row, "scheduled", 40)
    if quantity is None and unit_price is None:
        if not typed:
            raise LineWithoutAmount(field=f"scheduled-{index}")
        return money.parse(typed, field=f"scheduled-{index}") + ZERO
    if quantity is None or unit_price is None:
        raise QuantityWithoutPrice(field=f"{'quantity' if quantity is None else 'unit_price'}-{index}")
    product = to_cents(quantity * unit_price)
    if typed and money.parse(typed, field=f"scheduled-{index}") != product:
        raise AmountIsNotTheProduct(
            field=f"scheduled-{index}", quantity=_number(quantity), unit_price=_number(unit_price),
            product=_number(product), scheduled=typed,
        )  # fmt: skip
    return product


def _optional(row: Mapping[str, str], name: str, index: int) -> Decimal | None:
    typed = _typed(row, name, 40)
    return money.parse(typed, places=4, field=f"{name}-{index}") if typed else None


def _number(value: Decimal) -> Phrase:
    return Phrase(money.number_text(value, "fr"), money.number_text(value, "en"))


def clean_order(typed: Mapping[str, str], sequence: int) -> CleanOrder:
    """A change order's fields; without a number it gets `OC-{sequence}`. Raises an `Invalid`."""
    title = _typed(typed, "title", 200)
    if not title:
        raise OrderWithoutTitle(field="title")
    return CleanOrder(
        number=_typed(typed, "number", 40) or f"OC-{sequence}",
        title=title,
        description=_typed(typed, "description", 4000),
    )


def missing_for_approval(
    *, number: str | None, title: str, has_client: bool, has_lines: bool
) -> list[Phrase]:
    """What a contract still needs before it can be approved."""
    needed = (
        (bool(number), MISSING_NUMBER),
        (bool(title), MISSING_TITLE),
        (has_client, MISSING_CLIENT),
        (has_lines, MISSING_LINES),
    )
    return [phrase for there, phrase in needed if not there]


def clean_period(typed: Mapping[str, str]) -> Days:
    """The days of a period. Raises an `Invalid` naming its field."""
    days = Days(*(parse_day(typed.get(name, ""), field=name) for name in ("starts_on", "ends_on", "due_on")))
    if days.ends_on < days.starts_on:
        raise EndsBeforeItStarts(field="ends_on")
    if days.due_on < days.starts_on:
        raise DueTooEarly(field="due_on")
    return days


def proposed_days(today: date, last_ends_on: date | None) -> Days:
    """A whole month, payable on the 25th of the next one: this month, or the first not yet billed.

    After a period that ended within a month, the rest of that month comes first.
    """
    starts = today.replace(day=1) if last_ends_on is None else last_ends_on + timedelta(days=1)
    _, ends = month_of(starts)
    return Days(starts, ends, (ends + timedelta(days=1)).replace(day=_DUE_DAY))


def _typed(typed: Mapping[str, str], name: str, longest: int) -> str:
    return typed.get(name, "").strip()[:longest]


def _present(row: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in row.items() if text.strip()}


def _is_empty(row: Mapping[str, str]) -> bool:
    # A class is chosen in every row of a grid; alone it says nothing.
    return not (_present(row).keys() - {"tax_class"})


def _offered(typed: Mapping[str, str], name: str, offered: Sequence[str], index: int | None = None) -> str:
    chosen = typed.get(name, "")
    if chosen not in offered:
        raise NotOffered(field=name if index is None else f"{name}-{index}")
    return chosen
