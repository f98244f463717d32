"""Random contracts over several periods, every rule among them: what the invariants are proved on.

Whatever is drawn could be typed by a person and is in range: `bounds.faults` finds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from invoice_app.contracts.application import NOTHING_BILLED, Application, ContractLine, LineState
from invoice_app.contracts.certifying import Certificate
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
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.money import ZERO, to_cents
from invoice_app.shared.phrases import Phrase

D = Decimal
GST = TaxRate("GST", Phrase("TPS", "GST"), D("0.05"))
QST = TaxRate("QST", Phrase("TVQ", "QST"), D("0.09975"))
RATES = (GST, QST)
DONE = Entry(Method.PERCENT, D(100))
WHY = "as agreed on site"
FIRST_DAY = date(2026, 1, 31)
few = settings(max_examples=20, deadline=None)


def cents(least: int, most: int) -> st.SearchStrategy[Decimal]:
    return st.integers(least, most).map(lambda n: D(n).scaleb(-2))


def part(value: Decimal, percent: Decimal) -> Decimal:
    return to_cents(value * percent / 100)


percents = st.one_of(
    st.sampled_from([D(0), D(5), D(10), D(50), D(100)]),
    st.integers(0, 1_000_000).map(lambda n: D(n).scaleb(-4)),
)
days = st.integers(0, 150).map(lambda n: FIRST_DAY + timedelta(n))


@st.composite
def tiers(draw: st.DrawFn) -> Tiers:
    tops = sorted(draw(st.sets(percents.filter(bool), min_size=1, max_size=3)))
    return Tiers(tuple(Tier(top, draw(percents)) for top in tops), draw(percents))


flats = st.just(Flat())
manuals = st.just(Manual())
caps = st.one_of(
    st.builds(Cap, st.sampled_from([CapBasis.ORIGINAL, CapBasis.REVISED]), percents),
    st.builds(Cap, st.just(CapBasis.AMOUNT), cents(0, 500_000)),
)
steps = st.one_of(
    st.builds(StepDown, percents, from_on=days, retroactive=st.booleans()),
    st.builds(StepDown, percents, at_percent=percents, retroactive=st.booleans()),
)
rules = st.one_of(flats, tiers(), caps, steps, manuals)


@dataclass(frozen=True)
class Period:
    """One application with all it was computed from."""

    terms: ContractTerms
    entries: Mapping[int, Entry]
    previous: Mapping[int, LineState]
    on: date
    application: Application

    def again(self, rates: tuple[TaxRate, ...] = RATES) -> Application:
        return compute(self.terms, self.entries, self.previous, rates, self.on)


@dataclass(frozen=True)
class History:
    """A contract whose lines are all in force at its end, and its periods in order."""

    terms: ContractTerms
    periods: tuple[Period, ...]

    @property
    def made(self) -> list[Application]:
        return [period.application for period in self.periods]

    @property
    def last(self) -> Application:
        return self.periods[-1].application

    def then(self, entries: Mapping[int, Entry]) -> History:
        """One period more, with every line in force."""
        on = self.periods[-1].on + timedelta(31)
        previous = self.last.states
        application = compute(self.terms, entries, previous, RATES, on)
        return replace(self, periods=(*self.periods, Period(self.terms, entries, previous, on, application)))

    def finished(self) -> History:
        return self.then({line.key: replace(DONE, reason=WHY) for line in self.terms.lines})

    def released(self) -> History:
        """All that is held given back, and nothing else.

        What is held is read in the very period: a step that is passed in it gives some back by itself.
        """
        still = self.then({}).last.lines
        return self.then(
            {
                x.line.key: Entry(
                    stored=x.stored, release_work=x.now.work.held, release_stored=x.now.stored.held
                )
                for x in still
            }
        )


_coins = st.booleans()
_own_rates = st.none() | st.none() | percents
_quantities = st.none() | st.integers(1, 10**7).map(lambda n: D(n).scaleb(-4))
_prices = st.integers(1, 10**6).map(lambda n: D(n).scaleb(-4))
_sums = cents(0, 5_000_000)
_sections = st.sampled_from(["", "A", "B"])
_classes = st.sampled_from(TaxClass)
_optional_percents = st.none() | percents
_releases = st.sampled_from([D(0), D(0), D(30), D(100)])
_counts = st.integers(1, 6)
_up_to_2, _up_to_4 = st.integers(0, 2), st.integers(0, 4)


def lines(draw: st.DrawFn, *, negative: bool = True, own_rates: bool = True) -> tuple[ContractLine, ...]:
    """One to six lines: originals, additions and deductions, by the sum or by the unit."""
    made = []
    for key in range(1, draw(_counts) + 1):
        order = key > 1 and draw(_coins)
        below = -1 if order and negative and draw(_coins) else 1
        quantity = draw(_quantities)
        price = None if quantity is None else below * draw(_prices)
        made.append(
            ContractLine(
                key,
                to_cents(quantity * price) if quantity and price else below * draw(_sums),
                draw(_classes),
                draw(_own_rates) if own_rates else None,
                f"OC-{key}" if order else "",
                quantity,
                price,
                draw(_sections),
            )
        )
    return tuple(made)


@st.composite
def contracts(
    draw: st.DrawFn, rule: st.SearchStrategy[Rule] = rules, *, negative: bool = True, own_rates: bool = True
) -> ContractTerms:
    return ContractTerms(
        lines(draw, negative=negative, own_rates=own_rates),
        draw(percents),
        draw(_optional_percents),
        draw(rule),
        draw(st.sampled_from(Rounding)),
        draw(_coins),
        draw(_coins),
    )


def works(draw: st.DrawFn, line: ContractLine, before: LineState, terms: ContractTerms) -> Entry:
    """Work and stored materials of a line; beyond its scheduled value where the contract allows it."""
    reached = draw(percents)
    goal = part(line.scheduled, reached)
    beyond = draw(percents) if terms.allows_over_billing and draw(_up_to_4) == 0 else ZERO
    goal += part(line.scheduled, beyond)
    stored = part(line.scheduled - goal, draw(percents)) if not beyond and draw(_coins) else ZERO
    if line.unit_price and line.quantity and draw(_coins):
        quantity = (line.quantity * reached / 100).quantize(D("0.0001"))
        goal = to_cents(quantity * line.unit_price)
        entry = Entry(Method.QUANTITY, quantity)
        stored = part(line.scheduled - goal, draw(percents))
    elif not beyond and draw(_coins):
        entry = Entry(Method.PERCENT, reached)
    else:
        entry = Entry(Method.AMOUNT, goal - before.work.billed)
    return replace(entry, stored=stored, reason=WHY)


def entries(
    draw: st.DrawFn, terms: ContractTerms, previous: Mapping[int, LineState], on: date, *, by_hand: bool
) -> dict[int, Entry]:
    made = {}
    for line in terms.lines:
        if draw(_up_to_4):
            made[line.key] = works(draw, line, previous.get(line.key, NOTHING_BILLED), terms)
    if not by_hand:
        return made
    for x in compute(terms, made, previous, (), on).lines:
        if draw(_up_to_2):
            continue
        entry = made.get(x.line.key) or unchanged(x.before)
        hold, held = None, x.now.work.held
        if draw(_coins):
            held = part(x.now.work.billed, draw(percents))
            hold = held - x.before.work.held
        hold_stored, held_stored = None, x.now.stored.held
        if draw(_coins):
            held_stored = part(x.stored, draw(percents))
            hold_stored = held_stored - x.before.stored.held
        made[x.line.key] = replace(
            entry,
            hold_work=hold,
            hold_stored=hold_stored,
            release_work=part(held, draw(percents)),
            release_stored=part(held_stored, draw(percents)),
        )
    return made


@st.composite
def histories(
    draw: st.DrawFn,
    rule: st.SearchStrategy[Rule] = rules,
    *,
    negative: bool = True,
    own_rates: bool = True,
    by_hand: bool = True,
    most: int = 4,
) -> History:
    """A contract and its applications; the lines of change orders enter on the way."""
    terms = draw(contracts(rule, negative=negative, own_rates=own_rates))
    made: list[Period] = []
    for n in range(draw(st.integers(1, most))):
        on = FIRST_DAY + timedelta(31 * n)
        entered = tuple(line for line in terms.lines if not line.change_order or line.key <= n + 2)
        in_force = replace(terms, lines=entered)
        previous = made[-1].application.states if made else {}
        batch = entries(draw, in_force, previous, on, by_hand=by_hand)
        made.append(Period(in_force, batch, previous, on, compute(in_force, batch, previous, RATES, on)))
    return History(replace(terms, lines=made[-1].terms.lines), tuple(made))


@st.composite
def growing(draw: st.DrawFn, rule: st.SearchStrategy[Rule] = rules, **lines: bool) -> History:
    """A contract whose lines only grow, with nothing stored, and retainage released by hand on the way."""
    terms = replace(draw(contracts(rule, **lines)), allows_over_billing=False)
    reached = dict.fromkeys((line.key for line in terms.lines), ZERO)
    made: list[Period] = []
    for n in range(draw(st.integers(2, 5))):
        on = FIRST_DAY + timedelta(31 * n)
        previous = made[-1].application.states if made else {}
        for key in reached:
            reached[key] = max(reached[key], draw(percents))
        work = {key: Entry(Method.PERCENT, percent) for key, percent in reached.items()}
        trial = compute(terms, work, previous, (), on)
        batch = {
            x.line.key: replace(
                work[x.line.key],
                release_work=part(x.now.work.held, draw(_releases)),
            )
            for x in trial.lines
        }
        made.append(Period(terms, batch, previous, on, compute(terms, batch, previous, RATES, on)))
    return History(terms, tuple(made))


@st.composite
def certificates(draw: st.DrawFn, claimed: Application) -> dict[int, Certificate]:
    """For some lines, part of what was claimed."""
    made = {}
    for x in claimed.lines:
        if draw(_coins):
            work = draw(_optional_percents)
            stored = draw(_optional_percents)
            made[x.line.key] = Certificate(
                None if work is None else part(x.this_period, work),
                None if stored is None else part(x.stored, stored),
            )
    return made
