"""The composer's form, the same on its page and beside the conversation."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices import pdf_wording as pw
from invoice_app.invoices import wording as w
from invoice_app.invoices.composer import wording as c
from invoice_app.invoices.composer.keys import ComposerKeys
from invoice_app.invoices.composer.recipients_section import chip_field
from invoice_app.invoices.composer.sheet import Enclosed
from invoice_app.invoices.composer.state import Composer
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import notice
from invoice_app.ui.forms import anchor, area_field, button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.uploads import file_chooser

_UPLOAD = "enclosed"


def composer() -> rx.Component:
    """The form with its dialogs; `Composer` says what stands in it."""
    return rx.fragment(_form(), _preview(), _deleting(), ComposerKeys.create())


def _form() -> rx.Component:
    sheet, wrong = Composer.sheet, Composer.wrong
    return rx.el.form(
        rx.cond(sheet.obstacle != "", notice(sheet.obstacle, tone="red", symbol="triangle_alert")),
        chip_field(w.TO, "to", sheet.to_chips),
        chip_field(w.CC, "cc", sheet.cc_chips),
        rx.cond(
            Composer.with_bcc,
            chip_field(w.BCC, "bcc", sheet.bcc_chips),
            rx.el.div(
                rx.el.button(
                    say(w.SHOW_BCC), type="button", class_name="link small", on_click=Composer.show_bcc
                )
            ),
        ),
        rx.cond(
            sheet.to_mend != "",
            rx.el.p(sheet.to_mend, class_name="wrong", id="to-mend", role="status"),
            rx.cond(
                wrong["recipients"] != "", rx.el.p(wrong["recipients"], class_name="wrong", role="alert")
            ),
        ),
        _privacy(),
        rx.fragment(_words(), key=Composer.fills.to_string()),
        _files(),
        rx.cond(Composer.with_time, _later()),
        _foot(),
        on_submit=[Composer.start_sending, Composer.send],
        method="post",
        no_validate=True,
        class_name="card stack composer",
        custom_attrs={"data-composer": ""},
    )


def _words() -> rx.Component:
    words, wrong = Composer.words, Composer.wrong
    return rx.fragment(
        text_field(
            w.SUBJECT,
            "subject",
            default_value=words.subject,
            wrong=wrong["subject"],
            max_length=255,
            on_change=lambda v: Composer.type_field.debounce(400)("subject", v),
            on_blur=lambda v: Composer.type_field("subject", v),
        ),
        area_field(
            w.MESSAGE,
            "message",
            default_value=words.message,
            wrong=wrong["text"],
            rows=11,
            max_length=20_000,
            on_change=lambda v: Composer.type_field.debounce(400)("message", v),
            on_blur=lambda v: Composer.type_field("message", v),
        ),
    )


def _privacy() -> rx.Component:
    sheet = Composer.sheet
    return rx.el.div(
        rx.el.div(
            rx.el.input(
                type="checkbox",
                id="private",
                name="private",
                default_checked=sheet.private,
                key=Composer.ticks.to_string(),
                disabled=sheet.locked,
                on_change=Composer.set_privacy,
            ),
            rx.el.label(say(w.PRIVATE), html_for="private", class_name="strong nowrap"),
            rx.cond(sheet.locked, rx.el.span(say(c.PRIVATE_STAYS), class_name="small soft")),
            class_name="check",
        ),
        rx.cond(
            sheet.private,
            notice(rx.el.span(sheet.audience, id="audience"), tone="blue", symbol="lock"),
            rx.el.p(sheet.audience, class_name="small soft", id="audience"),
        ),
        class_name="stack-small",
    )


def _files() -> rx.Component:
    sheet = Composer.sheet
    return rx.el.fieldset(
        rx.el.legend(say(w.ATTACHMENTS), class_name="label"),
        rx.el.div(
            _own(
                "with-pdf",
                "file_text",
                sheet.with_pdf,
                Composer.enclose_pdf,
                sheet.pdf_name,
                sheet.pdf_weight,
            ),
            _own(
                "with-configured",
                "file_sliders",
                sheet.with_configured,
                Composer.enclose_configured,
                say(pw.SEND_TOO),
                "",
            ),
            rx.foreach(sheet.passed_on, _passed_on),
            rx.foreach(sheet.enclosed, _file),
            class_name="files",
        ),
        rx.cond(
            sheet.with_configured,
            rx.el.p(
                say(pw.SEND_TOO_HINT),
                " ",
                # In a tab of its own, so that the letter stays as it was typed.
                anchor(say(pw.SEE_OPTIONS), href=f"/invoices/{Composer.ref}/pdf/configure", target="_blank"),
                class_name="small soft",
            ),
        ),
        rx.el.div(
            file_chooser(
                w.ATTACH,
                _UPLOAD,
                Composer.enclose(rx.upload_files(_UPLOAD, on_upload_progress=Composer.show_progress)),
                multiple=True,
            ),
            rx.el.span(say(w.ATTACH_HINT, total=sheet.weight), class_name="small soft", id="weight"),
            rx.cond(
                Composer.uploading > 0,
                rx.el.progress(value=Composer.uploading.to_string(), max="100", aria_label=say(c.UPLOADING)),
            ),
            class_name="row",
        ),
        rx.cond(sheet.is_heavy, notice(say(c.TOO_HEAVY_FOR_SOME), tone="amber", symbol="triangle_alert")),
        rx.cond(
            Composer.wrong["attachments"],
            rx.el.span(Composer.wrong["attachments"], class_name="wrong", role="alert"),
        ),
        class_name="stack",
    )


def _own(
    name: str,
    symbol: str,
    ticked: rx.Var[bool],
    on_change: rx.event.EventHandler,
    words: rx.Var,
    size: rx.Var | str,
) -> rx.Component:
    """One of the invoice's own PDFs, with its box."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=ticked,
            on_change=on_change,
            key=Composer.ticks.to_string(),
            id=name,
            name=name,
        ),
        icon(symbol, 16),
        words,
        rx.el.span(size, class_name="soft"),
        class_name="file",
    )


def _passed_on(file: rx.Var[Enclosed]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            default_checked=file.ticked,
            on_change=lambda on: Composer.pass_on(file.key, on),
            key=Composer.ticks.to_string(),
        ),
        icon("forward", 16),
        file.name,
        rx.el.span(file.size, class_name="soft"),
        class_name="file",
        key=file.key,
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
            on_click=Composer.remove_file(file.key),
        ),
        class_name="file",
        key=file.key,
    )


def _later() -> rx.Component:
    return rx.el.div(
        text_field(
            c.SEND_AT,
            "send_at",
            type="datetime-local",
            default_value=Composer.sheet.send_at,
            wrong=Composer.wrong["send_at"],
            hint=say(c.SEND_AT_HINT, zone=Composer.sheet.zone),
            on_blur=lambda v: Composer.type_field("send_at", v),
            on_change=lambda v: Composer.type_field("send_at", v),
        ),
        button(c.SEND_NOW_INSTEAD, kind="plain", on_click=Composer.send_now),
        class_name="row composer-later",
    )


def _foot() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.cond(
                Composer.sheet.saved,
                rx.fragment(
                    rx.el.span(say(c.DRAFT_SAVED), class_name="small soft", id="draft-saved", role="status"),
                    rx.el.button(
                        say(c.DELETE_DRAFT),
                        type="button",
                        class_name="link small",
                        on_click=Composer.ask_delete,
                    ),
                ),
                rx.el.span(say(c.SAVED_AS_TYPED), class_name="small soft"),
            ),
            class_name="row",
        ),
        rx.el.div(
            button(w.PREVIEW, kind="plain", symbol="eye", on_click=Composer.show_preview),
            rx.cond(
                Composer.with_time,
                rx.fragment(),
                button(c.LATER, kind="plain", symbol="clock", on_click=Composer.plan, id="later"),
            ),
            button(
                rx.cond(Composer.with_time, say(c.SEND_THEN), say(w.SEND)),
                symbol="send",
                type="submit",
                id="send",
                busy=Composer.sending,
                title=say(c.SEND_KEYS),
            ),
            class_name="row row-end",
        ),
        class_name="spread composer-foot",
    )


def _preview() -> rx.Component:
    shown = Composer.shown
    return modal(
        "preview",
        w.PREVIEW_TITLE,
        Composer.previewing,
        Composer.close,
        rx.el.dl(
            *_fact(say(c.FROM), shown.sender),
            *_fact(say(w.TO), shown.to_line),
            rx.cond(shown.cc_line != "", rx.fragment(*_fact(say(w.CC), shown.cc_line))),
            rx.cond(shown.bcc_line != "", rx.fragment(*_fact(say(w.BCC), shown.bcc_line))),
            *_fact(say(w.SUBJECT), shown.subject),
            rx.el.dt(say(c.FILES)),
            rx.el.dd(
                rx.cond(
                    shown.files.length() > 0,
                    rx.foreach(
                        shown.files, lambda name: rx.el.span(icon("paperclip", 14), name, class_name="file")
                    ),
                    say(c.NO_FILE),
                ),
                class_name="files",
            ),
            class_name="facts",
        ),
        rx.el.label(
            rx.el.input(
                type="checkbox",
                id="on-a-phone",
                default_checked=Composer.on_a_phone,
                on_change=Composer.set_phone,
            ),
            say(c.ON_A_PHONE),
            class_name="row small",
        ),
        # The very HTML that leaves, in a frame that can run and load nothing.
        rx.el.iframe(
            src_doc=shown.html,
            custom_attrs={"sandbox": ""},
            title=say(w.PREVIEW_TITLE),
            class_name=rx.cond(Composer.on_a_phone, "mail-frame mail-frame-phone", "mail-frame"),
        ),
        foot=[button(w.BACK_TO_EDIT, kind="plain", on_click=Composer.close)],
    )


def _fact(name: rx.Var, value: rx.Var) -> tuple[rx.Component, rx.Component]:
    return rx.el.dt(name), rx.el.dd(value)


def _deleting() -> rx.Component:
    return confirm(
        "delete-draft", c.DELETE_DRAFT_TITLE, c.DELETE_DRAFT_TEXT, Composer.deleting,
        yes=c.DELETE_DRAFT, on_yes=Composer.delete_draft, on_close=Composer.close,
    )  # fmt: skip


def original() -> rx.Component:
    """The email that is answered, to be read beside the answer."""
    email = Composer.original
    return rx.cond(
        email.who != "",
        rx.el.details(
            rx.el.summary(say(c.ORIGINAL_MESSAGE), " · ", email.who, class_name="strong"),
            rx.el.p(email.when, " · ", email.subject, class_name="small soft"),
            rx.el.div(email.text, class_name="mail-body"),
            open=True,
            class_name="card stack-small composer-original",
        ),
    )


def page_of(ref: rx.Var, sheet: rx.Var) -> rx.Component:
    """To the composer's own page, from the panel."""
    return page_link(
        icon("maximize_2", 16),
        say(c.OPEN_PAGE),
        to=f"/invoices/{ref}/send?draft={sheet.draft}",
        class_name="quiet",
    )
