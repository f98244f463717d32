"""The list of contracts."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import wording as w
from invoice_app.contracts.badges import contract_badge
from invoice_app.contracts.list_state import ContractList
from invoice_app.contracts.listing import ContractRow
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import empty, waiting
from invoice_app.ui.forms import link_button
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import pager, search_box, sorted_head, table
from invoice_app.ui.visitor import sees


def contracts_page() -> rx.Component:
    return office(
        page_head(w.CONTRACTS, _new_button()),
        rx.el.div(
            search_box(p.SEARCH, ContractList.search, ContractList.find),
            rx.el.select(
                rx.el.option(say(p.ALL), value=""),
                *[rx.el.option(say(text), value=key.value) for key, text in w.CONTRACT_STATUSES.items()],
                value=ContractList.status, on_change=ContractList.filter_by, aria_label=say(p.FILTER),
            ),
            class_name="bar",
        ),
        rx.cond(
            ContractList.loading, waiting(), rx.cond(ContractList.rows.length() > 0, _list(), _nothing())
        ),
        active="/contracts",
    )  # fmt: skip


def _new_button() -> rx.Component:
    return rx.cond(
        sees(Tool.CONTRACTS, Level.STANDARD),
        link_button(w.NEW_CONTRACT, "/contracts/new", kind="primary", symbol="plus"),
    )


def _list() -> rx.Component:
    order, by = ContractList.sort, ContractList.sort_by
    heads = [
        sorted_head(p.NUMBER, "number", order, by),
        sorted_head(w.TITLE, "title", order, by),
        sorted_head(p.CLIENT, "client", order, by),
        sorted_head(w.STATUS, "status", order, by),
        sorted_head(p.SUM, "sum", order, by, number=True),
    ]
    return rx.el.div(
        table(heads, rx.foreach(ContractList.rows, _row), label=w.CONTRACTS),
        pager(ContractList.position, ContractList.has_earlier, ContractList.has_later,
              ContractList.earlier, ContractList.later),
        class_name="card card-flush",
    )  # fmt: skip


def _row(row: rx.Var[ContractRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.cond(row.number != "", row.number, say(p.NO_NUMBER)), class_name="soft"),
        rx.el.td(
            page_link(
                rx.cond(row.title != "", row.title, say(p.UNTITLED)), to=f"/contracts/{row.ref}",
                class_name="main-link",
            ),
            data_wide="",
        ),
        rx.el.td(row.client),
        rx.el.td(contract_badge(row.status, row.status_text)),
        rx.el.td(row.sum, class_name="number strong"),
        class_name="contract-listed",
    )  # fmt: skip


def _nothing() -> rx.Component:
    return rx.cond(
        (ContractList.search != "") | (ContractList.status != ""),
        empty(p.NONE_FOUND, p.NONE_FOUND_TEXT, symbol="search"),
        empty(p.NONE_YET, p.NONE_YET_TEXT, _new_button(), symbol="hard_hat"),
    )
