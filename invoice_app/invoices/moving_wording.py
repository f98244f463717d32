"""What an invoice's history says of emails that were filed on it, or moved."""

from invoice_app.shared.phrases import Phrase

FILED = Phrase("Courriel reçu classé ici", "Received email filed here")
MOVED_TO = Phrase("Courriel reçu déplacé ailleurs", "Received email moved elsewhere")
CAME_FROM = Phrase("Courriel reçu déplacé ici", "Received email moved here")
PRIVATE = Phrase("Courriel privé", "Private email")
INVOICE = Phrase("Facture {number}", "Invoice {number}")
OTHER_INVOICE = Phrase("Une autre facture", "Another invoice")
EMAIL_OF = Phrase("{who} : {subject}", "{who}: {subject}")
IS_VOID = Phrase("annulée", "void")
IS_CREDIT = Phrase("note de crédit", "credit note")
