"""A payment while it is being typed: how it would be shared among the unpaid invoices, and what is left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from invoice_app.contracts import payments_wording as w
from invoice_app.contracts.reading_rights import about_contract, readable_contract
from invoice_app.contracts.receiving import proposed_parts
from invoice_app.invoices.settling import Unpaid, unpaid_under
from invoice_app.shared import money
from invoice_app.shared.dates import long_text
from invoice_app.shared.money import ZERO, parse, typed_text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal


@dataclass(frozen=True, slots=True)
class PartBox:
    """An unpaid invoice, and what its box holds."""

    ref: str
    number: str
    due: str
    owed: str
    part: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """`said` tells what is left of the payment; `is_over`: more is shared than came in."""

    boxes: tuple[PartBox, ...] = ()
    said: str = ""
    is_over: bool = False

    @property
    def parts(self) -> dict[str, str]:
        return {box.ref: box.part for box in self.boxes}


def sharing(
    db: Session, *, ref: str, amount: str, parts: Mapping[str, str] | None, viewer: Viewer, language: str
) -> Sharing:
    """How an amount is shared: as in `parts`, or with `None` the oldest due first. Raises `NotFound`."""
    contract = readable_contract(db, ref=ref, viewer=viewer)
    unpaid = unpaid_under(db, about_contract(contract))
    received = _read(amount, language)
    if parts is None:
        given = proposed_parts(unpaid, received or ZERO)
        parts = {ref: typed_text(part, language) if part else "" for ref, part in given.items()}
    boxes = tuple(_box(x, parts.get(x.invoice.ref, ""), contract.currency, language) for x in unpaid)
    if received is None:
        return Sharing(boxes)
    shared = sum((_read(box.part, language) or ZERO for box in boxes), start=ZERO)
    left = received - shared
    phrase = w.EXACT if not left else w.SURPLUS if left > ZERO else w.OVER
    said = phrase.filled(amount=money_phrase(abs(left), contract.currency))
    return Sharing(boxes, said.to(language), left < ZERO)


def money_phrase(amount: Decimal, currency: str) -> Phrase:
    """An amount as it is written in each language."""
    return Phrase(money.text(amount, currency, "fr"), money.text(amount, currency, "en"))


def _box(x: Unpaid, part: str, currency: str, language: str) -> PartBox:
    return PartBox(
        ref=x.invoice.ref,
        number=x.invoice.number or "",
        due=long_text(x.invoice.due_on, language) if x.invoice.due_on else "",
        owed=money.text(x.owed, currency, language),
        part=part,
    )


def _read(typed: str, language: str) -> Decimal | None:
    """The amount, where one can be read."""
    try:
        return parse(typed, language=language)
    except Refusal:
        return None
