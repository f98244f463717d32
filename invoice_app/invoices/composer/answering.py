"""How an email is answered from where it is shown."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.composer.state import Composer
from invoice_app.mail.states import Wish
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.visitor import sees

_ACTS: tuple[tuple[Wish, Phrase, str], ...] = (
    (Wish.REPLY, w.REPLY, "reply"),
    (Wish.REPLY_ALL, w.REPLY_ALL, "reply_all"),
    (Wish.FORWARD, w.FORWARD, "forward"),
)


def answer_buttons(invoice_ref: rx.Var | str, email_ref: rx.Var) -> rx.Component:
    """Reply, reply to all, forward: beside the conversation in a wide window, else on the composer's page."""

    def to(wish: Wish) -> str:
        return f"/invoices/{invoice_ref}/send?answer={email_ref}&wish={wish.value}"

    return rx.cond(
        sees(Tool.INVOICES, Level.STANDARD),
        rx.fragment(
            rx.el.div(*[_beside(act, email_ref) for act in _ACTS], class_name="row no-print only-wide"),
            rx.el.div(
                *[link_button(words, to(wish), symbol=symbol) for wish, words, symbol in _ACTS],
                class_name="row no-print only-narrow",
            ),
        ),
    )


def _beside(act: tuple[Wish, Phrase, str], email_ref: rx.Var) -> rx.Component:
    wish, words, symbol = act
    return button(words, kind="plain", symbol=symbol, on_click=Composer.open_panel(wish.value, email_ref))
