"""An empty workbook with the headings of a schedule of values, to be filled and imported."""

from __future__ import annotations

import io

from invoice_app.contracts.wording import COLUMN_NAMES, SCHEDULE

_WIDTHS = {"description": 48, "section": 24}


def template(language: str) -> bytes:
    """The file, an XLSX."""
    # What writes a workbook is loaded by whoever asks for one only.
    import openpyxl
    from openpyxl.styles import Font

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SCHEDULE.to(language)[:31]
    sheet.freeze_panes = "A2"
    for column, (name, title) in enumerate(COLUMN_NAMES.items(), start=1):
        cell = sheet.cell(row=1, column=column, value=title.to(language))
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = _WIDTHS.get(name, 14)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
