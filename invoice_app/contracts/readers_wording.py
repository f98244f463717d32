"""The words of who may read a contract."""

from invoice_app.shared.phrases import Phrase

READERS = Phrase("Lecteurs", "Readers")
PRIVATE = Phrase("Contrat privé", "Private contract")
PRIVATE_HINT = Phrase(
    "Seuls ses lecteurs et les administrateurs des contrats le voient, avec ses factures et leurs courriels. "
    "Le client voit toujours ses propres factures.",
    "Only its readers and the admins of contracts see it, with its invoices and their emails. "
    "The client always sees their own invoices.",
)
OPEN_TEXT = Phrase(
    "Ouvert à toutes les personnes qui peuvent lire les contrats.",
    "Open to everyone who may read contracts.",
)
ONLY_THESE = Phrase("Seules ces personnes le voient\u00a0:", "Only these people see it:")
CHOOSE = Phrase("Qui peut lire ce contrat", "Who may read this contract")
CHANGE = Phrase("Choisir les lecteurs", "Choose readers")
ALWAYS = Phrase("toujours", "always")
CREATOR = Phrase("a créé le contrat", "created the contract")
YOU = Phrase("vous", "you")
ADMIN = Phrase("administre les contrats", "administers contracts")
SAVED = Phrase("Les lecteurs du contrat sont enregistrés.", "The contract’s readers are saved.")
MADE_PRIVATE = Phrase("Contrat rendu privé", "Contract made private")
MADE_OPEN = Phrase(
    "Contrat ouvert à tous les lecteurs de contrats", "Contract opened to all contract readers"
)
READERS_CHANGED = Phrase("Lecteurs du contrat changés", "Contract’s readers changed")
