"""The words of the start page."""

from invoice_app.shared.phrases import Phrase

DESK = Phrase("Accueil", "Home")
OWED = Phrase("À recevoir", "Receivable")
OVERDUE = Phrase("En retard", "Overdue")
DRAFTS = Phrase("Brouillons", "Drafts")
COUNT_INVOICES = Phrase("Factures : {count}", "Invoices: {count}")
TO_FINISH = Phrase("à finaliser", "to finalise")
LATEST_REPLIES = Phrase("Dernières réponses", "Latest replies")
ALL_MAIL = Phrase("Tous les courriels", "All emails")
ALL_UNREAD = Phrase("Toutes les réponses non lues : {count}", "All unread replies: {count}")
NO_REPLIES = Phrase("Aucune réponse pour l’instant", "No reply yet")
NO_REPLIES_TEXT = Phrase(
    "Quand un client répond au courriel d’une facture, sa réponse apparaît ici.",
    "When a client answers an invoice’s email, the reply appears here.",
)
UNDELIVERED = Phrase(
    "Factures dont un courriel n’est pas arrivé : {count}",
    "Invoices with an email that did not arrive: {count}",
)
SEE_THEM = Phrase("Les voir", "See them")
LATEST = Phrase("Dernières factures", "Latest invoices")
SEE_ALL = Phrase("Toutes les factures", "All invoices")
FIRST_STEPS = Phrase("Pour commencer", "First steps")
FIRST_MEMBER = Phrase("Ajouter un premier membre", "Add a first member")
FIRST_ITEM = Phrase("Remplir le catalogue", "Fill in the catalogue")
FIRST_LOGO = Phrase("Mettre votre logo et vos couleurs", "Set your logo and colours")
