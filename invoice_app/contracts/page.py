"""The contract's page: seven tabs, each at an address of its own."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.badges import contract_badge
from invoice_app.contracts.emails_tab import emails_tab
from invoice_app.contracts.general_tab import general_tab
from invoice_app.contracts.history_tab import history_tab
from invoice_app.contracts.invoices_tab import invoices_tab
from invoice_app.contracts.models import ContractStatus, ProgressKind
from invoice_app.contracts.orders_tab import orders_tab
from invoice_app.contracts.payments_tab import payments_tab
from invoice_app.contracts.period_card import delete_period_dialog, period_dialog
from invoice_app.contracts.period_state import ContractPeriods
from invoice_app.contracts.record_state import ContractPage
from invoice_app.contracts.schedule_tab import schedule_tab
from invoice_app.contracts.status_card import approve_dialog, move_button, move_dialog
from invoice_app.contracts.status_state import ContractMoves
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.address import here
from invoice_app.ui.feedback import empty, notice, waiting
from invoice_app.ui.forms import button, link_button
from invoice_app.ui.locale import say
from invoice_app.ui.shell import office, page_head
from invoice_app.ui.tabs import tabs
from invoice_app.ui.visitor import sees

_CARD = ContractPage.card
_MAY_WRITE = sees(Tool.CONTRACTS, Level.STANDARD)
_MAY_DECIDE = sees(Tool.CONTRACTS, Level.ADMIN)
_TABS = {
    "general": general_tab,
    "schedule": schedule_tab,
    "orders": orders_tab,
    "invoices": invoices_tab,
    "payments": payments_tab,
    "emails": emails_tab,
    "history": history_tab,
}


def contract_page(tab: str) -> rx.Component:
    """The page with one of its tabs: what the others show is not sent."""
    return office(
        rx.cond(
            ContractPage.missing,
            missing_contract(),
            rx.cond(
                (_CARD.ref == here("contract_ref")) & (ContractPage.tab == tab), _record(tab), waiting(8)
            ),
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


def _record(tab: str) -> rx.Component:
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
        _status_notice(),
        _tabs(tab),
        _TABS[tab](),
        approve_dialog(),
        move_dialog(),
        period_dialog(),
        delete_period_dialog(),
    )  # fmt: skip


def _actions() -> rx.Component:
    status = _CARD.status
    not_yet = (status == ContractStatus.DRAFT.value) | (status == ContractStatus.OUT_FOR_SIGNATURE.value)
    return rx.fragment(
        rx.cond(
            _CARD.is_draft & _MAY_WRITE,
            rx.fragment(
                link_button(p.EDIT, f"/contracts/{_CARD.ref}/edit", symbol="pencil"),
                move_button(r.TO_SIGN, ContractStatus.OUT_FOR_SIGNATURE, symbol="signature"),
            ),
        ),
        rx.cond(
            (status == ContractStatus.OUT_FOR_SIGNATURE.value) & _MAY_WRITE,
            move_button(r.BACK_TO_DRAFT, ContractStatus.DRAFT, symbol="undo_2"),
        ),
        rx.cond(
            not_yet & _MAY_DECIDE,
            button(p.APPROVE_SHORT, symbol="check", on_click=ContractMoves.ask_approve, id="approve"),
        ),
        rx.cond(
            _CARD.can_be_billed & _MAY_WRITE,
            rx.fragment(
                button(w.OPEN_PERIOD, kind="plain", symbol="calendar_plus",
                       on_click=ContractPeriods.ask_open, id="open-period"),
                rx.cond(_CARD.unfinished_ref != "", _previous("primary"), _bill()),
            ),
        ),
    )  # fmt: skip


def _bill() -> rx.Component:
    """Not once the work is done: what is still held is released from the tab of invoices."""
    return rx.cond(
        _CARD.status == ContractStatus.APPROVED.value,
        button(p.BILL_PERIOD, symbol="receipt_text", id="bill-period",
               on_click=ContractPage.bill_period(ProgressKind.PROGRESS.value)),
    )  # fmt: skip


def _status_notice() -> rx.Component:
    """What whoever cannot go on from here should know."""
    return rx.match(
        _CARD.status,
        (
            ContractStatus.OUT_FOR_SIGNATURE.value,
            notice(say(r.SIGNING_NOTICE), tone="blue", symbol="signature"),
        ),
        (ContractStatus.TERMINATED.value, notice(say(r.TERMINATED_NOTICE), tone="amber", symbol="ban")),
        rx.fragment(),
    )


def _obstacle() -> rx.Component:
    """What is missing, and beside it the button that helps."""
    helps = ContractPage.helps
    return notice(
        rx.el.div(
            rx.el.p(ContractPage.obstacle),
            rx.el.div(
                rx.cond(
                    helps.contains("edit") & _CARD.is_draft & _MAY_WRITE,
                    link_button(p.EDIT_CONTRACT, f"/contracts/{_CARD.ref}/edit", symbol="pencil"),
                ),
                rx.cond(
                    helps.contains("approve") & _CARD.is_draft & _MAY_DECIDE,
                    button(w.APPROVE_CONTRACT, kind="plain", symbol="check",
                           on_click=ContractMoves.ask_approve),
                ),
                rx.cond(
                    helps.contains("period") & _CARD.can_be_billed & _MAY_WRITE,
                    button(w.OPEN_PERIOD, kind="plain", symbol="calendar_plus",
                           on_click=ContractPeriods.ask_open),
                ),
                rx.cond(helps.contains("previous"), _previous()),
                class_name="row",
            ),
            class_name="stack-small contract-obstacle", role="alert",
        ),
        tone="amber", symbol="triangle_alert",
    )  # fmt: skip


def _previous(kind: str = "plain") -> rx.Component:
    """The way to the application that is not issued yet: the next one waits for it."""
    return link_button(
        say(p.SEE_PREVIOUS, number=_CARD.unfinished_number),
        f"/contracts/{_CARD.ref}/applications/{_CARD.unfinished_ref}", kind=kind, symbol="arrow_right",
    )  # fmt: skip


def _tabs(tab: str) -> rx.Component:
    base = f"/contracts/{_CARD.ref}"
    words: list[tuple[str, Phrase, str]] = [
        ("general", p.GENERAL_TAB, "file_text"),
        ("schedule", p.SCHEDULE_TAB, "list_ordered"),
        ("orders", r.ORDERS_TAB, "file_diff"),
        ("invoices", p.INVOICES_TAB, "receipt_text"),
        ("payments", r.PAYMENTS_TAB, "banknote"),
        ("emails", r.EMAILS_TAB, "mail"),
        ("history", r.HISTORY_TAB, "history"),
    ]
    items = [
        (text, symbol, base if name == "general" else f"{base}/{name}", name == tab)
        for name, text, symbol in words
    ]
    return rx.el.div(tabs(p.TABS, items), class_name="contract-tabs")  # type: ignore[arg-type]
