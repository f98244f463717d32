"""A rule of retainage said in words, for people who never saw its figures; pure."""

from __future__ import annotations

from decimal import Decimal

from invoice_app.contracts.retainage_rules import Cap, CapBasis, Flat, Manual, Rule, StepDown, Tiers
from invoice_app.shared import money
from invoice_app.shared.dates import long_text
from invoice_app.shared.phrases import Phrase

_FLAT = Phrase("{percent} de tout ce qui est facturé", "{percent} of all that is billed")
_NOTHING = Phrase("aucune", "none")
_MANUAL = Phrase(
    "seulement ce qu’une personne écrit à chaque demande",
    "only what a person writes on each application",
)
_TIERS = Phrase("par tranches\u00a0: {tiers}, puis {beyond}", "in tiers: {tiers}, then {beyond}")
_TIER = Phrase("{percent} jusqu’à {up_to} du contrat", "{percent} up to {up_to} of the contract")
_BEYOND = Phrase("{percent} de ce qui suit", "{percent} of the rest")
_NO_MORE = Phrase("rien de plus", "nothing more")
_CAP = Phrase("{flat}, jusqu’à un plafond de {cap}", "{flat}, up to a cap of {cap}")
_CAPS = {
    CapBasis.ORIGINAL: Phrase("{percent} du montant d’origine", "{percent} of the original sum"),
    CapBasis.REVISED: Phrase("{percent} du montant révisé", "{percent} of the revised sum"),
}
_STEP = Phrase("{before}, puis {after} {when}, {scope}", "{before}, then {after} {when}, {scope}")
_FROM_DAY = Phrase("à partir du {day}", "from {day} on")
_AT_PERCENT = Phrase("une fois {percent} du contrat exécuté", "once {percent} of the contract is done")
_FORWARD = Phrase("sur les travaux qui suivent", "on the work that follows")
_BACKWARD = Phrase(
    "sur tous les travaux, ceux d’avant compris\u00a0: la différence est rendue",
    "on all the work, what came before included: the difference is given back",
)


def rule_sentence(rule: Rule, percent: Decimal, currency: str) -> Phrase:
    """What is held, as the end of « Retenue : … »; `percent` is the contract's own, 0 to 100."""
    match rule:
        case Flat():
            return _flat(percent)
        case Tiers():
            return _tiers(rule)
        case Cap():
            return _CAP.filled(flat=_flat(percent), cap=_cap(rule, currency))
        case StepDown():
            return _step(rule, percent)
        case Manual():
            return _MANUAL


def percent_text(percent: Decimal) -> Phrase:
    """`7,5 %` and `7.5%`."""
    return Phrase(f"{money.number_text(percent, 'fr')}\u00a0%", f"{money.number_text(percent, 'en')}%")


def _flat(percent: Decimal) -> Phrase:
    return _FLAT.filled(percent=percent_text(percent)) if percent else _NOTHING


def _tiers(rule: Tiers) -> Phrase:
    parts = [
        _TIER.filled(percent=percent_text(tier.percent), up_to=percent_text(tier.up_to))
        for tier in rule.tiers
    ]
    beyond = _BEYOND.filled(percent=percent_text(rule.beyond)) if rule.beyond else _NO_MORE
    if not parts:
        return beyond if rule.beyond else _NOTHING
    tiers = Phrase(", ".join(part.fr for part in parts), ", ".join(part.en for part in parts))
    return _TIERS.filled(tiers=tiers, beyond=beyond)


def _cap(rule: Cap, currency: str) -> Phrase:
    if rule.basis is CapBasis.AMOUNT:
        return Phrase(*(money.text(rule.value, currency, language) for language in ("fr", "en")))
    return _CAPS[rule.basis].filled(percent=percent_text(rule.value))


def _step(rule: StepDown, percent: Decimal) -> Phrase:
    if rule.from_on is not None:
        when = _FROM_DAY.filled(day=Phrase(long_text(rule.from_on, "fr"), long_text(rule.from_on, "en")))
    else:
        when = _AT_PERCENT.filled(percent=percent_text(rule.at_percent or Decimal(0)))
    return _STEP.filled(
        before=_flat(percent), after=percent_text(rule.percent), when=when,
        scope=_BACKWARD if rule.retroactive else _FORWARD,
    )  # fmt: skip
