"""Ventilation des coûts: the lines by section, the approved change orders below them, and the totals."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.models import ContractStatus
from invoice_app.contracts.orders_tab import new_order_button
from invoice_app.contracts.record_state import ContractPage
from invoice_app.contracts.schedule_queries import LineRow
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import empty, notice
from invoice_app.ui.forms import link_button
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, pager, table
from invoice_app.ui.visitor import sees

_CARD = ContractPage.card
_PAGE = ContractPage.schedule
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)


def schedule_tab() -> rx.Component:
    return rx.cond(
        _PAGE.rows.length() > 0,
        rx.el.div(
            _locked(),
            rx.el.section(
                line_table(_PAGE.rows, w.SCHEDULE),
                pager(
                    _PAGE.shown, _PAGE.has_earlier, _PAGE.has_later,
                    ContractPage.schedule_earlier, ContractPage.schedule_later,
                ),
                rx.cond(
                    _PAGE.has_changes,
                    rx.fragment(
                        rx.el.h2(say(r.APPROVED_ORDERS), class_name="contract-orders-head"),
                        line_table(_PAGE.orders, r.APPROVED_ORDERS),
                    ),
                ),
                _totals(),
                class_name="card card-flush",
            ),
            class_name="stack",
        ),
        empty(
            p.NO_SCHEDULE, p.NO_SCHEDULE_TEXT,
            rx.cond(
                _CARD.is_draft & _MAY_WRITE,
                link_button(p.EDIT_CONTRACT, f"/contracts/{_CARD.ref}/edit", kind="primary", symbol="pencil"),
            ),
            symbol="list_ordered",
        ),
    )  # fmt: skip


def line_table(rows: rx.Var[tuple[LineRow, ...]], label: Phrase) -> rx.Component:
    """Lines as they are read, under the heads of their sections."""
    heads = [
        head(w.ITEM), head(w.DESCRIPTION), head(r.QUANTITY, number=True), head(r.UNIT_PRICE, number=True),
        head(w.TAX_CLASS), head(p.OWN_RETAINAGE, number=True), head(w.SCHEDULED, number=True),
    ]  # fmt: skip
    return rx.el.div(
        table(heads, rx.foreach(rows, lambda row: rx.cond(row.kind == "head", _head(row), _line(row))),
              label=label),
        class_name="contract-lines",
    )  # fmt: skip


def _head(row: rx.Var[LineRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.th(
            row.description,
            rx.cond(row.detail != "", rx.el.span(" · ", row.detail, class_name="soft small")),
            col_span=6, scope="rowgroup",
        ),
        rx.el.td(row.scheduled, class_name="number strong"),
        class_name="contract-line-head",
    )  # fmt: skip


def _line(row: rx.Var[LineRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.item, class_name="soft nowrap"),
        rx.el.td(
            row.description,
            rx.cond(row.cost_code != "", rx.el.span(row.cost_code, class_name="soft small contract-code")),
            data_wide="",
        ),
        rx.el.td(row.quantity, class_name="number soft"),
        rx.el.td(row.unit_price, class_name="number soft contract-unit-price"),
        rx.el.td(row.tax_text, class_name="soft nowrap"),
        rx.el.td(
            rx.cond(
                row.retainage != "",
                rx.fragment(rx.el.span(say(w.RETAINAGE), " ", class_name="only-on-phone"), row.retainage),
            ),
            class_name="number soft",
        ),
        rx.el.td(row.scheduled, class_name=rx.cond(row.is_negative, "number contract-minus", "number")),
    )


def _totals() -> rx.Component:
    return rx.el.dl(
        rx.cond(
            _PAGE.has_changes,
            rx.fragment(
                rx.el.dt(say(r.ORIGINAL)), rx.el.dd(_PAGE.original),
                rx.el.dt(say(r.CHANGES)), rx.el.dd(_PAGE.changes),
                rx.el.dt(say(r.REVISED), class_name="strong"), rx.el.dd(_PAGE.revised, class_name="strong"),
            ),
            rx.fragment(
                rx.el.dt(say(p.RUNNING_TOTAL)), rx.el.dd(_PAGE.original, class_name="strong"),
            ),
        ),
        class_name="contract-totals",
    )  # fmt: skip


def _locked() -> rx.Component:
    """Why the lines cannot be edited, and what changes them."""
    return rx.cond(
        _CARD.is_draft,
        rx.fragment(),
        notice(
            rx.el.div(
                rx.el.p(
                    rx.cond(
                        _CARD.status == ContractStatus.OUT_FOR_SIGNATURE.value,
                        say(r.LOCKED_UNTIL_BACK),
                        say(r.LOCKED),
                    ),
                    class_name="grow",
                ),
                new_order_button(),
                class_name="spread",
            ),
            symbol="lock",
        ),
    )
