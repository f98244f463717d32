"""Factures: every application for payment with what became of it, and the billing periods."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.badges import progress_badge
from invoice_app.contracts.billing_queries import PeriodRow, ProgressRow
from invoice_app.contracts.models import ContractStatus, ProgressKind
from invoice_app.contracts.period_state import ContractPeriods
from invoice_app.contracts.record_state import ContractPage
from invoice_app.contracts.status_state import ContractMoves
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.feedback import badge, badge_of, empty
from invoice_app.ui.forms import button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.tables import head, table
from invoice_app.ui.visitor import sees

_CARD = ContractPage.card
_BILLING = ContractPage.billing
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)
_MAY_DECIDE = sees(Tool.CONTRACTS, Level.ADMIN)


def invoices_tab() -> rx.Component:
    return rx.el.div(
        rx.cond(_BILLING.applications.length() > 0, _applications(), _nothing_yet()),
        rx.cond(_CARD.can_be_billed | (_BILLING.periods.length() > 0), _periods()),
        class_name="stack",
    )


def _applications() -> rx.Component:
    heads = [
        head(p.APPLICATION), head(r.KIND), head(w.PERIOD), head(w.STATUS), head(r.CLAIMED, number=True),
        head(r.CERTIFIED, number=True), head(p.INVOICE), head(r.PAYMENT),
    ]  # fmt: skip
    return rx.el.div(
        rx.el.div(
            rx.el.p(say(r.BEFORE_TAXES), class_name="soft small grow"),
            rx.cond(_CARD.can_be_billed & (_CARD.unfinished_ref == "") & _MAY_WRITE, _other_kinds()),
            class_name="spread contract-billed-head",
        ),
        rx.el.section(
            table(heads, rx.foreach(_BILLING.applications, _application), label=p.INVOICES_TAB),
            class_name="card card-flush contract-billed",
        ),
        class_name="stack-small",
    )


def _other_kinds() -> rx.Component:
    return rx.el.div(
        button(r.BILL_RELEASE, kind="plain", symbol="lock_open", id="bill-release",
               on_click=ContractPage.bill_period(ProgressKind.RELEASE.value)),
        rx.cond(
            _CARD.status == ContractStatus.APPROVED.value,
            button(r.BILL_FINAL, kind="plain", symbol="flag", id="bill-final",
                   on_click=ContractPage.bill_period(ProgressKind.FINAL.value)),
        ),
        class_name="row no-print",
    )  # fmt: skip


def _application(row: rx.Var[ProgressRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            page_link(
                say(p.APPLICATION_NUMBER, number=row.sequence), class_name="main-link nowrap",
                to=f"/contracts/{_CARD.ref}/applications/{row.ref}",
            )
        ),
        rx.el.td(row.kind_text, class_name="soft"),
        rx.el.td(row.period, data_wide=""),
        rx.el.td(progress_badge(row.status, row.status_text)),
        rx.el.td(
            rx.el.span(say(r.CLAIMED), " ", class_name="only-on-phone soft small"), row.claimed,
            class_name=rx.cond(row.was_cut, "number soft", "number soft contract-uncut"),
        ),
        rx.el.td(row.amount, class_name="number strong"),
        rx.el.td(
            rx.cond(
                row.invoice_ref != "",
                page_link(row.invoice_number, to=f"/invoices/{row.invoice_ref}", class_name="nowrap"),
            )
        ),
        rx.el.td(rx.cond(row.payment != "", badge_of(row.payment, row.payment_tone))),
    )  # fmt: skip


def _nothing_yet() -> rx.Component:
    return rx.cond(
        _CARD.approved == "",
        empty(
            p.NO_APPLICATION, p.NO_APPLICATION_DRAFT,
            rx.cond(_MAY_DECIDE,
                    button(w.APPROVE_CONTRACT, symbol="check", on_click=ContractMoves.ask_approve)),
            symbol="receipt_text",
        ),
        rx.cond(
            _CARD.open_period != "",
            empty(p.NO_APPLICATION, say(r.NOTHING_YET, period=_CARD.open_period), symbol="receipt_text"),
            _open_one(),
        ),
    )  # fmt: skip


def _open_one() -> rx.Component:
    return empty(
        p.NO_APPLICATION, p.NO_APPLICATION_TEXT,
            rx.cond(
                _CARD.can_be_billed & _MAY_WRITE,
                button(w.OPEN_PERIOD, kind="plain", symbol="calendar_plus",
                       on_click=ContractPeriods.ask_open),
            ),
            symbol="receipt_text",
    )  # fmt: skip


def _periods() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.PERIODS)),
        rx.cond(
            _BILLING.periods.length() > 0,
            rx.el.ul(rx.foreach(_BILLING.periods, _period), class_name="plain-list"),
            rx.el.p(say(p.NO_PERIOD), class_name="soft"),
        ),
        class_name="card",
    )


def _period(period: rx.Var[PeriodRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(period.days),
                rx.el.span(
                    say(w.DUE_ON), " ", period.due,
                    rx.cond(
                        period.billed_ref != "",
                        rx.fragment(" · ", page_link(
                            period.billed_in, to=f"/contracts/{_CARD.ref}/applications/{period.billed_ref}"
                        )),
                    ),
                    class_name="soft small",
                ),
                rx.cond(
                    (ContractPeriods.refused != "") & (ContractPeriods.refused_on == period.starts_on),
                    rx.el.p(ContractPeriods.refused, class_name="wrong", role="alert"),
                ),
                class_name="stack-small grow",
            ),
            rx.cond(_MAY_WRITE, _tools(period)),
            rx.cond(period.is_open, badge(period.state, "green"), badge(period.state)),
            class_name="row plain-item contract-period",
        ),
    )  # fmt: skip


def _tools(period: rx.Var[PeriodRow]) -> rx.Component:
    """Nothing for a period whose application is under review or issued: it stays as it is."""
    return rx.cond(
        period.can_change,
        rx.el.div(
            rx.el.button(
                icon("pencil"), type="button", class_name="quiet",
                on_click=ContractPeriods.ask_edit(period.starts_on),
                aria_label=say(r.EDIT_PERIOD_OF, days=period.days),
            ),
            rx.el.button(
                icon("trash_2"), type="button", class_name="quiet",
                on_click=ContractPeriods.ask_delete(period.starts_on),
                aria_label=say(r.DELETE_PERIOD_OF, days=period.days),
            ),
            class_name="row no-print contract-period-tools",
        ),
    )  # fmt: skip
