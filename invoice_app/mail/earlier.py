"""What earlier mail says of a record or of an address, as conditions for lists of other rooms."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, or_
from sqlalchemy.orm import Mapped, aliased
from sqlmodel import Session, col, select

from invoice_app.mail.models import Conversation, Email, EmailRecipient, OutboxItem
from invoice_app.mail.queries import visible
from invoice_app.mail.rules import PROBLEMS
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, EmailStatus, RecipientStatus, Role
from invoice_app.mail.wording import RECIPIENT, STATUS

_NEVER_LEFT = (EmailStatus.FAILED, EmailStatus.CANCELLED)
_ON_ITS_WAY = (EmailStatus.QUEUED, EmailStatus.SENDING, EmailStatus.RETRY_WAIT, EmailStatus.BLOCKED_CONFIG)
_WILL_REFUSE_AGAIN = (RecipientStatus.BOUNCED, RecipientStatus.DROPPED, RecipientStatus.SPAM_REPORTED)


def was_sent_since(
    about_kind: str, id_column: Mapped[int | None], since: datetime, *, sight: Sight, but: str = ""
) -> ColumnElement[bool]:
    """That an email beside the record left since then, or is about to, and was not refused.

    Only of mail that this viewer may read. `but` is the nonce of one that does not count.
    """
    return (
        select(Email.id)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(
            Conversation.about_kind == about_kind,
            col(Conversation.about_id) == id_column,
            Email.direction == Direction.OUT,
            col(Email.at) >= since,
            col(Email.status).not_in(_NEVER_LEFT),
            or_(col(Email.nonce).is_(None), col(Email.nonce) != but),
            # Whether a blind copy arrived is neither news to its readers nor a reason to write again.
            ~_has_recipient(
                col(EmailRecipient.status).in_(PROBLEMS) & (col(EmailRecipient.role) != Role.BCC)
            ),
            visible(sight),
        )
        .correlate_except(Email, Conversation)
        .exists()
    )


def refuses_mail(address: Mapped[str]) -> ColumnElement[bool]:
    """That mail to this address was found undeliverable, or unwanted, and none was delivered since."""
    refused, taken = aliased(EmailRecipient), aliased(EmailRecipient)
    later = (
        select(taken.id)
        .where(
            col(taken.address) == col(refused.address),
            taken.status == RecipientStatus.DELIVERED,
            col(taken.status_at) > col(refused.status_at),
        )
        .correlate(refused)
        .exists()
    )
    return (
        select(refused.id)
        .where(col(refused.address) == address, col(refused.status).in_(_WILL_REFUSE_AGAIN), ~later)
        .correlate_except(refused)
        .exists()
    )


def stage() -> ColumnElement[str]:
    """How far an email is, for a query that has `Email`: `queued`, `accepted`, `delivered` or `problem`."""
    stuck = (*_NEVER_LEFT, EmailStatus.UNCERTAIN)
    refused = col(Email.status).in_(stuck) | _has_recipient(col(EmailRecipient.status).in_(PROBLEMS))
    elsewhere = _has_recipient(col(EmailRecipient.status) != RecipientStatus.DELIVERED)
    return case(
        (refused, "problem"),
        (col(Email.status).in_(_ON_ITS_WAY), "queued"),
        (elsewhere, "accepted"),
        else_="delivered",
    )


def _has_recipient(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return (
        select(EmailRecipient.id)
        .where(EmailRecipient.email_id == Email.id, condition)
        .correlate(Email)
        .exists()
    )


def count_due(db: Session, among: Callable[[Mapped[int]], ColumnElement[bool]], *, now: datetime) -> int:
    """How many emails, among those whose id is as asked, are for the courier to send now."""
    due = (col(OutboxItem.state) == EmailStatus.RETRY_WAIT) & (col(OutboxItem.next_attempt_at) <= now)
    others = [status for status in _ON_ITS_WAY if status != EmailStatus.RETRY_WAIT]
    return db.exec(
        select(func.count())
        .select_from(OutboxItem)
        .where(or_(col(OutboxItem.state).in_(others), due), among(col(OutboxItem.email_id)))
    ).one()


def problems_of(db: Session, email_ids: Collection[int], *, language: str) -> dict[int, str]:
    """What ails some emails, in words: the addresses refused, or why it did not leave."""
    told: dict[int, list[str]] = {}
    refused = select(EmailRecipient).where(
        col(EmailRecipient.email_id).in_(email_ids), col(EmailRecipient.status).in_(PROBLEMS)
    )
    for each in db.exec(refused.order_by(col(EmailRecipient.id))):
        why = f" ({each.detail[:200]})" if each.detail else ""
        told.setdefault(each.email_id, []).append(
            f"{each.address}\u00a0: {RECIPIENT[each.status].to(language)}{why}"
        )
    for email in db.exec(select(Email).where(col(Email.id).in_([i for i in email_ids if i not in told]))):
        why = f" ({email.error_text[:200]})" if email.error_text else ""
        told[email.id or 0] = [f"{STATUS[email.status].to(language)}{why}"]
    return {email_id: " · ".join(lines) for email_id, lines in told.items()}
