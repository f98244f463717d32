"""The words of payments."""

from collections.abc import Mapping

from invoice_app.shared.phrases import Phrase

METHODS: Mapping[str, Phrase] = {
    "transfer": Phrase("Virement", "Transfer"),
    "cheque": Phrase("Chèque", "Cheque"),
    "card": Phrase("Carte", "Card"),
    "cash": Phrase("Comptant", "Cash"),
    "deposit": Phrase("Dépôt direct", "Direct deposit"),
    "other": Phrase("Autre", "Other"),
}
REVERSAL = Phrase("Annulation, {method}", "Reversal, {method}")
