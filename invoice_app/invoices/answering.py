"""How an email is answered from where it is shown."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.mail.states import Wish
from invoice_app.ui.forms import link_button


def answer_buttons(invoice_ref: rx.Var | str, email_ref: rx.Var) -> rx.Component:
    """Reply, reply to all, forward: each opens the composer beside the invoice."""

    def to(wish: Wish) -> str:
        return f"/invoices/{invoice_ref}/send?answer={email_ref}&wish={wish.value}"

    return rx.el.div(
        link_button(w.REPLY, to(Wish.REPLY), symbol="reply"),
        link_button(w.REPLY_ALL, to(Wish.REPLY_ALL), symbol="reply_all"),
        link_button(w.FORWARD, to(Wish.FORWARD), symbol="forward"),
        class_name="row no-print",
    )
