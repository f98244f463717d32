"""Importing a schedule of values: its button, and the dialog that shows what will be before it is.

import_button(ContractFormPage), import_dialog(ContractFormPage)   # an `import_state.ScheduleImport`
"""

from typing import Any

import reflex as rx

from invoice_app.contracts import importing_wording as i
from invoice_app.contracts.import_view import ColumnChoice, Option, PreviewLine, ShownProblem
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import notice
from invoice_app.ui.forms import button, select_field
from invoice_app.ui.locale import say
from invoice_app.ui.tables import table
from invoice_app.ui.uploads import file_chooser
from invoice_app.ui.wording import CANCEL

_UPLOAD = "schedule-file"
_ACCEPT = {
    "text/csv": [".csv", ".txt", ".tsv"],
    i.XLSX: [".xlsx"],
}


def import_button(page: Any) -> rx.Component:
    return button(i.IMPORT, kind="plain", symbol="file_up", on_click=page.open_import, id="import")


def import_dialog(page: Any) -> rx.Component:
    return modal(
        "import-dialog",
        i.IMPORT_TITLE,
        page.importing,
        page.close_import,
        rx.el.div(
            _file(page),
            rx.cond(page.file_name != "", _preview(page)),
            class_name="stack import-body",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=page.close_import),
            button(i.APPEND, kind="plain", on_click=page.import_after, disabled=~page.can_import,
                   id="import-after"),
            button(i.REPLACE, on_click=page.import_instead, disabled=~page.can_import, id="import-instead"),
        ],
    )  # fmt: skip


def _file(page: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(
            page.file_name == "",
            rx.el.p(say(i.WHAT_IS_READ), class_name="soft"),
            rx.el.p(page.file_name, class_name="strong import-name"),
        ),
        rx.cond(
            page.file_wrong != "",
            rx.el.div(notice(rx.el.p(page.file_wrong), tone="red", symbol="triangle_alert"), role="alert"),
        ),
        rx.el.div(
            file_chooser(i.CHOOSE_FILE, _UPLOAD, page.take_file(rx.upload_files(_UPLOAD)), symbol="file_up",
                         multiple=False),
            button(i.TEMPLATE, kind="plain", symbol="download", on_click=page.download_template,
                   id="template"),
            class_name="row",
        ),
    )  # fmt: skip


def _preview(page: Any) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.cond(
                page.sheets.length() > 1,
                select_field(i.SHEET, "import-sheet", rx.foreach(page.sheets, _option), value=page.sheet,
                             on_change=page.choose_sheet),
            ),
            select_field(i.HEAD_ROW, "import-head", rx.foreach(page.heads, _option), value=page.head,
                         on_change=page.choose_head),
            select_field(i.MARK, "import-mark", [(",", i.COMMA), (".", i.POINT)], value=page.mark,
                         on_change=page.choose_mark),
            class_name="import-choices",
        ),
        rx.el.details(
            rx.el.summary(say(i.WHICH_COLUMN)),
            rx.el.div(rx.foreach(page.columns, lambda column: _column(page, column)),
                      class_name="import-choices"),
            open=True, class_name="fold",
        ),
        rx.cond(page.notes.length() > 0,
                notice(rx.el.ul(rx.foreach(page.notes, rx.el.li), class_name="import-notes"), tone="blue")),
        rx.cond(page.lines.length() > 0, _lines(page),
                notice(rx.el.p(say(i.NOTHING_FOUND)), tone="amber", symbol="triangle_alert")),
        rx.cond(page.import_problem_count > 0, _problems(page)),
    )  # fmt: skip


def _option(option: rx.Var[Option]) -> rx.Component:
    return rx.el.option(option.shown, value=option.value)


def _column(page: Any, column: rx.Var[ColumnChoice]) -> rx.Component:
    name = "import-" + column.name
    return rx.el.div(
        rx.el.label(column.title, html_for=name),
        rx.el.select(
            rx.foreach(page.offered, _option), id=name, value=column.chosen,
            on_change=lambda chosen: page.choose_column(column.name, chosen),
        ),
        class_name="field",
    )  # fmt: skip


def _lines(page: Any) -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h3(say(i.AS_THEY_WILL_BE)),
            rx.el.p(page.counts, class_name="strong", id="import-counts"),
            class_name="spread",
        ),
        table(
            [
                rx.el.th(rx.el.span(say(i.ROW_OF_FILE), class_name="hidden-visually"), scope="col"),
                rx.foreach(page.titles, lambda title: rx.el.th(title, scope="col")),
            ],
            rx.foreach(page.lines, _line), label=i.AS_THEY_WILL_BE, cards=False,
        ),
    )  # fmt: skip


def _line(line: rx.Var[PreviewLine]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(line.row, class_name="soft"), rx.foreach(line.cells, lambda cell: rx.el.td(cell))
    )


def _problems(page: Any) -> rx.Component:
    return notice(
        rx.el.p(say(i.PROBLEMS, count=page.import_problem_count), class_name="strong"),
        rx.el.ul(rx.foreach(page.import_problems, _problem), class_name="sheet-problems import-problems"),
        rx.cond(page.more_import_problems != "", rx.el.p(page.more_import_problems, class_name="small")),
        tone="red", symbol="triangle_alert",
    )  # fmt: skip


def _problem(problem: rx.Var[ShownProblem]) -> rx.Component:
    return rx.el.li(
        rx.el.span(problem.place, " · ", problem.column, class_name="strong"),
        rx.cond(problem.read != "", rx.el.span(" — ", say(i.READ_THERE, read=problem.read))),
        rx.el.span(" — ", problem.what),
        class_name="small",
    )
