"""Rows of a schedule of values as text, while they are typed: in a contract's form, or a change order's.

`TypedRows` is what a form keeps (as JSON) and changes; nothing here reads a number but `read`. What was
typed stays as it was typed, readable or not, until a form is saved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from pydantic import BaseModel

from invoice_app.contracts.line_rules import MOST_LINES, LineReading, TooManyLines, is_empty, read_line
from invoice_app.contracts.models import ScheduleItem
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared.money import ZERO, typed_text
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

COLUMNS = (
    "section", "item", "description", "cost_code", "quantity", "unit", "unit_price", "scheduled",
    "tax_class", "retainage_percent",
)  # fmt: skip
"""The columns of the grid, as they stand from left to right: a paste fills them in this order."""

LONGEST_CELL = 2_000
"""No cell keeps more, whatever is sent. What a column accepts is in `line_rules`, and said beside it."""

_MOST_ROWS = MOST_LINES + 500


class PasteTooWide(Refusal):
    says = Phrase(
        "Ce bloc a {wide} colonnes remplies, et il n’en reste que {left} à partir de cette case. "
        "Rien n’a été collé\u00a0: partez d’une case plus à gauche, ou passez par «\u00a0Importer\u00a0».",
        "This block has {wide} filled columns, and only {left} are left from this box. "
        "Nothing was pasted: start from a box further left, or use “Import”.",
    )


class CellTooLong(Refusal):
    says = Phrase(
        "Une case de ce bloc compte {count} signes, et une case en garde {most}. Rien n’a été collé\u00a0: "
        "abrégez-la d’abord.",
        "A cell of this block has {count} characters, and a box keeps {most}. Nothing was pasted: "
        "shorten it first.",
    )


class TypedRow(BaseModel):
    """A row of the grid as text; `key` names it while it is edited."""

    key: str
    section: str = ""
    item: str = ""
    description: str = ""
    cost_code: str = ""
    quantity: str = ""
    unit: str = ""
    unit_price: str = ""
    scheduled: str = ""
    tax_class: str = ""
    retainage_percent: str = ""

    @property
    def boxes(self) -> dict[str, str]:
        return {column: getattr(self, column) for column in COLUMNS}

    @property
    def is_empty(self) -> bool:
        return is_empty(self.boxes)


class TypedRows(BaseModel):
    """The rows of a grid, and the last key that was given to one."""

    rows: list[TypedRow] = []
    last_key: int = 0

    def row(self, key: str) -> TypedRow | None:
        return next((row for row in self.rows if row.key == key), None)

    def index(self, key: str) -> int:
        """Where a row stands, from 0; -1 when it is gone."""
        return next((i for i, row in enumerate(self.rows) if row.key == key), -1)

    def put(self, key: str, column: str, text: str) -> None:
        """Type into a cell. One that does not exist is left alone: its row may just have been removed."""
        row = self.row(key)
        if row is not None and column in COLUMNS:
            setattr(row, column, text[:LONGEST_CELL])

    def add(self, **boxes: str) -> TypedRow:
        """Another row at the end, under a key that no row has had. Raises `TooManyLines`."""
        return self._insert(len(self.rows), boxes)

    def add_below(self, key: str = "") -> TypedRow:
        """An empty row under one (or at the end), in the same section and taxed the same way."""
        at = self.index(key)
        above = self.rows[at] if self.rows else None
        at = len(self.rows) if at < 0 else at + 1
        return self._insert(
            at, {"section": above.section, "tax_class": above.tax_class} if above is not None else {}
        )

    def remove(self, key: str) -> None:
        """Take a row out; the last one leaves an empty one behind."""
        self.rows = [row for row in self.rows if row.key != key]
        if not self.rows:
            self.add()

    def move(self, key: str, steps: int) -> None:
        """Move a row down, or up with negative steps, as far as it goes."""
        at = self.index(key)
        if at >= 0:
            self._move(at, max(0, min(len(self.rows) - 1, at + steps)))

    def place(self, key: str, at_key: str) -> None:
        """Move a row to where another one is, which makes way."""
        at, to = self.index(key), self.index(at_key)
        if at >= 0 and to >= 0:
            self._move(at, to)

    def paste(self, key: str, column: str, block: Sequence[Sequence[str]]) -> int:
        """Fill cells to the right and down from one, adding the rows that are missing; says how many rows.

        Raises `PasteTooWide`, `CellTooLong` or `TooManyLines`; then nothing is pasted.
        """
        at = self.index(key)
        if at < 0 or column not in COLUMNS or not block:
            return 0
        columns = COLUMNS[COLUMNS.index(column) :]
        _require_fits(block, len(columns))
        self._require_room(at + len(block))
        while len(self.rows) < at + len(block):
            self.add()
        for row, cells in zip(self.rows[at:], block, strict=False):
            for name, text in zip(columns, cells, strict=False):
                setattr(row, name, known_class(text) if name == "tax_class" else text)
        return len(block)

    def append(self, rows: Iterable[Mapping[str, str]]) -> int:
        """Rows at the end, over the empty ones that stand there. Raises `TooManyLines`."""
        added = list(rows)
        filled = len(self.rows)
        while filled and self.rows[filled - 1].is_empty:
            filled -= 1
        self._require_room(filled + len(added))
        self.rows = self.rows[:filled]
        for boxes in added:
            self.add(**boxes)
        return len(added)

    def replace(self, rows: Iterable[Mapping[str, str]]) -> int:
        """Other rows in the place of all those there are. Raises `TooManyLines`."""
        added = list(rows)
        self._require_room(len(added))
        self.rows = []
        for boxes in added:
            self.add(**boxes)
        if not self.rows:
            self.add()
        return len(added)

    def _insert(self, at: int, boxes: Mapping[str, str]) -> TypedRow:
        self._require_room(len(self.rows) + 1)
        self.last_key += 1
        row = TypedRow(key=f"r{self.last_key}", **boxes)
        self.rows.insert(at, row)
        return row

    def _move(self, at: int, to: int) -> None:
        self.rows.insert(to, self.rows.pop(at))

    def _require_room(self, wanted: int) -> None:
        if wanted > _MOST_ROWS:
            raise TooManyLines(most=MOST_LINES)


def read(row: TypedRow, *, may_deduct: bool = False, language: str = "fr") -> LineReading:
    """A row read as `line_rules` does; rows that did not change since are not read again."""
    return _read(tuple(row.boxes.values()), may_deduct, language)


@lru_cache(maxsize=3 * _MOST_ROWS)
def _read(texts: tuple[str, ...], may_deduct: bool, language: str) -> LineReading:
    boxes = dict(zip(COLUMNS, texts, strict=True))
    return read_line(boxes, TaxClass.TAXABLE, may_deduct=may_deduct, language=language)


def row_faults(
    typed: TypedRows, *, may_deduct: bool = False, language: str = "fr", strictly: bool = False
) -> Iterator[tuple[TypedRow, str, Phrase]]:
    """What is wrong, cell by cell: row, column, why. `strictly`: what is only missing so far too."""
    for row in typed.rows:
        for column, refusal in read(row, may_deduct=may_deduct, language=language).faults.items():
            if strictly or getattr(row, column).strip():
                yield row, column, refusal.phrase


def total_of(typed: TypedRows, *, may_deduct: bool = False, language: str = "fr") -> Decimal:
    """The sum of the amounts that can be read, those of every page."""
    amounts = (read(row, may_deduct=may_deduct, language=language).scheduled for row in typed.rows)
    return sum((amount for amount in amounts if amount is not None), start=ZERO)


def boxes_of(item: ScheduleItem, language: str) -> dict[str, str]:
    """A saved line as its row holds it; a product is left to be computed."""
    counted = item.quantity is not None and item.unit_price is not None
    return {
        "section": item.section,
        "item": item.item,
        "description": item.description,
        "cost_code": item.cost_code,
        "quantity": _text(item.quantity, language),
        "unit": item.unit,
        "unit_price": _text(item.unit_price, language),
        "scheduled": "" if counted else typed_text(item.scheduled, language),
        "tax_class": item.tax_class,
        "retainage_percent": _text(item.retainage_percent, language),
    }


def known_class(text: str) -> str:
    """A tax class from its name in either language, as a spreadsheet says it; other text stays as it is."""
    return _CLASSES.get(" ".join(text.casefold().split()), text)


def _require_fits(block: Sequence[Sequence[str]], left: int) -> None:
    wide = max((i for cells in block for i, text in enumerate(cells, start=1) if text.strip()), default=0)
    if wide > left:
        raise PasteTooWide(wide=wide, left=left)
    longest = max((len(text) for cells in block for text in cells), default=0)
    if longest > LONGEST_CELL:
        raise CellTooLong(count=longest, most=LONGEST_CELL)


def _text(value: Decimal | None, language: str) -> str:
    return "" if value is None else typed_text(value, language)


_CLASSES = {
    name.casefold(): key.value
    for key, label in LABELS.items()
    for name in (key.value, label.fr, label.en, label.fr.replace("\u00a0", " "))
} | {
    "détaxé": TaxClass.ZERO.value, "zero-rated": TaxClass.ZERO.value, "exonérée": TaxClass.EXEMPT.value,
    "exempté": TaxClass.EXEMPT.value, "tps": TaxClass.GST_ONLY.value, "gst": TaxClass.GST_ONLY.value,
    "tps/tvq": TaxClass.TAXABLE.value, "tps + tvq": TaxClass.TAXABLE.value,
    "gst/qst": TaxClass.TAXABLE.value, "oui": TaxClass.TAXABLE.value, "yes": TaxClass.TAXABLE.value,
}  # fmt: skip
