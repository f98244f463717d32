"""Approving an application: what must be true before its invoice exists, and what is kept after."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from invoice_app.contracts.application import AppliedLine
from invoice_app.contracts.bounds import check
from invoice_app.contracts.composing import progress_of, taxes_of
from invoice_app.contracts.inputs import dumped
from invoice_app.contracts.models import Contract, ProgressEntry, ProgressInvoice, ProgressStatus
from invoice_app.contracts.progress_drafting import touch
from invoice_app.contracts.reading import TypedLine
from invoice_app.contracts.reviewing import NotUnderReview, refuse_unsound, under_review
from invoice_app.contracts.standing import Standing, by_ref, found, inputs_of, kept_rates, standing_of
from invoice_app.invoices.document import Document
from invoice_app.organisation.taxes import TaxRate
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
    db: Session, *, ref: str, invoice_id: int, document: Document, by: Viewer, now: datetime
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
    progress.status = ProgressStatus.APPROVED
    progress.invoice_id = invoice_id
    progress.amount = standing.application.line_8
    progress.claimed_amount = standing.reading.claimed.line_8
    progress.inputs = dumped(inputs_of(standing))
    progress.total = standing.application.total
    progress.tax_rates = kept_rates(rates)
    progress.approved_at = now
    progress.approved_by_name = by.name
    progress.version += 1
    db.flush()
    touch(db, found(db, Contract, progress.contract_id), progress)
    return progress


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
