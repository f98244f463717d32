"""The words of writing an email about an invoice."""

from invoice_app.mail.states import Wish
from invoice_app.shared.phrases import Phrase

TITLES: dict[str, Phrase] = {
    Wish.NEW: Phrase("Envoyer la facture", "Send Invoice"),
    Wish.REPLY: Phrase("Répondre", "Reply"),
    Wish.REPLY_ALL: Phrase("Répondre à tous", "Reply all"),
    Wish.FORWARD: Phrase("Transférer", "Forward"),
    Wish.REMINDER: Phrase("Relancer", "Send a reminder"),
}
WISHES: dict[Wish, Phrase] = {
    Wish.NEW: Phrase("Brouillon", "Draft"),
    Wish.REPLY: Phrase("Brouillon de réponse", "Draft reply"),
    Wish.REPLY_ALL: Phrase("Brouillon de réponse à tous", "Draft reply to all"),
    Wish.FORWARD: Phrase("Brouillon de transfert", "Draft forward"),
    Wish.REMINDER: Phrase("Brouillon de rappel", "Draft reminder"),
}
DRAFT_OF = Phrase("{what} du {when}", "{what} of {when}")
PLANNED_FOR = Phrase("Envoi prévu le {when}", "Will be sent on {when}")
NO_SUBJECT_YET = Phrase("(sujet habituel)", "(usual subject)")
GO_ON_WRITING = Phrase("Continuer", "Continue")
DELETE_DRAFT = Phrase("Supprimer", "Delete")
DELETE_DRAFT_TITLE = Phrase("Supprimer ce brouillon ?", "Delete this draft?")
DELETE_DRAFT_TEXT = Phrase(
    "Ce qui est écrit et les fichiers ajoutés seront perdus.",
    "What is written and the added files will be lost.",
)
DRAFT_DELETED = Phrase("Brouillon supprimé.", "Draft deleted.")
CANCEL_SENDING = Phrase("Annuler l’envoi", "Cancel sending")
YOURS = Phrase("Vos messages en attente", "Your waiting messages")

REMIND = Phrase("Relancer", "Send a reminder")
OPEN_TO = Phrase(
    "Visible par : toute personne qui a accès aux factures, et le membre dans sa zone.",
    "Visible to: everyone who has access to invoices, and the member in their zone.",
)
VISIBLE_TO = Phrase("Visible par : {people}", "Visible to: {people}")
ADMINS = Phrase("les administrateurs", "the administrators")
PRIVATE_STAYS = Phrase(
    "Le courriel d’origine est privé : celui-ci l’est aussi.",
    "The original email is private: so is this one.",
)
SENDING_CANCELLED = Phrase("Envoi du courriel annulé", "Sending of the email cancelled")
TAKEN_BACK = Phrase(
    "Envoi annulé. Voici votre message, tel que vous l’aviez écrit.",
    "Sending cancelled. Here is your message, as you had written it.",
)
UNDO = Phrase("Annuler", "Undo")
PLANNED = Phrase(
    "Communication créée : envoi prévu le {when}.", "Communication created: it will be sent on {when}."
)

REPEATED = Phrase("{address} est déjà dans « {box} ».", "{address} is already in “{box}”.")
TO_MEND = Phrase(
    "À corriger avant d’envoyer : {addresses}. Cliquez sur l’adresse pour la modifier.",
    "To correct before sending: {addresses}. Click the address to edit it.",
)
REMOVE = Phrase("Retirer {who}", "Remove {who}")
EDIT_ADDRESS = Phrase("Modifier {who}", "Edit {who}")
SUGGESTIONS = Phrase("Suggestions", "Suggestions")
TYPE_HINT = Phrase(
    "Un nom, une adresse, une entreprise ou un groupe. Entrée ou une virgule l’ajoute ; "
    "vous pouvez coller une liste.",
    "A name, an address, a company or a group. Enter or a comma adds it; you can paste a list.",
)
GROUP = Phrase("Groupe · {count}", "Group · {count}")
COMPANY = Phrase("Entreprise · {count}", "Company · {count}")
ONE_ADDRESS = Phrase("1 adresse", "1 address")
ADDRESSES = Phrase("{count} adresses", "{count} addresses")

FROM = Phrase("De", "From")
FILES = Phrase("Pièces jointes", "Attachments")
NO_FILE = Phrase("Aucune pièce jointe", "No attachment")
ON_A_PHONE = Phrase("Largeur de téléphone", "Phone width")
ORIGINAL_MESSAGE = Phrase("Message d’origine", "Original message")
DRAFT_SAVED = Phrase("Brouillon enregistré", "Draft saved")
SAVED_AS_TYPED = Phrase(
    "Enregistré à mesure que vous écrivez : vous pouvez fermer cette page et revenir.",
    "Saved as you write: you can close this page and come back.",
)
TOO_HEAVY_FOR_SOME = Phrase(
    "Certains serveurs refusent les courriels de plus de 10 Mo. Réduisez les fichiers si vous le pouvez.",
    "Some servers refuse emails over 10 MB. Make the files smaller if you can.",
)
UPLOADING = Phrase("Ajout en cours…", "Adding…")
SEND_KEYS = Phrase("Ctrl + Entrée envoie", "Ctrl + Enter sends")
LATER = Phrase("Envoyer plus tard", "Send later")
SEND_AT = Phrase("Envoyer le", "Send on")
SEND_AT_HINT = Phrase("Heure de {zone}.", "{zone} time.")
SEND_NOW_INSTEAD = Phrase("Envoyer maintenant plutôt", "Send now instead")
SEND_THEN = Phrase("Prévoir l’envoi", "Schedule")
OPEN_PAGE = Phrase("Ouvrir en pleine page", "Open as a page")
CLOSE_PANEL = Phrase("Fermer, le brouillon reste", "Close, the draft stays")
BROKEN_TEMPLATE = Phrase(
    "Les textes habituels n’ont pas pu être remplis. {why}", "The usual words could not be filled. {why}"
)
"""Followed by what is wrong with the template."""
PANEL = Phrase("Composer un courriel", "Write an email")
