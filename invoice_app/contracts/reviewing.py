"""An application for payment under review: submitted, and sent back where it must be corrected."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from invoice_app.contracts.application import Application
from invoice_app.contracts.models import Contract, ProgressInvoice, ProgressKind, ProgressStatus
from invoice_app.contracts.progress_drafting import about, editable, touch
from invoice_app.contracts.reading import CERTIFICATE_BOXES, dumped, loaded, typed_line
from invoice_app.contracts.standing import Standing, found, locked_progress, standing_of
from invoice_app.contracts.wording import APPLICATION_RETURNED, APPLICATION_SUBMITTED
from invoice_app.shared import money
from invoice_app.shared.history import record
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal


class LinesToCorrect(Refusal):
    says = Phrase(
        "Corrigez d’abord les cases en rouge\u00a0: {lines}. {reason}",
        "Correct the boxes in red first: {lines}. {reason}",
    )


class NothingToBill(Refusal):
    says = Phrase(
        "Cette demande ne facture rien. Entrez l’avancement d’au moins un poste, "
        "ou supprimez-la et ouvrez la période suivante plus tard.",
        "This application bills nothing. Enter the progress of at least one line, "
        "or delete it and open the next period later.",
    )


class LessThanBefore(Refusal):
    says = Phrase(
        "Cette demande reprend {amount} de plus qu’elle ne facture. Une facture ne peut pas être "
        "négative\u00a0: faites une note de crédit, ou attendez la prochaine période.",
        "This application takes back {amount} more than it bills. An invoice cannot be negative: "
        "make a credit note, or wait for the next period.",
    )


class RemarkNeeded(Invalid):
    says = Phrase("Écrivez ce qu’il faut corriger.", "Write what must be corrected.")


class FinalNotWhole(Refusal):
    says = Phrase(
        "Une facture finale facture tout et libère toute la retenue. Il en reste sur\u00a0: {lines}. "
        "Complétez ces postes, ou supprimez-la et produisez une facture de période.",
        "A final invoice bills everything and releases all retainage. Some is left on: {lines}. "
        "Complete these lines, or delete it and make an invoice for the period.",
    )


class NotUnderReview(Refusal):
    says = Phrase(
        "Cette demande de paiement n’est pas en révision. Soumettez-la d’abord.",
        "This application for payment is not under review. Submit it first.",
    )


def submit(
    db: Session, *, ref: str, version: int, by: Viewer, now: datetime, note: str = ""
) -> ProgressInvoice:
    """Hand the application over for review, with a note; it cannot be edited meanwhile.

    Raises `LinesToCorrect`, `NothingToBill`, `LessThanBefore`, `NotEditable` or `ChangedElsewhere`.
    """
    progress = editable(db, ref, version)
    standing = standing_of(db, progress, rates=())
    refuse_unsound(standing)
    progress.status = ProgressStatus.UNDER_REVIEW
    progress.remark = ""
    progress.submitted_at = now
    progress.submitted_by_name = by.name
    record(
        db,
        about(progress),
        APPLICATION_SUBMITTED.filled(number=progress.sequence),
        by=by,
        now=now,
        after=noted(_amount(standing), note),
    )
    return _moved(db, progress)


def send_back(
    db: Session, *, ref: str, version: int, remark: str, by: Viewer, now: datetime
) -> ProgressInvoice:
    """Return the application for correction, with the reason; what was certified of it is forgotten.

    Raises `RemarkNeeded`, `NotUnderReview` or `ChangedElsewhere`.
    """
    progress = under_review(db, ref, version)
    if not remark.strip():
        raise RemarkNeeded(field="remark")
    progress.status = ProgressStatus.REVISE
    progress.remark = remark.strip()[:2000]
    forgotten = dict.fromkeys(CERTIFICATE_BOXES, "")
    typed = loaded(progress.typed)
    progress.typed = dumped({key: typed_line(forgotten, line) for key, line in typed.items()})
    record(
        db,
        about(progress),
        APPLICATION_RETURNED.filled(number=progress.sequence),
        by=by,
        now=now,
        after=progress.remark,
    )
    return _moved(db, progress)


def under_review(db: Session, ref: str, version: int | None = None) -> ProgressInvoice:
    """The application, locked, if it is under review. Raises `NotUnderReview`."""
    progress = locked_progress(db, ref, version)
    if progress.status != ProgressStatus.UNDER_REVIEW:
        raise NotUnderReview()
    return progress


def refuse_unsound(standing: Standing) -> None:
    """Raise what stands in the way of an invoice: a box to correct, or nothing to ask for."""
    faults = standing.reading.faults
    if faults:
        wrong = [item for item in standing.items if item.id in faults]
        first = faults[wrong[0].id or 0]
        raise LinesToCorrect(
            field=f"{first.field}-{wrong[0].id}",
            lines=", ".join(item.item or item.description[:30] for item in wrong[:10]),
            reason=first.phrase,
        )
    _refuse_empty(standing.application, standing.contract.currency)
    claimed = standing.reading.claimed
    if standing.progress.kind == ProgressKind.FINAL and not claimed.is_finished:
        short = [x.line.key for x in claimed.lines if not x.is_whole or x.retainage]
        wrong = [item for item in standing.items if item.id in short]
        raise FinalNotWhole(lines=", ".join(item.item or item.description[:30] for item in wrong[:10]))


def _refuse_empty(application: Application, currency: str) -> None:
    due = application.line_8
    if due == ZERO:
        raise NothingToBill()
    if due < ZERO:
        raise LessThanBefore(
            amount=Phrase(money.text(-due, currency, "fr"), money.text(-due, currency, "en"))
        )


def noted(said: Phrase, note: str) -> Phrase:
    """A line of history with what somebody had to say of it."""
    note = " ".join(note.split())[:1000]
    return Phrase(f"{said.fr} — {note}", f"{said.en} — {note}") if note else said


def _amount(standing: Standing) -> Phrase:
    due, currency = standing.application.line_8, standing.contract.currency
    return Phrase(money.text(due, currency, "fr"), money.text(due, currency, "en"))


def _moved(db: Session, progress: ProgressInvoice) -> ProgressInvoice:
    progress.version += 1
    db.flush()
    touch(db, found(db, Contract, progress.contract_id), progress)
    return progress
