"""Money, exact from the key that was pressed to the cent in the column.

Amounts are `Decimal` in Python and whole minor units in the database. There is one rounding
(`to_cents`, half away from zero), one reader of typed text (`parse`) and one writer (`text`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from babel.numbers import format_currency, format_decimal, format_percent
from sqlalchemy import BigInteger
from sqlalchemy.types import TypeDecorator

from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("9999999999.99")
CURRENCIES = ("CAD", "USD", "EUR")
_LOCALES = {"fr": "fr_CA", "en": "en_CA"}
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009']+")
# Thousands in English, decimals in French.
_LONE_COMMA = re.compile(r"-?[1-9][0-9]{0,2},[0-9]{3}")
_NUMBER = re.compile(r"-?[0-9]*[.]?[0-9]*")


class Unreadable(Invalid):
    says = Phrase(
        "« {typed} » n’est pas un nombre. Écrivez par exemple 1 234,50.",
        "“{typed}” is not a number. Write for example 1,234.50.",
    )


class TooPrecise(Invalid):
    says = Phrase(
        "« {typed} » a trop de décimales : {places} au plus.",
        "“{typed}” has too many decimals: {places} at most.",
    )


class TooLarge(Invalid):
    says = Phrase("« {typed} » est un montant trop grand.", "“{typed}” is too large an amount.")


class Scaled(TypeDecorator[Decimal]):
    """A `Decimal` kept as a whole number of 10^-places in a BIGINT; refuses rather than rounds.

    SQLite would keep NUMERIC as a float and lose cents without a word.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, places: int) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Any, dialect: Any) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (Decimal, int)):
            raise TypeError(f"money is a Decimal, not {type(value).__name__}")
        scaled = Decimal(value).scaleb(self.places)
        whole = scaled.to_integral_value()
        if whole != scaled:
            raise ValueError(f"{value} has more than {self.places} decimals")
        return int(whole)

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-self.places)


Cents = Scaled(2)
"""Column type of an amount of money: 2 decimals."""
FourPlaces = Scaled(4)
"""Column type of a quantity, a unit price or a percentage: 4 decimals."""
Rate = Scaled(6)
"""Column type of a rate as a fraction: 0.09975 is 9.975 %."""


def to_cents(amount: Decimal) -> Decimal:
    """Round to the cent, half away from zero, so that a credit note mirrors its invoice exactly."""
    # Adding zero turns a negative zero, which would print a minus sign, into zero.
    return amount.quantize(CENT, rounding=ROUND_HALF_UP) + ZERO


def in_cents(amount: Decimal) -> int:
    """An amount as a whole number of cents; it must already be one."""
    return int(amount.scaleb(2))


def parse(typed: str, *, places: int = 2, field: str = "", language: str = "fr") -> Decimal:
    """Read a number as people type it: `1 234,50`, `1,234.50`, `12 $`.

    Only a lone comma before three digits is read by language: `1,234` is thousands in English.

    Raises a `Refusal` that names what was typed: `Unreadable`, `TooPrecise` or `TooLarge`.
    """
    shown = typed.strip()[:40]
    plain = _bare(typed)
    if "," in plain and "." in plain:
        # The separator that comes last is the decimal one.
        thousands = "," if plain.rfind(".") > plain.rfind(",") else "."
        plain = plain.replace(thousands, "")
    elif plain.count(",") > 1 or (language == "en" and _LONE_COMMA.fullmatch(plain)):
        plain = plain.replace(",", "")
    plain = plain.replace(",", ".")
    if not _NUMBER.fullmatch(plain) or plain in ("", "-", ".", "-."):
        raise Unreadable(field=field, typed=shown)
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise Unreadable(field=field, typed=shown) from None
    if abs(value) > LARGEST:
        raise TooLarge(field=field, typed=shown)
    exponent = value.normalize().as_tuple().exponent
    if isinstance(exponent, int) and -exponent > places:
        raise TooPrecise(field=field, typed=shown, places=places)
    return value


def settled(typed: str, language: str) -> str:
    """`typed` in `language`, written so that whoever goes on from there reads the same number."""
    plain = _bare(typed)
    return plain.replace(",", "" if language == "en" else ".") if _LONE_COMMA.fullmatch(plain) else typed


def _bare(typed: str) -> str:
    return _SPACES.sub("", typed).replace("$", "").replace("%", "").replace("\u2212", "-")


# A page of a long schedule formats thousands of amounts, and nearly all are those of a moment ago.
@lru_cache(maxsize=50_000)
def text(amount: Decimal, currency: str = "CAD", language: str = "fr") -> str:
    """`1 234,50 $` in French, `$1,234.50` in English; the amount must already be whole cents."""
    locale = _LOCALES.get(language, "fr_CA")
    return format_currency(amount, currency, locale=locale).replace("-", "\u2212")


def number_text(value: Decimal, language: str = "fr", *, least: int = 0, most: int = 4) -> str:
    """A quantity or a unit price, with no more decimals than it has."""
    pattern = "#,##0." + "0" * least + "#" * (most - least) if most else "#,##0"
    return format_decimal(value, pattern, locale=_LOCALES.get(language, "fr_CA")).replace("-", "\u2212")


@lru_cache(maxsize=10_000)
def rate_text(rate: Decimal, language: str = "fr") -> str:
    """A tax rate in full: `9,975 %`. Babel's default would print 10 %."""
    return format_percent(rate, locale=_LOCALES.get(language, "fr_CA"), decimal_quantization=False)


def typed_text(value: Decimal, language: str = "fr") -> str:
    """A number as a person would type it into a box, to fill a form."""
    plain = f"{value.normalize():f}"
    return plain.replace(".", ",") if language == "fr" else plain


def share(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """Split whole cents by weight with the largest remainders, exactly and the same way each time.

    A weight of zero gets nothing, and the split of minus the total is minus the split. Raises
    `ValueError` when there is something to split and no weight.
    """
    if not total:
        return [ZERO for _ in weights]
    below = -min(0, *(_exponent(weight) for weight in weights)) if weights else 0
    scaled = [int(weight.scaleb(below)) for weight in weights]
    whole = sum(scaled)
    if not whole:
        raise ValueError("nothing to share by")
    cents = in_cents(to_cents(total))
    sign = -1 if whole < 0 else 1
    parts = apportioned(cents, [cents * weight * sign for weight in scaled], abs(whole))
    return [Decimal(part).scaleb(-2) for part in parts]


def apportioned(total: int, numerators: Sequence[int], denominator: int) -> list[int]:
    """Whole numbers that add up to `total`, each next to its exact part `numerator / denominator`.

    The exact parts must add up to `total`, or to within a half of it. Each is rounded to the nearest;
    what is then too much or missing moves those that were furthest from it by one. Integers, because
    a `Decimal` division keeps 28 digits, and two remainders may differ after that.
    """
    parts = [_nearest(numerator, denominator) for numerator in numerators]
    off = total - sum(parts)
    if not off:
        return parts
    step = 1 if off > 0 else -1
    # Among equals the first is the one that is further from zero, on both sides of it.
    first = 1 if step * total > 0 else -1
    by_error = sorted(
        (i for i, numerator in enumerate(numerators) if numerator % denominator),
        key=lambda i: (step * (parts[i] * denominator - numerators[i]), first * i),
    )
    for i in by_error[: abs(off)]:
        parts[i] += step
    return parts


def _nearest(numerator: int, denominator: int) -> int:
    """The nearest whole number, half away from zero."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return whole if numerator >= 0 else -whole


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise ValueError("not a number")
    return exponent
