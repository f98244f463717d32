"""A message too large to be kept: who wrote, about what, and how large it was."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from email.parser import BytesParser
from email.policy import compat32

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from invoice_app.mail import inbound
from invoice_app.mail.addresses import safe_name
from invoice_app.mail.freezing import Mailbox
from invoice_app.mail.models import Email, InboundRaw
from invoice_app.mail.states import Direction, EmailStatus, RawSource, RawState, Why
from invoice_app.mail.understanding.reading import (
    MOST_HEADER_BYTES,
    Headers,
    clean,
    decoded,
    mailboxes,
    read_headers,
)

_FIELD = re.compile(
    rb'name="(from|subject|email)"[^\r\n]{0,200}\r?\n(?:[^\r\n]{1,500}\r?\n){0,5}\r?\n([^\r\n]{0,2000})'
)


def keep_stub(db: Session, *, beginning: bytes, content_type: str, size: int, now: datetime) -> InboundRaw:
    """Keep the beginning of a form, and an email that says as much of it as can be read there.

    It waits to be seen by an admin. Posted again, it is kept once more as a duplicate.
    """
    row = inbound.receive(
        db,
        raw=beginning,
        source=RawSource.WEBHOOK_PARSED,
        now=now,
        content_type=content_type,
        error=f"too large: {size} bytes; only its beginning was kept",
        size=size,
    )
    row.why = Why.TOO_LARGE
    try:
        with db.begin_nested():
            row.dedupe_key = hashlib.sha256(b"too large\0" + beginning).hexdigest()
            db.flush()
    except IntegrityError:
        db.refresh(row)
        row.state = RawState.DUPLICATE
        return row
    email = _email(beginning, row)
    db.add(email)
    db.flush()
    row.email_id = email.id
    return row


def _email(beginning: bytes, row: InboundRaw) -> Email:
    fields: dict[str, str] = {}
    for found in _FIELD.finditer(beginning):
        fields.setdefault(found[1].decode(), clean(decoded(found[2], "utf-8")))
    headers = _headers(beginning)
    sender = next(iter(mailboxes(fields.get("from", ""))), headers.sender if headers else Mailbox(""))
    return Email(
        direction=Direction.IN,
        status=EmailStatus.RECEIVED,
        transport=row.source,
        subject=" ".join((fields.get("subject") or (headers.subject if headers else "")).split())[:255],
        from_address=sender.address,
        from_name=safe_name(sender.name),
        message_id=headers.message_id if headers else "",
        known_sender=False,
        why=Why.TOO_LARGE,
        at=row.received_at,
    )


def _headers(beginning: bytes) -> Headers | None:
    """The headers of the message inside the form, where they are within reach."""
    for found in _FIELD.finditer(beginning):
        if found[1] == b"email":
            head = beginning[found.start(2) :][:MOST_HEADER_BYTES]
            return read_headers(BytesParser(policy=compat32).parsebytes(head, headersonly=True))
    return None
