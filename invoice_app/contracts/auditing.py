"""An application as an open document for an auditor: what it is computed from, and what it comes to.

The document is described field by field in `docs/application-json.md`. Pure: the rows are read in
`exporting`, and a file is computed again in `checking`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from invoice_app.contracts.application import Application, AppliedLine, LineState
from invoice_app.contracts.certifying import Certificate, certify
from invoice_app.contracts.inputs import Inputs, inputs_json, terms_json
from invoice_app.contracts.progress import Entry, Method, compute, unchanged
from invoice_app.shared.money import ZERO, to_cents

SCHEMA = "quittance/application/1"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Computed:
    """An application computed from its inputs: as it was asked for, and as it was certified.

    Entries are those of every line, by key.
    """

    claimed: Application
    claimed_entries: Mapping[int, Entry]
    certified: Application
    certified_entries: Mapping[int, Entry]


def computed(inputs: Inputs, previous: Mapping[int, LineState]) -> Computed:
    """What the inputs come to after `previous`. Raises `ValueError` when a line billed before has gone."""
    claimed = compute(inputs.terms, inputs.entries, previous, inputs.rates, inputs.on)
    made, result = certify(
        inputs.terms, inputs.entries, inputs.certificates, claimed, previous, inputs.rates, inputs.on
    )
    return Computed(claimed, every_entry(inputs.entries, claimed), result, every_entry(made, result))


def every_entry(entries: Mapping[int, Entry], application: Application) -> dict[int, Entry]:
    """The entries, with one for each line on which nothing happened."""
    return {x.line.key: entries.get(x.line.key) or unchanged(x.before) for x in application.lines}


def told_json(inputs: Inputs, figures: Computed) -> Json:
    """What a document says of an application's figures: what they come from, and what they are."""
    return {
        "inputs": inputs_json(tidy(inputs)),
        "results": {
            "claimed": figures_json(figures.claimed, figures.claimed_entries),
            "certified": figures_json(figures.certified, figures.certified_entries),
        },
    }


def figures_json(application: Application, entries: Mapping[int, Entry]) -> Json:
    """Every figure of an application, amounts as texts with two decimals."""
    changes = application.changes
    return {
        "lines": [line_json(x, entries.get(x.line.key, Entry())) for x in application.lines],
        "changes": {
            "additions_before": _text(changes.additions_before),
            "deductions_before": _text(changes.deductions_before),
            "additions_now": _text(changes.additions_now),
            "deductions_now": _text(changes.deductions_now),
        },
        "summary": {key: _text(amount) for key, amount in numbered(application).items()},
        "taxes": [
            {
                "code": tax.code,
                "fr": tax.label.fr,
                "en": tax.label.en,
                "rate": plain(tax.rate),
                "base": _text(tax.base),
                "amount": _text(tax.amount),
            }
            for tax in application.taxes
        ],
        "payable": _text(application.total),
    }


def numbered(a: Application) -> dict[str, Decimal]:
    """The numbered lines, in printed order."""
    return {
        "1": a.line_1, "2": a.line_2, "3": a.line_3, "4": a.line_4, "5a": a.line_5a, "5b": a.line_5b,
        "5": a.line_5, "6": a.line_6, "7": a.line_7, "8": a.line_8, "9": a.line_9,
    }  # fmt: skip


def line_json(x: AppliedLine, entry: Entry) -> Json:
    """The figures of one line; `held_this_period` - `released_this_period` is how its retainage moved."""
    released = entry.release_work + entry.release_stored
    return {
        "key": x.line.key,
        "scheduled": _text(x.scheduled),
        "previous": _text(x.previous),
        "this_period": _text(x.this_period),
        "stored": _text(x.stored),
        "to_date": _text(x.to_date),
        "percent": _text(x.percent),
        "balance": _text(x.balance),
        "retainage_work": _text(x.now.work.held),
        "retainage_stored": _text(x.now.stored.held),
        "retainage": _text(x.retainage),
        "held_this_period": _text(x.now.retainage - x.before.retainage + released),
        "released_this_period": _text(released),
        "net_this_period": _text(x.net_this_period),
    }


def agreed_json(inputs: Inputs) -> Json:
    """The terms of an application without their lines: what stands at the head of the document."""
    return {name: value for name, value in terms_json(inputs.terms).items() if name != "lines"}


def tidy(inputs: Inputs) -> Inputs:
    """The same inputs, amounts with two decimals and other numbers with no more than they need."""
    terms = inputs.terms
    lines = tuple(
        replace(
            line,
            scheduled=to_cents(line.scheduled),
            retainage_percent=_short(line.retainage_percent),
            quantity=_short(line.quantity),
            unit_price=_short(line.unit_price),
        )
        for line in terms.lines
    )
    return replace(
        inputs,
        terms=replace(
            terms,
            lines=lines,
            retainage_percent=short(terms.retainage_percent),
            stored_retainage_percent=_short(terms.stored_retainage_percent),
        ),
        entries={key: _tidy_entry(entry) for key, entry in inputs.entries.items()},
        certificates={
            key: Certificate(_cents(c.work), _cents(c.stored)) for key, c in inputs.certificates.items()
        },
        rates=tuple(replace(rate, rate=short(rate.rate)) for rate in inputs.rates),
    )


def short(value: Decimal) -> Decimal:
    """The same number without the zeros that end it, and never as `1E+2`."""
    return Decimal(plain(value))


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _tidy_entry(entry: Entry) -> Entry:
    return Entry(
        method=entry.method,
        value=to_cents(entry.value) if entry.method is Method.AMOUNT else short(entry.value),
        stored=to_cents(entry.stored),
        release_work=to_cents(entry.release_work),
        release_stored=to_cents(entry.release_stored),
        hold_work=_cents(entry.hold_work),
        hold_stored=_cents(entry.hold_stored),
        reason=entry.reason,
    )


def _short(value: Decimal | None) -> Decimal | None:
    return None if value is None else short(value)


def _cents(value: Decimal | None) -> Decimal | None:
    return None if value is None else to_cents(value)


def _text(amount: Decimal) -> str:
    return f"{to_cents(amount) + ZERO:f}"
