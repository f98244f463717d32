"""The set-up wizard: organisation, first admin, how to start."""

from typing import Any

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.accounts.password_field import password_field
from invoice_app.accounts.setup_state import Setup
from invoice_app.organisation import wording as ow
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import button, link_button, native_form, select_field, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import alone

_STEPS = (("organisation", w.STEP_ORGANISATION), ("admin", w.STEP_ADMIN), ("start", w.STEP_START))


def setup_page() -> rx.Component:
    return alone(
        rx.match(
            Setup.phase,
            ("", waiting()),
            ("code", _code()),
            ("filling", _filling()),
            ("ready", _ready()),
            ("done", _done()),
            _wizard(),
        ),
        wide=True,
    )


def _title() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say(w.SET_UP)), rx.el.p(say(w.SET_UP_UNDER), class_name="soft"), class_name="stack-small"
    )


def _code() -> rx.Component:
    return rx.fragment(
        _title(),
        rx.el.form(
            text_field(
                w.CODE_TITLE,
                "code",
                hint=w.CODE_HOW,
                wrong=Setup.wrong["code"],
                auto_complete="off",
                auto_capitalize="characters",
                spell_check=False,
                max_length=80,
            ),
            rx.el.div(button(w.GO_ON, type="submit"), class_name="row row-end"),
            on_submit=Setup.give_code,
            method="post",
            no_validate=True,
            class_name="card stack",
        ),
    )


def _wizard() -> rx.Component:
    return rx.fragment(
        _title(),
        rx.el.ol(
            *[_step(n, key, words) for n, (key, words) in enumerate(_STEPS)],
            class_name="steps",
            aria_label=say(w.STEPS),
        ),
        rx.el.form(
            _part("organisation", w.STEP_ORGANISATION, _organisation()),
            _part("admin", w.STEP_ADMIN, _admin()),
            _part("start", w.STEP_START, _start()),
            rx.el.div(
                rx.cond(Setup.phase != "organisation", button(w.BACK, kind="plain", on_click=Setup.back)),
                rx.el.button(
                    rx.cond(Setup.phase == "start", say(w.FINISH), say(w.GO_ON)),
                    type="submit",
                    class_name="button button-primary",
                ),
                class_name="row row-end",
            ),
            on_submit=Setup.go_on,
            method="post",
            no_validate=True,
            class_name="card stack-large",
        ),
    )


def _step(n: int, key: str, words: Phrase) -> rx.Component:
    done = rx.Var.create([later for later, _ in _STEPS[n + 1 :]]).contains(Setup.phase)
    return rx.el.li(
        rx.el.span(rx.cond(done, icon("check", 16), str(n + 1)), class_name="step-mark"),
        rx.el.span(say(words), class_name="step-label"),
        aria_current=rx.cond(Setup.phase == key, "step", "false"),
        custom_attrs={"data-done": rx.cond(done, "true", "false")},
    )


def _part(key: str, words: Phrase, content: rx.Component) -> rx.Component:
    """One step: hidden while it is not its turn, but always there, with what was typed in it."""
    return rx.el.fieldset(
        rx.el.legend(say(words), class_name="hidden-visually"),
        content,
        style={"display": rx.cond(Setup.phase == key, "block", "none")},
    )


def _box(label: Phrase, name: str, **props: Any) -> rx.Component:
    return text_field(label, name, wrong=Setup.wrong[name], default_value=Setup.typed[name], **props)


def _list(label: Phrase, name: str, options: list[tuple[str, Any]]) -> rx.Component:
    return select_field(label, name, options, default_value=Setup.typed[name], wrong=Setup.wrong[name])


def _organisation() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            _box(ow.NAME, "name", auto_complete="organization", max_length=120, hint=ow.NAME_HINT),
            _box(ow.LEGAL_NAME, "legal_name", optional=True, max_length=160, hint=ow.LEGAL_NAME_HINT),
            class_name="grid-2",
        ),
        rx.el.div(
            _box(ow.STREET, "street", optional=True, auto_complete="street-address", max_length=200),
            _box(ow.CITY, "city", optional=True, auto_complete="address-level2", max_length=100),
            class_name="grid-2",
        ),
        rx.el.div(
            _list(ow.PROVINCE, "province", list(ow.PROVINCES.items())),
            _box(ow.POSTAL_CODE, "postal_code", optional=True, auto_complete="postal-code", max_length=10),
            class_name="grid-2",
        ),
        rx.el.div(
            _box(
                ow.EMAIL,
                "email",
                type="email",
                optional=True,
                auto_complete="off",
                max_length=254,
                hint=ow.EMAIL_HINT,
            ),
            _box(ow.PHONE, "phone", type="tel", optional=True, auto_complete="tel", max_length=40),
            class_name="grid-2",
        ),
        rx.el.div(
            _list(ow.LANGUAGE, "language", ow.LANGUAGES),
            _list(ow.TIME_ZONE, "time_zone", ow.TIME_ZONES),
            _list(ow.CURRENCY, "currency", ow.CURRENCIES),
            class_name="grid-3",
        ),
        rx.el.div(
            _box(ow.GST_NUMBER, "gst_number", optional=True, max_length=20, placeholder="123456789 RT0001"),
            _box(ow.QST_NUMBER, "qst_number", optional=True, max_length=20, placeholder="1234567890 TQ0001"),
            class_name="grid-2",
        ),
        class_name="stack",
    )


def _admin() -> rx.Component:
    return rx.el.div(
        rx.el.p(say(w.ADMIN_UNDER), class_name="soft"),
        rx.el.div(
            _box(w.YOUR_NAME, "admin_name", auto_complete="name", max_length=120),
            _box(w.YOUR_EMAIL, "admin_email", type="email", auto_complete="username", max_length=254),
            class_name="grid-2",
        ),
        password_field(
            w.PASSWORD,
            "password",
            auto_complete="new-password",
            hint=w.NEW_PASSWORD_HINT,
            wrong=Setup.wrong["password"],
        ),
        class_name="stack",
    )


def _start() -> rx.Component:
    return rx.el.div(
        rx.el.p(say(w.START_UNDER), class_name="soft"),
        rx.el.div(
            _choice("empty", w.START_EMPTY, w.START_EMPTY_HOW),
            _choice("sample", w.START_SAMPLE, w.START_SAMPLE_HOW),
            class_name="choices",
        ),
        class_name="stack",
    )


def _choice(value: str, title: Phrase, how: Phrase) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="start",
            value=value,
            id=f"start-{value}",
            default_checked=Setup.typed["start"] == value,
        ),
        rx.el.span(
            rx.el.span(say(title), class_name="strong"),
            rx.el.span(say(how), class_name="small soft"),
            class_name="stack-small",
        ),
        class_name="choice",
    )


def _filling() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say(w.FILLING)),
        rx.el.progress(
            value=Setup.percent.to_string(), max="100", aria_label=say(w.FILLING), class_name="progress"
        ),
        rx.el.p(say(w.FILLING_HOW), class_name="soft"),
        role="status",
        class_name="card stack",
    )


def _ready() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say(w.READY)),
        rx.cond(
            Setup.failed,
            notice(rx.el.p(say(w.SAMPLE_FAILED)), tone="amber", symbol="triangle_alert"),
            rx.el.p(say(w.READY_HOW), class_name="soft"),
        ),
        native_form(
            rx.el.input(type="hidden", name="token", value=Setup.ticket),
            button(w.OPEN_IT, type="submit", symbol="log_in"),
            action="/do/redeem",
            method="post",
            id="ticket",
            # Where there is something to read first, the person presses.
            on_mount=rx.cond(
                Setup.failed,
                rx.noop(),
                rx.call_function("() => document.getElementById('ticket').requestSubmit()"),
            ),
        ),
        class_name="card stack",
    )


def _done() -> rx.Component:
    return rx.el.div(
        rx.el.h1(say(w.ALREADY), class_name="hidden-visually"),
        empty(
            w.ALREADY,
            w.ALREADY_HOW,
            link_button(w.ENTER, "/sign-in", kind="primary", symbol="log_in"),
            symbol="circle_check",
        ),
        class_name="card",
    )
