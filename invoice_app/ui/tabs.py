"""Tabs that are pages: each has an address of its own."""

import reflex as rx
from reflex_base.vars import VarData
from reflex_components_core.react_router import link as page_link

from invoice_app.ui.forms import Words, words
from invoice_app.ui.icons import icon


class _TabShown(rx.Fragment):
    """Where the tabs are wider than the page, the one shown is brought into sight."""

    def add_hooks(self) -> list[rx.Var]:
        react = VarData(imports={"react": [rx.ImportVar(tag="useEffect")]})
        return [
            rx.Var(
                "useEffect(() => { for (const list of document.querySelectorAll('.tabs')) {"
                " const tab = list.querySelector('[aria-current=page]'); if (!tab) continue;"
                " const a = tab.getBoundingClientRect(), b = list.getBoundingClientRect();"
                " list.scrollLeft += a.left - b.left - (b.width - a.width) / 2 } }, [])",
                _var_data=react,
            )
        ]


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
        _TabShown.create(),
        aria_label=words(label),
        class_name="tabs no-print",
    )
