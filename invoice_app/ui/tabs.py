"""Tabs that are pages: each has an address of its own."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.ui.forms import Words, words
from invoice_app.ui.icons import icon


def tabs(label: Words, items: list[tuple[Words, str, str | rx.Var, bool | rx.Var]]) -> rx.Component:
    """`items` are (words, icon, address, whether this is the page shown)."""
    return rx.el.nav(
        *[
            page_link(
                icon(symbol, 16),
                words(text),
                to=to,
                aria_current=rx.cond(current, "page", "false")
                if isinstance(current, rx.Var)
                else ("page" if current else "false"),
            )
            for text, symbol, to, current in items
        ],
        aria_label=words(label),
        class_name="tabs no-print",
    )
