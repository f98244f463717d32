"""The member zone: what is owed first, then everything else; made for a phone."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices.page import invoice_view
from invoice_app.invoices.queries import InvoiceRow
from invoice_app.invoices.wording import AMOUNT, BALANCE, DUE_DATE, NUMBER, STATUS
from invoice_app.ui.feedback import badge_of, empty, waiting
from invoice_app.ui.forms import link_button
from invoice_app.ui.locale import say
from invoice_app.ui.shell import lounge, page_head
from invoice_app.ui.tables import head, table
from invoice_app.ui.visitor import Visitor
from invoice_app.zone import wording as w
from invoice_app.zone.answer_card import answer_card
from invoice_app.zone.state import MyInvoices


def zone_page() -> rx.Component:
    return _frame(
        page_head(w.MY_INVOICES, under=rx.el.p(say(w.HELLO, name=Visitor.name), class_name="soft")),
        rx.cond(MyInvoices.loading, waiting(), rx.fragment(_owed(), _list())),
    )


def zone_invoice_page() -> rx.Component:
    return _frame(
        invoice_view(
            [(w.MY_INVOICES, "/zone")],
            rx.fragment(),
            link_button(w.BACK_TO_MINE, "/zone", kind="primary"),
            base="/zone/invoices",
            answer=answer_card(),
        )
    )


def _frame(*content: rx.Component) -> rx.Component:
    return lounge(
        *content,
        beside=rx.cond(Visitor.is_staff, page_link(say(w.TO_OFFICE), to="/", class_name="quiet")),
    )


def _owed() -> rx.Component:
    owed = MyInvoices.owed
    return rx.cond(
        MyInvoices.rows.length() > 0,
        rx.el.section(
            rx.cond(
                owed.is_something,
                rx.el.div(
                    rx.el.span(say(w.OWED), class_name="soft"),
                    rx.el.span(owed.total, class_name="value", id="owed"),
                    rx.cond(
                        owed.overdue != "",
                        rx.el.span(say(w.OVERDUE, amount=owed.overdue), class_name="wrong"),
                    ),
                    class_name="figure",
                ),
                rx.el.p(say(w.NOTHING_OWED), class_name="strong"),
            ),
            class_name="card",
        ),
    )


def _list() -> rx.Component:
    heads = [
        head(NUMBER),
        head(DUE_DATE),
        head(STATUS),
        head(AMOUNT, number=True),
        head(BALANCE, number=True),
    ]
    return rx.cond(
        MyInvoices.rows.length() > 0,
        rx.el.div(
            table(heads, rx.foreach(MyInvoices.rows, _row), label=w.MY_INVOICES), class_name="card card-flush"
        ),
        rx.cond(
            MyInvoices.linked,
            empty(w.NONE_YET, w.NONE_YET_TEXT, symbol="receipt_text"),
            empty(w.NONE_YET, w.NOT_LINKED_TEXT, symbol="unlink"),
        ),
    )


def _row(row: rx.Var[InvoiceRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            page_link(row.number, to=f"/zone/invoices/{row.ref}", class_name="main-link nowrap"),
            class_name="phone-top",
        ),
        rx.el.td(row.due, class_name="nowrap soft"),
        rx.el.td(badge_of(row.status, row.tone), class_name="phone-end"),
        rx.el.td(row.total, class_name="number phone-top"),
        rx.el.td(row.balance, class_name="number strong not-on-phone"),
    )
