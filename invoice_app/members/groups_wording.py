"""The words of groups."""

from invoice_app.shared.phrases import Phrase

GROUPS = Phrase("Groupes", "Groups")
UNDER = Phrase(
    "Des personnes à qui l’on écrit souvent ensemble. Un groupe se choisit comme destinataire d’un courriel.",
    "People who are often written to together. A group can be chosen as the recipient of an email.",
)
ADD = Phrase("Nouveau groupe", "New group")
RENAME = Phrase("Renommer", "Rename")
NAME = Phrase("Nom du groupe", "Group name")
DELETE = Phrase("Supprimer le groupe", "Delete the group")
DELETE_TITLE = Phrase("Supprimer ce groupe ?", "Delete this group?")
DELETE_TEXT = Phrase(
    "Les personnes restent dans les membres et contacts ; seul le groupe disparaît.",
    "The people stay among members and contacts; only the group goes.",
)
DELETED = Phrase("Groupe supprimé.", "Group deleted.")
SAVED = Phrase("Groupe enregistré.", "Group saved.")
NONE_YET = Phrase("Aucun groupe pour l’instant", "No group yet")
NONE_YET_TEXT = Phrase(
    "Créez-en un pour écrire d’un coup à un comité, une équipe ou un conseil.",
    "Make one to write at once to a committee, a crew or a board.",
)
NOBODY = Phrase("Personne dans ce groupe", "Nobody in this group")
NOBODY_TEXT = Phrase(
    "Cherchez une personne ci-dessus pour l’ajouter.", "Search for someone above to add them."
)
CHOOSE = Phrase("Choisissez un groupe", "Choose a group")
CHOOSE_TEXT = Phrase("Ses personnes apparaîtront ici.", "Its people will appear here.")
FIND = Phrase("Ajouter une personne : nom ou courriel", "Add someone: name or email")
PUT_IN = Phrase("Ajouter {who}", "Add {who}")
TAKE_OUT = Phrase("Retirer {who}", "Remove {who}")
NO_EMAIL = Phrase("sans courriel", "no email")
ARCHIVED = Phrase("archivé", "archived")
PEOPLE = Phrase("Personnes", "People")
"""How many are in each group."""
NOT_FOUND = Phrase("Personne d’autre ne porte ce nom.", "Nobody else has this name.")
