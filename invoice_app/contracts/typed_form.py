"""A contract's form as text: what its boxes hold, what they are filled with, and what is wrong in them."""

from __future__ import annotations

from sqlmodel import Session, col, select

from invoice_app.contracts import typed_rule
from invoice_app.contracts.inputs import kept_rule
from invoice_app.contracts.models import Contract, ContractContact, OurRole, OverBilling, TaxOnHoldback
from invoice_app.contracts.retainage_rules import Flat, Rounding
from invoice_app.contracts.standing import schedule_of
from invoice_app.contracts.terms_rules import read_contract
from invoice_app.contracts.typed_rows import TypedRows, boxes_of, row_faults
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.dates import short_text
from invoice_app.shared.money import typed_text
from invoice_app.shared.phrases import Phrase

FIELDS = {
    "number": 40, "title": 200, "company_ref": 26, "contacts": 2700, "our_role": 20, "province": 2,
    "retainage_percent": 40, "stored_retainage_percent": 40, "retainage_rounding": 5, "tax_on_holdback": 10,
    "over_billing": 10, "currency": 3, "tax_class": 10, "signed_on": 20, "starts_on": 20, "ends_on": 20,
    "inclusions": 4000, "exclusions": 4000, "note": 2000, **typed_rule.FIELDS,
}  # fmt: skip
"""The boxes of the form, with the longest text that each keeps. `contacts` is refs, with spaces between."""

CHOSEN = (
    "our_role", "province", "retainage_rounding", "tax_on_holdback", "over_billing", "currency", "tax_class",
    "rule", "cap_basis", "step_when", "step_reach",
)  # fmt: skip
"""The boxes that are lists: some of them decide which other boxes are asked for."""

_ROWS_AT_FIRST = 3


class Typed(TypedRows):
    """A whole form as text."""

    fields: dict[str, str] = {}


def faults(typed: Typed, language: str = "fr") -> dict[str, Phrase]:
    """All that keeps the form from being saved, by box: `title`, `scheduled-r3`."""
    _, wrong = read_contract(typed.fields, language)
    found = {field: refusal.phrase for field, refusal in wrong.items()}
    for row, column, phrase in row_faults(typed, language=language, strictly=True):
        found[f"{column}-{row.key}"] = phrase
    return found


def field_faults(typed: Typed, language: str = "fr", *, strictly: bool = False) -> dict[str, Phrase]:
    """What is wrong in the boxes above the grid; unless `strictly`, an empty one may yet be filled."""
    _, wrong = read_contract(typed.fields, language)
    return {
        field: refusal.phrase
        for field, refusal in wrong.items()
        if strictly or typed.fields.get(field, "").strip()
    }


def filled(db: Session, contract: Contract | None, language: str) -> Typed:
    """What the boxes hold at first: the contract as it is saved, or what is usual for a new one."""
    if contract is None:
        typed = Typed(fields=_new_fields(the_organisation(db)))
        for _ in range(_ROWS_AT_FIRST):
            typed.add()
        return typed
    typed = Typed(fields=_fields_of(db, contract, language))
    for item in schedule_of(db, contract.id or 0):
        if item.change_order_id is None:
            typed.add(**boxes_of(item, language))
    if not typed.rows:
        typed.add()
    return typed


def _new_fields(organisation: Organisation) -> dict[str, str]:
    return (
        dict.fromkeys(FIELDS, "")
        | typed_rule.rule_boxes(Flat(), "fr")
        | {
            "our_role": OurRole.GENERAL_CONTRACTOR,
            "retainage_percent": "10",
            "retainage_rounding": Rounding.LINE,
            "tax_on_holdback": TaxOnHoldback.DEFERRED,
            "over_billing": OverBilling.BLOCK,
            "currency": organisation.currency,
            "province": organisation.province,
            "tax_class": TaxClass.TAXABLE,
        }
    )


def _fields_of(db: Session, contract: Contract, language: str) -> dict[str, str]:
    client = db.get(Customer, contract.company_id) if contract.company_id else None
    stored = contract.stored_retainage_percent
    days = {name: getattr(contract, name) for name in ("signed_on", "starts_on", "ends_on")}
    return typed_rule.rule_boxes(kept_rule(contract.retainage_rule), language) | {
        "number": contract.number or "",
        "title": contract.title,
        "company_ref": client.ref if client else "",
        "contacts": " ".join(_contact_refs(db, contract)),
        "our_role": contract.our_role,
        "province": contract.province,
        "retainage_percent": typed_text(contract.retainage_percent, language),
        "stored_retainage_percent": "" if stored is None else typed_text(stored, language),
        "retainage_rounding": contract.retainage_rounding,
        "tax_on_holdback": contract.tax_on_holdback,
        "over_billing": contract.over_billing,
        "currency": contract.currency,
        "tax_class": contract.tax_class,
        **{name: short_text(day) if day else "" for name, day in days.items()},
        "inclusions": contract.inclusions,
        "exclusions": contract.exclusions,
        "note": contract.note,
    }


def _contact_refs(db: Session, contract: Contract) -> list[str]:
    chosen = (
        select(Customer.ref)
        .join(ContractContact, col(ContractContact.customer_id) == Customer.id)
        .where(ContractContact.contract_id == contract.id)
        .order_by(Customer.sort_name, col(Customer.id))
    )
    return list(db.exec(chosen))
