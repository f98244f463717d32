"""The words of a contract's own page: its statuses, its periods, its history and its tabs."""

from invoice_app.contracts.models import ContractStatus
from invoice_app.shared.phrases import Phrase

# History: what was done.
MADE = Phrase("Contrat créé", "Contract created")
EDITED = Phrase("Conditions modifiées", "Terms edited")
SCHEDULE_EDITED = Phrase(
    "Ventilation modifiée\u00a0: {added} poste(s) ajouté(s), {removed} retiré(s), {changed} changé(s)",
    "Schedule of values edited: {added} line(s) added, {removed} removed, {changed} changed",
)
SCHEDULE_ORDERED = Phrase("Ordre des postes changé", "Order of the lines changed")
SCHEDULE_SAID = Phrase("{count} poste(s), {sum}", "{count} line(s), {sum}")
STATUS_CHANGED = Phrase("État changé", "Status changed")
STATUS_CHANGED_NOTED = Phrase("État changé\u00a0: {note}", "Status changed: {note}")
PERIOD_OPENED = Phrase("Période ouverte", "Period opened")
PERIOD_EDITED = Phrase("Période modifiée", "Period edited")
PERIOD_DELETED = Phrase("Période supprimée", "Period deleted")
PERIOD_REOPENED = Phrase("Période rouverte", "Period reopened")
PERIOD_SAID = Phrase("Du {starts} au {ends}, payable le {due}", "{starts} to {ends}, due {due}")
NEXT_POSSIBLE = Phrase("Il peut devenir\u00a0: {statuses}.", "It can become: {statuses}.")

# Facts.
NUMBER = Phrase("Numéro", "Number")
CLIENT = Phrase("Client", "Client")
CONTACTS = Phrase("Factures envoyées à", "Invoices sent to")
ALL_CONTACTS = Phrase(
    "toutes les personnes du client qui reçoivent les factures",
    "all of the client’s people who receive invoices",
)
PROVINCE = Phrase("Province des travaux", "Province of the work")
STARTS_ON = Phrase("Début des travaux", "Work starts on")
ENDS_ON = Phrase("Fin des travaux", "Work ends on")
TAX_CLASS = Phrase("Taxes d’un poste, par défaut", "Taxes of a line, by default")
RETAINAGE = Phrase("Retenue", "Retainage")
STORED_RETAINAGE = Phrase("Retenue sur les matériaux", "Retainage on materials")
SAME_AS_WORK = Phrase("la même que sur les travaux", "the same as on work")
ROUNDING = Phrase("Arrondi de la retenue", "Rounding of retainage")
ROUNDINGS = {
    "line": Phrase("au cent, poste par poste", "to the cent, line by line"),
    "total": Phrase("au cent sur le total, réparti sur les postes", "to the cent on the total, shared out"),
}
TAX_ON_HOLDBACK = Phrase("Taxes sur la retenue", "Taxes on the retainage")
TAXES_ON_HOLDBACK = {
    "deferred": Phrase("à la libération de la retenue", "when the retainage is released"),
    "immediate": Phrase("tout de suite, avec les travaux", "at once, with the work"),
}
OVER_BILLING = Phrase("Facturer plus que prévu", "Billing more than scheduled")
OVER_BILLINGS = {
    "block": Phrase("refusé", "refused"),
    "reason": Phrase("permis, avec une raison écrite", "allowed, with a written reason"),
}
INCLUSIONS = Phrase("Inclusions", "Inclusions")
EXCLUSIONS = Phrase("Exclusions", "Exclusions")
PRIVATE = Phrase("Privé", "Private")
YES = Phrase("oui", "yes")
NO = Phrase("non", "no")
NONE = Phrase("—", "—")

# Figures.
FIGURES = Phrase("Où en est le contrat", "Where the contract stands")
ORIGINAL = Phrase("Montant d’origine", "Original sum")
CHANGES = Phrase("Ordres de changement", "Change orders")
REVISED = Phrase("Montant révisé", "Revised sum")
BILLED = Phrase("Facturé à ce jour", "Billed to date")
BILLED_HINT = Phrase("certifié, avant taxes, retenue déduite", "certified, before taxes, less retainage")
HELD = Phrase("Retenu maintenant", "Retained now")
PERCENT_DONE = Phrase("Avancement", "Progress")

# Tabs.
ORDERS_TAB = Phrase("Ordres de changement", "Change orders")
PAYMENTS_TAB = Phrase("Paiements reçus", "Payments received")
EMAILS_TAB = Phrase("Courriels", "Emails")
HISTORY_TAB = Phrase("Historique", "History")
BILLING = Phrase("Facturation", "Billing")
SCOPE = Phrase("Ce qui est compris, ce qui ne l’est pas", "What is included, and what is not")
HISTORY_SHOWN = Phrase("{first}–{last}", "{first}–{last}")

# Schedule.
LOCKED = Phrase(
    "La ventilation est verrouillée depuis l’approbation\u00a0: elle change seulement par un ordre "
    "de changement.",
    "The schedule of values is locked since the approval: it changes only by a change order.",
)
LOCKED_UNTIL_BACK = Phrase(
    "La ventilation est verrouillée pendant que le contrat est à la signature. "
    "Ramenez-le en brouillon pour la corriger.",
    "The schedule of values is locked while the contract is out for signature. "
    "Take it back to draft to correct it.",
)
QUANTITY = Phrase("Quantité", "Quantity")
UNIT = Phrase("Unité", "Unit")
UNIT_PRICE = Phrase("Prix unitaire", "Unit price")
COST_CODE = Phrase("Code de coût", "Cost code")
SECTION = Phrase("Section", "Section")
NO_SECTION = Phrase("Sans section", "No section")
CONTINUED = Phrase("{section} (suite)", "{section} (continued)")
LINES_SHOWN = Phrase("{first}–{last} sur {count}", "{first}–{last} of {count}")
APPROVED_ORDERS = Phrase("Ordres de changement approuvés", "Approved change orders")

# Change orders.
NEW_ORDER = Phrase("Nouvel ordre de changement", "New change order")
ORDER_NUMBER = Phrase("Numéro", "Number")
ORDER_TITLE = Phrase("Titre", "Title")
ORDER_DESCRIPTION = Phrase("Description", "Description")
AMOUNT = Phrase("Montant", "Amount")
APPROVED_ON = Phrase("Approuvé le", "Approved on")
APPROVED_BY = Phrase("Approuvé par", "Approved by")
ENTERS = Phrase("Entre dans", "Enters")
ENTERED = Phrase("demande no\u00a0{number}", "application no.\u00a0{number}")
ENTERS_NEXT = Phrase("la prochaine demande", "the next application")
WILL_ENTER = Phrase(
    "Il entrera dans la demande de paiement no\u00a0{number}, qui n’est pas encore émise.",
    "It will enter application for payment no.\u00a0{number}, which is not issued yet.",
)
WILL_ENTER_OPEN = Phrase(
    "Il entrera dans la demande de la période ouverte, {period}.",
    "It will enter the application of the open period, {period}.",
)
WILL_ENTER_LATER = Phrase(
    "Il entrera dans la première demande dont la période finit le {day} ou après.",
    "It will enter the first application whose period ends on or after {day}.",
)
NO_ORDERS = Phrase("Aucun ordre de changement", "No change order")
NO_ORDERS_TEXT = Phrase(
    "Un ordre de changement ajoute ou retranche des postes à un contrat approuvé, "
    "sans toucher à la ventilation d’origine.",
    "A change order adds lines to an approved contract, or deducts some, "
    "and leaves the original schedule alone.",
)
NO_ORDERS_DRAFT = Phrase(
    "Tant que le contrat n’est pas approuvé, on corrige la ventilation elle-même.",
    "Until the contract is approved, the schedule of values itself is edited.",
)
ORDER_NOT_FOUND = Phrase("Ordre de changement introuvable", "Change order not found")
ORDER_NOT_FOUND_TEXT = Phrase(
    "Cet ordre de changement n’existe pas. Revenez au contrat pour continuer.",
    "This change order does not exist. Go back to the contract to continue.",
)
ORDER_LINES = Phrase("Postes de l’ordre de changement", "Lines of the change order")
ORDER_LINES_HINT = Phrase(
    "Une déduction s’écrit avec un montant négatif\u00a0: −3\u00a0200,00. Une quantité va avec un prix "
    "unitaire, et le montant se calcule. Entrée passe à la case du dessous.",
    "A deduction is written as a negative amount: −3,200.00. A quantity goes with a unit price, "
    "and the amount is computed. Enter goes to the box below.",
)
ORDER_TOTAL = Phrase("Total de l’ordre de changement", "Total of the change order")
ORDER_SAVED = Phrase("Ordre de changement enregistré.", "Change order saved.")
APPROVE_ORDER = Phrase("Approuver l’ordre de changement", "Approve the change order")
APPROVE_ORDER_TEXT = Phrase(
    "Ses postes s’ajouteront au contrat et ne changeront plus.",
    "Its lines will be added to the contract and will not change any more.",
)
ORDER_APPROVED = Phrase("Ordre de changement approuvé.", "Change order approved.")
APPROVAL_DAY = Phrase("Jour de l’approbation", "Day of the approval")
VOID_ORDER = Phrase("Annuler l’ordre de changement", "Void the change order")
VOID_ORDER_SHORT = Phrase("Annuler cet ordre", "Void this order")
VOID_ORDER_TEXT = Phrase(
    "Il garde son numéro et reste dans la liste, mais ses postes ne comptent plus. "
    "On ne peut pas revenir en arrière.",
    "It keeps its number and stays in the list, but its lines no longer count. This cannot be undone.",
)
ORDER_VOIDED = Phrase("Ordre de changement annulé.", "Change order voided.")
ORDER_NOT_YET = Phrase(
    "Rien n’est encore enregistré\u00a0: {count} case(s) à corriger, marquées en rouge. "
    "Ce que vous avez tapé reste ici.",
    "Nothing is saved yet: {count} box(es) to correct, marked in red. What you typed stays here.",
)
ORDER_BEHIND = Phrase(
    "{who} a changé cet ordre pendant qu’il était ouvert ici ({what}, {when}). Ce que vous avez tapé reste "
    "ici, mais ne peut plus être enregistré par-dessus\u00a0: notez ce qui compte, puis repartez de la "
    "version enregistrée.",
    "{who} changed this order while it was open here ({what}, {when}). What you typed stays here, "
    "but can no longer be saved over it: note what matters, then start again from the saved version.",
)
RUNNING_TOTAL = Phrase("Montant du contrat avec cet ordre", "Contract sum with this order")

# Statuses.
TO_SIGN = Phrase("Envoyer à la signature", "Send for signature")
BACK_TO_DRAFT = Phrase("Ramener en brouillon", "Take back to draft")
COMPLETE = Phrase("Marquer terminé", "Mark as complete")
REOPEN = Phrase("Rouvrir", "Reopen")
TERMINATE = Phrase("Résilier", "Terminate")
RESUME = Phrase("Remettre en vigueur", "Put back in force")
MOVE_NOTE = Phrase("Note", "Note")
MOVE_NOTE_HINT = Phrase("Gardée dans l’historique.", "Kept in the history.")
MOVE_REASON = Phrase("Raison", "Reason")
MOVED = Phrase("État changé.", "Status changed.")
MOVE_TEXTS = {
    ContractStatus.OUT_FOR_SIGNATURE: Phrase(
        "Les conditions et la ventilation sont verrouillées pendant que le client signe. "
        "Vous pourrez le ramener en brouillon.",
        "The terms and the schedule are locked while the client signs. You can take it back to draft.",
    ),
    ContractStatus.DRAFT: Phrase(
        "Les conditions et la ventilation pourront être modifiées de nouveau.",
        "The terms and the schedule can be edited again.",
    ),
    ContractStatus.COMPLETE: Phrase(
        "Les travaux sont finis. La retenue peut encore être libérée et facturée.",
        "The work is done. The retainage can still be released and billed.",
    ),
    ContractStatus.TERMINATED: Phrase(
        "Plus rien ne pourra être facturé sur ce contrat, pas même la retenue\u00a0: libérez-la d’abord, "
        "si elle est due.",
        "Nothing more can be billed on this contract, not even the retainage: release it first if it is due.",
    ),
    ContractStatus.APPROVED: Phrase(
        "Le contrat pourra de nouveau être facturé.", "The contract can be billed again."
    ),
}


def move_title(status: str, to: ContractStatus) -> Phrase:
    """What a move is called on its button."""
    if to == ContractStatus.APPROVED:
        return RESUME if status == ContractStatus.TERMINATED else REOPEN
    return _MOVES[to]


_MOVES = {
    ContractStatus.OUT_FOR_SIGNATURE: TO_SIGN,
    ContractStatus.DRAFT: BACK_TO_DRAFT,
    ContractStatus.COMPLETE: COMPLETE,
    ContractStatus.TERMINATED: TERMINATE,
}
TERMINATED_NOTICE = Phrase(
    "Ce contrat est résilié\u00a0: rien n’y est plus facturé. S’il reste une retenue à libérer, "
    "remettez-le en vigueur, libérez-la, puis résiliez-le de nouveau.",
    "This contract is terminated: nothing more is billed on it. If some retainage is still to be released, "
    "put it back in force, release it, then terminate it again.",
)
SIGNING_NOTICE = Phrase(
    "Ce contrat est à la signature. Quand les deux parties ont signé, approuvez-le pour le facturer.",
    "This contract is out for signature. Once both sides have signed, approve it to bill it.",
)

# Applications and periods.
KIND = Phrase("Genre", "Kind")
CLAIMED = Phrase("Réclamé", "Claimed")
CERTIFIED = Phrase("Certifié", "Certified")
PAYMENT = Phrase("Paiement", "Payment")
BEFORE_TAXES = Phrase("Montants avant taxes.", "Amounts before taxes.")
NOTHING_YET = Phrase(
    "Une période est ouverte\u00a0: {period}. Produisez sa facture pour entrer l’avancement de chaque poste.",
    "A period is open: {period}. Make its invoice to enter the progress of each line.",
)
BILL_RELEASE = Phrase("Libérer la retenue", "Release the retainage")
BILL_FINAL = Phrase("Facture finale", "Final invoice")
EDIT_PERIOD = Phrase("Modifier la période", "Edit the period")
EDIT_PERIOD_TEXT = Phrase(
    "Les jours d’une période peuvent changer tant que sa demande n’est pas en révision ni émise.",
    "The days of a period can change until its application is under review or issued.",
)
EDIT_PERIOD_OF = Phrase("Modifier la période {days}", "Edit the period {days}")
DELETE_PERIOD = Phrase("Supprimer la période", "Delete the period")
DELETE_PERIOD_OF = Phrase("Supprimer la période {days}", "Delete the period {days}")
DELETE_PERIOD_TEXT = Phrase(
    "Rien n’y est facturé. Si elle est ouverte et que la période d’avant n’est pas facturée, "
    "celle-ci est rouverte.",
    "Nothing is billed in it. If it is open and the period before it is not billed, that one opens again.",
)
PERIOD_CHANGED = Phrase("Période modifiée.", "Period edited.")
PERIOD_GONE = Phrase("Période supprimée.", "Period deleted.")
DELETE = Phrase("Supprimer", "Delete")
