"""The page that shows what a bulk send would be: who, what, and why not."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices import wording as iw
from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.queries import PreviewRow, WhyRow
from invoice_app.invoices.bulk.rules import DAYS
from invoice_app.invoices.bulk.state import BulkPreview
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import badge, empty, waiting
from invoice_app.ui.forms import button, link_button, select_field
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, pager, table

_P = BulkPreview
_FILTER_WORDS = (
    ("draft", Phrase("brouillons", "drafts")),
    ("unpaid", Phrase("à payer", "unpaid")),
    ("overdue", Phrase("en retard", "overdue")),
    ("paid", Phrase("payées", "paid")),
)
_EVERY_INVOICE = Phrase("toutes les factures", "all invoices")
_CANCEL = Phrase("Annuler", "Cancel")


def bulk_preview_page() -> rx.Component:
    return office(
        page_head(
            w.SEND_MANY,
            crumbs=[(iw.INVOICES, "/invoices"), (w.BULK_SENDS, "/invoices/bulk")],
            under=rx.el.p(_source(), class_name="soft"),
        ),
        rx.cond(
            _P.loading,
            waiting(),
            rx.cond(_P.leaving + _P.staying > 0, rx.fragment(_choices(), _why(), _table()), _nothing()),
        ),
        _agree(),
        active="/invoices",
    )


def _source() -> rx.Var:
    words = rx.match(_P.show, *[(key, say(text)) for key, text in _FILTER_WORDS], say(_EVERY_INVOICE))
    searched = rx.cond(_P.search != "", say(w.SEARCHED, filter=words, search=_P.search), words)
    of_picked = rx.cond(_P.picked == 1, say(w.OF_PICKED_ONE), say(w.OF_PICKED, count=_P.picked))
    return rx.cond(_P.picked > 0, of_picked, say(w.OF_FILTER, filter=searched))


def _choices() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            _figure(w.WILL_LEAVE, _P.leaving, say(w.EMAILS_ONE_EACH), "leaving"),
            _figure(w.WILL_STAY, _P.staying, rx.Var.create(""), "staying"),
            class_name="row bulk-figures",
        ),
        select_field(
            w.KIND,
            "kind",
            [(k, words) for k, words in w.KINDS.items()],
            value=_P.kind,
            on_change=_P.choose_kind,
        ),
        rx.el.div(
            button(
                rx.cond(_P.leaving == 1, say(w.SEND_ONE), say(w.SEND_COUNT, count=_P.leaving)),
                symbol="send",
                on_click=_P.ask,
                disabled=_P.leaving == 0,
                id="send",
            ),
            class_name="row row-end",
        ),
        class_name="card bulk-choices",
    )


def _figure(label: Phrase, count: rx.Var[int], detail: rx.Var, name: str) -> rx.Component:
    return rx.el.div(
        rx.el.span(say(label), class_name="soft small"),
        rx.el.span(count, class_name="value", id=name),
        rx.el.span(detail, class_name="soft small"),
        class_name="figure",
    )


def _why() -> rx.Component:
    return rx.cond(
        _P.why.length() > 0,
        rx.el.section(
            rx.el.h2(say(w.WHY_NOT)),
            rx.el.ul(rx.foreach(_P.why, _reason), class_name="plain-list"),
            class_name="card",
        ),
    )


def _reason(row: rx.Var[WhyRow]) -> rx.Component:
    tick = "lift-" + row.key
    return rx.el.li(
        rx.el.span(row.count, class_name="number strong bulk-count"),
        rx.el.span(row.words, class_name="grow"),
        rx.cond(row.key == "recent", _days()),
        rx.cond(
            row.liftable,
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    id=tick,
                    checked=row.is_lifted,
                    on_change=lambda wanted: _P.lift(row.key, wanted),
                ),
                rx.el.span(say(w.SEND_ANYWAY), rx.el.span(": ", row.words, class_name="hidden-visually")),
                class_name="row-tight",
                html_for=tick,
            ),
        ),
        class_name="bulk-reason",
    )


def _days() -> rx.Component:
    words = [(str(n), w.WITHIN_DAY if n == 1 else w.WITHIN_DAYS.filled(days=n)) for n in DAYS]
    return rx.el.select(
        *[rx.el.option(say(text), value=value) for value, text in words],
        value=_P.days,
        on_change=_P.choose_days,
        aria_label=say(w.WITHIN),
    )


def _table() -> rx.Component:
    shown = rx.el.div(
        table(_heads(), rx.foreach(_P.rows, _row), label=w.SEND_MANY),
        pager(_P.position, _P.has_earlier, _P.has_later, _P.earlier, _P.later),
        class_name="card card-flush",
    )
    none = rx.cond(
        _P.leaves,
        empty(w.NONE_LEAVES, w.NONE_LEAVES_TEXT, link_button(iw.SEE_LIST, "/invoices"), symbol="mail_x"),
        empty(w.NONE_STAYS, w.NONE_STAYS_TEXT, symbol="circle_check"),
    )
    return rx.fragment(
        rx.el.div(
            rx.el.select(
                rx.el.option(say(w.WILL_LEAVE), value="leave"),
                rx.el.option(say(w.WILL_STAY), value="stay"),
                value=rx.cond(_P.leaves, "leave", "stay"),
                on_change=_P.show_side,
                aria_label=say(w.SHOWN),
                id="side",
            ),
            class_name="bar",
        ),
        rx.cond(_P.rows.length() > 0, shown, none),
    )


def _heads() -> list[rx.Component]:
    return [
        head(iw.NUMBER),
        head(w.WHO),
        rx.cond(_P.leaves, head(w.WHAT), head(w.REASON)),
        head(w.FILE),
        head(iw.TOTAL, number=True),
    ]


def _row(row: rx.Var[PreviewRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            page_link(row.number, to=f"/invoices/{row.ref}", class_name="main-link nowrap"),
            class_name="phone-top",
        ),
        rx.el.td(
            rx.el.div(row.payer), rx.el.div(row.addresses, class_name="soft small bulk-address"), data_wide=""
        ),
        rx.el.td(rx.cond(row.is_ready, row.subject, badge(row.why, "amber")), data_wide=""),
        rx.el.td(row.file, class_name="soft small not-on-phone nowrap"),
        rx.el.td(row.total, class_name="number phone-top"),
    )


def _agree() -> rx.Component:
    """Names the number of emails: what is agreed to is what leaves."""
    return modal(
        "agree",
        rx.cond(_P.leaving == 1, say(w.CONFIRM_ONE), say(w.CONFIRM_TITLE, count=_P.leaving)),
        _P.asking,
        _P.close,
        rx.el.p(say(w.CONFIRM_TEXT)),
        foot=[
            button(_CANCEL, kind="plain", on_click=_P.close),
            button(w.SEND_NOW, symbol="send", on_click=_P.send),
        ],
    )


def _nothing() -> rx.Component:
    return empty(
        w.NOTHING_CHOSEN, w.NOTHING_CHOSEN_TEXT, link_button(iw.SEE_LIST, "/invoices"), symbol="mail_x"
    )
