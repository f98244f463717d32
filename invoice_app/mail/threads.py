"""The emails beside several records at once: all that was said of a contract's invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.mail.cards import EmailCard, cards_of
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.queries import PAGE, UNSEEN, visible
from invoice_app.mail.sight import Sight


@dataclass(frozen=True, slots=True)
class Beside:
    """An email, and the id of the record that it stands beside."""

    about_id: int
    card: EmailCard


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """A page of emails, the newest first."""

    emails: tuple[Beside, ...]
    has_later: bool


def threads(
    db: Session,
    about_kind: str,
    about_ids: Sequence[int],
    *,
    sight: Sight,
    language: str,
    time_zone: str,
    page: int = 1,
) -> ThreadPage:
    """The emails beside some records of a kind that this viewer may read, `PAGE` to a page from 1 on."""
    may_see = visible(sight)
    found = db.exec(
        select(Email, Conversation)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(col(Conversation.about_kind) == about_kind, col(Conversation.about_id).in_(about_ids), may_see)
        .options(*UNSEEN)
        .order_by(col(Email.at).desc(), col(Email.id).desc())
        .limit(PAGE + 1)
        .offset(PAGE * (max(page, 1) - 1))
    ).all()
    shown = found[:PAGE]
    cards = cards_of(db, shown, sight, language=language, time_zone=time_zone)
    beside = (
        Beside(conversation.about_id, card) for (_, conversation), card in zip(shown, cards, strict=True)
    )
    return ThreadPage(tuple(beside), len(found) > PAGE)
