"""Reading the files of an application again: workbooks cell by cell, by whoever can calculate one."""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, localcontext
from pathlib import Path

import ironcalc
import openpyxl
from openpyxl.formula import Tokenizer
from openpyxl.utils import range_boundaries
from openpyxl.workbook import Workbook

Cells = dict[tuple[str, str], Decimal]
Calculator = Callable[[bytes, Path], Cells]


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


def calculators() -> list[Calculator]:
    """Whoever can calculate a workbook here: LibreOffice only where `SOFFICE` says where it is."""
    return [in_decimals, with_ironcalc, *([with_libreoffice] if os.environ.get("SOFFICE") else [])]


def in_decimals(content: bytes, folder: Path) -> Cells:
    """Exactly, by the few functions that our formulas use."""
    return ByHand(content).all()


def with_ironcalc(content: bytes, folder: Path) -> Cells:
    """As a spreadsheet program does, in binary fractions."""
    model = ironcalc.load_from_xlsx(str(bare(content, folder)))
    model.evaluate()
    return {
        (sheet, at): as_number(model.get_cell_value_by_ref(f"{sheet}!{at}")) for sheet, at in cached(content)
    }


def with_libreoffice(content: bytes, folder: Path) -> Cells:
    before = bare(content, folder)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [os.environ["SOFFICE"], profile, "--headless", "--convert-to", "xlsx"]
    for _ in range(2):
        done = subprocess.run(
            [*command, "--outdir", str(folder / "out"), str(before)], capture_output=True, timeout=120
        )
        # With a new profile it may make it, end with 81, and ask to be started again.
        if done.returncode != 81:
            break
    done.check_returncode()
    again = cached((folder / "out" / before.name).read_bytes())
    return {at: as_number(value) for at, value in again.items()}


def bare(content: bytes, folder: Path) -> Path:
    """The workbook without the values that stand beside its formulas, so that they must be calculated."""
    path = folder / "bare.xlsx"
    opened(content).save(path)
    return path


def as_number(value: object) -> Decimal:
    """A binary fraction without what it is too much; a text would be an error."""
    assert isinstance(value, (int, float, Decimal)), value
    return Decimal(str(value)).quantize(Decimal("0.0001"))


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
