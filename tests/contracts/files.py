"""Reading the files of an application again: workbooks cell by cell, with LibreOffice or by hand."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, localcontext
from pathlib import Path

import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

Cells = dict[tuple[str, str], Decimal]


def opened(content: bytes, *, values: bool = False) -> Workbook:
    """With its formulas, or with the values that stand beside them."""
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values)


def cached(content: bytes) -> Cells:
    """The value that stands beside each formula, which is a number and no text."""
    formulas, values = opened(content), opened(content, values=True)
    assert {
        values[s.title][c.coordinate].data_type
        for s in formulas
        for row in s
        for c in row
        if c.data_type == "f"
    } == {"n"}
    return {
        (sheet.title, cell.coordinate): Decimal(str(values[sheet.title][cell.coordinate].value))
        for sheet in formulas
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def recalculated(content: bytes, folder: Path) -> Cells | None:
    """The value of each formula as LibreOffice calculates it anew; nothing where it is not installed."""
    office = os.environ.get("SOFFICE") or shutil.which("soffice") or shutil.which("libreoffice")
    if not office:
        return None
    # Without the values that stand beside them, the formulas must be calculated.
    bare = opened(content)
    before = folder / "before.xlsx"
    bare.save(before)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "out"),
        str(before),
    ]
    for _ in range(2):
        done = subprocess.run(command, capture_output=True, timeout=120)
        # With a new profile it may make it, end with 81, and ask to be started again.
        if done.returncode != 81:
            break
    done.check_returncode()
    return cached((folder / "out" / "before.xlsx").read_bytes())


class ByHand:
    """The few functions that our formulas use, in exact decimals: a second opinion that is always there."""

    def __init__(self, content: bytes) -> None:
        self._book = opened(content)
        self._known: dict[tuple[str, str], object] = {}

    def all(self) -> Cells:
        return {
            (sheet.title, cell.coordinate): Decimal(str(self.cell(sheet.title, cell.coordinate)))
            for sheet in self._book
            for row in sheet.iter_rows()
            for cell in row
            if cell.data_type == "f"
        }

    def cell(self, sheet: str, at: str) -> object:
        if (sheet, at) not in self._known:
            cell = self._book[sheet][at]
            value = cell.value
            if cell.data_type == "f":
                value = self._calculated(str(value), sheet)
            elif isinstance(value, (int, float)):
                value = Decimal(str(value))
            self._known[sheet, at] = "" if value is None else value
        return self._known[sheet, at]

    def _calculated(self, formula: str, sheet: str) -> object:
        names = {"ROUND": _round, "SUM": _sum, "IF": _if, "SUMIF": _sumif, "SUMIFS": _sumifs}
        parts = []
        for token in Tokenizer(formula).items:
            if token.type == "OPERAND" and token.subtype == "RANGE":
                parts.append(f"ref({token.value!r})")
            elif token.type == "OPERAND" and token.subtype == "NUMBER":
                parts.append(f"Decimal({token.value!r})")
            elif token.type == "OPERATOR-INFIX" and token.value == "=":
                parts.append("==")
            else:
                parts.append(token.value)
        scope = {**names, "Decimal": Decimal, "ref": lambda text: self._reference(text, sheet)}
        with localcontext() as context:
            # Both sides of an IF are calculated here, so one of them may divide by nothing.
            context.traps[DivisionByZero] = context.traps[InvalidOperation] = False
            return eval("".join(parts), {"__builtins__": {}}, scope)

    def _reference(self, text: str, sheet: str) -> object:
        named, _, cells = text.rpartition("!")
        sheet, cells = named.strip("'") or sheet, cells.replace("$", "")
        if ":" not in cells:
            return self.cell(sheet, cells)
        left, top, right, bottom = range_boundaries(cells)
        page = self._book[sheet]
        return [
            self.cell(sheet, page.cell(row, column).coordinate)
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        ]


def _round(value: Decimal, places: Decimal) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


def _sum(*parts: object) -> Decimal:
    flat = [one for part in parts for one in (part if isinstance(part, list) else [part])]
    return sum((one for one in flat if isinstance(one, Decimal)), Decimal(0))


def _if(condition: bool, yes: object, no: object) -> object:
    return yes if condition else no


def _sumif(keys: list, wanted: str, amounts: list) -> Decimal:
    return _sumifs(amounts, keys, wanted)


def _sumifs(amounts: list, *conditions: object) -> Decimal:
    pairs = list(zip(conditions[::2], conditions[1::2], strict=True))
    return _sum(*(
        amount
        for at, amount in enumerate(amounts)
        if all(_is(keys[at], wanted) for keys, wanted in pairs)
    ))  # fmt: skip


def _is(value: object, wanted: str) -> bool:
    if found := re.fullmatch(r"([<>])(\d+)", wanted):
        limit = Decimal(found[2])
        return isinstance(value, Decimal) and (value > limit if found[1] == ">" else value < limit)
    return value == wanted
