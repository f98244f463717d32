"""A sheet read as a schedule of values: which row is its head, which column is what, what each line says.

What is guessed (`guessing`) can be chosen otherwise. Whatever a cell says is kept as its text;
what cannot be read is named by its cell, and stands in the grid afterwards, to be corrected. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from invoice_app.contracts import importing_wording as i
from invoice_app.contracts.guessing import NUMBERS, Choices, folded, number_in
from invoice_app.contracts.line_rules import MOST_LINES, read_line
from invoice_app.contracts.tables import Table, place_name
from invoice_app.contracts.typed_rows import COLUMNS, LONGEST_CELL, known_class
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.money import CENT, typed_text
from invoice_app.shared.phrases import Phrase

_TOTAL = re.compile(
    r"(grand |sous |sub |montant |valeur )?(total|totaux|totals)( general| du contrat| des travaux"
    r"| avant taxes?| before tax(es)?| contract| of contract| ht| ttc| net)?"
)
_SUBTOTAL = re.compile(r"(sous|sub) ?total\b.*")
_BEGINS_AS_TOTAL = re.compile(r"(grand )?(total|totaux|totals)\b")
_TAX = re.compile(r"(tps|tvq|tvh|gst|qst|hst|pst|taxes?)\b.*")
_FOUR_PLACES = Decimal("0.0001")
# Between 33333.33 and the 33333.329999999 that a spreadsheet may keep for it.
_NOISE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that cannot be kept as it is: where it is, what was read there, what to do."""

    place: str
    column: str
    read: str
    what: Phrase


@dataclass(frozen=True, slots=True)
class Found:
    """The lines of a sheet, as boxes of a grid, and what was noticed. `from_rows` are their rows."""

    lines: tuple[dict[str, str], ...]
    from_rows: tuple[int, ...]
    problems: tuple[CellProblem, ...]
    notes: tuple[Phrase, ...]
    total: Decimal


@dataclass
class _Notes:
    totals: list[int] = field(default_factory=list)
    headings: int = 0
    rounded: int = 0


def lines_of(table: Table, choices: Choices, language: str = "fr", *, may_deduct: bool = False) -> Found:
    """Every line under the head, with the section it stands under; totals and empty rows left out."""
    lines: list[dict[str, str]] = []
    from_rows: list[int] = []
    problems: list[CellProblem] = []
    notes, section = _Notes(), ""
    sums = _Sums()
    for row in range(choices.head + 1, len(table.rows)):
        if not any(table.rows[row]):
            continue
        heading = _heading(table, row, choices)
        if heading and not _is_total(table, row, choices, sums):
            section, notes.headings = heading, notes.headings + 1
            sums.new_section()
            continue
        if _is_total(table, row, choices, sums):
            notes.totals.append(row + 1)
            sums.new_section()
            continue
        boxes = _boxes(table, row, choices, language, notes)
        section = boxes.get("section") or _merged_section(table, row, choices) or section
        boxes["section"] = section
        problems += _problems(table, row, choices, boxes, language, may_deduct)
        lines.append(boxes)
        from_rows.append(row)
        sums.add(read_line(boxes, TaxClass.TAXABLE, may_deduct=True, language=language).scheduled)
    return Found(
        tuple(lines), tuple(from_rows), tuple(problems), _noted(table, choices, notes, lines), sums.all
    )


@dataclass
class _Sums:
    """What the lines so far come to, in all and since the last heading or total."""

    all: Decimal = Decimal(0)
    section: Decimal = Decimal(0)

    def add(self, amount: Decimal | None) -> None:
        self.all += amount or 0
        self.section += amount or 0

    def new_section(self) -> None:
        self.section = Decimal(0)


def _boxes(table: Table, row: int, choices: Choices, language: str, notes: _Notes) -> dict[str, str]:
    boxes = dict.fromkeys(COLUMNS, "")
    for name, column in choices.columns.items():
        text = table.cell(row, column)
        if name not in NUMBERS:
            text = table.shown.get((row, column), text)
        boxes[name] = " ".join(text.split())[:LONGEST_CELL]
        if name == "tax_class":
            boxes[name] = known_class(boxes[name])
        elif name in NUMBERS and text:
            number = number_in(table, (row, column), choices.mark)
            if number is not None:
                if (row, column) in table.numbers:
                    number = _kept(number, name, notes)
                boxes[name] = _typed(number, name, language)
    return boxes


def _typed(number: Decimal, name: str, language: str) -> str:
    """A number as it would be typed; an amount has its cents."""
    if name != "scheduled" or number != number.quantize(CENT):
        return typed_text(number, language)
    text = f"{number.quantize(CENT):f}"
    return text.replace(".", ",") if language == "fr" else text


def _kept(number: Decimal, name: str, notes: _Notes) -> Decimal:
    """A spreadsheet's number with the decimals that are kept; rounded once, and noted where it shows."""
    kept = number.quantize(CENT if name == "scheduled" else _FOUR_PLACES, rounding=ROUND_HALF_UP)
    if abs(kept - number) > _NOISE:
        notes.rounded += 1
    return kept + 0


def _problems(
    table: Table, row: int, choices: Choices, boxes: Mapping[str, str], language: str, may_deduct: bool
) -> list[CellProblem]:
    """What is wrong in a line, and what the spreadsheet itself is the reason of."""
    faults = read_line(boxes, TaxClass.TAXABLE, may_deduct=may_deduct, language=language).faults
    found: dict[str, Phrase] = {name: refusal.phrase for name, refusal in faults.items()}
    for name, column in choices.columns.items():
        place = (row, column)
        if place in table.unvalued:
            found[name] = i.FORMULA_WITHOUT_VALUE
        elif name in NUMBERS and place in table.covered and not boxes.get(name):
            found[name] = i.MERGED_AMOUNT.filled(cell=place_name(table.covered[place]))
    return [
        CellProblem(
            place=place_name((row, choices.columns[name])) if name in choices.columns else str(row + 1),
            column=name,
            read=(table.cell(row, choices.columns[name]) if name in choices.columns else boxes[name])[:80],
            what=what,
        )
        for name, what in found.items()
    ]


def _heading(table: Table, row: int, choices: Choices) -> str:
    """The section that a row names: alone in its row, or in capitals with only a number before it."""
    full = [column for column, text in enumerate(table.rows[row]) if text]
    amounts = [column for name, column in choices.columns.items() if name in NUMBERS]
    if any(column in amounts or (row, column) in table.numbers for column in full[1:]):
        return ""
    # A formula without a value is a line whose amount is missing, not a heading.
    if any((row, column) in table.unvalued for column in amounts):
        return ""
    texts = [" ".join(table.shown.get((row, c), table.cell(row, c)).split()) for c in full]
    if len(full) == 1 and full[0] not in amounts and (row, full[0]) not in table.numbers:
        # The amount of a line may stand in a merged cell of the line above: then it is a line.
        is_line = any((row, column) in table.covered and not _is_across(table, row) for column in amounts)
        return "" if is_line else texts[0][:LONGEST_CELL]
    if len(full) == 2 and full == sorted(choices.columns.get(name, -1) for name in ("item", "description")):
        title = table.cell(row, choices.columns["description"])
        return " ".join(texts) if title.isupper() else ""
    return ""


def _is_across(table: Table, row: int) -> bool:
    """Whether a merge of this very row covers its cells, as one does for a title."""
    return any(table.covered.get((row, column), (-1, 0))[0] == row for column in range(table.width))


def _merged_section(table: Table, row: int, choices: Choices) -> str:
    """The section of a cell merged downwards, whose text is in the first of them only."""
    column = choices.columns.get("section")
    over = table.covered.get((row, column)) if column is not None else None
    return " ".join(table.cell(*over).split()) if over else ""


def _is_total(table: Table, row: int, choices: Choices, sums: _Sums) -> bool:
    """Whether a row only adds up others: by its words, or by an amount that is their sum."""
    cells = enumerate(table.rows[row])
    texts = (text for c, text in cells if text and number_in(table, (row, c), choices.mark) is None)
    words = folded(next(texts, ""))
    column = choices.columns.get("scheduled")
    amount = number_in(table, (row, column), choices.mark) if column is not None else None
    if _TOTAL.fullmatch(words) or _SUBTOTAL.match(words):
        return True
    is_sum = amount is not None and amount != 0 and amount in (sums.all, sums.section)
    if _BEGINS_AS_TOTAL.match(words):
        return is_sum
    described = choices.columns.get("description")
    if not words and is_sum:
        return described is None or not table.cell(row, described)
    return bool(_TAX.fullmatch(words)) and not _counted(table, row, choices) and sums.section == 0 != sums.all


def _counted(table: Table, row: int, choices: Choices) -> bool:
    return any(
        table.cell(row, choices.columns[name])
        for name in ("item", "quantity", "unit_price", "cost_code")
        if name in choices.columns
    )


def _noted(table: Table, choices: Choices, notes: _Notes, lines: list[dict[str, str]]) -> tuple[Phrase, ...]:
    found: list[Phrase] = []
    if notes.headings:
        found.append(i.HEADINGS_FOUND.filled(count=notes.headings))
    if notes.totals:
        rows = ", ".join(map(str, notes.totals[:8])) + ("…" if len(notes.totals) > 8 else "")
        found.append(i.TOTALS_LEFT_OUT.filled(count=len(notes.totals), rows=rows))
    if notes.rounded:
        found.append(i.ROUNDED.filled(count=notes.rounded))
    if table.is_hidden:
        found.append(i.SHEET_IS_HIDDEN)
    if "description" not in choices.columns:
        found.append(i.NO_DESCRIPTION_COLUMN)
    if not {"scheduled", "quantity"} & choices.columns.keys():
        found.append(i.NO_AMOUNT_COLUMN)
    if table.is_cut or len(lines) > MOST_LINES:
        found.append(i.TOO_MANY_ROWS.filled(most=MOST_LINES))
    return tuple(found)
