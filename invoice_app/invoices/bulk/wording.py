"""The words of sending many invoices at once."""

from invoice_app.invoices.bulk.rules import BulkKind, BulkState, Standing
from invoice_app.shared.phrases import Phrase

BULK_SENDS = Phrase("Envois groupés", "Bulk sends")
BULK_SEND = Phrase("Envoi groupé", "Bulk send")
SEND_MANY = Phrase("Envoyer des factures", "Send invoices")
KIND = Phrase("Ce qui part", "What is sent")
KINDS: dict[str, Phrase] = {
    BulkKind.INVOICE: Phrase("La facture", "The invoice"),
    BulkKind.REMINDER: Phrase("Un rappel des factures en retard", "A reminder of overdue invoices"),
}
KIND_OF: dict[str, Phrase] = {
    BulkKind.INVOICE: Phrase("Factures", "Invoices"),
    BulkKind.REMINDER: Phrase("Rappels", "Reminders"),
}

# On the list of invoices.
SEND_ALL_FOUND = Phrase("Envoyer tout ce qui est affiché…", "Send all that is shown…")
REMIND_ALL_FOUND = Phrase("Relancer tout ce qui est en retard…", "Remind all that is overdue…")
SEND_PICKED = Phrase("Envoyer…", "Send…")
PICKED = Phrase("{count} choisies", "{count} chosen")
PICKED_ONE = Phrase("1 choisie", "1 chosen")
PICK = Phrase("Choisir la facture {number}", "Choose invoice {number}")
PICK_PAGE = Phrase("Choisir toute la page", "Choose the whole page")
UNPICK = Phrase("Ne rien choisir", "Choose none")
CHOOSE = Phrase("Choisir", "Choose")

# The preview.
OF_FILTER = Phrase("Tout ce que la liste trouve : {filter}", "All that the list finds: {filter}")
OF_PICKED = Phrase("{count} factures choisies dans la liste", "{count} invoices chosen in the list")
OF_PICKED_ONE = Phrase("1 facture choisie dans la liste", "1 invoice chosen in the list")
SEARCHED = Phrase("{filter}, « {search} »", "{filter}, “{search}”")
WILL_LEAVE = Phrase("Partiront", "Will be sent")
WILL_STAY = Phrase("Ne partiront pas", "Will not be sent")
EMAILS_ONE_EACH = Phrase("un courriel par facture", "one email per invoice")
WHY_NOT = Phrase("Pourquoi certaines ne partent pas", "Why some are not sent")
SEND_ANYWAY = Phrase("Les envoyer quand même", "Send them anyway")
WITHIN = Phrase("Tenir pour récent", "Count as recent")
WITHIN_DAYS = Phrase("{days} derniers jours", "the last {days} days")
WITHIN_DAY = Phrase("depuis 24 heures", "the last 24 hours")
SHOWN = Phrase("Montrer", "Show")
WHO = Phrase("À", "To")
WHAT = Phrase("Sujet", "Subject")
FILE = Phrase("Pièce jointe", "Attachment")
REASON = Phrase("Raison", "Reason")
SEND_COUNT = Phrase("Envoyer {count} courriels…", "Send {count} emails…")
SEND_ONE = Phrase("Envoyer 1 courriel…", "Send 1 email…")
CONFIRM_TITLE = Phrase("Envoyer {count} courriels ?", "Send {count} emails?")
CONFIRM_ONE = Phrase("Envoyer 1 courriel ?", "Send 1 email?")
CONFIRM_TEXT = Phrase(
    "Chaque facture part dans son propre courriel, avec son PDF, dans la langue de son client. "
    "L’envoi se fait peu à peu ; vous pourrez l’arrêter et le reprendre. "
    "Ce qui est parti ne se rappelle pas.",
    "Each invoice leaves in its own email, with its PDF, in its customer’s language. "
    "They leave little by little; you can stop and resume. What has left cannot be called back.",
)
SEND_NOW = Phrase("Envoyer", "Send")
NONE_LEAVES = Phrase("Aucune facture ne partira", "No invoice will be sent")
NONE_LEAVES_TEXT = Phrase(
    "Voyez pourquoi ci-dessus, ou revenez à la liste pour en choisir d’autres.",
    "See why above, or go back to the list to choose others.",
)
NONE_STAYS = Phrase("Toutes partiront", "All of them will be sent")
NONE_STAYS_TEXT = Phrase("Rien n’est laissé de côté.", "Nothing is left out.")
NOTHING_CHOSEN = Phrase("Cette liste ne trouve aucune facture", "This list finds no invoice")
NOTHING_CHOSEN_TEXT = Phrase(
    "Revenez à la liste, changez le filtre ou la recherche, puis recommencez.",
    "Go back to the list, change the filter or the search, then try again.",
)
STARTED = Phrase(
    "Communication créée : {count} courriels partent peu à peu.",
    "Communication created: {count} emails leave little by little.",
)
STARTED_ONE = Phrase("Communication créée : 1 courriel part.", "Communication created: 1 email leaves.")

STANDING: dict[str, Phrase] = {
    Standing.READY: Phrase("Partira", "Will be sent"),
    Standing.DRAFT: Phrase("Encore un brouillon", "Still a draft"),
    Standing.VOID: Phrase("Annulée", "Void"),
    Standing.NOT_LATE: Phrase("Pas en retard : rien à relancer", "Not overdue: nothing to remind of"),
    Standing.NO_ADDRESS: Phrase("Aucune adresse sur la fiche", "No address on the record"),
    Standing.BAD_ADDRESS: Phrase("Adresse mal écrite sur la fiche", "Misspelt address on the record"),
    Standing.SETTLED: Phrase("Déjà payée ou créditée", "Already paid or credited"),
    Standing.IN_BULK: Phrase("Attend déjà dans un autre envoi", "Already waiting in another send"),
    Standing.RECENT: Phrase("Envoyée récemment", "Sent recently"),
    Standing.REFUSED: Phrase("L’adresse a refusé un courriel", "The address refused an email"),
}

# Its progress.
STATES: dict[str, tuple[Phrase, str]] = {
    BulkState.RUNNING: (Phrase("En cours", "Running"), "blue"),
    BulkState.STOPPED: (Phrase("Arrêté", "Stopped"), "amber"),
    BulkState.DONE: (Phrase("Terminé", "Done"), "green"),
}
STAGES: dict[str, tuple[Phrase, str]] = {
    "waiting": (Phrase("En attente", "Waiting"), ""),
    "queued": (Phrase("En file d’envoi", "Queued"), "blue"),
    "accepted": (Phrase("Envoyé", "Sent"), "blue"),
    "delivered": (Phrase("Livré", "Delivered"), "green"),
    "problem": (Phrase("Problème", "Problem"), "red"),
    "skipped": (Phrase("Laissé de côté", "Left out"), "amber"),
}
EVERYTHING = Phrase("Tout", "Everything")
BY = Phrase("Lancé par {who}, {when}", "Started by {who}, {when}")
PROGRESS = Phrase("Avancement", "Progress")
OF_ALL = Phrase("{done} sur {all} mis en file ou laissés de côté", "{done} of {all} queued or left out")
STOP = Phrase("Arrêter", "Stop")
RESUME = Phrase("Reprendre", "Resume")
STOPPED_SAYS = Phrase(
    "Envoi arrêté. {gone} courriels étaient déjà en file ou partis et suivent leur cours ; "
    "{waiting} attendent que vous repreniez.",
    "Stopped. {gone} emails were already queued or gone and run their course; "
    "{waiting} wait until you resume.",
)
HAS_STOPPED = Phrase("Envoi arrêté.", "Stopped.")
HAS_RESUMED = Phrase("Envoi repris.", "Resumed.")
DONE_SAYS = Phrase(
    "Terminé : {gone} courriels mis en file ; laissés de côté : {skipped}.",
    "Done: {gone} emails queued, {skipped} left out.",
)
WHY_LEFT_OUT = Phrase("Pourquoi certaines ont été laissées de côté", "Why some were left out")
ITEMS = Phrase("Les factures de cet envoi", "The invoices of this send")
NONE_SO = Phrase("Aucune facture dans cet état", "No invoice in this state")
NONE_SO_TEXT = Phrase("Choisissez un autre état ci-dessus.", "Choose another state above.")
NO_BULK = Phrase("Aucun envoi groupé", "No bulk send")
NO_BULK_TEXT = Phrase(
    "Dans la liste des factures, cochez celles à envoyer, ou envoyez tout ce que le filtre trouve.",
    "In the list of invoices, tick those to send, or send all that the filter finds.",
)
BULK_NOT_FOUND = Phrase("Envoi introuvable", "Bulk send not found")
BULK_NOT_FOUND_TEXT = Phrase(
    "Cet envoi n’existe pas, ou n’est pas à vous. Revenez à la liste pour continuer.",
    "This send does not exist, or is not yours. Go back to the list to continue.",
)
SEE_BULKS = Phrase("Voir les envois groupés", "See the bulk sends")
STARTED_ON = Phrase("Lancé", "Started")
BY_WHOM = Phrase("Par", "By")
COUNT = Phrase("Factures", "Invoices")

# Why an invoice was left out on its way.
NO_RIGHT = Phrase(
    "La personne qui a lancé l’envoi n’a plus le droit d’envoyer des factures.",
    "The person who started the send no longer has the right to send invoices.",
)
NOT_SEEN = Phrase(
    "La personne qui a lancé l’envoi ne voit plus cette facture.",
    "The person who started the send no longer sees this invoice.",
)
VOID_SINCE = Phrase("Annulée entre-temps.", "Void since.")
SETTLED_SINCE = Phrase("Payée ou créditée entre-temps.", "Paid or credited since.")
NOT_LATE_NOW = Phrase("Elle n’est plus en retard.", "It is no longer overdue.")
SENT_SINCE = Phrase("Déjà envoyée entre-temps.", "Already sent since.")
PDF_GONE = Phrase(
    "Son PDF est introuvable ou abîmé. Restaurez les fichiers d’une sauvegarde.",
    "Its PDF is missing or damaged. Restore the files from a backup.",
)
BROKEN = Phrase(
    "Un défaut du programme a empêché cet envoi (référence {reference}).",
    "A fault of the program prevented this one (reference {reference}).",
)
