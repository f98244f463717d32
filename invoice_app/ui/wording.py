"""The words of every page."""

from invoice_app.shared.phrases import Phrase

SKIP = Phrase("Aller au contenu", "Skip to content")
MENU = Phrase("Menu", "Menu")
NAVIGATION = Phrase("Navigation principale", "Main navigation")
DESK = Phrase("Accueil", "Home")
MEMBERS = Phrase("Membres et contacts", "Members and contacts")
INVOICES = Phrase("Factures", "Invoices")
CATALOGUE = Phrase("Catalogue", "Catalogue")
CONTRACTS = Phrase("Contrats", "Contracts")
MAIL = Phrase("Courriels", "Emails")
ONE_TO_READ = Phrase(" réponse à lire", " reply to read")
TO_READ = Phrase(" réponses à lire", " replies to read")
MAIL_FOUND = Phrase("Conversations", "Conversations")
MAIL_UNMATCHED = Phrase("À classer", "Unmatched")
MAIL_QUEUE = Phrase("File d’envoi", "Queue")
ACCOUNTS = Phrase("Comptes et droits", "Accounts and rights")
ORGANISATION = Phrase("Organisation", "Organisation")
MY_INVOICES = Phrase("Mes factures", "My invoices")
MY_ACCOUNT = Phrase("Mon compte", "My account")
SIGN_OUT = Phrase("Se déconnecter", "Sign out")
OTHER_LANGUAGE = Phrase("English", "Français")
DARK = Phrase("Thème clair ou sombre", "Light or dark theme")
OFFLINE = Phrase(
    "Connexion perdue : reconnexion en cours. Ce que vous avez tapé reste à l’écran.",
    "Connection lost: reconnecting. What you typed stays on the screen.",
)
SAVE = Phrase("Enregistrer", "Save")
CANCEL = Phrase("Annuler", "Cancel")
BACK = Phrase("Retour", "Back")
LOCAL_MAIL = Phrase(
    "Les courriels sont enregistrés sur cet ordinateur : rien n’est envoyé.",
    "Emails are saved on this computer: nothing is sent.",
)
LOCAL_MAIL_HOW = Phrase("Configurer l’envoi", "Set up sending")
