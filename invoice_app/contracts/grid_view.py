"""A grid of typed rows as its page shows it: a hundred rows at a time, its totals always of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from invoice_app.contracts.typed_rows import TypedRow, TypedRows, read, row_faults, total_of
from invoice_app.contracts.wording import COLUMN_NAMES, ROW_AND_COLUMN
from invoice_app.shared import money
from invoice_app.shared.money import CURRENCIES, ZERO

PAGE_ROWS = 100
_MOST_PROBLEMS = 8


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row as its boxes are filled; `position` counts from 1. A new `drawn` fills them anew."""

    key: str
    drawn: str
    position: str
    section: str
    item: str
    description: str
    cost_code: str
    quantity: str
    unit: str
    unit_price: str
    scheduled: str
    tax_class: str
    retainage_percent: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell to correct: the id of its box, where it is, what is in it and what to do."""

    box: str
    where: str
    typed: str
    what: str


@dataclass(frozen=True, slots=True)
class GridView:
    """One page of a grid, counted from 0, and what is said of all of it.

    `marks` (why a box is wrong, by its id: `scheduled-r3`), `products` and `subtotals` (by row key) are
    of the rows on the page; `problems` are the first of all there are.
    """

    rows: tuple[GridRow, ...]
    page: int
    pages: int
    count: int
    marks: dict[str, str]
    products: dict[str, str]
    subtotals: dict[str, str]
    total: str
    problems: tuple[Problem, ...]
    problem_count: int


def grid_view(
    typed: TypedRows, *, page: int, currency: str, language: str, may_deduct: bool = False,
    strictly: bool = False, drawn: str = "",
) -> GridView:  # fmt: skip
    """Look at a page of rows (the nearest there is). `strictly` also names what is only missing so far."""
    currency = currency if currency in CURRENCIES else CURRENCIES[0]
    pages = max(1, -(-len(typed.rows) // PAGE_ROWS))
    page = max(0, min(page, pages - 1))
    first = page * PAGE_ROWS
    shown = typed.rows[first : first + PAGE_ROWS]
    keys = {row.key for row in shown}
    wrong = list(row_faults(typed, may_deduct=may_deduct, language=language, strictly=strictly))
    positions = {row.key: i for i, row in enumerate(typed.rows, start=1)}

    def amount_text(amount: Decimal) -> str:
        return money.text(amount, currency, language)

    products = {row.key: read(row, may_deduct=may_deduct, language=language).product for row in shown}
    subtotals = _subtotals(typed, may_deduct, language)
    return GridView(
        rows=tuple(
            GridRow(row.key, f"{row.key}:{drawn}", str(i), **row.boxes)
            for i, row in enumerate(shown, start=first + 1)
        ),
        page=page,
        pages=pages,
        count=len(typed.rows),
        marks={
            f"{column}-{row.key}": phrase.to(language) for row, column, phrase in wrong if row.key in keys
        },
        products={
            key: money.number_text(product, language, least=2)
            for key, product in products.items()
            if product is not None
        },
        subtotals={key: amount_text(amount) for key, amount in subtotals if key in keys},
        total=amount_text(total_of(typed, may_deduct=may_deduct, language=language)),
        problems=tuple(
            Problem(
                box=f"{column}-{row.key}",
                where=ROW_AND_COLUMN.filled(row=positions[row.key], column=COLUMN_NAMES[column]).to(language),
                typed=getattr(row, column)[:60],
                what=phrase.to(language),
            )
            for row, column, phrase in wrong[:_MOST_PROBLEMS]
        ),
        problem_count=len(wrong),
    )


def page_of(typed: TypedRows, key: str) -> int:
    """The page that a row is on; the first one for a row that is gone."""
    return max(0, typed.index(key)) // PAGE_ROWS


def _subtotals(typed: TypedRows, may_deduct: bool, language: str) -> Iterator[tuple[str, Decimal]]:
    """What each run of rows under one section comes to, by the key of its last row."""
    total, rows = ZERO, typed.rows
    for row, after in zip(rows, [*rows[1:], None], strict=True):
        total += read(row, may_deduct=may_deduct, language=language).scheduled or ZERO
        if _section(row) != (_section(after) if after is not None else None):
            if _section(row):
                yield row.key, total
            total = ZERO


def _section(row: TypedRow) -> str:
    return row.section.strip()
