"""What an import will do, as its dialog shows it before anything changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from invoice_app.contracts import importing_wording as i
from invoice_app.contracts.guessing import NO_HEAD, Choices, column_title, guess, guess_columns, guess_mark
from invoice_app.contracts.importing import Found, lines_of
from invoice_app.contracts.line_rules import MOST_LINES, read_line
from invoice_app.contracts.tables import Table
from invoice_app.contracts.typed_rows import COLUMNS
from invoice_app.contracts.wording import COLUMN_NAMES
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared import money

_FIRST_LINES = 8
_MOST_PROBLEMS = 40
_HEADS_OFFERED = 40


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a list, and how it is shown."""

    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column of the grid, and the column of the file that fills it (empty: none)."""

    name: str
    title: str
    chosen: str


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """One of the first lines, as the grid will hold it; `row` is where it stands in the file."""

    row: str
    cells: list[str]


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A cell to correct: where, in which column, what was read, what to do."""

    place: str
    column: str
    read: str
    what: str


@dataclass(frozen=True, slots=True)
class ImportView:
    sheets: list[Option]
    sheet: str
    heads: list[Option]
    head: str
    mark: str
    offered: list[Option]
    columns: list[ColumnChoice]
    titles: list[str]
    lines: list[PreviewLine]
    counts: str
    notes: list[str]
    problems: list[ShownProblem]
    problem_count: int
    more_problems: str
    can_import: bool


def chosen_sheet(tables: tuple[Table, ...], sheet: int, language: str) -> Choices:
    """What is guessed of a sheet when it is chosen."""
    return guess(tables[sheet], language)


def chosen_head(table: Table, head: int, language: str) -> Choices:
    """What is guessed under another head."""
    columns = guess_columns(table, head)
    return Choices(head, columns, guess_mark(table, columns, language))


def import_view(
    tables: tuple[Table, ...], sheet: int, choices: Choices, *, currency: str, language: str,
    may_deduct: bool = False,
) -> tuple[ImportView, Found]:  # fmt: skip
    """The dialog as the choices make it, and the lines that would be imported."""
    table = tables[sheet]
    found = lines_of(table, choices, language, may_deduct=may_deduct)
    used = [name for name in COLUMNS if name in choices.columns or _is_used(name, found)]
    unlisted = len(found.problems) - _MOST_PROBLEMS
    counts = i.COUNTS.filled(
        count=len(found.lines), total=money.text(money.to_cents(found.total), currency, language)
    )
    return ImportView(
        sheets=[Option(str(n), _sheet_name(each, language)) for n, each in enumerate(tables)],
        sheet=str(sheet),
        heads=[Option(str(NO_HEAD), i.NO_HEAD_ROW.to(language))]
        + [
            Option(str(row), i.HEAD_ON.filled(row=row + 1).to(language))
            for row in range(min(_HEADS_OFFERED, len(table.rows)))
        ],
        head=str(choices.head),
        mark=choices.mark,
        offered=[Option("", i.NONE.to(language))]
        + [Option(str(c), column_title(table, choices.head, c)) for c in range(table.width)],
        columns=[
            ColumnChoice(name, COLUMN_NAMES[name].to(language), str(choices.columns.get(name, "")))
            for name in COLUMNS
        ],
        titles=[COLUMN_NAMES[name].to(language) for name in used],
        lines=[
            PreviewLine(str(row + 1), [_shown(name, boxes, language) for name in used])
            for row, boxes in list(zip(found.from_rows, found.lines, strict=True))[:_FIRST_LINES]
        ],
        counts=counts.to(language),
        notes=[note.to(language) for note in found.notes],
        problems=[
            ShownProblem(p.place, COLUMN_NAMES[p.column].to(language), p.read, p.what.to(language))
            for p in found.problems[:_MOST_PROBLEMS]
        ],
        problem_count=len(found.problems),
        more_problems=i.MORE.filled(count=unlisted).to(language) if unlisted > 0 else "",
        can_import=bool(found.lines) and len(found.lines) <= MOST_LINES and not table.is_cut,
    ), found


def _is_used(name: str, found: Found) -> bool:
    return any(boxes[name] for boxes in found.lines)


def _shown(name: str, boxes: Mapping[str, str], language: str) -> str:
    text = boxes[name]
    if name == "scheduled" and not text:
        product = read_line(boxes, TaxClass.TAXABLE, language=language).product
        return "" if product is None else money.number_text(product, language, least=2)
    known = name == "tax_class" and text in set(TaxClass)
    return LABELS[TaxClass(text)].to(language) if known else text


def _sheet_name(table: Table, language: str) -> str:
    return i.HIDDEN.filled(name=table.name).to(language) if table.is_hidden else table.name
