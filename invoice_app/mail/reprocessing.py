"""Understanding what is kept once more: after a mistake of ours is mended, or a limit raised.

Done twice it changes nothing more; stopped at any point it loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from invoice_app.mail import inbound, searching
from invoice_app.mail.arrivals import arrived
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email, EmailAttachment, InboundRaw
from invoice_app.mail.routing import is_known
from invoice_app.mail.setup.effective import office
from invoice_app.mail.states import RawState, Why
from invoice_app.mail.understanding.contents import contents, file_rows
from invoice_app.mail.understanding.reading import Unreadable
from invoice_app.mail.understanding.understood import Understood
from invoice_app.shared import live
from invoice_app.shared.database import reading, writing
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound

QUARANTINED = (RawState.QUARANTINED,)
WAITING = (RawState.STORED, RawState.QUARANTINED, RawState.UNMATCHED)
_SETTLED = (RawState.DUPLICATE, RawState.SPAM)


class NoSuchMessage(NotFound):
    says = Phrase(
        "Aucun message reçu ne porte la référence {ref}.", "No message that arrived has the reference {ref}."
    )


@dataclass(frozen=True, slots=True)
class Reprocessed:
    """What became of one message: its states are `RawState`s, `detail` says what stands in the way."""

    ref: str
    before: str
    after: str
    detail: str = ""


def waiting_refs(db: Session, states: Sequence[str]) -> list[str]:
    """The references of what is in these states, oldest first."""
    found = select(InboundRaw.ref).where(col(InboundRaw.state).in_(states)).order_by(col(InboundRaw.id))
    return list(db.exec(found))


def reprocess(ref: str, now: datetime) -> Reprocessed:
    """Understand one message again, in transactions of its own. Raises `NoSuchMessage`."""
    with reading() as db:
        row = _row(db, ref)
        before, is_new = row.state, row.email_id is None
    if before not in _SETTLED and not (before == RawState.QUARANTINED and row.why == Why.TOO_LARGE):
        if is_new:
            _afresh(ref, row.id or 0, now)
        else:
            _once_more(ref, now)
    with reading() as db:
        row = _row(db, ref)
        return Reprocessed(ref, before, row.state, row.error or row.why)


def _row(db: Session, ref: str) -> InboundRaw:
    found = db.exec(select(InboundRaw).where(InboundRaw.ref == ref.strip().lower())).first()
    if found is None:
        raise NoSuchMessage(ref=ref)
    return found


def _locked(db: Session, ref: str) -> InboundRaw:
    return db.exec(select(InboundRaw).where(InboundRaw.ref == ref).with_for_update()).one()


def _afresh(ref: str, raw_id: int, now: datetime) -> None:
    with writing() as db:
        row = _locked(db, ref)
        if row.state in (RawState.QUARANTINED, RawState.STORED) and row.email_id is None:
            row.state, row.error, row.why = RawState.STORED, "", ""
            row.attempts, row.begun_at = 0, None
    inbound.understand_one(raw_id, now)


def _once_more(ref: str, now: datetime) -> None:
    with reading() as db:
        kept = inbound.kept_of(_row(db, ref))
    found = inbound.read_apart(kept)
    if isinstance(found, Unreadable):
        with writing() as db:
            _locked(db, ref).error = found.phrase.en[:1000]
        return
    with writing() as db:
        row = _locked(db, ref)
        email = db.get_one(Email, row.email_id)
        _read_again(db, email, found)
        row.error = ""
        if email.conversation_id is None and row.state in WAITING:
            _place(db, row, email, found, now)
        announce(db, email)
        live.touch(db, "mail")


def _read_again(db: Session, email: Email, found: Understood) -> None:
    for column, value in contents(found).items():
        setattr(email, column, value)
    email.auth = found.auth
    here = {
        row.position: row
        for row in db.exec(select(EmailAttachment).where(EmailAttachment.email_id == email.id))
    }
    for fresh in file_rows(email.id or 0, found):
        known = here.get(fresh.position)
        if known is None:
            db.add(fresh)
        elif known.sha256 == fresh.sha256:
            known.inline, known.risk = fresh.inline, fresh.risk
    db.flush()
    searching.fill(db, email)


def _place(db: Session, row: InboundRaw, email: Email, found: Understood, now: datetime) -> None:
    place = inbound.place_of(db, row, found, office(db))
    email.why = place.why
    row.why = "" if place.conversation else place.why
    if place.conversation:
        email.conversation_id = place.conversation.id
        email.known_sender = is_known(db, place.conversation, email.from_address)
        arrived(db, email, now)
    row.state = inbound.state_of(email)
