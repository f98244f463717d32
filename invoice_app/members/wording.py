"""The words of members and contacts."""

from __future__ import annotations

from babel import Locale

from invoice_app.shared.phrases import Phrase

# Babel's territories that are no postal country.
_NO_COUNTRY = frozenset(
    ("AC", "AN", "BV", "CP", "CQ", "DG", "EA", "EU", "EZ", "HM", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)


def _countries() -> dict[str, Phrase]:
    fr, en = Locale("fr", "CA").territories, Locale("en", "CA").territories
    codes = sorted(str(code) for code in fr if len(str(code)) == 2 and code in en)
    return {code: Phrase(str(fr[code]), str(en[code])) for code in codes if code not in _NO_COUNTRY}


COUNTRIES = _countries()
FIRST_COUNTRIES = ("CA", "US", "FR")

LANGUAGES = {
    "fr": Phrase("Français", "French"),
    "en": Phrase("Anglais", "English"),
    "both": Phrase("Français et anglais", "French and English"),
}

KIND_LABELS = {
    "member": Phrase("Membre", "Member"),
    "contact": Phrase("Contact", "Contact"),
    "company": Phrase("Entreprise", "Company"),
}

FIELD_LABELS = {
    "kind": Phrase("Genre de fiche", "Kind of record"),
    "given_name": Phrase("Prénom", "First name"),
    "family_name": Phrase("Nom de famille", "Last name"),
    "company_name": Phrase("Nom de l’entreprise", "Company name"),
    "member_number": Phrase("Numéro de membre", "Member number"),
    "company": Phrase("Entreprise", "Company"),
    "role_title": Phrase("Fonction", "Role"),
    "bills": Phrase("Reçoit les factures de l’entreprise", "Receives the company’s invoices"),
    "email": Phrase("Courriel", "Email"),
    "phone": Phrase("Téléphone", "Phone"),
    "language": Phrase("Langue des factures et des courriels", "Language of invoices and emails"),
    "street": Phrase("Adresse", "Address"),
    "city": Phrase("Ville", "City"),
    "province": Phrase("Province", "Province"),
    "postal_code": Phrase("Code postal", "Postal code"),
    "country": Phrase("Pays", "Country"),
    "note": Phrase("Note interne", "Internal note"),
}

SHOWN = Phrase("{first}–{last} sur {total}", "{first}–{last} of {total}")
ONE_RECORD = Phrase("{count} fiche", "{count} record")
RECORDS = Phrase("{count} fiches", "{count} records")

# The list
SHOW_LABELS = {
    "": Phrase("Tous", "All"),
    "member": Phrase("Membres", "Members"),
    "contact": Phrase("Contacts", "Contacts"),
    "company": Phrase("Entreprises", "Companies"),
    "archived": Phrase("Archivés", "Archived"),
}
SHOW = Phrase("Genres de fiches", "Kinds of records")
SEARCH = Phrase("Chercher un nom, un courriel, un numéro", "Search a name, an email, a number")
NAME = Phrase("Nom", "Name")
KIND = Phrase("Genre", "Kind")
NUMBER = Phrase("Numéro", "Number")
ADDED = Phrase("Ajout", "Added")
ADD = Phrase("Ajouter", "Add")
ADD_KIND = {
    "member": Phrase("Ajouter un membre", "Add a member"),
    "contact": Phrase("Ajouter un contact", "Add a contact"),
    "company": Phrase("Ajouter une entreprise", "Add a company"),
}
KIND_MEANING = {
    "member": Phrase(
        "Une personne qui fait partie de l’organisation", "A person who belongs to the organisation"
    ),
    "contact": Phrase("Une personne à facturer, sans être membre", "A person to bill who is not a member"),
    "company": Phrase("Une entreprise et ses personnes", "A company and its people"),
}
NONE_YET = Phrase("Aucune fiche pour l’instant", "No records yet")
NONE_YET_TEXT = Phrase(
    "Ajoutez les membres, les contacts et les entreprises que vous facturez. Chacun aura sa fiche, "
    "ses factures et, si vous l’invitez, son accès à la zone membre.",
    "Add the members, contacts and companies that you bill. Each will have a record, invoices and, "
    "if you invite them, access to the member zone.",
)
NONE_OF_KIND = Phrase("Rien ici pour l’instant", "Nothing here yet")
NONE_OF_KIND_TEXT = Phrase("Aucune fiche de ce genre.", "No record of this kind.")
NONE_ARCHIVED = Phrase("Aucune fiche archivée", "No archived records")
NONE_ARCHIVED_TEXT = Phrase(
    "Une fiche archivée quitte les listes, garde ses factures et peut être restaurée.",
    "An archived record leaves the lists, keeps its invoices and can be restored.",
)
NONE_FOUND = Phrase("Aucun résultat", "No results")
NONE_FOUND_TEXT = Phrase(
    "Aucune fiche ne contient tous ces mots. Essayez une partie du nom, du courriel ou du numéro.",
    "No record has all these words. Try a part of the name, email or number.",
)

# The record
RECORD = Phrase("Fiche", "Record")
MISSING = Phrase("Fiche introuvable", "Record not found")
MISSING_TEXT = Phrase(
    "L’adresse est incomplète ou la fiche n’existe pas. Cherchez-la dans la liste.",
    "The address is incomplete or the record does not exist. Look for it in the list.",
)
ISSUE_INVOICE = Phrase("Produire une facture", "Issue an invoice")
EDIT = Phrase("Modifier", "Edit")
INVITE = Phrase("Inviter", "Invite")
INVITE_AGAIN = Phrase("Inviter de nouveau", "Invite again")
ARCHIVE = Phrase("Archiver", "Archive")
RESTORE = Phrase("Restaurer", "Restore")
ARCHIVE_ASK = Phrase("Archiver cette fiche ?", "Archive this record?")
ARCHIVE_TEXT = Phrase(
    "{name} quittera les listes et ne pourra plus être facturé. Les factures déjà émises restent, et "
    "la fiche peut être restaurée.",
    "{name} will leave the lists and can no longer be billed. Invoices already issued stay, and the record "
    "can be restored.",
)
ARCHIVED = Phrase("Archivée", "Archived")
ARCHIVED_ON = Phrase(
    "Cette fiche est archivée depuis le {day}. Elle n’apparaît plus dans les listes.",
    "This record has been archived since {day}. It no longer appears in the lists.",
)
CONTACT_DETAILS = Phrase("Coordonnées", "Contact details")
POSTAL_ADDRESS = Phrase("Adresse postale", "Postal address")
DOCUMENT_LANGUAGE = Phrase("Langue", "Language")
ADDED_ON = Phrase("Fiche créée", "Record created")
NO_EMAIL = Phrase("Aucun : les factures ne peuvent pas être envoyées", "None: invoices cannot be sent")
WITHOUT_EMAIL = Phrase("Sans courriel", "No email")
NOT_GIVEN = Phrase("Non fourni", "Not given")
RECEIVES = Phrase("Reçoit les factures de l’entreprise", "Receives the company’s invoices")
PEOPLE = Phrase("Personnes", "People")
PEOPLE_TEXT = Phrase(
    "Les factures de l’entreprise sont envoyées aux personnes cochées ; sans personne cochée, à l’adresse "
    "de l’entreprise.",
    "The company’s invoices are sent to the people ticked; with nobody ticked, to the company’s own address.",
)
NO_PEOPLE_TEXT = Phrase(
    "Personne pour l’instant. Ajoutez les personnes à qui envoyer les factures.",
    "Nobody yet. Add the people to whom invoices should be sent.",
)
ADD_PERSON = Phrase("Ajouter une personne", "Add a person")
ALL_PEOPLE = Phrase("Voir les {count} personnes", "Show all {count} people")
RECEIVES_SHORT = Phrase("Factures", "Invoices")
RECEIVES_OF = Phrase("{name} reçoit les factures", "{name} receives the invoices")
ZONE = Phrase("Zone membre", "Member zone")
ZONE_NONE = Phrase("Pas encore invité", "Not invited yet")
ZONE_NONE_TEXT = Phrase(
    "Une invitation par courriel lui permet de choisir un mot de passe et de voir ses factures.",
    "An invitation by email lets them choose a password and see their invoices.",
)
ZONE_INVITED = Phrase("Invitation en attente", "Invitation pending")
ZONE_INVITED_TEXT = Phrase(
    "{email} n’a pas encore choisi de mot de passe.", "{email} has not chosen a password yet."
)
ZONE_ACTIVE = Phrase("Accès ouvert", "Access open")
ZONE_ACTIVE_TEXT = Phrase("Se connecte avec {email}.", "Signs in with {email}.")
ZONE_DISABLED = Phrase("Compte désactivé", "Account disabled")
ZONE_DISABLED_TEXT = Phrase(
    "Le compte {email} ne peut plus se connecter.", "The account {email} can no longer sign in."
)
WITHDRAW = Phrase("Retirer l’accès", "Withdraw access")
WITHDRAW_ASK = Phrase("Retirer l’accès aux factures ?", "Withdraw access to the invoices?")
WITHDRAW_TEXT = Phrase(
    "{email} ne verra plus les factures de cette fiche. Vous pourrez inviter de nouveau.",
    "{email} will no longer see this record’s invoices. You can invite again.",
)
NOT_SENT = Phrase("Non envoyé : enregistré sur cet ordinateur", "Not sent: saved on this computer")
NOT_SENT_TEXT = Phrase(
    "Remettez vous-même ce lien à la personne ; il sert une fois, pendant 14 jours.",
    "Give this link to the person yourself; it works once, for 14 days.",
)
INVITATION_LINK = Phrase("Lien de l’invitation", "Invitation link")
COPY = Phrase("Copier", "Copy")
INVITED = Phrase("Invitation mise en file pour {email}.", "Invitation queued for {email}.")
LINKED = Phrase(
    "{email} a déjà un compte : ses factures y sont maintenant.",
    "{email} already has an account: the invoices are now there.",
)
WITHDRAWN = Phrase("Accès retiré.", "Access withdrawn.")
ARCHIVED_DONE = Phrase("{name} : fiche archivée.", "{name}: record archived.")
RESTORED_DONE = Phrase("{name} : fiche restaurée.", "{name}: record restored.")

# The form
NEW = {
    "member": Phrase("Nouveau membre", "New member"),
    "contact": Phrase("Nouveau contact", "New contact"),
    "company": Phrase("Nouvelle entreprise", "New company"),
}
EDIT_TITLE = Phrase("Modifier la fiche", "Edit the record")
IDENTITY = Phrase("Identité", "Identity")
NUMBER_HINT = Phrase("Deux fiches n’ont jamais le même.", "Two records never share one.")
EMAIL_HINT = Phrase(
    "Les factures et l’invitation y sont envoyées.", "Invoices and the invitation are sent there."
)
COMPANY_EMAIL_HINT = Phrase(
    "Sert quand personne de l’entreprise n’est coché pour recevoir les factures.",
    "Used when nobody of the company is ticked to receive invoices.",
)
STATE = Phrase("État", "State")
ZIP = Phrase("Code postal", "Postal or ZIP code")
FIND_COMPANY = Phrase("Chercher une entreprise", "Search a company")
NO_COMPANY_FOUND = Phrase("Aucune entreprise de ce nom.", "No company of that name.")
REMOVE_COMPANY = Phrase("Retirer", "Remove")
BILLS_HINT = Phrase(
    "Chaque facture de l’entreprise lui est envoyée.", "Each of the company’s invoices is sent to them."
)
NOTE_HINT = Phrase("Jamais imprimée ni montrée au membre.", "Never printed or shown to the member.")
SAVED_ELSEWHERE = Phrase("Enregistré ailleurs entre-temps : {value}", "Saved elsewhere meanwhile: {value}")
EMPTIED = Phrase("(vide)", "(empty)")
STALE = Phrase(
    "Cette fiche vient d’être modifiée ailleurs. Rien de ce que vous tapez n’est perdu : vous verrez "
    "les différences en enregistrant.",
    "This record has just been changed elsewhere. Nothing you type is lost: you will see the differences "
    "when you save.",
)
ADDED_DONE = Phrase("{name} : fiche ajoutée.", "{name}: record added.")
CHANGED_DONE = Phrase("{name} : fiche enregistrée.", "{name}: record saved.")
NO_EMAIL_TO_INVITE = Phrase(
    "Ajoutez d’abord une adresse de courriel à la fiche, avec « Modifier ».",
    "First add an email address to the record, with “Edit”.",
)
YES = Phrase("oui", "yes")
NO = Phrase("non", "no")
