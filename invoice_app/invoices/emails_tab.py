"""The Emails tab: what was sent, to whom, how far it got, and what came back."""

import reflex as rx

from invoice_app.invoices import talk_wording as t
from invoice_app.invoices import wording as w
from invoice_app.invoices.composer.answering import answer_buttons
from invoice_app.invoices.email_acts_card import email_acts, mail_dialogs
from invoice_app.invoices.email_card import email_article
from invoice_app.invoices.emails_state import ConversationTab
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.mail.cards import EmailCard
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.address import here
from invoice_app.ui.feedback import empty, waiting
from invoice_app.ui.forms import area_field, button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import pager
from invoice_app.ui.uploads import file_chooser
from invoice_app.ui.visitor import sees

_UPLOAD = "reply"
_TAB = ConversationTab


def emails(answer: rx.Component | None = None) -> rx.Component:
    """The tab; `answer` is what stands over it in the member zone."""
    return rx.cond(
        _TAB.of == here("invoice_ref"),
        rx.el.section(
            rx.cond(_in_office() & sees(Tool.INVOICES, Level.STANDARD), _by_hand()),
            answer or rx.fragment(),
            rx.cond(
                _TAB.rows.length() > 0,
                rx.fragment(
                    rx.el.ol(rx.foreach(_TAB.rows, _listed), class_name="plain-list stack", id="emails"),
                    pager(
                        say(t.SHOWN, first=_TAB.first, last=_TAB.last, all=InvoicePage.talk.count),
                        _TAB.has_earlier,
                        _TAB.has_later,
                        _TAB.earlier,
                        _TAB.later,
                    ),
                ),
                rx.cond(
                    _in_office(),
                    empty(w.NO_EMAILS, w.NO_EMAILS_TEXT, _send_first(), symbol="mail"),
                    empty(w.NO_EMAILS, t.NONE_IN_ZONE, symbol="mail"),
                ),
            ),
            rx.cond(_in_office(), mail_dialogs()),
            class_name="stack",
        ),
        waiting(),
    )


def _in_office() -> rx.Var[bool]:
    return InvoicePage.in_office


def _send_first() -> rx.Component:
    return rx.cond(
        sees(Tool.INVOICES, Level.STANDARD) & (InvoicePage.card.pdf != ""),
        link_button(w.SEND_INVOICE, f"/invoices/{InvoicePage.card.ref}/send", kind="primary", symbol="send"),
    )


def _by_hand() -> rx.Component:
    """A note; and replies without a provider: a saved message, or in the sample one that is invented."""
    return rx.el.div(
        _note_box(),
        rx.el.div(
            rx.cond(
                _TAB.is_sample & (_TAB.rows.length() > 0),
                button(w.SIMULATE_REPLY, kind="plain", symbol="reply", on_click=_TAB.simulate_reply),
            ),
            rx.el.div(
                file_chooser(
                    w.ADD_REPLY,
                    _UPLOAD,
                    _TAB.add_reply(rx.upload_files(_UPLOAD)),
                    multiple=False,
                    accept={"message/rfc822": [".eml"]},
                ),
                title=say(w.ADD_REPLY_HINT),
            ),
            class_name="row row-end",
        ),
        class_name="mail-by-hand no-print",
    )


def _note_box() -> rx.Component:
    return rx.el.details(
        rx.el.summary(icon("sticky_note", 16), say(t.WRITE_NOTE), class_name="button button-plain"),
        rx.el.form(
            area_field(
                t.NOTE, "text", hint=t.NOTE_HINT, wrong=_TAB.wrong["note"], rows="3", max_length=10_000
            ),
            rx.el.input(type="hidden", name="key", value=_TAB.note_key, read_only=True),
            rx.el.div(button(t.KEEP_NOTE, symbol="check", type="submit"), class_name="row"),
            on_submit=_TAB.write_note,
            method="post",
            no_validate=True,
            class_name="stack mail mail-note",
        ),
        # Another form for another note: this one closes, and is empty when it opens again.
        key=_TAB.note_key,
        class_name="mail-note-box",
    )


def _listed(email: rx.Var[EmailCard]) -> rx.Component:
    acts = rx.cond(_in_office(), email_acts(email, answer_buttons(InvoicePage.card.ref, email.ref)))
    return rx.el.li(email_article(email, acts=acts), key=email.ref, id=email.ref)
