"""The schedule of values as rows to print: bands, lines, subtotals, in the order that the options ask for.

Everything is text here, so that the template has nothing to decide for each of thousands of cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from invoice_app.invoices.document import Progress, ScheduleLine
from invoice_app.invoices.paper import wording
from invoice_app.invoices.paper.options import Column, PdfOptions
from invoice_app.invoices.paper.voice import Voice
from invoice_app.shared.money import ZERO

_HUNDRED = Decimal(100)
_SUMMED = ("scheduled", "previous", "this_period", "stored", "to_date", "balance", "retainage")
_FIGURES = ("quantity", "unit_price", "claimed", *_SUMMED, "percent")
HEADS = {
    "item": wording.ITEM,
    "description": wording.DESCRIPTION,
    "cost_code": wording.COST_CODE,
    "quantity": wording.QUANTITY,
    "unit_price": wording.UNIT_PRICE,
    "scheduled": wording.SCHEDULED,
    "previous": wording.PREVIOUS,
    "this_period": wording.THIS_PERIOD,
    "claimed": wording.CLAIMED,
    "stored": wording.STORED,
    "to_date": wording.TO_DATE,
    "percent": wording.PERCENT,
    "balance": wording.LEFT,
    "retainage": wording.RETAINAGE,
}
# Millimetres; the description takes what is left.
_WIDTHS = {"item": 15.0, "cost_code": 18.0, "quantity": 19.0, "unit_price": 19.0, "percent": 13.0}
_LEAST_MONEY, _PER_CHARACTER, _PADDING = 19.5, 1.42, 2.4
_LEAST_DESCRIPTION = 42
_TALL = 60
"""Rows of text in a description that no page can hold whole, with room to spare."""


@dataclass(frozen=True, slots=True)
class Head:
    words: Markup
    css: str
    width: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `kind` is its class; `label` spans `span` columns, then come `cells` of (class, text)."""

    kind: str
    label: Markup | str
    span: int
    cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """`bodies` are kept apart so that a band stands with its lines; `hidden` counts lines left out."""

    heads: tuple[Head, ...]
    bodies: tuple[tuple[Row, ...], ...]
    density: str
    hidden: int


@dataclass(frozen=True, slots=True)
class _Group:
    """Lines under one band; without a `label` they stand without band and subtotal."""

    label: Markup | str
    lines: tuple[ScheduleLine, ...]
    of_changes: bool = False


def table_of(progress: Progress, voice: Voice, options: PdfOptions, *, width: float) -> Table:
    """The schedule as the options ask for it, on a page with so many millimetres between its margins."""
    columns = _filled(progress.schedule, options.columns)
    shown = progress.schedule
    if options.hide_zero:
        shown = tuple(line for line in shown if line.to_date or line.this_period or line.previous)
    printer = _Printer(columns, voice, options.percent_decimals)
    groups = _groups(progress.schedule, voice, options)
    kept = set(map(id, shown))
    bodies = [body for group in groups if (body := printer.body(group, kept, options))]
    if sum(group.of_changes for group in groups) > 1:
        changes = [line for group in groups if group.of_changes for line in group.lines]
        bodies.append((printer.sums("sub all", voice.say(wording.ALL_CHANGES), changes),))
    bodies.append((printer.total(progress.schedule_total),))
    heads, density = _heads(columns, voice, width, _money_width(progress, voice))
    return Table(heads, tuple(bodies), density, len(progress.schedule) - len(shown))


def _filled(lines: Sequence[ScheduleLine], columns: Sequence[Column]) -> tuple[Column, ...]:
    """The columns without those that no line fills."""
    empty = {
        "stored": not any(line.stored for line in lines),
        "claimed": all(line.claimed is None for line in lines),
        "cost_code": not any(line.cost_code for line in lines),
        "quantity": all(line.quantity is None for line in lines),
        "unit_price": all(line.unit_price is None for line in lines),
        "item": not any(line.item for line in lines),
    }
    return tuple(column for column in columns if not empty.get(column))


def _groups(lines: Sequence[ScheduleLine], voice: Voice, options: PdfOptions) -> list[_Group]:
    """Sections as consecutive lines, cost codes as they first come; change orders last, or among them."""
    inline = options.change_orders == "inline"
    first = [line for line in lines if inline or not line.change_order]
    orders = [line for line in lines if not inline and line.change_order]
    groups = _BY[options.group_by](first)
    if orders and not any(group.label for group in groups):
        groups = [_Group(voice.say(wording.ORIGINAL), tuple(first))] if first else []
    for number, its in _runs(orders, lambda line: line.change_order):
        groups.append(_Group(voice.say(wording.CHANGE_ORDER, number=number), its, of_changes=True))
    return groups


def _ungrouped(lines: Sequence[ScheduleLine]) -> list[_Group]:
    return [_Group("", tuple(lines))] if lines else []


def _by_section(lines: Sequence[ScheduleLine]) -> list[_Group]:
    return [_Group(name, its) for name, its in _runs(lines, lambda line: line.section)]


def _by_cost_code(lines: Sequence[ScheduleLine]) -> list[_Group]:
    found: dict[str, list[ScheduleLine]] = {}
    for line in lines:
        found.setdefault(line.cost_code, []).append(line)
    return [_Group(code, tuple(its)) for code, its in found.items()]


_BY: dict[str, Callable[[Sequence[ScheduleLine]], list[_Group]]] = {
    "none": _ungrouped,
    "section": _by_section,
    "cost_code": _by_cost_code,
}


def _runs(
    lines: Iterable[ScheduleLine], name_of: Callable[[ScheduleLine], str]
) -> Iterator[tuple[str, tuple[ScheduleLine, ...]]]:
    name = ""
    run: list[ScheduleLine] = []
    for line in lines:
        if run and name_of(line) != name:
            yield name, tuple(run)
            run = []
        name = name_of(line)
        run.append(line)
    if run:
        yield name, tuple(run)


def _money_width(progress: Progress, voice: Voice) -> float:
    """Room for the largest sum, which stands at the foot."""
    longest = max(len(voice.bare(getattr(progress.schedule_total, name))) for name in _SUMMED)
    return max(_LEAST_MONEY, longest * _PER_CHARACTER + _PADDING)


def _heads(
    columns: Sequence[Column], voice: Voice, width: float, money: float
) -> tuple[tuple[Head, ...], str]:
    """The heads with their widths, and how tight the table is set to leave room for descriptions."""
    widths = {column: _WIDTHS.get(column, money) for column in columns if column != "description"}
    needed, room = sum(widths.values()), width - _LEAST_DESCRIPTION
    scale = min(1.0, room / needed) if needed else 1.0
    density = "" if scale > 0.96 else "dense" if scale > 0.8 else "densest"
    heads = tuple(
        Head(
            voice.say(HEADS[column]),
            "n" if column in _FIGURES else "",
            f"width: {widths[column] * scale:.1f}mm" if column in widths else "",
        )
        for column in columns
    )
    return heads, density


@dataclass(frozen=True, slots=True)
class _Printer:
    """Turns lines into rows of text."""

    columns: tuple[Column, ...]
    voice: Voice
    decimals: int

    def body(self, group: _Group, kept: set[int], options: PdfOptions) -> tuple[Row, ...]:
        """A group's rows; empty when nothing of it is shown."""
        lines = [line for line in group.lines if id(line) in kept]
        if not lines:
            return ()
        if options.detail == "groups" and group.label:
            return (self.sums("line", group.label, group.lines),)
        rows = [self.line(line) for line in lines]
        if not group.label:
            return tuple(rows)
        band = Row("band", group.label, len(self.columns))
        if len(group.lines) == 1 and group.of_changes:
            return (band, *rows)
        label = Markup("{} · {}").format(self.voice.say(wording.GROUP_TOTAL), group.label)
        return (band, *rows, self.sums("sub", label, group.lines))

    def line(self, line: ScheduleLine) -> Row:
        tall = len(line.description) > _TALL * 24 or line.description.count("\n") > _TALL // 2
        return Row("tall" if tall else "", "", 0, tuple(self._cell(line, c) for c in self.columns))

    def total(self, line: ScheduleLine) -> Row:
        return self._row("grand", self.voice.say(wording.TOTAL), line, None)

    def sums(self, kind: str, label: Markup | str, lines: Sequence[ScheduleLine]) -> Row:
        """A row of what some lines come to together."""
        sums = {name: sum((getattr(line, name) for line in lines), ZERO) for name in _SUMMED}
        share = sums["to_date"] / sums["scheduled"] * _HUNDRED if sums["scheduled"] else ZERO
        line = ScheduleLine(item="", description="", percent=share.quantize(Decimal("0.01")), **sums)
        return self._row(kind, label, line, lines)

    def _row(
        self, kind: str, label: Markup | str, line: ScheduleLine, lines: Sequence[ScheduleLine] | None
    ) -> Row:
        """The label spans the columns before the first sum, and takes the place of one that comes first."""
        figures = [i for i, column in enumerate(self.columns) if column in _SUMMED or column == "percent"]
        span = max(1, min([*figures, len(self.columns)]))
        return Row(kind, label, span, tuple(self._sum(line, column, lines) for column in self.columns[span:]))

    def _sum(
        self, line: ScheduleLine, column: Column, lines: Sequence[ScheduleLine] | None
    ) -> tuple[str, str]:
        if column in _SUMMED or column == "percent":
            return self._cell(line, column)
        if column == "claimed" and lines is not None:
            return self._money(sum((_claimed(one) for one in lines), ZERO))
        return "", ""

    def _cell(self, line: ScheduleLine, column: Column) -> tuple[str, str]:
        if column == "description":
            return "t", line.description
        if column == "item" or column == "cost_code":
            return "", getattr(line, column)
        if column == "percent":
            return _signed(line.percent, self.voice.percent(line.percent, self.decimals))
        if column == "quantity":
            return "n", "" if line.quantity is None else self._quantity(line.quantity, line.unit)
        if column == "unit_price":
            return "n", "" if line.unit_price is None else self.voice.price(line.unit_price)
        if column == "claimed":
            return self._money(_claimed(line))
        return self._money(getattr(line, column))

    def _quantity(self, quantity: Decimal, unit: str) -> str:
        shown = self.voice.quantity(quantity)
        return f"{shown}\u00a0{unit}" if unit else shown

    def _money(self, amount: Decimal) -> tuple[str, str]:
        return _signed(amount, self.voice.bare(amount))


def _signed(value: Decimal, shown: str) -> tuple[str, str]:
    return ("n negative" if value < 0 else "n"), shown


def _claimed(line: ScheduleLine) -> Decimal:
    """What was asked for this period: what was certified, unless something else was claimed."""
    return line.this_period if line.claimed is None else line.claimed
