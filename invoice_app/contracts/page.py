"""The contract's page: Général, Ventilation des coûts, Factures, each at an address of its own."""

import reflex as rx
from reflex_components_core.react_router import link as page_link

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import wording as w
from invoice_app.contracts.badges import contract_badge, progress_badge
from invoice_app.contracts.emails_tab import emails_tab
from invoice_app.contracts.emails_wording import EMAILS
from invoice_app.contracts.files_card import files_card
from invoice_app.contracts.payments_tab import payments_tab
from invoice_app.contracts.payments_wording import PAYMENTS
from invoice_app.contracts.queries import PeriodRow, ProgressRow, ScheduleRow
from invoice_app.contracts.readers_card import readers_card
from invoice_app.contracts.record_state import ContractPage
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import badge, empty, notice, waiting
from invoice_app.ui.forms import button, link_button, text_field
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tables import head, table
from invoice_app.ui.tabs import tabs
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL

_CARD = ContractPage.card
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)
_MAY_APPROVE = sees(Tool.CONTRACTS, Level.ADMIN)


def contract_page() -> rx.Component:
    return office(
        rx.cond(
            ContractPage.missing,
            missing_contract(),
            rx.cond(_CARD.ref == here("contract_ref"), _record(), waiting(8)),
        ),
        active="/contracts",
    )  # fmt: skip


def missing_contract() -> rx.Component:
    """What stands at the address of a contract that is not there."""
    return rx.fragment(
        page_head(p.NOT_FOUND, crumbs=[(w.CONTRACTS, "/contracts")]),
        empty(
            p.NOT_FOUND,
            p.NOT_FOUND_TEXT,
            link_button(p.SEE_CONTRACTS, "/contracts"),
            symbol="search_x",
        ),
    )


def _record() -> rx.Component:
    return rx.fragment(
        page_head(
            rx.cond(_CARD.title != "", _CARD.title, say(p.UNTITLED)),
            _actions(),
            crumbs=[(w.CONTRACTS, "/contracts")],
            beside=contract_badge(_CARD.status, _CARD.status_text),
            under=rx.el.p(
                rx.cond(_CARD.number != "", _CARD.number, say(p.NO_NUMBER)), " · ", _CARD.sum,
                class_name="soft"
            ),
        ),
        rx.cond(ContractPage.obstacle != "", _obstacle()),
        _tabs(),
        rx.match(
            ContractPage.tab, ("schedule", _schedule()), ("invoices", _invoices()),
            ("payments", payments_tab()), ("emails", emails_tab()), _general(),
        ),
        _approving(),
        _opening(),
    )  # fmt: skip


def _actions() -> rx.Component:
    return rx.fragment(
        rx.cond(
            _CARD.is_draft & _MAY_WRITE,
            link_button(p.EDIT, f"/contracts/{_CARD.ref}/edit", symbol="pencil"),
        ),
        rx.cond(
            _CARD.is_draft & _MAY_APPROVE,
            button(p.APPROVE_SHORT, symbol="check", on_click=ContractPage.ask_approve, id="approve"),
        ),
        rx.cond(
            ContractPage.can_be_billed & _MAY_WRITE,
            rx.fragment(
                button(w.OPEN_PERIOD, kind="plain", symbol="calendar_plus",
                       on_click=ContractPage.ask_period, id="open-period"),
                button(p.BILL_PERIOD, symbol="receipt_text", on_click=ContractPage.bill_period,
                       id="bill-period"),
            ),
        ),
    )  # fmt: skip


def _obstacle() -> rx.Component:
    """What is missing, and beside it the button that helps."""
    helps = ContractPage.helps
    return notice(
        rx.el.div(
            rx.el.p(ContractPage.obstacle),
            rx.el.div(
                rx.cond(
                    helps.contains("edit") & _MAY_WRITE,
                    link_button(p.EDIT_CONTRACT, f"/contracts/{_CARD.ref}/edit", symbol="pencil"),
                ),
                rx.cond(
                    helps.contains("approve") & _MAY_APPROVE,
                    button(w.APPROVE_CONTRACT, kind="plain", symbol="check",
                           on_click=ContractPage.ask_approve),
                ),
                rx.cond(
                    helps.contains("period") & ContractPage.can_be_billed & _MAY_WRITE,
                    button(w.OPEN_PERIOD, kind="plain", symbol="calendar_plus",
                           on_click=ContractPage.ask_period),
                ),
                rx.cond(helps.contains("previous"), _previous()),
                class_name="row",
            ),
            class_name="stack-small contract-obstacle", role="alert",
        ),
        tone="amber", symbol="triangle_alert",
    )  # fmt: skip


def _previous() -> rx.Component:
    return link_button(
        say(p.SEE_PREVIOUS, number=ContractPage.unfinished_number),
        f"/contracts/{_CARD.ref}/applications/{ContractPage.unfinished_ref}", symbol="arrow_right",
    )  # fmt: skip


def _tabs() -> rx.Component:
    base, tab = f"/contracts/{_CARD.ref}", ContractPage.tab
    items: list[tuple[Phrase, str, str | rx.Var, bool | rx.Var]] = [
        (p.GENERAL_TAB, "file_text", base, tab == "general"),
        (p.SCHEDULE_TAB, "list_ordered", f"{base}/schedule", tab == "schedule"),
        (p.INVOICES_TAB, "receipt_text", f"{base}/invoices", tab == "invoices"),
        (PAYMENTS, "banknote", f"{base}/payments", tab == "payments"),
        (EMAILS, "mail", f"{base}/emails", tab == "emails"),
    ]
    return rx.el.div(tabs(p.TABS, items), class_name="contract-tabs")


def _general() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.h2(say(p.TERMS)),
            rx.el.dl(
                _fact(w.CLIENT, rx.cond(
                    _CARD.client != "",
                    rx.cond(
                        sees(Tool.MEMBERS, Level.READ),
                        page_link(_CARD.client, to=f"/members/{_CARD.client_ref}"),
                        rx.el.span(_CARD.client),
                    ),
                    rx.el.span("—"),
                )),
                _fact(w.CONTRACT_NUMBER, rx.cond(_CARD.number != "", _CARD.number, "—")),
                _fact(w.OUR_ROLE, _CARD.role_text),
                _fact(w.CONTRACT_SUM, _CARD.sum),
                _fact(w.RETAINAGE, say(p.PERCENT, number=_CARD.typed_retainage)),
                _fact(p.STORED_RETAINAGE, rx.cond(
                    _CARD.typed_stored_retainage != "", say(p.PERCENT, number=_CARD.typed_stored_retainage),
                    say(p.NO_RETAINAGE_APART),
                )),
                _fact(w.CURRENCY, _CARD.currency),
                _fact(w.SIGNED_ON, rx.cond(_CARD.signed_on != "", _CARD.signed_on, "—")),
                _fact(p.CREATED, _CARD.created),
                class_name="facts",
            ),
            rx.cond(
                _CARD.approved != "",
                rx.el.p(say(p.APPROVED_BY, when=_CARD.approved, who=_CARD.approved_by),
                        class_name="soft small"),
            ),
            class_name="card",
        ),
        rx.el.div(
            readers_card(),
            files_card(),
            _periods(),
            rx.cond(
                _CARD.note != "",
                rx.el.section(rx.el.h2(say(w.NOTE)), rx.el.p(_CARD.note, class_name="pre"),
                              class_name="card"),
            ),
            class_name="stack",
        ),
        class_name="contract-general",
    )  # fmt: skip


def _fact(label: Phrase, value: object) -> rx.Component:
    return rx.fragment(rx.el.dt(say(label)), rx.el.dd(value))


def _periods() -> rx.Component:
    return rx.el.section(
        rx.el.h2(say(w.PERIODS)),
        rx.cond(
            _CARD.periods.length() > 0,
            rx.el.ul(rx.foreach(_CARD.periods, _period), class_name="plain-list"),
            rx.el.p(say(p.NO_PERIOD), class_name="soft"),
        ),
        class_name="card",
    )


def _period(period: rx.Var[PeriodRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.div(
                rx.el.span(period.days),
                rx.el.span(say(w.DUE_ON), " ", period.due, class_name="soft small"),
                class_name="stack-small grow",
            ),
            rx.cond(period.is_open, badge(period.state, "green"), badge(period.state)),
            class_name="row plain-item contract-period",
        ),
    )


def _schedule() -> rx.Component:
    heads = [head(w.ITEM), head(w.DESCRIPTION), head(w.TAX_CLASS), head(p.OWN_RETAINAGE, number=True),
             head(w.SCHEDULED, number=True)]  # fmt: skip
    return rx.cond(
        _CARD.schedule.length() > 0,
        rx.el.section(
            table(heads, rx.foreach(_CARD.schedule, _item), label=w.SCHEDULE),
            rx.el.div(
                rx.el.span(say(p.RUNNING_TOTAL), class_name="soft"),
                rx.el.span(_CARD.sum, class_name="strong number"),
                class_name="contract-total",
            ),
            class_name="card card-flush",
        ),
        empty(
            p.NO_SCHEDULE, p.NO_SCHEDULE_TEXT,
            rx.cond(
                _CARD.is_draft & _MAY_WRITE,
                link_button(p.EDIT_CONTRACT, f"/contracts/{_CARD.ref}/edit", kind="primary", symbol="pencil"),
            ),
            symbol="list_ordered",
        ),
    )  # fmt: skip


def _item(row: rx.Var[ScheduleRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(row.item, class_name="soft nowrap"),
        rx.el.td(row.description, data_wide=""),
        rx.el.td(row.tax_text, class_name="soft nowrap"),
        rx.el.td(rx.cond(row.typed_retainage != "", say(p.PERCENT, number=row.typed_retainage), ""),
                 class_name="number soft"),
        rx.el.td(row.scheduled, class_name="number"),
    )  # fmt: skip


def _invoices() -> rx.Component:
    heads = [
        head(p.APPLICATION),
        head(w.PERIOD),
        head(w.STATUS),
        head(p.BEFORE_TAXES, number=True),
        head(p.INVOICE),
    ]
    return rx.cond(
        _CARD.applications.length() > 0,
        rx.el.section(
            table(heads, rx.foreach(_CARD.applications, _application), label=p.INVOICES_TAB),
            class_name="card card-flush",
        ),
        rx.cond(
            _CARD.is_draft,
            empty(
                p.NO_APPLICATION, p.NO_APPLICATION_DRAFT,
                rx.cond(_MAY_APPROVE,
                        button(w.APPROVE_CONTRACT, symbol="check", on_click=ContractPage.ask_approve)),
                symbol="receipt_text",
            ),
            empty(
                p.NO_APPLICATION, p.NO_APPLICATION_TEXT,
                rx.cond(
                    _MAY_WRITE,
                    button(
                        w.OPEN_PERIOD,
                        kind="plain",
                        symbol="calendar_plus",
                        on_click=ContractPage.ask_period,
                    ),
                ),
                symbol="receipt_text",
            ),
        ),
    )  # fmt: skip


def _application(row: rx.Var[ProgressRow]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(
            page_link(
                say(p.APPLICATION_NUMBER, number=row.sequence), class_name="main-link nowrap",
                to=f"/contracts/{_CARD.ref}/applications/{row.ref}",
            )
        ),
        rx.el.td(row.period, data_wide=""),
        rx.el.td(progress_badge(row.status, row.status_text)),
        rx.el.td(row.amount, class_name="number"),
        rx.el.td(
            rx.cond(
                row.invoice_ref != "",
                page_link(row.invoice_number, to=f"/invoices/{row.invoice_ref}", class_name="nowrap"),
            )
        ),
    )  # fmt: skip


def _approving() -> rx.Component:
    return modal(
        "approve-contract", w.APPROVE_CONTRACT, ContractPage.approving, ContractPage.close,
        rx.el.p(say(p.APPROVE_TEXT)),
        foot=[
            button(CANCEL, kind="plain", on_click=ContractPage.close),
            button(p.APPROVE_SHORT, symbol="check", on_click=ContractPage.approve, id="approve-yes"),
        ],
    )  # fmt: skip


def _opening() -> rx.Component:
    return modal(
        "period", w.OPEN_PERIOD, ContractPage.opening, ContractPage.close,
        rx.el.form(
            rx.el.p(say(p.PERIOD_TEXT), class_name="soft"),
            rx.el.div(
                _day(w.STARTS_ON, "starts_on"), _day(w.ENDS_ON, "ends_on"), _day(w.DUE_ON, "due_on"),
                class_name="grid-3",
            ),
            id="period-form", on_submit=ContractPage.open_period, method="post", no_validate=True,
            class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=ContractPage.close),
            rx.el.button(
                icon("check"), say(w.OPEN_PERIOD), type="submit", form="period-form",
                class_name="button button-primary",
                id="period-yes",
            ),
        ],
    )  # fmt: skip


def _day(label: Phrase, name: str) -> rx.Component:
    return text_field(
        label, name, type="date", default_value=ContractPage.days[name], wrong=ContractPage.wrong[name]
    )
