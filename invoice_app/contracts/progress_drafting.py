"""An application for payment while it is being filled in, a box at a time."""

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
from invoice_app.contracts.periods import last_sequence, period_to_bill
from invoice_app.contracts.reading import (
    CERTIFICATE_BOXES,
    WORK_BOXES,
    TypedLine,
    dumped,
    loaded,
    typed_line,
)
from invoice_app.contracts.rules import BILLABLE, EDITABLE_PROGRESS
from invoice_app.contracts.standing import found, latest_progress, locked, locked_progress
from invoice_app.contracts.wording import (
    APPLICATION_DISCARDED,
    APPLICATION_STARTED,
    KINDS,
    MISSING_APPROVAL,
    MISSING_PERIOD,
    MISSING_PREVIOUS,
    PROGRESS_INVOICE,
    listed,
)
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.history import record
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
        "Cette demande de paiement est en révision. Pour la corriger, renvoyez-la d’abord pour correction.",
        "This application for payment is under review. To correct it, send it back for revision first.",
    )


class Issued(Refusal):
    says = Phrase(
        "Cette demande de paiement est émise. Pour la corriger, annulez ou créditez sa facture "
        "(« Corriger »), puis facturez sa période de nouveau.",
        "This application for payment is issued. To correct it, void or credit its invoice (“Correct”), "
        "then bill its period again.",
    )


class OnlyRetainage(Refusal):
    says = Phrase(
        "Une libération de retenue ne facture pas de travaux. Supprimez-la et produisez une facture de "
        "période pour en facturer.",
        "A release of retainage bills no work. Delete it and make an invoice for the period to bill some.",
    )


class CertifiedUnderReview(Refusal):
    says = Phrase(
        "Ce que le client certifie se note pendant la révision. Soumettez d’abord la demande.",
        "What the client certifies is noted during the review. Submit the application first.",
    )


class TypedElsewhere(Refusal):
    """Somebody else wrote in the box after it was shown: what both typed is still there to choose from."""

    says = Phrase(
        "{who} vient d’écrire «\u00a0{theirs}\u00a0» dans la case où vous avez tapé «\u00a0{mine}\u00a0». "
        "Choisissez ce qui reste.",
        "{who} has just written “{theirs}” in the box where you typed “{mine}”. Choose which stays.",
    )


def start_progress(
    db: Session, *, contract_ref: str, by: Viewer, now: datetime, kind: str = ProgressKind.PROGRESS
) -> ProgressInvoice:
    """Begin the application of the open period, or of an earlier one whose application was undone.

    Raises `CannotStart`, which names all that is missing, or `PeriodAlreadyBilled`.
    """
    contract = locked(db, Contract, contract_ref)
    last = latest_progress(db, contract.id or 0)
    period = period_to_bill(db, contract.id or 0)
    missing = _missing(contract, period, last)
    if missing or period is None:
        raise CannotStart(missing=listed(missing))
    if last and last.period_id == period.id:
        raise PeriodAlreadyBilled(number=last.sequence)
    progress = ProgressInvoice(
        contract_id=contract.id or 0,
        period_id=period.id or 0,
        sequence=last_sequence(db, contract.id or 0) + 1,
        kind=ProgressKind(kind),
        created_at=now,
        created_by=by.account_id,
    )
    db.add(progress)
    db.flush()
    record(db, about(progress), APPLICATION_STARTED.filled(number=progress.sequence), by=by, now=now,
           after=KINDS[ProgressKind(kind)])  # fmt: skip
    touch(db, contract, progress)
    return progress


def enter_line(
    db: Session, *, ref: str, item_id: int, boxes: Mapping[str, str], by: Viewer,
    seen: Mapping[str, str] | None = None,
) -> ProgressInvoice:  # fmt: skip
    """Keep what was typed in some boxes of a line (`reading.TypedLine`), readable or not.

    `seen` is what those boxes held where it was typed. What is wrong with it is said beside the box by
    `progress_queries.editor`, and refused by `reviewing.submit`. Raises `NotEditable`, `OnlyRetainage`,
    `CertifiedUnderReview`, `NotFound`, or `TypedElsewhere` when a box no longer holds what was seen.
    """
    progress = _open_to(db, ref, boxes)
    item = found(db, ScheduleItem, item_id)
    if item.contract_id != progress.contract_id:
        raise NotFound()
    _refuse_unseen(progress, item_id, boxes, seen or {})
    keep_typed(db, progress, {item_id: boxes}, by=by)
    return progress


def keep_typed(
    db: Session, progress: ProgressInvoice, lines: Mapping[int, Mapping[str, str]], *, by: Viewer
) -> None:
    """Write boxes of many lines at once into an application that the caller holds and may edit."""
    typed = loaded(progress.typed)
    for item_id, boxes in lines.items():
        typed[item_id] = typed_line({**boxes, "by": by.name, "language": by.language}, typed.get(item_id))
    progress.typed = dumped(typed)
    progress.version += 1
    db.flush()
    # Only pages of this application: others show what is submitted, not what is being typed.
    live.touch(db, f"progress:{progress.ref}")


def discard(db: Session, *, ref: str, by: Viewer, now: datetime) -> None:
    """Delete an application that was not approved; it has no number and leaves no gap."""
    progress = editable(db, ref)
    contract = found(db, Contract, progress.contract_id)
    touch(db, contract, progress)
    record(db, About("contract", contract.id or 0), APPLICATION_DISCARDED.filled(number=progress.sequence),
           by=by, now=now, before=PROGRESS_INVOICE.filled(number=progress.sequence))  # fmt: skip
    db.delete(progress)
    db.flush()


def editable(db: Session, ref: str, version: int | None = None) -> ProgressInvoice:
    """The application, locked, if it can be edited. Raises `NotEditable` or `Issued`."""
    progress = locked_progress(db, ref, version)
    _require_editable(progress)
    return progress


def about(progress: ProgressInvoice) -> About:
    """What the history of an application is filed under."""
    return About("application", progress.id or 0)


def touch(db: Session, contract: Contract, progress: ProgressInvoice) -> None:
    live.touch(db, "contracts", f"contract:{contract.ref}", f"progress:{progress.ref}")


def _refuse_unseen(
    progress: ProgressInvoice, item_id: int, boxes: Mapping[str, str], seen: Mapping[str, str]
) -> None:
    line = loaded(progress.typed).get(item_id, TypedLine())
    for box, mine in boxes.items():
        theirs = getattr(line, box, "")
        if box in seen and theirs not in (seen[box], mine):
            raise TypedElsewhere(who=line.by, theirs=theirs, mine=mine)


def _open_to(db: Session, ref: str, boxes: Mapping[str, str]) -> ProgressInvoice:
    """The application, locked, if these boxes of it may be typed in as it stands."""
    progress = locked_progress(db, ref)
    if boxes.keys() & CERTIFICATE_BOXES:
        if progress.status != ProgressStatus.UNDER_REVIEW or boxes.keys() - CERTIFICATE_BOXES:
            raise CertifiedUnderReview()
        return progress
    _require_editable(progress)
    if progress.kind == ProgressKind.RELEASE and boxes.keys() & WORK_BOXES:
        raise OnlyRetainage()
    return progress


def _require_editable(progress: ProgressInvoice) -> None:
    if progress.status == ProgressStatus.UNDER_REVIEW:
        raise NotEditable()
    if progress.status not in EDITABLE_PROGRESS:
        raise Issued()


def _missing(contract: Contract, period: BillingPeriod | None, last: ProgressInvoice | None) -> list[Phrase]:
    missing = []
    if contract.status not in BILLABLE:
        missing.append(MISSING_APPROVAL)
    if period is None:
        missing.append(MISSING_PERIOD)
    if last and last.status != ProgressStatus.APPROVED:
        missing.append(MISSING_PREVIOUS.filled(number=last.sequence))
    return missing
