"""Retainage as a ledger: what the rule asks to hold to date, less what was released early.

A line has two ledgers, one for its work and one for its stored materials. Amounts carry the sign of
the line: on a deductive change order everything is negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invoice_app.shared.money import ZERO, to_cents


@dataclass(frozen=True, slots=True)
class Ledger:
    """One side of a line to date, in cents: billed, held back from it now, and released from it so far."""

    billed: Decimal = ZERO
    held: Decimal = ZERO
    released: Decimal = ZERO

    @property
    def due(self) -> Decimal:
        """What the rule asked to hold, before any release."""
        return self.held + self.released

    @property
    def net(self) -> Decimal:
        return self.billed - self.held


EMPTY = Ledger()


def flat(billed: Decimal, percent: Decimal) -> Decimal:
    """What a plain percentage (0 to 100) holds of an amount billed to date, rounded to the cent."""
    return to_cents(billed * percent / 100)


def carried(before: Ledger, due: Decimal) -> Decimal:
    """What earlier releases still count for once the rule asks for `due`.

    Stored materials that were installed take their retainage with them, released or not.
    """
    return max(min(ZERO, due), min(before.released, max(ZERO, due)))


def moved(before: Ledger, *, billed: Decimal, due: Decimal, release: Decimal) -> Ledger:
    """The ledger after a period: billed to date, held as the rule asks, less this period's release.

    Checks nothing: `bounds.faults` says when more is released than is held.
    """
    kept = carried(before, due)
    # Adding 0.00 makes a minus zero a zero, and gives typed amounts their two decimals.
    return Ledger(billed=billed + ZERO, held=due - kept - release + ZERO, released=kept + release + ZERO)
