"""What a contract's own terms may say; pure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from invoice_app.contracts.inputs import rule_json
from invoice_app.contracts.models import OurRole, OverBilling, TaxOnHoldback
from invoice_app.contracts.reading import read_percent
from invoice_app.contracts.retainage_rules import Flat, Rounding
from invoice_app.contracts.typed_rule import read_rule
from invoice_app.organisation.taxes import TaxClass
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.dates import parse_day
from invoice_app.shared.money import CURRENCIES
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

T = TypeVar("T")


class NotOffered(Invalid):
    says = Phrase("Choisissez une valeur de la liste.", "Choose a value from the list.")


class EndsTooEarly(Invalid):
    says = Phrase(
        "Le contrat finit avant de commencer. Corrigez l’une des deux dates.",
        "The contract ends before it starts. Correct one of the two dates.",
    )


@dataclass(frozen=True, slots=True)
class CleanContract:
    """A contract's own fields, as they are kept; `province` is empty where nothing was chosen."""

    number: str | None
    title: str
    our_role: str
    retainage_percent: Decimal
    stored_retainage_percent: Decimal | None
    retainage_rule: str
    retainage_rounding: str
    tax_on_holdback: str
    over_billing: str
    currency: str
    tax_class: str
    province: str
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    inclusions: str
    exclusions: str
    note: str


def clean_contract(typed: Mapping[str, str], language: str = "fr") -> CleanContract:
    """The fields as they are kept. Raises the first `Invalid`, naming its field.

    What is not there at all (an older caller's form) is what is usual.
    """
    clean, faults = read_contract(typed, language)
    for refusal in faults.values():
        raise refusal
    return clean


def read_contract(typed: Mapping[str, str], language: str = "fr") -> tuple[CleanContract, dict[str, Invalid]]:
    """The fields as far as they can be read, and all that is wrong, by field."""
    boxes = _Boxes(typed)
    rule, rule_faults = read_rule(typed, language)
    clean = CleanContract(
        number=boxes.text("number", 40) or None,
        title=boxes.text("title", 200),
        our_role=boxes.offered("our_role", list(OurRole)),
        retainage_percent=boxes.read("retainage_percent", read_percent) or Decimal(0),
        stored_retainage_percent=boxes.read("stored_retainage_percent", read_percent),
        retainage_rule="" if rule == Flat() else json.dumps(rule_json(rule)),
        retainage_rounding=boxes.offered("retainage_rounding", list(Rounding), Rounding.LINE),
        tax_on_holdback=boxes.offered("tax_on_holdback", list(TaxOnHoldback), TaxOnHoldback.DEFERRED),
        over_billing=boxes.offered("over_billing", list(OverBilling), OverBilling.BLOCK),
        currency=boxes.offered("currency", CURRENCIES),
        tax_class=boxes.offered("tax_class", list(TaxClass)),
        province=boxes.offered("province", ["", *PROVINCES], ""),
        signed_on=boxes.read("signed_on", parse_day),
        starts_on=boxes.read("starts_on", parse_day),
        ends_on=boxes.read("ends_on", parse_day),
        inclusions=boxes.text("inclusions", 4000),
        exclusions=boxes.text("exclusions", 4000),
        note=boxes.text("note", 2000),
    )
    if clean.starts_on and clean.ends_on and clean.ends_on < clean.starts_on:
        boxes.faults["ends_on"] = EndsTooEarly(field="ends_on")
    return clean, boxes.faults | rule_faults


class _Boxes:
    """Reads boxes one by one and collects what is wrong in them."""

    def __init__(self, typed: Mapping[str, str]) -> None:
        self._typed = typed
        self.faults: dict[str, Invalid] = {}

    def text(self, name: str, longest: int) -> str:
        return self._typed.get(name, "").strip()[:longest]

    def read(self, name: str, reader: Callable[..., T]) -> T | None:
        typed = self.text(name, 60)
        if not typed:
            return None
        try:
            return reader(typed, field=name)
        except Invalid as refusal:
            self.faults[name] = refusal
            return None

    def offered(self, name: str, offered: Sequence[str], otherwise: str | None = None) -> str:
        chosen = self._typed.get(name, "") or otherwise or ""
        if chosen not in offered:
            self.faults[name] = NotOffered(field=name)
        return chosen
