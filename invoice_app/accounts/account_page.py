"""A person's own account."""

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.accounts.account_state import MyAccount
from invoice_app.accounts.password_field import password_field
from invoice_app.accounts.queries import SessionCard
from invoice_app.accounts.replies_card import replies_card
from invoice_app.ui.feedback import badge
from invoice_app.ui.forms import button, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import lounge, page_head
from invoice_app.ui.visitor import Visitor
from invoice_app.ui.wording import SAVE


def account_page() -> rx.Component:
    return lounge(
        rx.el.div(
            page_head(
                w.MY_ACCOUNT, under=rx.el.p(Visitor.email, class_name="soft"), crumbs=[(w.BACK_TO_START, "/")]
            ),
            _profile(),
            replies_card(),
            _password(),
            _sessions(),
            class_name="page page-narrow",
        )
    )


def _profile() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.PROFILE)),
        rx.el.form(
            rx.el.div(
                text_field(
                    w.NAME,
                    "name",
                    default_value=MyAccount.name,
                    wrong=MyAccount.wrong_name,
                    auto_complete="name",
                    max_length=120,
                ),
                select_field(
                    w.LANGUAGE,
                    "language",
                    [("fr", w.FRENCH), ("en", w.ENGLISH)],
                    default_value=MyAccount.language,
                    key=MyAccount.language,
                    hint=w.LANGUAGE_HINT,
                ),
                class_name="grid-2",
            ),
            rx.el.div(button(SAVE, type="submit"), class_name="row row-end"),
            on_submit=MyAccount.save_profile,
            method="post",
            no_validate=True,
            class_name="stack",
        ),
        class_name="card stack tight",
    )


def _password() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.PASSWORD)),
        rx.el.form(
            rx.el.input(type="hidden", auto_complete="username", value=Visitor.email, name="username"),
            rx.cond(
                MyAccount.has_password,
                password_field(
                    w.PRESENT_PASSWORD,
                    "present",
                    auto_complete="current-password",
                    wrong=MyAccount.wrong_present,
                ),
            ),
            password_field(
                w.NEW_PASSWORD,
                "password",
                auto_complete="new-password",
                hint=w.NEW_PASSWORD_HINT,
                wrong=MyAccount.wrong_password,
            ),
            rx.el.div(button(w.CHANGE_PASSWORD, kind="plain", type="submit"), class_name="row row-end"),
            on_submit=MyAccount.change_password,
            method="post",
            no_validate=True,
            class_name="stack",
            key="password-" + MyAccount.changes.to_string(),
        ),
        class_name="card stack tight",
    )


def _sessions() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.SESSIONS)),
            rx.el.p(say(w.SESSIONS_UNDER), class_name="small soft"),
            class_name="stack-small",
        ),
        rx.el.ul(rx.foreach(MyAccount.sessions, _session), class_name="lines"),
        rx.cond(
            MyAccount.has_others,
            rx.el.div(
                button(w.END_OTHERS, kind="danger", on_click=MyAccount.end_others), class_name="row row-end"
            ),
        ),
        class_name="card stack tight",
    )


def _session(card: rx.Var[SessionCard]) -> rx.Component:
    return rx.el.li(
        icon("monitor_smartphone"),
        rx.el.div(
            rx.el.div(
                rx.el.span(card.browser, class_name="strong"),
                rx.cond(card.is_this_one, badge(w.THIS_DEVICE, "green")),
                class_name="row",
            ),
            rx.el.p(say(w.LAST_SEEN, seen=card.seen), " · ", card.address, class_name="small soft"),
            class_name="grow",
        ),
        rx.cond(
            ~card.is_this_one,
            button(w.END_SESSION, kind="plain", on_click=MyAccount.end_session(card.ref)),
        ),
        key=card.ref,
    )
