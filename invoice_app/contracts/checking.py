"""Every figure of an open document, computed again from its inputs alone, and held against the file.

Applications are chained: where one starts is where the computed one before it ended as certified,
never what the file says of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from invoice_app.contracts.application import Application, LineState
from invoice_app.contracts.auditing import Computed, agreed_json, computed, figures_json, tidy
from invoice_app.contracts.bounds import DoesNotAddUp, check, faults
from invoice_app.contracts.certifying import certificate_fault
from invoice_app.contracts.inputs import Inputs, inputs_from
from invoice_app.contracts.progress import Entry
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

Json = dict[str, Any]


class CannotCompute(Refusal):
    says = Phrase(
        "La demande no\u00a0{number} ne peut pas être calculée à partir de ses données d’entrée\u00a0: "
        "{why}.",
        "Application no.\u00a0{number} cannot be computed from its inputs: {why}.",
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the file that is not the computed one; `None` is one that is not there.

    `place` is `claimed`, `certified` or `contract`; `line` a key, or nothing for a figure of the whole;
    `figure` is its name: `this_period`, `summary.8`, `taxes.GST.amount`, `payable`.
    """

    place: str
    line: int | None
    figure: str
    in_file: str | None
    computed: str | None


@dataclass(frozen=True, slots=True)
class Fault:
    """What cannot stand whatever the file says: a line out of its bounds, or totals that do not add up."""

    place: str
    line: int | None
    says: Phrase


@dataclass(frozen=True, slots=True)
class Checked:
    """One application computed again."""

    source: Json
    result: Computed
    differences: tuple[Difference, ...]
    faults: tuple[Fault, ...]

    @property
    def agrees(self) -> bool:
        return not self.differences and not self.faults


@dataclass(frozen=True, slots=True)
class Verdict:
    """The whole document as it was read, what its lines are called by key, and its applications in order."""

    document: Json
    words: Mapping[int, Json]
    applications: tuple[Checked, ...]

    @property
    def agrees(self) -> bool:
        return all(one.agrees for one in self.applications)

    @property
    def count(self) -> int:
        return sum(len(one.differences) + len(one.faults) for one in self.applications)


def check_document(document: Json) -> Verdict:
    """Compute everything again; `document` follows the schema. Raises `CannotCompute`."""
    currency = document["contract"]["currency"]
    states: dict[int, LineState] = {}
    made = []
    for source in document["applications"]:
        inputs, result = _computed(source, states)
        found = [
            *_against(source["results"]["claimed"], result.claimed, result.claimed_entries, "claimed"),
            *_against(
                source["results"]["certified"], result.certified, result.certified_entries, "certified"
            ),
        ]
        if source is document["applications"][-1]:
            found += _terms_differences(document["contract"]["terms"], inputs)
        made.append(Checked(source, result, tuple(found), tuple(_faults(result, inputs, currency))))
        states = result.certified.states
    words = {line["key"]: line for line in document["contract"]["lines"]}
    return Verdict(document, words, tuple(made))


def _computed(source: Json, states: Mapping[int, LineState]) -> tuple[Inputs, Computed]:
    try:
        inputs = inputs_from(source["inputs"])
        gone = states.keys() - {line.key for line in inputs.terms.lines}
        if gone:
            why = Phrase(
                f"des postes déjà facturés n’y sont plus ({', '.join(map(str, sorted(gone)))})",
                f"lines billed before are not there any more ({', '.join(map(str, sorted(gone)))})",
            )
            raise CannotCompute(number=source["number"], why=why)
        return inputs, computed(inputs, states)
    except (ValueError, ArithmeticError, KeyError, TypeError) as error:
        why = Phrase(f"calcul impossible ({error})", f"it cannot be counted ({error})")
        raise CannotCompute(number=source["number"], why=why) from None


def _against(
    in_file: Json, application: Application, entries: Mapping[int, Entry], place: str
) -> Iterator[Difference]:
    ours = figures_json(application, entries)
    theirs = {line["key"]: line for line in in_file["lines"]}
    for line in ours["lines"]:
        key = line["key"]
        yield from _of_record(theirs.pop(key, None), line, place, key)
    for key, line in theirs.items():
        yield from _of_record(line, None, place, key)
    for name in ("changes", "summary"):
        yield from _of_record(in_file[name], ours[name], place, None, f"{name}.")
    taxes = {tax["code"]: tax for tax in in_file["taxes"]}
    for tax in ours["taxes"]:
        yield from _of_record(taxes.pop(tax["code"], None), tax, place, None, f"taxes.{tax['code']}.")
    for code, tax in taxes.items():
        yield from _of_record(tax, None, place, None, f"taxes.{code}.")
    yield from _of_record({"payable": in_file["payable"]}, {"payable": ours["payable"]}, place, None)


def _of_record(
    theirs: Json | None, ours: Json | None, place: str, line: int | None, before: str = ""
) -> Iterator[Difference]:
    """The figures that differ between two records with the same fields, or all of the one that is alone."""
    for name in ours or theirs or {}:
        in_file = None if theirs is None else theirs[name]
        counted = None if ours is None else ours[name]
        if name != "key" and not _same(in_file, counted):
            yield Difference(place, line, f"{before}{name}", in_file, counted)


def _terms_differences(in_file: Json, inputs: Inputs) -> Iterator[Difference]:
    """The terms at the head of the file are those of its latest application."""
    ours = agreed_json(tidy(inputs))
    for name, value in ours.items():
        if not _same(in_file[name], value):
            yield Difference("contract", None, f"terms.{name}", _shown(in_file[name]), _shown(value))


def _same(theirs: object, ours: object) -> bool:
    """Whether two values say the same: `10` and `10.0000` do."""
    if theirs == ours:
        return True
    if isinstance(theirs, dict) and isinstance(ours, dict):
        return theirs.keys() == ours.keys() and all(_same(theirs[name], ours[name]) for name in ours)
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(theirs) == len(ours) and all(map(_same, theirs, ours))
    if isinstance(theirs, str) and isinstance(ours, str):
        try:
            return Decimal(theirs) == Decimal(ours)
        except ArithmeticError:
            return False
    return False


def _shown(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "; ".join(_shown(one) or "" for one in value)
    return str(value).lower()


def _faults(result: Computed, inputs: Inputs, currency: str) -> Iterator[Fault]:
    for place, application, entries in (
        ("claimed", result.claimed, result.claimed_entries),
        ("certified", result.certified, result.certified_entries),
    ):
        found = faults(application, entries, inputs.terms, currency)
        for key, refusal in found.items():
            yield Fault(place, key, refusal.phrase)
        try:
            check(application, entries, inputs.terms)
        except DoesNotAddUp as refusal:
            if not found:
                yield Fault(place, None, refusal.phrase)
    for x in result.claimed.lines:
        certificate = inputs.certificates.get(x.line.key)
        if certificate and (fault := certificate_fault(x, certificate, currency)):
            yield Fault("certified", x.line.key, fault.phrase)
