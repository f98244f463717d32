"""A file that a spreadsheet made (CSV or XLSX), as sheets of text cells; pure.

Nothing is guessed about what the cells mean: that is `importing`. A file can come from anybody, so its
size, what it unpacks to and how much of it is read are bounded.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

LARGEST_FILE = 5 * 1024 * 1024
MOST_ROWS = 2_300
"""Rows that are read of a sheet: 2,000 lines and what stands above, between and under them."""
MOST_COLUMNS = 60

_DELIMITERS = (";", "\t", ",", "|")
_FRENCH = frozenset("éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ«»’‘“”–—…°²³·€$£% ")
# Of a byte beyond ASCII each of these makes something; the one that makes French is the right one.
_OLD_CODES = ("cp1252", "mac_roman", "cp850")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f]")


class FileTooLarge(Refusal):
    says = Phrase(
        "Ce fichier dépasse {most} Mo. Gardez-y seulement la feuille à importer, puis réessayez.",
        "This file is over {most} MB. Keep only the sheet to import in it, then try again.",
    )


class NotASpreadsheet(Refusal):
    says = Phrase(
        "Ce fichier n’est pas un tableau. Choisissez un fichier Excel (.xlsx) ou CSV.",
        "This file is not a spreadsheet. Choose an Excel (.xlsx) or CSV file.",
    )


class EmptyFile(Refusal):
    says = Phrase(
        "Ce fichier est vide. Enregistrez-le avec ses lignes, puis réessayez.",
        "This file is empty. Save it with its rows, then try again.",
    )


class OldFormat(Refusal):
    says = Phrase(
        "Ce format ({name}) n’est pas lu. Enregistrez le tableau sous « Classeur Excel (.xlsx) » ou CSV.",
        "This format ({name}) is not read. Save the spreadsheet as “Excel workbook (.xlsx)” or CSV.",
    )


class Encrypted(Refusal):
    says = Phrase(
        "Ce fichier est protégé par un mot de passe. Enregistrez-en une copie sans mot de passe.",
        "This file is protected by a password. Save a copy of it without a password.",
    )


class HasMacros(Refusal):
    says = Phrase(
        "Ce fichier contient des macros. Enregistrez-le sous « Classeur Excel (.xlsx) », qui n’en a pas.",
        "This file has macros in it. Save it as “Excel workbook (.xlsx)”, which has none.",
    )


class UnpacksTooLarge(Refusal):
    says = Phrase(
        "Une fois ouvert, ce fichier est beaucoup trop grand. Copiez la feuille à importer dans un nouveau "
        "classeur.",
        "Once opened, this file is far too large. Copy the sheet to import into a new workbook.",
    )


class Damaged(Refusal):
    says = Phrase(
        "Ce fichier est abîmé et ne s’ouvre pas. Ouvrez-le dans votre tableur, enregistrez-le de nouveau, "
        "puis réessayez.",
        "This file is damaged and does not open. Open it in your spreadsheet program, save it again, "
        "then try again.",
    )


Place = tuple[int, int]
"""A cell: its row and its column, from 0."""


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet. Rows stand at their own numbers, so empty ones are there too.

    `numbers`: cells that hold a number and not text, written with a point. `shown`: how a number looks
    where its format says more (`007`, `1.10`). `covered`: cells under a merged one, and which.
    `unvalued`: formulas whose value is not in the file.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    is_hidden: bool = False
    numbers: frozenset[Place] = frozenset()
    shown: Mapping[Place, str] = field(default_factory=dict)
    covered: Mapping[Place, Place] = field(default_factory=dict)
    unvalued: frozenset[Place] = frozenset()
    is_cut: bool = False

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, empty where there is none."""
        if row >= len(self.rows) or column >= len(self.rows[row]):
            return ""
        return self.rows[row][column]

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


def read_tables(content: bytes) -> tuple[Table, ...]:
    """The sheets of a file, those that are shown first. Raises a `Refusal` that says what to do."""
    if len(content) > LARGEST_FILE:
        raise FileTooLarge(most=LARGEST_FILE // 1024 // 1024)
    if not content.strip(b"\x00\xff\xfe\xef\xbb\xbf\r\n\t ;,"):
        raise EmptyFile()
    if content.startswith(b"PK"):
        # What reads a workbook is loaded by whoever needs it only.
        from invoice_app.contracts.workbooks import read_workbook

        return read_workbook(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        # Old Excel files, and new ones under a password, are both « compound files ».
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise Encrypted()
        raise OldFormat(name=".xls")
    return (read_csv(content),)


def read_csv(content: bytes) -> Table:
    """A text file of cells, whatever its letters and its separator. Raises `NotASpreadsheet`."""
    text = decoded(content)
    if _CONTROLS.search(text) or re.match(r"\s*<|%PDF|\{\\rtf", text):
        raise NotASpreadsheet()
    said = re.match(r"sep=(.)\r?\n", text)
    if said:
        text = text[said.end() :]
    delimiter = said[1] if said else _delimiter_of(text)
    rows = _cells(text, delimiter, MOST_ROWS + 1)
    if max((len(row) for row in rows), default=0) < 2:
        raise NotASpreadsheet()
    return Table(
        name="CSV",
        rows=tuple(tuple(cell.strip() for cell in row[:MOST_COLUMNS]) for row in rows[:MOST_ROWS]),
        is_cut=len(rows) > MOST_ROWS,
    )


def decoded(content: bytes) -> str:
    """The text of a file: as its first bytes say, else UTF-8, else the old code that makes French of it."""
    for mark, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(code, errors="replace")
    if content.count(b"\x00") > len(content) // 4:
        # UTF-16 without its mark: almost every second byte is nothing.
        return content.decode("utf-16-be" if content[:1] == b"\x00" else "utf-16-le", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return max((content.decode(code, errors="replace") for code in _OLD_CODES), key=_frenchness)


def letter(column: int) -> str:
    """A column as spreadsheets call it: 0 is A, 26 is AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def place_name(place: Place) -> str:
    """A cell as spreadsheets call it: `D4`."""
    return f"{letter(place[1])}{place[0] + 1}"


def _frenchness(text: str) -> int:
    return sum(1 if char in _FRENCH else -3 for char in text if char > "\x7f")


def _delimiter_of(text: str) -> str:
    """The separator that cuts most rows into the same number of cells, at least two."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(row) for row in _cells(text, delimiter, 60) if any(row))
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            return 0, 0
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        return count, width

    return max(_DELIMITERS, key=score)


def _cells(text: str, delimiter: str, most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(row)
            if len(rows) >= most:
                break
    except csv.Error:
        # A cell of over 128 KB: no schedule of values has one.
        raise NotASpreadsheet() from None
    return rows
