"""A sheet read as a schedule of values: which row is its head, which column is what, what each line says.

Everything that is guessed can be chosen otherwise (`Choices`). Whatever a cell says is kept as its text;
what cannot be read is named by its cell, and stands in the grid afterwards, to be corrected. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from invoice_app.contracts import importing_wording as i
from invoice_app.contracts.line_rules import MOST_LINES, read_line
from invoice_app.contracts.tables import Place, Table, letter, place_name
from invoice_app.contracts.typed_rows import COLUMNS, LONGEST_CELL, known_class
from invoice_app.contracts.wording import COLUMN_NAMES
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.money import CENT, typed_text
from invoice_app.shared.phrases import Phrase

NUMBERS = frozenset({"quantity", "unit_price", "scheduled", "retainage_percent"})
NO_HEAD = -1
_HEAD_WITHIN = 40
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
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?|-?\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Choices:
    """How a sheet is read. `head` is a row from 0, or `NO_HEAD`; `columns` says which of the sheet's
    columns each of the grid's is; `mark` is the decimal mark of numbers that are text."""

    head: int
    columns: Mapping[str, int]
    mark: str


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


def guess(table: Table, language: str = "fr") -> Choices:
    """How a sheet is most likely meant: by its headings, in either language, else by what it holds."""
    rows = range(min(_HEAD_WITHIN, len(table.rows)))
    known = {row: _by_heading(table, row) for row in rows}
    head = max(rows, key=lambda row: (len(known[row]), -row), default=NO_HEAD)
    if head == NO_HEAD or len(known[head]) < 2:
        head, columns = NO_HEAD, _by_content(table)
    else:
        columns = known[head]
    return Choices(head, columns, guess_mark(table, columns, language))


def guess_columns(table: Table, head: int) -> dict[str, int]:
    """What the columns are under a head that was chosen."""
    return _by_content(table) if head == NO_HEAD else _by_heading(table, head)


def guess_mark(table: Table, columns: Mapping[str, int], language: str) -> str:
    """The decimal mark of the amounts that are text: `,` or `.`."""
    texts = [
        table.cell(row, column)
        for row in range(len(table.rows))
        for name, column in columns.items()
        if name in NUMBERS and (row, column) not in table.numbers
    ]
    commas = sum(1 for text in texts if re.search(r",[0-9]{1,2}\)?[^0-9]*$", text))
    points = sum(1 for text in texts if re.search(r"\.[0-9]{1,2}\)?[^0-9]*$", text))
    if commas == points:
        return "." if language == "en" else ","
    return "," if commas > points else "."


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
            number = _number(table, (row, column), choices.mark)
            if number is not None:
                if (row, column) in table.numbers:
                    number = _kept(number, name, notes)
                boxes[name] = typed_text(number, language)
    return boxes


def _kept(number: Decimal, name: str, notes: _Notes) -> Decimal:
    """A spreadsheet's number with the decimals that are kept; rounded once, and noted where it shows."""
    kept = number.quantize(CENT if name == "scheduled" else _FOUR_PLACES, rounding=ROUND_HALF_UP)
    if abs(kept - number) > _NOISE:
        notes.rounded += 1
    return kept + 0


def _number(table: Table, place: Place, mark: str) -> Decimal | None:
    """A cell's number, whatever a spreadsheet or a person put around it; `None` when it is not one."""
    text = table.cell(*place)
    if place in table.numbers:
        return None if text.endswith("%") else _decimal(text)
    plain = re.sub(r"[\s\u00a0\u202f\u2009']|\$|CAD|CA", "", text).replace("\u2212", "-")
    bracketed = re.fullmatch(r"\((.+)\)", plain)
    trailing = re.fullmatch(r"([^-]+)-", plain)
    if bracketed or trailing:
        plain = "-" + (bracketed or trailing)[1]  # type: ignore[index]
    plain = plain.replace("." if mark == "," else ",", "").replace(mark, ".")
    return _decimal(plain) if _PLAIN.fullmatch(plain) and len(plain) < 30 else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?[0-9]*\.?[0-9]+", text) else None


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
    texts = (text for c, text in cells if text and _number(table, (row, c), choices.mark) is None)
    words = _folded(next(texts, ""))
    column = choices.columns.get("scheduled")
    amount = _number(table, (row, column), choices.mark) if column is not None else None
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


def _by_heading(table: Table, row: int) -> dict[str, int]:
    """Which column each heading of a row names; the first of two that name the same."""
    found: dict[str, int] = {}
    cells = [(_folded(text), column) for column, text in enumerate(table.rows[row]) if text]
    for exactly in (True, False):
        for words, column in cells:
            if column in found.values():
                continue
            name = _named(words, exactly)
            if name and name not in found:
                found[name] = column
    return found


def _named(words: str, exactly: bool) -> str:
    for name, aliases in i.HEADINGS.items():
        if (
            words in aliases
            if exactly
            else any(len(alias) > 3 and re.search(rf"\b{re.escape(alias)}\b", words) for alias in aliases)
        ):
            return name
    return ""


def _by_content(table: Table) -> dict[str, int]:
    """Without a head: the longest texts describe, the last column of numbers is the amounts."""
    rows = table.rows[:200]
    numbers, letters = [0] * table.width, [0] * table.width
    for r, cells in enumerate(rows):
        for c, text in enumerate(cells):
            if (r, c) in table.numbers or _number(table, (r, c), ",") is not None:
                numbers[c] += 1
            else:
                letters[c] += len(text)
    found = {}
    if any(letters):
        found["description"] = max(range(table.width), key=lambda c: letters[c])
    amounts = [c for c in range(table.width) if numbers[c] > len(rows) // 3 and c != found.get("description")]
    if amounts:
        found["scheduled"] = amounts[-1]
    return found


def _folded(text: str) -> str:
    """Lower case, without accents or signs, to compare headings with."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char)).replace("œ", "oe")
    return " ".join(re.sub(r"[^a-z0-9#%]+", " ", plain).split())


def column_title(table: Table, head: int, column: int) -> str:
    """`D · Montant prévu`: how a column is called where one chooses what it is."""
    title = " ".join(table.cell(head, column).split()) if head >= 0 else ""
    return f"{letter(column)} · {title[:40]}" if title else letter(column)


def problem_text(problem: CellProblem, language: str) -> str:
    """The column of a problem, as the grid calls it."""
    return COLUMN_NAMES[problem.column].to(language)
