"""Notes that colleagues write beside a record: in its conversation, and never an email.

A note has no recipient, no Message-ID and no place in the outbox, so nothing can send, quote or thread
it. It stays as written: whoever read it can rely on that.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from invoice_app.mail.composing import Sender, text_of
from invoice_app.mail.conversations import announce, conversation_for
from invoice_app.mail.models import Email
from invoice_app.mail.searching import fill
from invoice_app.mail.states import Direction, EmailKind, EmailStatus
from invoice_app.shared.about import About
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

LONGEST = 10_000


class NoteTooLong(Invalid):
    says = Phrase(
        "Cette note dépasse {most} caractères. Raccourcissez-la.",
        "This note is over {most} characters. Shorten it.",
    )


def write_note(db: Session, *, about: About, text: str, author: Sender, nonce: str, now: datetime) -> Email:
    """Keep a note for colleagues in the open conversation of a record; one `nonce`, one note.

    Raises `NoText` or `NoteTooLong`.
    """
    key = f"note:{author.account_id}:{nonce}"[:200]
    if written := _written(db, key):
        return written
    words = text_of(text).strip()
    if len(words) > LONGEST:
        raise NoteTooLong(field="text", most=LONGEST)
    note = Email(
        direction=Direction.NOTE,
        kind=EmailKind.NOTE,
        status=EmailStatus.RECEIVED,
        nonce=key,
        text=words,
        new_text=words,
        from_name=author.name[:200],
        created_by=author.account_id,
        created_by_name=author.name[:200],
        at=now,
    )
    try:
        with db.begin_nested():
            talk = conversation_for(db, about, False, author, [], now)
            note.conversation_id = talk.id
            db.add(note)
            db.flush()
            fill(db, note)
    except IntegrityError:
        # The other click of a double click was a moment faster.
        written = _written(db, key)
        if written is None:
            raise
        return written
    announce(db, note)
    return note


def _written(db: Session, key: str) -> Email | None:
    return db.exec(select(Email).where(Email.nonce == key)).first()
