"""The words of the table of tax rates."""

from invoice_app.shared.phrases import Phrase

TITLE = Phrase("Taxes", "Taxes")
UNDER = Phrase(
    "Le taux du jour de la facture, dans la province où le travail est fait. "
    "Une correction vaut pour les brouillons ; ce qui est émis garde ses taux.",
    "The rate on the day of the invoice, in the province where the work is done. "
    "A correction applies to drafts; what is issued keeps its rates.",
)
OPEN = Phrase("Voir la table des taux", "See the table of rates")
FILTER = Phrase("Province", "Province")
ALL = Phrase("Toutes les provinces", "All provinces")
PST = Phrase(
    "La TVP (Colombie-Britannique, Saskatchewan) et la TVD (Manitoba) sont ici pour mémoire : seul un "
    "inscrit les perçoit, sur certains services, et Quittance ne les ajoute à aucune facture.",
    "PST (British Columbia, Saskatchewan) and RST (Manitoba) are here for the record: only a registrant "
    "charges them, on some services, and Quittance adds them to no invoice.",
)
CHARGED = Phrase("Perçues aujourd’hui : {taxes}.", "Charged today: {taxes}.")
NONE_CHARGED = Phrase(
    "Aucune taxe perçue aujourd’hui : il manque un numéro de TPS dans les réglages, ou un taux en vigueur.",
    "No tax charged today: a GST number is missing in the settings, or a rate in force.",
)
TAX = Phrase("Taxe", "Tax")
RATE = Phrase("Taux", "Rate")
RATE_HINT = Phrase("En pour cent, jusqu’à 4 décimales : 9,975.", "In percent, up to 4 decimals: 9.975.")
FROM = Phrase("Du", "From")
TO = Phrase("Au", "To")
FIRST_DAY = Phrase("Premier jour", "First day")
LAST_DAY = Phrase("Dernier jour", "Last day")
LAST_DAY_HINT = Phrase("Vide tant que le taux reste en vigueur.", "Empty while the rate stays in force.")
SOURCE = Phrase("Source", "Source")
SOURCE_HINT = Phrase(
    "Où ce taux est publié, et quand vous l’y avez lu.", "Where this rate is published, and when you read it."
)
CORRECTED = Phrase("Correction", "Correction")
IN_FORCE = Phrase("En vigueur", "In force")
PAST = Phrase("Terminé", "Ended")
COMING = Phrase("À venir", "Coming")
NOT_CHARGED = Phrase("Non perçue", "Not charged")
NO_RATES = Phrase("Aucun taux pour cette province", "No rate for this province")
NO_RATES_TEXT = Phrase(
    "Ses factures sont sans taxe. Ajoutez un taux s’il en faut une.",
    "Its invoices bear no tax. Add a rate if one is due.",
)
ADD = Phrase("Ajouter un taux", "Add a rate")
CORRECT = Phrase("Corriger", "Correct")
FOLLOW = Phrase("Nouveau taux", "New rate")
CORRECT_TITLE = Phrase("Corriger ou terminer un taux", "Correct or end a rate")
FOLLOW_TITLE = Phrase("Un nouveau taux prend la suite", "A new rate follows")
FOLLOW_TEXT = Phrase(
    "Le taux actuel se termine la veille du nouveau.", "The present rate ends the day before the new one."
)
REMOVE = Phrase("Retirer", "Remove")
REMOVE_TITLE = Phrase("Retirer ce taux de la table ?", "Remove this rate from the table?")
REMOVE_TEXT = Phrase(
    "Les brouillons datés de ces jours perdent cette taxe ; les factures émises gardent la leur. "
    "Pour un taux qui ne vaut plus, donnez-lui plutôt un dernier jour.",
    "Drafts dated within these days lose this tax; issued invoices keep theirs. "
    "For a rate that no longer holds, give it a last day instead.",
)
SAVED = Phrase("La table des taux est à jour.", "The table of rates is up to date.")
REMOVED = Phrase("Le taux est retiré de la table.", "The rate is removed from the table.")
HISTORY = Phrase("Historique de la table", "History of the table")
NO_HISTORY = Phrase(
    "La table est celle fournie avec le programme : personne ne l’a encore corrigée.",
    "The table is the one supplied with the program: nobody has corrected it yet.",
)
WHEN = Phrase("Date", "Date")
WHO = Phrase("Par", "By")
WHAT = Phrase("Quoi", "What")
BEFORE = Phrase("Avant", "Before")
AFTER = Phrase("Après", "After")

SINCE = Phrase("depuis le {first}", "since {first}")
BETWEEN = Phrase("du {first} au {last}", "from {first} to {last}")
SAID = Phrase("{rate}, {period} — {source}", "{rate}, {period} — {source}")
ADDED_LINE = Phrase("{tax} ({province}) : taux ajouté", "{tax} ({province}): rate added")
CORRECTED_LINE = Phrase("{tax} ({province}) : taux corrigé", "{tax} ({province}): rate corrected")
ENDED_LINE = Phrase("{tax} ({province}) : taux terminé", "{tax} ({province}): rate ended")
REMOVED_LINE = Phrase("{tax} ({province}) : taux retiré", "{tax} ({province}): rate removed")
