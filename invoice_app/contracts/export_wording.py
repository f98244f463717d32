"""The words of what leaves the program: files of an application, and what the check of one says."""

from invoice_app.contracts.models import ProgressKind
from invoice_app.shared.phrases import Phrase

EXPORT = Phrase("Exporter", "Export")
AS_PDF = Phrase("PDF", "PDF")
AS_ZIP = Phrase("PDF et pièces jointes (ZIP)", "PDF and attachments (ZIP)")
AS_XLSX = Phrase("Excel, avec les formules (XLSX)", "Excel, with formulas (XLSX)")
AS_CSV = Phrase("Tableau (CSV)", "Table (CSV)")
AS_JSON = Phrase("Données ouvertes, pour vérification (JSON)", "Open data, for an audit (JSON)")

FILE_NAME = Phrase("{contract} - demande {number}", "{contract} - application {number}")
CONTRACT_FOLDER = Phrase("Contrat", "Contract")
APPLICATION_FOLDER = Phrase("Demande de paiement", "Application for payment")

SUMMARY_SHEET = Phrase("Sommaire", "Summary")
SCHEDULE_SHEET = Phrase("Ventilation", "Schedule")
SECTION = Phrase("Groupe", "Group")
COST_CODE = Phrase("Code de coût", "Cost code")
ENTERED = Phrase("Entré", "Entered")
BEFORE = Phrase("avant", "before")
NOW = Phrase("cette période", "this period")
WORK_TO_DATE = Phrase("Travaux à ce jour", "Work to date")
STORED_BEFORE = Phrase("Entreposé avant", "Stored before")
RETAINAGE_BEFORE = Phrase("Retenue avant", "Retainage before")
RETAINAGE_ON_WORK = Phrase("Retenue sur travaux", "Retainage on work")
RETAINAGE_ON_STORED = Phrase("Retenue sur matériaux", "Retainage on materials")
NET = Phrase("Net de la période", "Net this period")
TAXED = Phrase("Taxé cette période", "Taxed this period")
WITHOUT_SECTION = Phrase("Sans groupe", "No group")
ORIGINAL = Phrase("Contrat initial", "Original contract")
SUBTOTAL = Phrase("Sous-total, {name}", "Subtotal, {name}")
CHANGE_ORDERS = Phrase("Ordres de changement", "Change orders")
PERCENT_COMPLETE = Phrase("% exécuté", "% complete")
CHANGE_SUMMARY = Phrase("Sommaire des ordres de changement", "Summary of change orders")
ADDITIONS = Phrase("Ajouts", "Additions")
DEDUCTIONS = Phrase("Déductions", "Deductions")
EARLIER_PERIODS = Phrase("Périodes précédentes", "Earlier periods")
TAXES = Phrase("Taxes", "Taxes")
TAX_BASE = Phrase("Montant taxé", "Amount taxed")
TAX_RATE = Phrase("Taux", "Rate")
AMOUNT = Phrase("Montant", "Amount")
INVOICE = Phrase("Facture", "Invoice")
PAGE = Phrase("Page {page} de {pages}", "Page {page} of {pages}")
DRAFT_FIGURES = Phrase("Brouillon\u00a0: chiffres provisoires", "Draft: figures may change")
CERTIFIED_FIGURES = Phrase("Montants certifiés par le client", "Amounts certified by the client")

CLAIMED = Phrase("Réclamé", "Claimed")
CERTIFIED = Phrase("Certifié", "Certified")
KINDS = {
    ProgressKind.PROGRESS: Phrase("avancement", "progress"),
    ProgressKind.RELEASE: Phrase("libération de retenue", "release of retainage"),
    ProgressKind.FINAL: Phrase("finale", "final"),
}
HEAD = Phrase(
    "Demande de paiement no\u00a0{number} ({kind}, {status}), {starts} au {ends}",
    "Application for payment no.\u00a0{number} ({kind}, {status}), {starts} to {ends}",
)
AGREES = Phrase(
    "Tout concorde\u00a0: les chiffres du fichier sont ceux que donnent les données d’entrée ({count}).",
    "All agrees: the figures in the file are those that the inputs give ({count}).",
)
DISAGREES = Phrase(
    "Ne concorde pas\u00a0: {count} écart(s). Le fichier a été modifié, ou calculé autrement.",
    "Does not agree: {count} difference(s). The file was changed, or computed otherwise.",
)
APPLICATION_AGREES = Phrase("Les chiffres du fichier concordent.", "The figures in the file agree.")
DIFFERENCES = Phrase("Écarts", "Differences")
DIFFERENCE = Phrase(
    "{where}\u00a0: dans le fichier {in_file}, calculé {computed}",
    "{where}: in file {in_file}, computed {computed}",
)
ABSENT = Phrase("absent", "absent")
LINE_CALLED = Phrase("poste {name}", "line {name}")
CANNOT_STAND = Phrase("Ne peut pas tenir, {where}\u00a0: {says}", "Cannot stand, {where}: {says}")
RECONSTRUCTED = Phrase(
    "Données d’entrée reconstituées\u00a0: cette demande a été approuvée avant qu’elles soient conservées.",
    "Inputs reconstructed: this application was approved before they were kept.",
)
