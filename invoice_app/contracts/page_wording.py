"""The words of the pages of contracts."""

from invoice_app.shared.phrases import Phrase

NONE_YET = Phrase("Aucun contrat pour l’instant", "No contract yet")
NONE_YET_TEXT = Phrase(
    "Un contrat a un client, une ventilation des coûts et une retenue. Une fois approuvé, "
    "il se facture période par période.",
    "A contract has a client, a schedule of values and a retainage. Once approved, "
    "it is billed period by period.",
)
NONE_FOUND = Phrase("Aucun contrat ne correspond", "No contract matches")
NONE_FOUND_TEXT = Phrase(
    "Changez la recherche ou le filtre pour en voir d’autres.",
    "Change the search or the filter to see others.",
)
SEARCH = Phrase("Chercher un numéro, un titre, un client…", "Search a number, a title, a client…")
FILTER = Phrase("Afficher", "Show")
ALL = Phrase("Tous les états", "Every status")
NUMBER = Phrase("Numéro", "Number")
CLIENT = Phrase("Client", "Client")
SUM = Phrase("Montant", "Amount")
UNTITLED = Phrase("Contrat sans titre", "Untitled contract")
NO_NUMBER = Phrase("Sans numéro", "No number")
NOT_FOUND = Phrase("Contrat introuvable", "Contract not found")
NOT_FOUND_TEXT = Phrase(
    "Ce contrat n’existe pas. Revenez à la liste pour continuer.",
    "This contract does not exist. Go back to the list to continue.",
)
SEE_CONTRACTS = Phrase("Voir les contrats", "See the contracts")

EDIT = Phrase("Modifier", "Edit")
EDIT_CONTRACT = Phrase("Modifier le contrat", "Edit the contract")
TERMS = Phrase("Conditions", "Terms")
KEPT = Phrase(
    "Ce que vous tapez est gardé au fur et à mesure\u00a0; le contrat change quand vous enregistrez.",
    "What you type is kept as you go; the contract changes when you save.",
)
SAVED = Phrase("Contrat enregistré.", "Contract saved.")
START_AGAIN = Phrase("Abandonner ces changements", "Drop these changes")
START_AGAIN_TEXT = Phrase(
    "Ce que vous avez tapé et pas encore enregistré sera effacé.",
    "What you have typed and not saved yet will be erased.",
)
DROPPED = Phrase("Changements abandonnés.", "Changes dropped.")
BEHIND = Phrase(
    "Quelqu’un d’autre a enregistré ce contrat pendant que vous le modifiiez. Ce que vous avez tapé est "
    "gardé ici, mais ne peut plus être enregistré par-dessus\u00a0: notez ce qui compte, puis repartez "
    "de la version enregistrée.",
    "Someone else saved this contract while you were editing it. What you typed is kept here, "
    "but can no longer be saved over it: note what matters, then start again from the saved version.",
)
FROM_SAVED = Phrase("Repartir de la version enregistrée", "Start from the saved version")
NO_LONGER_DRAFT = Phrase(
    "Ce contrat n’est plus un brouillon\u00a0: il ne se modifie plus ici.",
    "This contract is no longer a draft: it is not edited here any more.",
)
SEE_CONTRACT = Phrase("Voir le contrat", "See the contract")
CHOOSE_CLIENT = Phrase("Chercher une entreprise", "Search a company")
CHANGE_CLIENT = Phrase("Changer de client", "Change the client")
NO_COMPANY = Phrase("Aucune entreprise ne correspond.", "No company matches.")
ADD_COMPANY = Phrase("Ajouter une entreprise", "Add a company")
RETAINAGE_HINT = Phrase("Sur chaque demande, de 0 à 100.", "On every application, from 0 to 100.")
STORED_HINT = Phrase("Vide\u00a0: la même que sur les travaux.", "Empty: the same as on work.")
NOTE_HINT = Phrase("Le client ne la voit pas.", "The client does not see it.")
OWN_RETAINAGE = Phrase("Retenue, %", "Retainage, %")
OWN_RETAINAGE_HINT = Phrase(
    "Un poste a un montant, ou une quantité et un prix unitaire dont le produit est le montant. "
    "La colonne «\u00a0Retenue, %\u00a0» reste vide, sauf pour un poste qui a la sienne.",
    "A line has an amount, or a quantity and a unit price whose product is the amount. "
    "The “Retainage, %” column stays empty, except for a line that has its own.",
)
RUNNING_TOTAL = Phrase("Total de la ventilation", "Total of the schedule")

GENERAL_TAB = Phrase("Général", "General")
SCHEDULE_TAB = Phrase("Ventilation des coûts", "Schedule of values")
INVOICES_TAB = Phrase("Factures", "Invoices")
TABS = Phrase("Parties du contrat", "Parts of the contract")
APPROVE_TEXT = Phrase(
    "Les conditions et la ventilation ne changeront plus que par un ordre de changement. "
    "Le contrat pourra être facturé.",
    "The terms and the schedule of values will change only by a change order. "
    "The contract can then be billed.",
)
APPROVE_SHORT = Phrase("Approuver", "Approve")
APPROVED = Phrase(
    "Contrat approuvé. Ouvrez une période pour le facturer.", "Contract approved. Open a period to bill it."
)
APPROVED_BY = Phrase("Approuvé le {when} par {who}", "Approved on {when} by {who}")
CREATED = Phrase("Créé le", "Created on")
PERCENT = Phrase("{number}\u00a0%", "{number}%")
STORED_RETAINAGE = Phrase("Retenue sur les matériaux", "Retainage on materials")
NO_SCHEDULE = Phrase("La ventilation est vide", "The schedule of values is empty")
NO_SCHEDULE_TEXT = Phrase(
    "Ajoutez les postes du contrat avec leur montant prévu\u00a0: c’est sur eux que l’avancement se facture.",
    "Add the lines of the contract with their scheduled value: progress is billed on them.",
)
NO_PERIOD = Phrase("Aucune période n’a encore été ouverte.", "No period has been opened yet.")
PERIOD_TEXT = Phrase(
    "Une seule période est ouverte à la fois\u00a0: ouvrir celle-ci ferme la précédente.",
    "One period is open at a time: opening this one closes the last.",
)
PERIOD_OPENED = Phrase("Période ouverte.", "Period opened.")
BILL_PERIOD = Phrase("Produire la facture de la période", "Make the invoice for the period")
APPLICATION_STARTED = Phrase(
    "Demande de paiement commencée. Entrez l’avancement de chaque poste.",
    "Application for payment begun. Enter the progress of each line.",
)
NO_APPLICATION = Phrase("Rien n’a encore été facturé", "Nothing has been billed yet")
NO_APPLICATION_TEXT = Phrase(
    "Ouvrez une période de facturation, puis produisez sa facture\u00a0: l’avancement de chaque poste, "
    "la retenue et les taxes se calculent tout seuls.",
    "Open a billing period, then make its invoice: the progress of each line, "
    "the retainage and the taxes compute themselves.",
)
NO_APPLICATION_DRAFT = Phrase(
    "Le contrat est encore un brouillon. Approuvez-le pour le facturer.",
    "The contract is still a draft. Approve it to bill it.",
)
APPLICATION = Phrase("Demande", "Application")
APPLICATION_NUMBER = Phrase("No\u00a0{number}", "No.\u00a0{number}")
BEFORE_TAXES = Phrase("Avant taxes", "Before taxes")
VIEW_INVOICE = Phrase("Voir la facture {number}", "See invoice {number}")
SEE_PREVIOUS = Phrase("Voir la demande no\u00a0{number}", "See application no.\u00a0{number}")
INVOICE = Phrase("Facture", "Invoice")

APPLICATION_NOT_FOUND = Phrase("Demande de paiement introuvable", "Application for payment not found")
APPLICATION_NOT_FOUND_TEXT = Phrase(
    "Cette demande de paiement n’existe pas ou a été supprimée. Revenez aux contrats pour continuer.",
    "This application for payment does not exist or was deleted. Go back to the contracts to continue.",
)
SAVED_AS_YOU_TYPE = Phrase("Enregistré à mesure que vous tapez.", "Saved as you type.")
PAYABLE_BY = Phrase("Payable le {day}", "Due on {day}")
PAYABLE_ON = Phrase("{period} · payable le {day}", "{period} · due {day}")
WHY_RETURNED = Phrase("À corriger avant de la renvoyer", "To correct before resubmitting")
METHOD = Phrase("Facturer par", "Bill by")
METHOD_SHORT_PERCENT = Phrase("% à ce jour", "% to date")
METHOD_SHORT_AMOUNT = Phrase("$ période", "$ period")
VALUE = Phrase("Avancement", "Progress")
MORE = Phrase("Matériaux entreposés, retenue libérée", "Stored materials, retainage released")
STORED_NOW = Phrase("Entreposé", "Stored")
BOXES_TO_CORRECT = Phrase(
    "{count} poste(s) à corriger\u00a0: leurs cases sont en rouge, et ils ne comptent pas dans les totaux.",
    "{count} line(s) to correct: their boxes are in red, and they do not count in the totals.",
)
REPLACED = Phrase(
    "Quelqu’un d’autre vient de modifier cette case\u00a0: elle montre sa valeur. Tapez la vôtre de nouveau "
    "s’il le faut.",
    "Someone else has just changed this box: it shows their value. Type yours again if needed.",
)
SUMMARY = Phrase("Sommaire", "Summary")
SUBMITTED = Phrase("Demande soumise à la révision.", "Application submitted for review.")
SENT_BACK = Phrase("Demande renvoyée pour correction.", "Application sent back for revision.")
REMARK = Phrase("Que faut-il corriger\u00a0?", "What must be corrected?")
DISCARD_TEXT = Phrase(
    "Cette demande de paiement sera effacée pour de bon. Aucun numéro de facture n’a été utilisé.",
    "This application for payment will be erased for good. No invoice number was used.",
)
DISCARDED = Phrase("Demande de paiement supprimée.", "Application for payment deleted.")
APPROVE_APPLICATION_TEXT = Phrase(
    "La facture reçoit son numéro et ne changera plus. Une correction se fera par une note de crédit.",
    "The invoice gets its number and will never change. A correction is made by a credit note.",
)
NO_ADDRESS = Phrase(
    "Aucune adresse de courriel pour ce client\u00a0: la facture ne peut pas être envoyée. "
    "Ajoutez une adresse à sa fiche, ou émettez sans envoyer.",
    "No email address for this client: the invoice cannot be sent. "
    "Add an address to the record, or issue without sending.",
)
NO_LINES_TO_BILL = Phrase("Ce contrat n’a aucun poste à facturer.", "This contract has no line to bill.")

MODES = Phrase("Colonnes affichées", "Columns shown")
MODE_WORK = Phrase("Avancement", "Progress")
MODE_RETAINAGE = Phrase("Retenue", "Retainage")
MODE_CERTIFY = Phrase("Certification", "Certification")
METHOD_SHORT_QUANTITY = Phrase("Qté à ce jour", "Qty to date")
BILL_REST = Phrase("Facturer tout le reste", "Bill all the rest")
BILL_REST_HERE = Phrase("facturer tout le reste", "bill all the rest")
BILL_REST_LINE = Phrase("Facturer tout le reste du poste {line}", "Bill all the rest of line {line}")
REPEAT_LAST = Phrase("Répéter la dernière période", "Repeat the last period")
RELEASE = Phrase("Libérer la retenue", "Release retainage")
RELEASE_TEXT = Phrase(
    "La retenue libérée est facturée avec cette demande, et taxée selon les postes d’où elle vient.",
    "Released retainage is billed with this application, and taxed by the lines it comes from.",
)
RELEASE_WHERE = Phrase("Où", "Where")
RELEASE_ALL = Phrase("Sur tous les postes", "On every line")
RELEASE_HOW = Phrase("Combien", "How much")
RELEASE_PERCENT = Phrase("En pourcentage de la retenue", "A percentage of what is held")
RELEASE_AMOUNT = Phrase("Un montant, réparti sur les postes", "An amount, shared over the lines")
RELEASE_VALUE = Phrase("Pourcentage ou montant", "Percentage or amount")
HELD_BEFORE = Phrase("Retenu avant", "Held before")
HELD_STORED_BEFORE = Phrase("Retenu avant, matériaux", "Held before, materials")
HOLD = Phrase("Retenir à la main", "Hold by hand")
HOLD_STORED = Phrase("Retenir, matériaux", "Hold, materials")
HELD_NOW = Phrase("Retenu maintenant", "Held now")
CLAIMED = Phrase("Réclamé", "Claimed")
CERTIFIED = Phrase("Certifié", "Certified")
CERTIFIED_NOW = Phrase("Travaux certifiés", "Work certified")
CLAIMED_STORED = Phrase("Matériaux réclamés", "Materials claimed")
CERTIFIED_STORED = Phrase("Matériaux certifiés", "Materials certified")
CLAIMED_DUE = Phrase(
    "Réclamé pour la période, avant certification", "Claimed for the period, before certification"
)
CERTIFY_HINT = Phrase(
    "Si le client certifie moins que réclamé, écrivez le montant certifié des postes concernés\u00a0: "
    "la facture et les demandes suivantes suivront. Une case vide certifie ce qui est réclamé.",
    "If the client certifies less than was claimed, write the certified amount of those lines: "
    "the invoice and the next applications will follow. An empty box certifies what is claimed.",
)
CERTIFIED_LESS = Phrase(
    "Réclamé\u00a0: {claimed} avant taxes. Certifié\u00a0: {due}. La facture est du montant certifié.",
    "Claimed: {claimed} before taxes. Certified: {due}. The invoice is for the certified amount.",
)
APPLICATION_IS_VOID = Phrase(
    "La facture de cette demande a été annulée ou créditée\u00a0: sa période peut être facturée de nouveau.",
    "The invoice of this application was voided or credited: its period can be billed again.",
)
REASON = Phrase("Raison", "Reason")
BOX_OF_LINE = Phrase("{box}, poste {line}", "{box}, line {line}")
LINES_PAGE = Phrase("Page {page} de {pages}", "Page {page} of {pages}")
CONFLICT = Phrase(
    "Poste {line}\u00a0: {who} vient d’écrire «\u00a0{theirs}\u00a0» dans la case où vous avez tapé "
    "«\u00a0{mine}\u00a0». Rien n’est perdu\u00a0: choisissez ce qui reste.",
    "Line {line}: {who} has just written “{theirs}” in the box where you typed “{mine}”. "
    "Nothing is lost: choose which stays.",
)
KEEP_THEIRS = Phrase("Laisser l’autre valeur", "Leave the other value")
KEEP_MINE = Phrase("Reprendre la mienne", "Take mine")
TIMELINE = Phrase("Parcours", "Timeline")
BY_ON = Phrase("{who}, le {when}", "{who}, on {when}")
REMOVE_LINE = Phrase("Retirer le poste {position}", "Remove line {position}")
SUBMIT_TEXT = Phrase(
    "Elle ne se modifie plus pendant la révision. "
    "Le montant certifié par le client s’y note, s’il est moindre.",
    "It is not edited during the review. What the client certifies is noted there, where it is less.",
)
NOTE_TO_KEEP = Phrase("Note au parcours", "Note for the timeline")
