"""« Répondre » on a member's invoice."""

import reflex as rx

from invoice_app.ui.forms import area_field, button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.uploads import file_chooser
from invoice_app.zone import wording as w
from invoice_app.zone.answer_state import AnswerBox, Waiting

_UPLOAD = "answer"


def answer_card() -> rx.Component:
    return rx.el.section(
        rx.el.form(
            area_field(
                w.ANSWER,
                "text",
                hint=w.ANSWER_HINT,
                wrong=AnswerBox.wrong["answer"],
                rows="4",
                max_length=20_000,
            ),
            rx.el.input(type="hidden", name="key", value=AnswerBox.form_key, read_only=True),
            rx.cond(
                AnswerBox.waiting.length() > 0,
                rx.el.ul(rx.foreach(AnswerBox.waiting, _file), class_name="files"),
            ),
            rx.el.div(
                file_chooser(
                    w.ADD_FILES, _UPLOAD, AnswerBox.enclose(rx.upload_files(_UPLOAD)), multiple=True
                ),
                button(w.SEND_ANSWER, symbol="send", type="submit"),
                class_name="spread",
            ),
            key=AnswerBox.form_key,
            on_submit=AnswerBox.send,
            method="post",
            no_validate=True,
            class_name="stack",
        ),
        class_name="card no-print",
        id="answer",
        aria_label=say(w.ANSWER),
    )


def _file(file: rx.Var[Waiting]) -> rx.Component:
    return rx.el.li(
        icon("paperclip", 14),
        rx.el.span(file.name),
        rx.el.span(file.size, class_name="soft nowrap"),
        rx.el.button(
            icon("x", 14),
            type="button",
            on_click=AnswerBox.remove(file.key),
            aria_label=say(w.REMOVE_FILE, name=file.name),
            class_name="quiet",
        ),
        key=file.key,
        class_name="file",
    )
