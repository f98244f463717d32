"""A contract's form as text: what its boxes hold, what they are filled with, and what is wrong in them."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel
from sqlmodel import Session

from invoice_app.contracts.models import Contract, OurRole, ScheduleItem
from invoice_app.contracts.rules import clean_contract, clean_schedule
from invoice_app.contracts.standing import schedule_of
from invoice_app.members.models import Customer
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared import money
from invoice_app.shared.dates import short_text
from invoice_app.shared.money import ZERO, typed_text
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

FIELDS = {
    "number": 40, "title": 200, "company_ref": 26, "our_role": 20, "retainage_percent": 40,
    "stored_retainage_percent": 40, "currency": 3, "tax_class": 10, "signed_on": 20, "note": 2000,
}  # fmt: skip
COLUMNS = {"item": 20, "description": 300, "scheduled": 40, "tax_class": 10, "retainage_percent": 40}
_ROWS_AT_FIRST = 3


class TypedRow(BaseModel):
    """A row of the grid as text; `key` names it while it is edited."""

    key: str
    item: str = ""
    description: str = ""
    scheduled: str = ""
    tax_class: str = TaxClass.TAXABLE
    retainage_percent: str = ""

    @property
    def boxes(self) -> dict[str, str]:
        return self.model_dump(exclude={"key"})


class Typed(BaseModel):
    """A whole form as text."""

    fields: dict[str, str] = {}
    rows: list[TypedRow] = []
    last_key: int = 0

    def row(self, key: str) -> TypedRow | None:
        return next((row for row in self.rows if row.key == key), None)

    def add(self, **boxes: str) -> TypedRow:
        """Another row, under a key that no row has had."""
        self.last_key += 1
        row = TypedRow(key=f"r{self.last_key}", **boxes)
        self.rows.append(row)
        return row


def faults(typed: Typed) -> dict[str, Phrase]:
    """All that keeps the form from being saved, by box."""
    found: dict[str, Phrase] = {}
    try:
        clean_contract(typed.fields)
    except Invalid as refusal:
        found[refusal.field] = refusal.phrase
    for row in typed.rows:
        try:
            clean_schedule([row.boxes], TaxClass.TAXABLE)
        except Invalid as refusal:
            found[f"{refusal.field.partition('-')[0]}-{row.key}"] = refusal.phrase
    return found


def unreadable(typed: Typed) -> dict[str, Phrase]:
    """What is wrong in boxes that hold something; an empty one may yet be filled."""
    held = dict(typed.fields)
    held |= {f"{column}-{row.key}": text for row in typed.rows for column, text in row.boxes.items()}
    return {box: phrase for box, phrase in faults(typed).items() if held.get(box, "").strip()}


def total_of(typed: Typed) -> Decimal:
    """The sum of the scheduled values that can be read."""
    total = ZERO
    for row in typed.rows:
        try:
            total += money.parse(row.scheduled)
        except Invalid:
            continue
    return total


def filled(db: Session, contract: Contract | None, language: str) -> Typed:
    """What the boxes hold at first: the contract as it is saved, or what is usual for a new one."""
    if contract is None:
        typed = Typed(fields=_new_fields(the_organisation(db).currency))
        for _ in range(_ROWS_AT_FIRST):
            typed.add()
        return typed
    client = db.get(Customer, contract.company_id) if contract.company_id else None
    typed = Typed(fields=_fields_of(contract, client, language))
    for item in schedule_of(db, contract.id or 0):
        typed.add(**_boxes_of(item, language))
    if not typed.rows:
        typed.add()
    return typed


def _new_fields(currency: str) -> dict[str, str]:
    return dict.fromkeys(FIELDS, "") | {
        "our_role": OurRole.GENERAL_CONTRACTOR,
        "retainage_percent": "10",
        "currency": currency,
        "tax_class": TaxClass.TAXABLE,
    }


def _fields_of(contract: Contract, client: Customer | None, language: str) -> dict[str, str]:
    stored = contract.stored_retainage_percent
    return {
        "number": contract.number or "",
        "title": contract.title,
        "company_ref": client.ref if client else "",
        "our_role": contract.our_role,
        "retainage_percent": typed_text(contract.retainage_percent, language),
        "stored_retainage_percent": "" if stored is None else typed_text(stored, language),
        "currency": contract.currency,
        "tax_class": contract.tax_class,
        "signed_on": short_text(contract.signed_on) if contract.signed_on else "",
        "note": contract.note,
    }


def _boxes_of(item: ScheduleItem, language: str) -> dict[str, str]:
    own = item.retainage_percent
    return {
        "item": item.item,
        "description": item.description,
        "scheduled": typed_text(item.scheduled, language),
        "tax_class": item.tax_class,
        "retainage_percent": "" if own is None else typed_text(own, language),
    }
