"""The words of the PDF tab."""

from invoice_app.invoices.paper.schedule import HEADS
from invoice_app.invoices.wording import AMOUNT, DESCRIPTION, QUANTITY, UNIT_PRICE
from invoice_app.shared.phrases import Phrase

FROZEN = Phrase("PDF de Détails", "Details PDF")
CONFIGURABLE = Phrase("PDF configurable", "Configurable PDF")
MODES = Phrase("Quel PDF", "Which PDF")
PREVIEW_OF = Phrase("Aperçu du PDF configurable", "Preview of the configurable PDF")
FROZEN_HINT = Phrase(
    "Figé quand la facture a été finalisée, et toujours joint à ses courriels.",
    "Frozen when the invoice was finalised, and always attached to its emails.",
)
MAKING = Phrase("Préparation de l’aperçu…", "Preparing the preview…")
UP_TO_DATE = Phrase("L’aperçu est le PDF lui-même.", "The preview is the PDF itself.")
LAST_GOOD = Phrase(
    "L’aperçu montre les dernières options valides. Corrigez ce qui est marqué en rouge.",
    "The preview shows the last valid options. Mend what is marked in red.",
)
DOWNLOAD_THIS = Phrase("Télécharger", "Download")
SEE_PREVIEW = Phrase("Voir l’aperçu", "See the preview")
OPEN_THIS = Phrase("Ouvrir le PDF", "Open the PDF")

LOOK = Phrase("Présentation", "Look")
LANGUAGE = Phrase("Langue", "Language")
LANGUAGES = {
    "document": Phrase("De la facture", "The invoice’s"),
    "fr": Phrase("Français", "French"),
    "en": Phrase("Anglais", "English"),
    "both": Phrase("Français, avec l’anglais", "French, with English"),
}
PAPER = Phrase("Papier", "Paper")
PAPERS = {
    "document": Phrase("Habituel", "Usual"),
    "letter": Phrase("Lettre", "Letter"),
    "legal": Phrase("Légal", "Legal"),
    "a4": Phrase("A4", "A4"),
}
MARGINS = Phrase("Marges", "Margins")
MARGIN_CHOICES = {
    "narrow": Phrase("Étroites", "Narrow"),
    "normal": Phrase("Normales", "Normal"),
    "wide": Phrase("Larges", "Wide"),
}
FONT = Phrase("Police", "Font")
FONTS = {
    "inter": Phrase("Inter", "Inter"),
    "atkinson": Phrase("Atkinson Hyperlegible", "Atkinson Hyperlegible"),
    "source-serif": Phrase("Source Serif", "Source Serif"),
}
ACCENT = Phrase("Couleur", "Colour")
ACCENT_HINT = Phrase("Vide : celle de l’organisation.", "Empty: the organisation’s.")
LOGO = Phrase("Logo", "Logo")

PARTS = Phrase("Ce qui est montré", "What is shown")
PARTS_HINT = Phrase(
    "Les taxes, les numéros de taxes et le nombre de pages restent toujours.",
    "Taxes, tax numbers and the count of pages always stay.",
)
SUMMARY = Phrase("Sommaire, lignes 1 à 9", "Summary, lines 1 to 9")
CHANGES = Phrase("Sommaire des ordres de changement", "Summary of change orders")
RETAINAGE = Phrase("Détail de la retenue (5a, 5b)", "Detail of the retainage (5a, 5b)")
NOTES = Phrase("Note", "Note")
TERMS = Phrase("Conditions de paiement", "Payment terms")
QR = Phrase("Code QR", "QR code")
SIGNATURES = Phrase("Bloc de signatures", "Signatures")

TABLE = Phrase("Lignes", "Lines")
GROUP_BY = Phrase("Grouper par", "Group by")
GROUPINGS = {
    "none": Phrase("Sans groupes", "No groups"),
    "section": Phrase("Section", "Section"),
    "cost_code": Phrase("Code de coût", "Cost code"),
}
DETAIL = Phrase("Détail", "Detail")
DETAILS = {
    "lines": Phrase("Toutes les lignes", "Every line"),
    "groups": Phrase("Totaux des groupes seulement", "Totals of groups only"),
}
CHANGE_ORDERS = Phrase("Ordres de changement", "Change orders")
CHANGE_ORDER_PLACES = {
    "last": Phrase("À la fin", "At the end"),
    "inline": Phrase("Avec les autres lignes", "Among the other lines"),
}
DECIMALS = Phrase("Décimales des pourcentages", "Decimals of percentages")
DECIMAL_CHOICES = {"0": Phrase("0", "0"), "1": Phrase("1", "1"), "2": Phrase("2", "2")}
HIDE_ZERO = Phrase("Cacher les lignes à zéro", "Hide lines at zero")
COLUMNS = Phrase("Colonnes", "Columns")
COLUMNS_HINT = Phrase(
    "Une colonne que rien ne remplit n’est pas imprimée.", "A column that nothing fills is not printed."
)
EARLIER = Phrase("Plus tôt : {column}", "Earlier: {column}")
LATER = Phrase("Plus tard : {column}", "Later: {column}")

WORDS = Phrase("Textes", "Texts")
HEADER = Phrase("En-tête", "Header")
FOOTER = Phrase("Pied de page", "Footer")
WORDS_HINT = Phrase(
    "Texte simple. Entre accolades : {number}, {contract}, {period}, {date}, {client}, {organisation}, "
    "{page}, {pages}.",
    "Plain text. In braces: {number}, {contract}, {period}, {date}, {client}, {organisation}, "
    "{page}, {pages}.",
)
WATERMARK = Phrase("Filigrane", "Watermark")
WATERMARK_HINT = Phrase("Un mot ou deux, en travers de chaque page.", "A word or two across each page.")

SAVE_FOR = Phrase("Enregistrer pour", "Save for")
THIS_INVOICE = Phrase("Cette facture", "This invoice")
THIS_CONTRACT = Phrase("Ce contrat", "This contract")
THE_ORGANISATION = Phrase("L’organisation", "The organisation")
SAVED_FOR = {
    "invoice": Phrase("Options enregistrées pour cette facture.", "Options saved for this invoice."),
    "contract": Phrase(
        "Options enregistrées pour toutes les factures de ce contrat.",
        "Options saved for every invoice of this contract.",
    ),
    "organisation": Phrase(
        "Options enregistrées pour toutes les factures.", "Options saved for every invoice."
    ),
}
IN_FORCE = {
    "": Phrase("Options usuelles.", "Usual options."),
    "invoice": Phrase("Options de cette facture.", "This invoice’s options."),
    "contract": Phrase("Options de ce contrat.", "This contract’s options."),
    "organisation": Phrase("Options de l’organisation.", "The organisation’s options."),
}
UNSAVED = Phrase("Modifiées, pas encore enregistrées.", "Changed, not saved yet.")
GO_BACK_TO = {
    "contract": Phrase("Revenir aux options du contrat", "Go back to the contract’s options"),
    "organisation": Phrase("Revenir aux options de l’organisation", "Go back to the organisation’s options"),
    "": Phrase("Revenir aux options usuelles", "Go back to the usual options"),
}
GO_BACK_TEXT = {
    "invoice": Phrase(
        "Les options enregistrées pour cette facture seront retirées.",
        "The options saved for this invoice will be removed.",
    ),
    "contract": Phrase(
        "Les options enregistrées pour ce contrat seront retirées, pour toutes ses factures.",
        "The options saved for this contract will be removed, for all of its invoices.",
    ),
    "organisation": Phrase(
        "Les options enregistrées pour l’organisation seront retirées, pour toutes les factures.",
        "The options saved for the organisation will be removed, for every invoice.",
    ),
}
GONE_BACK = Phrase("Options retirées.", "Options removed.")
FORGET = Phrase("Retirer", "Remove")

COLUMN_WORDS = {**HEADS, "percent": Phrase("Pourcentage", "Percentage")}
LINE_COLUMN_WORDS = {
    "description": DESCRIPTION,
    "quantity": QUANTITY,
    "unit_price": UNIT_PRICE,
    "amount": AMOUNT,
}

SEND_TOO = Phrase("PDF configurable", "Configurable PDF")
SEND_TOO_HINT = Phrase(
    "Fait à l’envoi avec les options en force, qui sont alors enregistrées pour cette facture.",
    "Made as it is sent with the options in force, which are then saved for this invoice.",
)
SEE_OPTIONS = Phrase("Voir les options", "See the options")

USUAL = Phrase("Options usuelles", "Usual options")
YES = Phrase("oui", "yes")
NO = Phrase("non", "no")
FIELDS = {
    "language": LANGUAGE,
    "paper": PAPER,
    "margins": MARGINS,
    "accent": ACCENT,
    "font": FONT,
    "logo": LOGO,
    "summary": SUMMARY,
    "changes": CHANGES,
    "retainage": RETAINAGE,
    "notes": NOTES,
    "terms": TERMS,
    "qr": QR,
    "signatures": SIGNATURES,
    "columns": COLUMNS,
    "line_columns": COLUMNS,
    "group_by": GROUP_BY,
    "detail": DETAIL,
    "hide_zero": HIDE_ZERO,
    "change_orders": CHANGE_ORDERS,
    "percent_decimals": DECIMALS,
    "header": HEADER,
    "footer": FOOTER,
    "watermark": WATERMARK,
}
"""What each field of the options is called."""
CHOICES: dict[str, dict[str, Phrase]] = {
    "language": LANGUAGES,
    "paper": PAPERS,
    "margins": MARGIN_CHOICES,
    "font": FONTS,
    "group_by": GROUPINGS,
    "detail": DETAILS,
    "change_orders": CHANGE_ORDER_PLACES,
    "columns": COLUMN_WORDS,
    "line_columns": LINE_COLUMN_WORDS,
}
"""What the values of a field are called."""
