"""An application for payment as values: its lines, its numbered lines 1 to 9, and its taxes.

The letters are those of a usual continuation sheet: C scheduled, D previous, E this period,
F presently stored, G to date, H balance, I retainage. Amounts are whole cents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from invoice_app.contracts.retainage import EMPTY, Ledger
from invoice_app.organisation.taxes import TaxAmount, TaxClass, TaxRate, taxes_on
from invoice_app.shared.money import ZERO, to_cents


@dataclass(frozen=True, slots=True)
class ContractLine:
    """A line of the schedule of values in force; `retainage_percent` None follows the contract.

    `quantity` and `unit_price` are those of a line billed by the unit; `section` groups lines.
    """

    key: int
    scheduled: Decimal
    tax_class: TaxClass = TaxClass.TAXABLE
    retainage_percent: Decimal | None = None
    change_order: str = ""
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class LineState:
    """A line at the end of an application: all that the next one needs to know."""

    work: Ledger = EMPTY
    stored: Ledger = EMPTY

    @property
    def completed(self) -> Decimal:
        """G: work and stored materials to date."""
        return self.work.billed + self.stored.billed

    @property
    def retainage(self) -> Decimal:
        """I."""
        return self.work.held + self.stored.held

    @property
    def net(self) -> Decimal:
        return self.completed - self.retainage


NOTHING_BILLED = LineState()


@dataclass(frozen=True, slots=True)
class AppliedLine:
    """A line of an application: where it was, and where it is."""

    line: ContractLine
    before: LineState
    now: LineState
    is_new: bool

    @property
    def scheduled(self) -> Decimal:
        """C."""
        return self.line.scheduled

    @property
    def previous(self) -> Decimal:
        """D: work of earlier periods, stored materials left out."""
        return self.before.work.billed

    @property
    def this_period(self) -> Decimal:
        """E: work of this period; negative when it corrects an earlier one."""
        return self.now.work.billed - self.before.work.billed

    @property
    def stored(self) -> Decimal:
        """F."""
        return self.now.stored.billed

    @property
    def to_date(self) -> Decimal:
        """G = D + E + F."""
        return self.now.completed

    @property
    def percent(self) -> Decimal:
        """G of C, to two decimals, to be shown and never fed back."""
        return percent_of(self.to_date, self.scheduled)

    @property
    def balance(self) -> Decimal:
        """H = C - G."""
        return self.scheduled - self.to_date

    @property
    def is_whole(self) -> bool:
        """Whether all of it is billed as work, or more, in its own sign."""
        sign = -1 if self.scheduled < 0 else 1
        return sign * self.now.work.billed >= sign * self.scheduled and not self.stored

    @property
    def retainage(self) -> Decimal:
        """I."""
        return self.now.retainage

    @property
    def net_this_period(self) -> Decimal:
        """What this line adds to the payment due."""
        return self.now.net - self.before.net


@dataclass(frozen=True, slots=True)
class ChangeTotals:
    """Change orders: those of earlier applications, and those that enter with this one."""

    additions_before: Decimal
    deductions_before: Decimal
    additions_now: Decimal
    deductions_now: Decimal


@dataclass(frozen=True, slots=True)
class Application:
    """An application for payment, computed; `line_1` to `line_9` are its numbered lines."""

    lines: tuple[AppliedLine, ...]
    taxes: tuple[TaxAmount, ...]
    taxes_holdback_at_once: bool = False

    @property
    def line_1(self) -> Decimal:
        """Original contract sum."""
        return total_of(x.scheduled for x in self.lines if not x.line.change_order)

    @property
    def line_2(self) -> Decimal:
        """Net change by change orders."""
        return total_of(x.scheduled for x in self.lines if x.line.change_order)

    @property
    def line_3(self) -> Decimal:
        """Contract sum to date."""
        return self.line_1 + self.line_2

    @property
    def line_4(self) -> Decimal:
        """Completed and stored to date."""
        return total_of(x.to_date for x in self.lines)

    @property
    def line_5a(self) -> Decimal:
        """Retainage on work."""
        return total_of(x.now.work.held for x in self.lines)

    @property
    def line_5b(self) -> Decimal:
        """Retainage on stored materials."""
        return total_of(x.now.stored.held for x in self.lines)

    @property
    def line_5(self) -> Decimal:
        """Retainage."""
        return self.line_5a + self.line_5b

    @property
    def line_6(self) -> Decimal:
        """Earned to date, less retainage."""
        return self.line_4 - self.line_5

    @property
    def line_7(self) -> Decimal:
        """Line 6 of the application before."""
        return total_of(x.before.net for x in self.lines)

    @property
    def line_8(self) -> Decimal:
        """Due for this period, before taxes."""
        return self.line_6 - self.line_7

    @property
    def line_9(self) -> Decimal:
        """Balance to finish, retainage included."""
        return self.line_3 - self.line_6

    @property
    def is_finished(self) -> bool:
        """Whether every line is whole and nothing is held of it."""
        return all(x.is_whole and not x.retainage for x in self.lines)

    @property
    def total(self) -> Decimal:
        """Line 8 with its taxes: what the invoice asks for."""
        return self.line_8 + total_of(tax.amount for tax in self.taxes)

    @property
    def changes(self) -> ChangeTotals:
        """Change orders by when they entered; they add up to line 2."""
        orders = [x for x in self.lines if x.line.change_order]
        before = [x.scheduled for x in orders if not x.is_new]
        now = [x.scheduled for x in orders if x.is_new]
        return ChangeTotals(
            additions_before=total_of(amount for amount in before if amount > 0),
            deductions_before=total_of(amount for amount in before if amount < 0),
            additions_now=total_of(amount for amount in now if amount > 0),
            deductions_now=total_of(amount for amount in now if amount < 0),
        )

    @property
    def bases(self) -> dict[TaxClass, Decimal]:
        """What is taxed this period by tax class: net of retainage, unless it is taxed at once."""
        return _by_class(self.lines, at_once=self.taxes_holdback_at_once)

    @property
    def states(self) -> dict[int, LineState]:
        """Where every line stands: `previous` of the next application."""
        return {x.line.key: x.now for x in self.lines}


def recalled(
    lines: Iterable[ContractLine],
    states: Mapping[int, LineState],
    previous: Mapping[int, LineState],
    rates: Sequence[TaxRate],
    *,
    taxes_holdback_at_once: bool = False,
) -> Application:
    """The application whose lines ended in `states`: how an approved one is read back.

    Rules and rates of retainage may have changed since; what was held then is in the states.
    """
    applied = tuple(
        AppliedLine(
            line=line,
            before=previous.get(line.key, NOTHING_BILLED),
            now=states[line.key],
            is_new=line.key not in previous,
        )
        for line in lines
    )
    taxes = taxes_on(_by_class(applied, at_once=taxes_holdback_at_once), rates)
    return Application(applied, taxes, taxes_holdback_at_once)


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """`part` in percent of `whole`, to two decimals; 0 of nothing."""
    return to_cents(part * 100 / whole) + ZERO if whole else ZERO


def total_of(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, start=ZERO)


def _by_class(lines: Iterable[AppliedLine], *, at_once: bool) -> dict[TaxClass, Decimal]:
    bases: dict[TaxClass, Decimal] = {}
    for x in lines:
        part = x.now.completed - x.before.completed if at_once else x.net_this_period
        bases[x.line.tax_class] = bases.get(x.line.tax_class, ZERO) + part
    return bases
