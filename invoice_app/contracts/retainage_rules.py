"""The rules of retainage: each says what to hold *to date*, so that a period is a difference.

A line with a rate of its own follows that rate alone, up to a cap. The other lines follow the
contract's rule: a plain percentage, marginal tiers, a cap, a step down, or nothing but what a person
writes. Percentages are 0 to 100.

Tiers and caps hold a total of the whole contract. It is kept where it was asked: what more is held is
held of the work that moved, and a line that is done and released is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum

from invoice_app.contracts.application import ContractLine, LineState
from invoice_app.contracts.retainage import flat, within
from invoice_app.shared.money import CENT, ZERO, apportioned, in_cents, share, to_cents


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

    `value` is a percentage of the original or revised contract sum, or an amount. The cap is on all
    that is held, on lines with a rate of their own and on stored materials too.
    """

    basis: CapBasis
    value: Decimal


@dataclass(frozen=True, slots=True)
class StepDown:
    """Another percentage from a day on, or from a progress on (`at_percent` of the contract sum).

    Prospective: only the work of applications after the step is held at the new percentage; a step by
    progress is passed once the application *before* reached it, and what was held before stays as it
    was whatever the progress becomes. Retroactive: all the work is held at the new percentage, which
    gives the difference back at the step.
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
            return _tiered(rule, rates, rounding, billed)
        case Cap():
            return _capped(rule, _flat(rates, rounding, billed), billed)
        case StepDown():
            return _stepped(rule, rates, rounding, billed, on)
        case Manual():
            return [
                Due(within(b.before.work.due, b.work), within(b.before.stored.due, b.stored)) for b in billed
            ]


def _flat(rates: Rates, rounding: Rounding, billed: Sequence[Billed]) -> list[Due]:
    work = _held(rounding)([b.work for b in billed], [_rate_on_work(b, rates) for b in billed])
    return [Due(w, s) for w, s in zip(work, _stored(rates, rounding, billed), strict=True)]


def _in_pool(b: Billed) -> bool:
    return b.line.retainage_percent is None


def _beside(pool: Iterable[Decimal], rates: Rates, rounding: Rounding, billed: Sequence[Billed]) -> list[Due]:
    """The lines of the pool hold these amounts of their work, in order; the others their own rates."""
    own = [b for b in billed if not _in_pool(b)]
    of_own = iter(_held(rounding)([b.work for b in own], [_rate_on_work(b, rates) for b in own]))
    of_pool = iter(pool)
    return [
        Due(next(of_pool if _in_pool(b) else of_own), stored)
        for b, stored in zip(billed, _stored(rates, rounding, billed), strict=True)
    ]


def _stored(rates: Rates, rounding: Rounding, billed: Sequence[Billed]) -> list[Decimal]:
    return _held(rounding)([b.stored for b in billed], [_rate_on_stored(b, rates) for b in billed])


def _rate_on_work(b: Billed, rates: Rates) -> Decimal:
    own = b.line.retainage_percent
    return rates.work if own is None else own


def _rate_on_stored(b: Billed, rates: Rates) -> Decimal:
    return _rate_on_work(b, rates) if rates.stored is None else rates.stored


def _held(rounding: Rounding) -> Callable[[Sequence[Decimal], Sequence[Decimal]], list[Decimal]]:
    return _rounded if rounding is Rounding.TOTAL else _each


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


def _tiered(rule: Tiers, rates: Rates, rounding: Rounding, billed: Sequence[Billed]) -> list[Due]:
    pool = [b for b in billed if _in_pool(b)]
    total = tiered(rule, _sum(b.line.scheduled for b in pool), _sum(b.work for b in pool))
    work = [b.work for b in pool]
    kept = [within(b.before.work.due, b.work) for b in pool]
    left = [w - k for w, k in zip(work, kept, strict=True)]
    return _beside(
        _reached(total, kept, [_grown(b) for b in pool], left, otherwise=work), rates, rounding, billed
    )


def tiered(rule: Tiers, scheduled: Decimal, work: Decimal) -> Decimal:
    """What marginal tiers hold of `work` on a sum of `scheduled`, rounded once."""
    sign = -1 if (scheduled or work) < 0 else 1
    # A sum of 15 digits times two percentages of 7 is more than the 28 digits of the usual context.
    with localcontext() as context:
        context.prec = 60
        total, reached = Decimal(0), Decimal(0)
        for tier in (*rule.tiers, None):
            top = sign * work if tier is None else min(sign * work, sign * scheduled * tier.up_to / 100)
            percent = rule.beyond if tier is None else tier.percent
            total += max(top - reached, Decimal(0)) * percent / 100
            reached = max(reached, top)
        return to_cents(sign * total)


def _grown(b: Billed) -> Decimal:
    """The work of this period where it adds to the line, in the line's sign."""
    more = b.work - b.before.work.billed
    return more if more * b.work > 0 else ZERO


def _capped(rule: Cap, asked: Sequence[Due], billed: Sequence[Billed]) -> list[Due]:
    parts = [due.work for due in asked] + [due.stored for due in asked]
    total, cap = _sum(parts), _cap(rule, billed)
    if abs(total) <= cap:
        return list(asked)
    before = [b.before.work.due for b in billed] + [b.before.stored.due for b in billed]
    kept = [within(was, part) for was, part in zip(before, parts, strict=True)]
    left = [part - k for part, k in zip(parts, kept, strict=True)]
    held = _reached(cap if total > 0 else -cap, kept, left, otherwise=parts)
    half = len(asked)
    return [Due(work, stored) for work, stored in zip(held[:half], held[half:], strict=True)]


def _reached(
    total: Decimal, kept: Sequence[Decimal], *rooms: Sequence[Decimal], otherwise: Sequence[Decimal]
) -> list[Decimal]:
    """`total` over lines that keep what was asked of them before, so that a release is not undone.

    More is asked in the first of the `rooms` that can take it, less is taken off what is kept, each
    line in proportion; `otherwise` is shared anew by these weights.
    """
    for room in rooms:
        missing = total - _sum(kept)
        if _is_part(missing, _sum(room)):
            return [k + more for k, more in zip(kept, share(missing, room), strict=True)]
    return share(total, kept if _is_part(total, _sum(kept)) else otherwise)


def _is_part(part: Decimal, whole: Decimal) -> bool:
    least, most = sorted((ZERO, whole))
    return least <= part <= most


def _cap(rule: Cap, billed: Sequence[Billed]) -> Decimal:
    if rule.basis is CapBasis.AMOUNT:
        return to_cents(rule.value)
    original = rule.basis is CapBasis.ORIGINAL
    sums = _sum(b.line.scheduled for b in billed if not (original and b.line.change_order))
    return abs(flat(sums, rule.value))


def _stepped(
    rule: StepDown, rates: Rates, rounding: Rounding, billed: Sequence[Billed], on: date | None
) -> list[Due]:
    is_past = _is_past(rule, billed, on)
    if is_past and rule.retroactive:
        return _flat(Rates(rule.percent, rates.stored), rounding, billed)
    pool = [b for b in billed if _in_pool(b)]
    if rule.retroactive:
        return _flat(rates, rounding, billed)
    if not (is_past or _has_stepped(rates, pool)):
        return [_still(b, due) for b, due in zip(billed, _flat(rates, rounding, billed), strict=True)]
    percent = rule.percent if is_past else rates.work
    more = _held(rounding)([b.work - b.before.work.billed for b in pool], [percent] * len(pool))
    held = [within(b.before.work.due + m, b.work) for b, m in zip(pool, more, strict=True)]
    return _beside(held, rates, rounding, billed)


def _still(b: Billed, due: Due) -> Due:
    """Where nothing was billed nothing more is held: periods rounded apart may be a cent off their sum."""
    if not _in_pool(b) or b.work != b.before.work.billed:
        return due
    return Due(within(b.before.work.due, b.work), due.stored)


def _is_past(rule: StepDown, billed: Sequence[Billed], on: date | None) -> bool:
    if rule.from_on is not None:
        return on is not None and on >= rule.from_on
    scheduled = _sum(b.line.scheduled for b in billed)
    reached = _sum(b.work if rule.retroactive else b.before.work.billed for b in billed)
    sign = -1 if scheduled < 0 else 1
    return scheduled != 0 and sign * reached * 100 >= sign * scheduled * (rule.at_percent or ZERO)


def _has_stepped(rates: Rates, pool: Sequence[Billed]) -> bool:
    """Whether some work was held at another percentage: a change order may lower the progress again."""
    return any(abs(b.before.work.due - flat(b.before.work.billed, rates.work)) > CENT for b in pool)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, start=ZERO)
