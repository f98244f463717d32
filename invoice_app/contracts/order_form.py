"""A change order's form as text: what its boxes hold, what is wrong in them and what they come to; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoice_app.contracts.line_rules import clean_line, clean_schedule
from invoice_app.contracts.rules import clean_order
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared import money
from invoice_app.shared.money import ZERO
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

FIELDS = {"number": 40, "title": 200, "description": 4000}
COLUMNS = {
    "section": 120, "item": 20, "description": 300, "cost_code": 40, "quantity": 40, "unit": 20,
    "unit_price": 40, "scheduled": 40, "tax_class": 10, "retainage_percent": 40,
}  # fmt: skip
_NO_BOXES = dict.fromkeys(COLUMNS, "")


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A row of the grid; `key` names it while it is edited, `position` counts from 1."""

    key: str
    position: str
    section: str
    item: str
    description: str
    cost_code: str
    quantity: str
    unit: str
    unit_price: str
    scheduled: str
    tax_class: str
    retainage_percent: str


def line(key: str, position: int, boxes: Mapping[str, str]) -> TypedLine:
    return TypedLine(key=key, position=str(position), **(_NO_BOXES | dict(boxes)))


def faults(
    fields: Mapping[str, str], rows: Mapping[str, Mapping[str, str]], *, strictly: bool
) -> dict[str, Phrase]:
    """All that keeps the form from being saved, by box: `title`, `scheduled-r3`.

    Unless `strictly`, what is only missing so far is left out.
    """
    wrong: dict[str, Phrase] = {}
    try:
        clean_order(fields, 1)
    except Invalid as refusal:
        wrong[refusal.field] = refusal.phrase
    for key, boxes in rows.items():
        try:
            clean_schedule([boxes], TaxClass.TAXABLE, may_deduct=True)
        except Invalid as refusal:
            wrong[f"{refusal.field.partition('-')[0]}-{key}"] = refusal.phrase
    if strictly:
        return wrong
    held = dict(fields) | {
        f"{name}-{key}": text for key, boxes in rows.items() for name, text in boxes.items()
    }
    return {box: phrase for box, phrase in wrong.items() if held.get(box, "").strip()}


def product_text(boxes: Mapping[str, str], language: str) -> str:
    """The amount that a row has by its quantity and unit price alone, as it would be typed; or nothing."""
    if not boxes.get("quantity", "").strip():
        return ""
    try:
        found = clean_line(
            {**boxes, "description": "…", "scheduled": ""}, 0, TaxClass.TAXABLE, may_deduct=True
        )
    except Invalid:
        return ""
    return money.typed_text(found.scheduled, language)


def total_of(rows: Sequence[Mapping[str, str]]) -> Decimal:
    """The sum of the rows that can be read."""
    total = ZERO
    for boxes in rows:
        try:
            # A row that has no description yet counts already.
            total += clean_line({**boxes, "description": "…"}, 0, TaxClass.TAXABLE, may_deduct=True).scheduled
        except Invalid:
            continue
    return total
