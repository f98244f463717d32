"""What happened to an email, and what to do next, in plain words."""

from invoice_app.shared.phrases import Phrase

NOTHING = Phrase("", "")

NO_SUCH_ADDRESS = Phrase(
    "Cette adresse n’existe pas ou n’existe plus. Demandez la bonne au client, corrigez sa fiche, puis "
    "renvoyez la facture.",
    "This address does not exist, or no longer does. Ask the client for the right one, correct their "
    "record, then send the invoice again.",
)
FULL = Phrase(
    "La boîte du destinataire est pleine. Joignez-le autrement, puis renvoyez dans quelques jours.",
    "The recipient’s mailbox is full. Reach them another way, then send again in a few days.",
)
TOO_HEAVY = Phrase(
    "Le message est trop lourd pour ce serveur. Renvoyez-le avec moins de pièces jointes.",
    "The message is too heavy for this server. Send it again with fewer attachments.",
)
POLICY = Phrase(
    "Le serveur du destinataire refuse nos messages. Demandez au destinataire d’autoriser votre adresse "
    "d’envoi, et vérifiez les enregistrements DNS de votre domaine (SPF, DKIM, DMARC).",
    "The recipient’s server refuses our messages. Ask the recipient to allow your sending address, and "
    "check the DNS records of your domain (SPF, DKIM, DMARC).",
)
BOUNCED = Phrase(
    "Le serveur du destinataire a rendu le message. Vérifiez l’adresse, corrigez la fiche, puis renvoyez.",
    "The recipient’s server returned the message. Check the address, correct the record, then send again.",
)
BLOCKED = Phrase(
    "Le serveur du destinataire a refusé le message, mais l’adresse peut être bonne. Renvoyez plus tard, ou "
    "joignez le destinataire autrement.",
    "The recipient’s server refused the message, but the address may be right. Send again later, or reach "
    "the recipient another way.",
)
SPAM = Phrase(
    "Le destinataire a classé un de nos messages comme indésirable : le service d’envoi ne lui écrira "
    "plus. Appelez-le, et s’il le veut bien, retirez-le de la liste des plaintes du service d’envoi.",
    "The recipient marked one of our messages as spam: the sending service will not write to them again. "
    "Call them, and if they agree, take them off the spam reports of the sending service.",
)
DEFERRED = Phrase(
    "Le serveur du destinataire fait attendre le message ; le service d’envoi réessaie pendant trois "
    "jours. Rien à faire pour l’instant.",
    "The recipient’s server keeps the message waiting; the sending service tries again for three days. "
    "Nothing to do for now.",
)
DROPPED: tuple[tuple[str, Phrase], ...] = (
    (
        "bounced",
        Phrase(
            "Un envoi précédent à cette adresse a été rendu : le service d’envoi n’y écrit plus. Corrigez "
            "l’adresse ; si elle est bonne, retirez-la de la liste des rejets du service d’envoi.",
            "An earlier message to this address was returned: the sending service no longer writes to it. "
            "Correct the address; if it is right, take it off the bounces of the sending service.",
        ),
    ),
    (
        "unsubscribed",
        Phrase(
            "Cette personne s’est désabonnée dans le service d’envoi. Joignez-la autrement, ou retirez-la de "
            "la liste des désabonnements avec son accord.",
            "This person has unsubscribed in the sending service. Reach them another way, or take them off "
            "the unsubscribes with their consent.",
        ),
    ),
    ("spam report", SPAM),
    (
        "spam content",
        Phrase(
            "Le service d’envoi a pris le message pour un indésirable. Reformulez-le, puis renvoyez-le.",
            "The sending service took the message for spam. Word it otherwise, then send it again.",
        ),
    ),
    ("invalid", NO_SUCH_ADDRESS),
    (
        "quota",
        Phrase(
            "Le forfait du service d’envoi est épuisé. Augmentez-le, puis renvoyez.",
            "The plan of the sending service is used up. Raise it, then send again.",
        ),
    ),
)
DROPPED_OTHERWISE = Phrase(
    "Le service d’envoi a écarté le message sans l’envoyer. Voyez la raison ci-dessous, puis renvoyez.",
    "The sending service set the message aside without sending it. See the reason below, then send again.",
)

SETTINGS: dict[str, Phrase] = {
    "401": Phrase(
        "La clé du service d’envoi est refusée : elle est fausse, expirée ou révoquée. Créez-en une "
        "autre et inscrivez-la dans les réglages du courriel.",
        "The key of the sending service is refused: it is wrong, expired or revoked. Make another one and "
        "enter it in the email settings.",
    ),
    "403": Phrase(
        "Le service d’envoi n’accepte pas notre adresse d’expéditeur, ou la clé n’a pas le droit d’envoyer. "
        "Faites vérifier l’adresse (ou le domaine) chez lui, ou corrigez-la dans les réglages du courriel.",
        "The sending service does not accept our sender address, or the key has no right to send. Have the "
        "address (or the domain) verified there, or correct it in the email settings.",
    ),
    "no-key": Phrase(
        "Aucune clé du service d’envoi n’est inscrite. Inscrivez-la dans les réglages du courriel.",
        "No key of the sending service has been entered. Enter it in the email settings.",
    ),
    "host": Phrase(
        "Le nom du serveur d’envoi est introuvable. Vérifiez-le dans les réglages du courriel, et que cet "
        "ordinateur est relié à Internet.",
        "The name of the sending server cannot be found. Check it in the email settings, and that this "
        "machine is connected to the Internet.",
    ),
    "tls": Phrase(
        "La connexion chiffrée au serveur d’envoi échoue. Vérifiez le port, la sécurité et le certificat.",
        "The encrypted connection to the sending server fails. Check the port, the security and the "
        "certificate.",
    ),
    "folder": Phrase(
        "Le dossier où les courriels sont enregistrés ne peut pas être écrit. Vérifiez l’espace libre et les "
        "droits.",
        "The folder where emails are saved cannot be written. Check the space and the rights.",
    ),
    "535": Phrase(
        "Le serveur d’envoi refuse le nom d’utilisateur ou le mot de passe. Corrigez-les dans les réglages.",
        "The sending server refuses the user name or the password. Correct them in the settings.",
    ),
}
WRONG_ADDRESS = Phrase(
    "L’adresse du service d’envoi ne répond pas comme lui. Vérifiez-la dans les réglages du courriel, et "
    "qu’aucun portail ou pare-feu ne répond à sa place.",
    "What answers at the address of the sending service is not it. Check the address in the email settings, "
    "and that no portal or firewall answers instead.",
)
SETTINGS |= dict.fromkeys(
    ("url", "200", "301", "302", "303", "307", "308", "404", "405", "415"), WRONG_ADDRESS
)
SETTINGS |= dict.fromkeys(("534", "538", "530"), SETTINGS["535"])
SETTINGS_OTHERWISE = Phrase(
    "Le serveur d’envoi refuse notre expéditeur ou notre accès. Vérifiez les réglages du courriel.",
    "The sending server refuses our sender or our access. Check the email settings.",
)
RATE = Phrase(
    "Le service d’envoi nous demande d’attendre : la limite de votre forfait est atteinte pour le moment. "
    "L’envoi reprend tout seul.",
    "The sending service asks us to wait: the limit of your plan is reached for now. Sending resumes by "
    "itself.",
)
OUTAGE = Phrase(
    "Le service d’envoi ne répond pas. Rien n’est perdu : il est essayé de temps en temps, et tout part à "
    "son retour.",
    "The sending service does not answer. Nothing is lost: it is tried now and then, and all leaves when it "
    "is back.",
)

REFUSED: dict[str, Phrase] = {
    "413": TOO_HEAVY,
    "552": TOO_HEAVY,
    "fault": Phrase(
        "Ce message n’a pas pu être préparé : c’est un défaut du programme. Rien n’est parti. Donnez "
        "la référence ci-dessous à qui s’occupe de l’installation, et écrivez un nouveau message.",
        "This message could not be prepared: that is a defect of the program. Nothing has left. Give the "
        "reference below to whoever looks after the installation, and write a new message.",
    ),
    "damaged": Phrase(
        "Le fichier du message est perdu ou abîmé sur cet ordinateur. Rien n’est parti. Restaurez une "
        "sauvegarde, ou écrivez un nouveau message.",
        "The file of the message is lost or damaged on this machine. Nothing has left. Restore a backup, "
        "or write a new message.",
    ),
    "gave-up": Phrase(
        "Tous les essais ont échoué, et rien n’est parti. Lisez la dernière réponse ci-dessous, puis "
        "renvoyez.",
        "Every try failed, and nothing has left. Read the last answer below, then send again.",
    ),
    "401": Phrase(
        "Le service d’envoi refuse ce message, alors que d’autres passent. Écrivez-en un nouveau.",
        "The sending service refuses this message, while others pass. Write a new one.",
    ),
    "403": Phrase(
        "Ce message part d’une adresse d’expéditeur qui n’est plus acceptée. Écrivez-en un nouveau : "
        "il partira de l’adresse actuelle.",
        "This message leaves from a sender address that is no longer accepted. Write a new one: it will "
        "leave from the present address.",
    ),
    "recipients": BOUNCED,
}
BAD_ADDRESS = Phrase(
    "Le service d’envoi refuse une adresse de ce message. Corrigez-la, puis écrivez un nouveau message.",
    "The sending service refuses an address of this message. Correct it, then write a new message.",
)
REFUSED_OTHERWISE = Phrase(
    "Le service d’envoi a refusé ce message tel quel, et le refuserait encore. Lisez sa réponse ci-dessous, "
    "corrigez, puis écrivez un nouveau message.",
    "The sending service refused this message as it is, and would again. Read its answer below, correct, "
    "then write a new message.",
)
RETRY = Phrase(
    "Le serveur a demandé de réessayer : ce sera fait tout seul. Rien n’est parti pour l’instant.",
    "The server asked to try again: that happens by itself. Nothing has left so far.",
)
UNCERTAIN = Phrase(
    "Le service d’envoi n’a pas confirmé : nous ne savons pas si le message est parti. Demandez au "
    "destinataire s’il l’a reçu, puis choisissez « Renvoyer » ou « Marquer comme envoyé ».",
    "The sending service did not confirm: we do not know whether the message left. Ask the recipient "
    "whether they have it, then choose “Send again” or “Mark as sent”.",
)
SETTLED_ALONE = Phrase(
    "Le service d’envoi n’a rien dit de ce message pendant quinze minutes : il est envoyé une seconde "
    "fois, sous le même identifiant, pour que le destinataire n’en voie qu’un.",
    "The sending service said nothing of this message for fifteen minutes: it is sent once more, under the "
    "same identifier, so that the recipient sees only one.",
)
