"""Setting mail up: three ways, each a step at a time."""

from typing import Any

import reflex as rx

from invoice_app.mail.setup import page_wording as w
from invoice_app.mail.setup.state import MailSetupPage as Page
from invoice_app.mail.setup.step_card import (
    address,
    asked,
    box,
    check,
    dmarc,
    form,
    free_mail,
    mx,
    not_public,
    public_key,
    secret,
    step,
)
from invoice_app.mail.setup.trial_card import service
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import badge, notice, waiting
from invoice_app.ui.forms import button, select_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.wording import ORGANISATION, SAVE


def mail_setup_page() -> rx.Component:
    return office(
        page_head(
            w.TITLE,
            crumbs=[(ORGANISATION, "/organisation")],
            under=rx.el.p(say(w.UNDER), class_name="soft"),
        ),
        rx.cond(
            Page.loaded,
            rx.fragment(
                _ways(),
                rx.match(Page.way, ("sendgrid", _sendgrid()), ("smtp", _smtp()), _local()),
                rx.cond(Page.kept["transport"] != "local", _policy()),
                rx.cond(
                    Page.kept["changed_who"] != "",
                    rx.el.p(
                        say(w.CHANGED_BY, who=Page.kept["changed_who"], when=Page.kept["changed_when"]),
                        class_name="small soft",
                    ),
                ),
            ),
            waiting(10),
        ),
        asked(),
        active="/organisation",
        narrow=True,
    )


def _ways() -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(say(w.WAYS), class_name="hidden-visually"),
        _way("local", w.LOCAL, w.LOCAL_TEXT, "hard_drive"),
        _way("smtp", w.SMTP, w.SMTP_TEXT, "server"),
        _way("sendgrid", w.SENDGRID, w.SENDGRID_TEXT, "send"),
        class_name="setup-ways",
    )


def _way(value: str, title: Phrase, text: Phrase, symbol: str) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio", name="way", value=value, id=f"way-{value}", default_checked=Page.way == value,
            on_change=Page.show(value),
        ),
        rx.el.span(
            rx.el.span(icon(symbol), rx.el.span(say(title), class_name="strong"), class_name="row-tight"),
            rx.el.span(say(text), class_name="small soft"),
            rx.cond(Page.kept["transport"] == value, rx.el.span(badge(w.IN_SERVICE, "green"))),
            class_name="stack-small",
        ),
        class_name="choice",
    )  # fmt: skip


def _local() -> rx.Component:
    return rx.el.section(
        rx.cond(
            Page.kept["transport"] == "local",
            rx.fragment(
                rx.el.p(say(w.LOCAL_IN_SERVICE)),
                rx.cond(
                    Page.fixed["transport"] != "",
                    rx.el.p(
                        icon("lock", 14), say(w.FIXED, names=Page.fixed["transport"]),
                        class_name="small soft row-tight",
                    ),
                ),
            ),
            rx.fragment(
                rx.el.p(say(w.STAY_HERE_TEXT)),
                rx.el.div(
                    button(w.STAY_HERE, kind="danger", on_click=Page.ask("local")), class_name="row"
                ),
            ),
        ),
        rx.el.p(say(w.LOCAL_REPLIES), class_name="small soft"),
        class_name="card stack",
    )  # fmt: skip


def _sendgrid() -> rx.Component:
    return rx.fragment(
        notice(rx.el.p(say(w.TRIAL)), symbol="info"),
        step(
            1, w.STEP_KEY, rx.el.p(say(w.KEY_HOW), class_name="small"), _key(),
            check(w.CHECK_KEY, Page.look_at_key),
        ),
        step(
            2, w.STEP_FROM, _from(), free_mail(), rx.el.p(say(w.DOMAIN_HOW), class_name="small"), dmarc(),
        ),
        step(3, w.STEP_REPLIES, _reply_domain(), mx()),
        step(
            4, w.STEP_INBOUND, rx.el.p(say(w.INBOUND_HOW), class_name="small"), not_public(),
            address(w.ADDRESS_INBOUND, Page.inbound_url, "inbound-url"),
            public_key("inbound_public_key", w.INBOUND_KEY_HINT, Page.save_inbound_key),
        ),
        step(
            5, w.STEP_EVENTS, rx.el.p(say(w.EVENTS_HOW), class_name="small"),
            address(w.ADDRESS_EVENTS, Page.events_url, "events-url"),
            public_key("events_public_key", w.EVENTS_KEY_HINT, Page.save_events_key),
        ),
        step(6, w.STEP_SERVICE, service("sendgrid")),
    )  # fmt: skip


def _key() -> rx.Component:
    return form(
        "sendgrid_key",
        Page.save_key,
        rx.cond(
            Page.fixed["sendgrid_key"] == "",
            secret(
                w.KEY, w.NEW_KEY, "sendgrid_key", Page.kept["key_kept"], w.KEPT_ON,
                seal=Page.kept["key_seal"], lost=Page.kept["key_lost"],
            ),
        ),
        select_field(
            w.REGION, "sendgrid_region", [("global", w.GLOBAL), ("eu", w.EU)], hint=w.REGION_HINT,
            default_value=Page.kept["sendgrid_region"], disabled=Page.fixed["sendgrid_region"] != "",
        ),
        form_id="key-form",
    )  # fmt: skip


def _from() -> rx.Component:
    return form(
        "from_address",
        Page.save_from,
        box(w.FROM, "from_address", hint=w.FROM_HINT, type="email", input_mode="email"),
        form_id="from-form",
    )


def _reply_domain() -> rx.Component:
    return form(
        "reply_domain",
        Page.save_reply_domain,
        box(w.REPLY_DOMAIN, "reply_domain", hint=w.REPLY_DOMAIN_HINT),
        form_id="reply-form",
    )


def _smtp() -> rx.Component:
    return rx.fragment(
        step(
            1, w.STEP_SERVER, rx.el.p(say(w.SERVER_HOW), class_name="small"), _server(),
            check(w.CHECK_SMTP, Page.look_at_server),
        ),
        step(
            2, w.STEP_FROM, _from(), free_mail(), rx.el.p(say(w.SMTP_DOMAIN_HOW), class_name="small"),
            dmarc(),
        ),
        step(
            3, w.STEP_REPLIES, rx.el.p(say(w.SMTP_REPLIES_HOW), class_name="small"), _reply_domain(),
            address(w.ADDRESS_INBOUND, Page.inbound_url, "inbound-url"),
        ),
        step(4, w.STEP_SERVICE, service("smtp")),
    )  # fmt: skip


def _server() -> rx.Component:
    return form(
        "smtp",
        Page.save_smtp,
        rx.el.div(
            box(w.HOST, "smtp_host", placeholder="smtp.exemple.org"),
            box(w.PORT, "smtp_port", input_mode="numeric", max_length=5),
            class_name="grid-2",
        ),
        select_field(
            w.SECURITY, "smtp_security", [("starttls", w.STARTTLS), ("tls", w.TLS), ("none", w.NO_TLS)],
            default_value=Page.kept["smtp_security"],
        ),
        box(w.USER, "smtp_user", optional=True),
        rx.cond(
            Page.fixed["smtp"] == "",
            secret(
                w.PASSWORD, w.NEW_PASSWORD, "smtp_password", Page.kept["password_kept"], w.PASSWORD_KEPT_ON,
                seal=Page.kept["password_seal"], lost=Page.kept["smtp_lost"], hint=w.PASSWORD_HINT,
            ),
        ),
        form_id="smtp-form",
    )  # fmt: skip


def _policy() -> rx.Component:
    return rx.el.form(
        rx.el.fieldset(
            rx.el.legend(rx.el.h2(say(w.POLICY))),
            rx.el.div(
                _may_write("anyone", w.ANYONE, w.ANYONE_TEXT),
                _may_write("contacts", w.CONTACTS, w.CONTACTS_TEXT),
                class_name="choices",
            ),
            rx.el.div(button(SAVE, kind="plain", type="submit"), class_name="row"),
            class_name="stack",
        ),
        on_submit=Page.save_policy,
        method="post",
        no_validate=True,
        id="policy-form",
        class_name="card setup-policy",
    )


def _may_write(value: str, title: Phrase, text: Phrase) -> rx.Component:
    shown: Any = Page.kept["sender_policy"] == value
    return rx.el.label(
        rx.el.input(
            type="radio", name="sender_policy", value=value, id=f"policy-{value}", default_checked=shown
        ),
        rx.el.span(
            rx.el.span(say(title), class_name="strong"),
            rx.el.span(say(text), class_name="small soft"),
            class_name="stack-small",
        ),
        class_name="choice",
    )
