"""The dialogs of an application's page: approve, send back, delete, release retainage."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import wording as w
from invoice_app.contracts.application_state import ApplicationPage
from invoice_app.invoices.wording import SEND_BY_EMAIL_TO
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import notice
from invoice_app.ui.forms import area_field, button, field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.wording import CANCEL

_HEAD = ApplicationPage.head


def dialogs() -> rx.Component:
    return rx.fragment(
        _submitting(),
        _approving(),
        _returning(),
        _releasing(),
        confirm("discard", w.DISCARD, p.DISCARD_TEXT, ApplicationPage.discarding, yes=w.DISCARD,
                on_yes=ApplicationPage.discard, on_close=ApplicationPage.close),
    )  # fmt: skip


def _approving() -> rx.Component:
    return modal(
        "approve-application", w.APPROVE, ApplicationPage.approving, ApplicationPage.close,
        rx.el.p(say(p.APPROVE_APPLICATION_TEXT), class_name="soft"),
        rx.el.form(
            rx.el.div(
                rx.el.span(say(w.PAYABLE), class_name="soft"), rx.el.span(_HEAD.total, class_name="value"),
                class_name="figure",
            ),
            rx.cond(
                _HEAD.claimed != "",
                notice(rx.el.p(say(p.CERTIFIED_LESS, claimed=_HEAD.claimed, due=_HEAD.due)), tone="amber",
                       symbol="stamp"),
            ),
            rx.cond(
                ApplicationPage.addresses != "",
                rx.el.div(
                    rx.el.input(type="checkbox", id="send", name="send", default_checked=True),
                    rx.el.label(say(SEND_BY_EMAIL_TO, addresses=ApplicationPage.addresses), html_for="send"),
                    class_name="check",
                ),
                notice(rx.el.p(say(p.NO_ADDRESS)), tone="amber", symbol="mail_x"),
            ),
            area_field(p.NOTE_TO_KEEP, "note", optional=True, max_length=1000, rows=2),
            id="approve-form", on_submit=ApplicationPage.approve, method="post", class_name="stack",
        ),
        foot=_foot("approve-form", "approve-yes", "check", w.APPROVE),
    )  # fmt: skip


def _returning() -> rx.Component:
    return modal(
        "return-application", w.SEND_BACK, ApplicationPage.returning, ApplicationPage.close,
        rx.el.form(
            area_field(p.REMARK, "remark", max_length=2000, wrong=ApplicationPage.wrong),
            id="return-form", on_submit=ApplicationPage.send_back, method="post", no_validate=True,
        ),
        foot=_foot("return-form", "return-yes", "undo_2", w.SEND_BACK),
    )  # fmt: skip


def _submitting() -> rx.Component:
    return modal(
        "submit-application", w.SUBMIT, ApplicationPage.submitting, ApplicationPage.close,
        rx.el.form(
            rx.el.p(say(p.SUBMIT_TEXT), class_name="soft"),
            area_field(p.NOTE_TO_KEEP, "note", optional=True, max_length=1000, rows=2),
            id="submit-form", on_submit=ApplicationPage.submit, method="post", class_name="stack",
        ),
        foot=_foot("submit-form", "submit-yes", "send_horizontal", w.SUBMIT),
    )  # fmt: skip


def _releasing() -> rx.Component:
    return modal(
        "release-retainage", p.RELEASE, ApplicationPage.releasing, ApplicationPage.close,
        rx.el.form(
            rx.el.p(say(p.RELEASE_TEXT), class_name="soft"),
            field(
                p.RELEASE_WHERE,
                rx.el.select(
                    rx.el.option(say(p.RELEASE_ALL), value=""),
                    rx.foreach(_HEAD.orders, lambda number: rx.el.option(number, value=number)),
                    id="order", name="order",
                ),
                name="order",
            ),
            rx.el.div(
                field(
                    p.RELEASE_HOW,
                    rx.el.select(
                        rx.el.option(say(p.RELEASE_PERCENT), value="percent"),
                        rx.el.option(say(p.RELEASE_AMOUNT), value="amount"),
                        id="how", name="how",
                    ),
                    name="how",
                ),
                text_field(p.RELEASE_VALUE, "release", default_value="100", input_mode="decimal",
                           auto_complete="off", wrong=ApplicationPage.wrong),
                class_name="grid-2",
            ),
            id="release-form", on_submit=ApplicationPage.release, method="post", class_name="stack",
            no_validate=True,
        ),
        foot=_foot("release-form", "release-yes", "check", p.RELEASE),
    )  # fmt: skip


def _foot(form: str, name: str, symbol: str, label: Phrase) -> list[rx.Component]:
    return [
        button(CANCEL, kind="plain", on_click=ApplicationPage.close),
        rx.el.button(
            icon(symbol), say(label), type="submit", form=form, class_name="button button-primary", id=name
        ),
    ]
