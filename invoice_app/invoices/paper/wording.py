"""The words printed on paper."""

from __future__ import annotations

from invoice_app.shared.phrases import Phrase

INVOICE = Phrase("Facture", "Invoice")
CREDIT_NOTE = Phrase("Note de crédit", "Credit note")
DRAFT = Phrase("Brouillon", "Draft")
BUYER = Phrase("Facturé à", "Billed to")
ATTENTION = Phrase("À l’attention de {name}", "Attention: {name}")
ISSUED = Phrase("Date", "Date")
DUE = Phrase("Échéance", "Due date")
TERMS = Phrase("Conditions", "Terms")
DUE_BY = Phrase("au plus tard le {day}", "due by {day}")
PAID_IN_FULL = Phrase("Payée en entier. Merci !", "Paid in full. Thank you!")

DESCRIPTION = Phrase("Description", "Description")
QUANTITY = Phrase("Quantité", "Quantity")
UNIT_PRICE = Phrase("Prix unitaire", "Unit price")
AMOUNT = Phrase("Montant", "Amount")
LINES = Phrase("Ce qui est facturé", "What is billed")
UNTAXED_MARK = Phrase("NT", "NT")
UNTAXED_LEGEND = Phrase("NT : non taxé", "NT: not taxed")

SUBTOTAL = Phrase("Sous-total", "Subtotal")
TAX_ON = Phrase("sur {base}", "on {base}")
TOTAL = Phrase("Total", "Total")
RECEIVED = Phrase("Reçu le {day}, {method}", "Received {day}, {method}")
TO_PAY = Phrase("À payer", "Amount due")
BALANCE = Phrase("Solde", "Balance")

CREDIT_TOTAL = Phrase("Crédit", "Credit")
CREDITED_INVOICE = Phrase("Facture créditée", "Credited invoice")
CREDITED_ON = Phrase("Datée du", "Dated")
REASON = Phrase("Raison", "Reason")

ONLINE = Phrase("Consulter la facture ou poser une question :", "See the invoice or ask a question:")
QR_TITLE = Phrase("Code QR vers la page de la facture {number}", "QR code to the page of invoice {number}")

GST = Phrase("TPS {number}", "GST {number}")
QST = Phrase("TVQ {number}", "QST {number}")
LICENCE = Phrase("RBQ {number}", "RBQ {number}")
NEQ = Phrase("NEQ {number}", "NEQ {number}")

PROGRESS_NAMES = {
    "progress": Phrase("Demande de paiement", "Application for payment"),
    "release": Phrase("Libération de retenue", "Release of retainage"),
    "final": Phrase("Facture finale", "Final invoice"),
}
"""What a paper under a contract is called, by `Progress.kind`."""
APPLICATION = Phrase("Facture progressive no\u00a0{count}", "Progress invoice no.\u00a0{count}")
CONTRACT = Phrase("Contrat", "Contract")
PERIOD = Phrase("Période", "Period")
PERIOD_SPAN = Phrase("du {start} au {end}", "{start} to {end}")
SUMMARY = Phrase("Sommaire", "Summary")
SUMMARY_LINE = Phrase("Ligne", "Line")
SCHEDULE = Phrase("Ventilation des coûts", "Schedule of values")
ITEM = Phrase("Poste", "Item")
SCHEDULED = Phrase("Montant prévu", "Scheduled value")
PREVIOUS = Phrase("Périodes antérieures", "Previous periods")
THIS_PERIOD = Phrase("Cette période", "This period")
STORED = Phrase("Matériaux entreposés", "Materials stored")
TO_DATE = Phrase("Total à ce jour", "Total to date")
PERCENT = Phrase("%", "%")
LEFT = Phrase("Reste à faire", "Balance to finish")
RETAINAGE = Phrase("Retenue", "Retainage")
COST_CODE = Phrase("Code de coût", "Cost code")
CLAIMED = Phrase("Réclamé", "Claimed")
NET = Phrase("Montant net de la période", "Net amount of the period")
CLAIMED_TOTAL = Phrase("Réclamé pour la période", "Claimed for the period")
NOT_CERTIFIED = Phrase("Réclamé, non certifié", "Claimed, not certified")
ORIGINAL = Phrase("Contrat initial", "Original contract")
CHANGE_ORDER = Phrase("Ordre de changement {number}", "Change order {number}")
GROUP_TOTAL = Phrase("Sous-total", "Subtotal")
ALL_CHANGES = Phrase("Total des ordres de changement", "Total of change orders")
HIDDEN_LINES = Phrase(
    "Lignes sans montant à ce jour, comptées dans les totaux mais non montrées : {count}.",
    "Lines with nothing to date, counted in the totals but not shown: {count}.",
)

CHANGES = Phrase("Ordres de changement", "Change orders")
ADDITIONS = Phrase("Ajouts", "Additions")
DEDUCTIONS = Phrase("Déductions", "Deductions")
NET_CHANGE = Phrase("Net", "Net")
CHANGES_BEFORE = Phrase("Périodes antérieures", "Previous periods")
CHANGES_NOW = Phrase("Cette période", "This period")

SIGNED_SELLER = Phrase("Pour {name}", "For {name}")
SIGNED_NAME = Phrase("Nom et signature", "Name and signature")
SIGNED_ON = Phrase("Date", "Date")
