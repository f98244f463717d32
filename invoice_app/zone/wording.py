"""The words of the member zone."""

from invoice_app.shared.phrases import Phrase

ZONE = Phrase("Zone membre", "Member zone")
MY_INVOICES = Phrase("Mes factures", "My invoices")
HELLO = Phrase("Bonjour {name}", "Hello {name}")
OWED = Phrase("Total à payer", "Total owed")
OVERDUE = Phrase("dont {amount} en retard", "of which {amount} is overdue")
NOTHING_OWED = Phrase("Tout est payé. Merci !", "Everything is paid. Thank you!")
NONE_YET = Phrase("Aucune facture pour l’instant", "No invoice yet")
NONE_YET_TEXT = Phrase(
    "Vos factures apparaîtront ici dès qu’elles seront émises, sans recharger la page.",
    "Your invoices will appear here as soon as they are issued, without reloading the page.",
)
NOT_LINKED_TEXT = Phrase(
    "Votre compte n’est lié à aucune fiche. Écrivez à l’organisation pour qu’elle fasse le lien.",
    "Your account is not linked to any record. Write to the organisation so that it makes the link.",
)
BACK_TO_MINE = Phrase("Mes factures", "My invoices")
TO_OFFICE = Phrase("Bureau", "Office")
"""For someone of the organisation who is also a member."""

ANSWER = Phrase("Répondre", "Reply")
ANSWER_HINT = Phrase(
    "Votre réponse est classée avec la facture\u00a0: l’organisation la reçoit, et la réponse viendra ici et "
    "par courriel.",
    "Your answer is filed with the invoice: the organisation receives it, and its reply will come here and "
    "by email.",
)
ADD_FILES = Phrase("Joindre des fichiers", "Attach files")
REMOVE_FILE = Phrase("Retirer {name}", "Remove {name}")
SEND_ANSWER = Phrase("Envoyer la réponse", "Send the answer")
ANSWERED = Phrase("Votre réponse est envoyée.", "Your answer is sent.")
