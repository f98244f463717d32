"""What was typed in an application for payment, kept as text and read only to be computed.

A cell that cannot be read, or is out of range, keeps its text and its refusal; its line is computed
as if nothing had happened on it, so the rest of the page stays true.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from decimal import Decimal

from invoice_app.contracts.application import NOTHING_BILLED, Application, LineState
from invoice_app.contracts.bounds import faults
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute, unchanged
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared import money
from invoice_app.shared.money import ZERO
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal

LONGEST_CELL = 40


class PercentOutOfRange(Invalid):
    says = Phrase(
        "Un pourcentage va de 0 à 100\u00a0; «\u00a0{typed}\u00a0» n’en est pas un.",
        "A percentage goes from 0 to 100; “{typed}” is not one.",
    )


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The boxes of one line, as typed. An empty box changes nothing.

    `work` is read by `method`; `release` is of the retainage on work, `release_stored` of the one on
    stored materials.
    """

    method: str = Method.PERCENT
    work: str = ""
    stored: str = ""
    release: str = ""
    release_stored: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """An application as it stands, and what is wrong with some of its cells, by line key.

    Each refusal's `field` is a box of `TypedLine`.
    """

    application: Application
    entries: Mapping[int, Entry]
    faults: Mapping[int, Refusal]


def read(
    terms: ContractTerms,
    typed: Mapping[int, TypedLine],
    previous: Mapping[int, LineState],
    rates: Sequence[TaxRate],
    currency: str = "CAD",
) -> Reading:
    """Read every line and compute. Never raises for what was typed."""
    entries: dict[int, Entry] = {}
    found: dict[int, Refusal] = {}
    for line in terms.lines:
        before = previous.get(line.key, NOTHING_BILLED)
        try:
            entries[line.key] = read_line(typed.get(line.key, TypedLine()), before)
        except Refusal as refusal:
            found[line.key] = refusal
            entries[line.key] = unchanged(before)
    out_of_range = faults(compute(terms, entries, previous, rates), currency)
    for key in out_of_range:
        entries[key] = unchanged(previous.get(key, NOTHING_BILLED))
    application = compute(terms, entries, previous, rates)
    return Reading(application, entries, out_of_range | found)


def read_line(typed: TypedLine, before: LineState) -> Entry:
    """The entry that was typed. Raises an `Invalid` whose `field` is the box."""
    method, value = _read_work(typed)
    return Entry(
        method=method,
        value=value,
        stored=_read_amount(typed.stored, "stored", before.stored.billed),
        release_work=_read_amount(typed.release, "release", ZERO),
        release_stored=_read_amount(typed.release_stored, "release_stored", ZERO),
    )


def read_percent(typed: str, *, field: str) -> Decimal:
    """A percentage from 0 to 100 with 4 decimals at most. Raises an `Invalid`."""
    percent = money.parse(typed, places=4, field=field)
    if not 0 <= percent <= 100:
        raise PercentOutOfRange(field=field, typed=typed.strip()[:LONGEST_CELL])
    return percent


def dumped(typed: Mapping[int, TypedLine]) -> str:
    """As JSON; lines where nothing is typed are left out."""
    return json.dumps({str(key): asdict(line) for key, line in typed.items() if line != TypedLine()})


def loaded(text: str) -> dict[int, TypedLine]:
    return {int(key): typed_line(boxes) for key, boxes in json.loads(text).items()}


def typed_line(boxes: Mapping[str, str], over: TypedLine | None = None) -> TypedLine:
    """The boxes that were sent, over those that were there; unknown boxes and methods are ignored."""
    known = {f.name for f in fields(TypedLine)}
    sent = {name: str(text)[:LONGEST_CELL] for name, text in boxes.items() if name in known}
    if sent.get("method") not in set(Method):
        sent.pop("method", None)
    return replace(over or TypedLine(), **sent)


def _read_work(typed: TypedLine) -> tuple[Method, Decimal]:
    if not typed.work.strip():
        return Method.AMOUNT, ZERO
    if typed.method == Method.PERCENT:
        return Method.PERCENT, read_percent(typed.work, field="work")
    return Method.AMOUNT, money.parse(typed.work, field="work")


def _read_amount(typed: str, field: str, otherwise: Decimal) -> Decimal:
    return money.parse(typed, field=field) if typed.strip() else otherwise
