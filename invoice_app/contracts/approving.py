"""A contract that both sides agree on."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from invoice_app.contracts.models import Contract, ContractStatus
from invoice_app.contracts.record_wording import STATUS_CHANGED
from invoice_app.contracts.rules import NOT_YET_APPROVED, missing_for_approval
from invoice_app.contracts.standing import locked, schedule_of
from invoice_app.contracts.wording import CONTRACT_STATUSES, listed
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal


class ContractIncomplete(Refusal):
    says = Phrase(
        "Avant de signer ou d’approuver ce contrat, il manque\u00a0: {missing}.",
        "Before this contract can be signed or approved, it needs: {missing}.",
    )


class AlreadyApproved(Refusal):
    says = Phrase("Ce contrat a déjà été approuvé.", "This contract was already approved.")


def approve_contract(db: Session, *, ref: str, version: int, by: Viewer, now: datetime) -> Contract:
    """Approve a contract, so that it can be billed.

    Raises `ContractIncomplete`, which names all that is missing, `AlreadyApproved` or `ChangedElsewhere`.
    """
    contract = locked(db, Contract, ref, version)
    if contract.status not in NOT_YET_APPROVED:
        raise AlreadyApproved()
    before = CONTRACT_STATUSES[ContractStatus(contract.status)]
    approve(db, contract, by=by, now=now)
    contract.status = ContractStatus.APPROVED
    contract.version += 1
    record(
        db, About("contract", contract.id or 0), STATUS_CHANGED, by=by, now=now,
        before=before, after=CONTRACT_STATUSES[ContractStatus.APPROVED],
    )  # fmt: skip
    db.flush()
    live.touch(db, "contracts", f"contract:{contract.ref}")
    return contract


def approve(db: Session, contract: Contract, *, by: Viewer, now: datetime) -> None:
    """Keep who approved a locked contract, and when. Raises `ContractIncomplete`."""
    refuse_incomplete(db, contract)
    contract.approved_at = now
    contract.approved_by_name = by.name


def refuse_incomplete(db: Session, contract: Contract) -> None:
    """Raise `ContractIncomplete` with all that the contract still needs."""
    missing = missing_for_approval(
        number=contract.number,
        title=contract.title,
        has_client=contract.company_id is not None,
        has_lines=bool(schedule_of(db, contract.id or 0)),
    )
    if missing:
        raise ContractIncomplete(missing=listed(missing))
