"""The words of mail."""

from __future__ import annotations

from invoice_app.mail.states import Auth, EmailKind, Role, Verdict
from invoice_app.mail.states import EmailStatus as E
from invoice_app.mail.states import RecipientStatus as R
from invoice_app.shared.phrases import Phrase

REPLY_ABOVE = Phrase("##- Répondez au-dessus de cette ligne -##", "##- Reply above this line -##")
NUMBERS_JOINED = " · "

SAVED_HERE = Phrase("Non envoyé\u00a0: enregistré sur cet ordinateur", "Not sent: saved on this computer")

STATUS: dict[str, Phrase] = {
    E.QUEUED: Phrase("En file d’envoi", "Queued"),
    E.SENDING: Phrase("Envoi en cours", "Sending"),
    E.RETRY_WAIT: Phrase("Nouvel essai prévu", "Will be tried again"),
    E.BLOCKED_CONFIG: Phrase(
        "En attente\u00a0: l’envoi de courriels est mal configuré", "Waiting: sending email is misconfigured"
    ),
    E.ACCEPTED: Phrase("Envoyé", "Sent"),
    E.SAVED_LOCAL: SAVED_HERE,
    E.FAILED: Phrase("Échec de l’envoi", "Sending failed"),
    E.UNCERTAIN: Phrase(
        "Incertain\u00a0: on ne sait pas s’il est parti", "Uncertain: we do not know whether it left"
    ),
    E.CANCELLED: Phrase("Envoi annulé", "Sending cancelled"),
    E.RECEIVED: Phrase("Reçu", "Received"),
}

STATUS_TONE: dict[str, str] = {
    E.QUEUED: "blue",
    E.SENDING: "blue",
    E.RETRY_WAIT: "amber",
    E.BLOCKED_CONFIG: "red",
    # Green is for what was delivered: this has only left.
    E.ACCEPTED: "blue",
    E.FAILED: "red",
    E.UNCERTAIN: "red",
}
TECHNICAL = Phrase("Détail technique : {text}", "Technical detail: {text}")
PLANNED = Phrase("Envoi prévu le {when}", "Will be sent on {when}")

RECIPIENT: dict[str, Phrase] = {
    "": Phrase("", ""),
    R.QUEUED: Phrase("en file", "queued"),
    R.SAVED_LOCAL: Phrase("non envoyé", "not sent"),
    R.ACCEPTED: Phrase("envoyé", "sent"),
    R.PROCESSED: Phrase("pris en charge", "being delivered"),
    R.DEFERRED: Phrase("retardé par le serveur du destinataire", "delayed by the recipient’s server"),
    R.DELIVERED: Phrase("livré", "delivered"),
    R.FAILED: Phrase("échec", "failed"),
    R.DROPPED: Phrase("bloqué par le service d’envoi", "blocked by the sending service"),
    R.BLOCKED: Phrase("refusé par le serveur du destinataire", "refused by the recipient’s server"),
    R.BOUNCED: Phrase("non livrable", "undeliverable"),
    R.SPAM_REPORTED: Phrase("signalé comme indésirable", "reported as spam"),
}

ROLE: dict[str, Phrase] = {
    Role.TO: Phrase("À", "To"),
    Role.CC: Phrase("Cc", "Cc"),
    Role.BCC: Phrase("Cci", "Bcc"),
}

SOME_OF = Phrase("{words} ({some} sur {all})", "{words} ({some} of {all})")
BOUNCE = Phrase("Avis de non-livraison", "Delivery failure notice")
NOTE = Phrase("Note interne", "Internal note")
AUTOMATIC = Phrase("Réponse automatique", "Automatic reply")
UNKNOWN_SENDER = Phrase("Expéditeur inconnu dans cette conversation", "Sender not known in this conversation")
SAME_DOMAIN = Phrase(
    "Inconnu dans cette conversation, mais du même domaine qu’un destinataire : {domain}",
    "Not known in this conversation, but of the same domain as a recipient: {domain}",
)
PRIVATE_TO = Phrase("Visible par\u00a0: {people}", "Visible to: {people}")
ADMINS = Phrase("les administrateurs", "the administrators")
NO_SUBJECT = Phrase("(sans sujet)", "(no subject)")
SOMEONE_WROTE = Phrase("Le {when}, {who} a écrit\u00a0:", "On {when}, {who} wrote:")

NOTHING = Phrase("", "")
KIND: dict[str, Phrase] = {EmailKind.AUTO: AUTOMATIC, EmailKind.BOUNCE: BOUNCE, EmailKind.NOTE: NOTE}
ATTEMPTS = Phrase("{n} essais", "{n} attempts")
VERDICT: dict[str, Phrase] = {
    Verdict.APPROVED: Phrase("Approuvée", "Approved"),
    Verdict.REVISE: Phrase("À réviser", "To revise"),
}
AUTH: dict[str, Phrase] = {
    Auth.VERIFIED: Phrase("Expéditeur vérifié", "Sender verified"),
    Auth.UNVERIFIED: Phrase("Expéditeur non vérifié", "Sender not verified"),
    Auth.FAILED: Phrase(
        "L’expéditeur n’est peut-être pas celui qu’il dit être",
        "The sender may not be who they say they are",
    ),
}
RISK: dict[str, Phrase] = {
    "dangerous": Phrase(
        "Ce type de fichier peut être dangereux\u00a0: il peut exécuter un programme sur votre ordinateur. "
        "Ne l’ouvrez que si vous l’attendiez et connaissez son auteur.",
        "This type of file can be dangerous: it may run a program on your computer. Open it only if you "
        "expected it and know who made it.",
    ),
    "encrypted": Phrase(
        "Ce fichier est chiffré\u00a0: rien de ce qu’il contient n’a pu être examiné.",
        "This file is encrypted: nothing in it could be examined.",
    ),
}
FROM_A_STRANGER = Phrase(
    "L’expéditeur est inconnu dans cette conversation. N’ouvrez ce fichier que si vous l’attendiez.",
    "The sender is not known in this conversation. Open this file only if you expected it.",
)
NOT_AN_ADDRESS = Phrase(
    "Ce n’est pas une adresse de courriel\u00a0: corrigez-la ou retirez-la.",
    "This is not an email address: correct it or remove it.",
)
OUR_OWN_ADDRESS = Phrase(
    "C’est une adresse de l’organisation\u00a0: le courriel reviendrait à lui-même. Retirez-la.",
    "This is an address of the organisation: the email would come back to itself. Remove it.",
)
FORWARDED = Phrase("---------- Message transféré ----------", "---------- Forwarded message ----------")
FORWARDED_HEAD = Phrase(
    "De\u00a0: {who}\nDate\u00a0: {when}\nSujet\u00a0: {subject}\nÀ\u00a0: {people}",
    "From: {who}\nDate: {when}\nSubject: {subject}\nTo: {people}",
)
STILL_IN_DOUBT = Phrase(
    "Le nouvel essai est arrêté. Le premier était peut-être parti\u00a0: dites-le quand vous le saurez.",
    "The second try is stopped. The first may have left: say so once you know.",
)
