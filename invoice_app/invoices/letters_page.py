"""The usual words of emails, for the organisation to make its own."""

import reflex as rx

from invoice_app.invoices import letters_wording as w
from invoice_app.invoices import wording as iw
from invoice_app.invoices.letters import LetterKind
from invoice_app.invoices.letters_state import LettersPage
from invoice_app.organisation.wording import LOOK_ONLY
from invoice_app.organisation.wording import TITLE as ORGANISATION
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.dialogs import confirm, modal
from invoice_app.ui.feedback import notice, waiting
from invoice_app.ui.forms import area_field, button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tabs import tabs
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import SAVE

_MAY_CHANGE = sees(Tool.ORGANISATION, Level.ADMIN)
_SYMBOLS = {
    LetterKind.INVOICE: "file_text",
    LetterKind.PROGRESS: "hard_hat",
    LetterKind.CREDIT: "file_minus",
    LetterKind.REMINDER: "bell_ring",
    LetterKind.REPLY: "reply",
    LetterKind.FORWARD: "forward",
}


def letters_page() -> rx.Component:
    page = LettersPage
    kinds = [
        (
            w.KINDS[kind],
            symbol,
            f"/organisation/letters?kind={kind.value}&language={page.written_in}",
            page.kind == kind,
        )
        for kind, symbol in _SYMBOLS.items()
    ]
    return office(
        page_head(
            w.TITLE,
            crumbs=[(ORGANISATION, "/organisation")],
            under=rx.el.p(say(w.UNDER), class_name="soft"),
        ),
        rx.cond(_MAY_CHANGE, rx.fragment(), notice(rx.el.p(say(LOOK_ONLY)))),
        tabs(w.TITLE, kinds),
        rx.cond(
            page.loaded,
            rx.el.div(
                rx.el.div(_languages(), _form(), class_name="stack"),
                _help(),
                class_name="with-side",
                key=page.kind + page.written_in + page.fills.to_string(),
            ),
            waiting(),
        ),
        _preview(),
        confirm(
            "restore", w.RESTORE_TITLE, w.RESTORE_TEXT, page.restoring,
            yes=w.RESTORE, on_yes=page.restore, on_close=page.close,
        ),
        active="/organisation",
    )  # fmt: skip


def _languages() -> rx.Component:
    to = f"/organisation/letters?kind={LettersPage.kind}&language="
    return tabs(
        w.LANGUAGE,
        [
            (w.IN_FRENCH, "languages", to + "fr", LettersPage.written_in == "fr"),
            (w.IN_ENGLISH, "languages", to + "en", LettersPage.written_in == "en"),
        ],
    )


def _form() -> rx.Component:
    page, wrong = LettersPage, LettersPage.wrong
    answers = (page.kind == LetterKind.REPLY.value) | (page.kind == LetterKind.FORWARD.value)
    return rx.fragment(
        rx.el.form(
            rx.cond(
                answers,
                rx.el.p(say(w.SUBJECT_IS_THEIRS), class_name="small soft"),
                text_field(
                    iw.SUBJECT, "letter_subject", default_value=page.card.subject, wrong=wrong["subject"],
                    max_length=255, on_change=lambda v: page.type_field.debounce(400)("letter_subject", v),
                    on_blur=lambda v: page.type_field("letter_subject", v),
                ),
            ),
            area_field(
                iw.MESSAGE, "letter_body", default_value=page.card.body, wrong=wrong["text"], rows=14,
                max_length=10_000, on_change=lambda v: page.type_field.debounce(400)("letter_body", v),
                on_blur=lambda v: page.type_field("letter_body", v),
            ),
            rx.el.div(
                rx.cond(
                    page.card.changed != "",
                    rx.el.span(page.card.changed, class_name="small soft"),
                    rx.el.span(say(w.ORIGINAL), class_name="small soft"),
                ),
                rx.el.div(
                    rx.cond(
                        _MAY_CHANGE & (page.card.changed != ""),
                        button(w.RESTORE, kind="plain", symbol="rotate_ccw", on_click=page.ask_restore),
                    ),
                    button(
                        iw.PREVIEW, kind="plain", symbol="eye", on_click=page.preview, id="preview-letter"
                    ),
                    rx.cond(
                        _MAY_CHANGE,
                        rx.el.button(icon("check"), say(SAVE), type="submit", id="save-letter",
                                     class_name="button button-primary"),
                    ),
                    class_name="row row-end",
                ),
                class_name="spread",
            ),
            id="letter-form",
            on_submit=page.save,
            method="post",
            no_validate=True,
            class_name="card stack",
        ),
    )  # fmt: skip


def _help() -> rx.Component:
    return rx.el.aside(
        rx.el.h2(say(w.FIELDS)),
        rx.el.p(say(w.FIELDS_TEXT), class_name="small soft"),
        rx.el.dl(
            *[
                rx.el.div(rx.el.dt(rx.el.code(f"{{{name}}}")), rx.el.dd(say(label), class_name="small soft"))
                for name, label in w.PLACEHOLDERS.items()
            ],
            class_name="stack-small letters-fields",
        ),
        aria_label=say(w.FIELDS),
        class_name="card stack",
    )


def _preview() -> rx.Component:
    page = LettersPage
    return modal(
        "letter-preview",
        iw.PREVIEW_TITLE,
        page.previewing,
        page.close,
        rx.el.p(page.shown_with, class_name="small soft"),
        rx.cond(page.shown_subject != "", rx.el.p(page.shown_subject, class_name="strong")),
        rx.el.iframe(
            src_doc=page.shown_html,
            custom_attrs={"sandbox": ""},
            title=say(iw.PREVIEW_TITLE),
            class_name="mail-frame",
        ),
        foot=[button(iw.BACK_TO_EDIT, kind="plain", on_click=page.close)],
    )
