"""Queueing an email: its exact bytes and its place in the outbox, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import format_datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from invoice_app.mail import rules
from invoice_app.mail.addresses import Office, safe_name
from invoice_app.mail.composing import Recipient, Sender, checked, subject_of, text_of, within_limits
from invoice_app.mail.conversations import announce, conversation_for, thread_of
from invoice_app.mail.freezing import (
    Attachment,
    Content,
    Mailbox,
    Thread,
    ascii_names,
    freeze,
    message_ids,
    thread_after,
)
from invoice_app.mail.models import Conversation, Email, EmailAttachment, EmailRecipient, OutboxItem
from invoice_app.mail.searching import fill
from invoice_app.mail.setup.effective import office as this_office
from invoice_app.mail.states import Direction, EmailStatus, RecipientStatus, Role
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.ids import new_ref
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

__all__ = ["Attachment", "Recipient", "Sender", "is_posted", "post"]


class NotThen(Invalid):
    says = Phrase(
        "Ce moment est passé, ou à plus d’un an d’ici. Choisissez-en un autre.",
        "This time is past, or more than a year away. Choose another.",
    )


def post(
    db: Session,
    *,
    about: About | None,
    private: bool,
    sender: Sender,
    recipients: Sequence[Recipient],
    subject: str,
    text: str,
    html: str = "",
    attachments: Sequence[Attachment] = (),
    language: str = "fr",
    kind_nonce: str,
    now: datetime,
    from_name: str = "",
    automatic: bool = False,
    answers: Email | None = None,
    within: Conversation | None = None,
    send_at: datetime | None = None,
    undo_for: timedelta = timedelta(),
    office: Office | None = None,
) -> Email:
    """Queue an email beside `about`; the courier sends it after the commit.

    It stays for `undo_for`, and until `send_at` where its writer wants it to leave later; until then
    `actions.cancel` stops it. Mail of the system leaves at once.

    `kind_nonce` names the act (`"invoice-send:<ref>:<nonce of the form>"`): posted twice, it is sent
    once, and the first email is returned. `about=None` is mail of the system: it belongs to no
    conversation, has no reply address, and is never shown. `from_name` is who the client sees,
    usually the organisation. `answers` is the email that it answers or forwards, in whose thread mail
    programs then show it, and `within` the conversation that it stays in: that of a private email.
    Raises an `Invalid` that names what to correct.
    """
    first = _posted(db, kind_nonce)
    if first:
        return first
    if send_at is not None and not now < send_at <= now + rules.FARTHEST:
        raise NotThen(field="send_at")
    leaves_from = office or this_office(db)
    people = checked(recipients, leaves_from)
    enclosed = ascii_names(within_limits(attachments))
    ref = new_ref()
    email = Email(
        ref=ref,
        direction=Direction.OUT,
        status=EmailStatus.QUEUED,
        transport=leaves_from.transport,
        nonce=kind_nonce,
        message_id=f"<{ref}@{leaves_from.from_address.rpartition('@')[2]}>",
        subject=subject_of(subject),
        text=text_of(text),
        html=html.replace("\x00", ""),
        language=language,
        from_address=leaves_from.from_address,
        from_name=safe_name(from_name or sender.name),
        created_by=sender.account_id,
        created_by_name=sender.name[:200],
        answers_id=answers.id if answers else None,
        at=now,
        send_at=send_at if about else None,
    )
    leaves_at = max(now + undo_for, send_at or now) if about else now
    try:
        with db.begin_nested():
            talk = within
            if talk is None and about is not None:
                talk = conversation_for(db, about, private, sender, people, now)
            reply_to = leaves_from.reply_address(talk.token) if talk and leaves_from.reply_domain else ""
            email.conversation_id = talk.id if talk else None
            _freeze(email, people, enclosed, _thread(db, answers, talk), reply_to, automatic)
            _keep(db, email, people, enclosed, leaves_at)
    except IntegrityError:
        # The other click of a double click was a moment faster.
        first = _posted(db, kind_nonce)
        if first is None:
            raise
        return first
    announce(db, email)
    return email


def _thread(db: Session, answers: Email | None, talk: Conversation | None) -> Thread:
    if answers is not None:
        # A program that keeps no References names at least what it answers.
        before = answers.references.split() or message_ids(answers.in_reply_to)
        return thread_after(before, answers.message_id)
    return thread_of(db, talk) if talk else Thread()


def is_posted(db: Session, kind_nonce: str) -> bool:
    """Whether this act was posted before, so that `post` would only give back its email."""
    return _posted(db, kind_nonce) is not None


def _posted(db: Session, nonce: str) -> Email | None:
    return db.exec(select(Email).where(Email.nonce == nonce)).first()


def _freeze(
    email: Email,
    people: Sequence[Recipient],
    enclosed: Sequence[Attachment],
    thread: Thread,
    reply_to: str,
    automatic: bool,
) -> None:
    email.in_reply_to, email.references = thread.in_reply_to, " ".join(thread.references)
    content = Content(
        ref=email.ref,
        message_id=email.message_id,
        sender=Mailbox(email.from_address, email.from_name),
        reply_to=Mailbox(reply_to, email.from_name) if reply_to else None,
        to=tuple(Mailbox(p.address, p.name) for p in people if p.role == Role.TO),
        cc=tuple(Mailbox(p.address, p.name) for p in people if p.role == Role.CC),
        subject=email.subject,
        text=email.text,
        html=email.html,
        language=email.language,
        attachments=tuple(enclosed),
        thread=thread,
        automatic=automatic,
    )
    email.raw_sha256 = files().put(freeze(content, format_datetime(email.send_at or email.at)))


def _keep(
    db: Session,
    email: Email,
    people: Sequence[Recipient],
    enclosed: Sequence[Attachment],
    leaves_at: datetime,
) -> None:
    db.add(email)
    db.flush()
    email_id = email.id or 0
    for person in people:
        db.add(
            EmailRecipient(
                email_id=email_id,
                role=person.role,
                address=person.address,
                name=person.name,
                status=RecipientStatus.QUEUED,
                status_at=email.at,
            )
        )
    db.add_all(attached(email_id, position, each) for position, each in enumerate(enclosed))
    db.add(OutboxItem(email_id=email_id, next_attempt_at=leaves_at))
    db.flush()
    fill(db, email)


def attached(email_id: int, position: int, attachment: Attachment, content_id: str = "") -> EmailAttachment:
    """The row of an attachment, its bytes put into the file store."""
    return EmailAttachment(
        email_id=email_id,
        position=position,
        name=attachment.name,
        mime=attachment.mime,
        size=len(attachment.content),
        sha256=files().put(attachment.content),
        content_id=content_id,
    )
