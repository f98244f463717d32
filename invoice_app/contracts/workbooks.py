"""An XLSX file as tables of text cells; pure. Read in a stream and no further than `tables` allows."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries
from openpyxl.xml import DEFUSEDXML

from invoice_app.contracts.tables import (
    MOST_COLUMNS,
    MOST_ROWS,
    Damaged,
    Encrypted,
    HasMacros,
    NotASpreadsheet,
    OldFormat,
    Place,
    Table,
    UnpacksTooLarge,
)

_UNPACKED = 40 * 1024 * 1024
_MOST_PARTS = 2_000
# A tag costs hundreds of bytes once it is read: two thousand rows of twenty cells have 200,000.
_MOST_TAGS = 1_500_000
_MOST_COVERED = 200_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_PLAIN_FORMAT = re.compile(r"(0+)(?:\.(0+))?")


def read_workbook(content: bytes) -> tuple[Table, ...]:
    """The sheets of a workbook, the hidden ones last. Raises a refusal of `tables`."""
    if not DEFUSEDXML:
        raise RuntimeError("defusedxml is not installed: workbooks would be read without protection")
    parts = _checked(content)
    try:
        _require_few_tags(parts)
        tables = _tables(content, parts)
    except (Damaged, NotASpreadsheet, UnpacksTooLarge):
        raise
    except Exception as error:
        # Whatever the library stumbles on, the file is what is wrong.
        raise Damaged() from error
    if not tables:
        raise NotASpreadsheet()
    return tuple(sorted(tables, key=lambda table: table.is_hidden))


def _checked(content: bytes) -> zipfile.ZipFile:
    """The package, once nothing in its list of parts forbids to open it."""
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise Damaged() from None
    parts = package.infolist()
    names = {part.filename for part in parts}
    # `zipfile` never reads more of a part than its size as it is listed here.
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _UNPACKED:
        raise UnpacksTooLarge()
    if any(part.flag_bits & 1 for part in parts):
        raise Encrypted()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise HasMacros()
    if "xl/workbook.bin" in names:
        raise OldFormat(name=".xlsb")
    if "content.xml" in names and "mimetype" in names:
        raise OldFormat(name=".ods")
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise NotASpreadsheet()
    return package


def _require_few_tags(package: zipfile.ZipFile) -> None:
    count = 0
    for part in package.infolist():
        if part.filename.lower().endswith((".xml", ".rels")):
            count += package.read(part).count(b"<")
        if count > _MOST_TAGS:
            raise UnpacksTooLarge()


def _tables(content: bytes, package: zipfile.ZipFile) -> list[Table]:
    values = openpyxl.load_workbook(
        io.BytesIO(content), read_only=True, data_only=True, keep_links=False, rich_text=False
    )
    formulas: Any = None
    tables = []
    for sheet in values.worksheets:
        part = package.read(sheet._worksheet_path)
        reading = _Reading()
        reading.read(sheet)
        if b"<f" in part or b":f>" in part:
            formulas = formulas or openpyxl.load_workbook(
                io.BytesIO(content), read_only=True, data_only=False, keep_links=False
            )
            reading.find_unvalued(formulas[sheet.title])
        tables.append(reading.table(sheet, _covered(part)))
    return tables


class _Reading:
    """One sheet, as its cells come."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, ...]] = []
        self.numbers: set[Place] = set()
        self.shown: dict[Place, str] = {}
        self.unvalued: set[Place] = set()
        self.is_cut = False

    def read(self, sheet: Any) -> None:
        # The size that a sheet says it has may be anything: the cells themselves are counted.
        sheet.reset_dimensions()
        for i, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1)):
            texts = tuple(self._text(cell, (i, j)) for j, cell in enumerate(cells[:MOST_COLUMNS]))
            if i >= MOST_ROWS:
                self.is_cut = any(texts)
                break
            self.rows.append(texts)
        while self.rows and not any(self.rows[-1]):
            self.rows.pop()

    def find_unvalued(self, sheet: Any) -> None:
        sheet.reset_dimensions()
        for i, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS)):
            for j, cell in enumerate(cells[:MOST_COLUMNS]):
                if cell.data_type == "f" and not (i < len(self.rows) and j < len(self.rows[i])):
                    self._widen(i, j)
                if cell.data_type == "f" and not self.rows[i][j]:
                    self.unvalued.add((i, j))

    def table(self, sheet: Any, covered: dict[Place, Place]) -> Table:
        return Table(
            name=str(sheet.title)[:60], rows=tuple(self.rows), is_hidden=sheet.sheet_state != "visible",
            numbers=frozenset(self.numbers), shown=self.shown, covered=covered,
            unvalued=frozenset(self.unvalued), is_cut=self.is_cut,
        )  # fmt: skip

    def _widen(self, i: int, j: int) -> None:
        while len(self.rows) <= i:
            self.rows.append(())
        self.rows[i] = self.rows[i] + ("",) * (j + 1 - len(self.rows[i]))

    def _text(self, cell: Any, place: Place) -> str:
        value = cell.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "oui" if value else "non"
        if isinstance(value, (int, float)):
            return self._number(value, cell.number_format or "General", place)
        if isinstance(value, datetime):
            return value.date().isoformat()
        if isinstance(value, (date, time, timedelta)):
            return str(value)
        return str(value).strip()

    def _number(self, value: int | float, number_format: str, place: Place) -> str:
        # Spreadsheets count with 15 digits; what a float has beyond them is noise.
        exact = Decimal(f"{value:.15g}") if isinstance(value, float) else Decimal(value)
        if not exact.is_finite() or abs(exact) >= Decimal(10) ** 20:
            return str(value)
        self.numbers.add(place)
        pattern = _LITERALS.sub("", number_format.split(";")[0])
        percent = "%" in pattern
        exact = exact * 100 if percent else exact
        text = f"{exact.normalize():f}" if exact else "0"
        shown = _shown(exact, pattern)
        if shown not in (None, text) and not percent:
            self.shown[place] = shown or ""
        return f"{text}%" if percent else text


def _shown(value: Decimal, pattern: str) -> str | None:
    """A number under a format that pads it with zeros (`000`, `0.00`), as codes and item numbers are."""
    plain = _PLAIN_FORMAT.fullmatch(pattern)
    if plain is None or value < 0:
        return None
    decimals = len(plain[2] or "")
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, rest = f"{rounded:f}".partition(".")
    whole = whole.zfill(len(plain[1]))
    return f"{whole}.{rest}" if rest else whole


def _covered(part: bytes) -> dict[Place, Place]:
    """The cells under merged ones, each with the cell that holds their value."""
    covered: dict[Place, Place] = {}
    for found in _MERGED.finditer(part):
        left, top, right, bottom = range_boundaries(found[1].decode())
        if None in (left, top, right, bottom):
            continue
        first = (int(top or 1) - 1, int(left or 1) - 1)
        for i in range(first[0], min(int(bottom or 1), MOST_ROWS)):
            for j in range(first[1], min(int(right or 1), MOST_COLUMNS)):
                if (i, j) != first:
                    covered[i, j] = first
        if len(covered) > _MOST_COVERED:
            raise Damaged()
    return covered
