"""What a draft's history says of its terms and its schedule: each change, from what to what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from invoice_app.contracts import recorded_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.inputs import kept_rule
from invoice_app.contracts.models import Contract, ContractContact, OurRole
from invoice_app.contracts.retainage_rules import Cap, Flat, Manual, Rule, StepDown, Tiers
from invoice_app.contracts.standing import schedule_of
from invoice_app.members.models import Customer
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared import money
from invoice_app.shared.about import About
from invoice_app.shared.dates import long_text
from invoice_app.shared.history import record
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase

_NOTHING = Phrase("", "")


@dataclass(frozen=True, slots=True)
class ScheduleSeen:
    """A schedule at a moment: `120 postes, 1 234 567,00 $`, and all that its lines say."""

    sum: Phrase
    lines: list[dict[str, Any]]


def record_new(db: Session, contract: Contract, *, by: Viewer | None, now: datetime) -> None:
    record(db, About("contract", contract.id or 0), r.CONTRACT_MADE, by=by, now=now,
           after=_text(contract.title))  # fmt: skip


def record_terms(
    db: Session, contract: Contract, before: Mapping[Phrase, Phrase], *, by: Viewer | None, now: datetime
) -> None:
    """One line of history for each term that is no longer what it was in `before` (`terms_of`)."""
    for what, now_is in terms_of(db, contract).items():
        if before.get(what, _NOTHING) != now_is:
            record(db, About("contract", contract.id or 0), what, by=by, now=now,
                   before=before.get(what, _NOTHING), after=now_is)  # fmt: skip


def record_schedule(
    db: Session, contract: Contract, before: ScheduleSeen, *, by: Viewer | None, now: datetime
) -> None:
    """A line of history when a line of the schedule is no longer what it was in `before`."""
    after = schedule_seen(db, contract)
    if after.lines != before.lines:
        record(db, About("contract", contract.id or 0), w.SCHEDULE, by=by, now=now,
               before=before.sum, after=after.sum)  # fmt: skip


def schedule_seen(db: Session, contract: Contract) -> ScheduleSeen:
    """A draft's schedule as it is now."""
    items = schedule_of(db, contract.id or 0)
    total = sum((item.scheduled for item in items), start=ZERO)
    return ScheduleSeen(
        sum=r.SCHEDULE_SUM.filled(count=len(items), total=_amount(total, contract.currency)),
        lines=[item.model_dump(exclude={"id"}) for item in items],
    )


def terms_of(db: Session, contract: Contract) -> dict[Phrase, Phrase]:
    """A contract's terms as words, by name."""
    client = db.get(Customer, contract.company_id) if contract.company_id else None
    stored = contract.stored_retainage_percent
    return {
        w.CONTRACT_NUMBER: _text(contract.number or ""),
        w.TITLE: _text(contract.title),
        w.CLIENT: _text(client.name if client else ""),
        r.BILLING_CONTACTS: _text(", ".join(_contact_names(db, contract))),
        w.OUR_ROLE: w.ROLES[OurRole(contract.our_role)],
        r.PROVINCE: PROVINCES.get(contract.province, _text(contract.province)),
        w.SIGNED_ON: _day(contract.signed_on),
        r.STARTS_ON: _day(contract.starts_on),
        r.ENDS_ON: _day(contract.ends_on),
        w.CURRENCY: _text(contract.currency),
        w.TAX_CLASS: LABELS[TaxClass(contract.tax_class)],
        w.RETAINAGE_PERCENT: _percent(contract.retainage_percent),
        w.STORED_RETAINAGE_PERCENT: _NOTHING if stored is None else _percent(stored),
        r.RETAINAGE_RULE: rule_text(kept_rule(contract.retainage_rule), contract.currency),
        r.ROUNDING: r.ROUNDINGS[contract.retainage_rounding],
        r.TAX_ON_HOLDBACK: r.HOLDBACKS[contract.tax_on_holdback],
        r.OVER_BILLING: r.OVER_BILLINGS[contract.over_billing],
        r.INCLUSIONS: _text(contract.inclusions),
        r.EXCLUSIONS: _text(contract.exclusions),
        w.NOTE: _text(contract.note),
    }


def rule_text(rule: Rule, currency: str) -> Phrase:
    """A rule of retainage in a sentence, as the contract's page and its history say it."""
    match rule:
        case Flat():
            return r.RULES["flat"]
        case Manual():
            return r.RULES["manual"]
        case Tiers():
            each = [
                r.TIER_TEXT.filled(percent=_number(tier.percent), up_to=_number(tier.up_to))
                for tier in rule.tiers
            ]
            return w.listed([*each, r.BEYOND_TEXT.filled(percent=_number(rule.beyond))])
        case Cap():
            value = _amount(rule.value, currency) if rule.basis == "amount" else _number(rule.value)
            return r.CAP_TEXTS[rule.basis].filled(value=value)
        case StepDown():
            when = (
                r.STEP_FROM_DAY.filled(day=_day(rule.from_on))
                if rule.from_on
                else r.STEP_AT_PROGRESS.filled(percent=_number(rule.at_percent or ZERO))
            )
            reach = r.REACHES["retroactive" if rule.retroactive else "prospective"]
            return r.STEP_TEXT.filled(percent=_number(rule.percent), when=when, reach=reach)


def _contact_names(db: Session, contract: Contract) -> list[str]:
    chosen = (
        select(Customer.name)
        .join(ContractContact, col(ContractContact.customer_id) == Customer.id)
        .where(ContractContact.contract_id == contract.id)
        .order_by(Customer.sort_name, col(Customer.id))
    )
    return list(db.exec(chosen))


def _text(text: str) -> Phrase:
    return Phrase(text, text)


def _day(day: date | None) -> Phrase:
    return Phrase(long_text(day, "fr"), long_text(day, "en")) if day else _NOTHING


def _percent(value: Decimal) -> Phrase:
    return r.PERCENT.filled(number=_number(value))


def _number(value: Decimal) -> Phrase:
    return Phrase(money.number_text(value, "fr"), money.number_text(value, "en"))


def _amount(value: Decimal, currency: str) -> Phrase:
    return Phrase(money.text(value, currency, "fr"), money.text(value, currency, "en"))
