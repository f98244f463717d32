"""The sign-in page, and the one for a forgotten password."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.accounts import wording as w
from invoice_app.accounts.password_field import password_field
from invoice_app.accounts.sign_in_state import SignIn
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import notice
from invoice_app.ui.forms import button, native_form, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import IS_EN, say
from invoice_app.ui.shell import Brand, alone


def sign_in_page() -> rx.Component:
    return alone(
        rx.el.div(
            rx.el.h1(say(w.SIGN_IN)),
            rx.el.p(say(w.SIGN_IN_UNDER), class_name="soft"),
            class_name="stack-small",
        ),
        _said(w.TEN_MINUTES),
        native_form(
            _next(),
            _email(),
            password_field(w.PASSWORD, "password", auto_complete="current-password", required=True),
            button(w.ENTER, type="submit"),
            rx.el.p(page_link(say(w.FORGOTTEN), to="/forgotten"), class_name="small centred"),
            rx.el.div(rx.el.span(say(w.OR)), class_name="divider"),
            rx.el.div(
                button(
                    w.SEND_ME_A_LINK,
                    kind="plain",
                    symbol="mail",
                    type="submit",
                    form_action="/do/sign-in-link",
                    form_no_validate=True,
                ),
                rx.el.p(say(w.SEND_ME_A_LINK_HOW), class_name="small soft centred"),
                class_name="stack-small",
            ),
            action="/do/sign-in",
            method="post",
            class_name="card stack",
        ),
    )


def forgotten_page() -> rx.Component:
    return alone(
        rx.el.div(
            rx.el.h1(say(w.FORGOTTEN_TITLE)),
            rx.el.p(say(w.FORGOTTEN_UNDER), class_name="soft"),
            class_name="stack-small",
        ),
        _said(w.ONE_HOUR),
        native_form(
            _email(),
            button(w.SEND_LINK, type="submit", symbol="mail"),
            action="/do/forgotten",
            method="post",
            class_name="card stack",
        ),
        rx.el.p(
            page_link(icon("arrow_left", 16), say(w.BACK_TO_SIGN_IN), to="/sign-in", class_name="row"),
            class_name="small",
        ),
    )


def _email() -> rx.Component:
    return text_field(
        w.EMAIL,
        "email",
        type="email",
        auto_complete="username",
        default_value=SignIn.email,
        required=True,
        max_length=254,
        auto_capitalize="none",
        spell_check=False,
    )


def _next() -> rx.Component:
    return rx.el.input(type="hidden", name="next", value=SignIn.next)


def _said(how_long: Phrase) -> rx.Component:
    """What the browser was sent back with, where a screen reader announces it."""
    wait = rx.cond(IS_EN, SignIn.wait_en, SignIn.wait_fr)
    return rx.el.div(
        rx.match(
            SignIn.error,
            ("wrong", notice(rx.el.p(say(w.WRONG_PASSWORD)), tone="red", symbol="triangle_alert")),
            ("wait", notice(rx.el.p(say(w.WAIT, wait=wait)), tone="amber", symbol="hourglass")),
            ("email", notice(rx.el.p(say(w.BAD_EMAIL)), tone="red", symbol="triangle_alert")),
            rx.fragment(),
        ),
        rx.match(
            SignIn.said,
            ("sent", _link_sent(how_long)),
            ("out", notice(rx.el.p(say(w.SIGNED_OUT)), symbol="circle_check")),
            rx.fragment(),
        ),
        role="status",
        class_name="said",
    )


def _link_sent(how_long: Phrase) -> rx.Component:
    return rx.cond(
        Brand.mail_stays_here,
        notice(rx.el.p(say(w.MAIL_STAYS)), tone="amber", symbol="inbox"),
        notice(rx.el.p(say(w.LINK_SENT, how_long=how_long)), tone="blue", symbol="mail_check"),
    )
