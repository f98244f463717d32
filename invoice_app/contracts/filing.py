"""Files beside a contract, and beside the payments received on it."""

from __future__ import annotations

import mimetypes
from datetime import datetime

from sqlmodel import Session

from invoice_app.contracts.models import Contract
from invoice_app.contracts.payments_wording import FILE_ADDED, FILE_REMOVED
from invoice_app.contracts.reading_rights import about_contract, readable_contract
from invoice_app.contracts.receiving import payment_of
from invoice_app.payments.models import Payment
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.attachments import (
    AttachedFile,
    FileCard,
    attach,
    attached_file,
    attached_to,
    detach,
    file_card,
)
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound


def files_of_contract(db: Session, *, ref: str, viewer: Viewer, language: str) -> tuple[FileCard, ...]:
    """The contract's own files, in the order they came. Raises `NotFound`."""
    contract = readable_contract(db, ref=ref, viewer=viewer)
    return tuple(file_card(file, language) for file in attached_to(db, about_contract(contract)))


def file_under(db: Session, *, ref: str, file_ref: str, viewer: Viewer) -> AttachedFile:
    """A file of a contract, or of a payment on it, that this person may read. Raises `NotFound`."""
    contract = readable_contract(db, ref=ref, viewer=viewer)
    file = attached_file(db, file_ref)
    if file.about_kind == "payment":
        payment = db.get(Payment, file.about_id)
        if payment is None:
            raise NotFound()
        payment_of(db, contract, payment.ref)
    elif (file.about_kind, file.about_id) != ("contract", contract.id):
        raise NotFound()
    return file


def add_file(
    db: Session, *, ref: str, payment_ref: str = "", name: str, content: bytes, by: Viewer, now: datetime
) -> AttachedFile:
    """Keep a file beside a contract, or beside a payment on it.

    Its kind is told by its name, never believed from whoever sends it. Raises `NotFound`, `EmptyFile`,
    `FileTooLarge` or `TooManyFiles`.
    """
    contract = readable_contract(db, ref=ref, viewer=by)
    about = _about(db, contract, payment_ref)
    mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
    file = attach(db, about, name=name, mime=mime, content=content, by=by, now=now)
    record(db, about_contract(contract), FILE_ADDED, by=by, now=now, after=file.name)
    live.touch(db, f"contract:{ref}")
    return file


def remove_file(
    db: Session, *, ref: str, payment_ref: str = "", file_ref: str, by: Viewer, now: datetime
) -> None:
    """Take a file away from a contract, or from a payment on it. Raises `NotFound`."""
    contract = readable_contract(db, ref=ref, viewer=by)
    file = detach(db, _about(db, contract, payment_ref), ref=file_ref)
    record(db, about_contract(contract), FILE_REMOVED, by=by, now=now, before=file.name)
    live.touch(db, f"contract:{ref}")


def _about(db: Session, contract: Contract, payment_ref: str) -> About:
    if not payment_ref:
        return about_contract(contract)
    return About("payment", payment_of(db, contract, payment_ref).id or 0)
