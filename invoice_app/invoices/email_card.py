"""One email, wherever it is shown: who wrote, to whom, what was said, what came with it."""

import reflex as rx

from invoice_app.invoices import talk_wording as w
from invoice_app.invoices import wording as i
from invoice_app.invoices.mail_acts_state import MailActs
from invoice_app.mail.cards import AttachmentCard, EmailCard, RecipientCard
from invoice_app.ui.feedback import badge, badge_of
from invoice_app.ui.forms import file_link
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say

# Links open in a tab of their own, free of the frame; nothing inside it runs or has an origin.
_FRAME = "allow-popups allow-popups-to-escape-sandbox"


def email_article(
    email: rx.Var[EmailCard], *above: rx.Component, acts: rx.Component | None = None
) -> rx.Component:
    """One email; `above` stands over it, `acts` (of `email_acts`) under it. A machine's is one line."""
    inside = [
        rx.cond(email.subject != "", rx.el.h2(email.subject, class_name="mail-subject")),
        rx.cond(email.direction == "out", _sending(email)),
        _said(email),
        _files(email),
        _original(email),
        acts or rx.fragment(),
    ]
    return rx.el.article(
        *above,
        rx.cond(
            email.is_folded,
            rx.el.details(
                rx.el.summary(_head(email)),
                rx.el.div(*inside, class_name="mail-inside"),
                class_name="mail-machine",
            ),
            rx.fragment(_head(email), *inside),
        ),
        class_name=rx.match(email.direction, ("out", "mail"), ("own", "mail mail-note"), "mail mail-in"),
        aria_label=email.who,
    )


def _head(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.match(
                email.direction,
                ("out", icon("send", 16)),
                ("own", icon("sticky_note", 16)),
                rx.cond(email.is_folded, icon("bot", 16), icon("reply", 16)),
            ),
            rx.el.span(email.who, class_name="strong"),
            rx.cond(email.direction == "in", rx.el.span(email.address, class_name="soft small")),
            rx.cond(
                email.private,
                rx.el.span(
                    icon("lock", 12), say(i.PRIVATE_BADGE), class_name="badge", title=email.visible_to
                ),
            ),
            rx.cond(
                email.direction == "own",
                rx.fragment(badge(w.NOTE, "amber"), rx.el.span(say(w.NEVER_SENT), class_name="small")),
                rx.cond(email.kind_words != "", badge(email.kind_words)),
            ),
            rx.cond(email.sender_words != "", badge(email.sender_words, "amber")),
            rx.cond(
                email.auth_words != "",
                rx.cond(email.auth_tone == "red", badge(email.auth_words, "red"), badge(email.auth_words)),
            ),
            rx.cond(
                email.verdict != "",
                rx.cond(
                    email.verdict == "approved",
                    badge(email.verdict_words, "green"),
                    badge(email.verdict_words, "amber"),
                ),
            ),
            class_name="row mail-who",
        ),
        rx.el.time(email.when, class_name="soft small nowrap"),
        class_name="spread",
    )


def _sending(email: rx.Var[EmailCard]) -> rx.Component:
    """How far it got, for each who gets it, and what to do where it did not."""
    return rx.el.div(
        rx.el.div(
            rx.cond(
                email.transport_words != "",
                rx.el.span(icon("hard_drive", 12), email.transport_words, class_name="badge badge-amber"),
                rx.cond(email.status_words != "", badge_of(email.status_words, email.tone)),
            ),
            rx.cond(email.attempts != "", rx.el.span(email.attempts, class_name="small soft")),
            class_name="row",
        ),
        rx.el.ul(rx.foreach(email.recipients, _recipient), class_name="recipients"),
        rx.cond(
            email.more_recipients.length() > 0,
            rx.el.details(
                rx.el.summary(say(w.MORE_RECIPIENTS, n=email.more_recipients.length())),
                rx.el.ul(rx.foreach(email.more_recipients, _recipient), class_name="recipients"),
                class_name="fold",
            ),
        ),
        rx.cond(email.advice != "", rx.el.p(email.advice, class_name="small")),
        rx.cond(email.error_text != "", rx.el.p(email.error_text, class_name="small soft breakable")),
        class_name="stack-small",
    )


def _recipient(recipient: rx.Var[RecipientCard]) -> rx.Component:
    return rx.el.li(
        rx.el.span(recipient.role_words, class_name="soft"),
        " ",
        rx.cond(recipient.name != "", recipient.name + " <" + recipient.address + ">", recipient.address),
        rx.cond(
            recipient.status_words != "",
            rx.fragment(
                " · ",
                rx.el.span(
                    recipient.status_words,
                    class_name=rx.cond(recipient.is_problem, "wrong", "soft"),
                    title=recipient.detail,
                ),
            ),
        ),
        rx.cond(recipient.advice != "", rx.el.div(recipient.advice, class_name="mail-advice")),
        class_name="small",
    )


def _said(email: rx.Var[EmailCard]) -> rx.Component:
    formatted = MailActs.formatted.contains(email.ref)
    return rx.fragment(
        rx.cond(email.has_html, _ways(email, formatted)),
        rx.cond(email.has_html & formatted, _frame(email), _text(email)),
    )


def _ways(email: rx.Var[EmailCard], formatted: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.button(
                say(w.AS_TEXT),
                type="button",
                on_click=MailActs.show_text(email.ref),
                aria_pressed=rx.cond(formatted, "false", "true"),
            ),
            rx.el.button(
                say(w.FORMATTED),
                type="button",
                on_click=MailActs.show_formatted(email.ref),
                aria_pressed=rx.cond(formatted, "true", "false"),
            ),
            class_name="segments mail-ways",
        ),
        rx.cond(
            formatted & (email.remote_images != "") & ~MailActs.with_images.contains(email.ref),
            rx.el.button(
                icon("image_off", 16),
                say(w.REMOTE_IMAGES, n=email.remote_images),
                type="button",
                on_click=MailActs.show_images(email.ref),
                title=say(w.REMOTE_IMAGES_WHY),
                class_name="quiet",
            ),
        ),
        class_name="row no-print",
    )


def _frame(email: rx.Var[EmailCard]) -> rx.Component:
    asked = rx.cond(MailActs.with_images.contains(email.ref), "?images=1", "")
    return rx.el.iframe(
        src=f"/files/mail/{email.ref}/body.html{asked}",
        sandbox=_FRAME,
        referrer_policy="no-referrer",
        title=say(w.FORMATTED_TITLE, who=email.who),
        style={"height": email.frame_height},
        class_name="mail-frame mail-formatted",
    )


def _text(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.fragment(
        rx.cond(
            email.text != "",
            rx.el.div(email.text, class_name="mail-body"),
            rx.cond(email.rest == "", rx.el.p(say(w.NO_TEXT), class_name="soft small")),
        ),
        rx.cond(
            email.rest != "",
            rx.el.details(
                rx.el.summary(say(w.SHOW_ALL)),
                rx.el.div(email.rest, class_name="mail-body"),
                class_name="fold mail-rest",
            ),
        ),
        rx.cond(
            email.quoted_text != "",
            rx.el.details(
                rx.el.summary(say(w.QUOTED)),
                rx.el.div(email.quoted_text, class_name="mail-body soft"),
                class_name="fold",
            ),
        ),
    )


def _files(email: rx.Var[EmailCard]) -> rx.Component:
    return rx.cond(
        email.attachments.length() > 0,
        rx.el.ul(rx.foreach(email.attachments, _file), class_name="files"),
    )


def _file(file: rx.Var[AttachmentCard]) -> rx.Component:
    """A file to take; one to beware of says why first, and is taken from there."""
    to = f"/files/mail/{file.ref}"
    size = rx.el.span(file.size_words, class_name="soft nowrap")
    return rx.el.li(
        rx.cond(
            file.warning != "",
            rx.el.details(
                rx.el.summary(icon("triangle_alert", 14), rx.el.span(file.name), size, class_name="file"),
                rx.el.div(
                    rx.el.p(file.warning),
                    file_link(icon("download", 14), say(w.TAKE_ANYWAY), href=to, class_name="file"),
                    class_name="mail-warning",
                ),
            ),
            file_link(_symbol(file), rx.el.span(file.name), size, href=to, class_name="file"),
        )
    )


def _symbol(file: rx.Var[AttachmentCard]) -> rx.Component:
    return rx.match(
        file.symbol,
        ("text", icon("file_text", 14)),
        ("sheet", icon("file_spreadsheet", 14)),
        ("image", icon("image", 14)),
        ("archive", icon("file_archive", 14)),
        ("mail", icon("mail", 14)),
        ("calendar", icon("calendar", 14)),
        icon("paperclip", 14),
    )


def _original(email: rx.Var[EmailCard]) -> rx.Component:
    """The very bytes, and the seal that says that they are."""
    return rx.cond(
        email.has_original,
        rx.el.div(
            file_link(
                icon("download", 14),
                say(i.ORIGINAL),
                href=f"/files/mail/{email.ref}/original.eml",
                class_name="row-tight",
            ),
            rx.cond(
                email.sha256 != "",
                rx.el.details(
                    rx.el.summary(say(w.SEAL, short=email.sha256[0:8])),
                    rx.el.code(email.sha256, class_name="mail-seal", tab_index=0),
                    class_name="fold",
                ),
            ),
            class_name="row small soft mail-original",
        ),
    )
