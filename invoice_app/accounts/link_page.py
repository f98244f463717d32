"""What a link from an email opens: a password to choose, a button to press, or what to do instead."""

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.accounts.link_state import LinkPage
from invoice_app.accounts.password_field import password_field
from invoice_app.accounts.passwords import SHORTEST, PasswordTooEasy, PasswordTooLong, PasswordTooShort
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import empty, waiting
from invoice_app.ui.forms import button, link_button, native_form, text_field
from invoice_app.ui.locale import say
from invoice_app.ui.shell import alone


def link_page() -> rx.Component:
    return alone(
        rx.match(
            LinkPage.purpose,
            ("invitation", _choose_password(say(w.WELCOME, name=LinkPage.name), w.WELCOME_UNDER)),
            ("password", _choose_password(say(w.NEW_PASSWORD_TITLE), w.NEW_PASSWORD_UNDER)),
            ("sign_in", _press()),
            ("ended", _ended()),
            waiting(4),
        )
    )


def _choose_password(title: rx.Var[str], under: Phrase) -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.el.h1(title), rx.el.p(say(under), class_name="soft"), class_name="stack-small"),
        native_form(
            rx.el.input(type="hidden", name="token", value=LinkPage.carried),
            # Shown, and there for password managers, which file the password under it.
            text_field(
                w.EMAIL,
                "email",
                type="email",
                default_value=LinkPage.email,
                read_only=True,
                auto_complete="username",
            ),
            password_field(
                w.PASSWORD,
                "password",
                auto_complete="new-password",
                required=True,
                auto_focus=True,
                hint=w.NEW_PASSWORD_HINT,
                wrong=_wrong(),
            ),
            button(w.CHOOSE, type="submit"),
            action="/do/accept",
            method="post",
            class_name="card stack",
        ),
    )


def _wrong() -> rx.Var[str]:
    return rx.match(
        LinkPage.error,
        ("PasswordTooShort", say(PasswordTooShort.says.filled(shortest=SHORTEST))),
        ("PasswordTooLong", say(PasswordTooLong.says)),
        ("PasswordTooEasy", say(PasswordTooEasy.says)),
        "",
    )


def _press() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(say(w.ONE_CLICK_TITLE, name=LinkPage.name)),
            rx.el.p(say(w.ONE_CLICK_UNDER), class_name="soft"),
            class_name="stack-small",
        ),
        native_form(
            rx.el.input(type="hidden", name="token", value=LinkPage.carried),
            rx.el.p(LinkPage.email, class_name="strong centred"),
            button(w.ENTER, type="submit", symbol="log_in"),
            action="/do/redeem",
            method="post",
            class_name="card stack",
        ),
    )


def _ended() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say(w.LINK_ENDED_TITLE), class_name="hidden-visually"),
        empty(
            w.LINK_ENDED_TITLE,
            w.LINK_ENDED,
            link_button(w.ASK_ANOTHER, "/forgotten", kind="primary", symbol="mail"),
            link_button(w.BACK_TO_SIGN_IN, "/sign-in"),
            symbol="link_2_off",
        ),
        rx.el.p(say(w.LINK_ENDED_INVITATION), class_name="small soft centred"),
        class_name="card",
    )
