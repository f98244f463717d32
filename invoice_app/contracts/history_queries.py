"""What was done to a contract: its own history, with that of its applications and of their invoices."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.record_wording import HISTORY_SHOWN
from invoice_app.contracts.standing import by_ref
from invoice_app.shared.about import About
from invoice_app.shared.history import PAGE, ChangeRow, history_of

_FARTHEST = 10_000


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of a history, the latest first."""

    rows: tuple[ChangeRow, ...]
    shown: str
    page: int
    has_earlier: bool
    has_later: bool


def history_page(db: Session, *, ref: str, language: str, time_zone: str, page: int = 0) -> HistoryPage:
    """What was done to a contract, to its applications and to their invoices. Raises `NotFound`."""
    contract = by_ref(db, Contract, ref)
    applications = db.exec(
        select(ProgressInvoice.id, ProgressInvoice.invoice_id).where(
            ProgressInvoice.contract_id == contract.id
        )
    ).all()
    abouts = [
        About("contract", contract.id or 0),
        *(About("application", progress_id or 0) for progress_id, _ in applications),
        *(About("invoice", invoice_id) for _, invoice_id in applications if invoice_id),
    ]
    page = max(0, min(page, _FARTHEST))
    found = history_of(db, *abouts, language=language, time_zone=time_zone, page=page)
    rows = found[:PAGE]
    first = page * PAGE
    shown = HISTORY_SHOWN.filled(first=first + 1, last=first + len(rows)).to(language)
    return HistoryPage(rows, shown, page, page > 0, len(found) > PAGE)
