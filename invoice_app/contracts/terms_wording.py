"""The words of a contract's terms, as its form asks for them."""

from invoice_app.contracts.models import OverBilling, TaxOnHoldback
from invoice_app.contracts.retainage_rules import CapBasis, Rounding
from invoice_app.shared.phrases import Phrase

BILLING_CONTACTS = Phrase("Factures envoyées à", "Invoices sent to")
PROVINCE = Phrase("Province des travaux", "Province of the work")
STARTS_ON = Phrase("Début des travaux", "Work starts on")
ENDS_ON = Phrase("Fin des travaux", "Work ends on")
RETAINAGE_RULE = Phrase("Règle de retenue", "Rule of retainage")
ROUNDING = Phrase("Arrondi de la retenue", "Rounding of the retainage")
TAX_ON_HOLDBACK = Phrase("Taxes sur la retenue", "Taxes on the retainage")
OVER_BILLING = Phrase("Facturer plus que prévu", "Billing more than scheduled")
INCLUSIONS = Phrase("Inclusions", "Inclusions")
EXCLUSIONS = Phrase("Exclusions", "Exclusions")

RULES = {
    "flat": Phrase("Un pourcentage de tout", "A percentage of everything"),
    "tiers": Phrase("Par tranches d’avancement", "By tiers of progress"),
    "cap": Phrase("Un pourcentage, jusqu’à un plafond", "A percentage, up to a cap"),
    "step_down": Phrase("Un pourcentage, puis un autre", "One percentage, then another"),
    "manual": Phrase("À la main, sur chaque demande", "By hand, on each application"),
}
CAP_BASES: dict[str, Phrase] = {
    CapBasis.ORIGINAL: Phrase("% du montant d’origine", "% of the original sum"),
    CapBasis.REVISED: Phrase("% du montant à ce jour", "% of the sum to date"),
    CapBasis.AMOUNT: Phrase("un montant", "an amount"),
}
REACHES = {
    "prospective": Phrase("pour la suite seulement", "for what follows only"),
    "retroactive": Phrase("pour tout le travail fait", "for all the work done"),
}
ROUNDINGS: dict[str, Phrase] = {
    Rounding.LINE: Phrase("Sur chaque poste", "On each line"),
    Rounding.TOTAL: Phrase("Sur le total, puis réparti", "On the total, then shared"),
}
HOLDBACKS: dict[str, Phrase] = {
    TaxOnHoldback.DEFERRED: Phrase("À la libération de la retenue", "When the retainage is released"),
    TaxOnHoldback.IMMEDIATE: Phrase("Tout de suite, avec le travail", "At once, with the work"),
}
OVER_BILLINGS: dict[str, Phrase] = {
    OverBilling.BLOCK: Phrase("Refusé", "Refused"),
    OverBilling.REASON: Phrase("Permis, avec une raison écrite", "Allowed, with a written reason"),
}
