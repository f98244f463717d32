"""Ticks in the list of invoices, and what can be done with those ticked or with all that is found."""

import reflex as rx

from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.state import BulkPicks
from invoice_app.invoices.list_state import InvoiceList
from invoice_app.invoices.queries import InvoiceRow
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.locale import say
from invoice_app.ui.visitor import sees

_MAY = sees(Tool.INVOICES, Level.STANDARD)
_COUNT = BulkPicks.refs.length()


def pick_bar() -> rx.Component:
    """What is ticked, and where it goes; for whoever may send."""
    some = rx.fragment(
        rx.el.span(
            rx.cond(_COUNT == 1, say(w.PICKED_ONE), say(w.PICKED, count=_COUNT)),
            class_name="strong",
            aria_live="polite",
        ),
        button(w.SEND_PICKED, kind="plain", symbol="send", on_click=BulkPicks.send),
        button(w.UNPICK, kind="plain", on_click=BulkPicks.clear),
    )
    all_found = rx.fragment(
        rx.cond(
            InvoiceList.show == "overdue",
            button(w.REMIND_ALL_FOUND, kind="plain", symbol="bell", on_click=BulkPicks.remind),
            button(w.SEND_ALL_FOUND, kind="plain", symbol="send", on_click=BulkPicks.send),
        ),
        link_button(w.BULK_SENDS, "/invoices/bulk", symbol="history"),
    )
    return rx.cond(_MAY, rx.el.div(rx.cond(_COUNT > 0, some, all_found), class_name="bar"))


def pick_head() -> rx.Component:
    return rx.cond(
        _MAY,
        rx.el.th(
            rx.el.span(say(w.CHOOSE), class_name="hidden-visually"),
            rx.el.input(
                type="checkbox",
                checked=_COUNT > 0,
                on_change=BulkPicks.pick_page,
                aria_label=say(w.PICK_PAGE),
                id="pick-page",
            ),
            scope="col",
            class_name="bulk-pick",
        ),
    )


def pick_cell(row: rx.Var[InvoiceRow]) -> rx.Component:
    return rx.cond(
        _MAY,
        rx.el.td(
            rx.el.input(
                type="checkbox",
                checked=BulkPicks.refs.contains(row.ref),
                on_change=lambda wanted: BulkPicks.pick(row.ref, wanted),
                aria_label=say(w.PICK, number=rx.cond(row.number != "", row.number, row.customer)),
            ),
            class_name="bulk-pick",
        ),
    )
