"""The status of a contract: from draft to signature, approval and its end; a move keeps who, when and why."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from invoice_app.contracts.approving import approve, refuse_incomplete
from invoice_app.contracts.models import Contract, ContractStatus, ProgressStatus
from invoice_app.contracts.record_wording import NEXT_POSSIBLE, STATUS_CHANGED, STATUS_CHANGED_NOTED
from invoice_app.contracts.standing import latest_progress, locked
from invoice_app.contracts.status_rules import MOVES, may_become, needs_reason
from invoice_app.contracts.terms_rules import NotOffered
from invoice_app.contracts.wording import CONTRACT_STATUSES, listed
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class CannotBecome(Refusal):
    says = Phrase(
        "Ce contrat est «\u00a0{now}\u00a0»\u00a0: il ne peut pas devenir «\u00a0{to}\u00a0». {next}",
        "This contract is “{now}”: it cannot become “{to}”. {next}",
    )


class ReasonMissing(Invalid):
    says = Phrase(
        "Dites pourquoi\u00a0: la raison est gardée dans l’historique du contrat.",
        "Say why: the reason is kept in the contract’s history.",
    )


class ApplicationUnfinished(Refusal):
    says = Phrase(
        "La demande de paiement no\u00a0{number} n’est pas finie. Émettez-la, ou supprimez-la, "
        "avant de fermer le contrat.",
        "Application for payment no.\u00a0{number} is not finished. Issue it, or delete it, "
        "before closing the contract.",
    )


def change_status(
    db: Session, *, ref: str, version: int, to: str, note: str, by: Viewer, now: datetime
) -> Contract:
    """Move a contract to another status; who, when and the note are kept in its history.

    Raises `CannotBecome`, which says what it can become; `ContractIncomplete` before signature or
    approval; `ApplicationUnfinished` before its end; `ReasonMissing`; `ChangedElsewhere`.
    """
    contract = locked(db, Contract, ref, version)
    target, note = _status(to), note.strip()[:200]
    if not may_become(contract.status, target):
        raise _cannot(contract, target)
    if needs_reason(contract.status, target) and not note:
        raise ReasonMissing(field="note")
    before = ContractStatus(contract.status)
    if target in (ContractStatus.COMPLETE, ContractStatus.TERMINATED):
        _refuse_unfinished(db, contract)
    if target == ContractStatus.OUT_FOR_SIGNATURE:
        refuse_incomplete(db, contract)
    if target == ContractStatus.APPROVED and contract.approved_at is None:
        approve(db, contract, by=by, now=now)
    contract.status = target
    contract.version += 1
    record(
        db, About("contract", contract.id or 0),
        STATUS_CHANGED_NOTED.filled(note=note) if note else STATUS_CHANGED, by=by, now=now,
        before=CONTRACT_STATUSES[before], after=CONTRACT_STATUSES[target],
    )  # fmt: skip
    db.flush()
    live.touch(db, "contracts", f"contract:{contract.ref}")
    return contract


def _status(to: str) -> ContractStatus:
    if to not in list(ContractStatus):
        raise NotOffered(field="to")
    return ContractStatus(to)


def _cannot(contract: Contract, target: ContractStatus) -> CannotBecome:
    status = ContractStatus(contract.status)
    return CannotBecome(
        now=CONTRACT_STATUSES[status],
        to=CONTRACT_STATUSES[target],
        next=NEXT_POSSIBLE.filled(statuses=listed(CONTRACT_STATUSES[one] for one in MOVES[status])),
    )


def _refuse_unfinished(db: Session, contract: Contract) -> None:
    last = latest_progress(db, contract.id or 0)
    if last is not None and last.status != ProgressStatus.APPROVED:
        raise ApplicationUnfinished(number=last.sequence)
