"""The words of a contract's form: what its terms mean, said where they are chosen."""

from invoice_app.shared.phrases import Phrase

CONTACTS_HINT = Phrase(
    "Si personne n’est coché, elles vont à tous ceux qui reçoivent les factures du client.",
    "If nobody is ticked, they go to all who receive the client’s invoices.",
)
NO_CONTACTS = Phrase(
    "Ce client n’a pas encore de personnes à sa fiche\u00a0: les factures vont à sa propre adresse.",
    "This client has no people on its record yet: invoices go to its own address.",
)

BILLING_TERMS = Phrase("Montants et taxes", "Amounts and taxes")
DEFAULT_TAX_CLASS = Phrase("Taxes d’un poste, par défaut", "Taxes of a line, by default")
PROVINCE_HINT = Phrase("Elle décide des taxes.", "It decides the taxes.")
OVER_BILLING_HINT = Phrase(
    "Quand un poste est facturé au-delà de son montant prévu.",
    "When a line is billed beyond its scheduled value.",
)
RETAINAGE_TERMS = Phrase("Retenue", "Retainage")
HOLDBACK_HINTS = {
    "deferred": Phrase(
        "Chaque facture taxe ce qu’elle demande de payer\u00a0; la retenue est taxée quand elle est libérée.",
        "Each invoice taxes what it asks to be paid; the retainage is taxed when it is released.",
    ),
    "immediate": Phrase(
        "Chaque facture taxe tout le travail fait\u00a0; la retenue libérée ne l’est pas une deuxième fois.",
        "Each invoice taxes all the work done; the retainage released is not taxed a second time.",
    ),
}
ROUNDING_HINTS = {
    "line": Phrase(
        "Au cent sur chaque poste, puis additionné\u00a0: le total suit les postes.",
        "To the cent on each line, then added up: the total follows the lines.",
    ),
    "total": Phrase(
        "Au cent une seule fois sur le total, puis réparti\u00a0: les postes suivent le total.",
        "To the cent once on the total, then shared out: the lines follow the total.",
    ),
}
RULE_HINTS = {
    "flat": Phrase(
        "Le pourcentage ci-dessus, sur tout ce qui est facturé.",
        "The percentage above, of all that is billed.",
    ),
    "tiers": Phrase(
        "Chaque tranche d’avancement a sa retenue\u00a0; le pourcentage ci-dessus ne sert qu’aux matériaux.",
        "Each tier of progress has its retainage; the percentage above serves only for materials.",
    ),
    "cap": Phrase(
        "Le pourcentage ci-dessus, jusqu’à ce que la retenue atteigne le plafond.",
        "The percentage above, until the retainage reaches the cap.",
    ),
    "step_down": Phrase(
        "Le pourcentage ci-dessus d’abord, puis un autre à partir d’un jour ou d’un avancement.",
        "The percentage above at first, then another from a day or from a progress on.",
    ),
    "manual": Phrase(
        "Rien n’est retenu que ce que vous écrivez sur chaque demande de paiement.",
        "Nothing is held but what you write on each application for payment.",
    ),
}
TIER_UP_TO = Phrase("Jusqu’à, en %", "Up to, in %")
TIER_PERCENT = Phrase("Retenue, en %", "Retainage, in %")
TIER_OF = Phrase("Tranche {number}", "Tier {number}")
TIER_BEYOND = Phrase("Au-delà, en %", "Beyond, in %")
TIER_BEYOND_HINT = Phrase("Vide\u00a0: rien n’est retenu au-delà.", "Empty: nothing is held beyond.")
CAP_BASIS = Phrase("Plafond en", "Cap as")
CAP_VALUE = Phrase("Plafond", "Cap")
STEP_PERCENT = Phrase("Nouvelle retenue, en %", "New retainage, in %")
STEP_WHEN = Phrase("Elle commence", "It starts")
STEP_WHENS = {
    "day": Phrase("à partir d’un jour", "from a day"),
    "progress": Phrase("à partir d’un avancement", "from a progress"),
}
STEP_ON = Phrase("À partir du", "From")
STEP_AT = Phrase("Avancement du contrat, en %", "Progress of the contract, in %")
STEP_REACH = Phrase("Elle vaut", "It is for")
STEP_REACH_ASKED = Phrase("Choisissez…", "Choose…")
STEP_REACH_HINTS = {
    "prospective": Phrase(
        "Ce qui est déjà retenu le reste\u00a0; le travail d’après suit la nouvelle retenue.",
        "What is already held stays held; later work follows the new retainage.",
    ),
    "retroactive": Phrase(
        "Tout le travail est retenu au nouveau taux\u00a0: la différence est rendue au changement.",
        "All the work is held at the new rate: the difference is given back at the change.",
    ),
}
SCOPE_TERMS = Phrase("Portée et notes", "Scope and notes")
SCOPE_HINT = Phrase("Une par ligne.", "One a line.")
