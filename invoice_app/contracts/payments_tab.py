"""Paiements reçus: what the client has paid on the contract's invoices."""

import reflex as rx

from invoice_app.shared.phrases import Phrase
from invoice_app.ui.feedback import empty

_NONE = Phrase("Aucun paiement reçu", "No payment received")
_NONE_TEXT = Phrase(
    "Un paiement s’enregistre sur la facture qu’il règle.",
    "A payment is recorded on the invoice that it settles.",
)


def payments_tab() -> rx.Component:
    return empty(_NONE, _NONE_TEXT, symbol="banknote")
