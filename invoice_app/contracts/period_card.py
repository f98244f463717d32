"""What is asked before a billing period is opened, edited or deleted."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.period_state import ContractPeriods
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import modal
from invoice_app.ui.forms import button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.wording import CANCEL, SAVE

_P = ContractPeriods


def period_dialog() -> rx.Component:
    """For a new period and for another's days, which `editing` tells apart."""
    is_new = _P.editing == ""
    return modal(
        "period", rx.cond(is_new, say(w.OPEN_PERIOD), say(r.EDIT_PERIOD)), _P.opening, _P.close,
        rx.el.form(
            rx.el.p(rx.cond(is_new, say(p.PERIOD_TEXT), say(r.EDIT_PERIOD_TEXT)), class_name="soft"),
            rx.el.div(
                _day(w.STARTS_ON, "starts_on"), _day(w.ENDS_ON, "ends_on"), _day(w.DUE_ON, "due_on"),
                class_name="grid-3",
            ),
            id="period-form", on_submit=_P.keep, method="post", no_validate=True, class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=_P.close),
            rx.el.button(
                icon("check"), rx.cond(is_new, say(w.OPEN_PERIOD), say(SAVE)), type="submit",
                form="period-form", class_name="button button-primary", id="period-yes",
            ),
        ],
    )  # fmt: skip


def delete_period_dialog() -> rx.Component:
    return modal(
        "delete-period", r.DELETE_PERIOD, _P.deleting, _P.close,
        rx.el.div(
            rx.el.p(_P.deleting_days, class_name="strong"), rx.el.p(say(r.DELETE_PERIOD_TEXT)),
            class_name="stack-small",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=_P.close),
            button(r.DELETE, kind="danger", on_click=_P.delete, id="delete-period-yes"),
        ],
    )  # fmt: skip


def _day(label: Phrase, name: str) -> rx.Component:
    return text_field(label, name, type="date", default_value=_P.days[name], wrong=_P.wrong[name])
