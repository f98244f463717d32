"""The words of invoices."""

from invoice_app.shared.phrases import Phrase

INVOICE = Phrase("Facture", "Invoice")
INVOICES = Phrase("Factures", "Invoices")
MY_INVOICES = Phrase("Mes factures", "My invoices")
ISSUE_AN_INVOICE = Phrase("Produire une facture", "Issue an invoice")
NEW_INVOICE = Phrase("Nouvelle facture", "New invoice")
DRAFT_INVOICE = Phrase("Facture à finaliser", "Invoice to finalise")
DRAFT = Phrase("Brouillon", "Draft")
ISSUED = Phrase("Émise", "Issued")
VOID = Phrase("Annulée", "Void")
AWAITING = Phrase("En attente de paiement", "Awaiting payment")
PARTLY_PAID = Phrase("Payée en partie", "Partly paid")
PAID = Phrase("Payée", "Paid")
UNDELIVERED = Phrase("Non livrées", "Not delivered")
OVERDUE = Phrase("En retard", "Overdue")
CREDITED = Phrase("Créditée", "Credited")
CREDIT_NOTE = Phrase("Note de crédit", "Credit note")

NUMBER = Phrase("Numéro", "Number")
CUSTOMER = Phrase("Client", "Customer")
BILL_TO = Phrase("Facturer à", "Bill to")
CONCERNING = Phrase("Concernant", "Concerning")
ISSUE_DATE = Phrase("Date de la facture", "Invoice date")
DUE_DATE = Phrase("Échéance", "Due date")
TERMS = Phrase("Modalités", "Terms")
NOTE = Phrase("Note", "Note")
NOTE_HINT = Phrase("Imprimée au bas de la facture.", "Printed at the foot of the invoice.")
STATUS = Phrase("État", "Status")
TOTAL = Phrase("Total", "Total")
SUBTOTAL = Phrase("Sous-total", "Subtotal")
BALANCE = Phrase("Solde à payer", "Balance due")
RECEIVED = Phrase("Paiements reçus", "Payments received")
LINES = Phrase("Lignes", "Lines")
DESCRIPTION = Phrase("Description", "Description")
QUANTITY = Phrase("Quantité", "Quantity")
UNIT_PRICE = Phrase("Prix unitaire", "Unit price")
TAX_CLASS = Phrase("Taxes", "Taxes")
AMOUNT = Phrase("Montant", "Amount")
FROM_CATALOGUE = Phrase("Du catalogue…", "From the catalogue…")
NO_TAX_NUMBER = Phrase(
    "Aucune taxe : l’organisation n’a pas de numéro de taxe. Ajoutez-le dans Organisation.",
    "No tax: the organisation has no tax number. Add it under Organisation.",
)
ADD_LINE = Phrase("Ajouter une ligne", "Add a line")
REMOVE_LINE = Phrase("Retirer la ligne {position}", "Remove line {position}")
SAVED = Phrase("Brouillon enregistré", "Draft saved")
SAVED_AS_YOU_TYPE = Phrase(
    "Enregistré à mesure que vous tapez : vous pouvez fermer cette page et revenir.",
    "Saved as you type: you can close this page and come back.",
)
FINALISE = Phrase("Finaliser", "Finalise")
GO_ON = Phrase("Vérifier et finaliser", "Review and finalise")
FINALISE_TITLE = Phrase("Finaliser la facture", "Finalise the invoice")
FINALISE_TEXT = Phrase(
    "La facture reçoit son numéro et ne changera plus. Une correction se fera par une note de crédit.",
    "The invoice gets its number and will never change. A correction is made by a credit note.",
)
SEND_BY_EMAIL_TO = Phrase("Envoyer par courriel à {addresses}", "Email it to {addresses}")
NO_ADDRESS = Phrase(
    "Aucune adresse de courriel sur cette fiche : la facture ne peut pas être envoyée. "
    "Ajoutez une adresse à la fiche, ou finalisez sans envoyer.",
    "No email address on this record: the invoice cannot be sent. "
    "Add an address to the record, or finalise without sending.",
)
HOW_PAID = Phrase("Mode de paiement", "Payment method")
PAID_LATER = Phrase("Plus tard", "Later")
PAID_LATER_HINT = Phrase("Le membre paiera cette facture.", "The member will pay this invoice.")
PAID_ALREADY = Phrase("Paiement déjà reçu", "Payment already received")
RECEIVED_ON = Phrase("Reçu le", "Received on")
METHOD = Phrase("Méthode", "Method")
REFERENCE = Phrase("Référence", "Reference")
REFERENCE_HINT = Phrase("Numéro de chèque, de virement…", "Cheque or transfer number…")
DISCARD_DRAFT = Phrase("Jeter ce brouillon", "Discard this draft")
DISCARD_TEXT = Phrase(
    "Ce brouillon sera effacé pour de bon. Aucun numéro n’a été utilisé.",
    "This draft will be erased for good. No number was used.",
)
DISCARDED = Phrase("Brouillon jeté.", "Draft discarded.")
COMMUNICATION_CREATED = Phrase("Communication créée", "Communication created")
FINALISED = Phrase("Facture {number} émise.", "Invoice {number} issued.")
FINALISED_AND_SENT = Phrase(
    "Communication créée : la facture {number} est émise et son courriel est en file.",
    "Communication created: invoice {number} is issued and its email is queued.",
)

DETAILS_TAB = Phrase("Détails", "Details")
PDF_TAB = Phrase("PDF", "PDF")
EMAILS_TAB = Phrase("Courriels", "Emails")
HISTORY_TAB = Phrase("Historique", "History")
TABS = Phrase("Parties de la facture", "Parts of the invoice")
DOWNLOAD = Phrase("Télécharger le PDF", "Download the PDF")
PDF_NOT_YET = Phrase(
    "Le PDF est figé quand la facture est finalisée.", "The PDF is frozen when the invoice is finalised."
)
NOT_FOUND = Phrase("Facture introuvable", "Invoice not found")
NOT_FOUND_TEXT = Phrase(
    "Cette facture n’existe pas, ou n’est pas à vous. Revenez à la liste pour continuer.",
    "This invoice does not exist, or is not yours. Go back to the list to continue.",
)
SEE_LIST = Phrase("Voir les factures", "See the invoices")

SEARCH = Phrase("Chercher un numéro, un client…", "Search a number, a customer…")
FILTER = Phrase("Afficher", "Show")
ALL = Phrase("Toutes", "All")
UNPAID = Phrase("À payer", "Unpaid")
NONE_YET = Phrase("Aucune facture pour l’instant", "No invoice yet")
NONE_YET_TEXT = Phrase(
    "Ouvrez la fiche d’un membre et choisissez « Produire une facture », ou commencez ici.",
    "Open a member’s record and choose “Issue an invoice”, or start here.",
)
NONE_FOUND = Phrase("Aucune facture ne correspond", "No invoice matches")
NONE_FOUND_TEXT = Phrase(
    "Changez la recherche ou le filtre pour en voir d’autres.",
    "Change the search or the filter to see others.",
)
CHOOSE_CUSTOMER = Phrase("Qui voulez-vous facturer ?", "Whom do you want to bill?")
CHOOSE_CUSTOMER_TEXT = Phrase(
    "Cherchez un membre, un contact ou une entreprise par son nom ou son courriel.",
    "Search a member, a contact or a company by name or email.",
)
SEARCH_CUSTOMER = Phrase("Nom ou courriel", "Name or email")
NO_CUSTOMER = Phrase("Personne ne porte ce nom", "Nobody has this name")
NO_CUSTOMER_TEXT = Phrase(
    "Vérifiez l’orthographe, ou ajoutez la personne d’abord.", "Check the spelling, or add the person first."
)

SEND_INVOICE = Phrase("Envoyer la facture", "Send Invoice")
TO = Phrase("À", "To")
CC = Phrase("Cc", "Cc")
BCC = Phrase("Cci", "Bcc")
SHOW_BCC = Phrase("Ajouter Cci", "Add Bcc")
ADDRESSES_HINT = Phrase("Séparez les adresses par des virgules.", "Separate addresses with commas.")
PRIVATE = Phrase("Privé", "Private")
PRIVATE_HINT = Phrase(
    "Visible par : l’expéditeur, les destinataires (À, Cc, Cci) et les personnes qui administrent "
    "les factures. Une réponse à un courriel privé est privée.",
    "Visible to: the sender, the recipients (To, Cc, Bcc) and those who administer invoices. "
    "A reply to a private email is private.",
)
OPEN_HINT = Phrase(
    "Visible par : toutes les personnes qui voient cette facture, le membre compris.",
    "Visible to: everyone who sees this invoice, the member included.",
)
SUBJECT = Phrase("Sujet", "Subject")
ATTACHMENTS = Phrase("Pièces jointes", "Attachments")
ATTACH = Phrase("Ajouter des fichiers", "Add files")
ATTACH_HINT = Phrase("{total} sur 20 Mo", "{total} of 20 MB")
REMOVE_FILE = Phrase("Retirer {name}", "Remove {name}")
MESSAGE = Phrase("Message", "Message")
PREVIEW = Phrase("Aperçu", "Preview")
PREVIEW_TITLE = Phrase("Aperçu du courriel", "Preview of the email")
BACK_TO_EDIT = Phrase("Modifier", "Edit")
SEND = Phrase("Envoyer", "Send")
NO_EMAILS = Phrase("Aucun courriel pour cette facture", "No email about this invoice")
NO_EMAILS_TEXT = Phrase(
    "Envoyez la facture : le courriel et les réponses du client apparaîtront ici.",
    "Send the invoice: the email and the client’s answers will appear here.",
)
ADD_REPLY = Phrase("Ajouter une réponse (.eml)", "Add a reply (.eml)")
ADD_REPLY_HINT = Phrase(
    "Enregistrez la réponse reçue dans votre logiciel de courriel, puis déposez le fichier ici.",
    "Save the reply from your mail program, then drop the file here.",
)
SIMULATE_REPLY = Phrase("Simuler une réponse", "Simulate a reply")
REPLY = Phrase("Répondre", "Reply")
REPLY_ALL = Phrase("Répondre à tous", "Reply all")
FORWARD = Phrase("Transférer", "Forward")
REPLY_ADDED = Phrase("La réponse est classée avec la facture.", "The reply is filed with the invoice.")
REPLY_ELSEWHERE = Phrase(
    "Ce courriel ne répond pas à cette facture : il attend dans « À classer ».",
    "This email does not answer this invoice: it waits in “Unmatched”.",
)
REPLY_KNOWN = Phrase("Cette réponse était déjà classée.", "This reply was already filed.")
QUOTED = Phrase("Texte cité", "Quoted text")
UNKNOWN_SENDER = Phrase("Expéditeur inconnu", "Unknown sender")
PRIVATE_BADGE = Phrase("Privé", "Private")
ORIGINAL = Phrase("Original (.eml)", "Original (.eml)")

RECORD_PAYMENT = Phrase("Enregistrer un paiement", "Record a payment")
PAYMENT_RECORDED = Phrase("Paiement enregistré.", "Payment recorded.")

CATALOGUE = Phrase("Catalogue", "Catalogue")
CODE = Phrase("Code", "Code")
DESCRIPTION_FR = Phrase("Description en français", "Description in French")
DESCRIPTION_EN = Phrase("Description en anglais", "Description in English")
ADD_ITEM = Phrase("Ajouter un article", "Add an item")
EDIT_ITEM = Phrase("Modifier l’article", "Edit the item")
CATALOGUE_EMPTY = Phrase("Le catalogue est vide", "The catalogue is empty")
CATALOGUE_EMPTY_TEXT = Phrase(
    "Ajoutez ce que vous facturez souvent : une cotisation, une inscription, une heure de travail.",
    "Add what you often bill: a membership, a registration, an hour of work.",
)
ITEM_SAVED = Phrase("Article enregistré.", "Item saved.")
ARCHIVE_ITEM = Phrase("Retirer du catalogue", "Remove from the catalogue")
ARCHIVE_ITEM_TEXT = Phrase(
    "L’article ne sera plus proposé. Les factures qui l’utilisent ne changent pas.",
    "The item will no longer be offered. Invoices that use it do not change.",
)

TERMS_CHOICES = {
    0: Phrase("Payable à la réception", "Due on receipt"),
    10: Phrase("Net 10 jours", "Net 10 days"),
    15: Phrase("Net 15 jours", "Net 15 days"),
    30: Phrase("Net 30 jours", "Net 30 days"),
    45: Phrase("Net 45 jours", "Net 45 days"),
    60: Phrase("Net 60 jours", "Net 60 days"),
    90: Phrase("Net 90 jours", "Net 90 days"),
}
