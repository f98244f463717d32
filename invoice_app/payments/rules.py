"""How money that came in is shared among what is owed. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_NOTHING = Decimal("0.00")


def allocate(amount: Decimal, owed: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """What each debt is given, in order: each is paid in full before the next gets anything.

    A debt of nothing, or less, is given nothing. What is left of `amount` is the payer's credit.
    """
    left = max(amount, _NOTHING)
    parts = []
    for debt in owed:
        part = min(left, max(debt, _NOTHING))
        parts.append(part)
        left -= part
    return tuple(parts)
