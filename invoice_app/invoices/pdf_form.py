"""The options of a PDF as a form has them: text by name, and columns in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from invoice_app.invoices.paper import option_wording as ow
from invoice_app.invoices.paper.colour import palette
from invoice_app.invoices.paper.options import (
    COLUMNS,
    LINE_COLUMNS,
    LOCKED,
    PdfOptions,
    options_of,
)
from invoice_app.shared.phrases import Phrase

TEXTS = (
    "language", "paper", "margins", "accent", "font", "group_by", "detail", "change_orders",
    "percent_decimals", "header", "footer", "watermark",
)  # fmt: skip
SWITCHES = (
    "logo", "summary", "changes", "retainage", "notes", "terms", "qr", "signatures", "hide_zero",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column in the form, shown in the PDF or not."""

    key: str
    shown: bool
    locked: bool


def typed_of(options: PdfOptions) -> dict[str, str]:
    """The boxes of the form; a switch is `on` or empty."""
    texts = {name: str(getattr(options, name)) for name in TEXTS}
    return texts | {name: "on" if getattr(options, name) else "" for name in SWITCHES}


def rows_of(options: PdfOptions, *, is_progress: bool) -> list[ColumnRow]:
    """The columns of this kind of invoice: those shown in their order, then the others."""
    chosen: Sequence[str] = options.columns if is_progress else options.line_columns
    every: Sequence[str] = COLUMNS if is_progress else LINE_COLUMNS
    return [
        ColumnRow(key, key in chosen, key in LOCKED)
        for key in (*chosen, *(key for key in every if key not in chosen))
    ]


def options_typed(
    typed: Mapping[str, str], rows: Sequence[ColumnRow], kept: PdfOptions, *, is_progress: bool
) -> PdfOptions:
    """The options that the form says; those of the other kind of invoice stay as they were.

    Raises `WrongOptions`, which names each field that is wrong.
    """
    columns = tuple(row.key for row in rows if row.shown)
    values: dict[str, Any] = {name: typed.get(name, "") for name in TEXTS}
    values |= {name: typed.get(name) == "on" for name in SWITCHES}
    decimals = values["percent_decimals"]
    values["percent_decimals"] = int(decimals) if decimals in ("0", "1", "2") else decimals
    values["accent"] = values["accent"].strip()
    values["columns"] = columns if is_progress else kept.columns
    values["line_columns"] = kept.line_columns if is_progress else columns
    return options_of(values)


def moved(rows: Sequence[ColumnRow], key: str, way: int) -> list[ColumnRow]:
    """The columns with one of them a place earlier (-1) or later (1)."""
    at = next((i for i, row in enumerate(rows) if row.key == key), -1)
    to = at + way
    if at < 0 or not 0 <= to < len(rows):
        return list(rows)
    swapped = list(rows)
    swapped[at], swapped[to] = swapped[to], swapped[at]
    return swapped


def accent_note(options: PdfOptions) -> Phrase | None:
    """What is done with a colour that is too pale for text."""
    if not options.accent:
        return None
    printed = palette(options.accent).text
    return ow.DARKENED.filled(colour=printed) if printed != options.accent.lower() else None
