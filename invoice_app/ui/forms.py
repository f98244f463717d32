"""Fields, buttons and forms: native controls, labelled, with their refusal beside them."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.react_router import link as page_link

from invoice_app.shared.phrases import Phrase
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say

OPTIONAL = Phrase("facultatif", "optional")

Words = Phrase | rx.Var | str


def words(text: Words) -> rx.Var | str:
    """A phrase becomes both languages; a Var or a text stays what it is."""
    return say(text) if isinstance(text, Phrase) else text


class _NativeForm(BaseHTML):
    """A form that the browser itself submits; the framework's own never does."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]


native_form = _NativeForm.create

# The framework's own `rx.el.a` goes to pages of the app; this one leads to files and within a page.
anchor = rx.el.A.create


def file_link(*words: Any, href: str | rx.Var, **props: Any) -> rx.Component:
    """A file of the app to fetch. A link that leads to a file instead of fetching it looks to the page like
    leaving: it would close its socket, and learn of nothing more.
    """
    return anchor(*words, href=href, download=True, **props)


def field(
    label: Words,
    control: rx.Component,
    *,
    name: str,
    hint: Words | None = None,
    wrong: rx.Var[str] | None = None,
    optional: bool = False,
    class_name: str = "",
) -> rx.Component:
    """A labelled control. `control` carries `id=name`; `wrong` is its refusal, empty or absent if none."""
    return rx.el.div(
        rx.el.label(
            words(label),
            rx.el.span(" (", say(OPTIONAL), ")", class_name="optional") if optional else None,
            html_for=name,
        ),
        control,
        rx.el.span(words(hint), class_name="hint", id=f"{name}-hint") if hint is not None else None,
        rx.cond(wrong, rx.el.span(wrong, class_name="wrong", id=f"{name}-wrong", role="alert"))
        if wrong is not None
        else None,
        class_name=f"field {class_name}".strip(),
    )


def text_field(
    label: Words,
    name: str,
    *,
    hint: Words | None = None,
    wrong: rx.Var[str] | None = None,
    optional: bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A one-line box in a labelled field; `props` go to the input (`default_value`, `on_blur`, `type`…)."""
    described = " ".join([f"{name}-hint"] * (hint is not None) + [f"{name}-wrong"] * (wrong is not None))
    if wrong is not None:
        props["aria_invalid"] = rx.cond(wrong, "true", "false")
    if described:
        props["aria_describedby"] = described
    control = rx.el.input(id=name, name=name, **{"type": "text", **props})
    return field(label, control, name=name, hint=hint, wrong=wrong, optional=optional, class_name=class_name)


def area_field(
    label: Words,
    name: str,
    *,
    hint: Words | None = None,
    wrong: rx.Var[str] | None = None,
    optional: bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A box of several lines in a labelled field."""
    control = rx.el.textarea(id=name, name=name, **props)
    return field(label, control, name=name, hint=hint, wrong=wrong, optional=optional, class_name=class_name)


def select_field(
    label: Words,
    name: str,
    options: list[tuple[str, Words]] | rx.Component,
    *,
    hint: Words | None = None,
    wrong: rx.Var[str] | None = None,
    optional: bool = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A native list. `options` are (value, words), or a component (an `rx.foreach`) that makes them."""
    made = (
        options
        if isinstance(options, rx.Component)
        else rx.fragment(*[rx.el.option(words(shown), value=value) for value, shown in options])
    )
    control = rx.el.select(made, id=name, name=name, **props)
    return field(label, control, name=name, hint=hint, wrong=wrong, optional=optional, class_name=class_name)


def check_field(label: Words, name: str, *, hint: Words | None = None, **props: Any) -> rx.Component:
    """A box to tick, with its label beside it."""
    return rx.el.div(
        rx.el.input(type="checkbox", id=name, name=name, **props),
        rx.el.div(
            rx.el.label(words(label), html_for=name),
            rx.el.div(words(hint), class_name="small soft") if hint is not None else None,
        ),
        class_name="check",
    )


def button(
    label: Words, *, kind: str = "primary", symbol: str = "", busy: rx.Var[bool] | None = None, **props: Any
) -> rx.Component:
    """`kind` is `primary` (one on a page), `plain` or `danger`; `busy` shows a spinner and refuses clicks."""
    if busy is not None:
        props["disabled"] = busy
        props["aria_busy"] = rx.cond(busy, "true", "false")
    mark: Any = icon(symbol) if symbol else None
    if busy is not None:
        mark = rx.cond(busy, rx.el.span(class_name="spinner", aria_hidden="true"), mark or rx.fragment())
    return rx.el.button(mark, words(label), class_name=f"button button-{kind}", **{"type": "button", **props})


def link_button(
    label: Words, to: str | rx.Var, *, kind: str = "plain", symbol: str = "", **props: Any
) -> rx.Component:
    """A page of the app to go to, drawn as a button."""
    return page_link(
        icon(symbol) if symbol else rx.fragment(),
        words(label),
        to=to,
        class_name=f"button button-{kind}",
        **props,
    )


def file_button(
    label: Words, href: str | rx.Var, *, kind: str = "plain", symbol: str = "download", **props: Any
) -> rx.Component:
    """A file of the app to fetch (a route, not a page), drawn as a button."""
    return file_link(icon(symbol), words(label), href=href, class_name=f"button button-{kind}", **props)
