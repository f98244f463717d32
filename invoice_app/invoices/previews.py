"""Previews of PDFs: made in the workers, kept a while in this process for whoever asked for them."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass

from invoice_app.invoices.paper.options import PdfOptions
from invoice_app.invoices.pdf_profiles import paper_with
from invoice_app.invoices.queries import readable_invoice
from invoice_app.shared.database import reading
from invoice_app.shared.paper.pool import render
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound

_MOST = 32
_lock = threading.Lock()
_kept: OrderedDict[str, Preview] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Preview:
    """A PDF made for one account; nobody else is given it."""

    account_id: int
    ref: str
    pdf: bytes


def make_preview(*, ref: str, options: PdfOptions, by: Viewer) -> str:
    """Make the PDF, and return the key under which it is kept. Blocks: call it in a thread.

    Raises `NotFound`, or `PaperFailed` when the press gives up.
    """
    with reading() as db:
        job = paper_with(db, readable_invoice(db, ref=ref, viewer=by), options)
    key = hashlib.sha256(f"{by.account_id}\0{ref}\0{job!r}".encode()).hexdigest()[:32]
    if _found(key) is None:
        _keep(key, Preview(by.account_id, ref, render(job)))
    return key


def preview_of(*, ref: str, key: str, by: Viewer) -> bytes:
    """A preview that this person asked for. Raises `NotFound` for any other, and for one long past."""
    found = _found(key)
    if found is None or (found.account_id, found.ref) != (by.account_id, ref):
        raise NotFound()
    return found.pdf


def _found(key: str) -> Preview | None:
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
        return _kept.get(key)


def _keep(key: str, preview: Preview) -> None:
    with _lock:
        _kept[key] = preview
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
