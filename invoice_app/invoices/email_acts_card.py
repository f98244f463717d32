"""What the office can do with an email that is shown: answer it, judge it, move it, see to its sending."""

import reflex as rx

from invoice_app.invoices import talk_wording as w
from invoice_app.invoices import wording as i
from invoice_app.invoices.mail_acts_state import MailActs
from invoice_app.invoices.move_state import MoveDialog
from invoice_app.invoices.moving import InvoiceChoice
from invoice_app.mail.cards import EmailCard
from invoice_app.mail.states import Wish
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import search_box
from invoice_app.ui.visitor import sees


def email_acts(email: rx.Var[EmailCard], answers: rx.Component | None = None) -> rx.Component:
    """The row of acts; `answers` are the ways to answer it, where it stands beside an invoice."""
    answers = rx.cond(email.kind == "normal", answers) if answers is not None else rx.fragment()
    return rx.cond(
        sees(Tool.INVOICES, Level.STANDARD) & (email.direction != "own"),
        rx.el.div(_sending_acts(email), answers, _filing_acts(email), class_name="mail-acts no-print"),
    )


def answer_links(invoice_ref: rx.Var, email_ref: rx.Var) -> rx.Component:
    """Reply, reply to all, forward, from a page that is not the invoice's own: on the composer's page."""

    def to(wish: Wish) -> str:
        return f"/invoices/{invoice_ref}/send?answer={email_ref}&wish={wish.value}"

    return rx.el.div(
        link_button(i.REPLY, to(Wish.REPLY), symbol="reply"),
        link_button(i.REPLY_ALL, to(Wish.REPLY_ALL), symbol="reply_all"),
        link_button(i.FORWARD, to(Wish.FORWARD), symbol="forward"),
        class_name="row",
    )


def mail_dialogs() -> rx.Component:
    """What the acts open; once on a page that shows any."""
    return rx.cond(
        sees(Tool.INVOICES, Level.STANDARD),
        rx.fragment(
            confirm(
                "send-again",
                w.SEND_AGAIN_TITLE,
                w.SEND_AGAIN_TEXT,
                MailActs.asking,
                yes=w.SEND_AGAIN,
                on_yes=MailActs.send_doubtful,
                on_close=MailActs.close,
            ),
            _move_dialog(),
        ),
    )


def _sending_acts(email: rx.Var[EmailCard]) -> rx.Component:
    again = rx.cond(
        email.status == "uncertain",
        button(w.SEND_AGAIN, kind="plain", symbol="rotate_cw", on_click=MailActs.ask_again(email.ref)),
        button(w.SEND_AGAIN, kind="plain", symbol="rotate_cw", on_click=MailActs.send_again(email.ref)),
    )
    return rx.cond(
        email.may_send_again | email.may_mark_sent | email.may_cancel,
        rx.el.div(
            rx.cond(email.may_send_again, again),
            rx.cond(
                email.may_mark_sent,
                button(w.MARK_SENT, kind="plain", symbol="check", on_click=MailActs.mark_sent(email.ref)),
            ),
            rx.cond(
                email.may_cancel,
                button(w.CANCEL_SENDING, kind="plain", symbol="ban", on_click=MailActs.cancel(email.ref)),
            ),
            class_name="row",
        ),
    )


def _filing_acts(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.cond(
        email.direction == "in",
        rx.el.div(
            rx.cond(
                email.may_judge,
                rx.el.div(
                    _verdict(email, "approved", w.APPROVED, "thumbs_up", MailActs.approve),
                    _verdict(email, "revise", w.REVISE, "file_pen", MailActs.revise),
                    role="group",
                    aria_label=say(w.VERDICT_LABEL),
                    class_name="row mail-verdicts",
                ),
            ),
            rx.el.button(
                icon("folder_input", 16),
                say(w.MOVE),
                type="button",
                on_click=MoveDialog.open(email.ref),
                class_name="quiet",
            ),
            class_name="row",
        ),
    )


def _verdict(
    email: rx.Var[EmailCard], verdict: str, words: w.Phrase, symbol: str, press: rx.EventHandler
) -> rx.Component:
    return rx.el.button(
        icon(symbol, 16),
        say(words),
        type="button",
        aria_pressed=rx.cond(email.verdict == verdict, "true", "false"),
        on_click=press(email.ref),
        class_name="quiet",
    )


def _move_dialog() -> rx.Component:
    return modal(
        "move-email",
        w.MOVE_TITLE,
        MoveDialog.shown,
        MoveDialog.close,
        search_box(w.MOVE_FIND, MoveDialog.typed, MoveDialog.find, auto_focus=True),
        rx.cond(
            MoveDialog.choices.length() > 0,
            rx.el.ul(rx.foreach(MoveDialog.choices, _choice), class_name="choices-list"),
            rx.el.p(say(w.MOVE_NONE), class_name="soft"),
        ),
    )


def _choice(choice: rx.Var[InvoiceChoice]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(choice.number, class_name="strong nowrap"),
            rx.el.span(choice.customer, class_name="grow"),
            rx.el.span(choice.detail, class_name="soft small"),
            icon("chevron_right", 16),
            type="button",
            on_click=MoveDialog.move(choice.ref),
            class_name="choices-item choices-button",
        ),
        key=choice.ref,
    )
