"""Open documents of contracts that exist nowhere but in a test, and the command that checks them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

from invoice_app.__main__ import main
from invoice_app.contracts.application import Application, LineState
from invoice_app.contracts.auditing import SCHEMA, agreed_json, computed, tidy, told_json
from invoice_app.contracts.certifying import Certificate
from invoice_app.contracts.inputs import Inputs
from invoice_app.contracts.progress import compute
from tests.contracts.histories import FIRST_DAY, RATES, certificates, contracts, entries

Json = dict[str, Any]


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
    """Random applications of one contract, in range: each stands on what was certified of the one before."""
    terms = draw(contracts())
    states: dict[int, LineState] = {}
    periods = []
    for n in range(draw(st.integers(1, 4))):
        on = FIRST_DAY + timedelta(31 * n)
        entered = tuple(line for line in terms.lines if not line.change_order or line.key <= n + 2)
        in_force = replace(terms, lines=entered)
        claims = entries(draw, in_force, states, on, by_hand=draw(st.booleans()))
        claimed = compute(in_force, claims, states, RATES, on)
        inputs = Inputs(in_force, claims, draw(_certificates(claimed)), RATES, on)
        states = computed(inputs, states).certified.states
        periods.append(inputs)
    return periods


@st.composite
def _certificates(draw: st.DrawFn, claimed: Application) -> dict[int, Certificate]:
    """Of some applications; what takes work back is certified as it is, so that what is stored still fits."""
    if draw(st.booleans()):
        return {}
    forth = {x.line.key for x in claimed.lines if x.this_period * x.scheduled >= 0}
    return {key: given for key, given in draw(certificates(claimed)).items() if key in forth}


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
