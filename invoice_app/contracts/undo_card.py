"""« Corriger » for an application for payment: a button and a dialog, for any page that knows its invoice."""

import reflex as rx

from invoice_app.contracts.undo_state import UndoApplication
from invoice_app.invoices.correct_card import correct_dialog
from invoice_app.invoices.correction_wording import BILLED_AGAIN, CORRECT
from invoice_app.invoices.reading import InvoiceCard
from invoice_app.shared.permission import Level, Tool
from invoice_app.ui.forms import button
from invoice_app.ui.visitor import sees


def undo_button(card: rx.Var[InvoiceCard]) -> rx.Component:
    """On the invoice's page."""
    return undo_button_for(card.ref)


def undo_button_for(invoice_ref: rx.Var[str]) -> rx.Component:
    """On the application's page: shown to whoever may approve. `undoing()` must be on the page too."""
    return rx.cond(
        sees(Tool.CONTRACTS, Level.ADMIN),
        button(CORRECT, kind="plain", symbol="undo_2", on_click=UndoApplication.ask(invoice_ref)),
    )


def undoing() -> rx.Component:
    """The dialog that the button opens."""
    return correct_dialog("undo", UndoApplication, more=BILLED_AGAIN)
