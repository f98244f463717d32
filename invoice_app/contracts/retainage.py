"""Retainage as a ledger: what the rule asks to hold to date, less what was given back early.

A line has two ledgers, one for its work and one for its stored materials. Amounts carry the sign of
the line: on a deductive change order everything is negative. What the rule asks is in
`retainage_rules`; here is what a person may do to it, by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from invoice_app.shared.money import ZERO, share, to_cents


@dataclass(frozen=True, slots=True)
class Ledger:
    """One side of a line to date, in cents: billed, held back from it now, and released from it so far.

    `released` is what is held less than the rule asks: negative where more was held by hand.
    """

    billed: Decimal = ZERO
    held: Decimal = ZERO
    released: Decimal = ZERO

    @property
    def due(self) -> Decimal:
        """What the rule asked to hold, before anything done by hand."""
        return self.held + self.released

    @property
    def net(self) -> Decimal:
        return self.billed - self.held


EMPTY = Ledger()


def flat(billed: Decimal, percent: Decimal) -> Decimal:
    """What a plain percentage (0 to 100) holds of an amount billed to date, rounded to the cent."""
    return to_cents(billed * percent / 100)


def carried(before: Ledger, due: Decimal, billed: Decimal) -> Decimal:
    """What earlier releases still count for once the rule asks for `due` of what is `billed`.

    Stored materials that were installed take their retainage with them, released or not; and no more
    is ever held than what is billed.
    """
    if not before.released:
        return ZERO
    least, most = sorted((due, due - billed))
    return max(least, min(before.released, most))


def moved(
    before: Ledger, *, billed: Decimal, due: Decimal, release: Decimal, hold: Decimal | None = None
) -> Ledger:
    """The ledger after a period: billed to date, held as the rule asks, less this period's release.

    `hold` is held this period whatever the rule asks. Checks nothing: `bounds.faults` says when more
    is released than is held, or more held than billed.
    """
    kept = due - carried(before, due, billed) if hold is None else before.held + hold
    held = kept - release
    # Adding 0.00 makes a minus zero a zero, and gives typed amounts their two decimals.
    return Ledger(billed=billed + ZERO, held=held + ZERO, released=due - held + ZERO)


def within(amount: Decimal, limit: Decimal) -> Decimal:
    """The amount, kept between zero and a limit of either sign."""
    least, most = sorted((ZERO, limit))
    return max(least, min(amount, most))


def spread(amount: Decimal, held: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """A release shared over lines in proportion to what each holds, to the cent.

    Lines that hold nothing get nothing. Raises `ValueError` when there is something to share and
    nothing held.
    """
    return dict(zip(held, share(amount, list(held.values())), strict=True))
