"""What the check of a document says: as an aligned table to be read, or as JSON for another program."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from invoice_app.contracts import export_wording as e
from invoice_app.contracts import wording as w
from invoice_app.contracts.application import Application, AppliedLine
from invoice_app.contracts.auditing import figures_json, numbered
from invoice_app.contracts.checking import Checked, Difference, Fault, Verdict
from invoice_app.contracts.composing import total_line
from invoice_app.contracts.models import ProgressKind, ProgressStatus
from invoice_app.invoices.document import ScheduleLine
from invoice_app.shared import money
from invoice_app.shared.phrases import Language

Json = dict[str, Any]
_WIDEST = 36
_COLUMNS = (w.SCHEDULED, w.PREVIOUS, w.THIS_PERIOD, w.STORED, w.TO_DATE, w.PERCENT, w.BALANCE, w.RETAINAGE)


def verdict_json(verdict: Verdict, language: Language) -> Json:
    """The verdict for a program; lines, summary and taxes are the computed ones, as certified."""
    return {
        "agrees": verdict.agrees,
        "applications": [_checked_json(one, verdict, language) for one in verdict.applications],
    }


def _checked_json(one: Checked, verdict: Verdict, language: Language) -> Json:
    figures = figures_json(one.result.certified, one.result.certified_entries)
    lines = [
        {"item": verdict.words.get(line["key"], {}).get("item", "")}
        | {"description": verdict.words.get(line["key"], {}).get("description", "")}
        | line
        for line in figures["lines"]
    ]
    return {
        "number": one.source["number"],
        "agrees": one.agrees,
        **figures,
        "lines": lines,
        "claimed": figures_json(one.result.claimed, one.result.claimed_entries),
        "differences": [
            {
                "set": found.place,
                "line": found.line,
                "figure": found.figure,
                "in_file": found.in_file,
                "computed": found.computed,
            }
            for found in one.differences
        ],
        "faults": [
            {"set": fault.place, "line": fault.line, "says": fault.says.to(language)} for fault in one.faults
        ],
    }


def verdict_text(verdict: Verdict, language: Language) -> str:
    """The verdict for a person."""
    contract = verdict.document["contract"]
    title = " · ".join(
        plain(part) for part in (contract["number"], contract["title"], contract["client"]) if part
    )
    parts = [title] if title else []
    parts += ["\n".join(_told(one, verdict, language)) for one in verdict.applications]
    words = e.AGREES if verdict.agrees else e.DISAGREES
    count = len(verdict.applications) if verdict.agrees else verdict.count
    parts.append(words.filled(count=count).to(language))
    return "\n\n".join(parts) + "\n"


def _told(one: Checked, verdict: Verdict, language: Language) -> Iterator[str]:
    source, result = one.source, one.result
    head = e.HEAD.filled(
        number=source["number"],
        kind=e.KINDS[ProgressKind(source["kind"])],
        status=w.PROGRESS_STATUSES[ProgressStatus(source["status"])],
        starts=source["period"]["starts_on"],
        ends=source["period"]["ends_on"],
    ).to(language)
    yield head
    yield "=" * width(head)
    if source["inputs_origin"] == "reconstructed":
        yield e.RECONSTRUCTED.to(language)
    is_apart = result.claimed != result.certified
    for name, application in (
        *([(e.CLAIMED, result.claimed)] if is_apart else []),
        (e.CERTIFIED, result.certified),
    ):
        if is_apart:
            yield f"\n[{name.to(language)}]"
        yield ""
        yield from _schedule(application, verdict, language)
        yield ""
        yield from _summary(application, verdict, language)
    yield ""
    if one.agrees:
        yield e.APPLICATION_AGREES.to(language)
        return
    yield f"{e.DIFFERENCES.to(language)} :" if language == "fr" else f"{e.DIFFERENCES.to(language)}:"
    for found in one.differences:
        yield f"  - {_difference(found, verdict, language)}"
    for fault in one.faults:
        yield f"  - {_fault(fault, verdict, language)}"


def _schedule(application: Application, verdict: Verdict, language: Language) -> Iterator[str]:
    words = verdict.words
    rows = [["", w.ITEM.to(language), w.DESCRIPTION.to(language), *(c.to(language) for c in _COLUMNS)]]
    rows += [
        [
            plain(x.line.change_order),
            plain(words.get(x.line.key, {}).get("item", "")),
            plain(words.get(x.line.key, {}).get("description", "") or f"#{x.line.key}", _WIDEST),
            *_amounts(x, language),
        ]
        for x in application.lines
    ]
    rows.append(["", "", w.TOTAL.to(language), *_amounts(total_line(application.lines), language)])
    if any(row[0] for row in rows):
        return aligned(rows, left=3)
    return aligned([row[1:] for row in rows], left=2)


def _amounts(x: AppliedLine | ScheduleLine, language: Language) -> list[str]:
    """The columns of a line or of the totals: both have the same names."""
    figures = (
        x.scheduled, x.previous, x.this_period, x.stored, x.to_date, x.percent, x.balance, x.retainage,
    )  # fmt: skip
    return [_number(figure, language) for figure in figures]


def _summary(application: Application, verdict: Verdict, language: Language) -> Iterator[str]:
    currency = verdict.document["contract"]["currency"]
    rows = [
        [key, w.SUMMARY[key].to(language), _number(amount, language)]
        for key, amount in numbered(application).items()
    ]
    rows += [
        [
            "",
            f"{plain(tax.label.to(language), 20)} {money.rate_text(tax.rate, language)} × "
            f"{_number(tax.base, language)}",
            _number(tax.amount, language),
        ]
        for tax in application.taxes
    ]
    rows.append(["", f"{w.PAYABLE.to(language)} ({currency})", _number(application.total, language)])
    return aligned(rows, left=2)


def _difference(found: Difference, verdict: Verdict, language: Language) -> str:
    figure = w.SUMMARY.get(found.figure.removeprefix("summary."))
    label = f"{found.figure} ({figure.to(language)})" if figure else found.figure
    absent = e.ABSENT.to(language)
    return e.DIFFERENCE.filled(
        where=_where(found.place, found.line, plain(label, 200), verdict, language),
        in_file=absent if found.in_file is None else plain(found.in_file, 200),
        computed=absent if found.computed is None else plain(found.computed, 200),
    ).to(language)


def _fault(fault: Fault, verdict: Verdict, language: Language) -> str:
    where = _where(fault.place, fault.line, "", verdict, language)
    return e.CANNOT_STAND.filled(where=where, says=fault.says).to(language)


def _where(place: str, line: int | None, figure: str, verdict: Verdict, language: Language) -> str:
    """`certifié, poste 02, this_period`: names as the file writes them, so that they can be searched for."""
    places = {"claimed": e.CLAIMED, "certified": e.CERTIFIED, "contract": w.CONTRACT}
    parts = [places[place].to(language).lower()]
    if line is not None:
        known = verdict.words.get(line, {})
        name = known.get("item") or known.get("description") or f"#{line}"
        parts.append(e.LINE_CALLED.filled(name=plain(name, _WIDEST)).to(language))
    return ", ".join([*parts, *([figure] if figure else [])])


def aligned(rows: list[list[str]], *, left: int) -> Iterator[str]:
    """Rows as lines of text in columns; the first `left` are words, the others are numbers."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [
            cell + " " * (wide - width(cell)) if at < left else " " * (wide - width(cell)) + cell
            for at, (cell, wide) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()


def width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        for letter in text
    )


def plain(text: str, most: int = 200) -> str:
    """A text of the file without what would move a terminal's cursor, no longer than `most`."""
    safe = "".join(letter if letter.isprintable() else " " for letter in text)
    return safe[: most - 1] + "…" if len(safe) > most else safe


def _number(value: Decimal, language: Language) -> str:
    return money.number_text(value, language, least=2, most=2)
