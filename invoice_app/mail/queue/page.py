"""The queue: how sending stands, and every email on its way out."""

import reflex as rx

from invoice_app.mail.queue import wording as w
from invoice_app.mail.queue.queries import SHOWS, QueueRow
from invoice_app.mail.queue.state import MailQueue
from invoice_app.mail.trouble_card import trouble_notice
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import confirm
from invoice_app.ui.feedback import badge_of, empty, waiting
from invoice_app.ui.forms import anchor, button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.mail_tabs import mail_tabs
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, pager, table
from invoice_app.ui.wording import MAIL


def queue_page() -> rx.Component:
    return office(
        page_head(MAIL, _pausing(), under=rx.el.p(say(w.UNDER), class_name="soft")),
        mail_tabs("/mail/queue"),
        rx.cond(
            MailQueue.loading,
            waiting(),
            rx.el.div(
                trouble_notice(MailQueue.trouble, MailQueue.try_again, MailQueue.resume),
                _figures(),
                _bar(),
                rx.cond(MailQueue.rows.length() > 0, _list(), _nothing()),
                class_name="stack",
            ),
        ),
        *_asked(),
        active="/mail",
    )


def _pausing() -> rx.Component:
    return rx.cond(
        MailQueue.loading | (MailQueue.trouble.kind == "paused"),
        rx.fragment(),
        button(w.PAUSE, kind="plain", symbol="circle_pause", on_click=MailQueue.ask("pause", "")),
    )


def _figures() -> rx.Component:
    return rx.el.section(
        _figure(w.WAITING, MailQueue.waiting, MailQueue.oldest, "waiting"),
        _figure(w.UNCERTAIN, MailQueue.uncertain, say(w.TO_DECIDE), "uncertain"),
        _figure(w.FAILED, MailQueue.failed, say(w.TO_CORRECT), "failed"),
        class_name="grid-3",
    )


def _figure(label: Phrase, value: rx.Var, detail: rx.Var, show: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(say(label), class_name="soft small"),
        rx.el.span(value, class_name="value"),
        rx.el.span(detail, class_name="soft small"),
        type="button",
        aria_pressed=rx.cond(MailQueue.show == show, "true", "false"),
        on_click=MailQueue.filter_by(show),
        class_name="card figure figure-link",
    )


def _bar() -> rx.Component:
    return rx.el.div(
        rx.el.select(
            *[rx.el.option(say(words), value=key) for key, (words, _) in SHOWS.items()],
            value=MailQueue.show,
            on_change=MailQueue.filter_by,
            aria_label=say(w.FILTER),
        ),
        rx.cond(
            MailQueue.failed != "0",
            button(w.RETRY_ALL, kind="plain", symbol="rotate_cw", on_click=MailQueue.ask("retry_all", "")),
        ),
        class_name="bar",
    )


def _list() -> rx.Component:
    heads = [head(w.SUBJECT), head(w.STATE), head(w.WHEN), head(w.TRIES, number=True), head(w.WHAT_TO_DO)]
    return rx.el.div(
        table(heads, rx.foreach(MailQueue.rows, _row), label=w.TITLE),
        pager(
            MailQueue.position,
            MailQueue.has_earlier,
            MailQueue.has_later,
            MailQueue.earlier,
            MailQueue.later,
        ),
        class_name="card card-flush",
    )


def _row(row: rx.Var[QueueRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            rx.el.div(row.subject, class_name=rx.cond(row.is_system, "soft breakable", "strong breakable")),
            rx.el.div(row.recipients, class_name="soft small breakable"),
            rx.cond(row.advice != "", rx.el.p(row.advice, class_name="small")),
            rx.cond((row.error != "") & row.is_open, rx.el.p(row.error, class_name="small soft breakable")),
            rx.cond(row.is_open, _attempts(row)),
            custom_attrs={"data-wide": "true"},
        ),
        rx.el.td(
            badge_of(row.status_words, row.tone),
            rx.cond(row.next_words != "", rx.el.div(row.next_words, class_name="soft small")),
        ),
        rx.el.td(row.when, class_name="soft small"),
        rx.el.td(row.tries, class_name="number not-on-phone"),
        rx.el.td(_acts(row), custom_attrs={"data-wide": "true"}),
        key=row.ref,
    )


def _attempts(row: rx.Var[QueueRow]) -> rx.Component:
    return rx.cond(
        row.attempts.length() > 0,
        rx.el.ul(
            rx.foreach(row.attempts, lambda line: rx.el.li(line, class_name="small breakable")),
            class_name="plain-lines",
        ),
        rx.el.p(say(w.NO_ATTEMPT), class_name="small soft"),
    )


def _acts(row: rx.Var[QueueRow]) -> rx.Component:
    again = rx.cond(row.asks_first, MailQueue.ask("again", row.ref), MailQueue.send_again(row.ref))
    return rx.el.div(
        rx.cond(row.may_send_again, _act("rotate_cw", say(w.SEND_AGAIN), again)),
        rx.cond(row.may_mark_sent, _act("check", say(w.MARK_SENT), MailQueue.mark_sent(row.ref))),
        rx.cond(row.may_cancel, _act("x", say(w.CANCEL_IT), MailQueue.ask("cancel", row.ref))),
        rx.cond(
            row.has_original,
            anchor(
                icon("download", 14),
                say(w.ORIGINAL),
                href="/files/mail/" + row.ref + "/original.eml",
                download=True,
                class_name="quiet small",
            ),
        ),
        rx.el.button(
            icon("list", 14),
            rx.cond(row.is_open, say(w.HIDE), say(w.ATTEMPTS)),
            type="button",
            aria_expanded=rx.cond(row.is_open, "true", "false"),
            on_click=MailQueue.open_one(row.ref),
            class_name="quiet small",
        ),
        class_name="queue-acts",
    )


def _act(symbol: str, words: rx.Var, on_click: object) -> rx.Component:
    return rx.el.button(icon(symbol, 14), words, type="button", on_click=on_click, class_name="quiet small")


def _nothing() -> rx.Component:
    return rx.cond(
        MailQueue.show == "open",
        empty(w.NOTHING, w.NOTHING_TEXT, symbol="mail_check"),
        empty(w.NONE_FOUND, w.NONE_FOUND_TEXT, symbol="inbox"),
    )


def _asked() -> list[rx.Component]:
    asked = (
        ("pause", w.PAUSE, w.PAUSE_ASK, w.PAUSE, MailQueue.pause),
        ("retry_all", w.RETRY_ALL, w.RETRY_ALL_ASK, w.RETRY_ALL, MailQueue.retry_all),
        ("cancel", w.CANCEL_IT, w.CANCEL_ASK, w.CANCEL_IT, MailQueue.cancel),
        ("again", w.SEND_AGAIN, w.SEND_AGAIN_ASK, w.SEND_AGAIN, MailQueue.send_doubtful_again),
    )
    return [
        confirm(
            f"queue-{key}",
            title,
            text,
            MailQueue.asking == key,
            yes=yes,
            on_yes=act,
            on_close=MailQueue.close,
        )
        for key, title, text, yes, act in asked
    ]
