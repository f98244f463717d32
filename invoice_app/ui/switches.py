"""The switch of language and the switch of theme."""

from collections.abc import Awaitable, Callable

import reflex as rx

from invoice_app.shared.permission import PUBLIC
from invoice_app.shared.phrases import Language, as_language
from invoice_app.ui import wording as w
from invoice_app.ui.icons import icon
from invoice_app.ui.live_pages import refresh_of
from invoice_app.ui.locale import IS_EN, Locale, say
from invoice_app.ui.policy import marked

# Set by the front door: accounts knows how a person's choice is kept, and is above this room.
keep_language: Callable[[rx.State, Language], Awaitable[None]] | None = None


class Switch(rx.State):
    @rx.event
    @marked(PUBLIC)
    async def to_language(self, wanted: str):
        """Change the language at once, remember it, and read the page's data again in it."""
        language = as_language(wanted if isinstance(wanted, str) else "")
        (await self.get_state(Locale)).lang = language
        if keep_language is not None:
            await keep_language(self, language)
        refresh = refresh_of(self)
        return refresh() if refresh else None


def language_switch() -> rx.Component:
    return rx.el.button(
        icon("languages", 16),
        say(w.OTHER_LANGUAGE),
        type="button",
        class_name="quiet language-switch",
        lang=rx.cond(IS_EN, "fr-CA", "en-CA"),
        on_click=Switch.to_language(rx.cond(IS_EN, "fr", "en")),
    )


def theme_switch() -> rx.Component:
    return rx.el.button(
        rx.color_mode_cond(icon("moon"), icon("sun")),
        type="button",
        class_name="quiet",
        aria_label=say(w.DARK),
        on_click=rx.toggle_color_mode,
    )
