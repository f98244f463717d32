"""The banner: what has just happened, or why it did not."""

import time
from collections.abc import Callable

import reflex as rx

from invoice_app.shared.permission import PUBLIC
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import IS_EN, say
from invoice_app.ui.policy import marked

# What an action says is still shown on the page that it leads to.
_CARRIED_FOR = 4.0
_CLOSE = Phrase("Fermer", "Close")
_offers: dict[str, Callable[[rx.Var], rx.Component]] = {}


def add_offer(name: str, draw: Callable[[rx.Var], rx.Component]) -> None:
    """What a room offers to do beside what was said: called by the front door before pages are added.

    `draw` makes the button from what it is about, a text of the room's own.
    """
    _offers[name] = draw


class Banner(rx.State):
    """The last thing to say, in both languages; it stays until closed or replaced."""

    fr: str = ""
    en: str = ""
    tone: str = "done"
    offer: str = ""
    about: str = ""
    _said_at: float = 0.0

    def _say(self, phrase: Phrase, tone: str = "done", offer: str = "", about: str = "") -> None:
        """`tone` is `sent` (yellow), `done` (green) or `refused` (red); `offer` is one of `add_offer`."""
        self.fr, self.en, self.tone = phrase.fr, phrase.en, tone
        self.offer, self.about = offer, about
        self._said_at = time.time()

    def _turn_page(self) -> None:
        """A page is opening: what was said on an earlier one has been read."""
        if self.fr and time.time() - self._said_at > _CARRIED_FOR:
            self.fr = self.en = ""

    @rx.event
    @marked(PUBLIC)
    def close(self) -> None:
        self.fr = self.en = ""

    @rx.event
    @marked(PUBLIC)
    def fail(self, reference: str) -> None:
        """Say that a defect was logged under a reference; the edge of last resort."""
        self._say(
            Phrase(
                "Une erreur imprévue s’est produite et a été notée ({reference}). Réessayez ; "
                "si elle revient, donnez ce numéro à la personne qui administre l’application.",
                "An unexpected error occurred and was noted ({reference}). Try again; if it comes "
                "back, give this number to whoever runs the application.",
            ).filled(reference=str(reference)[:12]),
            "refused",
        )


async def announce(
    state: rx.State, phrase: Phrase, tone: str = "done", *, offer: str = "", about: str = ""
) -> None:
    """Show a sentence in the banner, from any handler, with what can be done about it."""
    (await state.get_state(Banner))._say(phrase, tone, offer, about)


def banner() -> rx.Component:
    """The banner's place, above the page; announced by screen readers when it fills."""
    return rx.el.div(
        rx.cond(
            Banner.fr != "",
            rx.el.div(
                rx.match(
                    Banner.tone,
                    ("sent", icon("send")),
                    ("refused", icon("triangle_alert")),
                    icon("circle_check"),
                ),
                rx.el.p(rx.cond(IS_EN, Banner.en, Banner.fr)),
                _offered(),
                rx.el.button(
                    icon("x"),
                    on_click=Banner.close,
                    aria_label=say(_CLOSE),
                    type="button",
                    class_name="quiet",
                ),
                class_name="banner banner-" + Banner.tone,
                id="banner",
            ),
        ),
        role="status",
        aria_live="polite",
        class_name="banner-place",
    )


def _offered() -> rx.Component:
    drawn = [(name, draw(Banner.about)) for name, draw in _offers.items()]
    return rx.match(Banner.offer, *drawn, rx.fragment()) if drawn else rx.fragment()
