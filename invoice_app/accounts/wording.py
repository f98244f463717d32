"""The words of signing in, of accounts and of set-up."""

from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase

# Signing in
SIGN_IN = Phrase("Connexion", "Sign in")
SIGN_IN_UNDER = Phrase("Vos factures, au même endroit.", "Your invoices, in one place.")
EMAIL = Phrase("Courriel", "Email")
PASSWORD = Phrase("Mot de passe", "Password")
ENTER = Phrase("Se connecter", "Sign in")
OR = Phrase("ou", "or")
SEND_ME_A_LINK = Phrase("Recevoir un lien par courriel", "Email me a sign-in link")
SEND_ME_A_LINK_HOW = Phrase(
    "Sans mot de passe : écrivez votre adresse ci-dessus, puis ouvrez le lien reçu.",
    "Without a password: write your address above, then open the link you receive.",
)
FORGOTTEN = Phrase("Mot de passe oublié ?", "Forgot your password?")
SHOW = Phrase("Afficher le mot de passe", "Show the password")
SIGNED_OUT = Phrase("Votre session est fermée.", "You are signed out.")
LINK_SENT = Phrase(
    "Si cette adresse a un compte, un courriel vient de partir avec un lien. Il est bon {how_long}. "
    "Regardez aussi dans les indésirables.",
    "If this address has an account, an email with a link has just been sent. It is good for {how_long}. "
    "Look in your junk folder too.",
)
TEN_MINUTES = Phrase("10 minutes", "10 minutes")
ONE_HOUR = Phrase("une heure", "one hour")
MAIL_STAYS = Phrase(
    "Cette copie n’envoie pas encore de courriels : ils restent dans le dossier de données de l’ordinateur. "
    "Demandez le lien à la personne qui l’administre.",
    "This copy does not send emails yet: they stay in the computer’s data folder. "
    "Ask whoever runs it for the link.",
)
WAIT = Phrase("Trop d’essais. Réessayez dans {wait}.", "Too many tries. Try again in {wait}.")
BAD_EMAIL = Phrase(
    "Écrivez votre adresse de courriel au complet, par exemple nom@exemple.ca.",
    "Write your whole email address, for example name@example.ca.",
)
WRONG_PASSWORD = Phrase(
    "L’adresse ou le mot de passe n’est pas le bon. Réessayez, ou recevez un lien par courriel.",
    "The address or the password is not right. Try again, or receive a link by email.",
)
FORGOTTEN_TITLE = Phrase("Mot de passe oublié", "Forgotten password")
FORGOTTEN_UNDER = Phrase(
    "Écrivez l’adresse de votre compte : nous y enverrons un lien pour choisir un autre mot de passe.",
    "Write your account’s address: we will send a link there to choose another password.",
)
SEND_LINK = Phrase("Envoyer le lien", "Send the link")
BACK_TO_SIGN_IN = Phrase("Revenir à la connexion", "Back to sign-in")

# A link from an email
WELCOME = Phrase("Bienvenue, {name}", "Welcome, {name}")
WELCOME_UNDER = Phrase(
    "Choisissez un mot de passe pour ouvrir votre compte.", "Choose a password to open your account."
)
NEW_PASSWORD_TITLE = Phrase("Nouveau mot de passe", "New password")
NEW_PASSWORD_UNDER = Phrase(
    "Vos autres appareils seront déconnectés.", "Your other devices will be signed out."
)
NEW_PASSWORD_HINT = Phrase(
    "Au moins 12 caractères : quelques mots qui ne vont pas ensemble conviennent très bien.",
    "At least 12 characters: a few words that do not go together work very well.",
)
CHOOSE = Phrase("Choisir ce mot de passe", "Choose this password")
ONE_CLICK_TITLE = Phrase("Bonjour, {name}", "Hello, {name}")
ONE_CLICK_UNDER = Phrase("Appuyez pour vous connecter sur cet appareil.", "Press to sign in on this device.")
LINK_ENDED_TITLE = Phrase("Ce lien n’est plus bon", "This link is no longer good")
LINK_ENDED = Phrase(
    "Il a déjà servi, ou son temps est passé. Un lien de connexion est bon 10 minutes, un lien de "
    "mot de passe "
    "une heure, une invitation 14 jours.",
    "It was already used, or its time has passed. A sign-in link is good for 10 minutes, a password link for "
    "one hour, an invitation for 14 days.",
)
LINK_ENDED_INVITATION = Phrase(
    "Pour une invitation, demandez-en une autre à la personne qui vous l’a envoyée.",
    "For an invitation, ask whoever invited you for another.",
)
ASK_ANOTHER = Phrase("Demander un autre lien", "Ask for another link")

# My account
MY_ACCOUNT = Phrase("Mon compte", "My account")
REPLIES = Phrase("Réponses aux courriels", "Replies to emails")
REPLIES_TELL_ME = Phrase("Me prévenir", "Tell me")
REPLIES_MINE = Phrase("des réponses à mes envois", "of replies to what I sent")
REPLIES_ALL = Phrase("de toutes les réponses", "of all replies")
REPLIES_NONE = Phrase("jamais", "never")
REPLIES_BY_EMAIL = Phrase("Aussi par courriel", "By email as well")
REPLIES_BY_EMAIL_HINT = Phrase(
    "Un courriel par conversation, au plus toutes les dix minutes. "
    "D’une réponse privée, il ne dit que l’arrivée.",
    "One email per conversation, at most every ten minutes. Of a private reply it only says that it came.",
)
PROFILE = Phrase("Profil", "Profile")
NAME = Phrase("Nom", "Name")
LANGUAGE = Phrase("Langue", "Language")
LANGUAGE_HINT = Phrase(
    "Des écrans et des courriels qui vous sont envoyés.", "Of the screens and of the emails sent to you."
)
FRENCH = Phrase("Français", "Français")
ENGLISH = Phrase("English", "English")
SAVED = Phrase("C’est enregistré.", "Saved.")
PRESENT_PASSWORD = Phrase("Mot de passe actuel", "Present password")
NEW_PASSWORD = Phrase("Nouveau mot de passe", "New password")
CHANGE_PASSWORD = Phrase("Changer le mot de passe", "Change the password")
PASSWORD_CHANGED = Phrase(
    "Votre mot de passe est changé, et vos autres appareils sont déconnectés.",
    "Your password is changed, and your other devices are signed out.",
)
SESSIONS = Phrase("Appareils connectés", "Signed-in devices")
SESSIONS_UNDER = Phrase(
    "Un appareil se déconnecte de lui-même après 12 heures sans activité, et après 30 jours en tout cas.",
    "A device signs out by itself after 12 hours without activity, and after 30 days in any case.",
)
THIS_DEVICE = Phrase("Cet appareil", "This device")
LAST_SEEN = Phrase("Vu le {seen}", "Seen {seen}")
END_SESSION = Phrase("Déconnecter", "Sign out")
END_OTHERS = Phrase("Déconnecter les autres appareils", "Sign out the other devices")
SESSION_ENDED = Phrase("L’appareil est déconnecté.", "The device is signed out.")
OTHERS_ENDED = Phrase("Les autres appareils sont déconnectés.", "The other devices are signed out.")
WRONG_PRESENT_PASSWORD = Phrase(
    "Ce n’est pas votre mot de passe actuel. Si vous l’avez oublié, déconnectez-vous et demandez un lien.",
    "This is not your present password. If you forgot it, sign out and ask for a link.",
)
BACK_TO_START = Phrase("Accueil", "Home")

# Accounts
ACCOUNTS = Phrase("Comptes et droits", "Accounts and rights")
NEW_ACCOUNT = Phrase("Inviter quelqu’un", "Invite someone")
FIND_ACCOUNT = Phrase("Nom ou courriel", "Name or email")
STAFF_ONLY = Phrase("Membres exclus", "Without members")
ALL_ACCOUNTS = Phrase("Tous les comptes", "All accounts")
WHICH_ACCOUNTS = Phrase("Comptes à montrer", "Accounts to show")
RIGHTS = Phrase("Droits", "Rights")
STATE = Phrase("État", "State")
SEEN = Phrase("Dernière activité", "Last activity")
ACTIVE = Phrase("Actif", "Active")
INVITED = Phrase("Invité", "Invited")
DISABLED = Phrase("Désactivé", "Disabled")
NEVER = Phrase("Jamais", "Never")
SHOWN = Phrase("{first}–{last} de {total}", "{first}–{last} of {total}")
NO_ACCOUNT = Phrase("Aucun compte ne correspond", "No account matches")
NO_ACCOUNT_HOW = Phrase(
    "Essayez un autre nom, ou invitez la personne.", "Try another name, or invite the person."
)
PRESET = Phrase("Rôle", "Role")
PRESET_HINT = Phrase(
    "Un point de départ ; les droits se règlent ensuite outil par outil.",
    "A starting point; rights are then set tool by tool.",
)
INVITE = Phrase("Inviter", "Invite")
INVITATION_SENT = Phrase("L’invitation de {name} est en route.", "{name}’s invitation is on its way.")
INVITATION_KEPT = Phrase(
    "Le compte de {name} est créé. Donnez-lui le lien affiché.",
    "{name}’s account is created. Give them the link shown.",
)
INVITATION_LINK = Phrase("Lien d’invitation", "Invitation link")
NOT_SENT = Phrase("Non envoyé : enregistré sur cet ordinateur.", "Not sent: saved on this computer.")
NOT_SENT_HOW = Phrase(
    "Donnez ce lien à {name} vous-même. Il est bon 14 jours et sert une fois.",
    "Give this link to {name} yourself. It is good for 14 days and works once.",
)
COPY = Phrase("Copier le lien", "Copy the link")
INVITE_AGAIN = Phrase("Inviter de nouveau", "Invite again")
RIGHTS_OF = Phrase("Droits de {name}", "Rights of {name}")
SAVE_RIGHTS = Phrase("Enregistrer les droits", "Save the rights")
RIGHTS_SAVED = Phrase(
    "Les droits de {name} sont à jour, dès maintenant.", "{name}’s rights are in force from now on."
)
DISABLE = Phrase("Désactiver le compte", "Disable the account")
DISABLE_SURE = Phrase("Désactiver ce compte ?", "Disable this account?")
DISABLE_WHAT = Phrase(
    "Les appareils de {name} sont déconnectés à l’instant, et ce compte ne peut plus se connecter. "
    "Rien n’est effacé, "
    "et le compte peut être réactivé.",
    "{name} is signed out everywhere at once and can no longer sign in. Nothing is deleted, and the account "
    "can be enabled again.",
)
ENABLE = Phrase("Réactiver le compte", "Enable the account")
DISABLED_DONE = Phrase("Le compte de {name} est désactivé.", "{name}’s account is disabled.")
ENABLED_DONE = Phrase("Le compte de {name} est réactivé.", "{name}’s account is enabled again.")
CHANGE_RIGHTS = Phrase("Voir et changer les droits de {name}", "See and change the rights of {name}")
LOOK_ONLY = Phrase(
    "Vous pouvez voir les comptes, sans les changer.", "You can see the accounts, not change them."
)

TOOL_LABELS = {
    Tool.MEMBERS: Phrase("Membres et contacts", "Members and contacts"),
    Tool.INVOICES: Phrase("Factures et paiements", "Invoices and payments"),
    Tool.CONTRACTS: Phrase("Contrats", "Contracts"),
    Tool.ORGANISATION: Phrase("Organisation", "Organisation"),
    Tool.ACCOUNTS: Phrase("Comptes et droits", "Accounts and rights"),
}
LEVEL_LABELS = {
    Level.NONE: Phrase("Aucun accès", "No access"),
    Level.READ: Phrase("Voir", "View"),
    Level.STANDARD: Phrase("Travailler", "Work"),
    Level.ADMIN: Phrase("Administrer", "Administer"),
}

# Refused
REFUSED = Phrase("Cette page n’est pas à vous", "This page is not yours")
REFUSED_HOW = Phrase(
    "Votre compte n’a pas le droit qu’elle demande. Demandez-le à une personne qui administre "
    "l’organisation : "
    "il sera en vigueur dès qu’elle l’aura donné.",
    "Your account does not have the right it asks for. Ask someone who administers the organisation: "
    "it will be in force as soon as they give it.",
)
GO_HOME = Phrase("Aller à l’accueil", "Go to the home page")

# Set-up
SET_UP = Phrase("Installation", "Set-up")
SET_UP_UNDER = Phrase("Trois étapes, deux minutes.", "Three steps, two minutes.")
STEPS = Phrase("Étapes", "Steps")
STEP_ORGANISATION = Phrase("Organisation", "Organisation")
STEP_ADMIN = Phrase("Votre compte", "Your account")
STEP_START = Phrase("Départ", "Start")
CODE_TITLE = Phrase("Code d’installation", "Set-up code")
CODE_HOW = Phrase(
    "Il est affiché dans le terminal où l’application a été lancée. Il prouve que cette copie est à vous.",
    "It is shown in the terminal where the app was started. It proves that this copy is yours.",
)
BAD_CODE = Phrase(
    "Ce n’est pas le code affiché dans le terminal. Copiez-le de nouveau.",
    "This is not the code shown in the terminal. Copy it again.",
)
GO_ON = Phrase("Continuer", "Continue")
BACK = Phrase("Retour", "Back")
FINISH = Phrase("Terminer l’installation", "Finish the set-up")
ADMIN_UNDER = Phrase(
    "Ce compte administre tout. Vous inviterez les autres ensuite.",
    "This account administers everything. You will invite others afterwards.",
)
YOUR_NAME = Phrase("Votre nom", "Your name")
YOUR_EMAIL = Phrase("Votre courriel", "Your email")
START_UNDER = Phrase("Comment voulez-vous commencer ?", "How would you like to start?")
START_EMPTY = Phrase("Vide", "Empty")
START_EMPTY_HOW = Phrase(
    "Pour travailler tout de suite avec vos membres.", "To work with your own members right away."
)
START_SAMPLE = Phrase("Avec l’organisation d’exemple", "With the sample organisation")
START_SAMPLE_HOW = Phrase(
    "Des membres, des factures, un contrat et des courriels inventés, pour essayer sans risque.",
    "Invented members, invoices, a contract and emails, to try things without risk.",
)
FILLING = Phrase("L’organisation d’exemple se prépare…", "The sample organisation is being prepared…")
FILLING_HOW = Phrase(
    "Une minute environ. Vous pouvez laisser cette page ouverte.",
    "About a minute. You can leave this page open.",
)
READY = Phrase("Tout est prêt", "Everything is ready")
READY_HOW = Phrase("Votre session s’ouvre dans un instant.", "You will be signed in in a moment.")
SAMPLE_FAILED = Phrase(
    "L’exemple n’a pas pu être créé au complet. Votre organisation, elle, est installée : vous "
    "pouvez entrer.",
    "The sample could not be created in full. Your organisation is set up, though: you can go in.",
)
OPEN_IT = Phrase("Entrer", "Go in")
ALREADY = Phrase("Déjà installée", "Already set up")
ALREADY_HOW = Phrase(
    "Cette copie a déjà son organisation. Connectez-vous pour continuer.",
    "This copy already has its organisation. Sign in to continue.",
)

# Letters
LETTER_HELLO = Phrase("Bonjour {name},", "Hello {name},")
LETTER_INVITED_SUBJECT = Phrase("Votre accès à {organisation}", "Your access to {organisation}")
LETTER_INVITED = Phrase(
    "{by} vous invite à voir vos factures et vos documents en ligne. Choisissez votre mot de passe "
    "pour commencer.",
    "{by} invites you to see your invoices and documents online. Choose your password to begin.",
)
LETTER_INVITED_LASTS = Phrase(
    "Ce lien est bon 14 jours et sert une fois.", "This link is good for 14 days and works once."
)
LETTER_CHOOSE_PASSWORD = Phrase("Choisir mon mot de passe", "Choose my password")
LETTER_FORGOTTEN_SUBJECT = Phrase("Choisir un autre mot de passe", "Choose another password")
LETTER_FORGOTTEN = Phrase(
    "Quelqu’un, sans doute vous, a demandé à changer le mot de passe de votre compte. Le bouton "
    "ci-dessous vous y mène.",
    "Someone, probably you, asked to change the password of your account. The button below takes you there.",
)
LETTER_FORGOTTEN_LASTS = Phrase(
    "Ce lien est bon une heure et sert une fois. Si ce n’était pas vous, ne faites rien : rien ne change.",
    "This link is good for one hour and works once. If it was not you, do nothing: nothing changes.",
)
LETTER_SIGN_IN_SUBJECT = Phrase("Votre lien de connexion", "Your sign-in link")
LETTER_SIGN_IN = Phrase("Le bouton ci-dessous vous connecte.", "The button below signs you in.")
LETTER_SIGN_IN_LASTS = Phrase(
    "Il est bon 10 minutes et sert une fois. Si vous n’avez rien demandé, ne faites rien.",
    "It is good for 10 minutes and works once. If you asked for nothing, do nothing.",
)
LETTER_SIGN_IN_BUTTON = Phrase("Me connecter", "Sign me in")
LETTER_CHANGED_SUBJECT = Phrase("Votre mot de passe a été changé", "Your password was changed")
LETTER_CHANGED = Phrase(
    "Le mot de passe de votre compte vient d’être changé, et vos autres appareils sont déconnectés. "
    "Si ce n’était pas vous, demandez tout de suite un lien « Mot de passe oublié » sur la page de "
    "connexion.",
    "The password of your account has just been changed, and your other devices are signed out. "
    "If it was not you, ask at once for a “Forgotten password” link on the sign-in page.",
)
