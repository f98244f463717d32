"""What an application for payment comes to: pure, exact, and to the cent.

What is kept of a period is the total to date; the period is the difference between two totals that
were each rounded, so no cent is ever lost or billed twice. Percentages are 0 to 100, amounts are
whole cents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoice_app.contracts.application import (
    NOTHING_BILLED,
    Application,
    ContractLine,
    LineState,
    recalled,
)
from invoice_app.contracts.retainage import moved
from invoice_app.contracts.retainage_rules import Billed, Due, Flat, Rates, Rounding, Rule, dues
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.money import ZERO, to_cents


class Method(StrEnum):
    """How a line is billed: percent complete to date, an amount for this period, or a quantity to date."""

    PERCENT = "percent"
    AMOUNT = "amount"
    QUANTITY = "quantity"


PLAIN = Flat()


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What was agreed; `stored_retainage_percent` None follows the rate on work.

    `allows_over_billing` lets a line go beyond its scheduled value when a reason is written.
    """

    lines: tuple[ContractLine, ...]
    retainage_percent: Decimal = ZERO
    stored_retainage_percent: Decimal | None = None
    rule: Rule = PLAIN
    rounding: Rounding = Rounding.LINE
    taxes_holdback_at_once: bool = False
    allows_over_billing: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What is billed on a line this period.

    `value` is read by `method`; `stored` is a balance, not a flow; releases are retainage given back.
    `hold_*` is what is held this period whatever the rule asks. `reason` is why a line goes beyond its
    scheduled value, or takes back what was billed.
    """

    method: Method = Method.AMOUNT
    value: Decimal = ZERO
    stored: Decimal = ZERO
    release_work: Decimal = ZERO
    release_stored: Decimal = ZERO
    hold_work: Decimal | None = None
    hold_stored: Decimal | None = None
    reason: str = ""


def compute(
    terms: ContractTerms,
    entries: Mapping[int, Entry],
    previous: Mapping[int, LineState],
    rates: Sequence[TaxRate],
    on: date | None = None,
) -> Application:
    """The application that these entries, by line key, make after `previous` (empty for the first).

    `on` is the last day of the period, for a rule that changes on a day. A line without an entry stays
    as it was. Out-of-range entries are computed all the same, so that a page can show them: ask
    `bounds.faults`. Raises `ValueError` when a line billed before has gone.
    """
    if gone := previous.keys() - {line.key for line in terms.lines}:
        raise ValueError(f"lines billed before are not in the contract: {sorted(gone)}")
    billed, made = [], []
    for line in terms.lines:
        before = previous.get(line.key, NOTHING_BILLED)
        entry = entries.get(line.key) or unchanged(before)
        made.append(entry)
        billed.append(Billed(line, before, _work(line, before, entry), entry.stored))
    asked = dues(
        terms.rule, Rates(terms.retainage_percent, terms.stored_retainage_percent), terms.rounding, billed, on
    )
    states = {b.line.key: _after(b, entry, due) for b, entry, due in zip(billed, made, asked, strict=True)}
    return recalled(terms.lines, states, previous, rates, taxes_holdback_at_once=terms.taxes_holdback_at_once)


def unchanged(before: LineState) -> Entry:
    """The entry of a line on which nothing happened."""
    return Entry(stored=before.stored.billed)


def _work(line: ContractLine, before: LineState, entry: Entry) -> Decimal:
    """W: the work billed on a line to date."""
    if entry.method is Method.PERCENT:
        return to_cents(line.scheduled * entry.value / 100)
    if entry.method is Method.QUANTITY:
        return to_cents(entry.value * (line.unit_price or ZERO))
    return before.work.billed + entry.value


def _after(b: Billed, entry: Entry, due: Due) -> LineState:
    return LineState(
        work=moved(
            b.before.work, billed=b.work, due=due.work, release=entry.release_work, hold=entry.hold_work
        ),
        stored=moved(
            b.before.stored,
            billed=b.stored,
            due=due.stored,
            release=entry.release_stored,
            hold=entry.hold_stored,
        ),
    )
