"""The words of the conversation beside an invoice."""

from invoice_app.mail.states import Verdict
from invoice_app.shared.phrases import Phrase

EMAILS_COUNTED = Phrase("Courriels ({n})", "Emails ({n})")
SHOWN = Phrase("{first} à {last} sur {all}", "{first} to {last} of {all}")

SEND_AGAIN = Phrase("Renvoyer", "Send again")
SEND_AGAIN_TITLE = Phrase("Renvoyer ce courriel\u00a0?", "Send this email again?")
SEND_AGAIN_TEXT = Phrase(
    "On ne sait pas si ce courriel est parti. S’il l’est, son destinataire pourrait le recevoir deux fois.",
    "We do not know whether this email left. If it did, its recipient may receive it twice.",
)
MARK_SENT = Phrase("Marquer comme envoyé", "Mark as sent")
CANCEL_SENDING = Phrase("Annuler l’envoi", "Cancel sending")
QUEUED_AGAIN = Phrase("Le courriel est de nouveau en file d’envoi.", "The email is queued again.")
MARKED_SENT = Phrase("Le courriel est marqué comme envoyé.", "The email is marked as sent.")
CANCELLED = Phrase("L’envoi est annulé.", "Sending is cancelled.")

MORE_RECIPIENTS = Phrase("Et {n} autres", "And {n} more")
SEAL = Phrase("SHA-256 {short}…", "SHA-256 {short}…")
SHOW_ALL = Phrase("Afficher tout", "Show all")
QUOTED = Phrase("Texte cité", "Quoted text")
AS_TEXT = Phrase("Texte", "Text")
FORMATTED = Phrase("Mise en forme", "Formatted")
FORMATTED_TITLE = Phrase("Courriel mis en forme de {who}", "Formatted email from {who}")
REMOTE_IMAGES = Phrase("Afficher les images distantes ({n})", "Show remote images ({n})")
REMOTE_IMAGES_WHY = Phrase(
    "L’expéditeur peut savoir que vous avez ouvert ce courriel.",
    "The sender can learn that you opened this email.",
)
TAKE_ANYWAY = Phrase("Télécharger quand même", "Download anyway")
NO_TEXT = Phrase("(aucun texte)", "(no text)")
DETAILS = Phrase("Détails", "Details")

NOTE = Phrase("Note interne", "Internal note")
NEVER_SENT = Phrase("Jamais envoyée", "Never sent")
WRITE_NOTE = Phrase("Ajouter une note interne", "Add an internal note")
NOTE_HINT = Phrase(
    "Pour l’équipe seulement\u00a0: ni le client ni le membre ne la voient, et elle n’est jamais envoyée. "
    "Elle ne pourra pas être modifiée.",
    "For the team only: neither the client nor the member sees it, and it is never sent. "
    "It cannot be changed afterwards.",
)
KEEP_NOTE = Phrase("Enregistrer la note", "Save the note")
NOTE_KEPT = Phrase("La note est enregistrée.", "The note is saved.")

APPROVED = Phrase("Approuvée", "Approved")
REVISE = Phrase("À réviser", "To revise")
VERDICT_LABEL = Phrase("Cette réponse dit\u00a0:", "This reply says:")
VERDICT_SAID: dict[str, Phrase] = {
    Verdict.APPROVED: Phrase("Approuvée par le client", "Approved by the client"),
    Verdict.REVISE: Phrase("À réviser selon le client", "To revise, says the client"),
}
VERDICT_OF = Phrase("Réponse de {who}\u00a0: {verdict}", "Reply from {who}: {verdict}")
VERDICT_OF_PRIVATE = Phrase("Réponse privée\u00a0: {verdict}", "Private reply: {verdict}")
VERDICT_GONE = Phrase("(retiré)", "(removed)")
VERDICTS: dict[str, Phrase] = {Verdict.APPROVED: APPROVED, Verdict.REVISE: REVISE}

MOVE = Phrase("Déplacer…", "Move…")
MOVE_TITLE = Phrase("Déplacer vers une autre facture", "Move to another invoice")
MOVE_FIND = Phrase("Numéro ou client", "Number or customer")
MOVE_HERE = Phrase("Déplacer ici", "Move here")
MOVE_NONE = Phrase("Aucune facture ne correspond.", "No invoice matches.")
MOVED = Phrase("Le courriel est classé avec l’autre facture.", "The email is filed with the other invoice.")

TO_PERSON = Phrase("Courriels classés avec cette fiche", "Emails filed with this record")
PAGE = Phrase("Page {n}", "Page {n}")
NONE_IN_ZONE = Phrase(
    "Une question sur cette facture\u00a0? Écrivez-la ici\u00a0: la réponse y apparaîtra aussi.",
    "A question about this invoice? Write it here: the answer will appear here too.",
)
