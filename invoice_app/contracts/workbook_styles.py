"""How the cells of a workbook look: amounts by currency and language, heads, totals."""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from invoice_app.shared.phrases import Language

# The sign and where it stands, with Canada's own tags of language: 0C0C is French, 1009 is English.
_MONEY = {
    ("CAD", "fr"): "#,##0.00\\ [$$-C0C]",
    ("CAD", "en"): "[$$-1009]#,##0.00",
    ("USD", "fr"): "#,##0.00\\ [$$\u00a0US-C0C]",
    ("USD", "en"): "[$US$-1009]#,##0.00",
    ("EUR", "fr"): "#,##0.00\\ [$€-C0C]",
    ("EUR", "en"): "[$€-1009]#,##0.00",
}
_PERCENT = {"fr": "0.00\\ %", "en": "0.00%"}
_RATE = {"fr": "0.000\\ %", "en": "0.000%"}
_INK, _SOFT, _LINE, _SHADE, _GIVEN = "#171a1f", "#5b6470", "#c9ced6", "#eef1f4", "#1d4f91"


class Styles:
    """The styles of one workbook. What was given is in blue, as accountants do; the rest is computed."""

    def __init__(self, book: Workbook, currency: str, language: Language) -> None:
        shown = _MONEY.get((currency, language), "#,##0.00")
        amount = {"num_format": f"{shown};[Red]\\-{shown}", "align": "right", "valign": "top"}
        percent = {"num_format": _PERCENT[language], "align": "right", "valign": "top"}

        def made(**look: object) -> Format:
            return book.add_format({"font_name": "Calibri", "font_size": 10, "font_color": _INK, **look})

        self.title = made(bold=True, font_size=14)
        self.soft = made(font_color=_SOFT)
        self.text = made(valign="top")
        self.wrapped = made(valign="top", text_wrap=True)
        self.strong = made(bold=True)
        self.head = made(
            bold=True, text_wrap=True, valign="vcenter", bg_color=_SHADE, bottom=1, bottom_color=_LINE
        )
        self.head_right = made(
            bold=True, text_wrap=True, valign="vcenter", align="right", bg_color=_SHADE, bottom=1,
            bottom_color=_LINE,
        )  # fmt: skip
        self.money = made(**amount)
        self.given = made(**{**amount, "font_color": _GIVEN})
        self.strong_money = made(bold=True, **amount)
        self.percent = made(**percent)
        self.rate = made(num_format=_RATE[language], align="right", font_color=_GIVEN)
        under: dict[str, object] = {"bold": True, "top": 1, "top_color": _LINE}
        self.subtotal = (made(**under), made(**under, **amount), made(**under, **percent))
        ruled: dict[str, object] = {"bold": True, "top": 2, "bg_color": _SHADE}
        self.total = (made(**ruled), made(**ruled, **amount), made(**ruled, **percent))


def write_formula(page: Worksheet, row: int, column: int, formula: str, look: Format, value: Decimal) -> None:
    """A formula with the value it has, exactly as the engine counted it."""
    page.write_formula(row, column, formula, look, value)
