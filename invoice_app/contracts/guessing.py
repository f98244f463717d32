"""What a sheet most likely means: which row is its head, which column is what, how its numbers are written.

Only guesses, by the headings of both languages, else by what the cells hold. Pure.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from invoice_app.contracts import importing_wording as i
from invoice_app.contracts.tables import Place, Table, letter

NUMBERS = frozenset({"quantity", "unit_price", "scheduled", "retainage_percent"})
NO_HEAD = -1
_HEAD_WITHIN = 40
_PLAIN = re.compile(r"-?[0-9]+(\.[0-9]+)?|-?\.[0-9]+")


@dataclass(frozen=True, slots=True)
class Choices:
    """How a sheet is read. `head` is a row from 0, or `NO_HEAD`; `columns` says which of the sheet's
    columns each of the grid's is; `mark` is the decimal mark of numbers that are text."""

    head: int
    columns: Mapping[str, int]
    mark: str


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


def column_title(table: Table, head: int, column: int) -> str:
    """`D · Montant prévu`: how a column is called where one chooses what it is."""
    title = " ".join(table.cell(head, column).split()) if head >= 0 else ""
    return f"{letter(column)} · {title[:40]}" if title else letter(column)


def number_in(table: Table, place: Place, mark: str) -> Decimal | None:
    """A cell's number, whatever a spreadsheet or a person put around it; `None` when it is not one."""
    text = table.cell(*place)
    if place in table.numbers:
        return None if text.endswith("%") else _decimal(text)
    plain = re.sub(r"[\s\u00a0\u202f\u2009']|\$|CAD|CA", "", text).replace("\u2212", "-")
    # As accountants write a deduction: in brackets, or with the sign behind.
    deducted = re.fullmatch(r"\((.+)\)", plain) or re.fullmatch(r"([^-]+)-", plain)
    if deducted:
        plain = "-" + deducted[1]
    plain = plain.replace("." if mark == "," else ",", "").replace(mark, ".")
    return _decimal(plain) if _PLAIN.fullmatch(plain) and len(plain) < 30 else None


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?[0-9]*\.?[0-9]+", text) else None


def folded(text: str) -> str:
    """Lower case, without accents or signs, to compare headings with."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(char for char in plain if not unicodedata.combining(char)).replace("œ", "oe")
    return " ".join(re.sub(r"[^a-z0-9#%]+", " ", plain).split())


def _by_heading(table: Table, row: int) -> dict[str, int]:
    """Which column each heading of a row names; the first of two that name the same."""
    found: dict[str, int] = {}
    cells = [(folded(text), column) for column, text in enumerate(table.rows[row]) if text]
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
            if (r, c) in table.numbers or number_in(table, (r, c), ",") is not None:
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
