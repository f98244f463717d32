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
