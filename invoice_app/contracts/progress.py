"""What an application for payment comes to: pure, exact, and to the cent.

What is kept of a period is the total to date; the period is the difference between two totals that
were each rounded, so no cent is ever lost or billed twice. Percentages are 0 to 100, amounts are
whole cents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from invoice_app.contracts.application import (
    NOTHING_BILLED,
    Application,
    ContractLine,
    LineState,
    recalled,
)
from invoice_app.contracts.retainage import flat, moved
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.money import ZERO, to_cents


class Method(StrEnum):
    """How a line is billed: a percentage complete to date, or an amount for this period."""

    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """What was agreed; `stored_retainage_percent` None follows the rate on work."""

    lines: tuple[ContractLine, ...]
    retainage_percent: Decimal = ZERO
    stored_retainage_percent: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is billed on a line this period.

    `value` is read by `method`; `stored` is a balance, not a flow; releases are retainage given back.
    """

    method: Method = Method.AMOUNT
    value: Decimal = ZERO
    stored: Decimal = ZERO
    release_work: Decimal = ZERO
    release_stored: Decimal = ZERO


def compute(
    terms: ContractTerms,
    entries: Mapping[int, Entry],
    previous: Mapping[int, LineState],
    rates: Sequence[TaxRate],
) -> Application:
    """The application that these entries, by line key, make after `previous` (empty for the first).

    A line without an entry stays as it was. Out-of-range entries are computed all the same, so that
    a page can show them: ask `bounds.faults`. Raises `ValueError` when a line billed before has gone.
    """
    if gone := previous.keys() - {line.key for line in terms.lines}:
        raise ValueError(f"lines billed before are not in the contract: {sorted(gone)}")
    befores = [previous.get(line.key, NOTHING_BILLED) for line in terms.lines]
    billings = [
        _billed(line, before, entries.get(line.key) or unchanged(before))
        for line, before in zip(terms.lines, befores, strict=True)
    ]
    dues = _retainage_due(terms, billings)
    states = {
        b.line.key: _after(b, before, due) for b, before, due in zip(billings, befores, dues, strict=True)
    }
    return recalled(terms.lines, states, previous, rates)


def unchanged(before: LineState) -> Entry:
    """The entry of a line on which nothing happened."""
    return Entry(stored=before.stored.billed)


@dataclass(frozen=True, slots=True)
class _Billed:
    """What an entry bills on a line to date."""

    line: ContractLine
    work: Decimal
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Due:
    """What the rule asks to hold on a line to date."""

    work: Decimal
    stored: Decimal


def _billed(line: ContractLine, before: LineState, entry: Entry) -> _Billed:
    if entry.method is Method.PERCENT:
        return _Billed(line, to_cents(line.scheduled * entry.value / 100), entry)
    return _Billed(line, before.work.billed + entry.value, entry)


def _retainage_due(terms: ContractTerms, billings: Sequence[_Billed]) -> list[_Due]:
    # All lines at once: a rule that looks at the whole contract (a cap, a tier) needs them all.
    dues = []
    for billed in billings:
        own = billed.line.retainage_percent
        on_work = terms.retainage_percent if own is None else own
        on_stored = on_work if terms.stored_retainage_percent is None else terms.stored_retainage_percent
        dues.append(_Due(flat(billed.work, on_work), flat(billed.entry.stored, on_stored)))
    return dues


def _after(billed: _Billed, before: LineState, due: _Due) -> LineState:
    entry = billed.entry
    return LineState(
        work=moved(before.work, billed=billed.work, due=due.work, release=entry.release_work),
        stored=moved(before.stored, billed=entry.stored, due=due.stored, release=entry.release_stored),
    )
