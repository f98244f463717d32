"""The first sheet of an application's workbook: lines 1 to 9, change orders, taxes, what is to be paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet

from invoice_app.contracts import export_wording as e
from invoice_app.contracts import wording as w
from invoice_app.contracts.auditing import numbered
from invoice_app.contracts.exporting import Told
from invoice_app.contracts.models import ProgressStatus
from invoice_app.contracts.queries import period_text
from invoice_app.contracts.workbook_styles import Styles, write_formula
from invoice_app.organisation.taxes import LABELS, TaxClass, TaxRate, taxes_on
from invoice_app.shared.money import ZERO
from invoice_app.shared.phrases import Language


@dataclass(frozen=True, slots=True)
class Totals:
    """Where the schedule's sheet holds what the summary needs; rows are counted from zero.

    `orders` is the total of change orders and `order_lines` the rows of theirs, when there are any.
    """

    sheet: str
    columns: Mapping[str, str]
    first: int
    last: int
    original: int
    orders: int | None
    order_lines: tuple[int, int] | None
    total: int

    def cell(self, column: str, row: int) -> str:
        return f"'{self.sheet}'!{self.columns[column]}{row + 1}"

    def span(self, column: str, rows: tuple[int, int]) -> str:
        letter = self.columns[column]
        return f"'{self.sheet}'!${letter}${rows[0] + 1}:${letter}${rows[1] + 1}"


def write_summary(page: Worksheet, styles: Styles, told: Told, totals: Totals, language: Language) -> None:
    page.set_column(0, 0, 8)
    page.set_column(1, 1, 52)
    page.set_column(2, 4, 22)
    row = _write_heading(page, styles, told, language)
    row, eighth = _write_lines(page, styles, told, totals, language, row)
    row = _write_taxes(page, styles, told, totals, language, row + 1, eighth)
    last = _write_changes(page, styles, told, totals, language, row + 1)
    page.print_area(0, 0, last, 4)


def _write_heading(page: Worksheet, styles: Styles, told: Told, language: Language) -> int:
    """Whose application it is; the row that comes next."""
    standing = told.standing
    contract, progress = standing.contract, standing.progress
    page.write_string(0, 0, w.PROGRESS_INVOICE.filled(number=progress.sequence).to(language), styles.title)
    facts = [
        (w.CONTRACT, " · ".join(part for part in (contract.number, contract.title) if part)),
        (w.CLIENT, told.client),
        (w.PERIOD, period_text(standing.period, language)),
        (w.STATUS, w.PROGRESS_STATUSES[ProgressStatus(progress.status)].to(language)),
        (e.INVOICE, told.invoice_number),
    ]
    row = 1
    for label, fact in facts:
        if fact:
            page.write_string(row, 1, label.to(language), styles.soft)
            page.write_string(row, 2, fact, styles.text)
            row += 1
    if progress.status not in (ProgressStatus.APPROVED, ProgressStatus.VOID):
        page.write_string(row, 1, e.DRAFT_FIGURES.to(language), styles.strong)
        row += 1
    if told.figures.claimed != told.figures.certified:
        page.write_string(row, 1, e.CERTIFIED_FIGURES.to(language), styles.strong)
        row += 1
    return row + 1


def _write_lines(
    page: Worksheet, styles: Styles, told: Told, totals: Totals, language: Language, row: int
) -> tuple[int, str]:
    """Lines 1 to 9; the row that comes next, and the cell of line 8."""
    amounts = numbered(told.application)
    at = {key: f"C{row + 1 + place}" for place, key in enumerate(amounts)}
    total = totals.total
    before = (
        f"{totals.cell('previous', total)}+{totals.cell('stored_before', total)}"
        f"-{totals.cell('retainage_before', total)}"
    )
    formulas = {
        "1": f"={totals.cell('scheduled', totals.original)}",
        "2": f"={totals.cell('scheduled', totals.orders)}" if totals.orders is not None else "=0",
        "3": f"=ROUND({at['1']}+{at['2']},2)",
        "4": f"={totals.cell('to_date', total)}",
        "5a": f"={totals.cell('retainage_work', total)}",
        "5b": f"={totals.cell('retainage_stored', total)}",
        "5": f"=ROUND({at['5a']}+{at['5b']},2)",
        "6": f"=ROUND({at['4']}-{at['5']},2)",
        "7": f"=ROUND({before},2)",
        "8": f"=ROUND({at['6']}-{at['7']},2)",
        "9": f"=ROUND({at['3']}-{at['6']},2)",
    }
    for key, amount in amounts.items():
        strong = key in w.STRONG
        page.write_string(row, 0, key, styles.strong if strong else styles.soft)
        page.write_string(row, 1, w.SUMMARY[key].to(language), styles.strong if strong else styles.text)
        write_formula(page, row, 2, formulas[key], styles.strong_money if strong else styles.money, amount)
        row += 1
    return row, at["8"]


def _write_taxes(
    page: Worksheet, styles: Styles, told: Told, totals: Totals, language: Language, row: int, eighth: str
) -> int:
    """Each tax rounded once on what it is charged on, then what is to be paid."""
    for at, title in enumerate((e.TAXES, e.TAX_RATE, e.TAX_BASE, e.AMOUNT), start=1):
        page.write_string(row, at, title.to(language), styles.head if at == 1 else styles.head_right)
    charged = {tax.code: tax for tax in told.application.taxes}
    first = row = row + 1
    for rate in told.standing.rates:
        tax = charged.get(rate.code)
        page.write_string(row, 1, rate.label.to(language), styles.text)
        page.write_number(row, 2, rate.rate, styles.rate)
        base = "+".join(
            f'SUMIF({totals.span("tax_class", (totals.first, totals.last))},"{name}",'
            f"{totals.span('taxed', (totals.first, totals.last))})"
            for name in _charged_on(rate, language)
        )
        write_formula(page, row, 3, f"=ROUND({base},2)", styles.money, tax.base if tax else ZERO)
        amount = f"=ROUND(D{row + 1}*C{row + 1},2)"
        write_formula(page, row, 4, amount, styles.money, tax.amount if tax else ZERO)
        row += 1
    words, amounts, _ = styles.total
    page.write_string(row, 1, w.PAYABLE.to(language), words)
    page.write_blank(row, 2, None, words)
    page.write_blank(row, 3, None, words)
    sums = f"+SUM(E{first + 1}:E{row})" if row > first else ""
    write_formula(page, row, 4, f"=ROUND({eighth}{sums},2)", amounts, told.application.total)
    return row + 1


def _charged_on(rate: TaxRate, language: Language) -> list[str]:
    """The names of the classes that a tax is charged on, asked of the taxes themselves."""
    return [LABELS[name].to(language) for name in TaxClass if taxes_on({name: Decimal(1)}, (rate,))]


def _write_changes(
    page: Worksheet, styles: Styles, told: Told, totals: Totals, language: Language, row: int
) -> int:
    """Change orders by when they entered; the last row."""
    titles = (e.CHANGE_SUMMARY, e.ADDITIONS, e.DEDUCTIONS)
    for at, title in enumerate(titles, start=1):
        page.write_string(row, at, title.to(language), styles.head if at == 1 else styles.head_right)
    changes = told.application.changes
    rows = (
        (e.EARLIER_PERIODS, e.BEFORE, changes.additions_before, changes.deductions_before),
        (w.THIS_PERIOD, e.NOW, changes.additions_now, changes.deductions_now),
    )
    for label, entered, additions, deductions in rows:
        row += 1
        page.write_string(row, 1, label.to(language), styles.text)
        for at, sign, amount in ((2, ">0", additions), (3, "<0", deductions)):
            formula = "=0"
            if lines := totals.order_lines:
                scheduled = totals.span("scheduled", lines)
                formula = (
                    f"=ROUND(SUMIFS({scheduled},{totals.span('entered', lines)},"
                    f'"{entered.to(language)}",{scheduled},"{sign}"),2)'
                )
            write_formula(page, row, at, formula, styles.money, amount)
    return row
