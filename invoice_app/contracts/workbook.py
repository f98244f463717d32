"""An application as a workbook whose formulas give its totals again: a summary, and the schedule.

What was typed or carried over is a number; everything that follows from it is a formula, with its
value beside it for programs that do not calculate. Figures are the certified ones.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from invoice_app.contracts import export_wording as e
from invoice_app.contracts import wording as w
from invoice_app.contracts.application import AppliedLine, percent_of, total_of
from invoice_app.contracts.exporting import Told
from invoice_app.contracts.standing import Item
from invoice_app.contracts.workbook_styles import Styles, write_formula
from invoice_app.contracts.workbook_summary import Totals, write_summary
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared import money
from invoice_app.shared.money import to_cents
from invoice_app.shared.phrases import Language, Phrase

# A total names every group; beyond this many a formula would be too long, and groups are left out.
_MOST_GROUPS = 150
_HEAD = 3
_FIRST = _HEAD + 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of figures; `formula` has `{r}` for the row, and none is a number that was given.

    `letter` is the column's own on a usual continuation sheet.
    """

    name: str
    title: Phrase
    letter: str = ""
    formula: str = ""


# The width of a description, and about how many of its characters stand on a row.
_WIDE, _ON_A_ROW = 38, 44
_WORDS = (
    (e.SECTION, 16), (w.ITEM, 9), (w.DESCRIPTION, _WIDE), (e.COST_CODE, 12), (w.CHANGE_ORDER, 12),
    (w.TAX_CLASS, 13),
)  # fmt: skip
# G scheduled · H previous · I work to date · J this period · K stored · L to date · M % · N balance ·
# O P Q retainage · R net · S stored before · T retainage before · U taxed
_FIGURES = (
    Column("scheduled", w.SCHEDULED, "C"),
    Column("previous", w.PREVIOUS, "D"),
    Column("work", e.WORK_TO_DATE),
    Column("this_period", w.THIS_PERIOD, "E", "=ROUND(I{r}-H{r},2)"),
    Column("stored", w.STORED, "F"),
    Column("to_date", w.TO_DATE, "G", "=ROUND(H{r}+J{r}+K{r},2)"),
    Column("percent", e.PERCENT_COMPLETE, "", "=IF(G{r}=0,0,ROUND(L{r}/G{r},4))"),
    Column("balance", w.BALANCE, "H", "=ROUND(G{r}-L{r},2)"),
    Column("retainage_work", e.RETAINAGE_ON_WORK),
    Column("retainage_stored", e.RETAINAGE_ON_STORED),
    Column("retainage", w.RETAINAGE, "I", "=ROUND(O{r}+P{r},2)"),
    Column("net", e.NET, "", "=ROUND((L{r}-Q{r})-(H{r}+S{r}-T{r}),2)"),
    Column("stored_before", e.STORED_BEFORE),
    Column("retainage_before", e.RETAINAGE_BEFORE),
    Column("taxed", e.TAXED),
)
_TAXED_NET, _TAXED_AT_ONCE = "=R{r}", "=ROUND(J{r}+K{r}-S{r},2)"
_DESCRIPTION = 2
_ENTERED = len(_WORDS) + len(_FIGURES)
_AT = {column.name: len(_WORDS) + at for at, column in enumerate(_FIGURES)}


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The schedule while it is written: its page, its styles, its words, and how retainage is taxed."""

    page: Worksheet
    styles: Styles
    language: Language
    items: dict[int, Item]
    at_once: bool

    def figures(self, x: AppliedLine) -> dict[str, Decimal]:
        net = x.net_this_period
        return {
            "scheduled": x.scheduled,
            "previous": x.previous,
            "work": x.now.work.billed,
            "this_period": x.this_period,
            "stored": x.stored,
            "to_date": x.to_date,
            "percent": x.percent / 100,
            "balance": x.balance,
            "retainage_work": x.now.work.held,
            "retainage_stored": x.now.stored.held,
            "retainage": x.retainage,
            "net": net,
            "stored_before": x.before.stored.billed,
            "retainage_before": x.before.retainage,
            "taxed": x.now.completed - x.before.completed if self.at_once else net,
        }

    def summed(self, lines: Iterable[AppliedLine]) -> dict[str, Decimal]:
        known = [self.figures(x) for x in lines]
        totals = {name: total_of(one[name] for one in known) for name in _AT}
        totals["percent"] = percent_of(totals["to_date"], totals["scheduled"]) / 100
        return totals


def workbook(told: Told, language: Language, *, paper: str, now: datetime) -> bytes:
    """The workbook of an application; `paper` is `letter` or `a4`."""
    file = io.BytesIO()
    # Nothing that a person wrote becomes a formula or a link.
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    number = told.standing.contract.number or told.standing.contract.title
    title = e.FILE_NAME.filled(contract=number, number=told.standing.progress.sequence).to(language)
    book.set_properties({"title": title, "created": now.replace(tzinfo=None)})
    styles = Styles(book, told.standing.contract.currency, language)
    summary = book.add_worksheet(e.SUMMARY_SHEET.to(language))
    schedule = book.add_worksheet(e.SCHEDULE_SHEET.to(language))
    for page in (summary, schedule):
        _set_up(page, title, paper, language)
    totals = _write_schedule(schedule, styles, told, language)
    write_summary(summary, styles, told, totals, language)
    book.close()
    return file.getvalue()


def _set_up(page: Worksheet, title: str, paper: str, language: Language) -> None:
    page.set_landscape()
    page.set_paper(9 if paper == "a4" else 1)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.hide_gridlines(2)
    pages = e.PAGE.filled(page="&P", pages="&N").to(language)
    # An ampersand begins an instruction here, and the whole may not be longer than 255.
    page.set_footer(f"&L{title[:100].replace('&', '&&')}&R{pages}")


def _write_schedule(page: Worksheet, styles: Styles, told: Told, language: Language) -> Totals:
    standing, application = told.standing, told.application
    sheet = _Sheet(
        page,
        styles,
        language,
        {item.id: item for item in standing.items},
        application.taxes_holdback_at_once,
    )
    _write_head(sheet, told)
    originals = [x for x in application.lines if not x.line.change_order]
    orders = [x for x in application.lines if x.line.change_order]
    row = _FIRST
    row, first_part = _write_part(sheet, row, originals, [sheet.items[x.line.key].section for x in originals])
    original_row = order_row = None
    if orders:
        original_row = _write_total(sheet, row, e.ORIGINAL, originals, first_part)
        row, second_part = _write_part(sheet, row + 1, orders, [x.line.change_order for x in orders])
        order_row = _write_total(sheet, row, e.CHANGE_ORDERS, orders, second_part)
        row, parts = row + 1, [(original_row, original_row), (order_row, order_row)]
    else:
        parts = first_part
    total_row = _write_total(sheet, row, w.TOTAL, application.lines, parts)
    page.freeze_panes(_HEAD + 1, 3)
    page.repeat_rows(_HEAD)
    # What the formulas need of the application before stands to the right of what is printed.
    page.print_area(0, 0, total_row, _AT["net"])
    _set_widths(sheet, told)
    lines = (original_row + 1, order_row - 1) if original_row is not None and order_row is not None else None
    return Totals(
        sheet=e.SCHEDULE_SHEET.to(language),
        columns={name: xl_col_to_name(at) for name, at in _AT.items()}
        | {"tax_class": "F", "entered": xl_col_to_name(_ENTERED)},
        first=_FIRST,
        last=total_row - 1,
        original=total_row if original_row is None else original_row,
        orders=order_row,
        order_lines=lines,
        total=total_row,
    )


def _write_head(sheet: _Sheet, told: Told) -> None:
    page, styles, contract = sheet.page, sheet.styles, told.standing.contract
    named = " · ".join(part for part in (contract.number, contract.title) if part)
    # In the second column: the first is hidden where no line has a group.
    page.write_string(0, 1, w.SCHEDULE.to(sheet.language), styles.title)
    said = w.PROGRESS_INVOICE.filled(number=told.standing.progress.sequence).to(sheet.language)
    page.write_string(1, 1, f"{named} · {said}", styles.soft)
    for at, (word, _) in enumerate(_WORDS):
        page.write_string(_HEAD, at, word.to(sheet.language), styles.head)
    for column in _FIGURES:
        title = column.title.to(sheet.language)
        page.write_string(
            _HEAD,
            _AT[column.name],
            f"{title} ({column.letter})" if column.letter else title,
            styles.head_right,
        )
    page.write_string(_HEAD, _ENTERED, e.ENTERED.to(sheet.language), styles.head)
    page.set_row(_HEAD, 32)


def _set_widths(sheet: _Sheet, told: Told) -> None:
    """As wide as what is in them; columns of words that no line has are hidden."""
    items = sheet.items.values()
    used = {
        0: any(item.section for item in items),
        3: any(item.cost_code for item in items),
        4: any(x.line.change_order for x in told.application.lines),
    }
    for at, (_, wide) in enumerate(_WORDS):
        sheet.page.set_column(at, at, wide, None, {} if used.get(at, True) else {"hidden": True})
    totals = sheet.summed(told.application.lines)
    largest = max(abs(amount) for amount in totals.values())
    wide = max(12, len(money.text(to_cents(-largest), told.standing.contract.currency, sheet.language)) + 1)
    sheet.page.set_column(len(_WORDS), _ENTERED - 1, wide)
    sheet.page.set_column(_AT["percent"], _AT["percent"], 10)
    sheet.page.set_column(_ENTERED, _ENTERED, 13)


Part = list[tuple[int, int]]


def _write_part(
    sheet: _Sheet, row: int, lines: Sequence[AppliedLine], names: Sequence[str]
) -> tuple[int, Part]:
    """Lines with a subtotal under each group; the row that comes next, and the rows of lines, from and to."""
    groups = [
        (name, [lines[at] for at, _ in members])
        for name, members in groupby(enumerate(names), key=lambda pair: pair[1])
    ]
    if len(groups) == 1 or len(groups) > _MOST_GROUPS:
        for at, x in enumerate(lines):
            _write_line(sheet, row + at, x)
        return row + len(lines), [(row, row + len(lines) - 1)] if lines else []
    part = []
    for name, members in groups:
        for at, x in enumerate(members):
            _write_line(sheet, row + at, x)
        rows = (row, row + len(members) - 1)
        part.append(rows)
        label = e.SUBTOTAL.filled(name=name or e.WITHOUT_SECTION)
        _write_sums(sheet, row + len(members), label, members, [rows], sheet.styles.subtotal)
        row += len(members) + 1
    return row, part


def _write_line(sheet: _Sheet, row: int, x: AppliedLine) -> None:
    page, styles, item = sheet.page, sheet.styles, sheet.items[x.line.key]
    words = (
        item.section, item.item, item.description, item.cost_code, x.line.change_order,
        LABELS[TaxClass(x.line.tax_class)].to(sheet.language),
    )  # fmt: skip
    for at, word in enumerate(words):
        page.write_string(row, at, word, styles.wrapped if at == _DESCRIPTION else styles.text)
    figures = sheet.figures(x)
    for column in _FIGURES:
        look = styles.percent if column.name == "percent" else styles.money
        formula = column.formula
        if column.name == "taxed":
            formula = _TAXED_AT_ONCE if sheet.at_once else _TAXED_NET
        if formula:
            write_formula(page, row, _AT[column.name], formula.format(r=row + 1), look, figures[column.name])
        else:
            page.write_number(row, _AT[column.name], figures[column.name], styles.given)
    entered = (e.NOW if x.is_new else e.BEFORE).to(sheet.language) if x.line.change_order else ""
    page.write_string(row, _ENTERED, entered, styles.text)
    # Not every program makes a row as tall as the text in it.
    if len(item.description) > _ON_A_ROW:
        page.set_row(row, 14 * (1 + len(item.description) // _ON_A_ROW))


def _write_total(sheet: _Sheet, row: int, label: Phrase, lines: Sequence[AppliedLine], part: Part) -> int:
    _write_sums(sheet, row, label, lines, part, sheet.styles.total)
    return row


def _write_sums(
    sheet: _Sheet,
    row: int,
    label: Phrase,
    lines: Sequence[AppliedLine],
    part: Part,
    look: tuple[Format, Format, Format],
) -> None:
    page, (words, amounts, percents) = sheet.page, look
    for at in range(len(_WORDS)):
        page.write_blank(row, at, None, words)
    page.write_string(row, _DESCRIPTION, label.to(sheet.language), words)
    page.write_blank(row, _ENTERED, None, words)
    for name, amount in sheet.summed(lines).items():
        letter = xl_col_to_name(_AT[name])
        if name == "percent":
            formula = _FIGURES[_AT[name] - len(_WORDS)].formula.format(r=row + 1)
        else:
            ranges = ",".join(
                f"{letter}{first + 1}" if first == last else f"{letter}{first + 1}:{letter}{last + 1}"
                for first, last in part
            )
            formula = f"=ROUND(SUM({ranges}),2)" if ranges else "=0"
        write_formula(page, row, _AT[name], formula, percents if name == "percent" else amounts, amount)
