"""Questions about what was done to a contract: its own history, with that of its issued applications."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

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
    """What was done to a contract and to the invoices of its applications. Raises `NotFound`."""
    contract = by_ref(db, Contract, ref)
    invoices = db.exec(
        select(ProgressInvoice.invoice_id).where(
            ProgressInvoice.contract_id == contract.id, col(ProgressInvoice.invoice_id).is_not(None)
        )
    )
    abouts = [About("contract", contract.id or 0), *(About("invoice", id_) for id_ in invoices if id_)]
    page = max(0, min(page, _FARTHEST))
    found = history_of(db, *abouts, language=language, time_zone=time_zone, page=page)
    rows = found[:PAGE]
    first = page * PAGE
    shown = HISTORY_SHOWN.filled(first=first + 1, last=first + len(rows)).to(language)
    return HistoryPage(rows, shown, page, page > 0, len(found) > PAGE)
