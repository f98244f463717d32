"""Random contracts that are full: many lines and periods, and every feature at once on small amounts.

Hypothesis draws the short and the strange first; here each contract goes where rules meet: corrections
and deductions beside additions, cents that halve, steps and caps that are passed and lost again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from invoice_app.contracts.application import NOTHING_BILLED, Application, ContractLine, LineState
from invoice_app.contracts.auditing import computed
from invoice_app.contracts.certifying import Certificate
from invoice_app.contracts.inputs import Inputs
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute, unchanged
from invoice_app.contracts.retainage_rules import (
    Cap,
    CapBasis,
    Flat,
    Manual,
    Rounding,
    Rule,
    StepDown,
    Tier,
    Tiers,
)
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.money import ZERO, to_cents
from tests.contracts.histories import FIRST_DAY, RATES, WHY, part

D = Decimal
PERCENTS = [D(text) for text in ("0", "5", "10", "12.5", "33.3333", "50", "80", "100")]


def dense(seed: int) -> list[Inputs]:
    """The applications of one contract; the same for the same seed."""
    by = Random(seed)
    terms = ContractTerms(
        _lines(by), by.choice(PERCENTS),
        by.choice([None, *PERCENTS]), _rule(by), by.choice(list(Rounding)), by.random() < 0.5,
        by.random() < 0.5,
    )  # fmt: skip
    states: dict[int, LineState] = {}
    made = []
    for n in range(by.randint(2, 6)):
        entered = tuple(line for line in terms.lines if not line.change_order or line.key <= n + 3)
        in_force, on = replace(terms, lines=entered), FIRST_DAY + timedelta(31 * n)
        claims = {
            line.key: _work(by, line, states.get(line.key, NOTHING_BILLED), over=terms.allows_over_billing)
            for line in entered
            if by.random() < 0.7
        }
        if by.random() < 0.5:
            claims |= _by_hand(by, compute(in_force, claims, states, (), on), claims)
        claimed = compute(in_force, claims, states, RATES, on)
        made.append(Inputs(in_force, claims, _certificates(by, claimed), RATES, on))
        states = computed(made[-1], states).certified.states
    return made


def _rule(by: Random) -> Rule:
    tiers = tuple(Tier(top, by.choice(PERCENTS)) for top in sorted(by.sample(PERCENTS[1:], 2)))
    return by.choice(
        [
            Flat(),
            Manual(),
            Tiers(tiers, by.choice(PERCENTS)),
            Cap(by.choice([CapBasis.ORIGINAL, CapBasis.REVISED]), by.choice(PERCENTS[:4])),
            Cap(CapBasis.AMOUNT, D(by.randint(0, 400)).scaleb(-2)),
            StepDown(by.choice(PERCENTS), from_on=FIRST_DAY + timedelta(by.randint(0, 100)),
                     retroactive=by.random() < 0.3),
            StepDown(by.choice(PERCENTS), at_percent=by.choice(PERCENTS[1:6]), retroactive=by.random() < 0.3),
        ]
    )  # fmt: skip


def _lines(by: Random) -> tuple[ContractLine, ...]:
    """Now and then all deductions, or deductions that leave nothing of the contract sum."""
    sign = -1 if by.random() < 0.1 else 1
    made = tuple(_line(by, key, sign) for key in range(1, by.randint(3, 8)))
    if by.random() < 0.15:
        plain = [replace(line, retainage_percent=None) for line in made]
        back = -sum((line.scheduled for line in plain), start=ZERO)
        made = (*plain, ContractLine(len(made) + 1, back, change_order="OC-0"))
    return made


def _line(by: Random, key: int, sign: int) -> ContractLine:
    order = key > 2 and by.random() < 0.5
    sign = -sign if order and by.random() < 0.5 else sign
    quantity = D(by.randint(1, 90_000)).scaleb(-4) if by.random() < 0.3 else None
    price = sign * D(by.randint(1, 90_000)).scaleb(-4) if quantity else None
    return ContractLine(
        key,
        to_cents(quantity * price) if quantity and price else sign * D(by.randint(0, 3000)).scaleb(-2),
        by.choice(list(TaxClass)),
        by.choice([None, None, None, *PERCENTS[:4]]),
        f"OC-{key}" if order else "",
        quantity,
        price,
    )


def _work(by: Random, line: ContractLine, before: LineState, *, over: bool) -> Entry:
    reached = by.choice(PERCENTS)
    goal = part(line.scheduled, reached)
    if line.quantity and line.unit_price and by.random() < 0.6:
        quantity = (line.quantity * reached / 100).quantize(D("0.0001"))
        goal = to_cents(quantity * line.unit_price)
        entry = Entry(Method.QUANTITY, quantity)
    elif by.random() < 0.5:
        entry = Entry(Method.PERCENT, reached)
    else:
        goal = part(goal, D(150)) if over and by.random() < 0.3 else goal
        entry = Entry(Method.AMOUNT, goal - before.work.billed)
    left = line.scheduled - goal
    stored = part(left, by.choice(PERCENTS)) if left * line.scheduled > 0 and by.random() < 0.4 else ZERO
    return replace(entry, stored=stored, reason=WHY)


def _by_hand(by: Random, a: Application, claims: Mapping[int, Entry]) -> dict[int, Entry]:
    made = {}
    for x in a.lines:
        if by.random() < 0.5:
            continue
        entry = claims.get(x.line.key) or unchanged(x.before)
        for side, before, now in (
            ("work", x.before.work, x.now.work),
            ("stored", x.before.stored, x.now.stored),
        ):
            held = now.held
            if by.random() < 0.4:
                held = part(now.billed, by.choice(PERCENTS))
                entry = replace(entry, **{f"hold_{side}": held - before.held})
            entry = replace(entry, **{f"release_{side}": part(held, by.choice(PERCENTS))})
        made[x.line.key] = entry
    return made


def _certificates(by: Random, claimed: Application) -> dict[int, Certificate]:
    """What takes work back is certified as it is, so that what is stored still fits."""
    if by.random() < 0.4:
        return {}
    return {
        x.line.key: Certificate(
            by.choice([None, part(x.this_period, by.choice(PERCENTS))]),
            by.choice([None, part(x.stored, by.choice(PERCENTS))]),
        )
        for x in claimed.lines
        if x.this_period * x.scheduled >= 0 and by.random() < 0.5
    }
