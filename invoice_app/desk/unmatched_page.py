"""« À classer »: the messages whose place is not certain, and where each may go."""

import reflex as rx

from invoice_app.desk import unmatched_wording as w
from invoice_app.desk.unmatched_queries import Suggestion, WaitingFile, WaitingRow
from invoice_app.desk.unmatched_state import Unmatched
from invoice_app.shared.permission import Tool
from invoice_app.ui import wording as ui_words
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import badge, empty, notice, waiting
from invoice_app.ui.forms import button, check_field, file_link
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.mail_tabs import mail_tabs
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import pager, search_box
from invoice_app.ui.visitor import sees


def unmatched_page() -> rx.Component:
    return office(
        page_head(ui_words.MAIL_UNMATCHED, under=rx.el.p(say(w.INTRO), class_name="soft")),
        mail_tabs("/mail/unmatched"),
        _which(),
        rx.cond(Unmatched.undo != "", _undo()),
        rx.cond(
            Unmatched.loading,
            waiting(),
            rx.cond(
                Unmatched.rows.length() > 0,
                rx.fragment(
                    rx.el.ul(
                        rx.foreach(Unmatched.rows, _message),
                        class_name="plain-list stack",
                        aria_label=say(w.LIST),
                    ),
                    pager(
                        Unmatched.position,
                        Unmatched.has_earlier,
                        Unmatched.has_later,
                        Unmatched.earlier,
                        Unmatched.later,
                    ),
                ),
                rx.cond(
                    Unmatched.shows_spam,
                    empty(w.NO_SPAM, w.NO_SPAM_TEXT, symbol="shield_check"),
                    empty(w.NONE, w.NONE_TEXT, symbol="inbox"),
                ),
            ),
        ),
        _dialog(),
        active="/mail",
    )


def _which() -> rx.Component:
    return rx.el.div(
        rx.el.select(
            rx.el.option(say(w.WAITING), value="waiting"),
            rx.el.option(say(w.SPAM), value="spam"),
            value=rx.cond(Unmatched.shows_spam, "spam", "waiting"),
            on_change=Unmatched.show,
            aria_label=say(w.SHOWN),
        ),
        class_name="bar",
    )


def _undo() -> rx.Component:
    return notice(
        rx.el.div(
            rx.el.span(say(w.NOW_SPAM), role="status"),
            button(w.UNDO, kind="plain", symbol="undo_2", on_click=Unmatched.not_spam(Unmatched.undo)),
            class_name="spread",
        ),
        symbol="shield_check",
    )


def _message(row: rx.Var[WaitingRow]) -> rx.Component:
    is_open = Unmatched.message.ref == row.ref
    return rx.el.li(
        rx.el.article(
            _head(row),
            rx.el.h2(row.subject, class_name="mail-subject"),
            rx.cond(
                Unmatched.shows_spam,
                rx.fragment(),
                rx.el.p(rx.el.span(row.why, class_name="strong"), " ", row.what_to_do, class_name="small"),
            ),
            rx.cond(is_open, _reading(row)),
            rx.cond(Unmatched.shows_spam, _acts_on_spam(row, is_open), _acts(row, is_open)),
            class_name="mail mail-in",
        ),
        key=row.ref,
    )


def _head(row: rx.Var[WaitingRow]) -> rx.Component:
    return rx.el.div(
        rx.el.div(
            icon("mail", 16),
            rx.el.span(row.who, class_name="strong"),
            rx.cond(row.address != "", rx.el.span(row.address, class_name="soft small")),
            rx.cond(row.kind_words != "", badge(row.kind_words)),
            class_name="row",
        ),
        rx.el.div(
            rx.el.time(row.when, class_name="nowrap"),
            rx.cond(row.weight != "", rx.el.span(row.weight, class_name="nowrap")),
            class_name="row soft small",
        ),
        class_name="spread",
    )


def _reading(row: rx.Var[WaitingRow]) -> rx.Component:
    message = Unmatched.message
    return rx.el.div(
        rx.cond(message.was_private, notice(say(w.WAS_PRIVATE), symbol="lock", tone="amber")),
        rx.cond(
            row.can_be_filed,
            rx.cond(
                message.text != "",
                rx.el.div(message.text, class_name="mail-body"),
                rx.el.p(say(w.NO_TEXT), class_name="soft"),
            ),
        ),
        rx.cond(message.is_cut, rx.el.p(say(w.TEXT_CUT), class_name="soft small")),
        rx.el.div(
            rx.foreach(message.files, lambda file: _file(row, file)),
            file_link(say(w.ORIGINAL), href=f"/files/unmatched/{row.ref}/original", class_name="small soft"),
            class_name="files row",
        ),
        rx.cond(~Unmatched.shows_spam & (message.suggestions.length() > 0), _suggestions(row)),
        class_name="stack",
    )


def _file(row: rx.Var[WaitingRow], file: rx.Var[WaitingFile]) -> rx.Component:
    return file_link(
        icon("paperclip", 14),
        file.name,
        rx.el.span(file.size, class_name="soft small nowrap"),
        href=f"/files/unmatched/{row.ref}/{file.ref}",
        class_name="file",
    )


def _suggestions(row: rx.Var[WaitingRow]) -> rx.Component:
    return rx.el.div(
        rx.el.h3(say(w.SUGGESTED), class_name="small soft"),
        rx.el.ul(
            rx.foreach(Unmatched.message.suggestions, lambda found: _suggestion(row, found)),
            class_name="plain-list stack-small",
        ),
        class_name="stack-small no-print",
    )


def _suggestion(row: rx.Var[WaitingRow], found: rx.Var[Suggestion]) -> rx.Component:
    return rx.el.li(
        button(
            say(w.FILE_ON, number=found.number),
            kind="plain",
            symbol="folder_input",
            on_click=Unmatched.file_as_suggested(row.ref, found.ref),
        ),
        rx.el.span(
            rx.el.span(found.customer, class_name="strong"),
            " · ",
            found.detail,
            " · ",
            found.because,
            class_name="small soft",
        ),
        class_name="row",
    )


def _acts(row: rx.Var[WaitingRow], is_open: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        _read_button(row, is_open),
        rx.cond(
            row.can_be_filed,
            rx.fragment(
                button(
                    w.ON_INVOICE,
                    kind="plain",
                    symbol="receipt_text",
                    on_click=Unmatched.ask(row.ref, "invoice"),
                ),
                rx.cond(
                    sees(Tool.MEMBERS),
                    button(
                        w.WITH_PERSON, kind="plain", symbol="user", on_click=Unmatched.ask(row.ref, "person")
                    ),
                ),
            ),
        ),
        button(
            w.READ_AGAIN,
            kind="plain",
            symbol="refresh_cw",
            on_click=Unmatched.read_again(row.ref),
            title=say(w.READ_AGAIN_HINT),
        ),
        button(w.IS_SPAM, kind="plain", symbol="shield_x", on_click=Unmatched.spam(row.ref)),
        class_name="row no-print",
    )


def _acts_on_spam(row: rx.Var[WaitingRow], is_open: rx.Var[bool]) -> rx.Component:
    return rx.el.div(
        _read_button(row, is_open),
        button(w.NOT_SPAM, kind="plain", symbol="undo_2", on_click=Unmatched.not_spam(row.ref)),
        rx.el.span(row.settled, class_name="soft small"),
        class_name="row no-print",
    )


def _read_button(row: rx.Var[WaitingRow], is_open: rx.Var[bool]) -> rx.Component:
    return rx.el.button(
        rx.cond(is_open, icon("chevron_up", 16), icon("chevron_down", 16)),
        rx.cond(is_open, say(w.FOLD), say(w.READ)),
        type="button",
        class_name="button button-plain",
        aria_expanded=rx.cond(is_open, "true", "false"),
        on_click=Unmatched.open(row.ref),
    )


def _dialog() -> rx.Component:
    on_invoice = Unmatched.target == "invoice"
    return modal(
        "file-message",
        rx.cond(on_invoice, say(w.ON_INVOICE), say(w.WITH_PERSON)),
        Unmatched.to_file != "",
        Unmatched.close,
        rx.cond(
            on_invoice,
            search_box(w.SEARCH_INVOICE, Unmatched.search, Unmatched.find, key="invoice"),
            search_box(w.SEARCH_PERSON, Unmatched.search, Unmatched.find, key="person"),
        ),
        rx.cond(
            Unmatched.offers_adding,
            check_field(
                w.ADD_SENDER,
                "add-sender",
                hint=w.ADD_SENDER_HINT,
                checked=Unmatched.adds_sender,
                on_change=Unmatched.add_sender,
            ),
            rx.el.p(say(w.WAS_PRIVATE), class_name="soft small"),
        ),
        rx.cond(on_invoice & Unmatched.offers_adding, rx.el.p(say(w.MEMBER_SEES), class_name="soft small")),
        rx.cond(
            Unmatched.choices.length() > 0,
            rx.el.ul(rx.foreach(Unmatched.choices, _choice), class_name="card card-flush choices-list"),
            rx.el.p(
                rx.cond(on_invoice, say(w.NO_INVOICE), say(w.NO_PERSON)), class_name="soft", role="status"
            ),
        ),
    )


def _choice(found: rx.Var[dict[str, str]]) -> rx.Component:
    return rx.el.li(
        rx.el.button(
            rx.el.span(found["name"], class_name="strong grow"),
            rx.el.span(found["detail"], class_name="soft small"),
            icon("chevron_right", 16),
            type="button",
            class_name="choices-item choices-button",
            on_click=Unmatched.file_here(found["ref"]),
        )
    )
