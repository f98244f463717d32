"""Ordres de changement: every change to the contract's sum, and what they come to."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.badges import order_badge
from invoice_app.contracts.order_queries import OrderRow
from invoice_app.contracts.record_state import ContractPage
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import empty
from invoice_app.ui.forms import link_button
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, table
from invoice_app.ui.visitor import sees

_CARD = ContractPage.card
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)


def orders_tab() -> rx.Component:
    heads = [
        head(r.ORDER_NUMBER), head(r.ORDER_TITLE), head(w.STATUS), head(r.APPROVED_ON), head(r.ENTERS),
        head(r.AMOUNT, number=True),
    ]  # fmt: skip
    return rx.cond(
        ContractPage.orders.length() > 0,
        rx.el.div(
            rx.el.div(new_order_button(), class_name="row row-end no-print"),
            rx.el.section(
                table(heads, rx.foreach(ContractPage.orders, _order), label=r.ORDERS_TAB),
                rx.el.dl(
                    rx.el.dt(say(r.ORIGINAL)), rx.el.dd(_CARD.figures.original),
                    rx.el.dt(say(r.APPROVED_ORDERS)), rx.el.dd(_CARD.figures.changes),
                    rx.el.dt(say(r.REVISED), class_name="strong"),
                    rx.el.dd(_CARD.figures.revised, class_name="strong"),
                    class_name="contract-totals",
                ),
                class_name="card card-flush",
            ),
            class_name="stack",
        ),
        rx.cond(
            _CARD.approved == "",
            empty(r.NO_ORDERS, r.NO_ORDERS_DRAFT, symbol="file_diff"),
            empty(r.NO_ORDERS, r.NO_ORDERS_TEXT, new_order_button(), symbol="file_diff"),
        ),
    )  # fmt: skip


def new_order_button() -> rx.Component:
    """Where the contract can be changed, for whoever may."""
    return rx.cond(
        _CARD.can_be_billed & _MAY_WRITE,
        link_button(r.NEW_ORDER, f"/contracts/{_CARD.ref}/orders/new", symbol="plus"),
    )


def _order(row: rx.Var[OrderRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            page_link(row.number, to=f"/contracts/{_CARD.ref}/orders/{row.ref}", class_name="main-link"),
        ),
        rx.el.td(row.title, data_wide=""),
        rx.el.td(order_badge(row.status, row.status_text)),
        rx.el.td(row.approved_on, class_name="soft"),
        rx.el.td(row.enters, class_name="soft"),
        rx.el.td(row.amount, class_name=rx.cond(row.is_negative, "number contract-minus", "number")),
        custom_attrs={"data-void": rx.cond(row.status == "void", "true", "false")},
    )
