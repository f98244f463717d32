"""The words of payments received on a contract, and of where its money stands."""

from invoice_app.shared.phrases import Phrase

PAYMENTS = Phrase("Paiements reçus", "Payments received")
PAYMENT = Phrase("Paiement", "Payment")
RECORD = Phrase("Enregistrer un paiement", "Record a payment")
NONE = Phrase("Aucun paiement reçu", "No payment received")
NONE_TEXT = Phrase(
    "Quand le client paie, enregistrez son paiement ici\u00a0: il se partage entre les factures du contrat.",
    "When the client pays, record the payment here: it is shared among the contract’s invoices.",
)
NOTHING_OWED = Phrase("Aucune facture n’attend de paiement.", "No invoice is waiting for payment.")

DATE = Phrase("Reçu le", "Received on")
HOW = Phrase("Méthode et référence", "Method and reference")
INVOICES = Phrase("Factures", "Invoices")
AMOUNT = Phrase("Montant", "Amount")
AMOUNT_RECEIVED = Phrase("Montant reçu", "Amount received")
NOTE = Phrase("Note", "Note")
FILES = Phrase("Pièces jointes", "Attachments")
ADD_FILES = Phrase("Joindre des fichiers", "Attach files")
FILES_HINT = Phrase(
    "Une image du chèque, un avis de virement\u00a0: 25\u00a0Mo au plus chacun.",
    "A picture of the cheque, a transfer notice: 25 MB at most each.",
)
NO_FILES = Phrase("Aucune pièce jointe.", "No attachment.")
SHARING = Phrase("Partage entre les factures", "Shared among the invoices")
SHARING_HINT = Phrase(
    "La plus ancienne échéance d’abord. Changez une part au besoin.",
    "The oldest due date first. Change a part if needed.",
)
SHARE_AGAIN = Phrase("Partager de nouveau", "Share again")
DUE = Phrase("Échéance {day}", "Due {day}")
OWED = Phrase("Il reste {amount} à payer", "{amount} still owed")
PART_OF = Phrase("Part de la facture {number}", "Part of invoice {number}")
SURPLUS = Phrase("{amount} restera au crédit du client.", "{amount} will stay as the client’s credit.")
OVER = Phrase("Les parts dépassent le paiement de {amount}.", "The parts exceed the payment by {amount}.")
EXACT = Phrase("Tout le paiement est partagé.", "The whole payment is shared.")
CREDIT = Phrase("Au crédit du client", "Client’s credit")
ELSEWHERE = Phrase("Autres factures", "Other invoices")
SEE = Phrase("Voir", "See")
SEE_PAYMENT = Phrase("Voir le paiement du {day}", "See the payment of {day}")
RECORDED_BY = Phrase("Enregistré par {who}, {when}", "Recorded by {who}, {when}")
RECORDED = Phrase("Paiement enregistré.", "Payment recorded.")
RECORDED_WITH_CREDIT = Phrase(
    "Paiement enregistré\u00a0; {amount} reste au crédit du client.",
    "Payment recorded; {amount} stays as the client’s credit.",
)
REVERSED = Phrase("Annulé", "Reversed")
REVERSAL = Phrase("Annulation", "Reversal")
REVERSED_BY = Phrase("Annulé le {day}\u00a0: {reason}", "Reversed on {day}: {reason}")
REVERSES = Phrase("Annule le paiement du {day}\u00a0: {reason}", "Reverses the payment of {day}: {reason}")
REVERSE = Phrase("Annuler ce paiement", "Reverse this payment")
REVERSE_TEXT = Phrase(
    "Le paiement reste inscrit, et une annulation du même montant s’y ajoute\u00a0: "
    "les factures redeviennent à payer.",
    "The payment stays on record, and a reversal of the same amount is added: its invoices are owed again.",
)
REASON = Phrase("Raison", "Reason")
REASON_HINT = Phrase("Chèque sans provision, erreur de saisie…", "A cheque that bounced, a typing mistake…")
REVERSED_ON = Phrase("Annulé le", "Reversed on")
REVERSAL_RECORDED = Phrase("Paiement annulé\u00a0: ses factures redeviennent à payer.",
                           "Payment reversed: its invoices are owed again.")  # fmt: skip
BACK = Phrase("Revenir", "Back")
CLOSE = Phrase("Fermer", "Close")
TAKE_OUT = Phrase("Retirer {name}", "Remove {name}")
REMOVE_FILE_TEXT = Phrase(
    "Le fichier ne sera plus avec le paiement. L’historique du contrat gardera son nom.",
    "The file will no longer be with the payment. The contract’s history will keep its name.",
)

PAYMENT_RECORDED = Phrase("Paiement de {amount} reçu", "Payment of {amount} received")
PAYMENT_REVERSED = Phrase("Paiement de {amount} annulé", "Payment of {amount} reversed")
FILE_ADDED = Phrase("Fichier joint", "File attached")
FILE_REMOVED = Phrase("Fichier retiré", "File removed")

STANDING = Phrase("Où en est le contrat", "Where the contract stands")
CLAIMED = Phrase("réclamé", "claimed")
CERTIFIED = Phrase("Certifié", "Certified")
BEFORE_TAXES = Phrase("avant taxes", "before taxes")
BILLED_WITH_TAXES = Phrase("Facturé, avec taxes", "Billed, with taxes")
PAID = Phrase("Payé", "Paid")
RETAINED = Phrase("Retenu maintenant", "Retained now")
OUTSTANDING = Phrase("À recevoir", "Outstanding")
