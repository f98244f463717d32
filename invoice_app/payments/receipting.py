"""What of a gift may be receipted for income tax: the gift less the advantage that was given for it.

It stands with payments because a receipt is of money received, never of an invoice. Pure; amounts are
whole cents, in the currency of the gift.
"""

from __future__ import annotations

from decimal import Decimal

from invoice_app.shared.money import ZERO

# Canada Revenue Agency, "Split receipting": an advantage of little worth is not counted, and where it
# is most of the gift there was no intention to give.
DE_MINIMIS = Decimal("75.00")
DE_MINIMIS_PERCENT = Decimal(10)
MOST_PERCENT = Decimal(80)


def eligible_amount(gift: Decimal, advantage: Decimal) -> Decimal:
    """The eligible amount of a gift whose donor got something worth `advantage`; 0.00 for no receipt.

    An advantage of 75.00 or 10 % of the gift, whichever is less, does not count; one over 80 % of the
    gift leaves nothing to receipt. Raises `ValueError` for an amount under zero.
    """
    if gift < 0 or advantage < 0:
        raise ValueError("a gift and its advantage are not negative")
    if advantage <= min(DE_MINIMIS, gift * DE_MINIMIS_PERCENT / 100):
        return gift + ZERO
    if advantage > gift * MOST_PERCENT / 100:
        return ZERO
    return gift - advantage + ZERO
