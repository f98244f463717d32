"""All that an application is computed from, as JSON and back: what is frozen, exported and checked.

Amounts and percentages are texts (`"1234.50"`), days are `2026-03-31`. The schema is described in
`docs/application-json.md`; `loaded(dumped(x)) == x`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Any

from invoice_app.contracts.application import ContractLine
from invoice_app.contracts.certifying import Certificate
from invoice_app.contracts.progress import ContractTerms, Entry, Method
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
from invoice_app.shared.phrases import Phrase

Json = dict[str, Any]
_KINDS: dict[type, str] = {Flat: "flat", Tiers: "tiers", Cap: "cap", StepDown: "step_down", Manual: "manual"}


@dataclass(frozen=True, slots=True)
class Inputs:
    """One application's inputs; `entries` is what was claimed, `on` the last day of its period."""

    terms: ContractTerms
    entries: Mapping[int, Entry]
    certificates: Mapping[int, Certificate] = field(default_factory=dict)
    rates: tuple[TaxRate, ...] = ()
    on: date | None = None


def dumped(inputs: Inputs) -> str:
    return json.dumps(inputs_json(inputs), ensure_ascii=False)


def loaded(text: str) -> Inputs:
    """Raises `KeyError`, `ValueError` or `TypeError` when the text is not what `dumped` writes."""
    return inputs_from(json.loads(text))


def inputs_json(inputs: Inputs) -> Json:
    return {
        "on": inputs.on.isoformat() if inputs.on else None,
        "terms": terms_json(inputs.terms),
        "entries": {str(key): _fields(entry) for key, entry in inputs.entries.items()},
        "certificates": {str(key): _fields(c) for key, c in inputs.certificates.items()},
        "rates": [
            {"code": r.code, "fr": r.label.fr, "en": r.label.en, "rate": str(r.rate)} for r in inputs.rates
        ],
    }


def inputs_from(found: Json) -> Inputs:
    return Inputs(
        terms=terms_from(found["terms"]),
        entries={int(key): _entry(entry) for key, entry in found["entries"].items()},
        certificates={
            int(key): Certificate(_decimal(c["work"]), _decimal(c["stored"]))
            for key, c in found.get("certificates", {}).items()
        },
        rates=tuple(TaxRate(r["code"], Phrase(r["fr"], r["en"]), Decimal(r["rate"])) for r in found["rates"]),
        on=date.fromisoformat(found["on"]) if found.get("on") else None,
    )


def terms_json(terms: ContractTerms) -> Json:
    return {
        "lines": [_fields(line) for line in terms.lines],
        "retainage_percent": str(terms.retainage_percent),
        "stored_retainage_percent": _text(terms.stored_retainage_percent),
        "rule": rule_json(terms.rule),
        "rounding": str(terms.rounding),
        "taxes_holdback_at_once": terms.taxes_holdback_at_once,
        "allows_over_billing": terms.allows_over_billing,
    }


def terms_from(found: Json) -> ContractTerms:
    return ContractTerms(
        lines=tuple(_line(line) for line in found["lines"]),
        retainage_percent=Decimal(found["retainage_percent"]),
        stored_retainage_percent=_decimal(found["stored_retainage_percent"]),
        rule=rule_from(found["rule"]),
        rounding=Rounding(found["rounding"]),
        taxes_holdback_at_once=bool(found["taxes_holdback_at_once"]),
        allows_over_billing=bool(found["allows_over_billing"]),
    )


def rule_json(rule: Rule) -> Json:
    return {"kind": _KINDS[type(rule)], **_texts(asdict(rule))}


def rule_from(found: Json) -> Rule:
    """Raises `ValueError` for a kind that is not known."""
    match found["kind"]:
        case "flat":
            return Flat()
        case "manual":
            return Manual()
        case "tiers":
            tiers = (Tier(Decimal(t["up_to"]), Decimal(t["percent"])) for t in found["tiers"])
            return Tiers(tuple(tiers), Decimal(found["beyond"]))
        case "cap":
            return Cap(CapBasis(found["basis"]), Decimal(found["value"]))
        case "step_down":
            return StepDown(
                percent=Decimal(found["percent"]),
                from_on=date.fromisoformat(found["from_on"]) if found.get("from_on") else None,
                at_percent=_decimal(found.get("at_percent")),
                retroactive=bool(found["retroactive"]),
            )
        case kind:
            raise ValueError(f"unknown rule of retainage: {kind!r}")


def kept_rule(text: str) -> Rule:
    """The rule of a contract as its column keeps it; empty is a plain percentage."""
    return rule_from(json.loads(text)) if text else Flat()


def _line(found: Json) -> ContractLine:
    return ContractLine(
        key=int(found["key"]),
        scheduled=Decimal(found["scheduled"]),
        tax_class=TaxClass(found["tax_class"]),
        retainage_percent=_decimal(found["retainage_percent"]),
        change_order=found["change_order"],
        quantity=_decimal(found["quantity"]),
        unit_price=_decimal(found["unit_price"]),
        section=found["section"],
    )


def _entry(found: Json) -> Entry:
    return Entry(
        method=Method(found["method"]),
        value=Decimal(found["value"]),
        stored=Decimal(found["stored"]),
        release_work=Decimal(found["release_work"]),
        release_stored=Decimal(found["release_stored"]),
        hold_work=_decimal(found["hold_work"]),
        hold_stored=_decimal(found["hold_stored"]),
        reason=found["reason"],
    )


def _fields(record: Entry | Certificate | ContractLine) -> Json:
    # `dataclasses.asdict` copies every value deeply: four times as long for 500 lines.
    return {f.name: _texts(getattr(record, f.name)) for f in fields(record)}


def _texts(values: Any) -> Any:
    if isinstance(values, dict):
        return {name: _texts(value) for name, value in values.items()}
    if isinstance(values, (list, tuple)):
        return [_texts(value) for value in values]
    return _text(values) if isinstance(values, (Decimal, date)) else values


def _text(value: Decimal | date | None) -> str | None:
    return None if value is None else str(value)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
