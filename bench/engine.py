"""The engine alone: a contract of 500 lines over 36 periods, from its entries to its figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from bench.clock import in_turns, milliseconds
from bench.table import Table
from invoice_app.contracts.application import Application, ContractLine, LineState
from invoice_app.contracts.bounds import check
from invoice_app.contracts.composing import summary_of, total_line
from invoice_app.contracts.inputs import Inputs, dumped, loaded
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.reading import TypedLine, read
from invoice_app.contracts.retainage_rules import Cap, CapBasis, Flat, Rounding, Rule, StepDown, Tier, Tiers
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.phrases import Phrase

LINES, PERIODS = 500, 36
ROUNDS = 5
_RATES = (
    TaxRate("GST", Phrase("TPS", "GST"), Decimal("0.05")),
    TaxRate("QST", Phrase("TVQ", "QST"), Decimal("0.09975")),
)
_TIERS = Tiers((Tier(Decimal(20), Decimal(10)), Tier(Decimal(60), Decimal("7.5"))), Decimal(5))
_WAYS: Mapping[str, tuple[Rule, Rounding]] = {
    "flat, by line": (Flat(), Rounding.LINE),
    "flat, on the total": (Flat(), Rounding.TOTAL),
    "tiers, on the total": (_TIERS, Rounding.TOTAL),
    "cap, by line": (Cap(CapBasis.REVISED, Decimal(5)), Rounding.LINE),
    "step down, by line": (StepDown(Decimal(5), at_percent=Decimal(50)), Rounding.LINE),
}


def measure() -> Iterator[Table]:
    entries = [_entries(n) for n in range(1, PERIODS + 1)]
    names = list(_WAYS)
    computed = Table(
        f"The engine: {LINES} lines over {PERIODS} periods",
        f"Medians of {ROUNDS} rounds in turns: every application computed from its entries and the one "
        "before, one line in 50 from a change order, one in 7 exempt, materials stored and released.",
        ("total, ms", "application, ms", "line, µs"),
    )
    for name, took in zip(names, in_turns(ROUNDS, *[_computing(n, entries) for n in names]), strict=True):
        computed.rows[name] = (took, took / PERIODS, took * 1000 / PERIODS / LINES)
    yield computed
    yield _around(entries)


def _computing(name: str, entries: list[dict[int, Entry]]) -> Callable[[int], float]:
    terms = _terms(name)
    return lambda _: milliseconds(lambda: _all(terms, entries))


def _around(entries: list[dict[int, Entry]]) -> Table:
    """What stands around one computation: reading, checking, the nine lines, JSON."""
    terms = _terms("flat, by line")
    before = _all(terms, entries[:-2])
    last = compute(terms, entries[-2], before.states, _RATES)
    typed = {line.key: TypedLine(Method.PERCENT, work="97,2222", stored="") for line in terms.lines}
    frozen = dumped(Inputs(terms, entries[-2], {}, _RATES))
    steps: Mapping[str, Callable[[], object]] = {
        "compute": lambda: compute(terms, entries[-2], before.states, _RATES),
        "read what is typed, find faults": lambda: read(terms, typed, before.states, _RATES),
        "check before issuing": lambda: check(last, entries[-2], terms),
        "lines 1 to 9 and the total line": lambda: (summary_of(last), total_line(last.lines)),
        "inputs to JSON": lambda: dumped(Inputs(terms, entries[-2], {}, _RATES)),
        "inputs from JSON": lambda: loaded(frozen),
    }
    table = Table(
        f"Around the engine: one application of {LINES} lines, in ms",
        f"Medians of {3 * ROUNDS} rounds in turns, flat and by line; the ratio is to computing it.",
        ("ms", "ratio"),
    )
    took = in_turns(3 * ROUNDS, *[(lambda _, act=act: milliseconds(act)) for act in steps.values()])
    for name, each in zip(steps, took, strict=True):
        table.rows[name] = (each, each / took[0])
    return table


def _all(terms: ContractTerms, entries: list[dict[int, Entry]]) -> Application:
    states: Mapping[int, LineState] = {}
    for n, batch in enumerate(entries):
        application = compute(terms, batch, states, _RATES, date(2026, 1, 31) + timedelta(30 * n))
        states = application.states
    return application


def _terms(name: str) -> ContractTerms:
    rule, rounding = _WAYS[name]
    return ContractTerms(tuple(map(_line, range(1, LINES + 1))), Decimal(10), None, rule, rounding)


def _line(key: int) -> ContractLine:
    return ContractLine(
        key,
        Decimal(100_000 + 7_919 * key).scaleb(-2) * (-1 if key % 100 == 0 else 1),
        TaxClass.EXEMPT if key % 7 == 0 else TaxClass.TAXABLE,
        Decimal(5) if key % 25 == 0 else None,
        f"OC-{key}" if key % 50 == 0 else "",
    )


def _entries(n: int) -> dict[int, Entry]:
    """One 36th more of every line; a fifth of them hold materials until the one before the last."""
    reached = (Decimal(100) * n / PERIODS).quantize(Decimal("0.0001"))
    stored = Decimal("5.00") if n < PERIODS - 1 else Decimal(0)
    return {
        key: Entry(Method.PERCENT, reached, stored if key % 5 == 1 else Decimal(0))
        for key in range(1, LINES + 1)
    }
