"""The words of the options of a PDF."""

from __future__ import annotations

from invoice_app.shared.phrases import Phrase

NOT_JSON = Phrase(
    "Ce n’est pas une liste d’options. Reprenez les options usuelles.",
    "This is not a list of options. Go back to the usual ones.",
)
UNKNOWN_OPTION = Phrase(
    "« {name} » n’est pas une option. Retirez-la.", "“{name}” is not an option. Remove it."
)
OTHER_VERSION = Phrase(
    "Ces options viennent d’une autre version du programme. Choisissez-les de nouveau.",
    "These options come from another version of the program. Choose them again.",
)
NOT_OFFERED = Phrase("Choisissez une valeur de la liste.", "Choose a value from the list.")
TOO_LONG = Phrase(
    "Trop long : {most} caractères au plus. Raccourcissez.",
    "Too long: {most} characters at most. Shorten it.",
)
BAD_ACCENT = Phrase(
    "Une couleur s’écrit #1f5f5b : un dièse et six chiffres ou lettres de a à f.",
    "A colour is written #1f5f5b: a hash and six digits or letters from a to f.",
)
DARKENED = Phrase(
    "Trop pâle pour être lue sur du blanc : le texte sera imprimé en {colour}.",
    "Too pale to be read on white: text will be printed in {colour}.",
)
COLUMN_TWICE = Phrase(
    "Une colonne est demandée deux fois. Retirez la deuxième.", "A column is asked twice. Remove the second."
)
NO_DESCRIPTION = Phrase(
    "La colonne « Description » ne peut pas être retirée.", "The “Description” column cannot be removed."
)
NO_AMOUNT = Phrase(
    "La colonne « Montant » ne peut pas être retirée.", "The “Amount” column cannot be removed."
)
UNKNOWN_BLANK = Phrase(
    "Un mot entre accolades n’est pas connu. Écrivez un de ceux-ci : {blanks}.",
    "A word in braces is not known. Write one of these: {blanks}.",
)
CONTROL = Phrase(
    "Ce texte contient un caractère invisible. Tapez-le de nouveau, sans le coller.",
    "This text holds an invisible character. Type it again, without pasting.",
)
