"""What a person may do with mail besides writing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlalchemy import true
from sqlmodel import Session, col, select

from invoice_app.mail import inbound, rules
from invoice_app.mail.addresses import Office, safe_name
from invoice_app.mail.composing import Recipient
from invoice_app.mail.conversations import announce
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.inbound import Reading
from invoice_app.mail.models import Conversation, Email, EmailRecipient, OutboxItem
from invoice_app.mail.outcomes import prove_left, queue_again, settle, was_in_doubt
from invoice_app.mail.setup.effective import office as this_office
from invoice_app.mail.states import Direction, EmailStatus, RawSource, RecipientStatus, Role
from invoice_app.mail.understanding.understood import Kept
from invoice_app.mail.wording import SOMEONE_WROTE
from invoice_app.shared.about import About
from invoice_app.shared.dates import short_text
from invoice_app.shared.files import files
from invoice_app.shared.ids import new_ref
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound, Refusal

MOST_UPLOADED = 35 * 1024 * 1024


class NotInThatState(Refusal):
    says = Phrase(
        "Ce courriel a changé d’état entre-temps. Rechargez la page pour voir où il en est.",
        "This email has changed state in the meantime. Reload the page to see where it stands.",
    )


class AlreadyLeft(NotInThatState):
    says = Phrase(
        "Trop tard\u00a0: ce courriel est déjà parti. Écrivez-en un autre pour le corriger.",
        "Too late: this email has already left. Write another one to correct it.",
    )


class NothingSentYet(Refusal):
    says = Phrase(
        "Aucun courriel n’est encore parti d’ici. Envoyez-en un avant d’y répondre.",
        "No email has left from here yet. Send one before answering it.",
    )


class NotAnEmail(Invalid):
    says = Phrase(
        "Ce fichier n’est pas un courriel, ou dépasse 35\u00a0Mo. Choisissez un fichier .eml.",
        "This file is not an email, or is over 35 MB. Choose an .eml file.",
    )


def send_again(db: Session, *, email_ref: str, now: datetime) -> Email:
    """Queue the same bytes again after a failure or a doubt. Raises `NotFound` or `NotInThatState`."""
    email, item = _outgoing(db, email_ref, rules.SENT_AGAIN)
    queue_again(item, email, now)
    for recipient in db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)):
        if recipient.status == RecipientStatus.FAILED:
            recipient.status, recipient.status_at, recipient.detail = RecipientStatus.QUEUED, now, ""
    announce(db, email)
    return email


def mark_sent(db: Session, *, email_ref: str, now: datetime) -> Email:
    """Note that an email did leave, or was sent by hand. Raises `NotFound` or `NotInThatState`."""
    email, item = _outgoing(db, email_ref, rules.MARKED_SENT)
    prove_left(db, item, email, now)
    announce(db, email)
    return email


def cancel(db: Session, *, email_ref: str) -> Email:
    """Stop an email that has not been sent; one that may have left before is in doubt again.

    Raises `NotFound`, or `AlreadyLeft` once a courier has it.
    """
    email, item = _outgoing(db, email_ref, rules.STOPPED, AlreadyLeft)
    if was_in_doubt(db, item):
        settle(item, email, EmailStatus.UNCERTAIN, "stopped", item.last_error)
        announce(db, email)
        return email
    item.state = email.status = EmailStatus.CANCELLED
    for recipient in db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)):
        recipient.status, recipient.status_at = "", None
    announce(db, email)
    return email


def _outgoing(
    db: Session, ref: str, states: Sequence[str], otherwise: type[Refusal] = NotInThatState
) -> tuple[Email, OutboxItem]:
    """The email under a lock, as it now is: a courier that wants it waits, or has it already."""
    email = db.exec(select(Email).where(Email.ref == ref)).first()
    item = db.get(OutboxItem, email.id, with_for_update=True, populate_existing=True) if email else None
    if email is None or item is None:
        raise NotFound()
    db.refresh(email)
    if item.state not in states:
        raise otherwise()
    return email, item


def read_upload(eml: bytes) -> Reading:
    """What an uploaded .eml says, for `take_in`: read before its transaction begins, so that a message
    that takes long keeps nobody waiting. Raises `NotAnEmail`.
    """
    _must_be_an_email(eml)
    return inbound.read_apart(Kept(files().put(eml)))


def take_in(
    db: Session,
    *,
    eml: bytes,
    now: datetime,
    source: str = RawSource.UPLOAD,
    office: Office | None = None,
    read: Reading | None = None,
) -> Email | None:
    """File an .eml that a person uploads, through the same door as one that arrives; `read` is what
    `read_upload` found in it.

    Returns `None` for one that is here already or cannot be read (kept all the same). Raises
    `NotAnEmail` for a file that cannot be one.
    """
    _must_be_an_email(eml)
    raw = inbound.receive(db, raw=eml, source=source, now=now)
    return inbound.understand(db, raw.id or 0, now, office, read)


def _must_be_an_email(eml: bytes) -> None:
    head = eml[:64_000].lower()
    if len(eml) > MOST_UPLOADED or not any(
        head.startswith(h) or b"\n" + h in head for h in (b"from:", b"to:")
    ):
        raise NotAnEmail(field="file")


def simulate_reply(
    db: Session,
    *,
    about: About,
    text: str,
    now: datetime,
    author: Recipient | None = None,
    attachments: Sequence[Attachment] = (),
    sees_private: bool = True,
    office: Office | None = None,
) -> Email | None:
    """Answer the newest email beside a record as its client would, for samples and for trying out.

    A real MIME reply to the real reply address, through the same door. `author` is who answers, the
    first recipient in To unless given. Raises `NothingSentYet`.
    """
    email, conversation = _newest(db, about, sees_private)
    to = _first_to(db, email)
    who = author or Recipient(Role.TO, to.address, to.name)
    leaves_from = office or this_office(db)
    message = EmailMessage(policy=SMTP)
    message["From"] = f'"{safe_name(who.name)}" <{who.address}>' if who.name else who.address
    message["To"] = leaves_from.reply_address(conversation.token)
    message["Subject"] = email.subject if email.subject.startswith("Re: ") else f"Re: {email.subject}"
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{new_ref()}@{who.address.rpartition('@')[2]}>"
    message["In-Reply-To"] = email.message_id
    message.set_content(f"{text}\n\n{_quoted(email)}", cte="quoted-printable")
    for file in attachments:
        main, _, sub = file.mime.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return take_in(db, eml=message.as_bytes(), now=now, source=RawSource.SIMULATED, office=leaves_from)


def _newest(db: Session, about: About, sees_private: bool) -> tuple[Email, Conversation]:
    found = db.exec(
        select(Email, Conversation)
        .join(Conversation, col(Conversation.id) == col(Email.conversation_id))
        .where(
            Conversation.about_kind == about.kind,
            Conversation.about_id == about.id,
            Email.direction == Direction.OUT,
            true() if sees_private else col(Conversation.private).is_(False),
        )
        .order_by(col(Email.at).desc(), col(Email.id).desc())
    ).first()
    if found is None:
        raise NothingSentYet()
    return found


def _first_to(db: Session, email: Email) -> EmailRecipient:
    first = db.exec(
        select(EmailRecipient)
        .where(EmailRecipient.email_id == email.id, EmailRecipient.role == Role.TO)
        .order_by(col(EmailRecipient.id))
    ).first()
    if first is None:
        raise NothingSentYet()
    return first


def _quoted(email: Email) -> str:
    who = f"{email.from_name} <{email.from_address}>"
    intro = SOMEONE_WROTE.filled(when=short_text(email.at.date()), who=who).to(email.language)
    return "\n".join([intro, "", *(f"> {line}".rstrip() for line in email.text.splitlines())])
