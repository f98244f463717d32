"""What was typed in an application for payment, kept as text and read only to be computed.

A cell that cannot be read, or is out of range, keeps its text and its refusal; its line is computed
as if nothing had happened on it, so the rest of the page stays true.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal

from invoice_app.contracts.application import NOTHING_BILLED, Application, ContractLine, LineState
from invoice_app.contracts.bounds import faults
from invoice_app.contracts.certifying import Certificate, certificate_fault, certify
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute, unchanged
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared import money
from invoice_app.shared.money import ZERO, settled
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal

LONGEST_CELL = 40
LONGEST_REASON = 300
WORK_BOXES = frozenset({"method", "work", "stored"})
CERTIFICATE_BOXES = frozenset({"certified", "certified_stored"})
# Which box of a certificate a fault of the certified figures is about.
_CERTIFIED = {"work": "certified", "stored": "certified_stored"}


class PercentOutOfRange(Invalid):
    says = Phrase(
        "Un pourcentage va de 0 à 100\u00a0; «\u00a0{typed}\u00a0» n’en est pas un.",
        "A percentage goes from 0 to 100; “{typed}” is not one.",
    )


class NoUnitPrice(Invalid):
    says = Phrase(
        "Ce poste n’a pas de prix unitaire\u00a0: facturez-le en pourcentage ou par un montant.",
        "This line has no unit price: bill it by percentage or by amount.",
    )


@dataclass(frozen=True, slots=True)
class TypedLine:
    """The boxes of one line, as typed. An empty box changes nothing.

    `work` is read by `method`. `hold` is retainage held this period whatever the rule asks, `release`
    retainage given back; `…_stored` are the same for stored materials. `certified` is what the client
    certifies of this period's work, `certified_stored` of the materials stored. `by` is who typed
    last, in `language`: `1,234` is not the same number in both.
    """

    method: str = Method.PERCENT
    work: str = ""
    stored: str = ""
    release: str = ""
    release_stored: str = ""
    hold: str = ""
    hold_stored: str = ""
    reason: str = ""
    certified: str = ""
    certified_stored: str = ""
    by: str = ""
    language: str = "fr"


_NOTHING = TypedLine()
_NAMES = tuple(f.name for f in fields(TypedLine))
_NUMBERS = tuple(name for name in _NAMES if name not in ("method", "reason", "by", "language"))


@dataclass(frozen=True, slots=True)
class Reading:
    """An application as it stands, and what is wrong with some of its cells, by line key.

    Each refusal's `field` is a box of `TypedLine`. `application` is certified and `counted` gives it,
    `claimed` is what was asked for and `entries` give it: the same where nothing was certified apart.
    """

    application: Application
    claimed: Application
    entries: Mapping[int, Entry]
    faults: Mapping[int, Refusal]
    certificates: Mapping[int, Certificate] = field(default_factory=dict)
    counted: Mapping[int, Entry] = field(default_factory=dict)


def read(
    terms: ContractTerms,
    typed: Mapping[int, TypedLine],
    previous: Mapping[int, LineState],
    rates: Sequence[TaxRate],
    currency: str = "CAD",
    on: date | None = None,
) -> Reading:
    """Read every line and compute. Never raises for what was typed."""
    entries: dict[int, Entry] = {}
    certificates: dict[int, Certificate] = {}
    found: dict[int, Refusal] = {}
    uncertified: dict[int, Refusal] = {}
    for line in terms.lines:
        before = previous.get(line.key, NOTHING_BILLED)
        boxes = typed.get(line.key)
        if boxes is None:
            continue
        try:
            entries[line.key] = read_line(boxes, before, line)
        except Refusal as refusal:
            found[line.key] = refusal
            entries[line.key] = unchanged(before)
        try:
            if certificate := read_certificate(boxes):
                certificates[line.key] = certificate
        except Refusal as refusal:
            uncertified[line.key] = refusal
    claimed = compute(terms, entries, previous, rates, on)
    aside = set(found)
    # Again, because a rule over all lines may ask less of the others once one is set aside.
    while out_of_range := faults(claimed, _all(entries, claimed), terms, currency):
        if out_of_range.keys() <= aside:
            break
        found, aside = out_of_range | found, aside | out_of_range.keys()
        for key in out_of_range:
            entries[key] = unchanged(previous.get(key, NOTHING_BILLED))
        claimed = compute(terms, entries, previous, rates, on)
    found = uncertified | found
    if not certificates:
        return Reading(claimed, claimed, entries, found, counted=entries)
    return _certified(terms, entries, certificates, previous, rates, currency, on, claimed, found)


def _certified(
    terms: ContractTerms, entries: dict[int, Entry], certificates: dict[int, Certificate],
    previous: Mapping[int, LineState], rates: Sequence[TaxRate], currency: str, on: date | None,
    claimed: Application, found: dict[int, Refusal],
) -> Reading:  # fmt: skip
    """The reading once what was certified is counted; a certificate that cannot stand counts as none."""
    wrong = {
        x.line.key: fault
        for x in claimed.lines
        if (c := certificates.get(x.line.key)) and (fault := certificate_fault(x, c, currency))
    }
    good = {key: c for key, c in certificates.items() if key not in wrong and key not in found}
    counted, application = certify(terms, entries, good, claimed, previous, rates, on)
    if broken := faults(application, _all(counted, application), terms, currency):
        for key in broken.keys() & good.keys():
            broken[key].field = _CERTIFIED.get(broken[key].field, broken[key].field)
        good = {key: c for key, c in good.items() if key not in broken}
        counted, application = certify(terms, entries, good, claimed, previous, rates, on)
    return Reading(application, claimed, entries, wrong | broken | found, good, counted)


def _all(entries: Mapping[int, Entry], application: Application) -> dict[int, Entry]:
    return {x.line.key: entries.get(x.line.key) or unchanged(x.before) for x in application.lines}


def read_line(typed: TypedLine, before: LineState, line: ContractLine) -> Entry:
    """The entry that was typed. Raises an `Invalid` whose `field` is the box."""
    method, value = _read_work(typed, line)
    return Entry(
        method=method,
        value=value,
        stored=_read_amount(typed, "stored", before.stored.billed),
        release_work=_read_amount(typed, "release", ZERO),
        release_stored=_read_amount(typed, "release_stored", ZERO),
        hold_work=_read_optional(typed, "hold"),
        hold_stored=_read_optional(typed, "hold_stored"),
        reason=typed.reason.strip(),
    )


def read_certificate(typed: TypedLine) -> Certificate | None:
    """What was certified of a line; nothing when both boxes are empty. Raises an `Invalid`."""
    found = Certificate(
        _read_optional(typed, "certified"),
        _read_optional(typed, "certified_stored"),
    )
    return None if found == Certificate() else found


def read_percent(typed: str, *, field: str, language: str = "fr") -> Decimal:
    """A percentage from 0 to 100 with 4 decimals at most. Raises an `Invalid`."""
    percent = money.parse(typed, places=4, field=field, language=language)
    if not 0 <= percent <= 100:
        raise PercentOutOfRange(field=field, typed=typed.strip()[:LONGEST_CELL])
    return percent


def dumped(typed: Mapping[int, TypedLine]) -> str:
    """As JSON; boxes where nothing is typed are left out, and so are lines without any."""
    kept = {
        str(key): {name: text for name in _NAMES if (text := getattr(line, name)) != getattr(_NOTHING, name)}
        for key, line in typed.items()
        if line != _NOTHING
    }
    return json.dumps(kept, ensure_ascii=False)


def loaded(text: str) -> dict[int, TypedLine]:
    return {int(key): typed_line(boxes) for key, boxes in json.loads(text).items()}


def typed_line(boxes: Mapping[str, str], over: TypedLine | None = None) -> TypedLine:
    """The boxes that were sent, over those that were there; unknown boxes and methods are ignored."""
    sent = {
        name: str(text)[: LONGEST_REASON if name in ("reason", "by") else LONGEST_CELL]
        for name, text in boxes.items()
        if name in _NAMES
    }
    if sent.get("method") not in set(Method):
        sent.pop("method", None)
    before = over or TypedLine()
    if sent.get("language", before.language) != before.language:
        before = replace(before, **{box: settled(getattr(before, box), before.language) for box in _NUMBERS})
    return replace(before, **sent)


def _read_work(typed: TypedLine, line: ContractLine) -> tuple[Method, Decimal]:
    if not typed.work.strip():
        return Method.AMOUNT, ZERO
    if typed.method == Method.PERCENT:
        return Method.PERCENT, read_percent(typed.work, field="work", language=typed.language)
    if typed.method == Method.QUANTITY:
        if line.unit_price is None:
            raise NoUnitPrice(field="work")
        return Method.QUANTITY, money.parse(typed.work, places=4, field="work", language=typed.language)
    return Method.AMOUNT, money.parse(typed.work, field="work", language=typed.language)


def _read_amount(typed: TypedLine, box: str, otherwise: Decimal) -> Decimal:
    found = _read_optional(typed, box)
    return otherwise if found is None else found


def _read_optional(typed: TypedLine, box: str) -> Decimal | None:
    text: str = getattr(typed, box)
    return money.parse(text, field=box, language=typed.language) if text.strip() else None
