"""Courriels: what was written to the client about the contract, and what they answered."""

import reflex as rx

from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import empty

_NONE = Phrase("Aucun courriel", "No email")
_NONE_TEXT = Phrase(
    "Les courriels d’une facture sont sur sa page.", "The emails of an invoice are on its own page."
)


def emails_tab() -> rx.Component:
    return empty(_NONE, _NONE_TEXT, symbol="mail")
