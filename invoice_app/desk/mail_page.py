"""The page of mail: the latest conversations, and a search through all that was written."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.desk import mail_wording as w
from invoice_app.desk.mail_queries import MailLine
from invoice_app.desk.mail_state import MailPage
from invoice_app.mail.searching import Show
from invoice_app.mail.snippets import Piece
from invoice_app.ui.feedback import badge, empty, waiting
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.mail_tabs import mail_tabs
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import pager, search_box
from invoice_app.ui.wording import INVOICES, MAIL

_FILTERS = (
    (Show.ALL, w.ALL),
    (Show.UNREAD, w.UNREAD),
    (Show.RECEIVED, w.RECEIVED),
    (Show.SENT, w.SENT),
    (Show.UNDELIVERED, w.UNDELIVERED),
    (Show.NOTES, w.NOTES),
)


def mail_page() -> rx.Component:
    return office(
        page_head(MAIL),
        mail_tabs("/mail"),
        _bar(),
        rx.cond(MailPage.loading, waiting(), rx.cond(MailPage.rows.length() > 0, _found(), _nothing())),
        active="/mail",
    )


def _bar() -> rx.Component:
    """Searches as one types, on Enter, and when the box is left."""
    box = search_box(
        w.SEARCH, MailPage.search, MailPage.find, key=MailPage.opened, name="q", on_blur=MailPage.find
    )
    return rx.el.div(
        rx.el.form(box, on_submit=MailPage.find_now, method="post", role="search", class_name="search-form"),
        rx.el.select(
            *[rx.el.option(say(text), value=key.value) for key, text in _FILTERS],
            value=MailPage.show,
            on_change=MailPage.filter_by,
            aria_label=say(w.FILTER),
        ),
        rx.cond(
            (MailPage.show == Show.UNREAD.value) & (MailPage.rows.length() > 0),
            button(w.MARK_ALL_READ, kind="plain", symbol="check_check", on_click=MailPage.mark_all_read),
        ),
        class_name="bar",
    )


def _found() -> rx.Component:
    return rx.el.section(
        rx.el.ul(
            rx.foreach(MailPage.rows, _line),
            class_name="plain-list",
            aria_label=rx.cond(MailPage.by_conversation, say(w.CONVERSATIONS), say(w.FOUND)),
        ),
        pager(
            MailPage.position,
            MailPage.has_earlier,
            MailPage.has_later,
            MailPage.earlier,
            MailPage.later,
        ),
        class_name="card card-flush",
    )


def _line(line: rx.Var[MailLine]) -> rx.Component:
    return rx.el.li(
        page_link(
            rx.el.span(_from(line), _when(line), class_name="mail-line-head"),
            rx.el.span(*_beside(line), class_name="mail-line-head"),
            rx.el.span(_pieces(line.subject), class_name="mail-line-subject"),
            rx.el.span(_pieces(line.text), class_name="soft small mail-line-text"),
            rx.cond(
                line.also.length() > 0,
                rx.el.span(
                    icon("corner_down_right", 12),
                    rx.el.span(_pieces(line.also)),
                    class_name="soft small row-tight",
                ),
            ),
            to=line.href,
            class_name=rx.cond(line.unread, "mail-line mail-line-unread", "mail-line"),
        ),
        key=line.ref,
    )


def _from(line: rx.Var[MailLine]) -> rx.Component:
    way = rx.match(
        line.direction, ("out", icon("send", 14)), ("own", icon("notebook_pen", 14)), icon("reply", 14)
    )
    return rx.el.span(
        rx.cond(line.unread, unread_dot()),
        way,
        rx.el.span(_pieces(line.who), class_name="mail-line-who"),
        class_name="mail-line-from",
    )


def _when(line: rx.Var[MailLine]) -> rx.Component:
    count = rx.cond(line.count != "", rx.el.span(line.count, " · "))
    return rx.el.span(count, line.when, class_name="soft small mail-line-when")


def _beside(line: rx.Var[MailLine]) -> tuple[rx.Component, ...]:
    return (
        rx.cond(line.number != "", rx.el.span(line.number, class_name="nowrap strong small")),
        rx.el.span(line.customer, class_name="small"),
        rx.cond(line.private, private_mark()),
        rx.cond(line.kind_words != "", badge(line.kind_words)),
        rx.cond(line.is_problem, badge(w.NOT_DELIVERED, "red")),
    )


def private_mark() -> rx.Component:
    return rx.el.span(icon("lock", 12), say(w.PRIVATE), class_name="badge")


def unread_dot() -> rx.Component:
    return rx.el.span(rx.el.span(say(w.NOT_READ), class_name="hidden-visually"), class_name="unread-dot")


def _pieces(pieces: rx.Var[tuple[Piece, ...]]) -> rx.Component:
    return rx.fragment(
        rx.foreach(
            pieces, lambda piece: rx.cond(piece.found, rx.el.mark(piece.text), rx.fragment(piece.text))
        )
    )


def _nothing() -> rx.Component:
    return rx.cond(
        MailPage.search != "",
        empty(w.NONE_FOUND, w.NONE_FOUND_TEXT, symbol="search"),
        rx.match(
            MailPage.show,
            (Show.UNREAD.value, empty(w.NOTHING_UNREAD, w.NOTHING_UNREAD_TEXT, symbol="mail_open")),
            (
                Show.ALL.value,
                empty(
                    w.NONE_YET,
                    w.NONE_YET_TEXT,
                    link_button(INVOICES, "/invoices", symbol="receipt_text"),
                    symbol="mail",
                ),
            ),
            empty(w.NONE_FOUND, w.NONE_SHOWN_TEXT, symbol="mail"),
        ),
    )
