"""The words of corrections (credit notes, voiding) and of an invoice's history."""

from invoice_app.shared.phrases import Phrase

CORRECT = Phrase("Corriger", "Correct")
CORRECT_TITLE = Phrase("Corriger la facture {number}", "Correct invoice {number}")
CORRECT_TEXT = Phrase(
    "Une facture émise ne change jamais. Ce que vous choisissez ici ne se défait pas.",
    "An issued invoice never changes. What you choose here cannot be undone.",
)
HOW = Phrase("Comment", "How")
VOID_IT = Phrase("Annuler la facture", "Void the invoice")
VOID_HINT = Phrase(
    "Elle garde son numéro et n’est plus à payer. Son PDF reste tel quel.",
    "It keeps its number and is no longer to be paid. Its PDF stays as it is.",
)
CREDIT_IT = Phrase("Faire une note de crédit", "Make a credit note")
CREDIT_HINT = Phrase(
    "Une note à son propre numéro crédite la facture entière, taxes comprises. "
    "La facture n’est plus à payer.",
    "A note with a number of its own credits the whole invoice, taxes included. "
    "The invoice is no longer to be paid.",
)
BILLED_AGAIN = Phrase(
    "La demande de paiement sera annulée elle aussi, et sa période pourra être facturée de nouveau.",
    "The application for payment is voided too, and its period can be billed again.",
)
NO_VOID = Phrase("Pourquoi ne pas l’annuler\u00a0?", "Why not void it?")
REASON = Phrase("Raison", "Reason")
REASON_HINT = Phrase(
    "Imprimée sur la note de crédit, et gardée dans l’historique.",
    "Printed on the credit note, and kept in the history.",
)
VOIDED = Phrase("Facture {number} annulée.", "Invoice {number} voided.")
CREDITED = Phrase(
    "Note de crédit {number} émise. Vous pouvez l’envoyer au client.",
    "Credit note {number} issued. You can send it to the client.",
)

CREDITED_BY = Phrase(
    "Cette facture est créditée par la note de crédit {number}\u00a0: rien n’est à payer.",
    "This invoice is credited by credit note {number}: nothing is to be paid.",
)
SURPLUS = Phrase(
    "{amount} ont été reçus pour cette facture\u00a0: c’est un crédit en faveur du client, "
    "à rembourser ou à déduire de sa prochaine facture.",
    "{amount} was received for this invoice: it is a credit in the client’s favour, "
    "to be refunded or taken off their next invoice.",
)
CREDITS = Phrase("Cette note crédite la facture {number}.", "This note credits invoice {number}.")
SEND_NOTE = Phrase("Envoyer la note de crédit", "Send the credit note")
SEE_CREDIT = Phrase("Voir la note de crédit", "See the credit note")
SEE_CREDITED = Phrase("Voir la facture créditée", "See the credited invoice")
IS_VOID = Phrase(
    "Cette facture est annulée\u00a0: rien n’est à payer. Elle garde son numéro, et son PDF ne change pas.",
    "This invoice is void: nothing is to be paid. It keeps its number, and its PDF does not change.",
)

BEGUN = Phrase("Brouillon commencé", "Draft begun")
ISSUED = Phrase("Facture émise", "Invoice issued")
CREDIT_ISSUED = Phrase("Note de crédit émise", "Credit note issued")
EMAILED = Phrase("Envoyée par courriel", "Sent by email")
EMAILED_PRIVATELY = Phrase("Courriel privé envoyé", "Private email sent")
PAID = Phrase("Paiement enregistré", "Payment recorded")
WAS_VOIDED = Phrase("Facture annulée", "Invoice voided")
WAS_CREDITED = Phrase("Créditée par la note {number}", "Credited by note {number}")
BECAUSE = Phrase("Raison\u00a0: {reason}", "Reason: {reason}")
