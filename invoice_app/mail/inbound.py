"""What arrives: kept first, understood after, and never dropped.

`receive` keeps the bytes and nothing else; once that is committed the provider may be told 200.
`understand` reads them, sees whether they were here before, and files them in their conversation;
what belongs to none is filed as `unmatched`, what cannot be read stays kept as `quarantined`.
"""

from __future__ import annotations

import contextlib
import hashlib
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from invoice_app.mail import searching
from invoice_app.mail.addresses import Office, safe_name
from invoice_app.mail.arrivals import arrived
from invoice_app.mail.bounces import kind_of, learn_from_reports, returned_ids
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email, InboundRaw
from invoice_app.mail.routing import ARRIVED_BY_ITSELF, Route, destination, explain, is_known
from invoice_app.mail.setup.effective import office as this_office
from invoice_app.mail.states import Direction, EmailKind, EmailStatus, RawState, Why
from invoice_app.mail.understanding.apart import understood_apart
from invoice_app.mail.understanding.contents import contents, file_rows, people_rows
from invoice_app.mail.understanding.reading import Unreadable
from invoice_app.mail.understanding.understood import Kept, Understood
from invoice_app.shared import live
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files

Reading = Understood | Unreadable
"""What a message says, or why it cannot be read."""
MOST_ATTEMPTS = 3
_ABANDONED_AFTER = timedelta(seconds=30)
# Reading takes 20 seconds at most, once its turn has come.
_LEASE = timedelta(minutes=1)


def receive(
    db: Session,
    *,
    raw: bytes | bytearray = b"",
    source: str,
    now: datetime,
    content_type: str = "message/rfc822",
    envelope_to: str = "",
    envelope_from: str | None = None,
    error: str = "",
    kept: str = "",
    size: int = 0,
) -> InboundRaw:
    """Keep what arrived, as it arrived: a MIME message, or the whole body of the provider's request.

    With an `error` (too large to be read) it is kept as `quarantined` at once. Where the file store has
    it already, `kept` is its SHA-256 there, with its `size`.
    """
    row = InboundRaw(
        received_at=now,
        sha256=kept or files().put(raw),
        size=size or len(raw),
        content_type=content_type[:255],
        source=source,
        envelope_to=envelope_to[:254],
        envelope_from=envelope_from,
        state=RawState.QUARANTINED if error else RawState.STORED,
        error=error,
        why=Why.TOO_LARGE if error else "",
    )
    db.add(row)
    db.flush()
    live.touch(db, "mail")
    return row


def understand(
    db: Session, raw_id: int, now: datetime, office: Office | None = None, read: Reading | None = None
) -> Email | None:
    """File what was kept; returns the email, or `None` when it is a duplicate or cannot be read.

    Done twice, it is filed once. It is read first, unless the caller has `read` it before this
    transaction began.
    """
    row = db.exec(select(InboundRaw).where(InboundRaw.id == raw_id).with_for_update()).one()
    if row.state != RawState.STORED:
        return db.get(Email, row.email_id) if row.email_id else None
    found = read or read_apart(kept_of(row))
    if isinstance(found, Unreadable):
        put_aside(db, row, found.phrase.en)
        return None
    return _settle(db, row, found, now, office or this_office(db))


def read_apart(kept: Kept) -> Reading:
    """Read what is in the store, for at most 20 seconds. Raises `OSError` when the store cannot be read."""
    try:
        return understood_apart(files(), kept)
    except Unreadable as unreadable:
        return unreadable


def kept_of(row: InboundRaw) -> Kept:
    """What arrived, as the reader of messages wants it."""
    return Kept(
        sha256=row.sha256,
        content_type=row.content_type,
        source=row.source,
        envelope_to=row.envelope_to,
        envelope_from=row.envelope_from,
        dkim=row.dkim,
        spf=row.spf,
    )


def put_aside(db: Session, row: InboundRaw, error: str, why: str = Why.UNREADABLE) -> None:
    """Quarantine what cannot be understood: the original stays, for an admin and for another try."""
    row.state, row.error, row.why = RawState.QUARANTINED, error[:1000], why
    live.touch(db, "mail")


def _settle(db: Session, row: InboundRaw, found: Understood, now: datetime, office: Office) -> Email | None:
    live.touch(db, "mail")
    row.source, row.dkim, row.spf = found.source, found.dkim, found.spf
    row.envelope_to, row.envelope_from = found.envelope_to, found.envelope_from
    if not _is_first(db, row, found):
        row.state = RawState.DUPLICATE
        return None
    email = _filed(db, row, found, office)
    row.email_id = email.id
    row.state = state_of(email)
    if email.kind == EmailKind.BOUNCE:
        learn_from_reports(db, found.incoming, now)
    arrived(db, email, now)
    announce(db, email)
    return email


def state_of(email: Email) -> RawState:
    """What a message is, by where its email was filed."""
    if email.conversation_id:
        return RawState.UNDERSTOOD
    return RawState.QUARANTINED if email.why == Why.POLICY else RawState.UNMATCHED


def _is_first(db: Session, row: InboundRaw, found: Understood) -> bool:
    """Take the key of this message; whoever is second finds it taken."""
    key = _dedupe_key(found)
    try:
        with db.begin_nested():
            row.dedupe_key = key
            db.flush()
    except IntegrityError:
        db.refresh(row)
        return False
    return True


def _dedupe_key(found: Understood) -> str:
    headers = found.incoming.headers
    named = headers.message_id or f"{headers.sender.address}|{headers.date}|{headers.subject}"
    # One message sent to two of our addresses arrives twice, and belongs in both places.
    where = destination(found.envelope_to, headers) or found.envelope_to.lower()
    return hashlib.sha256("\x00".join([named, where, found.digest]).encode()).hexdigest()


def place_of(db: Session, row: InboundRaw, found: Understood, office: Office) -> Route:
    """Where a message belongs, and why."""
    is_bounce = _kind(found) == EmailKind.BOUNCE
    return explain(
        db,
        found.envelope_to,
        found.incoming.headers,
        office,
        at=row.received_at if found.source in ARRIVED_BY_ITSELF else None,
        returned=returned_ids(found.incoming) if is_bounce else (),
    )


def _kind(found: Understood) -> str:
    return kind_of(found.incoming.headers, bool(found.incoming.reports), found.envelope_from)


def _filed(db: Session, row: InboundRaw, found: Understood, office: Office) -> Email:
    headers = found.incoming.headers
    place = place_of(db, row, found, office)
    conversation = place.conversation
    row.why = "" if conversation else place.why
    email = Email(
        conversation_id=conversation.id if conversation else None,
        direction=Direction.IN,
        kind=_kind(found),
        status=EmailStatus.RECEIVED,
        transport=found.source,
        message_id=headers.message_id,
        in_reply_to=headers.in_reply_to,
        references=" ".join(headers.references),
        subject=headers.subject,
        from_address=headers.sender.address,
        from_name=safe_name(headers.sender.name),
        known_sender=conversation is not None and is_known(db, conversation, headers.sender.address),
        why=place.why,
        auth=found.auth,
        at=row.received_at,
        raw_sha256=found.mime_sha256,
        **contents(found),
    )
    db.add(email)
    db.flush()
    db.add_all([*people_rows(email.id or 0, found), *file_rows(email.id or 0, found)])
    db.flush()
    searching.fill(db, email)
    return email


def understand_waiting(now: datetime) -> int:
    """Understand what a crash left as kept only; each in a transaction of its own."""
    with reading() as db:
        waiting = db.exec(
            select(InboundRaw.id)
            .where(
                InboundRaw.state == RawState.STORED,
                col(InboundRaw.received_at) < now - _ABANDONED_AFTER,
            )
            .limit(20)
        ).all()
    for raw_id in waiting:
        understand_one(raw_id or 0, now)
    return len(waiting)


def understand_one(raw_id: int, now: datetime) -> None:
    """Understand one kept message; a fault of ours puts it aside instead of losing it.

    It is read outside of any transaction, after the attempt is counted: what kills us three times is
    put aside, and not tried for ever.
    """
    kept = _begun(raw_id, now)
    if kept is None:
        return
    try:
        found = read_apart(kept)
        with writing() as db:
            understand(db, raw_id, now, read=found)
    except (OSError, OperationalError):
        # The disk or the database, not the message: it stays `stored` and is read later.
        _not_counted(raw_id)
        raise
    except Exception as fault:
        _give_up(raw_id, f"{type(fault).__name__}: {fault}")
        raise


def _begun(raw_id: int, now: datetime) -> Kept | None:
    """Count the attempt; `None` when there is nothing left to do, or somebody else is at it."""
    with writing() as db:
        row = db.exec(select(InboundRaw).where(InboundRaw.id == raw_id).with_for_update()).one()
        if row.state != RawState.STORED or (row.begun_at and abs(now - row.begun_at) < _LEASE):
            return None
        if row.attempts >= MOST_ATTEMPTS:
            put_aside(db, row, f"given up after {MOST_ATTEMPTS} attempts that did not end")
            return None
        row.attempts, row.begun_at = row.attempts + 1, now
        return kept_of(row)


def _not_counted(raw_id: int) -> None:
    with contextlib.suppress(OSError, OperationalError), writing() as db:
        row = db.get_one(InboundRaw, raw_id)
        row.attempts, row.begun_at = max(0, row.attempts - 1), None


def _give_up(raw_id: int, error: str) -> None:
    with writing() as db:
        row = db.exec(select(InboundRaw).where(InboundRaw.id == raw_id).with_for_update()).one()
        if row.state == RawState.STORED:
            put_aside(db, row, error)
