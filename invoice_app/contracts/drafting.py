"""A contract while it is a draft: its terms and its schedule of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from invoice_app.contracts.line_rules import clean_schedule
from invoice_app.contracts.models import Contract, ContractContact, ContractStatus, ScheduleItem
from invoice_app.contracts.record_wording import MADE
from invoice_app.contracts.standing import locked
from invoice_app.contracts.terms_rules import CleanContract, clean_contract
from invoice_app.members.models import Customer
from invoice_app.organisation.queries import find_organisation
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.folding import fold
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class NumberUsed(Invalid):
    says = Phrase(
        "Un autre contrat porte déjà le numéro {number}. Donnez-en un autre à celui-ci.",
        "Another contract already has the number {number}. Give this one another.",
    )


class UnknownClient(Invalid):
    says = Phrase(
        "Ce client n’existe plus. Choisissez-en un autre dans la liste.",
        "This client no longer exists. Choose another one from the list.",
    )


class NotADraft(Refusal):
    says = Phrase(
        "Ce contrat n’est plus un brouillon\u00a0: ses conditions changent par un ordre de changement.",
        "This contract is no longer a draft: its terms change only by a change order.",
    )


def create_contract(
    db: Session, *, typed: Mapping[str, str], by: Viewer, now: datetime, language: str = "fr"
) -> Contract:
    """A new draft from a form; the number, the title and the client can come later.

    `typed` holds the fields of `terms_rules.clean_contract`, `company_ref` and `contacts`; its province
    is the organisation's where none is chosen. Raises an `Invalid` that names its field, `NumberUsed`
    among them.
    """
    organisation = find_organisation(db)
    contract = Contract(
        created_at=now, created_by=by.account_id, province=organisation.province if organisation else "QC"
    )
    _fill(db, contract, typed, language)
    record(db, About("contract", contract.id or 0), MADE, by=by, now=now)
    return contract


def update_contract(
    db: Session, *, ref: str, version: int, typed: Mapping[str, str], language: str = "fr"
) -> Contract:
    """Change a draft's terms. Raises `NotADraft`, `ChangedElsewhere`, or an `Invalid` with its field."""
    contract = _draft(db, ref, version)
    contract.version += 1
    _fill(db, contract, typed, language)
    return contract


def set_schedule(
    db: Session, *, ref: str, version: int, rows: Sequence[Mapping[str, str]], language: str = "fr"
) -> Contract:
    """Replace a draft's schedule of values by the rows of a grid, in their order; empty rows are left out.

    A row has the fields of `line_rules.clean_line`. Raises `NotADraft`, `ChangedElsewhere`, or an
    `Invalid` whose field is the column and the row: `scheduled-3`.
    """
    contract = _draft(db, ref, version)
    lines = clean_schedule(rows, contract.tax_class, language=language)
    db.execute(delete(ScheduleItem).where(col(ScheduleItem.contract_id) == contract.id))
    db.add_all(
        ScheduleItem(contract_id=contract.id or 0, position=position, **asdict(line))
        for position, line in enumerate(lines, start=1)
    )
    contract.version += 1
    db.flush()
    _touch(db, contract)
    return contract


def _fill(db: Session, contract: Contract, typed: Mapping[str, str], language: str) -> None:
    clean = clean_contract(typed, language)
    contract.sqlmodel_update(asdict(clean) | {"province": clean.province or contract.province})
    contract.company_id = _company_id(db, typed.get("company_ref", ""))
    contract.search = fold(f"{clean.number or ''} {clean.title}")
    with db.no_autoflush:
        _refuse_used_number(db, contract, clean)
    db.add(contract)
    try:
        db.flush()
    except IntegrityError:
        if clean.number is None:
            raise
        # Two people gave the same number at the same moment; nothing of this transaction is kept.
        raise NumberUsed(field="number", number=clean.number) from None
    _set_contacts(db, contract, typed.get("contacts", "").split())
    _touch(db, contract)


def _set_contacts(db: Session, contract: Contract, refs: Sequence[str]) -> None:
    """Those of the people who still are the client's; whoever is not is left out."""
    db.execute(delete(ContractContact).where(col(ContractContact.contract_id) == contract.id))
    if not refs or contract.company_id is None:
        return
    people = db.exec(
        select(Customer.id).where(
            Customer.company_id == contract.company_id,
            col(Customer.ref).in_(refs),
            col(Customer.archived_at).is_(None),
        )
    )
    db.add_all(ContractContact(contract_id=contract.id or 0, customer_id=known or 0) for known in people)
    db.flush()


def _refuse_used_number(db: Session, contract: Contract, clean: CleanContract) -> None:
    if clean.number is None:
        return
    same = db.exec(select(Contract.id).where(Contract.number == clean.number)).first()
    if same is not None and same != contract.id:
        raise NumberUsed(field="number", number=clean.number)


def _company_id(db: Session, ref: str) -> int | None:
    if not ref:
        return None
    company_id = db.exec(
        select(Customer.id).where(Customer.ref == ref, col(Customer.archived_at).is_(None))
    ).first()
    if company_id is None:
        raise UnknownClient(field="company_ref")
    return company_id


def _draft(db: Session, ref: str, version: int) -> Contract:
    contract = locked(db, Contract, ref, version)
    if contract.status != ContractStatus.DRAFT:
        raise NotADraft()
    return contract


def _touch(db: Session, contract: Contract) -> None:
    live.touch(db, "contracts", f"contract:{contract.ref}")
