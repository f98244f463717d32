"""The words of setting mail up: what is checked and tried. Those of the page are in `setup_page_wording`."""

from __future__ import annotations

from invoice_app.shared.phrases import Phrase

MISSING_KEY = Phrase("la clé de SendGrid", "the SendGrid key")
MISSING_HOST = Phrase("le nom du serveur SMTP", "the name of the SMTP server")
MISSING_FROM = Phrase("l’adresse d’expédition", "the address that mail is from")

KEY_NONE = Phrase("Enregistrez d’abord une clé.", "Save a key first.")
KEY_GOOD = Phrase("La clé est bonne et permet d’envoyer.", "The key is good and may send.")
KEY_TOO_MUCH = Phrase(
    "La clé est bonne, mais elle permet tout sur votre compte SendGrid. Une clé limitée à « "
    "Mail Send » est "
    "plus sûre.",
    "The key is good, but it may do anything in your SendGrid account. A key limited to "
    "“Mail Send” is safer.",
)
KEY_WITHOUT_SEND = Phrase(
    "SendGrid connaît cette clé, mais elle ne permet pas d’envoyer. Dans Settings → API "
    "Keys, donnez-lui le "
    "droit « Mail Send » (Full Access), puis vérifiez de nouveau.",
    "SendGrid knows this key, but it may not send. In Settings → API Keys, give it “Mail "
    "Send” (Full Access), "
    "then check again.",
)
KEY_REFUSED = Phrase(
    "SendGrid refuse cette clé : elle a été supprimée, ou n’a pas été copiée en entier. "
    "Créez-en une autre et "
    "remplacez celle-ci.",
    "SendGrid refuses this key: it was deleted, or not copied whole. Create another and replace this one.",
)
KEY_UNREACHABLE = Phrase(
    "{host} ne répond pas. Vérifiez la connexion de cette machine à Internet et son "
    "pare-feu, puis réessayez.",
    "{host} does not answer. Check this machine’s connection to the Internet and its "
    "firewall, then try again.",
)
KEY_ODD = Phrase(
    "La réponse (HTTP {status}) n’est pas celle de SendGrid : un portail ou un mandataire répond à sa place.",
    "The answer (HTTP {status}) is not SendGrid’s: a portal or a proxy answers in its place.",
)

SMTP_GOOD = Phrase(
    "{place} répond, la connexion est chiffrée et le mot de passe est accepté.",
    "{place} answers, the connection is encrypted and the password is accepted.",
)
SMTP_GOOD_ALONE = Phrase(
    "{place} répond et la connexion est chiffrée. Aucun nom d’utilisateur n’est demandé.",
    "{place} answers and the connection is encrypted. No user name is used.",
)
SMTP_IN_CLEAR = Phrase(
    "{place} répond, mais rien n’est chiffré : les courriels et le mot de passe voyagent en "
    "clair. À n’utiliser "
    "que sur votre propre réseau.",
    "{place} answers, but nothing is encrypted: emails and the password travel in clear. Use "
    "it on your own "
    "network only.",
)
SMTP_PASSWORD = Phrase(
    "{place} refuse le nom d’utilisateur ou le mot de passe. Certains fournisseurs demandent "
    "un mot de passe "
    "d’application.",
    "{place} refuses the user name or the password. Some providers want an app password.",
)
SMTP_NO_AUTH = Phrase(
    "{place} n’accepte pas de mot de passe sur cette connexion. Videz le nom d’utilisateur, "
    "ou choisissez une "
    "connexion chiffrée.",
    "{place} takes no password on this connection. Clear the user name, or choose an encrypted connection.",
)
SMTP_NO_TLS = Phrase(
    "{place} n’offre pas STARTTLS. Rien n’a été envoyé en clair. Essayez le port 465 avec "
    "TLS, ou demandez à "
    "votre fournisseur.",
    "{place} does not offer STARTTLS. Nothing was sent in clear. Try port 465 with TLS, or "
    "ask your provider.",
)
SMTP_NO_HOST = Phrase(
    "Le serveur {host} n’existe pas. Vérifiez l’orthographe de son nom.",
    "There is no server {host}. Check how its name is spelled.",
)
SMTP_NOBODY = Phrase(
    "Personne n’écoute à {place}. Vérifiez le port : 587 (STARTTLS) ou 465 (TLS).",
    "Nobody listens at {place}. Check the port: 587 (STARTTLS) or 465 (TLS).",
)
SMTP_CERTIFICATE = Phrase(
    "Le certificat de {host} n’est pas reconnu : il est expiré, signé par lui-même, ou au nom d’un autre "
    "serveur. Rien ne lui a été confié.",
    "The certificate of {host} is not recognised: it has expired, is self-signed, or names another server. "
    "Nothing was entrusted to it.",
)
SMTP_TLS_ODD = Phrase(
    "{place} ne parle pas TLS de cette façon. Avec le port 587, choisissez STARTTLS ; avec le port 465, TLS.",
    "{place} does not speak TLS this way. With port 587 choose STARTTLS; with port 465, TLS.",
)
SMTP_SILENT = Phrase(
    "{place} ne répond pas à temps, ou raccroche. Vérifiez le port, et que le pare-feu laisse passer.",
    "{place} does not answer in time, or hangs up. Check the port, and that the firewall lets it through.",
)
SMTP_SILENT_TLS = Phrase(
    "{place} attend une connexion TLS dès le début. Choisissez « TLS » pour le port 465.",
    "{place} expects TLS from the start. Choose “TLS” for port 465.",
)
SMTP_OTHER = Phrase(
    "La connexion à {place} a échoué. Vérifiez le nom, le port et la sécurité.",
    "The connection to {place} failed. Check the name, the port and the security.",
)

TEST_SUBJECT = Phrase("Essai de courriel – {name}", "Test email – {name}")
TEST_HELLO = Phrase("Bonjour,", "Hello,")
TEST_BODY = (
    Phrase(
        "Ce courriel a été envoyé depuis les réglages de {name} pour vérifier que les courriels partent.",
        "This email was sent from the settings of {name} to check that email leaves.",
    ),
    Phrase(
        "Répondez-y en un mot : la page des réglages dira si votre réponse est revenue.",
        "Answer it with a word: the settings page will say whether your reply came back.",
    ),
)

HOP_QUEUED = Phrase("En file", "Queued")
QUEUED_DONE = Phrase("Le courriel d’essai est écrit et figé.", "The test email is written and frozen.")
HOP_ACCEPTED = Phrase("Parti", "Left")
ACCEPTED_SENDGRID = Phrase("SendGrid l’a accepté ({code}).", "SendGrid accepted it ({code}).")
ACCEPTED_SMTP = Phrase("Le serveur l’a accepté ({code}).", "The server accepted it ({code}).")
ACCEPTED_LOCAL = Phrase(
    "Enregistré sur cet ordinateur : il n’est allé nulle part, comme prévu.",
    "Saved on this computer: it went nowhere, as intended.",
)
ACCEPTED_WAITING = Phrase("En route vers le service d’envoi…", "On its way to the sending service…")
ACCEPTED_HINT = Phrase(
    "S’il ne part pas en une minute, ouvrez la file d’envoi : elle dit pourquoi.",
    "If it does not leave within a minute, open the queue: it says why.",
)
ACCEPTED_REFUSED = Phrase("Refusé : {answer}", "Refused: {answer}")
NEXT_KEY = Phrase(
    "Revenez à l’étape de la clé et vérifiez-la.", "Go back to the step of the key and check it."
)
NEXT_SENDER = Phrase(
    "Le plus souvent, l’adresse d’expédition n’est pas encore vérifiée chez SendGrid : terminez l’étape du "
    "domaine (Settings → Sender Authentication). Sinon, la clé n’a pas le droit « Mail Send ».",
    "Most often the address mail is from is not verified at SendGrid yet: finish the step of the domain "
    "(Settings → Sender Authentication). Otherwise the key lacks “Mail Send”.",
)
NEXT_UNCERTAIN = Phrase(
    "La réponse n’est pas arrivée : regardez votre boîte avant d’en envoyer un autre.",
    "The answer did not come: look in your mailbox before sending another.",
)
NEXT_OTHER = Phrase(
    "Corrigez ce que dit cette réponse, puis envoyez un autre essai.",
    "Correct what this answer says, then send another test.",
)
SMTP_NEXT = Phrase(
    "Revenez à l’étape du serveur et vérifiez la connexion ; le serveur peut aussi refuser l’adresse "
    "d’expédition.",
    "Go back to the step of the server and check the connection; the server may also refuse the address "
    "that mail is from.",
)
NOT_YET = Phrase("Après l’étape précédente.", "After the stage before.")

HOP_EVENT = Phrase("Nouvelle de livraison", "News of delivery")
EVENT_PROCESSED = Phrase("Reçue : SendGrid s’en occupe.", "Received: SendGrid is on it.")
EVENT_DELIVERED = Phrase("Reçue : livré.", "Received: delivered.")
EVENT_DEFERRED = Phrase(
    "Reçue : le serveur du destinataire le retarde.", "Received: delayed by the recipient’s server."
)
EVENT_BOUNCED = Phrase(
    "Reçue : le serveur du destinataire l’a refusé.", "Received: refused by the recipient’s server."
)
EVENT_DROPPED = Phrase(
    "Reçue : SendGrid ne l’a pas livré (voir Suppressions chez SendGrid).",
    "Received: SendGrid did not deliver it (see Suppressions at SendGrid).",
)
EVENT_OTHER = Phrase("Reçue.", "Received.")
EVENT_WAITING = Phrase("En attente d’une nouvelle de SendGrid…", "Waiting for news from SendGrid…")
EVENT_HINT = Phrase(
    "Rien après deux minutes ? Vérifiez l’étape « Nouvelles des livraisons » : l’adresse "
    "est-elle collée, les "
    "événements cochés, le webhook activé ? SendGrid doit pouvoir joindre cette application.",
    "Nothing after two minutes? Check the step “News of deliveries”: is the address pasted, are the events "
    "ticked, is the webhook enabled? SendGrid must be able to reach this app.",
)
HOP_REPLY = Phrase("Réponse revenue", "Reply came back")
REPLY_DONE = Phrase("Reçue de {address}.", "Received from {address}.")
REPLY_WAITING = Phrase(
    "Répondez au courriel que vous venez de recevoir.", "Answer the email that you have just received."
)
REPLY_NO_DOMAIN = Phrase(
    "Sans domaine des réponses, elles vont à l’adresse d’expédition et ne sont pas classées.",
    "Without a domain for replies, they go to the address mail is from and are not filed.",
)
REPLY_HINT = Phrase(
    "Rien cinq minutes après votre réponse ? Vérifiez que le MX de {domain} mène à "
    "mx.sendgrid.net (jusqu’à 48 h "
    "après un changement), et que Inbound Parse a ce domaine, l’adresse copiée et la case « raw » cochée.",
    "Nothing five minutes after your reply? Check that the MX of {domain} leads to "
    "mx.sendgrid.net (up to 48 h "
    "after a change), and that Inbound Parse has this domain, the address you copied and “raw” ticked.",
)
HOOK_REFUSED = Phrase(
    "SendGrid a frappé à la porte, et sa demande a été refusée.",
    "SendGrid knocked, and its request was refused.",
)
HOOK_REFUSED_HINT = Phrase(
    "L’adresse collée chez SendGrid n’a plus le bon secret, ou la clé de vérification n’est pas la sienne. "
    "Copiez de nouveau l’une et l’autre.",
    "The address pasted at SendGrid no longer has the right secret, or the verification key "
    "is not its own. "
    "Copy both again.",
)
