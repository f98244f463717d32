"""What a contract says, term by term, in words: for its page, and for the history of what was edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from invoice_app.contracts import record_wording as r
from invoice_app.contracts import wording as w
from invoice_app.contracts.inputs import kept_rule
from invoice_app.contracts.models import Contract, ContractContact, OurRole, ScheduleItem
from invoice_app.contracts.rule_words import percent_text, rule_sentence
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

_LONGEST_VALUE = 160


@dataclass(frozen=True, slots=True)
class Fact:
    """A term of a contract; `value` is « — » where nothing was said."""

    label: Phrase
    value: Phrase


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A draft as it stood before an edit."""

    facts: Mapping[str, Fact]
    lines: tuple[tuple[object, ...], ...]
    sum: Decimal


def facts_of(db: Session, contract: Contract) -> dict[str, Fact]:
    """Every term by its name, in the order in which they are read."""
    stored = contract.stored_retainage_percent
    client = db.get(Customer, contract.company_id) if contract.company_id else None
    rule = rule_sentence(kept_rule(contract.retainage_rule), contract.retainage_percent, contract.currency)
    return {
        "number": Fact(w.CONTRACT_NUMBER, _text(contract.number or "")),
        "title": Fact(w.TITLE, _text(contract.title)),
        "client": Fact(w.CLIENT, _text(client.name if client else "")),
        "contacts": Fact(r.CONTACTS, _contacts(db, contract)),
        "our_role": Fact(w.OUR_ROLE, w.ROLES[OurRole(contract.our_role)]),
        "signed_on": Fact(w.SIGNED_ON, _day(contract.signed_on)),
        "starts_on": Fact(r.STARTS_ON, _day(contract.starts_on)),
        "ends_on": Fact(r.ENDS_ON, _day(contract.ends_on)),
        "retainage": Fact(r.RETAINAGE, rule),
        "stored_retainage": Fact(
            r.STORED_RETAINAGE, r.SAME_AS_WORK if stored is None else percent_text(stored)
        ),
        "retainage_rounding": Fact(r.ROUNDING, r.ROUNDINGS[contract.retainage_rounding]),
        "tax_on_holdback": Fact(r.TAX_ON_HOLDBACK, r.TAXES_ON_HOLDBACK[contract.tax_on_holdback]),
        "over_billing": Fact(r.OVER_BILLING, r.OVER_BILLINGS[contract.over_billing]),
        "province": Fact(r.PROVINCE, PROVINCES.get(contract.province, _text(contract.province))),
        "tax_class": Fact(r.TAX_CLASS, LABELS[TaxClass(contract.tax_class)]),
        "currency": Fact(w.CURRENCY, _text(contract.currency)),
        "is_private": Fact(r.PRIVATE, r.YES if contract.is_private else r.NO),
        "inclusions": Fact(r.INCLUSIONS, _text(contract.inclusions)),
        "exclusions": Fact(r.EXCLUSIONS, _text(contract.exclusions)),
        "note": Fact(w.NOTE, _text(contract.note)),
    }


def snapshot(db: Session, contract: Contract) -> Snapshot:
    """A draft before it is edited, for `record_edit`."""
    lines = tuple(_line(item) for item in schedule_of(db, contract.id or 0))
    return Snapshot(facts_of(db, contract), lines, _sum(db, contract))


def record_edit(db: Session, contract: Contract, before: Snapshot, *, by: Viewer, now: datetime) -> None:
    """Write what an edit changed into the contract's history; nothing where it changed nothing."""
    about, after = About("contract", contract.id or 0), snapshot(db, contract)
    changed = [name for name, fact in after.facts.items() if fact != before.facts[name]]
    if changed:
        record(
            db, about, r.EDITED, by=by, now=now,
            before=_listed([before.facts[name] for name in changed]),
            after=_listed([after.facts[name] for name in changed]),
        )  # fmt: skip
    if before.lines != after.lines:
        record(
            db, about, _what_changed(before.lines, after.lines), by=by, now=now,
            before=_schedule_said(before, contract.currency), after=_schedule_said(after, contract.currency),
        )  # fmt: skip


def _what_changed(before: tuple[tuple[object, ...], ...], after: tuple[tuple[object, ...], ...]) -> Phrase:
    """How many lines came, went and changed: a line that keeps its item and description is the same line."""
    same = Counter(before) & Counter(after)
    gone = Counter(line[:2] for line in (Counter(before) - same).elements())
    came = Counter(line[:2] for line in (Counter(after) - same).elements())
    changed = gone & came
    if not gone and not came:
        return r.SCHEDULE_ORDERED
    return r.SCHEDULE_EDITED.filled(
        added=(came - changed).total(), removed=(gone - changed).total(), changed=changed.total()
    )


def _schedule_said(was: Snapshot, currency: str) -> Phrase:
    return r.SCHEDULE_SAID.filled(count=len(was.lines), sum=_amount(was.sum, currency))


def _listed(facts: list[Fact]) -> Phrase:
    return Phrase(
        "\n".join(f"{fact.label.fr}\u00a0: {_short(fact.value.fr)}" for fact in facts),
        "\n".join(f"{fact.label.en}: {_short(fact.value.en)}" for fact in facts),
    )


def _line(item: ScheduleItem) -> tuple[object, ...]:
    return (
        item.item, item.description, item.section, item.cost_code, item.unit, item.quantity, item.unit_price,
        item.scheduled, item.tax_class, item.retainage_percent,
    )  # fmt: skip


def _sum(db: Session, contract: Contract) -> Decimal:
    return sum((item.scheduled for item in schedule_of(db, contract.id or 0)), start=ZERO)


def _contacts(db: Session, contract: Contract) -> Phrase:
    names = db.exec(
        select(Customer.name)
        .join(ContractContact, col(ContractContact.customer_id) == Customer.id)
        .where(ContractContact.contract_id == contract.id)
        .order_by(col(Customer.sort_name))
    ).all()
    return _text(", ".join(names)) if names else r.ALL_CONTACTS


def _amount(amount: Decimal, currency: str) -> Phrase:
    return Phrase(money.text(amount, currency, "fr"), money.text(amount, currency, "en"))


def _day(day: date | None) -> Phrase:
    return Phrase(long_text(day, "fr"), long_text(day, "en")) if day else r.NONE


def _text(text: str) -> Phrase:
    return Phrase(text, text) if text else r.NONE


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"
