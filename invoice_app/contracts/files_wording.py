"""The words of the files beside a contract."""

from invoice_app.shared.phrases import Phrase

FILES = Phrase("Pièces jointes", "Attachments")
ADD = Phrase("Joindre des fichiers", "Attach files")
NONE = Phrase(
    "Aucun fichier. Joignez le contrat signé, les plans, le cautionnement…",
    "No file. Attach the signed contract, drawings, bonds…",
)
NONE_TO_READ = Phrase("Aucun fichier.", "No file.")
LIMITS = Phrase("25\u00a0Mo au plus chacun.", "25 MB at most each.")
REMOVE = Phrase("Retirer", "Remove")
REMOVE_FILE = Phrase("Retirer {name}", "Remove {name}")
REMOVE_TITLE = Phrase("Retirer ce fichier\u00a0?", "Remove this file?")
REMOVE_TEXT = Phrase(
    "«\u00a0{name}\u00a0» ne sera plus dans les pièces jointes. L’historique gardera son nom.",
    "“{name}” will no longer be among the attachments. The history will keep its name.",
)
REMOVED = Phrase("Fichier retiré.", "File removed.")
