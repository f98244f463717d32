"""The words of the page of mail, and of what tells of a reply."""

from invoice_app.shared.phrases import Phrase

SEARCH = Phrase("Chercher dans les courriels", "Search the emails")
FILTER = Phrase("Filtrer", "Filter")
ALL = Phrase("Tous les courriels", "All emails")
UNREAD = Phrase("Non lus", "Unread")
RECEIVED = Phrase("Reçus", "Received")
SENT = Phrase("Envoyés", "Sent")
UNDELIVERED = Phrase("Non livrés", "Not delivered")
NOTES = Phrase("Notes internes", "Internal notes")
COUNT = Phrase("{count} courriels", "{count} emails")
CONVERSATIONS = Phrase("Dernières conversations", "Latest conversations")
FOUND = Phrase("Courriels trouvés", "Emails found")
PRIVATE = Phrase("Privé", "Private")
NOT_DELIVERED = Phrase("Non livré", "Not delivered")
NOT_READ = Phrase("Non lu", "Unread")
NONE_FOUND = Phrase("Aucun courriel trouvé", "No email found")
NONE_FOUND_TEXT = Phrase(
    "Essayez moins de mots, ou une partie d’un mot, d’une adresse ou d’un nom de fichier.",
    "Try fewer words, or a part of a word, of an address or of a file name.",
)
NONE_SHOWN_TEXT = Phrase(
    "Aucun courriel de cette sorte. Choisissez « Tous les courriels » pour voir les autres.",
    "There is no email of this kind. Choose “All emails” to see the others.",
)
NOTHING_UNREAD = Phrase("Tout est lu", "All is read")
NOTHING_UNREAD_TEXT = Phrase(
    "Les réponses dont vous n’avez pas encore pris connaissance apparaissent ici.",
    "Replies that you have not seen yet appear here.",
)
NONE_YET = Phrase("Aucun courriel pour l’instant", "No email yet")
NONE_YET_TEXT = Phrase(
    "Envoyez une facture par courriel\u00a0: la conversation apparaîtra ici, réponses comprises.",
    "Send an invoice by email: the conversation will appear here, replies included.",
)
MARK_READ = Phrase("Marquer comme lu", "Mark as read")
MARK_ALL_READ = Phrase("Tout marquer comme lu", "Mark all as read")
TO_READ = Phrase("Réponses à lire", "Replies to read")

REPLY_SUBJECT = Phrase("Réponse de {who} à la facture {number}", "Reply from {who} to invoice {number}")
REPLY_SUBJECT_PLAIN = Phrase("Réponse de {who}", "Reply from {who}")
REPLIES_SUBJECT = Phrase("{count} réponses à la facture {number}", "{count} replies to invoice {number}")
REPLIES_SUBJECT_PLAIN = Phrase("{count} réponses de {who}", "{count} replies from {who}")
PRIVATE_SUBJECT = Phrase("Une réponse privée vous attend", "A private reply is waiting for you")
HELLO = Phrase("Bonjour {name},", "Hello {name},")
PRIVATE_BODY = Phrase(
    "Une réponse est arrivée dans une conversation privée. Ouvrez-la dans l’application pour la lire.",
    "A reply has arrived in a private conversation. Open it in the application to read it.",
)
WROTE = Phrase("{who} a écrit\u00a0:\n{text}", "{who} wrote:\n{text}")
MORE = Phrase("Et {count} de plus.", "And {count} more.")
OPEN = Phrase("Ouvrir la conversation", "Open the conversation")
WHY = Phrase(
    "Répondez depuis la page, et non à ce courriel. "
    "Pour ne plus être prévenu ainsi, changez vos préférences dans «\u00a0Mon compte\u00a0».",
    "Answer from the page, not to this email. "
    "To stop being told like this, change your preferences in “My account”.",
)
