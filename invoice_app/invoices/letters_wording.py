"""The usual words of emails about invoices. `{…}` are the placeholders of templates."""

from invoice_app.shared.phrases import Phrase

SUBJECT = Phrase("Facture {number} – {organisation}", "Invoice {number} – {organisation}")
SUBJECT_BOTH = Phrase(
    "Facture / Invoice {number} – {organisation}", "Facture / Invoice {number} – {organisation}"
)
SUBJECT_CREDIT = Phrase("Note de crédit {number} – {organisation}", "Credit note {number} – {organisation}")
SUBJECT_CREDIT_BOTH = Phrase(
    "Note de crédit / Credit note {number} – {organisation}",
    "Note de crédit / Credit note {number} – {organisation}",
)
SUBJECT_REMINDER = Phrase(
    "Rappel : facture {number} – {organisation}", "Reminder: invoice {number} – {organisation}"
)
SUBJECT_REMINDER_BOTH = Phrase(
    "Rappel / Reminder : facture / invoice {number} – {organisation}",
    "Rappel / Reminder : facture / invoice {number} – {organisation}",
)
_ANSWER = (
    "Une question ? Répondez à ce courriel : votre réponse sera jointe à la facture.",
    "A question? Answer this email: your reply will be filed with the invoice.",
)
BODY = Phrase(
    f"Bonjour,\n\nVoici la facture {{number}}, en pièce jointe.\n\n{{payment}}\n\n{_ANSWER[0]}",
    f"Hello,\n\nHere is invoice {{number}}, attached.\n\n{{payment}}\n\n{_ANSWER[1]}",
)
BODY_CREDIT = Phrase(
    f"Bonjour,\n\nVoici la note de crédit {{number}}, en pièce jointe.\n\n{{payment}}\n\n{_ANSWER[0]}",
    f"Hello,\n\nHere is credit note {{number}}, attached.\n\n{{payment}}\n\n{_ANSWER[1]}",
)
BODY_REMINDER = Phrase(
    "Bonjour,\n\nNous vous rappelons la facture {number} du {issue_date}, de nouveau en pièce jointe.\n\n"
    "{payment}\n\nSi votre paiement est déjà parti, ne tenez pas compte de ce message. Merci !",
    "Hello,\n\nThis is a reminder about invoice {number} of {issue_date}, attached again.\n\n"
    "{payment}\n\nIf your payment is already on its way, please disregard this message. Thank you!",
)
BODY_REPLY = Phrase("Bonjour,\n\n\n\n{sender}", "Hello,\n\n\n\n{sender}")
BODY_FORWARD = Phrase(
    "Bonjour,\n\nVoici un message reçu au sujet de la facture {number}.\n\n{sender}",
    "Hello,\n\nHere is a message received about invoice {number}.\n\n{sender}",
)
OWED = Phrase("Montant à payer : {balance}, au plus tard le {due}.", "Amount due: {balance}, by {due}.")
LATE = Phrase(
    "Montant à payer : {balance}. L’échéance était le {due}.", "Amount due: {balance}. It was due on {due}."
)
CREDITS = Phrase(
    "Elle crédite la facture {number} de {amount}\u00a0: cette facture n’est plus à payer.",
    "It credits invoice {number} by {amount}: that invoice is no longer to be paid.",
)
IS_CREDITED = Phrase(
    "Cette facture est créditée par la note {number}\u00a0: elle n’est plus à payer.",
    "This invoice is credited by note {number}: it is no longer to be paid.",
)
SETTLED = Phrase("Cette facture est payée. Merci.", "This invoice is paid. Thank you.")
SEE = Phrase("Voir la facture", "See the invoice")
EXAMPLE_ORGANISATION = Phrase("Votre organisation", "Your organisation")
EXAMPLE_CUSTOMER = Phrase("Marie Exemple", "Mary Example")
EXAMPLE_SENDER = Phrase("Votre nom", "Your name")

PLACEHOLDERS: dict[str, Phrase] = {
    "number": Phrase("le numéro de la facture", "the invoice’s number"),
    "customer": Phrase("le nom du client", "the customer’s name"),
    "organisation": Phrase("le nom de l’organisation", "the organisation’s name"),
    "total": Phrase("le total, taxes comprises", "the total, taxes included"),
    "balance": Phrase("le solde à payer", "the balance due"),
    "issue_date": Phrase("la date de la facture", "the invoice’s date"),
    "due_date": Phrase("l’échéance", "the due date"),
    "payment": Phrase(
        "la phrase sur le paiement : à payer, en retard, payée ou créditée",
        "the sentence on payment: due, late, paid or credited",
    ),
    "link": Phrase(
        "l’adresse de la facture, pour qui a un compte", "the invoice’s address, for account holders"
    ),
    "sender": Phrase("le nom de la personne qui envoie", "the name of the person who sends"),
}

TITLE = Phrase("Modèles de courriels", "Email templates")
UNDER = Phrase(
    "Les textes habituels de chaque courriel. Chaque message reste modifiable avant l’envoi.",
    "The usual words of each email. Every message can still be changed before it is sent.",
)
KINDS: dict[str, Phrase] = {
    "invoice": Phrase("Facture", "Invoice"),
    "progress": Phrase("Demande de paiement", "Application for payment"),
    "credit_note": Phrase("Note de crédit", "Credit note"),
    "reminder": Phrase("Rappel", "Reminder"),
    "reply": Phrase("Réponse", "Reply"),
    "forward": Phrase("Transfert", "Forward"),
}
LANGUAGE = Phrase("Langue du texte", "Language of the text")
IN_FRENCH = Phrase("Français", "French")
IN_ENGLISH = Phrase("Anglais", "English")
FIELDS = Phrase("Champs", "Fields")
FIELDS_TEXT = Phrase(
    "Écrivez-les avec leurs accolades : ils sont remplacés pour chaque facture.",
    "Write them with their braces: they are replaced for each invoice.",
)
SUBJECT_IS_THEIRS = Phrase(
    "Le sujet est celui du courriel d’origine.", "The subject is that of the original email."
)
ORIGINAL = Phrase("Texte d’origine", "Original text")
CHANGED = Phrase("Modifié par {who} · {when}", "Changed by {who} · {when}")
RESTORE = Phrase("Revenir au texte d’origine", "Restore the original text")
RESTORE_TITLE = Phrase("Revenir au texte d’origine ?", "Restore the original text?")
RESTORE_TEXT = Phrase(
    "Votre texte sera effacé ; les courriels déjà envoyés ne changent pas.",
    "Your text will be erased; emails already sent do not change.",
)
RESTORED = Phrase("Texte d’origine remis.", "Original text restored.")
SAVED = Phrase("Modèle enregistré.", "Template saved.")
WITH_INVOICE = Phrase("Avec la facture {number}.", "With invoice {number}.")
EXAMPLE = Phrase("Avec une facture inventée.", "With an invented invoice.")
