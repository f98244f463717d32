"""How far the emails beside a record got, in one word: the worst of what is known of each address.

Each address speaks for itself, by the latest email that it was sent. A failure is over once the same
address is reached by a later email, or a later one goes to an address that the failed one did not have:
that is how an address is corrected. `undelivered` says the same in SQL.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, true
from sqlalchemy import select as columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from invoice_app.mail import rules, wording
from invoice_app.mail.models import Conversation, Email, EmailRecipient
from invoice_app.mail.queries import is_named, visible
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, EmailStatus, Role
from invoice_app.shared.about import About

FAULTY = (EmailStatus.FAILED, EmailStatus.UNCERTAIN, EmailStatus.BLOCKED_CONFIG)
_TONES = {
    "delivered": "green",
    "cancelled": "",
    "saved_local": "",
    "deferred": "amber",
    "retry_wait": "amber",
}


@dataclass(frozen=True, slots=True)
class Delivery:
    """A status of `states`, words with a count, and the tone of its badge."""

    status: str
    words: str
    is_problem: bool

    @property
    def tone(self) -> str:
        return "red" if self.is_problem else _TONES.get(self.status, "blue")


NOT_SENT = Delivery("", "", False)


@dataclass(frozen=True, slots=True)
class _Sent:
    """One address of one email: what is known of it."""

    email_id: int
    address: str
    status: str
    is_planned: bool = False
    """It waits for an hour of its writer’s choice, and puts nothing right before it."""
    is_to: bool = True
    """It is written to, and not only given a copy: a copy to oneself puts nothing right."""

    @property
    def is_problem(self) -> bool:
        return self.status in FAULTY or self.status in rules.PROBLEMS


def delivery_state(db: Session, about: About, *, sight: Sight, language: str) -> Delivery | None:
    """How the emails beside a record are doing, or `None` when none was sent that this viewer may see."""
    states = delivery_states(db, about.kind, [about.id], sight=sight, language=language)
    return states.get(about.id)


def delivery_states(
    db: Session, about_kind: str, about_ids: Collection[int], *, sight: Sight, language: str
) -> dict[int, Delivery]:
    """`delivery_state` of many records in one query, for a list."""
    found = db.execute(
        columns(
            col(Conversation.about_id),
            col(Email.id),
            col(Email.status),
            _is_planned(Email),
            col(EmailRecipient.address),
            col(EmailRecipient.status),
            col(EmailRecipient.role) == Role.TO,
        )
        .join(Email, col(Email.conversation_id) == col(Conversation.id))
        .join(EmailRecipient, col(EmailRecipient.email_id) == col(Email.id))
        .where(
            col(Conversation.about_kind) == about_kind,
            col(Conversation.about_id).in_(about_ids),
            col(Email.direction) == Direction.OUT,
            visible(sight),
            is_named(sight),
        )
        .order_by(col(Email.id))
    )
    sent: dict[int, list[_Sent]] = {}
    for about_id, email_id, status, is_planned, address, reached, is_to in found:
        known = reached if status == EmailStatus.ACCEPTED else status
        sent.setdefault(about_id, []).append(
            _Sent(email_id or 0, address, known, bool(is_planned), bool(is_to))
        )
    return {about_id: _delivery(_standing(each), language) for about_id, each in sent.items()}


def _is_planned(email: type[Email]) -> ColumnElement[bool]:
    return (col(email.status) == EmailStatus.QUEUED) & col(email.send_at).is_not(None)


def _standing(sent: Sequence[_Sent]) -> list[_Sent]:
    """The latest news of each address, without the failures that a later email has put right."""
    kept = [each for each in sent if each.status != EmailStatus.CANCELLED]
    left = [each for each in kept if not each.is_planned] or kept
    latest = {each.address: each for each in left or sent}
    standing = [each for each in latest.values() if not (each.is_problem and _is_corrected(each, left))]
    return standing or list(latest.values())


def _is_corrected(failed: _Sent, left: Sequence[_Sent]) -> bool:
    """Whether a later email is written to an address that the one that failed did not have."""
    had = {each.address for each in left if each.email_id == failed.email_id}
    return any(e.is_to and e.email_id > failed.email_id and e.address not in had for e in left)


def _delivery(standing: Sequence[_Sent], language: str) -> Delivery:
    problems = [each for each in standing if each.is_problem]
    worst = _worst(problems or standing)
    some = sum(1 for each in standing if each.status == worst)
    words = (wording.STATUS.get(worst) or wording.RECIPIENT[worst]).to(language)
    words = words[:1].upper() + words[1:]
    if some < len(standing):
        words = wording.SOME_OF.filled(words=words, some=some, all=len(standing)).to(language)
    return Delivery(worst, words, bool(problems))


def _worst(standing: Sequence[_Sent]) -> str:
    statuses = [each.status for each in standing]
    for faulty in FAULTY:
        if faulty in statuses:
            return faulty
    known = [status for status in statuses if status in rules.RANK]
    waiting = [status for status in statuses if status not in rules.RANK]
    return waiting[0] if waiting else rules.worst(known)


def undelivered(about_kind: str, *, sight: Sight) -> Select[Any]:
    """The ids of the records of a kind beside which an email that this viewer may see did not arrive."""
    email_status, reached = col(Email.status), col(EmailRecipient.status)
    failed = or_(
        email_status.in_(FAULTY),
        (email_status == EmailStatus.ACCEPTED) & reached.in_(sorted(rules.PROBLEMS)),
    )
    return (
        select(Conversation.about_id)
        .join(Email, col(Email.conversation_id) == col(Conversation.id))
        .join(EmailRecipient, col(EmailRecipient.email_id) == col(Email.id))
        .where(
            Conversation.about_kind == about_kind,
            Email.direction == Direction.OUT,
            failed,
            visible(sight),
            is_named(sight),
            ~_is_put_right(sight),
        )
    )


def _is_put_right(sight: Sight) -> ColumnElement[bool]:
    """Whether a later email that this viewer may see went to the same address, or to a new one."""
    later, its_talk, to, had = (
        aliased(Email),
        aliased(Conversation),
        aliased(EmailRecipient),
        aliased(EmailRecipient),
    )
    is_new = (
        ~(select(had.id).where(col(had.email_id) == col(Email.id), col(had.address) == col(to.address)))
        .correlate(Email, to)
        .exists()
    )
    return (
        select(later.id)
        .join(its_talk, col(its_talk.id) == col(later.conversation_id))
        .join(to, col(to.email_id) == col(later.id))
        .where(
            col(its_talk.about_kind) == col(Conversation.about_kind),
            col(its_talk.about_id) == col(Conversation.about_id),
            col(later.id) > col(Email.id),
            col(later.direction) == Direction.OUT,
            col(later.status) != EmailStatus.CANCELLED,
            ~_is_planned(later),
            or_(col(to.address) == col(EmailRecipient.address), (col(to.role) == Role.TO) & is_new),
            _is_visible(later, sight),
            is_named(sight, later, to),
        )
        .correlate(Conversation, Email, EmailRecipient)
        .exists()
    )


def _is_visible(later: type[Email], sight: Sight) -> ColumnElement[bool]:
    if sight.sees_private:
        return true()
    seen = (
        select(Email.id)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(visible(sight))
        .correlate(None)
    )
    return col(later.id).in_(seen)
