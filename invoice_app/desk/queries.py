"""What needs an answer: replies to read first, then the latest, among what this person may read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from invoice_app.desk.mail_queries import latest_replies, lines_of
from invoice_app.desk.mail_sight import beside
from invoice_app.invoices.sight import sight_of
from invoice_app.mail import notices
from invoice_app.mail.snippets import Piece
from invoice_app.shared.permission import Viewer


@dataclass(frozen=True, slots=True)
class Reply:
    ref: str
    who: str
    when: str
    number: str
    """The invoice's, or the customer's name where it is about themselves."""
    text: str
    href: str
    private: bool
    unread: bool


def replies(db: Session, *, viewer: Viewer, language: str, limit: int) -> tuple[Reply, ...]:
    """The replies that this person has not read, then the latest others; never an automatic one."""
    sight = sight_of(viewer)
    unread = notices.waiting(db, sight=sight, beside=beside(viewer), limit=limit)
    latest = latest_replies(db, viewer=viewer, limit=limit)
    ids = [*unread, *(each for each in latest if each not in unread)][:limit]
    return tuple(
        Reply(
            ref=line.ref,
            who=_plain(line.who),
            when=line.when,
            number=line.number or line.customer,
            text=_plain(line.text),
            href=line.href,
            private=line.private,
            unread=line.unread,
        )
        for line in lines_of(db, ids, sight=sight, language=language)
    )


def how_many_unread(db: Session, *, viewer: Viewer) -> int:
    """How many replies wait for this person."""
    return notices.how_many(db, sight=sight_of(viewer), beside=beside(viewer))


def _plain(pieces: tuple[Piece, ...]) -> str:
    return "".join(piece.text for piece in pieces)
