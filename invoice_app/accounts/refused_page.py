"""Where someone ends who asks for what they may not see."""

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.ui.feedback import empty
from invoice_app.ui.forms import link_button
from invoice_app.ui.locale import say
from invoice_app.ui.shell import lounge


def refused_page() -> rx.Component:
    return lounge(
        rx.el.h1(say(w.REFUSED), class_name="hidden-visually"),
        rx.el.div(
            empty(
                w.REFUSED,
                w.REFUSED_HOW,
                link_button(w.GO_HOME, "/", kind="primary", symbol="house"),
                symbol="lock",
            ),
            class_name="card",
        ),
    )
