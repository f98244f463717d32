"""« Envoyer la facture »."""

import reflex as rx

from invoice_app.invoices import pdf_wording as pw
from invoice_app.invoices import wording as w
from invoice_app.invoices.send_state import Enclosed, SendPage
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import anchor, area_field, button, link_button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.uploads import file_chooser

_UPLOAD = "enclosed"


def send_page() -> rx.Component:
    return office(
        rx.cond(
            SendPage.missing,
            empty(w.NOT_FOUND, w.NOT_FOUND_TEXT, link_button(w.SEE_LIST, "/invoices"), symbol="search_x"),
            rx.cond(
                SendPage.opened == here("invoice_ref"),
                rx.fragment(_head(), _form(), _preview(), key=SendPage.opened),
                waiting(8),
            ),
        ),
        active="/invoices",
        narrow=True,
    )


def _head() -> rx.Component:
    return page_head(
        w.SEND_INVOICE,
        crumbs=[(w.INVOICES, "/invoices"), (SendPage.start.number, f"/invoices/{SendPage.ref}")],
    )


def _form() -> rx.Component:
    start, wrong = SendPage.start, SendPage.wrong
    return rx.el.form(
        text_field(
            w.TO,
            "to",
            default_value=start.to_line,
            wrong=wrong["recipients"],
            hint=w.ADDRESSES_HINT,
            auto_complete="off",
        ),
        text_field(w.CC, "cc", default_value=start.cc_line, auto_complete="off"),
        rx.cond(
            SendPage.with_bcc,
            text_field(w.BCC, "bcc", auto_complete="off", auto_focus=True),
            rx.el.div(
                rx.el.button(
                    say(w.SHOW_BCC), type="button", class_name="link small", on_click=SendPage.show_bcc
                )
            ),
        ),
        _privacy(),
        text_field(
            w.SUBJECT,
            "subject",
            default_value=start.subject,
            wrong=wrong["subject"],
            max_length=255,
            on_blur=lambda v: SendPage.type_field("subject", v),
        ),
        area_field(
            w.MESSAGE,
            "message",
            default_value=start.message,
            wrong=wrong["text"],
            rows=10,
            on_change=lambda v: SendPage.type_field.debounce(400)("message", v),
            on_blur=lambda v: SendPage.type_field("message", v),
        ),
        _files(),
        rx.el.div(
            button(w.PREVIEW, kind="plain", symbol="eye", on_click=SendPage.show_preview),
            button(w.SEND, symbol="send", type="submit", id="send"),
            class_name="row row-end",
        ),
        on_submit=SendPage.send,
        method="post",
        no_validate=True,
        class_name="card stack",
    )


def _privacy() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.input(
                type="checkbox",
                id="private",
                name="private",
                default_checked=False,
                on_change=SendPage.set_privacy,
            ),
            rx.el.label(say(w.PRIVATE), html_for="private", class_name="strong"),
            class_name="check",
        ),
        rx.cond(
            SendPage.private,
            notice(say(w.PRIVATE_HINT), tone="blue", symbol="lock"),
            rx.el.p(say(w.OPEN_HINT), class_name="small soft"),
        ),
        class_name="stack-small",
    )


def _files() -> rx.Component:
    start = SendPage.start
    return rx.el.fieldset(
        rx.el.legend(say(w.ATTACHMENTS), class_name="label"),
        rx.el.div(
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    default_checked=True,
                    on_change=SendPage.enclose_pdf,
                    id="with-pdf",
                    name="with_pdf",
                ),
                icon("file_text", 16),
                start.pdf_name,
                rx.el.span(SendPage.pdf_weight, class_name="soft"),
                class_name="file",
            ),
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    default_checked=False,
                    on_change=SendPage.enclose_configured,
                    id="with-configured",
                    name="with_configured",
                ),
                icon("file_sliders", 16),
                say(pw.SEND_TOO),
                class_name="file",
            ),
            rx.foreach(SendPage.enclosed, _file),
            class_name="files",
        ),
        rx.cond(
            SendPage.with_configured,
            rx.el.p(
                say(pw.SEND_TOO_HINT),
                " ",
                # In a tab of its own, so that the letter stays as it was typed.
                anchor(say(pw.SEE_OPTIONS), href=f"/invoices/{SendPage.ref}/pdf/configure", target="_blank"),
                class_name="small soft",
            ),
        ),
        rx.el.div(
            file_chooser(w.ATTACH, _UPLOAD, SendPage.enclose(rx.upload_files(_UPLOAD)), multiple=True),
            rx.el.span(say(w.ATTACH_HINT, total=SendPage.weight), class_name="small soft"),
            class_name="row",
        ),
        rx.cond(
            SendPage.wrong["attachments"],
            rx.el.span(SendPage.wrong["attachments"], class_name="wrong", role="alert"),
        ),
        class_name="stack",
    )


def _file(file: rx.Var[Enclosed]) -> rx.Component:
    return rx.el.span(
        icon("file", 16),
        file.name,
        rx.el.span(file.size, class_name="soft"),
        rx.el.button(
            icon("x", 14),
            type="button",
            class_name="quiet",
            aria_label=say(w.REMOVE_FILE, name=file.name),
            on_click=SendPage.remove(file.key),
        ),
        class_name="file",
    )


def _preview() -> rx.Component:
    return modal(
        "preview",
        w.PREVIEW_TITLE,
        SendPage.previewing,
        SendPage.close,
        # The very HTML that leaves, in a frame that can run and load nothing.
        rx.el.iframe(
            src_doc=SendPage.shown,
            custom_attrs={"sandbox": ""},
            title=say(w.PREVIEW_TITLE),
            class_name="mail-frame",
        ),
        foot=[button(w.BACK_TO_EDIT, kind="plain", on_click=SendPage.close)],
    )
