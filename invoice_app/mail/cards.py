"""Emails as text for the screen: who wrote, to whom, what was said, and how far it got."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.mail import rules, wording
from invoice_app.mail.letter import said
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Direction, EmailKind, Role
from invoice_app.shared.dates import instant_text


@dataclass(frozen=True, slots=True)
class RecipientCard:
    role: str
    role_words: str
    address: str
    name: str
    status: str
    status_words: str
    detail: str
    is_problem: bool


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    ref: str
    name: str
    mime: str
    size: int
    """In bytes."""


@dataclass(frozen=True, slots=True)
class EmailCard:
    """One email as the tab shows it. `text` is what was said; `quoted_text` what it answered."""

    ref: str
    direction: str
    kind: str
    kind_words: str
    who: str
    address: str
    when: str
    subject: str
    text: str
    quoted_text: str
    private: bool
    visible_to: str
    transport: str
    transport_words: str
    status: str
    status_words: str
    error_text: str
    recipients: tuple[RecipientCard, ...]
    attachments: tuple[AttachmentCard, ...]
    known_sender: bool
    sender_words: str
    has_original: bool


def cards_of(
    db: Session, found: Sequence[tuple[Email, Conversation]], sight: Sight, *, language: str, time_zone: str
) -> tuple[EmailCard, ...]:
    """Emails that this viewer may read, as they are shown: a blind copy only to who wrote or got it."""
    ids = [email.id or 0 for email, _ in found]
    recipients, attachments = recipients_of(db, ids), _attachments(db, ids)
    cards = []
    for email, conversation in found:
        everyone = recipients.get(email.id or 0, [])
        wrote_it = sight.account_id is not None and email.created_by == sight.account_id
        sees_bcc = sight.sees_private or wrote_it
        shown = [r for r in everyone if sees_bcc or r.role != Role.BCC or r.address == sight.address]
        files_of = attachments.get(email.id or 0, [])
        cards.append(_card(email, conversation, shown, files_of, language, time_zone))
    return tuple(cards)


def recipients_of(db: Session, email_ids: Collection[int]) -> dict[int, list[EmailRecipient]]:
    by_email: dict[int, list[EmailRecipient]] = {}
    found = select(EmailRecipient).where(col(EmailRecipient.email_id).in_(email_ids))
    for row in db.exec(found.order_by(col(EmailRecipient.id))):
        by_email.setdefault(row.email_id, []).append(row)
    return by_email


def _attachments(db: Session, email_ids: Collection[int]) -> dict[int, list[EmailAttachment]]:
    by_email: dict[int, list[EmailAttachment]] = {}
    found = select(EmailAttachment).where(col(EmailAttachment.email_id).in_(email_ids))
    for row in db.exec(found.order_by(col(EmailAttachment.position))):
        by_email.setdefault(row.email_id, []).append(row)
    return by_email


def _card(
    email: Email,
    conversation: Conversation,
    recipients: Sequence[EmailRecipient],
    attachments: Sequence[EmailAttachment],
    language: str,
    time_zone: str,
) -> EmailCard:
    out = email.direction == Direction.OUT
    people = [email.created_by_name if out else email.from_name or email.from_address]
    people += [each.name or each.address for each in recipients] + [wording.ADMINS.to(language)]
    who_sees = wording.PRIVATE_TO.filled(people=", ".join(dict.fromkeys(p for p in people if p)))
    kinds = {
        EmailKind.AUTO: wording.AUTOMATIC,
        EmailKind.BOUNCE: wording.BOUNCE,
        EmailKind.NOTE: wording.NOTE,
    }
    kind_words = kinds.get(EmailKind(email.kind))
    return EmailCard(
        ref=email.ref,
        direction=email.direction,
        kind=email.kind,
        kind_words=kind_words.to(language) if kind_words else "",
        who=(email.created_by_name or email.from_name) if out else email.from_name or email.from_address,
        address=email.from_address,
        when=instant_text(email.at, time_zone, language),
        subject=email.subject or wording.NO_SUBJECT.to(language),
        text=said(email.text) if out else email.new_text,
        quoted_text=email.quoted_text,
        private=conversation.private,
        visible_to=who_sees.to(language) if conversation.private else "",
        transport=email.transport,
        transport_words=wording.SAVED_HERE.to(language) if out and email.transport == "local" else "",
        status=email.status,
        status_words=wording.STATUS[email.status].to(language),
        error_text=email.error_text,
        recipients=tuple(_recipient_card(each, language) for each in recipients),
        attachments=tuple(AttachmentCard(a.ref, a.name, a.mime, a.size) for a in attachments),
        known_sender=email.known_sender,
        sender_words="" if email.known_sender else wording.UNKNOWN_SENDER.to(language),
        has_original=bool(email.raw_sha256),
    )


def _recipient_card(row: EmailRecipient, language: str) -> RecipientCard:
    return RecipientCard(
        role=row.role,
        role_words=wording.ROLE[row.role].to(language),
        address=row.address,
        name=row.name,
        status=row.status,
        status_words=wording.RECIPIENT[row.status].to(language),
        detail=row.detail,
        is_problem=row.status in rules.PROBLEMS,
    )
