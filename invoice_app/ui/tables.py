"""Lists: a table on a wide screen, one card a row on a phone; sorted and paged by the database."""

from typing import Any

import reflex as rx

from invoice_app.shared.phrases import Phrase
from invoice_app.ui.forms import Words, button, words
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say

_EARLIER = Phrase("Précédents", "Previous")
_LATER = Phrase("Suivants", "Next")


def table(heads: list[rx.Component], rows: rx.Component, *, label: Words, cards: bool = True) -> rx.Component:
    """A table named `label` for screen readers; `heads` are `head(…)`, `rows` an `rx.foreach` of rows."""
    return rx.el.div(
        rx.el.table(
            rx.el.caption(words(label), class_name="hidden-visually"),
            rx.el.thead(rx.el.tr(*heads)),
            rx.el.tbody(rows),
            class_name="table as-cards" if cards else "table",
        ),
        class_name="table-wrap",
        tab_index=0 if not cards else None,
        role="region" if not cards else None,
        aria_label=words(label) if not cards else None,
    )


def head(text: Words, *, number: bool = False) -> rx.Component:
    return rx.el.th(words(text), scope="col", class_name="number" if number else "")


def sorted_head(
    text: Words, key: str, order: rx.Var[str], on_sort: Any, *, number: bool = False
) -> rx.Component:
    """A head that sorts: `order` is `key` or `-key`; `on_sort(key)` is called with the bare key."""
    arrow = rx.cond(
        order == key, icon("arrow_up", 14), rx.cond(order == f"-{key}", icon("arrow_down", 14), rx.fragment())
    )
    return rx.el.th(
        rx.el.button(words(text), arrow, type="button", class_name="sort", on_click=on_sort(key)),
        scope="col",
        aria_sort=rx.cond(order == key, "ascending", rx.cond(order == f"-{key}", "descending", "none")),
        class_name="number" if number else "",
    )


def pager(
    shown: Words, has_earlier: rx.Var[bool], has_later: rx.Var[bool], earlier: Any, later: Any
) -> rx.Component:
    """« 1–50 de 312 », with the way back and on."""
    return rx.cond(
        has_earlier | has_later,
        rx.el.div(
            button(_EARLIER, kind="plain", symbol="chevron_left", on_click=earlier, disabled=~has_earlier),
            rx.el.span(words(shown), class_name="small soft"),
            button(_LATER, kind="plain", symbol="chevron_right", on_click=later, disabled=~has_later),
            class_name="pager",
        ),
    )


def search_box(label: Phrase, value: rx.Var[str], on_search: Any, **props: Any) -> rx.Component:
    """A search box that asks as one types; `on_search(text)`. A new `key` empties it."""
    return rx.el.div(
        icon("search"),
        rx.el.input(
            type="search",
            placeholder=say(label),
            aria_label=say(label),
            default_value=value,
            on_change=on_search.debounce(250),
            **props,
        ),
        class_name="search",
    )
