"""Sales taxes: which there are, who may charge them, and what they come to; rates are in `tax_rates`.

QST is computed on the price without GST, and each tax is rounded once for the whole document.
The combined 14.975 % must not appear on a document, and does not give the same cents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from invoice_app.shared.money import ZERO, to_cents
from invoice_app.shared.phrases import Phrase


class TaxClass(StrEnum):
    """How a line is taxed."""

    TAXABLE = "taxable"
    GST_ONLY = "gst_only"
    ZERO = "zero"
    EXEMPT = "exempt"


@dataclass(frozen=True, slots=True)
class TaxRate:
    """A tax in force; `rate` is a fraction."""

    code: str
    label: Phrase
    rate: Decimal


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """One tax of one document, rounded to the cent."""

    code: str
    label: Phrase
    rate: Decimal
    base: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Tax:
    """A tax there is, whatever its rate; `position` is its place in the printed order."""

    label: Phrase
    position: int


TAXES: Mapping[str, Tax] = {
    "GST": Tax(Phrase("TPS", "GST"), 1),
    "HST": Tax(Phrase("TVH", "HST"), 1),
    "QST": Tax(Phrase("TVQ", "QST"), 2),
    "PST": Tax(Phrase("TVP", "PST"), 2),
    "RST": Tax(Phrase("TVD", "RST"), 2),
}
_FEDERAL = frozenset({"GST", "HST"})

LABELS: Mapping[TaxClass, Phrase] = {
    TaxClass.TAXABLE: Phrase("Taxable", "Taxable"),
    TaxClass.GST_ONLY: Phrase("TPS seulement", "GST only"),
    TaxClass.ZERO: Phrase("Détaxé (0 %)", "Zero-rated (0%)"),
    TaxClass.EXEMPT: Phrase("Exonéré", "Exempt"),
}


def may_charge(code: str, *, has_gst: bool, has_qst: bool) -> bool:
    """Whether an organisation with these registrations may charge a tax: only a registrant may.

    A provincial sales tax outside Québec is charged only by who is registered for it, for some
    services only; until an organisation can say so, it is not charged.
    """
    return has_gst if code in _FEDERAL else has_qst and code == "QST"


def taxes_on(bases: Mapping[TaxClass, Decimal], rates: Sequence[TaxRate]) -> tuple[TaxAmount, ...]:
    """What each tax comes to on a document whose amounts are summed by class.

    Each tax is rounded once, half away from zero. A tax on nothing has no line.
    """
    taxable = bases.get(TaxClass.TAXABLE, ZERO)
    federal = taxable + bases.get(TaxClass.GST_ONLY, ZERO)
    amounts = []
    for r in rates:
        base = federal if r.code in _FEDERAL else taxable
        if base:
            amounts.append(TaxAmount(r.code, r.label, r.rate, base, to_cents(base * r.rate)))
    return tuple(amounts)
