"""Approving an application: what must be true before its invoice exists, and what is kept after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from invoice_app.contracts.application import AppliedLine
from invoice_app.contracts.bounds import check
from invoice_app.contracts.composing import progress_of, taxes_of
from invoice_app.contracts.inputs import dumped
from invoice_app.contracts.models import (
    Contract,
    ContractStatus,
    ProgressEntry,
    ProgressInvoice,
    ProgressKind,
    ProgressStatus,
)
from invoice_app.contracts.progress_drafting import about, touch
from invoice_app.contracts.reading import TypedLine
from invoice_app.contracts.reviewing import NotUnderReview, noted, refuse_unsound, under_review
from invoice_app.contracts.standing import Standing, by_ref, found, inputs_of, kept_rates, standing_of
from invoice_app.contracts.wording import (
    APPLICATION_APPROVED,
    APPLICATION_CERTIFIED,
    CONTRACT_COMPLETED,
    CONTRACT_STATUSES,
)
from invoice_app.invoices.document import Document
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared import money
from invoice_app.shared.about import About
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere


def require_issuable(db: Session, *, ref: str, version: int, rates: tuple[TaxRate, ...]) -> Standing:
    """The application, once all that an invoice needs is there; for before its PDF is made.

    Raises `NotUnderReview`, `ChangedElsewhere`, `LinesToCorrect`, `NothingToBill`, `LessThanBefore`
    or `DoesNotAddUp`.
    """
    progress = by_ref(db, ProgressInvoice, ref)
    if progress.version != version:
        raise ChangedElsewhere()
    if progress.status != ProgressStatus.UNDER_REVIEW:
        raise NotUnderReview()
    standing = standing_of(db, progress, rates)
    refuse_unsound(standing)
    check(standing.application, standing.entries, standing.terms)
    return standing


def record_issue(
    db: Session, *, ref: str, invoice_id: int, document: Document, by: Viewer, now: datetime, note: str = ""
) -> ProgressInvoice:
    """Approve an application whose invoice is issued in this transaction, and keep its figures for good.

    `document` is what was printed: it must say what the application comes to now, to the cent.
    Raises `NotUnderReview`, or `ChangedElsewhere` when the two differ.
    """
    progress = under_review(db, ref)
    rates = tuple(TaxRate(t.code, Phrase(t.label.fr, t.label.en), t.rate) for t in document.taxes)
    standing = standing_of(db, progress, rates)
    refuse_unsound(standing)
    check(standing.application, standing.entries, standing.terms)
    _refuse_other_figures(standing, document)
    db.add_all(_entry(progress, x, standing.typed) for x in standing.application.lines)
    progress.status, progress.kind = ProgressStatus.APPROVED, standing.kind
    progress.invoice_id = invoice_id
    progress.amount = standing.application.line_8
    progress.claimed_amount = standing.reading.claimed.line_8
    progress.inputs = dumped(inputs_of(standing))
    progress.total = standing.application.total
    progress.tax_rates = kept_rates(rates)
    progress.approved_at = now
    progress.approved_by_name = by.name
    progress.version += 1
    contract = found(db, Contract, progress.contract_id)
    _keep_history(db, standing, document, note, by, now)
    if progress.kind == ProgressKind.FINAL:
        _complete(db, contract, by, now)
    db.flush()
    touch(db, contract, progress)
    return progress


def _keep_history(
    db: Session, standing: Standing, document: Document, note: str, by: Viewer, now: datetime
) -> None:
    claimed, due = standing.reading.claimed.line_8, standing.application.line_8
    number = standing.progress.sequence
    if claimed != due:
        record(db, about(standing.progress), APPLICATION_CERTIFIED.filled(number=number), by=by, now=now,
               before=_amount(claimed, document), after=_amount(due, document))  # fmt: skip
    approved = APPLICATION_APPROVED.filled(number=number, invoice=document.number)
    said = noted(_amount(due, document), note)
    record(db, about(standing.progress), approved, by=by, now=now, after=said)


def _amount(amount: Decimal, document: Document) -> Phrase:
    return Phrase(*(money.text(amount, document.currency, language) for language in ("fr", "en")))


def _complete(db: Session, contract: Contract, by: Viewer, now: datetime) -> None:
    if contract.status == ContractStatus.COMPLETE:
        return
    was = CONTRACT_STATUSES[ContractStatus(contract.status)]
    contract.status = ContractStatus.COMPLETE
    contract.version += 1
    record(db, About("contract", contract.id or 0), CONTRACT_COMPLETED, by=by, now=now, before=was,
           after=CONTRACT_STATUSES[ContractStatus.COMPLETE])  # fmt: skip


def _refuse_other_figures(standing: Standing, document: Document) -> None:
    application = standing.application
    printed = (document.subtotal, document.taxes, document.total, document.progress)
    now = (application.line_8, taxes_of(application), application.total, progress_of(standing))
    if printed != now:
        raise ChangedElsewhere()


def _entry(progress: ProgressInvoice, x: AppliedLine, typed: Mapping[int, TypedLine]) -> ProgressEntry:
    boxes = typed.get(x.line.key, TypedLine())
    return ProgressEntry(
        progress_invoice_id=progress.id or 0,
        schedule_item_id=x.line.key,
        method=boxes.method,
        typed=boxes.work,
        work_to_date=x.now.work.billed,
        work_held=x.now.work.held,
        work_released=x.now.work.released,
        stored=x.now.stored.billed,
        stored_held=x.now.stored.held,
        stored_released=x.now.stored.released,
    )
