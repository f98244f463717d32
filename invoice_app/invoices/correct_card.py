"""The dialog « Corriger », and what an invoice's page says of a correction."""

from typing import Any

import reflex as rx

from invoice_app.invoices import correction_wording as h
from invoice_app.invoices.correct_state import Correcting
from invoice_app.invoices.reading import InvoiceCard
from invoice_app.shared.phrases import Phrase
from invoice_app.ui.dialogs import modal
from invoice_app.ui.feedback import notice
from invoice_app.ui.forms import area_field, button, link_button
from invoice_app.ui.icons import icon
from invoice_app.ui.locale import say
from invoice_app.ui.wording import CANCEL


def correct_button(card: rx.Var[InvoiceCard]) -> rx.Component:
    return button(h.CORRECT, kind="plain", symbol="undo_2", on_click=Correcting.ask(card.ref))


def correcting() -> rx.Component:
    return correct_dialog("correct", Correcting)


def correct_dialog(dialog_id: str, state: Any, more: Phrase | None = None) -> rx.Component:
    """Asks how and why. `state` has `asking`, `offer`, `wrong`, `close` and `correct`, as `Correcting`.

    `more` is what else happens, for an invoice that another room stands on.
    """
    return modal(
        dialog_id,
        say(h.CORRECT_TITLE, number=state.offer.number),
        state.asking,
        state.close,
        rx.el.form(
            rx.el.p(say(h.CORRECT_TEXT), " ", say(more) if more else None),
            rx.el.fieldset(
                rx.el.legend(say(h.HOW), class_name="hidden-visually"),
                _way("credit", h.CREDIT_IT, say(h.CREDIT_HINT), checked=True),
                rx.cond(state.offer.why_not == "", _way("void", h.VOID_IT, say(h.VOID_HINT))),
                class_name="choices",
            ),
            rx.cond(
                state.offer.why_not != "",
                rx.el.p(
                    rx.el.span(say(h.NO_VOID), class_name="strong"), " ", state.offer.why_not,
                    class_name="small soft",
                ),
            ),
            area_field(
                h.REASON,
                "reason",
                hint=h.REASON_HINT,
                wrong=state.wrong["reason"],
                rows=2,
                max_length=500,
                auto_focus=True,
            ),
            id=f"{dialog_id}-form",
            on_submit=state.correct,
            method="post",
            no_validate=True,
            class_name="stack",
        ),
        foot=[
            button(CANCEL, kind="plain", on_click=state.close),
            rx.el.button(
                icon("undo_2"),
                say(h.CORRECT),
                type="submit",
                form=f"{dialog_id}-form",
                class_name="button button-danger",
            ),
        ],
    )  # fmt: skip


def standing(card: rx.Var[InvoiceCard], base: str) -> rx.Component:
    """What a correction made of this invoice; `base` is where the other one is shown."""
    return rx.fragment(
        rx.cond(card.is_void, notice(rx.el.p(say(h.IS_VOID)), tone="amber", symbol="ban")),
        rx.cond(
            card.note_ref != "",
            notice(
                rx.el.div(
                    rx.el.div(
                        rx.el.p(say(h.CREDITED_BY, number=card.note_number)),
                        rx.cond(card.surplus != "", rx.el.p(say(h.SURPLUS, amount=card.surplus))),
                        class_name="stack-small standing-words",
                    ),
                    link_button(h.SEE_CREDIT, f"{base}/{card.note_ref}"),
                    class_name="standing",
                ),
                tone="amber",
                symbol="undo_2",
            ),
        ),
        rx.cond(
            card.credits_ref != "",
            notice(
                rx.el.div(
                    rx.el.div(
                        rx.el.p(say(h.CREDITS, number=card.credits_number)),
                        rx.el.p(say(h.BECAUSE, reason=card.reason), class_name="standing-reason"),
                        class_name="stack-small standing-words",
                    ),
                    link_button(h.SEE_CREDITED, f"{base}/{card.credits_ref}"),
                    class_name="standing",
                ),
                symbol="undo_2",
            ),
        ),
    )


def _way(value: str, label: Phrase, hint: rx.Component, *, checked: bool = False) -> rx.Component:
    return rx.el.label(
        rx.el.input(type="radio", name="way", value=value, default_checked=checked),
        rx.el.span(say(label), rx.el.span(hint, class_name="small soft"), class_name="stack-small"),
        class_name="choice",
    )
