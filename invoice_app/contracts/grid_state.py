"""The state of a grid of typed rows, for the pages that have one: a contract's form, a change order's.

    class ContractFormPage(ScheduleGrid, rx.State):
        async def _change(self, patch): ...   # hand the form's `TypedRows` to `patch`, in one transaction
        async def _show(self, *, rows, towards=""): ...   # read a `GridView`, give it to `_show_grid`

Its page draws `grid_section.schedule_grid(ContractFormPage)`. `_show` asks for the page `self._page`, or
the one with the row `towards`; it passes `drawn=self._drawn_key()` and `strictly=self._strictly` on to
`grid_view`, and `may_deduct=True` for lines that may be negative. Whatever a handler is told by a client
is checked here; nothing of what is typed is refused, only said to be wrong beside its box.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from invoice_app.contracts import grid_wording as g
from invoice_app.contracts.grid_view import PAGE_ROWS, GridRow, GridView, Problem
from invoice_app.contracts.pasting import block_of
from invoice_app.contracts.typed_rows import COLUMNS, LONGEST_CELL, TypedRow, TypedRows
from invoice_app.shared.permission import Level, Tool, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal
from invoice_app.ui.banner import announce
from invoice_app.ui.handler import handler, language_of, text_of

WRITE = needs(Tool.CONTRACTS, Level.STANDARD)
LARGEST_PASTE = 3_000_000
"""Characters. The browser sends a block in parts: the server drops a message of over a megabyte."""
PART = 100_000
_MOST_PARTS = LARGEST_PASTE // PART + 1


class PasteTooLarge(Refusal):
    says = Phrase(
        "Ce bloc est trop grand pour être collé. Rien n’a été collé\u00a0: collez-en une partie à la fois, "
        "ou passez par «\u00a0Importer\u00a0».",
        "This block is too large to be pasted. Nothing was pasted: paste a part at a time, or use “Import”.",
    )


class ScheduleGrid(rx.State, mixin=True):
    """`rows` fills boxes when they are drawn; `wanted` is the box to go to, and a number after `#`.

    `_undone` is how the rows were before the last change of many of them.
    """

    rows: list[GridRow] = []
    marks: dict[str, str] = {}
    products: dict[str, str] = {}
    subtotals: dict[str, str] = {}
    total: str = ""
    shown: str = ""
    has_earlier: bool = False
    has_later: bool = False
    problems: list[Problem] = []
    problem_count: int = 0
    more_problems: str = ""
    listing: bool = False
    undo_text: str = ""
    wanted: str = ""
    _page: int = 0
    _strictly: bool = False
    _drawn: int = 0
    _went: int = 0
    _undone: tuple[TypedRow, ...] | None = None
    _parts: tuple[str, ...] = ()
    _pasting: str = ""

    @handler(WRITE)
    async def type_cell(self, key: str, column: str, text: str) -> None:
        """Keep what a cell holds; a keystroke brings back only what it changes."""
        name, typed = _column(column), text_of(text, LONGEST_CELL)
        await self._change(lambda rows: rows.put(text_of(key, 12), name, typed))
        self._forget_undo()
        await self._show(rows=False)

    @handler(WRITE)
    async def add_below(self, key: str, column: str) -> None:
        """Another row under one, or at the end."""
        name = _column(column)
        added = await self._change(lambda rows: rows.add_below(text_of(key, 12)).key)
        self._forget_undo()
        await self._show(rows=True, towards=added)
        self._go_to(f"{name}-{added}")

    @handler(WRITE)
    async def remove_row(self, key: str) -> None:
        """Take a row out; it can be put back."""
        gone = text_of(key, 12)

        def patch(rows: TypedRows) -> str:
            at = rows.index(gone)
            rows.remove(gone)
            return rows.rows[max(0, min(at, len(rows.rows) - 1))].key

        near = await self._change_many(patch, g.ROW_REMOVED)
        await self._show(rows=True, towards=near)
        self._go_to(f"description-{near}")

    @handler(WRITE)
    async def move_row(self, key: str, steps: int, column: str) -> None:
        """Move a row up (-1) or down (1)."""
        moved, name = text_of(key, 12), _column(column)
        await self._change(lambda rows: rows.move(moved, 1 if steps == 1 else -1))
        self._forget_undo()
        await self._show(rows=True, towards=moved)
        self._go_to(f"{name}-{moved}")

    @handler(WRITE)
    async def place_row(self, key: str, at_key: str) -> None:
        """Move a row to where another one is."""
        await self._change(lambda rows: rows.place(text_of(key, 12), text_of(at_key, 12)))
        self._forget_undo()
        await self._show(rows=True)

    @handler(WRITE)
    async def step_row(self, key: str, column: str, down: bool, adds: bool) -> None:
        """Go on past the last or the first row of a page; under the very last, another row if asked."""
        here, name = text_of(key, 12), _column(column)

        def patch(rows: TypedRows) -> str:
            to = rows.index(here) + (1 if down is True else -1)
            if to >= len(rows.rows) and adds is True:
                return rows.add_below(here).key
            return rows.rows[max(0, min(to, len(rows.rows) - 1))].key

        there = await self._change(patch)
        await self._show(rows=True, towards=there)
        self._go_to(f"{name}-{there}")

    @handler(WRITE)
    async def paste_part(self, name: str, number: int, of: int, key: str, column: str, text: str) -> None:
        """Take a part of a pasted block, its number counted from 0; with the last, paste all of it."""
        if not (isinstance(number, int) and isinstance(of, int) and 0 <= number < of <= _MOST_PARTS):
            raise PasteTooLarge()
        if number == 0 or text_of(name, 20) != self._pasting:
            self._parts, self._pasting = (), text_of(name, 20)
        if number != len(self._parts):
            return
        self._parts = (*self._parts, text_of(text, PART))
        if number + 1 < of:
            return
        block, self._parts = block_of("".join(self._parts)), ()
        at, first = text_of(key, 12), _column(column)
        await self._change_many(lambda rows: rows.paste(at, first, block), g.PASTED)
        await self._show_anew()
        self._go_to(f"{first}-{at}")

    @handler(WRITE)
    async def paste_too_large(self) -> None:
        """The browser does not send what the server would drop: say so."""
        raise PasteTooLarge()

    @handler(WRITE)
    async def undo(self) -> None:
        """Put the rows back as they were before the last change of many."""
        before, self._undone = self._undone, None
        self.undo_text = ""
        if before is None:
            return

        def patch(rows: TypedRows) -> None:
            rows.rows = [row.model_copy() for row in before]

        await self._change(patch)
        await self._show_anew()
        await announce(self, g.UNDONE)

    @handler(WRITE)
    async def turn_page(self, steps: int) -> None:
        """The rows after those shown (1), or before (-1)."""
        self._page = max(0, self._page + (1 if steps == 1 else -1))
        await self._show(rows=True)

    @handler(WRITE)
    async def go_to_cell(self, box: str) -> None:
        """Show the page that a cell is on, and put the cursor in it."""
        column, _, key = text_of(box, 40).partition("-")
        await self._show(rows=True, towards=key)
        self._go_to(f"{_column(column)}-{key}")

    async def _change(self, patch: Callable[[TypedRows], Any]) -> Any:
        raise NotImplementedError

    async def _show(self, *, rows: bool, towards: str = "") -> None:
        raise NotImplementedError

    async def _change_many(self, patch: Callable[[TypedRows], Any], said: Phrase) -> Any:
        """Change what can then be undone. `said` has a blank for what `patch` answers."""

        def remembered(rows: TypedRows) -> tuple[tuple[TypedRow, ...], Any]:
            before = tuple(row.model_copy() for row in rows.rows)
            return before, patch(rows)

        before, answer = await self._change(remembered)
        self._undone = before
        self.undo_text = said.filled(count=answer).to(await language_of(self))
        return answer

    async def _show_anew(self) -> None:
        """Fill every box again, and list what is to be corrected in those that nobody sees."""
        self._drawn += 1
        self.listing = True
        await self._show(rows=True)

    def _show_grid(self, view: GridView, language: str, *, rows: bool) -> None:
        """What changed, and nothing else, is what the browser is sent."""
        self._page = view.page
        if rows:
            self.rows = list(view.rows)
        first = view.page * PAGE_ROWS
        unlisted = view.problem_count - len(view.problems)
        found: dict[str, Any] = {
            "marks": view.marks, "products": view.products, "subtotals": view.subtotals, "total": view.total,
            "problems": list(view.problems), "problem_count": view.problem_count,
            "more_problems": g.MORE_PROBLEMS.filled(count=unlisted).to(language) if unlisted else "",
            "listing": self.listing and view.problem_count > 0,
            "shown": g.SHOWN.filled(first=first + 1, last=first + len(view.rows), count=view.count)
            .to(language), "has_earlier": view.page > 0, "has_later": view.page + 1 < view.pages,
        }  # fmt: skip
        for name, value in found.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _drawn_key(self) -> str:
        return str(self._drawn)

    def _go_to(self, box: str) -> None:
        self._went += 1
        self.wanted = f"{box}#{self._went}"

    def _forget_undo(self) -> None:
        """Once something else has changed, putting the rows back would take that away too."""
        if self._undone is not None:
            self._undone, self.undo_text = None, ""

    def _open_grid(self) -> None:
        """As it is when a page opens."""
        self._page, self._strictly, self.listing, self.wanted = 0, False, False, ""
        self._parts = ()
        self._forget_undo()


def _column(column: object) -> str:
    name = text_of(column, 20)
    return name if name in COLUMNS else COLUMNS[0]
