"""The state of importing a schedule of values into a grid: choose a file, look, replace or add.

A page that has a `grid_state.ScheduleGrid` takes `ScheduleImport` beside it, and draws
`import_section.import_button` and `import_section.import_dialog`. Where lines may be negative it says
`_may_deduct: bool = True`; where amounts are not in Canadian dollars it has a `_currency` of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import reflex as rx
from reflex.event import EventSpec

from invoice_app.contracts import importing_wording as i
from invoice_app.contracts.grid_state import WRITE
from invoice_app.contracts.guessing import NO_HEAD, Choices
from invoice_app.contracts.import_view import (
    ColumnChoice,
    ImportView,
    Option,
    PreviewLine,
    ShownProblem,
    chosen_head,
    chosen_sheet,
    import_view,
)
from invoice_app.contracts.importing import Found
from invoice_app.contracts.tables import LARGEST_FILE, NotASpreadsheet, Table, read_tables
from invoice_app.contracts.templates import template
from invoice_app.contracts.typed_rows import COLUMNS, TypedRows
from invoice_app.shared.money import CURRENCIES
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal
from invoice_app.ui.handler import handler, language_of, text_of

_SHOWN = tuple(ImportView.__dataclass_fields__)


class ScheduleImport(rx.State, mixin=True):
    """`importing` is whether the dialog is open; `file_name` is empty until a file was read."""

    importing: bool = False
    file_name: str = ""
    file_wrong: str = ""
    sheets: list[Option] = []
    sheet: str = ""
    heads: list[Option] = []
    head: str = ""
    mark: str = ","
    offered: list[Option] = []
    columns: list[ColumnChoice] = []
    titles: list[str] = []
    lines: list[PreviewLine] = []
    counts: str = ""
    notes: list[str] = []
    import_problems: list[ShownProblem] = []
    import_problem_count: int = 0
    more_import_problems: str = ""
    can_import: bool = False
    _tables: tuple[Table, ...] = ()
    _choices: Choices | None = None
    _may_deduct: bool = False

    @handler(WRITE)
    async def open_import(self) -> None:
        self._close_file()
        self.importing = True

    @handler(WRITE)
    async def close_import(self) -> None:
        self._close_file()
        self.importing = False

    @handler(WRITE)
    async def take_file(self, files: list[rx.UploadFile]) -> None:
        """Read a file and show what would become of it; the browser's own limits are only courtesy."""
        self._close_file()
        self.importing = True
        content = await files[0].read(LARGEST_FILE + 1) if len(files) == 1 else b""
        language = await language_of(self)
        try:
            if not content:
                raise NotASpreadsheet()
            self._tables = await asyncio.to_thread(read_tables, content)
        except Refusal as refusal:
            self.file_wrong = refusal.phrase.to(language)
            return
        self.file_name = text_of(files[0].name, 120)
        self._choices = chosen_sheet(self._tables, 0, language)
        await self._look(0)

    @handler(WRITE)
    async def choose_sheet(self, sheet: str) -> None:
        number = _number(sheet)
        if not 0 <= number < len(self._tables):
            return
        self._choices = chosen_sheet(self._tables, number, await language_of(self))
        await self._look(number)

    @handler(WRITE)
    async def choose_head(self, head: str) -> None:
        """Say on which row the headings are: the columns are guessed anew."""
        if self._table is None:
            return
        row = max(NO_HEAD, min(_number(head, NO_HEAD), len(self._table.rows) - 1))
        self._choices = chosen_head(self._table, row, await language_of(self))
        await self._look(_number(self.sheet))

    @handler(WRITE)
    async def choose_mark(self, mark: str) -> None:
        if self._choices is not None and mark in (",", "."):
            self._choices = Choices(self._choices.head, self._choices.columns, mark)
            await self._look(_number(self.sheet))

    @handler(WRITE)
    async def choose_column(self, name: str, column: str) -> None:
        """Say which column of the file fills a column of the grid, or none."""
        if self._choices is None or self._table is None or name not in COLUMNS:
            return
        others = {known: place for known, place in self._choices.columns.items() if known != name}
        number = _number(column, -1)
        if 0 <= number < self._table.width:
            # A column of the file fills one of the grid's: the other one lets it go.
            others = {known: place for known, place in others.items() if place != number} | {name: number}
        self._choices = Choices(self._choices.head, others, self._choices.mark)
        await self._look(_number(self.sheet))

    @handler(WRITE)
    async def import_instead(self) -> None:
        """Put the lines of the file in the place of those of the grid; it can be undone."""
        await self._import(lambda rows, lines: rows.replace(lines), i.REPLACED)

    @handler(WRITE)
    async def import_after(self) -> None:
        """Add the lines of the file after those of the grid; it can be undone."""
        await self._import(lambda rows, lines: rows.append(lines), i.APPENDED)

    @handler(WRITE)
    async def download_template(self) -> EventSpec:
        language = await language_of(self)
        content = await asyncio.to_thread(template, language)
        name = i.TEMPLATE_FILE.to(language)
        return rx.download(data=content, filename=name, mime_type=i.XLSX)

    async def _import(self, put: Callable[[TypedRows, list[dict[str, str]]], int], said: Phrase) -> None:
        if self._choices is None or self._table is None:
            return
        view, found = await self._read(_number(self.sheet))
        if not view.can_import:
            return
        lines = list(found.lines)
        grid: Any = self
        await grid._change_many(lambda rows: put(rows, lines), said)
        self._close_file()
        self.importing = False
        await grid._show_anew()

    async def _look(self, sheet: int) -> None:
        view, _ = await self._read(sheet)
        for name in _SHOWN:
            to = {
                "problems": "import_problems",
                "problem_count": "import_problem_count",
                "more_problems": "more_import_problems",
            }.get(name, name)
            setattr(self, to, getattr(view, name))

    async def _read(self, sheet: int) -> tuple[ImportView, Found]:
        if self._choices is None:
            raise NotASpreadsheet()
        return await asyncio.to_thread(
            import_view, self._tables, sheet, self._choices, currency=self._currency(),
            language=await language_of(self), may_deduct=self._may_deduct,
        )  # fmt: skip

    def _currency(self) -> str:
        return CURRENCIES[0]

    @property
    def _table(self) -> Table | None:
        sheet = _number(self.sheet)
        return self._tables[sheet] if 0 <= sheet < len(self._tables) else None

    def _close_file(self) -> None:
        self._tables, self._choices = (), None
        self.file_name = self.file_wrong = ""
        self.lines, self.import_problems, self.can_import = [], [], False


def _number(typed: object, otherwise: int = 0) -> int:
    text = text_of(typed, 6)
    return int(text) if text.removeprefix("-").isdecimal() else otherwise
