"""The words of contracts and of billing by progress."""

from collections.abc import Iterable

from invoice_app.contracts.models import ContractStatus, OrderStatus, OurRole, ProgressKind, ProgressStatus
from invoice_app.contracts.progress import Method
from invoice_app.shared.phrases import Phrase

CONTRACTS = Phrase("Contrats", "Contracts")
CONTRACT = Phrase("Contrat client", "Client contract")
NEW_CONTRACT = Phrase("Nouveau contrat", "New contract")
CONTRACT_NUMBER = Phrase("Numéro de contrat", "Contract number")
TITLE = Phrase("Titre", "Title")
CLIENT = Phrase("Donneur d’ouvrage ou client", "Owner or client")
OUR_ROLE = Phrase("Notre rôle", "Our role")
CURRENCY = Phrase("Devise", "Currency")
SIGNED_ON = Phrase("Signé le", "Signed on")
NOTE = Phrase("Note interne", "Internal note")
STATUS = Phrase("État", "Status")
APPROVE_CONTRACT = Phrase("Approuver le contrat", "Approve the contract")

SCHEDULE = Phrase("Ventilation des coûts", "Schedule of values")
ITEM = Phrase("Poste", "Item")
DESCRIPTION = Phrase("Description", "Description")
SCHEDULED = Phrase("Montant prévu", "Scheduled value")
TAX_CLASS = Phrase("Taxes", "Taxes")
CHANGE_ORDER = Phrase("Ordre de changement", "Change order")
CHANGE_ORDER_HEAD = Phrase("Ordre de changement {number}", "Change order {number}")
UNITS = Phrase("{quantity}{unit} × {price}", "{quantity}{unit} × {price}")
CHANGE_ORDER_MADE = Phrase("Ordre de changement {number} créé", "Change order {number} created")
CHANGE_ORDER_CHANGED = Phrase("Ordre de changement {number} modifié", "Change order {number} edited")
CHANGE_ORDER_APPROVED = Phrase("Ordre de changement {number} approuvé", "Change order {number} approved")
CHANGE_ORDER_VOIDED = Phrase("Ordre de changement {number} annulé", "Change order {number} voided")
ADD_LINE = Phrase("Ajouter un poste", "Add a line")
SECTION = Phrase("Section", "Section")
COST_CODE = Phrase("Code de coût", "Cost code")
QUANTITY = Phrase("Quantité", "Quantity")
UNIT = Phrase("Unité", "Unit")
UNIT_PRICE = Phrase("Prix unitaire", "Unit price")
OWN_RETAINAGE = Phrase("Retenue, %", "Retainage, %")
ROW_AND_COLUMN = Phrase("Ligne {row}, {column}", "Row {row}, {column}")
COLUMN_NAMES = {
    "section": SECTION,
    "item": ITEM,
    "description": DESCRIPTION,
    "cost_code": COST_CODE,
    "quantity": QUANTITY,
    "unit": UNIT,
    "unit_price": UNIT_PRICE,
    "scheduled": SCHEDULED,
    "tax_class": TAX_CLASS,
    "retainage_percent": OWN_RETAINAGE,
}
RETAINAGE = Phrase("Retenue", "Retainage")
RETAINAGE_PERCENT = Phrase("Retenue, en %", "Retainage, in %")
STORED_RETAINAGE_PERCENT = Phrase("Retenue sur les matériaux, en %", "Retainage on materials, in %")

PERIODS = Phrase("Périodes de facturation", "Billing periods")
PERIOD = Phrase("Période de facturation", "Billing period")
OPEN_PERIOD = Phrase("Ouvrir une période", "Open a period")
STARTS_ON = Phrase("Du", "From")
ENDS_ON = Phrase("Au", "To")
DUE_ON = Phrase("Payable le", "Payment due on")
PAYABLE_BY = Phrase("Payable au plus tard le {day}", "Payable by {day}")
PERIOD_OPEN = Phrase("Ouverte", "Open")
PERIOD_CLOSED = Phrase("Fermée", "Closed")
PERIOD_DAYS = Phrase("Du {starts} au {ends}", "{starts} to {ends}")

PROGRESS_INVOICE = Phrase("Demande de paiement no\u00a0{number}", "Application for payment no.\u00a0{number}")
NEW_PROGRESS_INVOICE = Phrase("Nouvelle demande de paiement", "New application for payment")
APPLICATION_STARTED = Phrase(
    "Demande de paiement no\u00a0{number} commencée", "Application no.\u00a0{number} started"
)
APPLICATION_DISCARDED = Phrase(
    "Demande de paiement no\u00a0{number} supprimée", "Application no.\u00a0{number} deleted"
)
APPLICATION_SUBMITTED = Phrase(
    "Demande no\u00a0{number} soumise à la révision", "Application no.\u00a0{number} submitted for review"
)
APPLICATION_RETURNED = Phrase(
    "Demande no\u00a0{number} renvoyée pour correction",
    "Application no.\u00a0{number} sent back for revision",
)
APPLICATION_APPROVED = Phrase(
    "Demande no\u00a0{number} approuvée et émise\u00a0: {invoice}",
    "Application no.\u00a0{number} approved and issued: {invoice}",
)
APPLICATION_CERTIFIED = Phrase(
    "Demande no\u00a0{number} certifiée pour moins que réclamé",
    "Application no.\u00a0{number} certified for less than claimed",
)
CONTRACT_REOPENED = Phrase(
    "Contrat rouvert\u00a0: sa facture finale est annulée", "Contract reopened: its final invoice is void"
)
CONTRACT_COMPLETED = Phrase(
    "Contrat terminé par la facture finale", "Contract completed by its final invoice"
)
KINDS = {
    ProgressKind.PROGRESS: Phrase("Facture de période", "Invoice for the period"),
    ProgressKind.RELEASE: Phrase("Libération de retenue", "Release of retainage"),
    ProgressKind.FINAL: Phrase("Facture finale", "Final invoice"),
}
APPLICATION_VOIDED = Phrase(
    "Demande de paiement no\u00a0{number} annulée", "Application for payment no.\u00a0{number} voided"
)
APPLICATION_CREDITED = Phrase(
    "Demande de paiement no\u00a0{number} créditée par la note {note}",
    "Application for payment no.\u00a0{number} credited by note {note}",
)
PREVIOUS = Phrase("Précédent", "Previous")
THIS_PERIOD = Phrase("Cette période", "This period")
STORED = Phrase("Matériaux entreposés", "Stored materials")
TO_DATE = Phrase("À ce jour", "To date")
PERCENT = Phrase("%", "%")
BALANCE = Phrase("Solde", "Balance")
RELEASE = Phrase("Retenue libérée", "Retainage released")
RELEASE_STORED = Phrase("Retenue libérée sur matériaux", "Retainage released on materials")
TOTAL = Phrase("Total", "Total")
PAYABLE = Phrase("Montant à payer", "Amount payable")
SUBMIT = Phrase("Soumettre à la révision", "Submit for review")
SEND_BACK = Phrase("Renvoyer pour correction", "Send back for revision")
APPROVE = Phrase("Approuver et émettre", "Approve and issue")
DISCARD = Phrase("Supprimer le brouillon", "Delete the draft")

METHODS = {
    Method.PERCENT: Phrase("% à ce jour", "% to date"),
    Method.AMOUNT: Phrase("Montant de la période", "Amount this period"),
    Method.QUANTITY: Phrase("Quantité à ce jour", "Quantity to date"),
}

CONTRACT_STATUSES = {
    ContractStatus.DRAFT: Phrase("Brouillon", "Draft"),
    ContractStatus.OUT_FOR_SIGNATURE: Phrase("À la signature", "Out for signature"),
    ContractStatus.APPROVED: Phrase("Approuvé", "Approved"),
    ContractStatus.COMPLETE: Phrase("Terminé", "Complete"),
    ContractStatus.TERMINATED: Phrase("Résilié", "Terminated"),
}

PROGRESS_STATUSES = {
    ProgressStatus.DRAFT: Phrase("Brouillon", "Draft"),
    ProgressStatus.UNDER_REVIEW: Phrase("En révision", "Under review"),
    ProgressStatus.REVISE: Phrase("À réviser et renvoyer", "Revise and resubmit"),
    ProgressStatus.APPROVED: Phrase("Approuvée", "Approved"),
    ProgressStatus.VOID: Phrase("Annulée", "Void"),
}

ORDER_STATUSES = {
    OrderStatus.DRAFT: Phrase("Brouillon", "Draft"),
    OrderStatus.APPROVED: Phrase("Approuvé", "Approved"),
    OrderStatus.VOID: Phrase("Annulé", "Void"),
}

ROLES = {
    OurRole.GENERAL_CONTRACTOR: Phrase("Entrepreneur général", "General contractor"),
    OurRole.SUBCONTRACTOR: Phrase("Sous-traitant", "Subcontractor"),
    OurRole.SUPPLIER: Phrase("Fournisseur", "Supplier"),
    OurRole.CONSULTANT: Phrase("Consultant", "Consultant"),
}

SUMMARY = {
    "1": Phrase("Montant du contrat à l’origine", "Contract sum at the start"),
    "2": Phrase("Ordres de changement, net", "Change orders, net"),
    "3": Phrase("Montant du contrat à ce jour (1\u00a0+\u00a02)", "Contract sum to date (1\u00a0+\u00a02)"),
    "4": Phrase("Exécuté et entreposé à ce jour", "Completed and stored to date"),
    "5a": Phrase("Retenue sur les travaux", "Retainage on work"),
    "5b": Phrase("Retenue sur les matériaux entreposés", "Retainage on stored materials"),
    "5": Phrase("Retenue totale (5a\u00a0+\u00a05b)", "Total retainage (5a\u00a0+\u00a05b)"),
    "6": Phrase(
        "Acquis, moins la retenue (4\u00a0\u2212\u00a05)",
        "Earned, less retainage (4\u00a0\u2212\u00a05)",
    ),
    "7": Phrase("Demandes précédentes (ligne 6 d’alors)", "Earlier applications (their line 6)"),
    "8": Phrase(
        "Dû pour la période, avant taxes (6\u00a0\u2212\u00a07)",
        "Due for the period, before taxes (6\u00a0\u2212\u00a07)",
    ),
    "9": Phrase(
        "Solde à facturer, retenue comprise (3\u00a0\u2212\u00a06)",
        "Balance to bill, retainage included (3\u00a0\u2212\u00a06)",
    ),
}
STRONG = frozenset({"3", "6", "8"})

MISSING_NUMBER = Phrase("le numéro du contrat", "the contract number")
MISSING_TITLE = Phrase("le titre", "the title")
MISSING_CLIENT = Phrase("le client", "the client")
MISSING_LINES = Phrase("au moins un poste dans la ventilation", "at least one line in the schedule of values")
MISSING_APPROVAL = Phrase("un contrat approuvé", "an approved contract")
MISSING_PERIOD = Phrase("une période de facturation ouverte", "an open billing period")
MISSING_PREVIOUS = Phrase(
    "l’approbation de la demande précédente, no\u00a0{number}",
    "the approval of the previous application, no.\u00a0{number}",
)


def listed(phrases: Iterable[Phrase]) -> Phrase:
    """One after the other, to stand inside a sentence."""
    known = list(phrases)
    return Phrase(", ".join(p.fr for p in known), ", ".join(p.en for p in known))
