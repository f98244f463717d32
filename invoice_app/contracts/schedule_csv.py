"""The schedule of an application as CSV: a row for each line, and the totals.

In French `;` parts the columns and a comma the decimals, in English `,` and a point, which is what a
spreadsheet of either language expects. Amounts are numbers; text never begins a formula.
"""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from invoice_app.contracts import export_wording as e
from invoice_app.contracts import wording as w
from invoice_app.contracts.application import AppliedLine, total_of
from invoice_app.contracts.composing import total_line
from invoice_app.contracts.exporting import Told
from invoice_app.contracts.standing import Item
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared.phrases import Language

_WORDS = (e.SECTION, w.ITEM, w.DESCRIPTION, e.COST_CODE, w.CHANGE_ORDER, w.TAX_CLASS)
_FIGURES = (
    w.SCHEDULED, w.PREVIOUS, w.THIS_PERIOD, w.STORED, w.TO_DATE, e.PERCENT_COMPLETE, w.BALANCE,
    e.RETAINAGE_ON_WORK, e.RETAINAGE_ON_STORED, w.RETAINAGE, e.NET,
)  # fmt: skip
# What makes a spreadsheet take a text for a formula, at its beginning; full-width signs count too.
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def schedule_csv(told: Told, language: Language) -> bytes:
    """The schedule as it was certified; UTF-8 with its mark, without which Excel guesses wrong."""
    file = io.StringIO()
    rows = csv.writer(file, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    rows.writerow([phrase.to(language) for phrase in (*_WORDS, *_FIGURES)])
    items = {item.id: item for item in told.standing.items}
    for x in told.application.lines:
        rows.writerow([*_words(items[x.line.key], x, language), *_numbers(_figures(x), language)])
    rows.writerow(["", "", w.TOTAL.to(language), "", "", "", *_numbers(_totals(told), language)])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text


def _words(item: Item, x: AppliedLine, language: Language) -> list[str]:
    words = (
        item.section, item.item, item.description, item.cost_code, x.line.change_order,
        LABELS[TaxClass(x.line.tax_class)].to(language),
    )  # fmt: skip
    return [harmless(word) for word in words]


def _figures(x: AppliedLine) -> list[Decimal]:
    return [
        x.scheduled, x.previous, x.this_period, x.stored, x.to_date, x.percent, x.balance,
        x.now.work.held, x.now.stored.held, x.retainage, x.net_this_period,
    ]  # fmt: skip


def _totals(told: Told) -> list[Decimal]:
    a, total = told.application, total_line(told.application.lines)
    return [
        total.scheduled, total.previous, total.this_period, total.stored, total.to_date, total.percent,
        total.balance, a.line_5a, a.line_5b, total.retainage,
        total_of(x.net_this_period for x in a.lines),
    ]  # fmt: skip


def _numbers(figures: list[Decimal], language: Language) -> list[str]:
    return [f"{figure:f}".replace(".", "," if language == "fr" else ".") for figure in figures]
