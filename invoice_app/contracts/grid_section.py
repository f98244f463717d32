"""The grid of a schedule of values: rows of boxes that behave as a spreadsheet's.

    schedule_grid(ContractFormPage)   # any State that is a `grid_state.ScheduleGrid`

It brings its own keyboard (`sheet_keys`); draw it once on a page, outside no particular form: its boxes
are sent as they are typed, and are not part of what a form submits.
"""

from typing import Any

import reflex as rx

from invoice_app.contracts import grid_wording as g
from invoice_app.contracts import wording as w
from invoice_app.contracts.grid_view import GridRow, Problem
from invoice_app.contracts.sheet_keys import SheetKeys
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import notice
from invoice_app.ui.forms import button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import pager

_NUMBERS = frozenset({"quantity", "unit_price", "scheduled", "retainage_percent"})
_KNOWN = [key.value for key in TaxClass]


def schedule_grid(page: Any, *beside: rx.Component) -> rx.Component:
    """The grid of a page's state; `beside` stands with the button that adds a row."""
    return rx.el.div(
        _undo(page),
        _problems(page),
        rx.el.div(
            rx.el.div(
                _heads(),
                rx.el.ol(rx.foreach(page.rows, lambda row: _row(page, row)), class_name="sheet-rows"),
                data_sheet="", class_name="sheet",
            ),
            class_name="sheet-scroll",
        ),
        rx.el.nav(
            pager(page.shown, page.has_earlier, page.has_later, page.turn_page(-1), page.turn_page(1)),
            aria_label=say(g.PAGES),
        ),
        rx.el.div(
            rx.el.div(
                button(w.ADD_LINE, kind="plain", symbol="plus", on_click=page.add_below("", "section"),
                       id="add-row"),
                *beside,
                class_name="row",
            ),
            rx.el.div(
                rx.el.span(say(w.TOTAL), class_name="soft"),
                rx.el.output(page.total, class_name="strong number", id="schedule-total"),
                class_name="row",
            ),
            class_name="spread",
        ),
        rx.el.p(say(g.KEYS), class_name="soft small sheet-help"),
        SheetKeys.create(grid=page),
        class_name="stack",
    )  # fmt: skip


def _undo(page: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            page.undo_text != "",
            rx.el.div(
                rx.el.span(page.undo_text),
                button(g.UNDO, kind="plain", symbol="undo_2", on_click=page.undo, id="undo-rows"),
                class_name="notice sheet-undo",
            ),
        ),
        role="status",
    )


def _problems(page: Any) -> rx.Component:
    """All there is to correct, with the way to each: most of it is on other pages."""
    return rx.cond(
        page.listing,
        notice(
            rx.el.p(say(g.TO_CORRECT, count=page.problem_count), class_name="strong"),
            rx.el.ul(rx.foreach(page.problems, lambda problem: _problem(page, problem)),
                     class_name="sheet-problems"),
            rx.cond(page.more_problems != "", rx.el.p(page.more_problems, class_name="small")),
            tone="red", symbol="triangle_alert",
        ),
    )  # fmt: skip


def _problem(page: Any, problem: rx.Var[Problem]) -> rx.Component:
    return rx.el.li(
        rx.el.button(problem.where, type="button", class_name="link small",
                     on_click=page.go_to_cell(problem.box)),
        rx.el.span(" — ", problem.what, class_name="small"),
    )  # fmt: skip


def _heads() -> rx.Component:
    return rx.el.div(
        rx.el.span(),
        *[
            rx.el.span(say(name), class_name="number" if column in _NUMBERS else "")
            for column, name in w.COLUMN_NAMES.items()
        ],
        rx.el.span(),
        class_name="sheet-row sheet-heads", aria_hidden="true",
    )  # fmt: skip


def _row(page: Any, row: rx.Var[GridRow]) -> rx.Component:
    product = page.products[row.key]
    return rx.el.li(
        rx.el.div(
            rx.el.span(row.position, data_grip="", draggable=True, title=say(g.DRAG),
                       class_name="sheet-position"),
            *[
                _cell(page, row, column, _box(row, column, product if column == "scheduled" else None))
                for column in w.COLUMN_NAMES
            ],
            rx.el.div(
                _act(row, "up", "arrow_up", g.UP),
                _act(row, "down", "arrow_down", g.DOWN),
                _act(row, "remove", "x", g.REMOVE),
                class_name="sheet-acts",
            ),
            class_name="sheet-row",
        ),
        *[_wrong(page, row, column) for column in w.COLUMN_NAMES],
        rx.cond(
            page.subtotals[row.key],
            rx.el.p(
                rx.el.span(say(g.SUBTOTAL), class_name="soft"),
                rx.el.span(page.subtotals[row.key], class_name="strong number"),
                class_name="sheet-subtotal",
            ),
        ),
        key=row.drawn, data_row=row.key,
    )  # fmt: skip


def _cell(page: Any, row: rx.Var[GridRow], column: str, box: rx.Component) -> rx.Component:
    name = f"{column}-" + row.key
    wrong = page.marks[name]
    box.custom_attrs |= {
        "aria-invalid": rx.cond(wrong, "true", "false"), "aria-describedby": name + "-wrong",
    }  # fmt: skip
    return rx.el.div(
        rx.el.label(say(w.COLUMN_NAMES[column]), html_for=name),
        box,
        class_name=f"field sheet-{column.replace('_', '-')}",
    )


def _wrong(page: Any, row: rx.Var[GridRow], column: str) -> rx.Component:
    """Under its row: a box is too narrow for what is to be said of it."""
    name = f"{column}-" + row.key
    wrong = page.marks[name]
    return rx.cond(
        wrong,
        rx.el.p(
            rx.el.span(say(w.COLUMN_NAMES[column]), class_name="strong"), " — ", wrong,
            class_name="wrong sheet-wrong", id=name + "-wrong",
        ),
    )  # fmt: skip


def _box(row: rx.Var[GridRow], column: str, product: rx.Var | None) -> rx.Component:
    """Uncontrolled, so that nothing that arrives can change what is being typed."""
    named = {"id": f"{column}-" + row.key, "data_column": column, "data_row": row.key}
    if column == "tax_class":
        return _tax_class(row, **named)
    props: dict[str, Any] = {"input_mode": "decimal"} if column in _NUMBERS else {}
    if product is not None:
        props["placeholder"] = rx.cond(product, product, "")
    return rx.el.input(type="text", auto_complete="off", default_value=getattr(row, column), **named, **props)


def _tax_class(row: rx.Var[GridRow], **named: Any) -> rx.Component:
    """Text that is no tax class (it was pasted) stays in the list as it is, to be corrected."""
    return rx.el.select(
        rx.el.option(say(g.OF_CONTRACT), value=""),
        *[rx.el.option(say(text), value=key.value) for key, text in LABELS.items()],
        rx.cond(
            (row.tax_class == "") | rx.Var.create(_KNOWN).contains(row.tax_class),
            rx.fragment(),
            rx.el.option(row.tax_class, value=row.tax_class),
        ),
        default_value=row.tax_class, **named,
    )  # fmt: skip


def _act(row: rx.Var[GridRow], act: str, symbol: str, label: Phrase) -> rx.Component:
    return rx.el.button(
        icon(symbol, 15), type="button", tab_index=-1, data_act=act, data_row=row.key, class_name="quiet",
        aria_label=say(label, position=row.position),
    )  # fmt: skip
