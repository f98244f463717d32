"""A contract's rule of retainage as it is typed in boxes, and back; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import TypeVar

from invoice_app.contracts.reading import read_percent
from invoice_app.contracts.retainage_rules import Cap, CapBasis, Flat, Manual, Rule, StepDown, Tier, Tiers
from invoice_app.shared import money
from invoice_app.shared.dates import parse_day, short_text
from invoice_app.shared.money import ZERO, typed_text
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

MOST_TIERS = 5
KINDS = ("flat", "tiers", "cap", "step_down", "manual")
TIER_ROWS = tuple(range(1, MOST_TIERS + 1))
FIELDS = {
    "rule": 10,
    **{f"tier_up_to_{i}": 40 for i in TIER_ROWS},
    **{f"tier_percent_{i}": 40 for i in TIER_ROWS},
    "tier_beyond": 40, "cap_basis": 10, "cap_value": 40,
    "step_percent": 40, "step_when": 10, "step_on": 20, "step_at": 40, "step_reach": 12,
}  # fmt: skip
"""The boxes of a rule, with the longest text that each keeps."""

NEW = {"rule": "flat", "cap_basis": CapBasis.ORIGINAL, "step_when": "day"}
"""What is chosen before anything is; how far a step reaches is always asked."""

T = TypeVar("T")


class NoSuchRule(Invalid):
    says = Phrase("Choisissez une règle de la liste.", "Choose a rule from the list.")


class NoTier(Invalid):
    says = Phrase(
        "Décrivez au moins une tranche, ou choisissez le pourcentage simple.",
        "Describe at least one tier, or choose the plain percentage.",
    )


class TierIncomplete(Invalid):
    says = Phrase(
        "Une tranche a un avancement et une retenue\u00a0: remplissez les deux cases, ou videz-les.",
        "A tier has a progress and a retainage: fill both boxes, or empty them.",
    )


class TierNotRising(Invalid):
    says = Phrase(
        "Chaque tranche va plus loin que la précédente, qui va jusqu’à {before}\u00a0%.",
        "Each tier goes further than the one before, which goes to {before}%.",
    )


class CapMissing(Invalid):
    says = Phrase(
        "Écrivez le plafond\u00a0: sans lui, choisissez le pourcentage simple.",
        "Write the cap: without one, choose the plain percentage.",
    )


class CapNegative(Invalid):
    says = Phrase("Un plafond ne peut pas être négatif.", "A cap cannot be negative.")


class StepMissing(Invalid):
    says = Phrase(
        "Écrivez la retenue après le changement, de 0 à 100.",
        "Write the retainage after the change, from 0 to 100.",
    )


class StepWithoutDay(Invalid):
    says = Phrase("Choisissez le jour du changement.", "Choose the day of the change.")


class StepWithoutProgress(Invalid):
    says = Phrase(
        "Écrivez l’avancement du contrat auquel la retenue change, de 0 à 100.",
        "Write the progress of the contract at which retainage changes, from 0 to 100.",
    )


class StepReachUnsaid(Invalid):
    says = Phrase(
        "Dites si le changement vaut pour la suite seulement ou pour tout le travail\u00a0: "
        "les montants diffèrent.",
        "Say whether the change is for what follows only or for all the work: the amounts differ.",
    )


def clean_rule(typed: Mapping[str, str], language: str = "fr") -> Rule:
    """The rule that is typed. Raises the first `Invalid`, naming its box."""
    rule, faults = read_rule(typed, language)
    for refusal in faults.values():
        raise refusal
    return rule


def read_rule(typed: Mapping[str, str], language: str = "fr") -> tuple[Rule, dict[str, Invalid]]:
    """The rule as far as it can be read, and all that is wrong, by box. An empty choice is a plain one."""
    faults: dict[str, Invalid] = {}
    match _text(typed, "rule") or "flat":
        case "flat":
            return Flat(), faults
        case "manual":
            return Manual(), faults
        case "tiers":
            return _tiers(typed, faults), faults
        case "cap":
            return _cap(typed, faults, language), faults
        case "step_down":
            return _step(typed, faults), faults
    faults["rule"] = NoSuchRule(field="rule")
    return Flat(), faults


def rule_boxes(rule: Rule, language: str) -> dict[str, str]:
    """What the boxes hold for a rule; `clean_rule` of it gives the rule back."""
    boxes = dict.fromkeys(FIELDS, "") | NEW
    match rule:
        case Tiers():
            boxes["rule"] = "tiers"
            for i, tier in enumerate(rule.tiers, start=1):
                boxes[f"tier_up_to_{i}"] = typed_text(tier.up_to, language)
                boxes[f"tier_percent_{i}"] = typed_text(tier.percent, language)
            boxes["tier_beyond"] = typed_text(rule.beyond, language)
        case Cap():
            boxes |= {"rule": "cap", "cap_basis": rule.basis, "cap_value": typed_text(rule.value, language)}
        case StepDown():
            boxes |= _step_boxes(rule, language)
        case Manual():
            boxes["rule"] = "manual"
    return boxes


def _step_boxes(rule: StepDown, language: str) -> dict[str, str]:
    by_day = rule.from_on is not None
    return {
        "rule": "step_down",
        "step_percent": typed_text(rule.percent, language),
        "step_when": "day" if by_day else "progress",
        "step_on": short_text(rule.from_on) if rule.from_on else "",
        "step_at": "" if rule.at_percent is None else typed_text(rule.at_percent, language),
        "step_reach": "retroactive" if rule.retroactive else "prospective",
    }


def _tiers(typed: Mapping[str, str], faults: dict[str, Invalid]) -> Tiers:
    tiers = tuple(_each_tier(typed, faults))
    if not tiers and not faults:
        faults["tier_up_to_1"] = NoTier(field="tier_up_to_1")
    beyond = _attempt(faults, read_percent, "tier_beyond", typed) if _text(typed, "tier_beyond") else ZERO
    return Tiers(tiers, beyond or ZERO)


def _each_tier(typed: Mapping[str, str], faults: dict[str, Invalid]) -> Iterator[Tier]:
    before = ZERO
    for i in TIER_ROWS:
        boxes = f"tier_up_to_{i}", f"tier_percent_{i}"
        empty = [box for box in boxes if not _text(typed, box)]
        if len(empty) == 2:
            continue
        for box in empty:
            faults[box] = TierIncomplete(field=box)
        up_to, percent = (
            _attempt(faults, read_percent, box, typed) if box not in empty else None for box in boxes
        )
        if up_to is not None and up_to <= before:
            shown = Phrase(money.number_text(before, "fr"), money.number_text(before, "en"))
            faults[boxes[0]] = TierNotRising(field=boxes[0], before=shown)
        before = max(before, up_to or ZERO)
        if up_to is not None and percent is not None:
            yield Tier(up_to, percent)


def _cap(typed: Mapping[str, str], faults: dict[str, Invalid], language: str) -> Cap:
    chosen = _text(typed, "cap_basis")
    basis = CapBasis(chosen) if chosen in set(CapBasis) else CapBasis.ORIGINAL
    if not _text(typed, "cap_value"):
        faults["cap_value"] = CapMissing(field="cap_value")
        return Cap(basis, ZERO)
    if basis is not CapBasis.AMOUNT:
        return Cap(basis, _attempt(faults, read_percent, "cap_value", typed) or ZERO)

    def read_amount(text: str, *, field: str) -> Decimal:
        return money.parse(text, field=field, language=language)

    value = _attempt(faults, read_amount, "cap_value", typed) or ZERO
    if value < ZERO:
        faults["cap_value"] = CapNegative(field="cap_value")
    return Cap(basis, value)


def _step(typed: Mapping[str, str], faults: dict[str, Invalid]) -> StepDown:
    percent = _needed(faults, read_percent, "step_percent", typed, StepMissing)
    from_on: date | None = None
    at_percent: Decimal | None = None
    if _text(typed, "step_when") == "progress":
        at_percent = _needed(faults, read_percent, "step_at", typed, StepWithoutProgress)
    else:
        from_on = _needed(faults, parse_day, "step_on", typed, StepWithoutDay)
    reach = _text(typed, "step_reach")
    if reach not in ("prospective", "retroactive"):
        faults["step_reach"] = StepReachUnsaid(field="step_reach")
    return StepDown(percent or ZERO, from_on, at_percent, reach == "retroactive")


def _needed(
    faults: dict[str, Invalid], read: Callable[..., T], box: str, typed: Mapping[str, str],
    missing: type[Invalid],
) -> T | None:  # fmt: skip
    if not _text(typed, box):
        faults[box] = missing(field=box)
        return None
    return _attempt(faults, read, box, typed)


def _attempt(
    faults: dict[str, Invalid], read: Callable[..., T], box: str, typed: Mapping[str, str]
) -> T | None:
    try:
        return read(_text(typed, box), field=box)
    except Invalid as refusal:
        faults[box] = refusal
        return None


def _text(typed: Mapping[str, str], name: str) -> str:
    return typed.get(name, "").strip()
