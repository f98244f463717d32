"""Recording a payment on a contract: what came in, and how it is shared among the unpaid invoices."""

import reflex as rx

from invoice_app.contracts import payments_wording as w
from invoice_app.contracts.payments_state import ContractPayments, Waiting
from invoice_app.contracts.receiving import PART
from invoice_app.contracts.sharing import PartBox
from invoice_app.invoices.wording import METHOD, REFERENCE, REFERENCE_HINT
from invoice_app.payments.wording import METHODS
from invoice_app.ui.dialogs import modal
from invoice_app.ui.forms import area_field, button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.uploads import file_chooser
from invoice_app.ui.wording import CANCEL

_TAB = ContractPayments
_FORM = "payment-form"
_UPLOAD = "new-payment-files"


def recording_dialog() -> rx.Component:
    wrong = _TAB.wrong
    return modal(
        "record", w.RECORD, _TAB.recording, _TAB.close,
        rx.el.form(
            rx.el.div(
                text_field(
                    w.AMOUNT_RECEIVED, "amount", wrong=wrong["amount"], input_mode="decimal",
                    auto_complete="off", auto_focus=True,
                    on_change=lambda v: _TAB.type_amount.debounce(300)(v), on_blur=_TAB.type_amount,
                ),
                text_field(w.DATE, "received_on", type="date", default_value=_TAB.today,
                           wrong=wrong["received_on"]),
                select_field(METHOD, "method", list(METHODS.items()), default_value="cheque",
                             wrong=wrong["method"]),
                text_field(REFERENCE, "reference", optional=True, hint=REFERENCE_HINT, max_length=120),
                class_name="grid-2",
            ),
            _sharing(),
            area_field(w.NOTE, "note", optional=True, max_length=1000, rows=2),
            id=_FORM, on_submit=_TAB.record, method="post", no_validate=True, class_name="stack",
        ),
        _files(),
        foot=[
            button(CANCEL, kind="plain", on_click=_TAB.close),
            rx.el.button(icon("check"), say(w.RECORD), type="submit", form=_FORM,
                         class_name="button button-primary", id="record-yes"),
        ],
    )  # fmt: skip


def _sharing() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(say(w.SHARING), class_name="strong"),
        rx.el.div(
            rx.el.p(say(w.SHARING_HINT), class_name="soft small"),
            rx.el.button(
                say(w.SHARE_AGAIN), type="button", class_name="link small", on_click=_TAB.share_again
            ),
            class_name="spread",
        ),
        rx.el.ul(rx.foreach(_TAB.boxes, _box), class_name="lines"),
        rx.el.p(
            _TAB.said, role="status", class_name=rx.cond(_TAB.is_over, "wrong", "small strong"), id="shared"
        ),
    )  # fmt: skip


def _box(box: rx.Var[PartBox]) -> rx.Component:
    name = PART + box.ref
    wrong = _TAB.wrong[name]
    return rx.el.li(
        rx.el.div(
            rx.el.label(box.number, html_for=name, class_name="strong nowrap"),
            rx.el.span(
                say(w.DUE, day=box.due), " · ", say(w.OWED, amount=box.owed), class_name="soft small"
            ),
            rx.cond(wrong, rx.el.span(wrong, class_name="wrong", id=name + "-wrong", role="alert")),
            class_name="stack-small grow",
        ),
        rx.el.input(
            type="text", id=name, name=name, default_value=box.part, input_mode="decimal",
            auto_complete="off", aria_label=say(w.PART_OF, number=box.number),
            aria_invalid=rx.cond(wrong, "true", "false"), aria_describedby=name + "-wrong",
            class_name="number contract-part",
            on_change=lambda v: _TAB.type_part.debounce(300)(box.ref, _TAB.drawn, v),
            key=box.ref + _TAB.drawn,
        ),
        key=box.ref,
    )  # fmt: skip


def _files() -> rx.Component:
    """Outside of the form: the framework's own input for files would be sent with it."""
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h3(say(w.FILES)),
                rx.el.p(say(w.FILES_HINT), class_name="soft small"),
                class_name="stack-small",
            ),
            file_chooser(w.ADD_FILES, _UPLOAD, _TAB.enclose(rx.upload_files(_UPLOAD)), multiple=True),
            class_name="card-head",
        ),
        rx.cond(
            _TAB.waiting.length() > 0,
            rx.el.ul(rx.foreach(_TAB.waiting, _waiting), class_name="lines"),
        ),
    )  # fmt: skip


def _waiting(file: rx.Var[Waiting]) -> rx.Component:
    return rx.el.li(
        icon("paperclip", 16),
        rx.el.span(file.name, class_name="grow contract-file"),
        rx.el.span(file.size, class_name="soft small nowrap"),
        rx.el.button(
            icon("x", 16), type="button", class_name="quiet", on_click=_TAB.take_out(file.key),
            aria_label=say(w.TAKE_OUT, name=file.name),
        ),
        key=file.key,
    )  # fmt: skip
