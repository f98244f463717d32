"""The start page: what is owed, what needs an answer, and where to begin."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.desk import mail_wording as mail_words
from invoice_app.desk import wording as w
from invoice_app.desk.mail_page import private_mark, unread_dot
from invoice_app.desk.queries import Reply
from invoice_app.desk.state import Desk
from invoice_app.desk.unmatched_wording import TO_FILE_1, TO_FILE_MANY
from invoice_app.invoices.list_page import address_of
from invoice_app.invoices.queries import InvoiceRow
from invoice_app.invoices.wording import DRAFT, NEW_INVOICE
from invoice_app.mail.trouble_card import trouble_notice
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import badge_of, empty, notice, waiting
from invoice_app.ui.forms import link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.visitor import sees


def desk_page() -> rx.Component:
    return office(
        page_head(
            w.DESK,
            rx.cond(
                sees(Tool.INVOICES, Level.STANDARD),
                link_button(NEW_INVOICE, "/invoices/new", kind="primary", symbol="plus"),
            ),
        ),
        rx.cond(
            Desk.loading,
            waiting(),
            rx.fragment(
                trouble_notice(Desk.trouble, Desk.try_mail, Desk.resume_mail, away=True),
                rx.cond(Desk.undelivered > 0, _undelivered()),
                rx.cond(Desk.to_file > 0, _to_file()),
                _figures(),
                rx.cond(
                    Desk.rows.length() > 0,
                    rx.el.div(_replies(), _latest(), class_name="grid-2"),
                    _first_steps(),
                ),
            ),
        ),
        active="/",
    )


def _to_file() -> rx.Component:
    words = rx.cond(Desk.to_file == 1, say(TO_FILE_1), say(TO_FILE_MANY, count=Desk.to_file))
    return notice(page_link(words, to="/mail/unmatched"), tone="amber", symbol="inbox")


def _undelivered() -> rx.Component:
    return rx.el.div(
        icon("mail_x"),
        rx.el.span(say(w.UNDELIVERED, count=Desk.undelivered.to_string()), class_name="grow"),
        page_link(say(w.SEE_THEM), to="/invoices?show=undelivered"),
        class_name="notice notice-red",
    )


def _figures() -> rx.Component:
    money = Desk.money
    return rx.el.section(
        _figure(w.OWED, money.owed, say(w.COUNT_INVOICES, count=money.unpaid_count), "unpaid"),
        _figure(w.OVERDUE, money.overdue, say(w.COUNT_INVOICES, count=money.overdue_count), "overdue"),
        _figure(w.DRAFTS, money.draft_count.to_string(), say(w.TO_FINISH), "draft"),
        class_name="grid-3",
    )


def _figure(label: Phrase, value: rx.Var, detail: rx.Var, show: str) -> rx.Component:
    return page_link(
        rx.el.span(say(label), class_name="soft small"),
        rx.el.span(value, class_name="value"),
        rx.el.span(detail, class_name="soft small"),
        to=f"/invoices?show={show}",
        class_name="card figure figure-link",
    )


def _replies() -> rx.Component:
    """Those to read come first; then the latest others."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(rx.cond(Desk.unread > 0, say(mail_words.TO_READ), say(w.LATEST_REPLIES))),
            rx.cond(
                Desk.unread > 0,
                rx.el.button(
                    icon("check_check", 14),
                    say(mail_words.MARK_ALL_READ),
                    type="button",
                    class_name="quiet small",
                    on_click=Desk.mark_all_read,
                ),
                page_link(say(w.ALL_MAIL), to="/mail", class_name="small"),
            ),
            class_name="card-head",
        ),
        rx.cond(
            Desk.replies.length() > 0,
            rx.el.ul(rx.foreach(Desk.replies, _reply), class_name="plain-list"),
            empty(w.NO_REPLIES, w.NO_REPLIES_TEXT, symbol="mail_open"),
        ),
        rx.cond(
            Desk.unread > Desk.replies.length(),
            page_link(
                say(w.ALL_UNREAD, count=Desk.unread.to_string()), to="/mail?show=unread", class_name="small"
            ),
        ),
        class_name="card",
    )


def _reply(reply: rx.Var[Reply]) -> rx.Component:
    return rx.el.li(
        page_link(
            rx.el.span(
                rx.cond(reply.unread, unread_dot()),
                rx.el.span(reply.who, class_name="strong"),
                rx.cond(reply.private, private_mark()),
                rx.el.span(class_name="grow"),
                rx.el.span(reply.when, class_name="soft small nowrap"),
                class_name="reply-head",
            ),
            rx.el.span(reply.number, " · ", reply.text, class_name="soft small mail-line-text"),
            to=reply.href,
            class_name="plain-item grow",
        ),
        rx.cond(
            reply.unread,
            rx.el.button(
                icon("check", 16),
                rx.el.span(say(mail_words.MARK_READ), " ", reply.who, class_name="hidden-visually"),
                type="button",
                title=say(mail_words.MARK_READ),
                class_name="quiet",
                on_click=Desk.mark_read(reply.ref),
            ),
        ),
        class_name="reply",
        key=reply.ref,
    )


def _latest() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.LATEST)),
            page_link(say(w.SEE_ALL), to="/invoices", class_name="small"),
            class_name="card-head",
        ),
        rx.el.ul(rx.foreach(Desk.rows, _row), class_name="plain-list"),
        class_name="card",
    )


def _row(row: rx.Var[InvoiceRow]) -> rx.Component:
    return rx.el.li(
        page_link(
            rx.el.span(
                rx.el.span(row.customer, class_name="strong grow"),
                rx.el.span(row.total, class_name="number"),
                class_name="spread",
            ),
            rx.el.span(
                rx.el.span(rx.cond(row.is_draft, say(DRAFT), row.number), class_name="soft small grow"),
                badge_of(row.status, row.tone),
                class_name="spread",
            ),
            to=address_of(row),
            class_name="plain-item",
        )
    )


def _first_steps() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.FIRST_STEPS)),
        rx.el.div(
            _step("user_plus", w.FIRST_MEMBER, "/members/new/member"),
            _step("tag", w.FIRST_ITEM, "/catalogue"),
            _step("palette", w.FIRST_LOGO, "/organisation"),
            class_name="grid-3",
        ),
        class_name="card stack",
    )


def _step(symbol: str, label: Phrase, to: str) -> rx.Component:
    return page_link(
        icon(symbol, 22), rx.el.span(say(label), class_name="strong"), to=to, class_name="choice plain-link"
    )
