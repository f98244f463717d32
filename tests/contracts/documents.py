"""Open documents of contracts that exist nowhere but in a test, and the command that checks them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from invoice_app.__main__ import main
from invoice_app.contracts.application import Application, LineState
from invoice_app.contracts.auditing import SCHEMA, agreed_json, computed, tidy, told_json
from invoice_app.contracts.certifying import Certificate
from invoice_app.contracts.inputs import Inputs
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
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
from invoice_app.shared.money import ZERO, to_cents
from tests.contracts.stories import D
from tests.contracts.test_progress import RATES, histories

Json = dict[str, Any]
RULES: tuple[Rule, ...] = (
    Flat(),
    Manual(),
    Tiers((Tier(D(50), D(10)), Tier(D(80), D(5)))),
    Cap(CapBasis.REVISED, D(5)),
    Cap(CapBasis.AMOUNT, D("1000.00")),
    StepDown(D(5), at_percent=D(50)),
    StepDown(D(5), at_percent=D(50), retroactive=True),
)


def document(periods: Sequence[Inputs], words: Mapping[int, str] | None = None) -> Json:
    """The document of these applications, one after the other."""
    states: dict[int, LineState] = {}
    told = []
    for number, inputs in enumerate(periods, start=1):
        figures = computed(inputs, states)
        states = figures.certified.states
        told.append(_head(number) | told_json(inputs, figures))
    latest = periods[-1]
    return {
        "schema": SCHEMA,
        "application": len(periods),
        "contract": {
            "number": "C-1", "title": "Toiture", "client": "Éloi inc.", "our_role": "supplier",
            "status": "approved", "currency": "CAD", "province": "QC", "signed_on": "2026-02-20",
            "starts_on": None, "ends_on": None,
            "terms": agreed_json(tidy(latest)),
            "change_orders": [],
            "lines": [
                {
                    "key": line.key, "section": "", "item": f"{line.key:02}", "cost_code": "", "unit": "",
                    "description": (words or {}).get(line.key, f"Poste {line.key}"),
                    "change_order": line.change_order,
                }
                for line in latest.terms.lines
            ],
        },
        "applications": told,
    }  # fmt: skip


def _head(number: int) -> Json:
    days = {"starts_on": f"2026-{number:02}-01", "ends_on": f"2026-{number:02}-28"}
    return {
        "number": number, "sequence": number, "kind": "progress", "status": "approved",
        "period": days | {"due_on": f"2026-{number + 1:02}-25"}, "invoice_number": f"FA-2026-{number:04}",
        "approved_at": "2026-03-16T18:30:00+00:00", "inputs_origin": "frozen",
    }  # fmt: skip


@st.composite
def billed(draw: st.DrawFn) -> list[Inputs]:
    """Random applications of one contract, in range: any rule, either rounding, some certified for less."""
    terms, entered, made = draw(histories())
    rounding = draw(st.sampled_from(Rounding))
    rule = draw(st.sampled_from(RULES))
    at_once = draw(st.booleans())
    states: dict[int, LineState] = {}
    periods = []
    for batch, a in zip(entered, made, strict=True):
        lines = tuple(x.line for x in a.lines)
        in_force = replace(terms, lines=lines, rounding=rounding, rule=rule, taxes_holdback_at_once=at_once)
        entries = draw(_in_range(in_force, batch, a, states))
        claimed = compute(in_force, entries, states, RATES)
        by_hand = any(entry.release_work or entry.hold_work is not None for entry in entries.values())
        inputs = Inputs(in_force, entries, draw(_certificates(claimed, by_hand)), RATES)
        states = computed(inputs, states).certified.states
        periods.append(inputs)
    return periods


@st.composite
def _in_range(
    draw: st.DrawFn, terms: ContractTerms, batch: Mapping[int, Entry], a: Application,
    states: Mapping[int, LineState],
) -> dict[int, Entry]:  # fmt: skip
    """Entries that reach the same work wherever the lines stand, and release what another rule leaves."""
    entries = {}
    for key, entry in batch.items():
        value = entry.value
        if entry.method is Method.AMOUNT:
            value = a.states[key].work.billed - states.get(key, LineState()).work.billed
        entries[key] = replace(entry, value=value, release_work=ZERO, reason="Mesuré de nouveau")
    trial = compute(terms, entries, states, RATES)
    part = draw(st.sampled_from([D(0), D("0.3"), D(1)]))
    by_hand = draw(st.booleans())
    for x in trial.lines:
        if by_hand and draw(st.booleans()) and x.line.key in entries:
            held = to_cents(x.now.work.billed * part)
            hold = held - x.before.work.held
            entries[x.line.key] = replace(entries[x.line.key], hold_work=hold)
        elif not by_hand and x.line.key in entries:
            release = to_cents(x.now.work.held * part)
            entries[x.line.key] = replace(entries[x.line.key], release_work=release)
    return entries


@st.composite
def _certificates(draw: st.DrawFn, claimed: Application, by_hand: bool) -> dict[int, Certificate]:
    """For some lines; where nothing is held or released by hand, which less work may leave too little for."""
    made: dict[int, Certificate] = {}
    for x in [] if by_hand else claimed.lines:
        if x.this_period * x.scheduled >= 0 and draw(st.integers(0, 4)) == 0:
            part = draw(st.sampled_from([D(0), D("0.5"), D("0.99")]))
            made[x.line.key] = Certificate(work=to_cents(x.this_period * part))
    return made


@dataclass(frozen=True)
class Said:
    """How the command ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Json:
        return json.loads(self.out)


def checked(capsys: pytest.CaptureFixture[str], path: Path, *options: str) -> Said:
    """`python -m invoice_app contracts check`, in this process."""
    capsys.readouterr()
    status = main(["contracts", "check", str(path), *options])
    printed = capsys.readouterr()
    return Said(status, printed.out, printed.err)


def written(path: Path, found: object) -> Path:
    path.write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return path
