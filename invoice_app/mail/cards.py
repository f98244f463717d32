"""Emails as text for the screen: who wrote, to whom, what was said, and how far it got."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, or_, select

from invoice_app.mail import advice, rules, wording
from invoice_app.mail.letter import said
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient, OutboxItem
from invoice_app.mail.sight import Sight
from invoice_app.mail.states import Auth, Direction, EmailKind, EmailStatus, RecipientStatus, Role
from invoice_app.mail.strangers import domains_written_to, sender_words
from invoice_app.mail.understanding.enclosed import AttachmentCard, attachments_of, enclosed_with
from invoice_app.mail.understanding.folds import MOST_QUOTED, cut, folded, frame_height
from invoice_app.shared.dates import instant_text
from invoice_app.shared.phrases import Phrase

__all__ = ["AttachmentCard", "EmailCard", "RecipientCard", "cards_of", "recipients_of"]


_FIRST_RECIPIENTS = 6


@dataclass(frozen=True, slots=True)
class RecipientCard:
    """`advice` is what to do about a refusal; like every state, it is for the office."""

    role: str
    role_words: str
    address: str
    name: str
    status: str
    status_words: str
    detail: str
    is_problem: bool
    advice: str = ""


@dataclass(frozen=True, slots=True)
class EmailCard:
    """One email as the tab shows it. `text` is the beginning of what was said, `rest` what follows it when
    it is long; `quoted_text` is what it answered.
    """

    ref: str
    direction: str
    kind: str
    kind_words: str
    who: str
    address: str
    when: str
    subject: str
    text: str
    rest: str
    quoted_text: str
    has_html: bool
    remote_images: str
    """How many pictures it would fetch from elsewhere, as text; empty for none."""
    frame_height: str
    private: bool
    visible_to: str
    transport: str
    transport_words: str
    status: str
    status_words: str
    tone: str
    """Of the status’s badge; empty is grey."""
    error_text: str
    """The provider’s own words; `advice` says them plainly, where there is something to say."""
    advice: str
    attempts: str
    """« 3 essais », where it was tried more than once."""
    recipients: tuple[RecipientCard, ...]
    more_recipients: tuple[RecipientCard, ...]
    """Those of a long list; whoever has a problem is among the first."""
    attachments: tuple[AttachmentCard, ...]
    known_sender: bool
    sender_words: str
    auth_words: str
    auth_tone: str
    has_original: bool
    sha256: str
    """Of the original's bytes; its seal, for the office."""
    is_folded: bool
    """Written by a machine: one line, its details on demand."""
    may_send_again: bool
    may_mark_sent: bool
    may_cancel: bool
    may_judge: bool
    """An answer that can be marked as an approval."""
    verdict: str
    verdict_words: str


@dataclass(frozen=True, slots=True)
class _Beside:
    """What else a page of emails needs, read once for all of them."""

    recipients: dict[int, list[EmailRecipient]]
    domains: dict[int, set[str]]
    attachments: dict[int, list[EmailAttachment]]
    with_html: frozenset[int]
    attempts: dict[int, int]


def cards_of(
    db: Session, found: Sequence[tuple[Email, Conversation]], sight: Sight, *, language: str, time_zone: str
) -> tuple[EmailCard, ...]:
    """Emails that this viewer may read, as they are shown: a blind copy only to who wrote or got it."""
    ids = [email.id or 0 for email, _ in found]
    recipients = recipients_of(db, ids)
    domains = domains_written_to((email, recipients.get(email.id or 0, ())) for email, _ in found)
    beside = _Beside(recipients, domains, attachments_of(db, ids), _with_html(db, ids), _attempts(db, ids))
    return tuple(_card(email, talk, beside, sight, language, time_zone) for email, talk in found)


def recipients_of(db: Session, email_ids: Collection[int]) -> dict[int, list[EmailRecipient]]:
    by_email: dict[int, list[EmailRecipient]] = {}
    found = select(EmailRecipient).where(col(EmailRecipient.email_id).in_(email_ids))
    for row in db.exec(found.order_by(col(EmailRecipient.id))):
        by_email.setdefault(row.email_id, []).append(row)
    return by_email


def _with_html(db: Session, ids: Collection[int]) -> frozenset[int]:
    """Which have a formatted text to show; the texts themselves stay in the database."""
    formatted = or_(
        col(Email.clean_html) != "", (col(Email.direction) == Direction.OUT) & (col(Email.html) != "")
    )
    return frozenset(db.exec(select(Email.id).where(col(Email.id).in_(ids), formatted)))  # type: ignore[arg-type]


def _attempts(db: Session, ids: Collection[int]) -> dict[int, int]:
    asked = select(OutboxItem.email_id, OutboxItem.attempts).where(col(OutboxItem.email_id).in_(ids))
    return dict(db.exec(asked).all())


def _card(
    email: Email, talk: Conversation, beside: _Beside, sight: Sight, language: str, time_zone: str
) -> EmailCard:
    key, out = email.id or 0, email.direction == Direction.OUT
    in_office = sight.is_staff or sight.sees_private
    recipients = _in_sight(email, beside.recipients.get(key, []), sight)
    hidden = {each.address for each in beside.recipients.get(key, [])} - {each.address for each in recipients}
    first, more = _listed(recipients, hidden, language, in_office)
    text, rest = folded(said(email.text) if out else email.new_text)
    attempts = beside.attempts.get(key, 0)
    judged = wording.VERDICT.get(email.verdict) if in_office else None
    # A mail server is known to nobody, and its notice says what it is.
    is_letter = email.direction == Direction.IN and email.kind != EmailKind.BOUNCE
    stranger = in_office and is_letter and not email.known_sender
    auth = wording.AUTH.get(email.auth) if in_office and email.direction == Direction.IN else None
    return EmailCard(
        ref=email.ref,
        direction=email.direction,
        kind=email.kind,
        kind_words=_kind_words(email).to(language),
        who=_who(email, in_office),
        address=email.from_address,
        when=instant_text(email.at, time_zone, language),
        subject=_subject(email, language),
        text=text,
        rest=rest,
        quoted_text=cut(email.quoted_text, MOST_QUOTED),
        has_html=key in beside.with_html,
        remote_images=str(email.remote_images) if email.remote_images else "",
        frame_height=frame_height(text + rest, bool(email.remote_images)),
        private=talk.private,
        visible_to=_visible_to(email, recipients, in_office).to(language) if talk.private else "",
        transport=email.transport,
        transport_words=wording.SAVED_HERE.to(language) if out and in_office and _is_local(email) else "",
        status=email.status,
        status_words=_status_words(email, attempts, in_office, time_zone, language),
        tone=wording.STATUS_TONE.get(email.status, ""),
        error_text="" if hidden else _technical(email, in_office).to(language),
        advice=_advice(email, in_office).to(language),
        attempts=wording.ATTEMPTS.filled(n=attempts).to(language) if in_office and attempts > 1 else "",
        recipients=first,
        more_recipients=more,
        attachments=enclosed_with(email, beside.attachments.get(key, []), language),
        known_sender=email.known_sender,
        sender_words=sender_words(email, beside.domains, language) if stranger else "",
        auth_words=auth.to(language) if auth else "",
        auth_tone="red" if email.auth == Auth.FAILED else "",
        has_original=bool(email.raw_sha256),
        sha256=email.raw_sha256 if in_office else "",
        is_folded=email.kind in (EmailKind.AUTO, EmailKind.BOUNCE),
        may_send_again=out and in_office and email.status in rules.SENT_AGAIN,
        may_mark_sent=out and in_office and email.status in rules.MARKED_SENT,
        may_cancel=out and in_office and email.status in rules.STOPPED,
        may_judge=in_office and email.direction == Direction.IN and email.kind == EmailKind.NORMAL,
        verdict=email.verdict if judged else "",
        verdict_words=judged.to(language) if judged else "",
    )


def _in_sight(email: Email, everyone: Sequence[EmailRecipient], sight: Sight) -> list[EmailRecipient]:
    wrote_it = sight.account_id is not None and email.created_by == sight.account_id
    sees_bcc = sight.sees_private or wrote_it
    return [r for r in everyone if sees_bcc or r.role != Role.BCC or r.address == sight.address]


def _listed(
    recipients: Sequence[EmailRecipient], hidden: Collection[str], language: str, in_office: bool
) -> tuple[tuple[RecipientCard, ...], tuple[RecipientCard, ...]]:
    cards = [_recipient_card(each, language, in_office) for each in recipients]
    cards = [
        replace(card, detail="") if _tells_of(hidden, row) else card
        for card, row in zip(cards, recipients, strict=True)
    ]
    if len(cards) <= _FIRST_RECIPIENTS + 2:
        return tuple(cards), ()
    cards.sort(key=lambda card: not card.is_problem)
    return tuple(cards[:_FIRST_RECIPIENTS]), tuple(cards[_FIRST_RECIPIENTS:])


def _tells_of(hidden: Collection[str], row: EmailRecipient) -> bool:
    """Whether a server's words may name a blind copy: those about the whole email may name anybody."""
    if hidden and row.status == RecipientStatus.FAILED:
        return True
    said = row.detail.lower()
    return any(address in said for address in hidden)


def _is_local(email: Email) -> bool:
    return email.transport == "local" and email.status not in (EmailStatus.ACCEPTED, EmailStatus.CANCELLED)


def _who(email: Email, in_office: bool) -> str:
    """In the office, the person who wrote; to the client, who the email says that it is from."""
    if email.direction == Direction.IN or not in_office:
        return email.from_name or email.from_address
    return email.created_by_name or email.from_name


def _subject(email: Email, language: str) -> str:
    if email.direction == Direction.NOTE:
        return ""
    return email.subject or wording.NO_SUBJECT.to(language)


def _kind_words(email: Email) -> Phrase:
    return wording.KIND.get(email.kind, wording.NOTHING)


def _visible_to(email: Email, recipients: Sequence[EmailRecipient], in_office: bool) -> Phrase:
    people = [_who(email, in_office), *(each.name or each.address for each in recipients)]
    named = ", ".join(dict.fromkeys(person for person in people if person))
    return Phrase(
        wording.PRIVATE_TO.fr.format(people=f"{named}, {wording.ADMINS.fr}"),
        wording.PRIVATE_TO.en.format(people=f"{named}, {wording.ADMINS.en}"),
    )


def _status_words(email: Email, attempts: int, in_office: bool, time_zone: str, language: str) -> str:
    """What the office needs to know of a sending says nothing to the client."""
    if not in_office and email.direction == Direction.OUT:
        return ""
    if email.status == EmailStatus.QUEUED and email.send_at is not None and not attempts:
        when = instant_text(email.send_at, time_zone, language)
        return wording.PLANNED.filled(when=when).to(language)
    return wording.STATUS[email.status].to(language)


def _advice(email: Email, in_office: bool) -> Phrase:
    if not in_office or email.direction != Direction.OUT:
        return wording.NOTHING
    return advice.of_email(email.status, email.error_code, email.error_text)


def _technical(email: Email, in_office: bool) -> Phrase:
    return (
        wording.TECHNICAL.filled(text=email.error_text) if in_office and email.error_text else wording.NOTHING
    )


def _recipient_card(row: EmailRecipient, language: str, in_office: bool) -> RecipientCard:
    is_queued = row.status == RecipientStatus.QUEUED
    return RecipientCard(
        role=row.role,
        role_words=wording.ROLE[row.role].to(language),
        address=row.address,
        name=row.name,
        status=row.status if in_office else "",
        # What is queued says so once, for the email as a whole.
        status_words=wording.RECIPIENT[row.status].to(language) if in_office and not is_queued else "",
        detail=row.detail if in_office else "",
        is_problem=in_office and row.status in rules.PROBLEMS,
        advice=advice.of_recipient(row.status, row.detail).to(language) if in_office else "",
    )
