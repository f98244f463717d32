"""The Emails tab: what was sent, to whom, how far it got, and what came back."""

import reflex as rx

from invoice_app.invoices import wording as w
from invoice_app.invoices.page_state import InvoicePage
from invoice_app.mail.cards import AttachmentCard, EmailCard, RecipientCard
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import badge, empty, waiting
from invoice_app.ui.forms import anchor, button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.uploads import file_chooser
from invoice_app.ui.visitor import sees

_UPLOAD = "reply"


def emails() -> rx.Component:
    return rx.cond(
        InvoicePage.emails_loaded,
        rx.el.section(
            rx.cond(sees(Tool.INVOICES, Level.STANDARD), _by_hand()),
            rx.cond(
                InvoicePage.emails.length() > 0,
                rx.el.ol(rx.foreach(InvoicePage.emails, _listed), class_name="plain-list stack", id="emails"),
                empty(w.NO_EMAILS, w.NO_EMAILS_TEXT, _send_first(), symbol="mail"),
            ),
            class_name="stack",
        ),
        waiting(),
    )


def _send_first() -> rx.Component:
    return rx.cond(
        sees(Tool.INVOICES, Level.STANDARD) & (InvoicePage.card.pdf != ""),
        link_button(w.SEND_INVOICE, f"/invoices/{InvoicePage.card.ref}/send", kind="primary", symbol="send"),
    )


def _by_hand() -> rx.Component:
    """Replies without a provider: a saved message, or in the sample organisation an invented one."""
    return rx.el.div(
        rx.cond(
            InvoicePage.is_sample & (InvoicePage.emails.length() > 0),
            button(w.SIMULATE_REPLY, kind="plain", symbol="reply", on_click=InvoicePage.simulate_reply),
        ),
        rx.el.div(
            file_chooser(
                w.ADD_REPLY,
                _UPLOAD,
                InvoicePage.add_reply(rx.upload_files(_UPLOAD)),
                multiple=False,
                accept={"message/rfc822": [".eml"]},
            ),
            title=say(w.ADD_REPLY_HINT),
        ),
        class_name="row row-end no-print",
    )


def _listed(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.el.li(email_article(email), key=email.ref)


def email_article(email: rx.Var[EmailCard], *above: rx.Component) -> rx.Component:
    """One email, wherever it is shown; `above` stands over it."""
    return rx.el.article(
        *above,
        _head(email),
        rx.cond(email.subject != "", rx.el.h2(email.subject, class_name="mail-subject")),
        rx.cond(email.direction == "out", _recipients(email)),
        rx.el.div(email.text, class_name="mail-body"),
        rx.cond(
            email.quoted_text != "",
            rx.el.details(
                rx.el.summary(say(w.QUOTED)),
                rx.el.div(email.quoted_text, class_name="mail-body soft"),
                class_name="fold",
            ),
        ),
        _files(email),
        class_name=rx.cond(email.direction == "out", "mail", "mail mail-in"),
    )


def _head(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(email.direction == "out", icon("send", 16), icon("reply", 16)),
            rx.el.span(email.who, class_name="strong"),
            rx.el.span(rx.cond(email.direction == "out", "", email.address), class_name="soft small"),
            rx.cond(
                email.private,
                rx.el.span(
                    icon("lock", 12), say(w.PRIVATE_BADGE), class_name="badge", title=email.visible_to
                ),
            ),
            rx.cond(email.kind_words != "", badge(email.kind_words)),
            rx.cond(email.sender_words != "", badge(email.sender_words, "amber")),
            class_name="row",
        ),
        rx.el.time(email.when, class_name="soft small nowrap"),
        class_name="spread",
    )


def _recipients(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                email.transport_words != "",
                rx.el.span(icon("hard_drive", 12), email.transport_words, class_name="badge badge-amber"),
                badge(email.status_words),
            ),
        ),
        rx.el.ul(rx.foreach(email.recipients, _recipient), class_name="recipients"),
        rx.cond(email.error_text != "", rx.el.p(email.error_text, class_name="wrong")),
        class_name="stack-small",
    )


def _recipient(recipient: rx.Var[RecipientCard]) -> rx.Component:
    return rx.el.li(
        rx.el.span(recipient.role_words, class_name="soft"),
        " ",
        rx.cond(recipient.name != "", recipient.name + " <" + recipient.address + ">", recipient.address),
        " · ",
        rx.el.span(
            recipient.status_words,
            class_name=rx.cond(recipient.is_problem, "wrong", "soft"),
            title=recipient.detail,
        ),
        class_name="small",
    )


def _files(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.el.div(
        rx.foreach(email.attachments, _file),
        rx.cond(
            email.has_original,
            anchor(say(w.ORIGINAL), href=f"/files/mail/{email.ref}/original.eml", class_name="small soft"),
        ),
        class_name="files row",
    )


def _file(file: rx.Var[AttachmentCard]) -> rx.Component:
    return anchor(icon("paperclip", 14), file.name, href=f"/files/mail/{file.ref}", class_name="file")
