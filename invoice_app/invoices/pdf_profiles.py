"""The options of the configurable PDF: where they are kept, and which are in force.

An invoice uses its own, or those of what it bills under (a contract), or the organisation's, or the
usual ones: the nearest that was saved.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices.models import Invoice, PdfProfile
from invoice_app.invoices.paper.layout import pdf_of
from invoice_app.invoices.paper.options import USUAL, PdfOptions, WrongOptions, read_options
from invoice_app.invoices.pdf_described import described
from invoice_app.invoices.reading import document_of
from invoice_app.shared import history, live
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.paper.job import PaperJob
from invoice_app.shared.permission import Level, Policy, Tool, Viewer, needs, require
from invoice_app.shared.phrases import Phrase

_log = logging.getLogger(__name__)

ORGANISATION = About("organisation", 1)
FOR_INVOICES = needs(Tool.INVOICES, Level.STANDARD)
FOR_ORGANISATION = needs(Tool.ORGANISATION, Level.ADMIN)
_POLICIES = {"organisation": FOR_ORGANISATION, "contract": needs(Tool.CONTRACTS, Level.STANDARD)}
_WITH_HISTORY = ("invoice", "contract")

_SAVED = Phrase("Options du PDF enregistrées", "PDF options saved")
_FORGOTTEN = Phrase("Options du PDF retirées", "PDF options removed")


@dataclass(frozen=True, slots=True)
class InForce:
    """The options that an invoice uses, and whose they are; `about` is None for the usual ones."""

    options: PdfOptions
    about: About | None


def in_force(db: Session, invoice: Invoice) -> InForce:
    """The nearest options saved for an invoice."""
    for about in places_of(invoice):
        kept = db.get(PdfProfile, (about.kind, about.id))
        if (options := _options_in(kept)) is not None:
            return InForce(options, about)
    return InForce(USUAL, None)


def options_for(db: Session, invoice: Invoice) -> PdfOptions:
    """The options in force for an invoice."""
    return in_force(db, invoice).options


def places_of(invoice: Invoice) -> tuple[About, ...]:
    """Where options for an invoice may be kept, the nearest first."""
    under = (About(invoice.under_kind, invoice.under_id),) if invoice.under_id is not None else ()
    return (About("invoice", invoice.id or 0), *under, ORGANISATION)


def policy_for(about: About) -> Policy:
    """What saving or removing the options of a record asks."""
    return _POLICIES.get(about.kind, FOR_INVOICES)


def save_options(db: Session, about: About, options: PdfOptions, *, by: Viewer, now: datetime) -> None:
    """Keep options for a record. Raises `Forbidden` without the right to."""
    require(by, policy_for(about))
    kept = db.get(PdfProfile, (about.kind, about.id))
    before = _options_in(kept)
    row = kept or PdfProfile(about_kind=about.kind, about_id=about.id, changed_at=now)
    row.options, row.changed_at, row.changed_by_name = options.as_json(), now, by.name
    db.add(row)
    db.flush()
    if before != options:
        _note(db, about, _SAVED, by=by, now=now, before=before, after=options)


def forget_options(db: Session, about: About, *, by: Viewer, now: datetime) -> None:
    """Remove the options of a record, so that those further away are used. Raises `Forbidden`."""
    require(by, policy_for(about))
    kept = db.get(PdfProfile, (about.kind, about.id))
    if kept is None:
        return
    db.delete(kept)
    db.flush()
    _note(db, about, _FORGOTTEN, by=by, now=now, before=_options_in(kept), after=None)


def paper_with(db: Session, invoice: Invoice, options: PdfOptions) -> PaperJob:
    """The configurable PDF of an invoice, to be made: of what was frozen, or of a draft as it is now."""
    document = document_of(db, invoice)
    logo = files().get(document.seller.logo_sha256) if document.seller.logo_sha256 else None
    return pdf_of(document, logo=logo, options=options)


def _options_in(kept: PdfProfile | None) -> PdfOptions | None:
    """What a record keeps; None for nothing, and for what a later version of the program kept."""
    if kept is None:
        return None
    try:
        return read_options(kept.options)
    except WrongOptions:
        _log.warning("pdf options of %s %s cannot be read", kept.about_kind, kept.about_id)
        return None


def _note(
    db: Session, about: About, what: Phrase, *, by: Viewer, now: datetime,
    before: PdfOptions | None, after: PdfOptions | None,
) -> None:  # fmt: skip
    if about.kind in _WITH_HISTORY:
        history.record(db, about, what, by=by, now=now, before=described(before), after=described(after))
    live.touch(db, f"pdf:{about.kind}:{about.id}")
