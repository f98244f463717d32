"""Moving a contract to another status: the buttons, and what they ask first."""

import reflex as rx

from invoice_app.contracts import page_wording as p
from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.models import ContractStatus
from invoice_app.contracts.record_state import ContractPage
from invoice_app.contracts.status_state import ContractMoves
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import modal
from invoice_app.ui.forms import area_field, button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.visitor import sees
from invoice_app.ui.wording import CANCEL

_M = ContractMoves
_CARD = ContractPage.card
_MAY_DECIDE = sees(Tool.CONTRACTS, Level.ADMIN)


def move_button(label: Phrase, to: ContractStatus, *, symbol: str, kind: str = "plain") -> rx.Component:
    return button(label, kind=kind, symbol=symbol, on_click=_M.ask_move(to.value), id=f"move-{to.value}")


def ending_buttons() -> rx.Component:
    """From approved to an end, and from an end back."""
    return rx.cond(
        _MAY_DECIDE,
        rx.match(
            _CARD.status,
            (
                ContractStatus.APPROVED.value,
                rx.el.div(
                    move_button(r.COMPLETE, ContractStatus.COMPLETE, symbol="flag"),
                    move_button(r.TERMINATE, ContractStatus.TERMINATED, symbol="ban"),
                    class_name="row",
                ),
            ),
            (
                ContractStatus.COMPLETE.value,
                rx.el.div(
                    move_button(r.REOPEN, ContractStatus.APPROVED, symbol="rotate_ccw"), class_name="row"
                ),
            ),
            (
                ContractStatus.TERMINATED.value,
                rx.el.div(
                    move_button(r.RESUME, ContractStatus.APPROVED, symbol="rotate_ccw"), class_name="row"
                ),
            ),
            rx.fragment(),
        ),
    )


def approve_dialog() -> rx.Component:
    return modal(
        "approve-contract", w.APPROVE_CONTRACT, _M.approving, _M.close,
        rx.el.p(say(p.APPROVE_TEXT)),
        foot=[
            button(CANCEL, kind="plain", on_click=_M.close),
            button(p.APPROVE_SHORT, symbol="check", on_click=_M.approve, id="approve-yes"),
        ],
    )  # fmt: skip


def move_dialog() -> rx.Component:
    """Says what the move means, and takes the note that the history keeps."""
    before_approval = (_M.moving_to == ContractStatus.OUT_FOR_SIGNATURE.value) | (
        _M.moving_to == ContractStatus.DRAFT.value
    )
    ends_early = _M.moving_to == ContractStatus.TERMINATED.value
    return modal(
        "move-contract", _M.title, _M.moving, _M.close,
        rx.el.div(
            rx.el.p(_M.text),
            rx.cond(
                (_M.moving_to == ContractStatus.COMPLETE.value) | ends_early,
                rx.el.dl(
                    rx.el.dt(say(r.BILLED)), rx.el.dd(_CARD.figures.billed),
                    rx.el.dt(say(r.HELD)), rx.el.dd(_CARD.figures.held),
                    class_name="facts",
                ),
            ),
            rx.cond(before_approval, _form(_M.sign), _form(_M.decide)),
            class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=_M.close),
            rx.el.button(
                icon("check"), _M.title, type="submit", form="move-form", id="move-yes",
                class_name=rx.cond(ends_early, "button button-danger", "button button-primary"),
            ),
        ],
    )  # fmt: skip


def _form(on_submit: object) -> rx.Component:
    return rx.el.form(
        area_field(
            rx.cond(_M.asks_reason, say(r.MOVE_REASON), say(r.MOVE_NOTE)), "move-note", rows="2",
            hint=r.MOVE_NOTE_HINT, wrong=_M.wrong, max_length=200,
        ),
        id="move-form", on_submit=on_submit, method="post", no_validate=True,
    )  # fmt: skip
