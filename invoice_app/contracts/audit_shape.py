"""What the open document of an application must look like; `docs/application.schema.json` says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoice_app.contracts.auditing import SCHEMA
from invoice_app.contracts.models import ContractStatus, OrderStatus, OurRole, ProgressKind, ProgressStatus
from invoice_app.contracts.progress import Method
from invoice_app.contracts.retainage_rules import CapBasis, Rounding
from invoice_app.contracts.shapes import (
    DoesNotFit,
    Shape,
    amount,
    by_key,
    choice,
    day,
    flag,
    instant,
    keyed,
    listed,
    maybe,
    number,
    one_of,
    record,
    text,
    whole,
)
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.money import CURRENCIES
from invoice_app.shared.phrases import Phrase

MOST_LINES = 10_000
MOST_APPLICATIONS = 1_000
MOST_ORDERS = 2_000
MOST_TAXES = 20
SUMMARY_KEYS = ("1", "2", "3", "4", "5a", "5b", "5", "6", "7", "8", "9")
_KEY = whole(0, 2**63 - 1)
_PERCENT = number(4)
_RATE = number(6, digits=3)

_RULE = choice(
    "kind",
    {
        "flat": record(kind=text()),
        "manual": record(kind=text()),
        "tiers": record(
            kind=text(),
            tiers=listed(record(up_to=_PERCENT, percent=_PERCENT), most=100),
            beyond=_PERCENT,
        ),
        "cap": record(kind=text(), basis=one_of(CapBasis), value=_PERCENT),
        "step_down": record(
            kind=text(), percent=_PERCENT, from_on=maybe(day), at_percent=maybe(_PERCENT), retroactive=flag
        ),
    },
)
_AGREED: dict[str, Shape] = {
    "retainage_percent": _PERCENT,
    "stored_retainage_percent": maybe(_PERCENT),
    "rule": _RULE,
    "rounding": one_of(Rounding),
    "taxes_holdback_at_once": flag,
    "allows_over_billing": flag,
}
_LINE = record(
    key=_KEY,
    scheduled=amount,
    tax_class=one_of(TaxClass),
    retainage_percent=maybe(_PERCENT),
    change_order=text(40),
    quantity=maybe(_PERCENT),
    unit_price=maybe(_PERCENT),
    section=text(120),
)
_ENTRY = record(
    method=one_of(Method),
    value=_PERCENT,
    stored=amount,
    release_work=amount,
    release_stored=amount,
    hold_work=maybe(amount),
    hold_stored=maybe(amount),
    reason=text(300),
)
_INPUTS = record(
    on=maybe(day),
    terms=keyed({"lines": listed(_LINE, most=MOST_LINES), **_AGREED}),
    entries=by_key(_ENTRY, most=MOST_LINES),
    certificates=by_key(record(work=maybe(amount), stored=maybe(amount)), most=MOST_LINES),
    rates=listed(record(code=text(10), fr=text(40), en=text(40), rate=_RATE), most=MOST_TAXES),
)
_FIGURES = record(
    lines=listed(
        keyed(
            {"key": _KEY}
            | dict.fromkeys(
                (
                    "scheduled", "previous", "this_period", "stored", "to_date", "percent", "balance",
                    "retainage_work", "retainage_stored", "retainage", "held_this_period",
                    "released_this_period", "net_this_period",
                ),
                amount,
            )
        ),
        most=MOST_LINES,
    ),
    changes=record(
        additions_before=amount, deductions_before=amount, additions_now=amount, deductions_now=amount
    ),
    summary=keyed(dict.fromkeys(SUMMARY_KEYS, amount)),
    taxes=listed(
        record(code=text(10), fr=text(40), en=text(40), rate=_RATE, base=amount, amount=amount),
        most=MOST_TAXES,
    ),
    payable=amount,
)  # fmt: skip
_APPLICATION = record(
    number=whole(1, 1_000_000),
    sequence=whole(1, 1_000_000),
    kind=one_of(ProgressKind),
    status=one_of(ProgressStatus),
    period=record(starts_on=day, ends_on=day, due_on=day),
    invoice_number=maybe(text(60)),
    approved_at=maybe(instant),
    inputs_origin=one_of(("frozen", "live", "reconstructed")),
    inputs=_INPUTS,
    results=record(claimed=_FIGURES, certified=_FIGURES),
)
_CONTRACT = record(
    number=text(40),
    title=text(200),
    client=text(400),
    our_role=one_of(OurRole),
    status=one_of(ContractStatus),
    currency=one_of(CURRENCIES),
    province=text(2),
    signed_on=maybe(day),
    starts_on=maybe(day),
    ends_on=maybe(day),
    terms=keyed(_AGREED),
    change_orders=listed(
        record(number=text(40), title=text(200), status=one_of(OrderStatus), approved_on=maybe(day)),
        most=MOST_ORDERS,
    ),
    lines=listed(
        record(
            key=_KEY,
            section=text(120),
            item=text(20),
            description=text(300),
            cost_code=text(40),
            unit=text(20),
            change_order=text(40),
        ),
        most=MOST_LINES,
    ),
)
DOCUMENT = keyed(
    {
        "schema": one_of((SCHEMA,)),
        "application": whole(1, 1_000_000),
        "contract": _CONTRACT,
        "applications": listed(_APPLICATION, most=MOST_APPLICATIONS, least=1),
    }
)


def refuse_loose_ends(document: Mapping[str, Any]) -> None:
    """What no single value shows: keys twice, entries of no line, applications out of order.

    Raises `DoesNotFit`.
    """
    _refuse_twice([line["key"] for line in document["contract"]["lines"]], "contract.lines")
    reached = 0
    for place, application in enumerate(document["applications"]):
        path = f"applications[{place}]"
        if application["sequence"] <= reached:
            why = Phrase(
                "les demandes doivent se suivre, la plus ancienne d’abord",
                "applications must follow each other, the oldest first",
            )
            raise DoesNotFit(path=f"{path}.sequence", why=why)
        reached = application["sequence"]
        _refuse_loose_inputs(application["inputs"], f"{path}.inputs")
        for name in ("claimed", "certified"):
            lines = application["results"][name]["lines"]
            _refuse_twice([line["key"] for line in lines], f"{path}.results.{name}.lines")
            codes = [tax["code"] for tax in application["results"][name]["taxes"]]
            _refuse_twice(codes, f"{path}.results.{name}.taxes", "code")
    if document["application"] != reached:
        why = Phrase(
            "ce n’est pas le numéro de la dernière demande", "this is not the number of the last application"
        )
        raise DoesNotFit(path="application", why=why)


def _refuse_loose_inputs(inputs: Mapping[str, Any], path: str) -> None:
    keys = [line["key"] for line in inputs["terms"]["lines"]]
    _refuse_twice(keys, f"{path}.terms.lines")
    _refuse_twice([rate["code"] for rate in inputs["rates"]], f"{path}.rates", "code")
    known = {str(key) for key in keys}
    for name in ("entries", "certificates"):
        for key in inputs[name]:
            if key not in known:
                why = Phrase("ce poste n’est pas dans terms.lines", "this line is not in terms.lines")
                raise DoesNotFit(path=f"{path}.{name}.{key}", why=why)


def _refuse_twice(keys: list[Any], path: str, field: str = "key") -> None:
    seen = set()
    for place, key in enumerate(keys):
        if key in seen:
            why = Phrase("cette valeur est là deux fois", "this value is there twice")
            raise DoesNotFit(path=f"{path}[{place}].{field}", why=why)
        seen.add(key)
