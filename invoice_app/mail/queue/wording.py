"""The words of the queue, and of what holds mail up."""

from invoice_app.mail.states import HoldKind
from invoice_app.shared.phrases import Phrase

TITLE = Phrase("File d’envoi", "Queue")
UNDER = Phrase(
    "Ce qui attend de partir, ce qui n’est pas parti, et pourquoi.",
    "What waits to leave, what did not leave, and why.",
)
SYSTEM = Phrase("Courriel du système", "System email")
FILTER = Phrase("Montrer", "Show")
OPEN = Phrase("À suivre", "To follow")
WAITING = Phrase("En attente", "Waiting")
FAILED = Phrase("Échecs", "Failed")
UNCERTAIN = Phrase("Incertains", "Uncertain")
LEFT = Phrase("Partis", "Left")
CANCELLED = Phrase("Annulés", "Cancelled")
ALL = Phrase("Tous", "All")
OLDEST = Phrase("le plus ancien : {age}", "the oldest: {age}")
NOBODY_WAITS = Phrase("rien n’attend", "nothing waits")
ALL_PLANNED = Phrase("envoi prévu plus tard", "planned for later")
TO_DECIDE = Phrase("à décider", "to decide")
TO_CORRECT = Phrase("à corriger", "to correct")

PAUSE = Phrase("Suspendre l’envoi", "Pause sending")
PAUSE_ASK = Phrase(
    "Rien ne partira tant que vous n’aurez pas repris l’envoi, y compris les liens de mot de passe. Ce qui "
    "est en file reste en file.",
    "Nothing will leave until you resume, password links included. What is queued stays queued.",
)
RESUME = Phrase("Reprendre l’envoi", "Resume sending")
RETRY = Phrase("Réessayer", "Try again")
RETRY_ALL = Phrase("Renvoyer tous les échecs", "Send all failures again")
RETRY_ALL_ASK = Phrase(
    "Chaque courriel en échec sera envoyé de nouveau, tel quel. Les incertains ne sont pas touchés.",
    "Every failed email will be sent again, as it is. The uncertain ones are left alone.",
)
SEND_AGAIN = Phrase("Renvoyer", "Send again")
SEND_AGAIN_ASK = Phrase(
    "Ce courriel est peut-être déjà arrivé. Le renvoyer peut en faire recevoir deux.",
    "This email may have arrived already. Sending it again may deliver it twice.",
)
CANCEL_IT = Phrase("Annuler l’envoi", "Cancel sending")
CANCEL_ASK = Phrase(
    "Ce courriel ne partira pas. Il reste dans la conversation, marqué comme annulé.",
    "This email will not leave. It stays in the conversation, marked as cancelled.",
)
MARK_SENT = Phrase("Marquer comme envoyé", "Mark as sent")
ORIGINAL = Phrase("Télécharger (.eml)", "Download (.eml)")
ATTEMPTS = Phrase("Essais", "Attempts")
HIDE = Phrase("Replier", "Hide")
NO_ATTEMPT = Phrase("Aucun essai pour l’instant.", "No attempt so far.")
ATTEMPT = Phrase("Essai {n}, {when} : {what}", "Attempt {n}, {when}: {what}")
NO_ANSWER = Phrase("sans réponse connue", "no known answer")
NEXT_AT = Phrase("prochain essai {when}", "next try {when}")
LEAVES_AT = Phrase("part le {when}", "leaves on {when}")
TRIED = Phrase("{n} essais", "{n} attempts")
NEVER_TRIED = Phrase("—", "—")
SUBJECT = Phrase("Courriel", "Email")
RECIPIENTS = Phrase("Destinataires", "Recipients")
STATE = Phrase("État", "State")
WHEN = Phrase("Mis en file", "Queued")
TRIES = Phrase("Essais", "Attempts")
WHAT_TO_DO = Phrase("Suite", "Next")
AND_OTHERS = Phrase("{first} et {n} autres", "{first} and {n} others")

NOTHING = Phrase("Rien à suivre", "Nothing to follow")
NOTHING_TEXT = Phrase(
    "Tout ce qui devait partir est parti. Les courriels en attente, incertains ou en échec apparaissent ici.",
    "All that had to leave has left. Emails that wait, are uncertain or failed appear here.",
)
NONE_FOUND = Phrase("Aucun courriel ici", "No email here")
NONE_FOUND_TEXT = Phrase("Choisissez un autre filtre.", "Choose another filter.")

SETTINGS = Phrase("Réglages du courriel", "Email settings")
SEE_QUEUE = Phrase("Voir la file d’envoi", "See the queue")
PAUSED = Phrase("L’envoi de courriels est suspendu", "Sending email is paused")
PAUSED_BY = Phrase(
    "Suspendu par {who}, {when}. Rien ne part ; rien n’est perdu.",
    "Paused by {who}, {when}. Nothing leaves; nothing is lost.",
)
HELD = {
    HoldKind.CONFIG: Phrase("Aucun courriel ne part", "No email is leaving"),
    HoldKind.RATE: Phrase("L’envoi de courriels attend", "Sending email is waiting"),
    HoldKind.OUTAGE: Phrase("Le service d’envoi ne répond pas", "The sending service does not answer"),
}
SAID = Phrase("Réponse reçue : {text}", "Answer received: {text}")
HOW_MANY_WAIT = Phrase("Courriels en attente : {n}.", "Emails waiting: {n}.")

TRYING = Phrase(
    "Un essai est fait tout de suite ; le reste suit s’il passe.", "Trying at once; the rest follows."
)
NOW_PAUSED = Phrase("L’envoi est suspendu.", "Sending is paused.")
NOW_RESUMED = Phrase("L’envoi reprend.", "Sending resumes.")
QUEUED_AGAIN = Phrase("Remis en file d’envoi.", "Queued again.")
ALL_QUEUED_AGAIN = Phrase("Remis en file d’envoi : {n}.", "Queued again: {n}.")
NOW_CANCELLED = Phrase("Envoi annulé.", "Sending cancelled.")
NOW_MARKED = Phrase("Marqué comme envoyé.", "Marked as sent.")

OUTCOME = {
    "": NO_ANSWER,
    "accepted": Phrase("accepté", "accepted"),
    "savedlocally": Phrase("enregistré ici", "saved here"),
    "rejected": Phrase("refusé", "refused"),
    "misconfigured": Phrase("réglages refusés", "settings refused"),
    "retry": Phrase("à réessayer", "to try again"),
    "rate": Phrase("trop de demandes", "too many requests"),
    "outage": Phrase("pas de réponse", "no answer"),
    "uncertain": Phrase("réponse perdue", "answer lost"),
}
MINUTES = Phrase("{n} min", "{n} min")
HOURS = Phrase("{n} h", "{n} h")
DAYS = Phrase("{n} j", "{n} d")
JUST_NOW = Phrase("à l’instant", "just now")
