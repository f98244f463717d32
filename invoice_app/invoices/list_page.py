"""The list of invoices, and choosing whom to bill."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices import wording as w
from invoice_app.invoices.bulk.section import pick_bar, pick_cell, pick_head
from invoice_app.invoices.list_state import ChooseCustomer, InvoiceList
from invoice_app.invoices.queries import InvoiceRow
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import badge_of, empty, waiting
from invoice_app.ui.forms import link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, pager, search_box, sorted_head, table
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import MEMBERS

_FILTERS = (
    ("all", w.ALL),
    ("draft", Phrase("Brouillons", "Drafts")),
    ("unpaid", w.UNPAID),
    ("overdue", w.OVERDUE),
    ("paid", Phrase("Payées", "Paid")),
    ("undelivered", w.UNDELIVERED),
)


def invoices_page() -> rx.Component:
    return office(
        page_head(w.INVOICES, _new_button()),
        rx.el.div(
            search_box(w.SEARCH, InvoiceList.search, InvoiceList.find, key=InvoiceList.opened),
            rx.el.select(
                *[rx.el.option(say(text), value=key) for key, text in _FILTERS],
                value=InvoiceList.show,
                on_change=InvoiceList.filter_by,
                aria_label=say(w.FILTER),
            ),
            class_name="bar",
        ),
        rx.cond(
            InvoiceList.loading,
            waiting(),
            rx.cond(
                InvoiceList.rows.length() > 0,
                rx.fragment(
                    pick_bar(),
                    rx.el.div(
                        table(
                            [pick_head(), *_heads()],
                            rx.foreach(InvoiceList.rows, _ticked_row),
                            label=w.INVOICES,
                        ),
                        pager(
                            InvoiceList.position,
                            InvoiceList.has_earlier,
                            InvoiceList.has_later,
                            InvoiceList.earlier,
                            InvoiceList.later,
                        ),
                        class_name="card card-flush",
                    ),
                ),
                rx.cond(
                    (InvoiceList.search != "") | (InvoiceList.show != "all"),
                    empty(w.NONE_FOUND, w.NONE_FOUND_TEXT, symbol="search"),
                    empty(w.NONE_YET, w.NONE_YET_TEXT, _new_button(), symbol="receipt_text"),
                ),
            ),
        ),
        active="/invoices",
    )


def _new_button() -> rx.Component:
    return rx.cond(
        sees(Tool.INVOICES, Level.STANDARD),
        link_button(w.NEW_INVOICE, "/invoices/new", kind="primary", symbol="plus"),
    )


def _heads() -> list[rx.Component]:
    order, by = InvoiceList.sort, InvoiceList.sort_by
    return [
        sorted_head(w.NUMBER, "number", order, by),
        sorted_head(w.CUSTOMER, "customer", order, by),
        sorted_head(w.ISSUE_DATE, "issued", order, by),
        sorted_head(w.DUE_DATE, "due", order, by),
        head(w.STATUS),
        sorted_head(w.TOTAL, "total", order, by, number=True),
        head(w.BALANCE, number=True),
    ]


def _ticked_row(row: rx.Var[InvoiceRow]) -> rx.Component:
    return invoice_row(row, before=pick_cell(row))


def invoice_row(
    row: rx.Var[InvoiceRow], *, with_issue_day: bool = True, before: rx.Component | None = None
) -> rx.Component:
    """A row that is a card on a phone; `before` is a cell that stands first."""
    address = address_of(row)
    return rx.el.tr(
        before,
        rx.el.td(
            page_link(
                rx.cond(row.is_draft, say(w.DRAFT), row.number), to=address, class_name="main-link nowrap"
            ),
            class_name="phone-top",
        ),
        rx.el.td(row.customer, custom_attrs={"data-wide": "true"}),
        rx.el.td(row.issued, class_name="nowrap soft not-on-phone") if with_issue_day else None,
        rx.el.td(row.due, class_name="nowrap soft"),
        rx.el.td(
            rx.el.div(
                badge_of(row.status, row.tone),
                rx.cond(row.delivery != "", badge_of(row.delivery, row.delivery_tone)),
                class_name="badges",
            ),
            class_name="phone-end",
        ),
        rx.el.td(row.total, class_name="number phone-top"),
        rx.el.td(row.balance, class_name="number strong not-on-phone"),
    )


def address_of(row: rx.Var[InvoiceRow]) -> rx.Var[str]:
    """The invoice's page; for whoever may write, a draft's editor."""
    to_edit = row.is_draft & sees(Tool.INVOICES, Level.STANDARD)
    return rx.cond(to_edit, f"/invoices/{row.ref}/edit", f"/invoices/{row.ref}")


def choose_customer_page() -> rx.Component:
    return office(
        page_head(w.CHOOSE_CUSTOMER, crumbs=[(w.INVOICES, "/invoices")]),
        rx.el.p(say(w.CHOOSE_CUSTOMER_TEXT), class_name="soft"),
        search_box(w.SEARCH_CUSTOMER, ChooseCustomer.search, ChooseCustomer.find),
        rx.cond(
            ChooseCustomer.found.length() > 0,
            rx.el.ul(
                rx.foreach(ChooseCustomer.found, _candidate),
                class_name="card card-flush choices-list",
            ),
            empty(
                w.NO_CUSTOMER,
                w.NO_CUSTOMER_TEXT,
                link_button(MEMBERS, "/members", symbol="users"),
                symbol="user_search",
            ),
        ),
        active="/invoices",
        narrow=True,
    )


def _candidate(found: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        page_link(
            rx.el.span(found["name"], class_name="strong grow"),
            rx.el.span(found["detail"], class_name="soft small"),
            icon("chevron_right", 16),
            to=f"/invoices/new/{found['ref']}",
            class_name="choices-item",
        )
    )
