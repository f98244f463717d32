"""An application for payment while it is being filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from invoice_app.contracts.models import (
    BillingPeriod,
    Contract,
    ProgressInvoice,
    ProgressKind,
    ProgressStatus,
    ScheduleItem,
)
from invoice_app.contracts.reading import dumped, loaded, typed_line
from invoice_app.contracts.rules import BILLABLE, EDITABLE_PROGRESS
from invoice_app.contracts.standing import found, latest_progress, locked, open_period_of
from invoice_app.contracts.wording import MISSING_APPROVAL, MISSING_PERIOD, MISSING_PREVIOUS, listed
from invoice_app.shared import live
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal


class CannotStart(Refusal):
    says = Phrase(
        "Avant une nouvelle demande de paiement, il manque\u00a0: {missing}.",
        "Before a new application for payment, this is missing: {missing}.",
    )


class PeriodAlreadyBilled(Refusal):
    says = Phrase(
        "La période ouverte a déjà sa demande de paiement, no\u00a0{number}. Ouvrez la période suivante.",
        "The open period already has its application for payment, no.\u00a0{number}. Open the next period.",
    )


class NotEditable(Refusal):
    says = Phrase(
        "Cette demande de paiement est en révision ou approuvée. "
        "Pour la corriger, renvoyez-la d’abord pour correction.",
        "This application for payment is under review or approved. "
        "To correct it, send it back for revision first.",
    )


def start_progress(
    db: Session, *, contract_ref: str, by: Viewer, now: datetime, kind: ProgressKind = ProgressKind.PROGRESS
) -> ProgressInvoice:
    """Begin the application of the open period.

    Raises `CannotStart`, which names all that is missing, or `PeriodAlreadyBilled`.
    """
    contract = locked(db, Contract, contract_ref)
    last = latest_progress(db, contract.id or 0)
    period = open_period_of(db, contract.id or 0)
    missing = _missing(contract, period, last)
    if missing or period is None:
        raise CannotStart(missing=listed(missing))
    if last and last.period_id == period.id:
        raise PeriodAlreadyBilled(number=last.sequence)
    progress = ProgressInvoice(
        contract_id=contract.id or 0,
        period_id=period.id or 0,
        sequence=last.sequence + 1 if last else 1,
        kind=kind,
        created_at=now,
        created_by=by.account_id,
    )
    db.add(progress)
    db.flush()
    touch(db, contract, progress)
    return progress


def enter_line(db: Session, *, ref: str, item_id: int, boxes: Mapping[str, str]) -> ProgressInvoice:
    """Keep what was typed in some boxes of a line (`reading.TypedLine`), readable or not.

    What is wrong with it is said beside the box by `progress_queries.editor`, and refused by
    `reviewing.submit`. Raises `NotEditable` or `NotFound`.
    """
    progress = editable(db, ref)
    item = found(db, ScheduleItem, item_id)
    if item.contract_id != progress.contract_id:
        raise NotFound()
    typed = loaded(progress.typed)
    typed[item_id] = typed_line(boxes, typed.get(item_id))
    progress.typed = dumped(typed)
    progress.version += 1
    db.flush()
    touch(db, found(db, Contract, progress.contract_id), progress)
    return progress


def discard(db: Session, *, ref: str) -> None:
    """Delete an application that was not approved; it has no number and leaves no gap."""
    progress = editable(db, ref)
    touch(db, found(db, Contract, progress.contract_id), progress)
    db.delete(progress)
    db.flush()


def editable(db: Session, ref: str, version: int | None = None) -> ProgressInvoice:
    """The application, locked, if it can be edited. Raises `NotEditable`."""
    progress = locked(db, ProgressInvoice, ref, version)
    if progress.status not in EDITABLE_PROGRESS:
        raise NotEditable()
    return progress


def touch(db: Session, contract: Contract, progress: ProgressInvoice) -> None:
    live.touch(db, "contracts", f"contract:{contract.ref}", f"progress:{progress.ref}")


def _missing(contract: Contract, period: BillingPeriod | None, last: ProgressInvoice | None) -> list[Phrase]:
    missing = []
    if contract.status not in BILLABLE:
        missing.append(MISSING_APPROVAL)
    if period is None:
        missing.append(MISSING_PERIOD)
    if last and last.status != ProgressStatus.APPROVED:
        missing.append(MISSING_PREVIOUS.filled(number=last.sequence))
    return missing
