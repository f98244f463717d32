"""The words of the grid of a schedule of values."""

from invoice_app.shared.phrases import Phrase

KEYS = Phrase(
    "Entrée et les flèches vont d’une ligne à l’autre, Tab d’une case à l’autre. "
    "Ctrl+Entrée ajoute une ligne, Ctrl+Suppr la retire, Alt+↑ ou ↓ la déplace, Échap remet la case "
    "comme elle était. Un bloc copié d’un tableur se colle à partir de n’importe quelle case.",
    "Enter and the arrows go from row to row, Tab from box to box. "
    "Ctrl+Enter adds a row, Ctrl+Delete removes it, Alt+↑ or ↓ moves it, Esc puts the box back "
    "as it was. A block copied from a spreadsheet can be pasted from any box.",
)
ROW_REMOVED = Phrase("Ligne retirée.", "Row removed.")
PASTED = Phrase("{count} ligne(s) collée(s).", "{count} row(s) pasted.")
UNDO = Phrase("Annuler", "Undo")
UNDONE = Phrase("Les lignes sont comme avant.", "The rows are as before.")
TO_CORRECT = Phrase("{count} case(s) à corriger", "{count} box(es) to correct")
MORE_PROBLEMS = Phrase("… et {count} autres, à la suite.", "… and {count} more, after these.")
SHOWN = Phrase("Lignes {first} à {last} de {count}", "Rows {first} to {last} of {count}")
PAGES = Phrase("Pages de la ventilation", "Pages of the schedule")
OF_CONTRACT = Phrase("Par défaut", "Default")
SUBTOTAL = Phrase("Sous-total", "Subtotal")
UP = Phrase("Monter la ligne {position}", "Move row {position} up")
DOWN = Phrase("Descendre la ligne {position}", "Move row {position} down")
REMOVE = Phrase("Retirer la ligne {position}", "Remove row {position}")
DRAG = Phrase("Glisser pour déplacer", "Drag to move")
