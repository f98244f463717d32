"""The tab « Paiements reçus »: where the money stands, what came in, one payment, and its reversal."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.contracts import files_wording as files_words
from invoice_app.contracts import payments_wording as w
from invoice_app.contracts.files_card import file_list
from invoice_app.contracts.payments_list import Part, PaymentRow
from invoice_app.contracts.payments_state import ContractPayments
from invoice_app.contracts.recording_section import recording_dialog
from invoice_app.contracts.summary import SummaryCard
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import badge, empty, waiting
from invoice_app.ui.forms import area_field, button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, table
from invoice_app.ui.uploads import file_chooser
from invoice_app.ui.visitor import sees

_TAB = ContractPayments
_SHOWN = ContractPayments.shown
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)
_UPLOAD = "payment-files"


def payments_tab() -> rx.Component:
    """Shown once `ContractPayments.load` has answered for the contract in the address."""
    return rx.cond(
        _TAB.loaded,
        rx.el.div(
            money_strip(_TAB.card.summary),
            rx.cond(_TAB.card.rows.length() > 0, _list(), _nothing()),
            recording_dialog(),
            _payment(),
            _reversing(),
            class_name="stack",
        ),
        waiting(),
    )


def money_strip(summary: rx.Var[SummaryCard]) -> rx.Component:
    """Where a contract's money stands, in a line of figures."""
    figures = (
        (w.CERTIFIED, summary.certified, w.CLAIMED, summary.claimed),
        (w.BILLED_WITH_TAXES, summary.billed_with_taxes, w.BEFORE_TAXES, summary.billed),
        (w.RETAINED, summary.retained, None, None),
        (w.PAID, summary.paid, None, None),
        (w.OUTSTANDING, summary.outstanding, None, None),
    )
    return rx.el.dl(
        *[_figure(label, value, under, also) for label, value, under, also in figures],
        aria_label=say(w.STANDING), class_name="card contract-money",
    )  # fmt: skip


def _figure(label: Phrase, value: rx.Var, under: Phrase | None, also: rx.Var | None) -> rx.Component:
    return rx.el.div(
        rx.el.dt(say(label), class_name="soft small"),
        rx.el.dd(value, class_name="strong number"),
        rx.el.dd(say(under), " ", also, class_name="soft small") if under and also is not None else None,
    )


def _list() -> rx.Component:
    heads = [
        head(w.DATE), head(w.HOW), head(w.INVOICES), head(w.AMOUNT, number=True),
        rx.el.th(rx.el.span(say(w.SEE), class_name="hidden-visually"), scope="col"),
    ]  # fmt: skip
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.PAYMENTS)),
            rx.cond(
                _TAB.card.credit != "",
                rx.el.span(say(w.CREDIT), " ", _TAB.card.credit, class_name="badge badge-blue"),
            ),
            _record_button(),
            class_name="card-head contract-payments-head",
        ),
        table(heads, rx.foreach(_TAB.card.rows, _row), label=w.PAYMENTS),
        class_name="card card-flush",
    )


def _record_button() -> rx.Component:
    return rx.cond(
        _MAY_WRITE & _TAB.card.is_payable,
        button(w.RECORD, symbol="plus", on_click=_TAB.ask_payment, id="record-payment"),
    )


def _nothing() -> rx.Component:
    return rx.cond(
        _TAB.card.is_payable,
        empty(w.NONE, w.NONE_TEXT, _record_button(), symbol="banknote"),
        empty(w.NONE, w.NOTHING_OWED, symbol="banknote"),
    )


def _row(row: rx.Var[PaymentRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.span(row.received, class_name="nowrap"), " ",
            rx.cond(row.is_reversed, badge(w.REVERSED, "red")),
            rx.cond(row.is_reversal, badge(w.REVERSAL)),
            class_name="phone-top",
        ),
        rx.el.td(
            row.method,
            rx.cond(
                row.reference != "",
                rx.el.span(" · ", row.reference, class_name="soft contract-reference"),
            ),
            data_wide="",
        ),
        rx.el.td(rx.el.ul(rx.foreach(row.parts, _brief), class_name="plain-list small contract-parts")),
        rx.el.td(row.amount, class_name="number strong phone-top"),
        rx.el.td(
            rx.cond(
                row.files.length() > 0,
                rx.el.span(icon("paperclip", 14), row.files.length(), class_name="row-tight soft small",
                           title=say(w.FILES)),
            ),
            rx.el.button(
                say(w.SEE), type="button", class_name="link", on_click=_TAB.show(row.ref),
                aria_label=say(w.SEE_PAYMENT, day=row.received),
            ),
            class_name="contract-payment-more phone-end",
        ),
        key=row.ref,
    )  # fmt: skip


def _brief(part: rx.Var[Part]) -> rx.Component:
    return rx.el.li(
        rx.el.span(part.number, class_name="nowrap"), " · ", rx.el.span(part.amount, class_name="soft nowrap")
    )


def _payment() -> rx.Component:
    """One payment: how it was shared, what was said of it, its files, and the way to take it back."""
    return modal(
        "payment", w.PAYMENT, (_SHOWN.ref != "") & ~_TAB.reversing & (_TAB.removing == ""), _TAB.close,
        rx.cond(_SHOWN.why != "", rx.el.p(_SHOWN.why, class_name="notice notice-amber")),
        rx.el.dl(
            rx.el.dt(say(w.AMOUNT)), rx.el.dd(_SHOWN.amount, class_name="strong"),
            rx.el.dt(say(w.DATE)), rx.el.dd(_SHOWN.received),
            rx.el.dt(say(w.HOW)),
            rx.el.dd(_SHOWN.method, rx.cond(_SHOWN.reference != "", " · " + _SHOWN.reference, "")),
            rx.cond(
                _SHOWN.note != "",
                rx.fragment(rx.el.dt(say(w.NOTE)), rx.el.dd(_SHOWN.note, class_name="pre")),
            ),
            class_name="facts",
        ),
        rx.el.dl(
            rx.foreach(_SHOWN.parts, _part),
            _also(_SHOWN.elsewhere, w.ELSEWHERE),
            _also(_SHOWN.surplus, w.CREDIT),
            class_name="totals",
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h3(say(w.FILES)),
                rx.cond(
                    _MAY_WRITE,
                    file_chooser(
                        w.ADD_FILES, _UPLOAD, _TAB.add_files(rx.upload_files(_UPLOAD)), multiple=True
                    ),
                ),
                class_name="card-head",
            ),
            rx.cond(
                _SHOWN.files.length() > 0,
                file_list(_SHOWN.files, _TAB.of, _TAB.ask_remove),
                rx.el.p(say(w.NO_FILES), class_name="soft small"),
            ),
        ),
        rx.el.p(_SHOWN.recorded, class_name="soft small"),
        foot=[
            rx.cond(
                _MAY_WRITE & _SHOWN.can_be_reversed,
                button(w.REVERSE, kind="plain", symbol="undo_2", on_click=_TAB.ask_reverse,
                       id="reverse-payment"),
            ),
            button(w.CLOSE, kind="plain", on_click=_TAB.close),
        ],
    )  # fmt: skip


def _part(part: rx.Var[Part]) -> rx.Component:
    number = rx.cond(
        sees(Tool.INVOICES), page_link(part.number, to=f"/invoices/{part.invoice_ref}"),
        rx.el.span(part.number),
    )  # fmt: skip
    return rx.fragment(rx.el.dt(number), rx.el.dd(part.amount))


def _also(amount: rx.Var[str], label: Phrase) -> rx.Component:
    return rx.cond(amount != "", rx.fragment(rx.el.dt(say(label)), rx.el.dd(amount)))


def _reversing() -> rx.Component:
    return rx.fragment(
        modal(
            "reverse", w.REVERSE, _TAB.reversing, _TAB.keep,
            rx.el.form(
                rx.el.p(say(w.REVERSE_TEXT)),
                rx.el.p(_SHOWN.received, " · ", _SHOWN.amount, class_name="strong"),
                text_field(w.REVERSED_ON, "received_on", type="date", default_value=_TAB.today,
                           wrong=_TAB.wrong["received_on"]),
                area_field(w.REASON, "reason", hint=w.REASON_HINT, wrong=_TAB.wrong["reason"],
                           max_length=1000, rows=2),
                id="reverse-form", on_submit=_TAB.reverse, method="post", no_validate=True,
                class_name="stack",
            ),
            foot=[
                button(w.BACK, kind="plain", on_click=_TAB.keep),
                rx.el.button(say(w.REVERSE), type="submit", form="reverse-form",
                             class_name="button button-danger", id="reverse-yes"),
            ],
        ),
        confirm(
            "remove-payment-file", files_words.REMOVE_TITLE, w.REMOVE_FILE_TEXT, _TAB.removing != "",
            yes=files_words.REMOVE, on_yes=_TAB.remove, on_close=_TAB.keep,
        ),
    )  # fmt: skip
