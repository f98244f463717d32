"""How a bulk send is doing, and the list of those begun."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.invoices import wording as iw
from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.progress import STAGES, BulkCard, ItemRow, SkippedFor, StageCount
from invoice_app.invoices.bulk.progress_state import BulkProgress, BulkSends
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import badge_of, empty, notice, waiting
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, pager, table
from invoice_app.ui.visitor import sees

_P = BulkProgress


def bulk_progress_page() -> rx.Component:
    card = _P.card
    return office(
        page_head(
            w.BULK_SEND,
            rx.cond(sees(Tool.INVOICES, Level.STANDARD), _acts()),
            crumbs=[(iw.INVOICES, "/invoices"), (w.BULK_SENDS, "/invoices/bulk")],
            beside=rx.cond(card.ref != "", badge_of(card.state_words, card.tone)),
            under=rx.cond(
                card.ref != "",
                rx.el.p(card.kind, " · ", say(w.BY, who=card.by, when=card.when), class_name="soft"),
            ),
        ),
        rx.cond(
            _P.loading,
            waiting(),
            rx.cond(_P.missing, _missing(), rx.fragment(_how_far(), _left_out(), _items())),
        ),
        active="/invoices",
    )


def _acts() -> rx.Component:
    return rx.match(
        _P.card.state,
        ("running", button(w.STOP, kind="plain", symbol="pause", on_click=_P.stop)),
        ("stopped", button(w.RESUME, symbol="play", on_click=_P.resume)),
        rx.fragment(),
    )


def _how_far() -> rx.Component:
    card = _P.card
    return rx.el.section(
        rx.el.progress(value=card.settled, max=card.total, class_name="progress", aria_label=say(w.PROGRESS)),
        rx.el.p(say(w.OF_ALL, done=card.settled, all=card.total), class_name="soft small", id="how-far"),
        rx.el.div(rx.foreach(_P.stages, _stage), class_name="bulk-stages"),
        rx.match(
            card.state,
            (
                "stopped",
                notice(
                    rx.el.p(say(w.STOPPED_SAYS, gone=card.gone, waiting=card.waiting)),
                    tone="amber",
                    symbol="circle_pause",
                ),
            ),
            (
                "done",
                notice(
                    rx.el.p(say(w.DONE_SAYS, gone=card.gone, skipped=card.skipped)), symbol="circle_check"
                ),
            ),
            rx.fragment(),
        ),
        class_name="card stack",
    )


def _stage(stage: rx.Var[StageCount]) -> rx.Component:
    return rx.el.div(
        rx.el.span(stage.count, class_name="value", id="stage-" + stage.key),
        rx.el.span(stage.words, class_name="soft small"),
        class_name="figure",
    )


def _left_out() -> rx.Component:
    return rx.cond(
        _P.skipped_for.length() > 0,
        rx.el.section(
            rx.el.h2(say(w.WHY_LEFT_OUT)),
            rx.el.ul(rx.foreach(_P.skipped_for, _reason), class_name="plain-list"),
            class_name="card",
        ),
    )


def _reason(row: rx.Var[SkippedFor]) -> rx.Component:
    return rx.el.li(
        rx.el.span(row.count, class_name="number strong bulk-count"),
        rx.el.span(row.why, class_name="grow"),
        class_name="bulk-reason",
    )


def _items() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(say(w.ITEMS), class_name="grow"),
            rx.el.select(
                rx.el.option(say(w.EVERYTHING), value=""),
                *[rx.el.option(say(w.STAGES[key][0]), value=key) for key in STAGES],
                value=_P.shown,
                on_change=_P.show_stage,
                aria_label=say(w.SHOWN),
                id="stage",
            ),
            class_name="bar",
        ),
        rx.cond(
            _P.rows.length() > 0,
            rx.el.div(
                table(
                    [head(iw.NUMBER), head(iw.CUSTOMER), head(iw.STATUS), head(iw.TOTAL, number=True)],
                    rx.foreach(_P.rows, _item),
                    label=w.ITEMS,
                ),
                pager(_P.position, _P.has_earlier, _P.has_later, _P.earlier, _P.later),
                class_name="card card-flush",
            ),
            empty(w.NONE_SO, w.NONE_SO_TEXT, symbol="search"),
        ),
        class_name="stack",
    )


def _item(row: rx.Var[ItemRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            page_link(row.number, to=f"/invoices/{row.ref}/emails", class_name="main-link nowrap"),
            class_name="phone-top",
        ),
        rx.el.td(row.payer, data_wide=""),
        rx.el.td(
            badge_of(row.stage, row.tone),
            rx.cond(row.detail != "", rx.el.div(row.detail, class_name="soft small bulk-address")),
            data_wide="",
        ),
        rx.el.td(row.total, class_name="number phone-top"),
    )


def _missing() -> rx.Component:
    return empty(
        w.BULK_NOT_FOUND,
        w.BULK_NOT_FOUND_TEXT,
        link_button(w.SEE_BULKS, "/invoices/bulk"),
        symbol="search_x",
    )


def bulk_sends_page() -> rx.Component:
    return office(
        page_head(w.BULK_SENDS, crumbs=[(iw.INVOICES, "/invoices")]),
        rx.cond(
            BulkSends.loading,
            waiting(),
            rx.cond(
                BulkSends.cards.length() > 0,
                rx.el.div(
                    table(_heads(), rx.foreach(BulkSends.cards, _bulk), label=w.BULK_SENDS),
                    pager("", BulkSends.has_earlier, BulkSends.has_later, BulkSends.earlier, BulkSends.later),
                    class_name="card card-flush",
                ),
                empty(w.NO_BULK, w.NO_BULK_TEXT, link_button(iw.SEE_LIST, "/invoices"), symbol="send"),
            ),
        ),
        active="/invoices",
    )


def _heads() -> list[rx.Component]:
    numbers = [
        head(text, number=True) for text in (w.COUNT, w.STAGES["delivered"][0], w.STAGES["problem"][0])
    ]
    return [head(w.STARTED_ON), head(w.BY_WHOM), head(w.KIND), head(iw.STATUS), *numbers]


def _bulk(card: rx.Var[BulkCard]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            page_link(card.when, to=f"/invoices/bulk/{card.ref}", class_name="main-link"),
            class_name="phone-top",
        ),
        rx.el.td(card.by, data_wide=""),
        rx.el.td(card.kind, class_name="soft"),
        rx.el.td(badge_of(card.state_words, card.tone), class_name="phone-end"),
        rx.el.td(card.total, class_name="number phone-top"),
        rx.el.td(card.delivered, class_name="number not-on-phone"),
        rx.el.td(card.problems, class_name="number not-on-phone"),
    )
