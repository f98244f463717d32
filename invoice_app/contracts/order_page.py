"""The page of a change order: a form while it is a draft, then what was agreed."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.badges import order_badge
from invoice_app.contracts.grid_keys import GridKeys, cell, grid
from invoice_app.contracts.models import OrderStatus
from invoice_app.contracts.order_form import TypedLine
from invoice_app.contracts.order_state import OrderPage
from invoice_app.contracts.schedule_tab import line_table
from invoice_app.organisation.taxes import LABELS
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import area_field, button, link_button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL, SAVE

_O = OrderPage
_CARD = OrderPage.card
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)
_MAY_APPROVE = sees(Tool.CONTRACTS, Level.ADMIN)
_IS_DRAFT = _CARD.status == OrderStatus.DRAFT.value


def new_order_page() -> rx.Component:
    return _framed(_O.order_ref == "")


def order_page() -> rx.Component:
    return _framed(_O.order_ref == here("order_ref"))


def _framed(is_here: rx.Var[bool]) -> rx.Component:
    return office(
        rx.cond(
            _O.missing,
            _missing(),
            rx.cond(_O.is_open & is_here & (_O.contract_ref == here("contract_ref")), _page(), waiting(8)),
        ),
        active="/contracts",
    )


def _missing() -> rx.Component:
    return rx.fragment(
        page_head(r.ORDER_NOT_FOUND, crumbs=[(w.CONTRACTS, "/contracts")]),
        empty(r.ORDER_NOT_FOUND, r.ORDER_NOT_FOUND_TEXT, link_button(p.SEE_CONTRACTS, "/contracts"),
              symbol="search_x"),
    )  # fmt: skip


def _page() -> rx.Component:
    base = f"/contracts/{_O.contract_ref}"
    named = rx.cond(_CARD.contract_name != "", _CARD.contract_name, say(p.UNTITLED))
    return rx.fragment(
        page_head(
            rx.cond(
                _O.order_ref == "", say(r.NEW_ORDER),
                rx.cond(_CARD.title != "", f"{_CARD.number} · {_CARD.title}", _CARD.number),
            ),
            _actions(),
            crumbs=[(w.CONTRACTS, "/contracts"), (named, base), (r.ORDERS_TAB, f"{base}/orders")],
            beside=order_badge(_CARD.status, _CARD.status_text),
        ),
        rx.cond(_O.behind != "", _behind()),
        rx.cond(_IS_DRAFT & _MAY_WRITE & _CARD.can_be_written, _form(), _read_only()),
        _approving(),
        confirm("void-order", r.VOID_ORDER, r.VOID_ORDER_TEXT, _O.voiding, yes=r.VOID_ORDER_SHORT,
                on_yes=_O.void, on_close=_O.close),
        GridKeys.create(wanted=_O.go_to),
    )  # fmt: skip


def _actions() -> rx.Component:
    is_kept = _O.order_ref != ""
    return rx.fragment(
        rx.cond(
            is_kept & (_CARD.status != OrderStatus.VOID.value) & _MAY_APPROVE,
            button(r.VOID_ORDER_SHORT, kind="plain", symbol="ban", on_click=_O.ask_void, id="void-order-ask"),
        ),
        rx.cond(
            is_kept & _IS_DRAFT & _CARD.can_be_written & _MAY_APPROVE & (_O.behind == ""),
            button(
                p.APPROVE_SHORT, kind="plain", symbol="check", on_click=_O.ask_approve, id="approve-order"
            ),
        ),
    )


def _behind() -> rx.Component:
    return notice(
        rx.el.p(_O.behind, class_name="contract-behind", role="alert"),
        rx.el.div(button(p.FROM_SAVED, kind="plain", on_click=_O.drop), class_name="row"),
        tone="amber", symbol="triangle_alert",
    )  # fmt: skip


def _form() -> rx.Component:
    return rx.fragment(
        rx.el.form(
            rx.el.section(
                rx.el.div(
                    _box(r.ORDER_NUMBER, "number", _CARD.number),
                    _box(r.ORDER_TITLE, "title", _CARD.title, class_name="contract-title contract-wide"),
                    area_field(
                        r.ORDER_DESCRIPTION, "description", optional=True, class_name="span-all", rows="3",
                        max_length=4000, default_value=_CARD.description, **_typed("description"),
                    ),
                    class_name="contract-terms",
                ),
                class_name="card",
            ),
            _lines(),
            key=_O.drawn, id="order-form", on_submit=_O.save, method="post", no_validate=True,
            class_name="stack-large",
        ),
        rx.el.div(
            link_button(CANCEL, f"/contracts/{_O.contract_ref}/orders"),
            rx.el.button(
                icon("check"), say(SAVE), type="submit", form="order-form", id="save-order",
                class_name="button button-primary", disabled=_O.behind != "",
            ),
            class_name="contract-foot no-print",
        ),
    )  # fmt: skip


def _box(label: Phrase, name: str, value: rx.Var[str], class_name: str = "") -> rx.Component:
    return text_field(
        label, name, wrong=_O.wrong[name], default_value=value, auto_complete="off", class_name=class_name,
        **_typed(name),
    )  # fmt: skip


def _typed(name: str) -> dict[str, object]:
    return {
        "on_change": lambda v: _O.type_field.debounce(300)(name, v),
        "on_blur": lambda v: _O.type_field(name, v),
    }


def _lines() -> rx.Component:
    heads = (
        (r.SECTION, ""), (w.ITEM, ""), (w.DESCRIPTION, ""), (r.COST_CODE, ""), (r.QUANTITY, "number"),
        (r.UNIT, ""), (r.UNIT_PRICE, "number"), (r.AMOUNT, "number"), (w.TAX_CLASS, ""),
        (p.OWN_RETAINAGE, "number"),
    )  # fmt: skip
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(r.ORDER_LINES)),
            rx.el.p(say(r.ORDER_LINES_HINT), class_name="soft small"),
            class_name="stack-small",
        ),
        rx.el.div(
            rx.el.div(
                *[rx.el.span(say(text), class_name=name) for text, name in heads],
                class_name="order-row order-heads", aria_hidden="true",
            ),
            grid(rx.foreach(_O.rows, _row), add="add-row", class_name="contract-rows"),
            class_name="order-grid",
        ),
        rx.el.div(
            button(w.ADD_LINE, kind="plain", symbol="plus", on_click=_O.add_row, id="add-row"),
            _sums(),
            class_name="spread",
        ),
        class_name="card stack",
    )  # fmt: skip


def _sums() -> rx.Component:
    return rx.el.dl(
        rx.el.dt(say(r.ORDER_TOTAL)),
        rx.el.dd(rx.el.output(_O.amount, id="order-total"), class_name="strong"),
        rx.el.dt(say(r.RUNNING_TOTAL)),
        rx.el.dd(rx.el.output(_O.revised, id="order-revised")),
        class_name="contract-totals order-sums",
    )


def _row(row: rx.Var[TypedLine]) -> rx.Component:
    return rx.el.li(
        _cell(row, "section", r.SECTION, row.section, max_length=120),
        _cell(row, "item", w.ITEM, row.item, max_length=20),
        _cell(row, "description", w.DESCRIPTION, row.description, max_length=300),
        _cell(row, "cost_code", r.COST_CODE, row.cost_code, max_length=40),
        _cell(row, "quantity", r.QUANTITY, row.quantity, input_mode="decimal"),
        _cell(row, "unit", r.UNIT, row.unit, max_length=20),
        _cell(row, "unit_price", r.UNIT_PRICE, row.unit_price, input_mode="decimal"),
        _cell(row, "scheduled", r.AMOUNT, row.scheduled, placeholder=_O.products[row.key]),
        _tax_class(row),
        _cell(row, "retainage_percent", p.OWN_RETAINAGE, row.retainage_percent, input_mode="decimal"),
        rx.el.button(
            icon("x"), type="button", class_name="quiet order-remove", on_click=_O.remove_row(row.key),
            aria_label=say(p.REMOVE_LINE, position=row.position),
        ),
        key=row.key, class_name="order-row",
    )  # fmt: skip


def _cell(
    row: rx.Var[TypedLine], column: str, label: Phrase, value: rx.Var[str], **props: object
) -> rx.Component:
    name = f"{column}-" + row.key
    wrong = _O.wrong[name]
    return rx.el.div(
        rx.el.label(say(label), html_for=name),
        cell(
            column, id=name, name=name, default_value=value,
            aria_invalid=rx.cond(wrong, "true", "false"), aria_describedby=name + "-wrong",
            on_change=lambda v: _O.type_cell.debounce(300)(row.key, column, v),
            on_blur=lambda v: _O.type_cell(row.key, column, v),
            **props,
        ),
        rx.cond(wrong, rx.el.span(wrong, class_name="wrong", id=name + "-wrong", role="alert")),
        class_name=f"field order-{column.replace('_', '-')}",
    )  # fmt: skip


def _tax_class(row: rx.Var[TypedLine]) -> rx.Component:
    name = "tax_class-" + row.key
    return rx.el.div(
        rx.el.label(say(w.TAX_CLASS), html_for=name),
        rx.el.select(
            *[rx.el.option(say(text), value=key.value) for key, text in LABELS.items()],
            id=name, name=name, default_value=row.tax_class,
            on_change=lambda v: _O.type_cell(row.key, "tax_class", v),
        ),
        class_name="field order-tax-class",
    )  # fmt: skip


def _read_only() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.dl(
                _fact(r.AMOUNT, _CARD.amount),
                rx.cond(_CARD.approved_on != "", _fact(r.APPROVED_ON, _CARD.approved_on)),
                rx.cond(_CARD.approved_by != "", _fact(r.APPROVED_BY, _CARD.approved_by)),
                rx.cond(_CARD.enters != "", _fact(r.ENTERS, _CARD.enters)),
                _fact(r.REVISED, _CARD.revised),
                class_name="facts",
            ),
            rx.cond(_CARD.description != "", rx.el.p(_CARD.description, class_name="pre")),
            class_name="card stack",
        ),
        rx.el.section(line_table(_CARD.lines, r.ORDER_LINES), class_name="card card-flush"),
        class_name="stack",
    )


def _fact(label: Phrase, value: object) -> rx.Component:
    return rx.fragment(rx.el.dt(say(label)), rx.el.dd(value))


def _approving() -> rx.Component:
    return modal(
        "approve-order-dialog", r.APPROVE_ORDER, _O.approving, _O.close,
        rx.el.form(
            rx.el.p(say(r.APPROVE_ORDER_TEXT)),
            text_field(
                r.APPROVAL_DAY, "approved_on", type="date", default_value=_O.approved_on, wrong=_O.wrong_day,
                on_change=_O.choose_day,
            ),
            rx.cond(_O.enters != "", rx.el.p(_O.enters, class_name="strong", id="order-enters")),
            id="approve-order-form", on_submit=_O.approve, method="post", no_validate=True,
            class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=_O.close),
            rx.el.button(
                icon("check"), say(p.APPROVE_SHORT), type="submit", form="approve-order-form",
                class_name="button button-primary", id="approve-order-yes",
            ),
        ],
    )  # fmt: skip
