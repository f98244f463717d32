"""The words of « À classer »: why a message waits, and what to do with it."""

from invoice_app.mail.states import Why
from invoice_app.shared.phrases import Phrase

INTRO = Phrase(
    "Les courriels reçus dont la place n’est pas sûre. Rien n’est perdu : classez-les dans une facture "
    "ou chez une personne, ou mettez-les dans les indésirables.",
    "Emails received whose place is not certain. Nothing is lost: file them on an invoice or with a "
    "person, or put them in spam.",
)
WAITING = Phrase("À classer", "To file")
SPAM = Phrase("Indésirables", "Spam")
SHOWN = Phrase("Messages montrés", "Messages shown")
LIST = Phrase("Messages à classer", "Messages to file")
NONE = Phrase("Tout est classé", "Everything is filed")
NONE_TEXT = Phrase(
    "Un courriel dont la place n’est pas sûre attendra ici, et l’accueil le dira. Rien à faire d’ici là.",
    "An email whose place is not certain will wait here, and the home page will say so. "
    "Nothing to do until then.",
)
NO_SPAM = Phrase("Aucun indésirable", "No spam")
NO_SPAM_TEXT = Phrase(
    "Ce que vous mettez dans les indésirables est gardé ici, et peut en revenir.",
    "What you put in spam is kept here, and can come back.",
)
FROM_NOBODY = Phrase("Expéditeur inconnu", "Unknown sender")
UNREADABLE_SUBJECT = Phrase("(message illisible)", "(unreadable message)")
FILES_1 = Phrase("1 pièce jointe", "1 attachment")
FILES_MANY = Phrase("{count} pièces jointes", "{count} attachments")
READ = Phrase("Ouvrir", "Open")
FOLD = Phrase("Replier", "Close")
ON_INVOICE = Phrase("Classer dans une facture", "File on an invoice")
WITH_PERSON = Phrase("Classer chez une personne", "File with a person")
IS_SPAM = Phrase("Indésirable", "Spam")
NOT_SPAM = Phrase("Ce n’est pas un indésirable", "Not spam")
READ_AGAIN = Phrase("Relire l’original", "Read the original again")
READ_AGAIN_HINT = Phrase(
    "Reprend l’original, comme s’il arrivait maintenant.", "Takes the original as if it arrived now."
)
ORIGINAL = Phrase("Original (.eml)", "Original (.eml)")
TEXT_CUT = Phrase(
    "Le début du message. La suite est dans l’original.",
    "The beginning of the message. The rest is in the original.",
)
NO_TEXT = Phrase("Ce message n’a pas de texte.", "This message has no text.")
SUGGESTED = Phrase("Propositions", "Suggestions")
FILE_ON = Phrase("Classer dans {number}", "File on {number}")
BY_ADDRESS = Phrase("envoyé à son adresse de réponse", "sent to its reply address")
BY_ANSWER = Phrase("répond à un courriel de cette facture", "answers an email of this invoice")
BY_SENDER = Phrase("facture récente de cette personne", "recent invoice of this person")
WAS_PRIVATE = Phrase(
    "Répond à un échange privé : une fois classé, seules les mêmes personnes le liront.",
    "Answers a private exchange: once filed, only the same people will read it.",
)
SEARCH_INVOICE = Phrase("Numéro ou client", "Number or client")
SEARCH_PERSON = Phrase("Nom ou courriel", "Name or email")
NO_INVOICE = Phrase("Aucune facture émise ne correspond.", "No issued invoice matches.")
NO_PERSON = Phrase("Aucune fiche ne correspond.", "No record matches.")
ADD_SENDER = Phrase("Ajouter cette personne à la conversation", "Add this person to the conversation")
ADD_SENDER_HINT = Phrase(
    "Ses prochaines réponses y seront classées sans passer par ici.",
    "Their next replies will be filed there without waiting here.",
)
MEMBER_SEES = Phrase(
    "Le membre à qui la facture appartient lira ce message dans sa zone.",
    "The member whose invoice it is will read this message in their zone.",
)
FILED_ON = Phrase("Message classé dans la facture {number}.", "Message filed on invoice {number}.")
FILED_WITH = Phrase("Message classé chez {name}.", "Message filed with {name}.")
NOW_SPAM = Phrase("Message mis dans les indésirables.", "Message put in spam.")
UNDO = Phrase("Annuler", "Undo")
BACK = Phrase("Le message attend de nouveau d’être classé.", "The message waits to be filed again.")
PLACED = Phrase("Message relu : il a trouvé sa place.", "Message read again: it found its place.")
STILL_READ = Phrase(
    "Message en cours de relecture : il reviendra ici s’il ne trouve pas sa place.",
    "The message is being read again: it comes back here unless it finds its place.",
)
STILL_WAITS = Phrase("Message relu : il attend toujours ici.", "Message read again: it still waits here.")
TO_FILE_1 = Phrase("1 message à classer", "1 message to file")
TO_FILE_MANY = Phrase("{count} messages à classer", "{count} messages to file")

WHY: dict[str, tuple[Phrase, Phrase]] = {
    Why.NO_TOKEN: (
        Phrase("Écrit à une adresse qui n’est celle d’aucune facture.", "Sent to an address of no invoice."),
        Phrase("Classez-le dans la facture dont il parle.", "File it on the invoice that it is about."),
    ),
    Why.UNKNOWN_TOKEN: (
        Phrase("Son adresse de réponse n’existe pas ici.", "Its reply address does not exist here."),
        Phrase(
            "Classez-le à la main ; elle a peut-être été recopiée avec une faute.",
            "File it by hand; it may have been copied with a mistake.",
        ),
    ),
    Why.REVOKED: (
        Phrase("Répond à une adresse qui a été révoquée.", "Answers an address that was revoked."),
        Phrase("Classez-le si vous l’attendiez.", "File it if you expected it."),
    ),
    Why.NOT_A_PARTICIPANT: (
        Phrase(
            "Répond à un de nos courriels, mais cette personne n’en était pas destinataire.",
            "Answers an email of ours, but this person was not among its recipients.",
        ),
        Phrase(
            "Vérifiez qui écrit, puis classez-le dans la facture proposée.",
            "Check who is writing, then file it on the suggested invoice.",
        ),
    ),
    Why.OWN_ADDRESS: (
        Phrase(
            "Vient de notre propre adresse : classé tout seul, il tournerait en rond.",
            "Comes from our own address: filed by itself, it would go round in circles.",
        ),
        Phrase("Classez-le si c’est un vrai message.", "File it if it is a real message."),
    ),
    Why.LOOP: (
        Phrase(
            "Trop de courriels en peu de temps : deux automates se répondent peut-être.",
            "Too many emails in a short time: two machines may be answering each other.",
        ),
        Phrase(
            "Mettez-le dans les indésirables, ou classez-le si une personne l’a écrit.",
            "Put it in spam, or file it if a person wrote it.",
        ),
    ),
    Why.POLICY: (
        Phrase(
            "Expéditeur inconnu : vous n’acceptez que les contacts du client.",
            "Unknown sender: you accept only the client’s contacts.",
        ),
        Phrase(
            "Classez-le, et ajoutez la personne si elle doit pouvoir écrire.",
            "File it, and add the person if they should be able to write.",
        ),
    ),
    Why.TOO_LARGE: (
        Phrase(
            "Trop volumineux ({size}) : seul son début est conservé.",
            "Too large ({size}): only its beginning was kept.",
        ),
        Phrase(
            "Demandez à la personne de l’envoyer en plusieurs fois.",
            "Ask the person to send it in several parts.",
        ),
    ),
    Why.UNREADABLE: (
        Phrase("N’a pas pu être lu. L’original est conservé.", "Could not be read. The original is kept."),
        Phrase(
            "Relisez-le, ou ouvrez l’original dans votre logiciel de courriel.",
            "Read it again, or open the original in your mail program.",
        ),
    ),
}
