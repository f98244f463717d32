"""The rules of retainage: each says what to hold *to date*, so that a period is a difference.

A line with a rate of its own follows that rate alone. The other lines follow the contract's rule:
a plain percentage, marginal tiers, a cap, a step down, or nothing but what a person writes.
Percentages are 0 to 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoice_app.contracts.application import ContractLine, LineState
from invoice_app.contracts.retainage import flat
from invoice_app.shared.money import ZERO, apportioned, in_cents, share, to_cents


class Rounding(StrEnum):
    """Where the cent is rounded: on each line, or on the total, which is then shared over the lines."""

    LINE = "line"
    TOTAL = "total"


class CapBasis(StrEnum):
    ORIGINAL = "original"
    REVISED = "revised"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Flat:
    """The contract's percentage of all that is billed."""


@dataclass(frozen=True, slots=True)
class Tier:
    """`percent` is held of the work between the tier before and `up_to` percent of the contract."""

    up_to: Decimal
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Tiers:
    """Marginal tiers, in rising order of `up_to`; `beyond` is held of the work after the last."""

    tiers: tuple[Tier, ...]
    beyond: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Cap:
    """The contract's percentage, until what is held reaches the cap.

    `value` is a percentage of the original or revised contract sum, or an amount.
    """

    basis: CapBasis
    value: Decimal


@dataclass(frozen=True, slots=True)
class StepDown:
    """Another percentage from a day on, or from a progress on (`at_percent` of the contract sum).

    Prospective: only the work of applications after the step is held at the new percentage; a step by
    progress is passed once the application *before* reached it. Retroactive: all the work is held at
    the new percentage, which gives the difference back at the step.
    """

    percent: Decimal
    from_on: date | None = None
    at_percent: Decimal | None = None
    retroactive: bool = False


@dataclass(frozen=True, slots=True)
class Manual:
    """Nothing is held but what a person writes."""


Rule = Flat | Tiers | Cap | StepDown | Manual


@dataclass(frozen=True, slots=True)
class Rates:
    """The contract's percentages; `stored` None follows the one on work."""

    work: Decimal
    stored: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Billed:
    """What is billed on a line to date, before retainage."""

    line: ContractLine
    before: LineState
    work: Decimal
    stored: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """What the rule asks to hold on a line to date."""

    work: Decimal
    stored: Decimal


def dues(
    rule: Rule, rates: Rates, rounding: Rounding, billed: Sequence[Billed], on: date | None
) -> list[Due]:
    """What to hold of each line; `on` is the last day of the period.

    All lines at once: a rule that looks at the whole contract needs them all.
    """
    match rule:
        case Flat():
            return _flat(rates, rounding, billed)
        case Tiers():
            return _tiered(rule, rates, billed)
        case Cap():
            return _capped(rule, _flat(rates, rounding, billed), billed)
        case StepDown():
            return _stepped(rule, rates, rounding, billed, on)
        case Manual():
            return [
                Due(_within(b.before.work.due, b.work), _within(b.before.stored.due, b.stored))
                for b in billed
            ]


def _flat(rates: Rates, rounding: Rounding, billed: Sequence[Billed]) -> list[Due]:
    on_work = [_rate_on_work(b, rates) for b in billed]
    on_stored = [_rate_on_stored(b, rates) for b in billed]
    held = _rounded if rounding is Rounding.TOTAL else _each
    work = held([b.work for b in billed], on_work)
    stored = held([b.stored for b in billed], on_stored)
    return [Due(w, s) for w, s in zip(work, stored, strict=True)]


def _rate_on_work(b: Billed, rates: Rates) -> Decimal:
    own = b.line.retainage_percent
    return rates.work if own is None else own


def _rate_on_stored(b: Billed, rates: Rates) -> Decimal:
    return _rate_on_work(b, rates) if rates.stored is None else rates.stored


def _each(amounts: Sequence[Decimal], percents: Sequence[Decimal]) -> list[Decimal]:
    return [flat(amount, percent) for amount, percent in zip(amounts, percents, strict=True)]


def _rounded(amounts: Sequence[Decimal], percents: Sequence[Decimal]) -> list[Decimal]:
    """One rounding for each percentage, of the sum of its lines; each line stays within a cent of its own.

    The rounded sum is not shared by what is billed: where additions and deductions nearly cancel, that
    would be far from the percentage of each.
    """
    held = [ZERO] * len(amounts)
    for percent in set(percents):
        places = [i for i, p in enumerate(percents) if p == percent]
        total = flat(_sum(amounts[i] for i in places), percent)
        top, below = percent.as_integer_ratio()
        parts = apportioned(in_cents(total), [in_cents(amounts[i]) * top for i in places], below * 100)
        for i, part in zip(places, parts, strict=True):
            held[i] = Decimal(part).scaleb(-2)
    return held


def _tiered(rule: Tiers, rates: Rates, billed: Sequence[Billed]) -> list[Due]:
    pool = [b for b in billed if b.line.retainage_percent is None]
    total = tiered(rule, _sum(b.line.scheduled for b in pool), _sum(b.work for b in pool))
    shared = iter(share(total, [b.work for b in pool]))
    return [
        Due(
            flat(b.work, b.line.retainage_percent) if b.line.retainage_percent is not None else next(shared),
            flat(b.stored, _rate_on_stored(b, rates)),
        )
        for b in billed
    ]


def tiered(rule: Tiers, scheduled: Decimal, work: Decimal) -> Decimal:
    """What marginal tiers hold of `work` on a sum of `scheduled`, rounded once."""
    sign = -1 if scheduled < 0 else 1
    total, reached = Decimal(0), Decimal(0)
    for tier in (*rule.tiers, None):
        top = sign * work if tier is None else min(sign * work, sign * scheduled * tier.up_to / 100)
        percent = rule.beyond if tier is None else tier.percent
        total += max(top - reached, Decimal(0)) * percent / 100
        reached = max(reached, top)
    return to_cents(sign * total)


def _capped(rule: Cap, asked: Sequence[Due], billed: Sequence[Billed]) -> list[Due]:
    parts = [due.work for due in asked] + [due.stored for due in asked]
    cap = _cap(rule, billed)
    if _sum(parts) <= cap:
        return list(asked)
    kept = share(cap, parts)
    half = len(asked)
    return [Due(work, stored) for work, stored in zip(kept[:half], kept[half:], strict=True)]


def _cap(rule: Cap, billed: Sequence[Billed]) -> Decimal:
    if rule.basis is CapBasis.AMOUNT:
        return to_cents(rule.value)
    original = rule.basis is CapBasis.ORIGINAL
    sums = _sum(b.line.scheduled for b in billed if not (original and b.line.change_order))
    return max(ZERO, flat(sums, rule.value))


def _stepped(
    rule: StepDown, rates: Rates, rounding: Rounding, billed: Sequence[Billed], on: date | None
) -> list[Due]:
    if not _is_past(rule, billed, on):
        return _flat(rates, rounding, billed)
    if rule.retroactive:
        return _flat(Rates(rule.percent, rates.stored), rounding, billed)
    return [
        due if b.line.retainage_percent is not None else Due(_after_step(rule, b), due.stored)
        for b, due in zip(billed, _flat(rates, rounding, billed), strict=True)
    ]


def _after_step(rule: StepDown, b: Billed) -> Decimal:
    return _within(b.before.work.due + flat(b.work - b.before.work.billed, rule.percent), b.work)


def _is_past(rule: StepDown, billed: Sequence[Billed], on: date | None) -> bool:
    if rule.from_on is not None:
        return on is not None and on >= rule.from_on
    scheduled = _sum(b.line.scheduled for b in billed)
    reached = _sum(b.work if rule.retroactive else b.before.work.billed for b in billed)
    return scheduled > 0 and reached * 100 >= scheduled * (rule.at_percent or ZERO)


def _within(amount: Decimal, billed: Decimal) -> Decimal:
    """The amount, kept between zero and what is billed, of either sign."""
    least, most = sorted((ZERO, billed))
    return max(least, min(amount, most))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, start=ZERO)
