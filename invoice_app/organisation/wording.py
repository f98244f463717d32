"""The words of the organisation's own pages."""

from invoice_app.shared.phrases import Phrase

PROVINCES = {
    "QC": Phrase("Québec", "Quebec"),
    "ON": Phrase("Ontario", "Ontario"),
    "NB": Phrase("Nouveau-Brunswick", "New Brunswick"),
    "NS": Phrase("Nouvelle-Écosse", "Nova Scotia"),
    "PE": Phrase("Île-du-Prince-Édouard", "Prince Edward Island"),
    "NL": Phrase("Terre-Neuve-et-Labrador", "Newfoundland and Labrador"),
    "MB": Phrase("Manitoba", "Manitoba"),
    "SK": Phrase("Saskatchewan", "Saskatchewan"),
    "AB": Phrase("Alberta", "Alberta"),
    "BC": Phrase("Colombie-Britannique", "British Columbia"),
    "YT": Phrase("Yukon", "Yukon"),
    "NT": Phrase("Territoires du Nord-Ouest", "Northwest Territories"),
    "NU": Phrase("Nunavut", "Nunavut"),
}

LANGUAGES = [("fr", Phrase("Français", "Français")), ("en", Phrase("English", "English"))]
CURRENCIES = [
    ("CAD", Phrase("Dollar canadien (CAD)", "Canadian dollar (CAD)")),
    ("USD", Phrase("Dollar américain (USD)", "US dollar (USD)")),
    ("EUR", Phrase("Euro (EUR)", "Euro (EUR)")),
]
TIME_ZONES = [
    ("America/Montreal", Phrase("Est — Québec, Toronto", "Eastern — Quebec, Toronto")),
    ("America/Halifax", Phrase("Atlantique — Halifax, Moncton", "Atlantic — Halifax, Moncton")),
    ("America/St_Johns", Phrase("Terre-Neuve — Saint-Jean", "Newfoundland — St. John’s")),
    ("America/Blanc-Sablon", Phrase("Basse-Côte-Nord — Blanc-Sablon", "Lower North Shore — Blanc-Sablon")),
    ("America/Winnipeg", Phrase("Centre — Winnipeg", "Central — Winnipeg")),
    ("America/Regina", Phrase("Saskatchewan — Regina", "Saskatchewan — Regina")),
    ("America/Edmonton", Phrase("Rocheuses — Edmonton, Calgary", "Mountain — Edmonton, Calgary")),
    ("America/Whitehorse", Phrase("Yukon — Whitehorse", "Yukon — Whitehorse")),
    ("America/Vancouver", Phrase("Pacifique — Vancouver", "Pacific — Vancouver")),
    ("Europe/Paris", Phrase("Europe — Paris", "Europe — Paris")),
    ("UTC", Phrase("Temps universel (UTC)", "Universal time (UTC)")),
]
PAPERS = [("letter", Phrase("Lettre (8,5 × 11 po)", "Letter (8.5 × 11 in)")), ("a4", Phrase("A4", "A4"))]

TITLE = Phrase("Organisation", "Organisation")
UNDER = Phrase(
    "Ce qui figure sur vos factures. Les factures déjà émises gardent ce qu’elles disaient.",
    "What stands on your invoices. Invoices already issued keep what they said.",
)
IDENTITY = Phrase("Identité", "Identity")
NAME = Phrase("Nom", "Name")
NAME_HINT = Phrase("Celui que vos membres connaissent.", "The one your members know.")
LEGAL_NAME = Phrase("Nom légal", "Legal name")
LEGAL_NAME_HINT = Phrase(
    "S’il diffère ; il figure sur les factures.", "If it differs; it stands on invoices."
)
ADDRESS = Phrase("Coordonnées", "Contact details")
STREET = Phrase("Rue", "Street")
CITY = Phrase("Ville", "City")
PROVINCE = Phrase("Province", "Province")
POSTAL_CODE = Phrase("Code postal", "Postal code")
EMAIL = Phrase("Courriel de l’organisation", "Organisation’s email")
EMAIL_HINT = Phrase("Imprimé sur les factures.", "Printed on invoices.")
PHONE = Phrase("Téléphone", "Phone")
WEBSITE = Phrase("Site web", "Website")
NUMBERS = Phrase("Taxes et numéros", "Taxes and numbers")
NUMBERS_UNDER = Phrase(
    "Sans numéro de TPS et de TVQ, aucune taxe n’est perçue. Ils sont imprimés sur chaque facture.",
    "Without GST and QST numbers, no tax is charged. They are printed on every invoice.",
)
GST_NUMBER = Phrase("Numéro de TPS", "GST number")
QST_NUMBER = Phrase("Numéro de TVQ", "QST number")
NEQ = Phrase("NEQ", "NEQ")
NEQ_HINT = Phrase("Numéro d’entreprise du Québec, 10 chiffres.", "Québec enterprise number, 10 digits.")
LICENCE = Phrase("Licence RBQ", "RBQ licence")
LICENCE_HINT = Phrase("Pour les entrepreneurs en construction.", "For construction contractors.")
HABITS = Phrase("Langue, heure et monnaie", "Language, time and currency")
LANGUAGE = Phrase("Langue principale", "Main language")
TIME_ZONE = Phrase("Fuseau horaire", "Time zone")
CURRENCY = Phrase("Monnaie", "Currency")
PAPER = Phrase("Factures sur papier", "Invoices on paper")
LOGO = Phrase("Logo", "Logo")
LOGO_HOW = Phrase(
    "PNG ou JPEG, moins de 5 Mo. Le fond transparent est gardé.",
    "PNG or JPEG, under 5 MB. A transparent background is kept.",
)
LOGO_CHOOSE = Phrase("Choisir une image, ou la déposer ici", "Choose an image, or drop it here")
LOGO_REMOVE = Phrase("Retirer le logo", "Remove the logo")
LOGO_IS = Phrase("Logo actuel", "Present logo")
LOGO_SAVED = Phrase("Le logo est enregistré.", "The logo is saved.")
LOGO_GONE = Phrase("Le logo est retiré.", "The logo is removed.")
ACCENT = Phrase("Couleur d’accent", "Accent colour")
ACCENT_HINT = Phrase("Des titres et des filets de vos factures.", "Of the titles and rules of your invoices.")
PAPER_SIZE = Phrase("Format du papier", "Paper size")
TERMS = Phrase("Délai de paiement", "Payment terms")
TERMS_HINT = Phrase(
    "Jours entre la date et l’échéance d’une facture.", "Days between an invoice’s date and its due date."
)
SAVED = Phrase("L’organisation est à jour.", "The organisation is up to date.")
LOOK_ONLY = Phrase(
    "Vous pouvez voir ces réglages. Pour les changer, demandez à une personne qui administre l’organisation.",
    "You can see these settings. To change them, ask someone who administers the organisation.",
)
MAIL = Phrase("Courriels", "Email")
MAIL_UNDER = Phrase(
    "Par où partent les factures, et comment les réponses reviennent.",
    "Which way invoices leave, and how replies come back.",
)
OPEN_MAIL = Phrase("Configurer l’envoi des courriels", "Set up sending email")
LETTERS = Phrase("Modèles de courriels", "Email templates")
