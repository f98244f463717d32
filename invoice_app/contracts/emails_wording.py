"""The words of a contract's Emails tab."""

from invoice_app.shared.phrases import Phrase

NONE = Phrase("Aucun courriel", "No email")
NONE_TEXT = Phrase(
    "Les courriels des factures de ce contrat, et leurs réponses, apparaissent ici. "
    "Envoyez une facture depuis sa page.",
    "The emails of this contract’s invoices, and their answers, appear here. Send an invoice from its page.",
)
NOT_YOURS = Phrase("Vous ne lisez pas les factures", "You do not read invoices")
NOT_YOURS_TEXT = Phrase(
    "Les courriels d’un contrat sont ceux de ses factures. Demandez le droit de lire les factures "
    "à une personne qui administre les comptes.",
    "The emails of a contract are those of its invoices. Ask someone who administers accounts for the right "
    "to read invoices.",
)
ABOUT_INVOICE = Phrase("Facture {number}", "Invoice {number}")
PAGE = Phrase("Page {number}", "Page {number}")
