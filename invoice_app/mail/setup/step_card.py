"""What the steps of setting mail up are made of: numbered cards, records to copy, addresses to reveal."""

from typing import Any

import reflex as rx

from invoice_app.mail.setup import page_wording as w
from invoice_app.mail.setup.state import MailSetupPage as Page
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.feedback import notice
from invoice_app.ui.forms import Words, area_field, button, text_field, words
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.wording import SAVE


def step(number: int, title: Phrase, *content: Any) -> rx.Component:
    """One step of several, under a heading with its number."""
    return rx.el.section(
        rx.el.div(
            rx.el.span(str(number), class_name="step-mark", aria_hidden="true"),
            rx.el.h2(say(title)),
            class_name="row setup-head",
        ),
        *content,
        class_name="card stack tight setup-step",
    )


def form(part: str, on_submit: Any, *content: Any, form_id: str) -> rx.Component:
    """The boxes of a step, saved together; only to be read where the machine sets them."""
    fixed = Page.fixed[part]
    return rx.el.form(
        rx.el.fieldset(
            *content,
            rx.cond(
                fixed != "",
                rx.el.p(icon("lock", 14), say(w.FIXED, names=fixed), class_name="small soft row-tight"),
                rx.el.div(button(SAVE, kind="plain", type="submit"), class_name="row"),
            ),
            disabled=fixed != "",
            class_name="stack",
        ),
        id=form_id,
        on_submit=on_submit,
        method="post",
        no_validate=True,
        # A form sent by Enter, or saved again: what the machine fixes is shown anew.
        key=fixed,
    )


def box(label: Words, name: str, **props: Any) -> rx.Component:
    """A box that shows what is kept."""
    return text_field(
        label, name, wrong=Page.wrong[name], default_value=Page.kept[name], auto_complete="off",
        spell_check=False, **props,
    )  # fmt: skip


def secret(
    label: Phrase, again: Phrase, name: str, kept: rx.Var[str], kept_on: Phrase, *, seal: rx.Var[str],
    lost: rx.Var[str], hint: Phrase | None = None,
) -> rx.Component:  # fmt: skip
    """A secret: when it was kept, never what it is; a box to type it, or to type another."""

    def typed(words: Phrase) -> rx.Component:
        return text_field(
            words, name, wrong=Page.wrong[name], hint=hint, type="password", auto_complete="new-password",
            spell_check=False,
        )  # fmt: skip

    return rx.el.div(
        rx.cond(
            lost != "",
            rx.fragment(notice(rx.el.p(say(w.LOST)), tone="red", symbol="triangle_alert"), typed(again)),
            rx.cond(
                seal != "",
                rx.fragment(
                    rx.el.p(
                        icon("circle_check", 16), say(label), " — ", say(kept_on, when=kept),
                        class_name="row-tight",
                    ),
                    rx.el.details(
                        rx.el.summary(say(again), class_name="link small"), typed(again),
                        open=Page.wrong[name] != "", class_name="stack-small",
                    ),
                ),
                typed(label),
            ),
        ),
        # Once kept, what was typed leaves the page.
        key=seal,
        class_name="stack-small",
    )  # fmt: skip


def public_key(name: str, hint: Phrase, on_submit: Any) -> rx.Component:
    return form(
        name,
        on_submit,
        area_field(
            w.PUBLIC_KEY, name, hint=hint, wrong=Page.wrong[name], default_value=Page.kept[name], rows=3,
            optional=True, spell_check=False, class_name="setup-key",
            aria_describedby=f"{name}-hint {name}-wrong",
        ),
        form_id=f"{name}-form",
    )  # fmt: skip


def record(*parts: tuple[Phrase, Words]) -> rx.Component:
    """A DNS record, each part with its button to copy it."""
    return rx.el.dl(
        *[
            rx.el.div(rx.el.dt(say(name)), rx.el.dd(rx.el.code(value), _copy(name, value)))
            for name, value in parts
        ],
        class_name="setup-record",
    )


def dmarc() -> rx.Component:
    return rx.cond(
        Page.kept["dmarc_name"] != "",
        rx.fragment(
            rx.el.p(say(w.DMARC_HOW), class_name="small"),
            record(
                (w.RECORD_NAME, Page.kept["dmarc_name"]),
                (w.RECORD_KIND, "TXT"),
                (w.RECORD_VALUE, Page.kept["dmarc_value"]),
            ),
        ),
    )


def mx() -> rx.Component:
    return rx.cond(
        Page.kept["reply_domain"] != "",
        rx.fragment(
            rx.el.p(say(w.MX_HOW), class_name="small"),
            record(
                (w.RECORD_NAME, Page.kept["reply_domain"]),
                (w.RECORD_KIND, "MX"),
                (w.RECORD_PRIORITY, "10"),
                (w.RECORD_VALUE, "mx.sendgrid.net"),
            ),
        ),
    )


def address(label: Phrase, url: rx.Var[str], name: str) -> rx.Component:
    """An address with a secret: shown when asked."""
    return rx.cond(
        url != "",
        rx.el.div(
            text_field(label, name, value=url, read_only=True, hint=w.ADDRESS_SECRET),
            rx.el.div(
                button(w.COPY, kind="plain", symbol="copy", on_click=rx.set_clipboard(url)),
                button(w.HIDE_ADDRESSES, kind="plain", on_click=Page.hide),
                rx.cond(
                    Page.fixed["hook_secret"] == "",
                    button(w.CHANGE_SECRET, kind="danger", on_click=Page.ask("secret")),
                    rx.el.span(say(w.FIXED, names=Page.fixed["hook_secret"]), class_name="small soft"),
                ),
                class_name="row",
            ),
            class_name="stack-small",
        ),
        rx.el.div(
            button(w.SHOW_ADDRESSES, kind="plain", symbol="eye", on_click=Page.reveal),
            class_name="row",
        ),
    )


def not_public() -> rx.Component:
    return rx.cond(
        Page.kept["not_public"] != "",
        notice(
            rx.el.p(say(w.NOT_PUBLIC, address=Page.kept["address"])), tone="amber", symbol="triangle_alert"
        ),
    )


def free_mail() -> rx.Component:
    return rx.cond(
        Page.kept["free_mail"] != "",
        notice(
            rx.el.p(say(w.FREE_MAIL, domain=Page.kept["free_mail"])), tone="amber", symbol="triangle_alert"
        ),
    )


def check(label: Phrase, on_click: Any) -> rx.Component:
    """A button that tries the settings, and what came of it."""
    tone = Page.checked_tone
    return rx.el.div(
        rx.el.div(
            button(label, kind="plain", symbol="plug_zap", busy=Page.checking, on_click=on_click),
            class_name="row",
        ),
        rx.el.div(
            rx.cond(
                Page.checked != "",
                rx.el.div(
                    rx.match(tone, ("green", icon("circle_check")), icon("triangle_alert")),
                    rx.el.p(Page.checked, class_name="grow"),
                    class_name="notice notice-" + tone,
                ),
            ),
            role="status",
        ),
        class_name="stack-small",
    )


def asked() -> rx.Component:
    """The two acts that ask first."""
    return rx.fragment(
        confirm(
            "stay-here", w.STAY_HERE_TITLE, say(w.STAY_HERE_TEXT), Page.asking == "local", yes=w.STAY_HERE,
            on_yes=Page.put_in_service("local"), on_close=Page.close,
        ),
        confirm(
            "change-secret", w.CHANGE_SECRET_TITLE, say(w.CHANGE_SECRET_TEXT), Page.asking == "secret",
            yes=w.CHANGE_SECRET, on_yes=Page.change_secret, on_close=Page.close,
        ),
    )  # fmt: skip


def _copy(name: Phrase, value: Words) -> rx.Component:
    return rx.el.button(
        icon("copy", 15),
        type="button",
        on_click=rx.set_clipboard(words(value)),
        aria_label=say(w.COPY_WHAT, what=name),
        class_name="quiet",
    )
