"""The page of an application for payment: its grid, the summary that follows, and what happens to it."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import wording as w
from invoice_app.contracts.application_dialogs import dialogs
from invoice_app.contracts.application_grid import lines_card
from invoice_app.contracts.application_state import ApplicationPage
from invoice_app.contracts.badges import progress_badge
from invoice_app.contracts.export_menu import export_menu
from invoice_app.contracts.grid_keys import GridKeys
from invoice_app.contracts.models import ProgressKind, ProgressStatus
from invoice_app.contracts.progress_queries import TaxText
from invoice_app.contracts.undo_card import undo_button_for, undoing
from invoice_app.shared.history import ChangeRow
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.address import here
from invoice_app.ui.feedback import badge, empty, notice, waiting
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.visitor import sees

_HEAD = ApplicationPage.head
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)
_WRITABLE = _HEAD.can_edit & _MAY_WRITE


def application_page() -> rx.Component:
    return office(
        rx.cond(
            ApplicationPage.missing,
            _missing(),
            rx.cond(_HEAD.ref == here("application_ref"), _application(), waiting(8)),
        ),
        active="/contracts",
    )  # fmt: skip


def _missing() -> rx.Component:
    way_out = link_button(p.SEE_CONTRACTS, "/contracts")
    return rx.fragment(
        page_head(p.APPLICATION_NOT_FOUND, crumbs=[(w.CONTRACTS, "/contracts")]),
        empty(p.APPLICATION_NOT_FOUND, p.APPLICATION_NOT_FOUND_TEXT, way_out, symbol="search_x"),
    )


def _application() -> rx.Component:
    return rx.fragment(
        page_head(
            say(w.PROGRESS_INVOICE, number=_HEAD.number),
            _actions(),
            crumbs=[
                (w.CONTRACTS, "/contracts"),
                (_HEAD.contract, f"/contracts/{_HEAD.contract_ref}"),
                (p.INVOICES_TAB, f"/contracts/{_HEAD.contract_ref}/invoices"),
            ],
            beside=rx.fragment(
                progress_badge(_HEAD.status, _HEAD.status_text),
                rx.cond(_HEAD.kind != ProgressKind.PROGRESS.value, badge(_HEAD.kind_text, "blue")),
            ),
            under=rx.el.p(
                say(p.PAYABLE_ON, period=_HEAD.period, day=_HEAD.payment_due),
                rx.cond(_WRITABLE, rx.el.span(" · ", say(p.SAVED_AS_YOU_TYPE))),
                class_name="soft small",
            ),
        ),
        _notices(),
        lines_card(_WRITABLE),
        rx.el.div(_summary(), _timeline(), class_name="progress-under"),
        dialogs(),
        undoing(),
        GridKeys.create(wanted=ApplicationPage.go_to),
    )  # fmt: skip


def _notices() -> rx.Component:
    return rx.fragment(
        rx.cond(
            (_HEAD.remark != "") & (_HEAD.status == ProgressStatus.REVISE.value),
            notice(
                rx.el.p(say(p.WHY_RETURNED), class_name="strong"), rx.el.p(_HEAD.remark, class_name="pre"),
                tone="amber", symbol="message_square_warning",
            ),
        ),
        rx.cond(
            _HEAD.to_correct != "",
            notice(rx.el.p(say(p.BOXES_TO_CORRECT, count=_HEAD.to_correct)), tone="red",
                   symbol="triangle_alert"),
        ),
        rx.cond(ApplicationPage.conflict_at != "", _conflict()),
        rx.cond(
            _HEAD.status == ProgressStatus.VOID.value,
            notice(rx.el.p(say(p.APPLICATION_IS_VOID)), symbol="ban"),
        ),
        rx.cond(
            _HEAD.is_under_review & _MAY_WRITE,
            notice(rx.el.p(say(p.CERTIFY_HINT)), tone="blue", symbol="stamp"),
        ),
    )  # fmt: skip


def _conflict() -> rx.Component:
    """Two people typed in one box: both texts are there, and one press decides."""
    return rx.el.div(
        notice(
            rx.el.p(
                say(p.CONFLICT, who=ApplicationPage.conflict_who, line=ApplicationPage.conflict_at,
                    theirs=ApplicationPage.conflict_theirs, mine=ApplicationPage.conflict_mine),
            ),
            rx.el.div(
                button(p.KEEP_THEIRS, kind="plain", on_click=ApplicationPage.leave_theirs, id="keep-theirs"),
                button(p.KEEP_MINE, kind="plain", on_click=ApplicationPage.take_mine, id="keep-mine"),
                class_name="row",
            ),
            tone="amber", symbol="users",
        ),
        role="alert",
    )  # fmt: skip


def _actions() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _WRITABLE,
            rx.fragment(
                button(w.DISCARD, kind="plain", symbol="trash_2", on_click=ApplicationPage.ask_discard),
                button(w.SUBMIT, symbol="send_horizontal", on_click=ApplicationPage.ask_submit, id="submit"),
            ),
        ),
        rx.cond(
            _HEAD.is_under_review & _MAY_WRITE,
            button(w.SEND_BACK, kind="plain", symbol="undo_2", on_click=ApplicationPage.ask_return,
                   id="send-back"),
        ),
        rx.cond(
            _HEAD.is_under_review & sees(Tool.CONTRACTS, Level.ADMIN),
            button(w.APPROVE, symbol="check", on_click=ApplicationPage.ask_approve, id="approve"),
        ),
        export_menu(_HEAD.contract_ref, _HEAD.ref),
        rx.cond(
            _HEAD.status == ProgressStatus.APPROVED.value,
            undo_button_for(_HEAD.invoice_ref),
        ),
        rx.cond(
            (_HEAD.invoice_ref != "") & sees(Tool.INVOICES, Level.READ),
            link_button(
                say(p.VIEW_INVOICE, number=_HEAD.invoice_number), f"/invoices/{_HEAD.invoice_ref}",
                kind="primary",
                symbol="receipt_text", id="view-invoice",
            ),
        ),
    )  # fmt: skip


def _summary() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.span(say(w.PAYABLE), class_name="soft"),
            rx.el.span(_HEAD.total, class_name="value", id="payable"),
            rx.el.span(say(p.PAYABLE_BY, day=_HEAD.payment_due), class_name="soft small", id="payable-on"),
            class_name="figure", aria_live="polite",
        ),
        rx.el.h2(say(p.SUMMARY)),
        rx.el.dl(
            *[_summary_line(key) for key in w.SUMMARY],
            rx.cond(
                _HEAD.claimed != "",
                rx.fragment(
                    rx.el.dt(rx.el.span(class_name="progress-key"), rx.el.span(say(p.CLAIMED_DUE))),
                    rx.el.dd(_HEAD.claimed, id="claimed"),
                ),
            ),
            rx.foreach(ApplicationPage.taxes, _tax),
            rx.el.dt(say(w.PAYABLE), class_name="sum"),
            rx.el.dd(_HEAD.total, class_name="sum"),
            class_name="totals progress-summary",
        ),
        aria_label=say(p.SUMMARY), class_name="card stack",
    )  # fmt: skip


def _summary_line(key: str) -> rx.Component:
    weight = "strong" if key in w.STRONG else ""
    return rx.fragment(
        rx.el.dt(rx.el.span(key, class_name="progress-key"), rx.el.span(say(w.SUMMARY[key])),
                 class_name=weight),
        rx.el.dd(ApplicationPage.amounts[key], class_name=weight, id=f"line-{key}"),
    )  # fmt: skip


def _tax(tax: rx.Var[TaxText]) -> rx.Component:
    return rx.fragment(
        rx.el.dt(rx.el.span(class_name="progress-key"), rx.el.span(tax.label)), rx.el.dd(tax.amount)
    )


def _timeline() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(p.TIMELINE)),
        rx.el.ol(rx.foreach(ApplicationPage.timeline, _step), class_name="plain-list"),
        aria_label=say(p.TIMELINE), class_name="card stack",
    )  # fmt: skip


def _step(step: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.span(step.what, class_name="strong"),
                rx.cond(
                    step.after != "",
                    rx.el.span(" · ", step.before, rx.cond(step.before != "", " → ", ""), step.after),
                ),
            ),
            rx.el.p(say(p.BY_ON, who=step.who, when=step.when), class_name="soft small"),
            class_name="plain-item",
        )
    )  # fmt: skip
