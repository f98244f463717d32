"""The composer on a page of its own, and as a panel beside the conversation."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.composer import wording as c
from invoice_app.invoices.composer.section import composer, original, page_of
from invoice_app.invoices.composer.state import Composer
from invoice_app.mail.states import Wish
from invoice_app.ui.address import here
from invoice_app.ui.feedback import empty, waiting
from invoice_app.ui.forms import link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head


def composer_page() -> rx.Component:
    """`/invoices/{ref}/send`."""
    return office(
        rx.cond(
            Composer.missing,
            empty(w.NOT_FOUND, w.NOT_FOUND_TEXT, link_button(w.SEE_LIST, "/invoices"), symbol="search_x"),
            rx.cond(
                (Composer.placed == "page")
                & (Composer.ref == here("invoice_ref"))
                & (Composer.sheet.draft != ""),
                rx.fragment(_head(), original(), composer(), key=Composer.sheet.draft),
                waiting(8),
            ),
        ),
        active="/invoices",
        narrow=True,
    )


def _head() -> rx.Component:
    ref = Composer.ref
    return page_head(
        _title(),
        crumbs=[(w.INVOICES, "/invoices"), (Composer.sheet.number, f"/invoices/{ref}")],
    )


def _title() -> rx.Var:
    named = [(wish.value, say(c.TITLES[wish])) for wish in Wish if wish != Wish.NEW]
    return rx.match(Composer.sheet.wish, *named, say(c.TITLES[Wish.NEW]))


def composer_panel() -> rx.Component:
    """Beside the conversation, where the window is wide enough, once `Composer.open_panel` was called."""
    return rx.cond(
        (Composer.placed == "panel") & (Composer.ref == here("invoice_ref")) & (Composer.sheet.draft != ""),
        rx.el.aside(
            rx.el.div(
                rx.el.h2(_title()),
                rx.el.div(
                    page_of(Composer.ref, Composer.sheet),
                    rx.el.button(
                        icon("x"),
                        type="button",
                        aria_label=say(c.CLOSE_PANEL),
                        title=say(c.CLOSE_PANEL),
                        on_click=Composer.close_panel,
                        class_name="quiet",
                    ),
                    class_name="row",
                ),
                class_name="spread",
            ),
            composer(),
            aria_label=say(c.PANEL),
            class_name="composer-panel stack no-print",
            key=Composer.sheet.draft,
        ),
    )
