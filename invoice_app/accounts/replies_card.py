"""« Être prévenu des réponses », on a person's own account."""

import reflex as rx

from invoice_app.accounts import wording as w
from invoice_app.accounts.replies_state import MyReplies
from invoice_app.mail.states import Follows
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.forms import button, check_field
from invoice_app.ui.locale import say
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import SAVE

_CHOICES = (
    (Follows.MINE, w.REPLIES_MINE),
    (Follows.ALL, w.REPLIES_ALL),
    (Follows.NONE, w.REPLIES_NONE),
)


def replies_card() -> rx.Component:
    """For whoever may read invoices."""
    return rx.cond(sees(Tool.INVOICES, Level.READ), _card())


def _card() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.REPLIES)),
        rx.el.form(
            rx.el.fieldset(
                rx.el.legend(say(w.REPLIES_TELL_ME), class_name="label"),
                *[_choice(follows, text) for follows, text in _CHOICES],
                class_name="stack-small",
            ),
            check_field(
                w.REPLIES_BY_EMAIL,
                "by_email",
                hint=w.REPLIES_BY_EMAIL_HINT,
                default_checked=MyReplies.by_email,
            ),
            rx.el.div(button(SAVE, kind="plain", type="submit"), class_name="row row-end"),
            on_submit=MyReplies.save,
            method="post",
            class_name="stack",
            key="replies-" + MyReplies.shown.to_string(),
        ),
        class_name="card stack tight",
    )


def _choice(follows: Follows, text: Phrase) -> rx.Component:
    name = f"follows-{follows.value}"
    return rx.el.div(
        rx.el.input(
            type="radio",
            id=name,
            name="follows",
            value=follows.value,
            default_checked=MyReplies.follows == follows.value,
        ),
        rx.el.label(say(text), html_for=name),
        class_name="check",
    )
