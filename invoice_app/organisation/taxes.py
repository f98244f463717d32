"""Sales taxes: the dated table of rates, and what they come to.

QST is computed on the price without GST, and each tax is rounded once for the whole document.
The combined 14.975 % must not appear on a document, and does not give the same cents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
class _Dated:
    code: str
    label: Phrase
    rate: Decimal
    provinces: frozenset[str]
    from_on: date
    to_on: date | None = None


_GST = Phrase("TPS", "GST")
_QST = Phrase("TVQ", "QST")
_HST = Phrase("TVH", "HST")
_PST = Phrase("TVP", "PST")
_RST = Phrase("TVD", "RST")
_GST_ONLY = frozenset({"AB", "NT", "NU", "YT"})
_GST_AND_PST = frozenset({"QC", "BC", "SK", "MB"})

# Sources: revenuquebec.ca, « Calcul des taxes » (QC); canada.ca, "GST/HST calculator and rates"
# (others; Nova Scotia went from 15 % to 14 % on 2025-04-01). The order is the printed order.
_TABLE = (
    _Dated("GST", _GST, Decimal("0.05"), _GST_ONLY | _GST_AND_PST, date(2008, 1, 1)),
    _Dated("QST", _QST, Decimal("0.09975"), frozenset({"QC"}), date(2013, 1, 1)),
    _Dated("HST", _HST, Decimal("0.13"), frozenset({"ON"}), date(2010, 7, 1)),
    _Dated("HST", _HST, Decimal("0.15"), frozenset({"NB", "NL", "PE"}), date(2016, 10, 1)),
    _Dated("HST", _HST, Decimal("0.15"), frozenset({"NS"}), date(2010, 7, 1), date(2025, 3, 31)),
    _Dated("HST", _HST, Decimal("0.14"), frozenset({"NS"}), date(2025, 4, 1)),
    _Dated("PST", _PST, Decimal("0.07"), frozenset({"BC"}), date(2013, 4, 1)),
    _Dated("PST", _PST, Decimal("0.06"), frozenset({"SK"}), date(2017, 3, 23)),
    _Dated("RST", _RST, Decimal("0.07"), frozenset({"MB"}), date(2019, 7, 1)),
)
# A provincial sales tax outside Québec is charged only by who is registered for it, for some
# services only; until an organisation can say so, it is not charged.
_FEDERAL = frozenset({"GST", "HST"})
_ONLY_IF_REGISTERED = frozenset({"PST", "RST"})

LABELS: Mapping[TaxClass, Phrase] = {
    TaxClass.TAXABLE: Phrase("Taxable", "Taxable"),
    TaxClass.GST_ONLY: Phrase("TPS seulement", "GST only"),
    TaxClass.ZERO: Phrase("Détaxé (0 %)", "Zero-rated (0%)"),
    TaxClass.EXEMPT: Phrase("Exonéré", "Exempt"),
}


def rates_in(province: str, on: date, *, has_gst: bool, has_qst: bool) -> tuple[TaxRate, ...]:
    """The taxes to charge in a province on a day, in printed order.

    A tax whose registration number is missing is left out: only a registrant may charge it.
    """
    registered = {"GST": has_gst, "HST": has_gst, "QST": has_qst}
    return tuple(
        TaxRate(entry.code, entry.label, entry.rate)
        for entry in _TABLE
        if province in entry.provinces
        and entry.from_on <= on
        and (entry.to_on is None or on <= entry.to_on)
        and entry.code not in _ONLY_IF_REGISTERED
        and registered.get(entry.code, False)
    )


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
