"""What membership dues come to for who joins within the year; a one-time fee is never prorated.

It stands with members because the dues depend on when a person joined; whoever bills them asks here.
Pure; amounts are whole cents, and a month is any day in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoice_app.shared.money import ZERO, to_cents

QUARTERS = (Decimal(100), Decimal(75), Decimal(50), Decimal(25))
"""The usual table: percent of the year's dues by the quarter of joining."""


class Proration(StrEnum):
    NONE = "none"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"


def prorated(
    dues: Decimal,
    *,
    year_starts_on: date,
    joined_on: date,
    by: Proration = Proration.QUARTERLY,
    table: Sequence[Decimal] = QUARTERS,
) -> Decimal:
    """The dues of the year that starts on a day, for who joined on another, rounded to the cent.

    Monthly, the month of joining counts whole; quarterly, `table` has a percentage for each quarter.
    Who joined before the year owes all of it. Raises `ValueError` when the year is over by then.
    """
    months = 12 * (joined_on.year - year_starts_on.year) + joined_on.month - year_starts_on.month
    gone = max(0, months - (joined_on.day < year_starts_on.day))
    if gone >= 12:
        raise ValueError("joined after the year")
    if by is Proration.MONTHLY:
        return to_cents(dues * (12 - gone) / 12)
    if by is Proration.QUARTERLY:
        return to_cents(dues * table[gone // 3] / 100)
    return dues + ZERO
