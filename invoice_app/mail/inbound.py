"""What arrives: kept first, understood after, and never dropped.

`receive` keeps the bytes and nothing else; once that is committed the provider may be told 200.
`understand` reads them, sees whether they were here before, and files them in their conversation;
what belongs to none is filed as `unmatched`, what cannot be read stays kept as `quarantined`.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session, col, select

from invoice_app.mail import searching
from invoice_app.mail.addresses import Office, safe_name
from invoice_app.mail.arrivals import arrived
from invoice_app.mail.bounces import kind_of, learn_from_reports, returned_ids
from invoice_app.mail.conversations import announce
from invoice_app.mail.effective import office as this_office
from invoice_app.mail.forms import read_fields, read_form
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.models import Email, EmailRecipient, InboundRaw
from invoice_app.mail.outbox import attached
from invoice_app.mail.plain import from_html
from invoice_app.mail.quotes import split
from invoice_app.mail.reading import Incoming, Unreadable, read_mime
from invoice_app.mail.routing import ARRIVED_BY_ITSELF, destination, explain, is_known
from invoice_app.mail.states import Direction, EmailKind, EmailStatus, RawSource, RawState, Role, Why
from invoice_app.shared import live
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files

_ABANDONED_AFTER = timedelta(seconds=30)


def receive(
    db: Session,
    *,
    raw: bytes = b"",
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
    )
    db.add(row)
    db.flush()
    live.touch(db, "mail")
    return row


def understand(db: Session, raw_id: int, now: datetime, office: Office | None = None) -> Email | None:
    """File what was kept; returns the email, or `None` when it is a duplicate or cannot be read.

    Done twice, it is filed once.
    """
    row = db.exec(select(InboundRaw).where(InboundRaw.id == raw_id).with_for_update()).one()
    if row.state != RawState.STORED:
        return db.get(Email, row.email_id) if row.email_id else None
    live.touch(db, "mail")
    try:
        incoming, mime_sha256 = _read(row)
    except Unreadable as unreadable:
        row.state, row.error = RawState.QUARANTINED, unreadable.phrase.en
        return None
    if not _is_first(db, row, incoming):
        row.state = RawState.DUPLICATE
        return None
    email = _filed(db, row, incoming, mime_sha256, office or this_office(db))
    row.email_id = email.id
    row.state = _state(email)
    if email.kind == EmailKind.BOUNCE:
        learn_from_reports(db, incoming, now)
    arrived(db, email, now)
    announce(db, email)
    return email


def _state(email: Email) -> RawState:
    if email.conversation_id:
        return RawState.UNDERSTOOD
    return RawState.QUARANTINED if email.why == Why.POLICY else RawState.UNMATCHED


def _read(row: InboundRaw) -> tuple[Incoming, str]:
    body = files().get(row.sha256)
    if not row.content_type.lower().startswith("multipart/form-data"):
        return read_mime(body), row.sha256
    form = read_form(body, row.content_type)
    row.envelope_to, row.envelope_from = form.envelope()
    if "email" in form.fields:
        row.source = RawSource.WEBHOOK_RAW
        mime = form.fields["email"]
        return read_mime(mime), files().put(mime)
    row.source = RawSource.WEBHOOK_PARSED
    return read_fields(form), ""


def _is_first(db: Session, row: InboundRaw, incoming: Incoming) -> bool:
    """Take the key of this message; whoever is second finds it taken."""
    key = _dedupe_key(row, incoming)
    try:
        with db.begin_nested():
            row.dedupe_key = key
            db.flush()
    except IntegrityError:
        db.refresh(row)
        return False
    return True


def _dedupe_key(row: InboundRaw, incoming: Incoming) -> str:
    headers = incoming.headers
    body = "\n".join([incoming.text, incoming.html, *(_sha256(f.content) for f in incoming.files)])
    named = headers.message_id or f"{headers.sender.address}|{headers.date}|{headers.subject}"
    # One message sent to two of our addresses arrives twice, and belongs in both places.
    where = destination(row.envelope_to, headers) or row.envelope_to.lower()
    return _sha256("\x00".join([named, where, _sha256(body.encode())]).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _filed(db: Session, row: InboundRaw, incoming: Incoming, mime_sha256: str, office: Office) -> Email:
    headers = incoming.headers
    kind = kind_of(headers, bool(incoming.reports), row.envelope_from)
    found = explain(
        db,
        row.envelope_to,
        headers,
        office,
        at=row.received_at if row.source in ARRIVED_BY_ITSELF else None,
        returned=returned_ids(incoming) if kind == EmailKind.BOUNCE else (),
    )
    conversation = found.conversation
    row.why = "" if conversation else found.why
    text = incoming.text if incoming.text.strip() else from_html(incoming.html)
    parted = split(text)
    email = Email(
        conversation_id=conversation.id if conversation else None,
        direction=Direction.IN,
        kind=kind,
        status=EmailStatus.RECEIVED,
        transport=row.source,
        message_id=headers.message_id,
        in_reply_to=headers.in_reply_to,
        references=" ".join(headers.references),
        subject=headers.subject,
        text=text,
        html=incoming.html,
        new_text=parted.new,
        quoted_text=parted.quoted,
        from_address=headers.sender.address,
        from_name=safe_name(headers.sender.name),
        known_sender=conversation is not None and is_known(db, conversation, headers.sender.address),
        why=found.why,
        at=row.received_at,
        raw_sha256=mime_sha256,
    )
    db.add(email)
    db.flush()
    _enclose(db, email.id or 0, incoming)
    db.flush()
    searching.fill(db, email)
    return email


def _enclose(db: Session, email_id: int, incoming: Incoming) -> None:
    for role, people in ((Role.TO, incoming.headers.to), (Role.CC, incoming.headers.cc)):
        db.add_all(
            EmailRecipient(email_id=email_id, role=role, address=each.address, name=each.name)
            for each in people
        )
    for position, file in enumerate(incoming.files):
        db.add(attached(email_id, position, Attachment(file.name, file.mime, file.content), file.content_id))


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
    """Understand one kept message; a fault of ours puts it aside instead of losing it."""
    try:
        with writing() as db:
            understand(db, raw_id, now)
    except (OSError, OperationalError):
        # The disk or the database, not the message: it stays `stored` and is read later.
        raise
    except Exception as fault:
        with writing() as db:
            row = db.get_one(InboundRaw, raw_id)
            row.state, row.error = RawState.QUARANTINED, f"{type(fault).__name__}: {fault}"[:1000]
            live.touch(db, "mail")
        raise
