"""Badges, empty places, waiting places, notices."""

from typing import Any

import reflex as rx

from invoice_app.ui.forms import Words, words
from invoice_app.ui.icons import icon


def badge(text: Words, tone: str = "") -> rx.Component:
    """A status in a word or two; `tone` is empty (grey), `green`, `red`, `amber` or `blue`."""
    return rx.el.span(words(text), class_name=f"badge badge-{tone}" if tone else "badge")


def badge_of(text: rx.Var[str], tone: rx.Var[str]) -> rx.Component:
    """A status whose tone comes with the data."""
    return rx.el.span(text, class_name="badge badge-" + tone)


def empty(title: Words, text: Words, *actions: rx.Component, symbol: str = "inbox") -> rx.Component:
    """A list with nothing in it: what it is for, and what to do."""
    return rx.el.div(
        icon(symbol, 32),
        rx.el.h2(words(title)),
        rx.el.p(words(text)),
        rx.el.div(*actions, class_name="row") if actions else None,
        class_name="empty",
    )


def waiting(lines: int = 6) -> rx.Component:
    """Grey bars where a list will stand."""
    return rx.el.div(
        *[rx.el.div(class_name="skeleton", style={"width": f"{96 - (i * 13) % 40}%"}) for i in range(lines)],
        class_name="card stack",
        aria_hidden="true",
    )


def notice(*children: Any, tone: str = "", symbol: str = "info") -> rx.Component:
    """Something to know before going on; `tone` is empty, `amber`, `red` or `blue`."""
    return rx.el.div(
        icon(symbol),
        rx.el.div(*children, class_name="grow"),
        class_name=f"notice notice-{tone}" if tone else "notice",
    )
