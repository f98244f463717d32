"""Undoing an approved application: its invoice is voided or credited, and its period is billed again.

Only the latest application of a contract is undone: what comes after stands on it. Its rows stay as
they are; with the status `void` they count for nothing that comes after.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, select

from invoice_app.contracts.models import (
    Contract,
    ContractStatus,
    ProgressInvoice,
    ProgressKind,
    ProgressStatus,
)
from invoice_app.contracts.progress_drafting import about, touch
from invoice_app.contracts.standing import by_ref, found, latest_progress, locked_progress
from invoice_app.contracts.wording import (
    APPLICATION_CREDITED,
    APPLICATION_VOIDED,
    CONTRACT_REOPENED,
    CONTRACT_STATUSES,
)
from invoice_app.invoices.correction_wording import BECAUSE
from invoice_app.invoices.crediting import foresee_credit, seal_credit
from invoice_app.invoices.issuing import Issued, Plan, press
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.voiding import Corrections, corrections, void_invoice
from invoice_app.shared.about import About
from invoice_app.shared.history import record
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal


class NotApproved(Refusal):
    says = Phrase(
        "Cette demande de paiement n’est pas émise. Modifiez-la ou supprimez-la.",
        "This application for payment is not issued. Edit it or delete it.",
    )


class AlreadyUndone(Refusal):
    says = Phrase(
        "Cette demande de paiement est déjà annulée. Sa période peut être facturée de nouveau.",
        "This application for payment is already void. Its period can be billed again.",
    )


class LaterApplication(Refusal):
    says = Phrase(
        "La demande no\u00a0{number} s’appuie sur celle-ci. Annulez, créditez ou supprimez-la d’abord.",
        "Application no.\u00a0{number} stands on this one. Void, credit or delete it first.",
    )


def application_of_invoice(db: Session, invoice_ref: str) -> str:
    """The ref of the application that an invoice was issued for. Raises `NotFound`."""
    asked = select(ProgressInvoice.ref).join(Invoice).where(Invoice.ref == invoice_ref)
    ref = db.exec(asked).first()
    if ref is None:
        raise NotFound()
    return ref


def void_application(db: Session, *, ref: str, reason: str, by: Viewer, now: datetime) -> ProgressInvoice:
    """Void the latest application of a contract, and its invoice.

    Raises `NotApproved`, `AlreadyUndone`, `LaterApplication` or the refusals of `voiding.void_invoice`.
    """
    contract, progress = _latest(db, ref)
    invoice = found(db, Invoice, progress.invoice_id or 0)
    void_invoice(db, ref=invoice.ref, reason=reason, by=by, now=now, within=_about(contract))
    _undo(db, contract, progress, APPLICATION_VOIDED.filled(number=progress.sequence), reason, by, now)
    return progress


def credit_application(*, ref: str, reason: str, by: Viewer, now: datetime) -> Issued:
    """Credit the invoice of the latest application of a contract. Blocks for the PDF: call it in a thread.

    Raises `NotApproved`, `AlreadyUndone`, `LaterApplication` or the refusals of `crediting.press_credit`.
    """
    note_ref = new_ref()

    def foreseen(db: Session) -> Plan:
        contract, progress = require_undoable(db, ref)
        invoice = found(db, Invoice, progress.invoice_id or 0)
        return foresee_credit(
            db, ref=invoice.ref, note_ref=note_ref, reason=reason, by=by, now=now, within=_about(contract)
        )

    def sealed(db: Session, plan: Plan, pdf: bytes) -> Issued:
        return seal(db, ref=ref, plan=plan, pdf=pdf, reason=reason, by=by, now=now)

    return press(foreseen, sealed)


def seal(db: Session, *, ref: str, plan: Plan, pdf: bytes, reason: str, by: Viewer, now: datetime) -> Issued:
    """Freeze the credit note and void the application, or nothing of it."""
    contract, progress = _latest(db, ref)
    invoice = found(db, Invoice, progress.invoice_id or 0)
    issued = seal_credit(db, ref=invoice.ref, plan=plan, pdf=pdf, by=by, now=now, within=_about(contract))
    what = APPLICATION_CREDITED.filled(number=progress.sequence, note=issued.number)
    _undo(db, contract, progress, what, reason, by, now)
    return issued


def require_undoable(db: Session, ref: str) -> tuple[Contract, ProgressInvoice]:
    """An approved application that nothing stands on, with its contract."""
    progress = by_ref(db, ProgressInvoice, ref)
    if progress.status == ProgressStatus.VOID:
        raise AlreadyUndone()
    if progress.status != ProgressStatus.APPROVED or progress.invoice_id is None:
        raise NotApproved()
    last = latest_progress(db, progress.contract_id)
    if last and last.id != progress.id:
        raise LaterApplication(number=last.sequence)
    return found(db, Contract, progress.contract_id), progress


def _latest(db: Session, ref: str) -> tuple[Contract, ProgressInvoice]:
    locked_progress(db, ref)
    return require_undoable(db, ref)


def _undo(
    db: Session, contract: Contract, progress: ProgressInvoice, what: Phrase, reason: str, by: Viewer,
    now: datetime,
) -> None:  # fmt: skip
    progress.status = ProgressStatus.VOID
    progress.version += 1
    db.add(progress)
    db.flush()
    if progress.kind == ProgressKind.FINAL and contract.status == ContractStatus.COMPLETE:
        contract.status = ContractStatus.APPROVED
        contract.version += 1
        record(db, _about(contract), CONTRACT_REOPENED, by=by, now=now,
               before=CONTRACT_STATUSES[ContractStatus.COMPLETE],
               after=CONTRACT_STATUSES[ContractStatus.APPROVED])  # fmt: skip
    said = BECAUSE.filled(reason=" ".join(reason.split()))
    record(db, about(progress), what, by=by, now=now, after=said)
    touch(db, contract, progress)


def _about(contract: Contract) -> About:
    return About("contract", contract.id or 0)


def corrections_of(db: Session, *, invoice_ref: str, by: Viewer, language: str) -> Corrections:
    """What can be done about the application behind an invoice. Raises a refusal when nothing can."""
    contract, _ = require_undoable(db, application_of_invoice(db, invoice_ref))
    return corrections(db, ref=invoice_ref, by=by, language=language, within=_about(contract))
