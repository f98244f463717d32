"""The words of the page where mail is set up."""

from __future__ import annotations

from invoice_app.shared.phrases import Phrase

TITLE = Phrase("Envoi des courriels", "Sending email")
UNDER = Phrase(
    "Par où partent les courriels, et comment les réponses reviennent. Rien ne part tant "
    "qu’un mode n’est pas "
    "mis en service.",
    "Which way emails leave, and how replies come back. Nothing leaves until a way is put in service.",
)
WAYS = Phrase("Mode d’envoi", "Way of sending")
LOCAL = Phrase("Sur cet ordinateur", "On this computer")
LOCAL_TEXT = Phrase(
    "Rien ne part. Chaque courriel est enregistré ici, où vous pouvez le lire, le télécharger et l’envoyer "
    "vous-même.",
    "Nothing leaves. Each email is saved here, where you can read it, download it and send it yourself.",
)
SMTP = Phrase("Votre serveur SMTP", "Your SMTP server")
SMTP_TEXT = Phrase(
    "Par le serveur de votre hébergeur ou de votre organisation. Sans nouvelles de livraison.",
    "Through the server of your host or organisation. Without news of deliveries.",
)
SENDGRID = Phrase("SendGrid", "SendGrid")
SENDGRID_TEXT = Phrase(
    "Par un service spécialisé, qui dit ce qui est livré et ramène les réponses sous leur facture.",
    "Through a specialised service, which says what is delivered and brings replies back "
    "under their invoice.",
)
IN_SERVICE = Phrase("En service", "In service")
PUT_IN_SERVICE = Phrase("Mettre en service", "Put in service")
STAY_HERE = Phrase("Ne plus rien envoyer", "Send nothing any more")
STAY_HERE_TITLE = Phrase("Ne plus rien envoyer ?", "Send nothing any more?")
STAY_HERE_TEXT = Phrase(
    "Les prochains courriels seront enregistrés sur cet ordinateur et n’iront à personne. "
    "Vos réglages restent.",
    "The next emails will be saved on this computer and go to nobody. Your settings stay.",
)
NOW_LEAVES = Phrase(
    "C’est en service : les prochains courriels partiront pour vrai. Ceux qui étaient "
    "enregistrés ici y restent.",
    "It is in service: the next emails will really leave. Those that were saved here stay here.",
)
NOW_STAYS = Phrase(
    "Plus rien ne part : les courriels sont enregistrés sur cet ordinateur.",
    "Nothing leaves any more: emails are saved on this computer.",
)
LOCAL_IN_SERVICE = Phrase(
    "C’est le mode en service. Pour envoyer pour vrai, choisissez l’un des deux autres et suivez ses étapes.",
    "This is the way in service. To send for real, choose one of the two others and follow its steps.",
)
LOCAL_REPLIES = Phrase(
    "Une réponse reçue ailleurs s’ajoute à la main : sur l’onglet Courriels de la facture, "
    "déposez son fichier "
    ".eml.",
    "A reply received elsewhere is added by hand: on the Emails tab of the invoice, drop its .eml file.",
)
FIXED = Phrase(
    "Fixé par la machine ({names}). Pour le choisir ici, retirez-le de .env, puis redémarrez.",
    "Fixed by the machine ({names}). To choose it here, remove it from .env, then restart.",
)
SAVED = Phrase("Enregistré.", "Saved.")
CHANGED_BY = Phrase("Dernier changement : {who}, {when}.", "Last change: {who}, {when}.")
COPY = Phrase("Copier", "Copy")
COPY_WHAT = Phrase("Copier : {what}", "Copy: {what}")

# SendGrid, step by step.
TRIAL = Phrase(
    "Un nouveau compte SendGrid est à l’essai : 60 jours, 100 courriels par jour, puis "
    "l’envoi s’arrête sans "
    "forfait payant. Vos courriels attendraient alors ici, sans se perdre.",
    "A new SendGrid account is a trial: 60 days, 100 emails a day, then sending stops without a paid plan. "
    "Your emails would then wait here; none is lost.",
)
STEP_KEY = Phrase("La clé", "The key")
KEY_HOW = Phrase(
    "Chez SendGrid : Settings → API Keys → Create API Key → Restricted Access, et « Mail "
    "Send » à Full Access, "
    "rien d’autre. Collez-la ici : elle est chiffrée, et ne s’affiche plus jamais.",
    "At SendGrid: Settings → API Keys → Create API Key → Restricted Access, with “Mail Send” "
    "at Full Access and "
    "nothing else. Paste it here: it is encrypted, and never shown again.",
)
KEY = Phrase("Clé de SendGrid", "SendGrid key")
NEW_KEY = Phrase("Remplacer la clé", "Replace the key")
KEPT_ON = Phrase("Enregistrée le {when}.", "Saved {when}.")
PASSWORD_KEPT_ON = Phrase("Enregistré le {when}.", "Saved {when}.")
LOST = Phrase(
    "Ce secret ne peut plus être lu : la clé de cette installation (keys/mail_key) a changé "
    "ou manque. Tapez-le "
    "de nouveau ; d’ici là, les courriels attendent.",
    "This secret can no longer be read: the key of this installation (keys/mail_key) has "
    "changed or is missing. "
    "Type it again; until then emails wait.",
)
REGION = Phrase("Région", "Region")
GLOBAL = Phrase("Mondiale", "Global")
EU = Phrase("Union européenne", "European Union")
REGION_HINT = Phrase(
    "Union européenne seulement pour un sous-compte régional.", "European Union for a regional subuser only."
)
CHECK_KEY = Phrase("Vérifier la clé", "Check the key")
STEP_FROM = Phrase("L’adresse d’expédition et son domaine", "The address mail is from, and its domain")
FROM = Phrase("Adresse d’expédition", "Address mail is from")
FROM_HINT = Phrase(
    "Une adresse de votre propre domaine, par exemple facturation@exemple.org.",
    "An address of your own domain, such as billing@example.org.",
)
FREE_MAIL = Phrase(
    "{domain} ne permet à personne d’envoyer à sa place : ces courriels iraient aux "
    "indésirables. Prenez une "
    "adresse de votre propre domaine.",
    "{domain} lets nobody send in its place: these emails would land in spam. Use an address "
    "of your own domain.",
)
DOMAIN_HOW = Phrase(
    "Chez SendGrid : Settings → Sender Authentication → Authenticate Your Domain. SendGrid vous donne trois "
    "enregistrements CNAME, propres à votre compte : copiez-les de chez lui à votre hébergeur DNS, "
    "puis pressez "
    "Verify.",
    "At SendGrid: Settings → Sender Authentication → Authenticate Your Domain. SendGrid gives you "
    "three CNAME "
    "records of your account’s own: copy them from there to your DNS host, then press Verify.",
)
DMARC_HOW = Phrase(
    "Ajoutez aussi cet enregistrement, qui dit aux autres serveurs quoi faire des imitations, sauf si votre "
    "domaine en a déjà un :",
    "Add this record as well, which tells other servers what to do with imitations, unless your domain has "
    "one already:",
)
STEP_REPLIES = Phrase("Le domaine des réponses", "The domain of replies")
REPLY_DOMAIN = Phrase("Domaine des réponses", "Domain of replies")
REPLY_DOMAIN_HINT = Phrase(
    "Un sous-domaine qui ne sert qu’à cela, par exemple reponses.exemple.org. Vide : les réponses vont à "
    "l’adresse d’expédition, et ne sont pas classées.",
    "A subdomain for nothing else, such as reply.example.org. Empty: replies go to the "
    "address mail is from, "
    "and are not filed.",
)
MX_HOW = Phrase(
    "Chez votre hébergeur DNS, ajoutez cet enregistrement. Ne changez jamais le MX de votre "
    "domaine principal, ni "
    "le CNAME « em1234 » des retours de SendGrid.",
    "At your DNS host, add this record. Never change the MX of your main domain, nor "
    "SendGrid’s “em1234” return "
    "path CNAME.",
)
STEP_INBOUND = Phrase("Le retour des réponses (Inbound Parse)", "Replies coming back (Inbound Parse)")
INBOUND_HOW = Phrase(
    "Chez SendGrid : Settings → Inbound Parse → Add Host & URL. Choisissez le domaine des réponses, collez "
    "l’adresse ci-dessous, et cochez « POST the raw, full MIME message ».",
    "At SendGrid: Settings → Inbound Parse → Add Host & URL. Choose the domain of replies, "
    "paste the address "
    "below, and tick “POST the raw, full MIME message”.",
)
STEP_EVENTS = Phrase("Nouvelles des livraisons (Event Webhook)", "News of deliveries (Event Webhook)")
EVENTS_HOW = Phrase(
    "Chez SendGrid : Settings → Mail Settings → Event Webhooks → Create new webhook. Collez "
    "l’adresse ci-dessous et "
    "cochez Processed, Deferred, Delivered, Bounced, Dropped et Spam Reports ; laissez les "
    "ouvertures et les clics.",
    "At SendGrid: Settings → Mail Settings → Event Webhooks → Create new webhook. Paste the "
    "address below and tick "
    "Processed, Deferred, Delivered, Bounced, Dropped and Spam Reports; leave opens and clicks.",
)
ADDRESS_INBOUND = Phrase("Adresse pour Inbound Parse", "Address for Inbound Parse")
ADDRESS_EVENTS = Phrase("Adresse pour Event Webhook", "Address for Event Webhook")
SHOW_ADDRESSES = Phrase("Afficher l’adresse", "Show the address")
HIDE_ADDRESSES = Phrase("Cacher", "Hide")
ADDRESS_SECRET = Phrase(
    "Elle contient un secret : ne la donnez qu’à SendGrid.",
    "It contains a secret: give it to SendGrid only.",
)
NOT_PUBLIC = Phrase(
    "SendGrid ne peut pas joindre {address}. Publiez l’application derrière HTTPS et dites "
    "son adresse à la machine "
    "(PUBLIC_URL) avant cette étape.",
    "SendGrid cannot reach {address}. Publish the app behind HTTPS and tell the machine its "
    "address (PUBLIC_URL) "
    "before this step.",
)
CHANGE_SECRET = Phrase("Changer le secret", "Change the secret")
CHANGE_SECRET_TITLE = Phrase("Changer le secret des adresses ?", "Change the secret of the addresses?")
CHANGE_SECRET_TEXT = Phrase(
    "Les adresses collées chez SendGrid cesseront aussitôt d’être acceptées : réponses et "
    "nouvelles de livraison "
    "attendront que vous y colliez les nouvelles (SendGrid réessaie pendant trois jours).",
    "The addresses pasted at SendGrid will stop being accepted at once: replies and news of "
    "deliveries will wait "
    "until you paste the new ones there (SendGrid tries again for three days).",
)
SECRET_CHANGED = Phrase(
    "Le secret est changé. Collez les deux nouvelles adresses chez SendGrid.",
    "The secret is changed. Paste the two new addresses at SendGrid.",
)
PUBLIC_KEY = Phrase("Clé de vérification", "Verification key")
INBOUND_KEY_HINT = Phrase(
    "Si vous attachez une politique de sécurité signée à Inbound Parse, collez ici sa clé publique.",
    "If you attach a signed security policy to Inbound Parse, paste its public key here.",
)
EVENTS_KEY_HINT = Phrase(
    "Activez « Signed Event Webhook » chez SendGrid et collez ici la clé publique qu’il "
    "affiche. Dès qu’elle est "
    "enregistrée, une nouvelle sans bonne signature est refusée.",
    "Enable “Signed Event Webhook” at SendGrid and paste the public key it shows. Once it is "
    "saved, news without "
    "a good signature is refused.",
)
STEP_SERVICE = Phrase("Mettre en service et essayer", "Put in service and try")
SERVICE_TEXT = Phrase(
    "Dès que ce mode est en service, les courriels que vous envoyez partent pour vrai. Ce "
    "qui a été enregistré sur "
    "cet ordinateur auparavant n’en part jamais de lui-même.",
    "Once this way is in service, the emails you send really leave. What was saved on this "
    "computer before never "
    "leaves by itself.",
)
SEND_TEST = Phrase("Envoyer un test", "Send a test")
SEND_TEST_AGAIN = Phrase("Envoyer un autre test", "Send another test")
TEST_TO = Phrase("Adresse de l’essai", "Address of the test")
TEST_TO_HINT = Phrase(
    "Une boîte que vous pouvez ouvrir, autre que l’adresse d’expédition.",
    "A mailbox that you can open, other than the address mail is from.",
)
TEST_SENT = Phrase("L’essai est en file. Suivez-le ci-dessous.", "The test is queued. Follow it below.")
TEST_FIRST = Phrase(
    "Mettez d’abord ce mode en service : un essai est un vrai courriel.",
    "Put this way in service first: a test is a real email.",
)
TEST_PROGRESS = Phrase("Où en est l’essai", "How far the test has come")
DONE = Phrase("fait", "done")
WAITING = Phrase("en attente", "waiting")
WRONG = Phrase("à corriger", "to correct")
IDLE = Phrase("pas encore", "not yet")

# SMTP.
STEP_SERVER = Phrase("Le serveur", "The server")
SERVER_HOW = Phrase(
    "Ces renseignements viennent de votre hébergeur ou de la personne qui s’occupe de vos courriels.",
    "These come from your host, or from whoever looks after your email.",
)
HOST = Phrase("Serveur", "Server")
PORT = Phrase("Port", "Port")
SECURITY = Phrase("Sécurité", "Security")
STARTTLS = Phrase("STARTTLS (port 587)", "STARTTLS (port 587)")
TLS = Phrase("TLS (port 465)", "TLS (port 465)")
NO_TLS = Phrase("Aucune (réseau interne seulement)", "None (internal network only)")
USER = Phrase("Nom d’utilisateur", "User name")
PASSWORD = Phrase("Mot de passe", "Password")
NEW_PASSWORD = Phrase("Remplacer le mot de passe", "Replace the password")
PASSWORD_HINT = Phrase("Chiffré, et plus jamais affiché.", "Encrypted, and never shown again.")
CHECK_SMTP = Phrase("Vérifier la connexion", "Check the connection")
SMTP_DOMAIN_HOW = Phrase(
    "Pour que vos courriels ne soient pas pris pour des indésirables, votre domaine doit nommer ce serveur "
    "(SPF) et les signer (DKIM) : votre hébergeur donne ces deux enregistrements.",
    "So that your emails are not taken for spam, your domain must name this server (SPF) and sign them "
    "(DKIM): your host gives these two records.",
)
SMTP_REPLIES_HOW = Phrase(
    "Un serveur SMTP ne ramène pas les réponses : elles arrivent à l’adresse d’expédition, "
    "et s’ajoutent à la main "
    "(onglet Courriels de la facture, déposez le fichier .eml). Si votre serveur peut poster "
    "chaque courriel reçu à "
    "une adresse web, donnez ici son domaine et faites-lui poster à l’adresse ci-dessous.",
    "An SMTP server does not bring replies back: they arrive at the address mail is from and "
    "are added by hand (Emails "
    "tab of the invoice, drop the .eml file). If your server can post each email it receives "
    "to a web address, give "
    "its domain here and have it post to the address below.",
)

POLICY = Phrase("Qui peut écrire dans une conversation", "Who may write into a conversation")
ANYONE = Phrase("Toute personne qui répond", "Anyone who answers")
ANYONE_TEXT = Phrase(
    "Un expéditeur inconnu est accepté et signalé.", "An unknown sender is accepted and flagged."
)
CONTACTS = Phrase("Les contacts seulement", "Contacts only")
CONTACTS_TEXT = Phrase(
    "Ce qui vient d’un inconnu attend dans « À classer ».",
    "What comes from somebody unknown waits in “Unmatched”.",
)
RECORD_NAME = Phrase("Nom", "Name")
RECORD_KIND = Phrase("Type", "Type")
RECORD_VALUE = Phrase("Valeur", "Value")
RECORD_PRIORITY = Phrase("Priorité", "Priority")
OPEN = Phrase("Envoi des courriels", "Sending email")
