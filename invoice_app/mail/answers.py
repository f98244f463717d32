"""An answer that somebody signed in writes on a page, instead of in their mail program.

It arrives in the open conversation as a reply would, with a Message-ID of its own, so that what the
office sends next continues the same thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from invoice_app.mail.addresses import Office, normal, safe_name
from invoice_app.mail.arrivals import arrived
from invoice_app.mail.composing import Sender, text_of, within_limits
from invoice_app.mail.conversations import announce, conversation_for, thread_of
from invoice_app.mail.freezing import Attachment, Content, Mailbox, Thread, ascii_names, freeze
from invoice_app.mail.models import Conversation, Email, EmailRecipient
from invoice_app.mail.outbox import attached
from invoice_app.mail.searching import fill
from invoice_app.mail.setup.effective import office as this_office
from invoice_app.mail.states import Auth, Direction, EmailKind, EmailStatus, RawSource, Role
from invoice_app.mail.understanding.files_in_mail import risk_of
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.ids import new_ref
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal

LONGEST = 20_000
MOST_AN_HOUR = 20


class AnswerTooLong(Invalid):
    says = Phrase(
        "Votre réponse dépasse {most} caractères. Raccourcissez-la, ou joignez un document.",
        "Your answer is over {most} characters. Shorten it, or attach a document.",
    )


class TooManyAnswers(Refusal):
    says = Phrase(
        "Vous avez écrit {most} réponses depuis une heure. Attendez un peu avant d’en écrire une autre.",
        "You have written {most} answers within the hour. Wait a little before writing another.",
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed. One `nonce`, one email; files alone are an answer too."""

    text: str
    nonce: str
    enclosed: Sequence[Attachment] = ()


def answer_here(
    db: Session, *, about: About, author: Sender, answer: Answer, now: datetime, office: Office | None = None
) -> Email:
    """File the answer of who is signed in, beside a record that they may read.

    Raises `NoText`, `AnswerTooLong`, `TooManyAnswers`, or what `within_limits` raises.
    """
    key = f"here:{author.account_id}:{answer.nonce}"[:200]
    if written := _written(db, key):
        return written
    text = answer.text if not answer.text.strip() and answer.enclosed else text_of(answer.text)
    if len(text) > LONGEST:
        raise AnswerTooLong(field="text", most=LONGEST)
    enclosed = ascii_names(within_limits(answer.enclosed))
    _not_too_often(db, author, now)
    try:
        with db.begin_nested():
            talk = conversation_for(db, about, False, author, [], now)
            email = _email(db, talk, author, text.strip(), key, now)
            _keep(db, email, talk, enclosed, office or this_office(db))
    except IntegrityError:
        # The other click of a double click was a moment faster.
        written = _written(db, key)
        if written is None:
            raise
        return written
    arrived(db, email, now)
    announce(db, email)
    return email


def _written(db: Session, key: str) -> Email | None:
    return db.exec(select(Email).where(Email.nonce == key)).first()


def _not_too_often(db: Session, author: Sender, now: datetime) -> None:
    asked = select(func.count(col(Email.id))).where(
        Email.created_by == author.account_id,
        Email.transport == RawSource.ZONE,
        col(Email.at) > now - timedelta(hours=1),
    )
    if db.exec(asked).one() >= MOST_AN_HOUR:
        raise TooManyAnswers(most=MOST_AN_HOUR)


def _email(db: Session, talk: Conversation, author: Sender, text: str, key: str, now: datetime) -> Email:
    thread, ref = thread_of(db, talk), new_ref()
    address = normal(author.address) or ""
    return Email(
        ref=ref,
        conversation_id=talk.id,
        direction=Direction.IN,
        kind=EmailKind.NORMAL,
        status=EmailStatus.RECEIVED,
        transport=RawSource.ZONE,
        nonce=key,
        message_id=f"<{ref}@{_host(address)}>",
        in_reply_to=thread.in_reply_to,
        references=" ".join(thread.references),
        subject=_subject(db, talk),
        text=text,
        new_text=text,
        from_address=address,
        from_name=safe_name(author.name),
        created_by=author.account_id,
        known_sender=True,
        auth=Auth.VERIFIED,
        at=now,
    )


def _host(address: str) -> str:
    """The domain of a Message-ID: of who writes, as their mail program would have it."""
    return address.rpartition("@")[2] or "localhost"


def _subject(db: Session, talk: Conversation) -> str:
    """That of the latest email of the conversation, as an answer to it."""
    last = db.exec(
        select(Email.subject)
        .where(Email.conversation_id == talk.id, Email.kind == EmailKind.NORMAL, Email.subject != "")
        .order_by(col(Email.at).desc(), col(Email.id).desc())
    ).first()
    if not last or last.lower().startswith("re:"):
        return last or ""
    return f"Re: {last}"[:255]


def _keep(
    db: Session, email: Email, talk: Conversation, enclosed: Sequence[Attachment], office: Office
) -> None:
    to = office.reply_address(talk.token) if office.reply_domain else office.from_address
    email.raw_sha256 = files().put(_bytes(email, to, enclosed))
    db.add(email)
    db.flush()
    db.add(EmailRecipient(email_id=email.id or 0, role=Role.TO, address=to))
    for position, file in enumerate(enclosed):
        row = attached(email.id or 0, position, file)
        row.risk = risk_of(file.name, file.mime, file.content)
        db.add(row)
    db.flush()
    fill(db, email)


def _bytes(email: Email, to: str, enclosed: Sequence[Attachment]) -> bytes:
    """The answer as an email, so that its original is at hand as that of any other."""
    content = Content(
        ref=email.ref,
        message_id=email.message_id,
        sender=Mailbox(email.from_address, email.from_name),
        reply_to=None,
        to=(Mailbox(to),),
        cc=(),
        subject=email.subject,
        text=email.text,
        html="",
        language=email.language,
        attachments=tuple(enclosed),
        thread=Thread(email.in_reply_to, tuple(email.references.split())),
        automatic=False,
    )
    return freeze(content, format_datetime(email.at))
