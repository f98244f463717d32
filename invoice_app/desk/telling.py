"""Telling people of replies by email, those who asked for it: once, and only what they may read then.

Of an open conversation the email says who wrote and how it begins; of a private one only that there
is something to read, with a link: an email is read on other people's screens.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from invoice_app.accounts.models import Account
from invoice_app.desk import mail_wording as w
from invoice_app.desk.mail_records import Record, records_of
from invoice_app.invoices.models import Invoice
from invoice_app.mail import arrivals, notices
from invoice_app.mail.letter import Button, Footer, Letter, write
from invoice_app.mail.models import Conversation, Email, ReplyNotice
from invoice_app.mail.outbox import Recipient, Sender, is_posted, post
from invoice_app.mail.states import Follows
from invoice_app.organisation.queries import address_lines, find_organisation
from invoice_app.shared.about import About
from invoice_app.shared.audience import audience_of
from invoice_app.shared.database import reading, writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid
from invoice_app.shared.settings import settings

_log = logging.getLogger(__name__)
_EVERY = 2.0
REST = timedelta(minutes=10)
"""After an email about a conversation, what follows in it waits so long and is told together."""
_QUOTED, _LONG = 3, 300


@contextlib.asynccontextmanager
async def telling_people() -> AsyncIterator[None]:
    """The task of a serving process that tells people by email."""
    task = asyncio.create_task(_for_ever())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _for_ever() -> None:
    while True:
        try:
            await asyncio.to_thread(tell_by_email, now_utc())
        except Exception:
            _log.exception("could not tell of replies; it is tried again")
        await asyncio.sleep(_EVERY)


def tell_by_email(now: datetime) -> int:
    """Post the emails that are due; returns how many. One that cannot be made does not stop the others."""
    with reading() as db:
        due = _due(db)
    posted = 0
    for account_id, conversation_id in due:
        try:
            with writing() as db:
                posted += tell(db, account_id, conversation_id, address=settings().address, now=now)
        except OperationalError:
            raise
        except Exception:
            _log.exception("telling account %s of conversation %s failed", account_id, conversation_id)
            with writing() as db:
                for notice, _ in _untold(db, account_id, conversation_id):
                    notice.mailed_at = now
    return posted


def _due(db: Session) -> Sequence[tuple[int, int]]:
    pairs = (
        select(ReplyNotice.account_id, Email.conversation_id)
        .join(Email, col(Email.id) == col(ReplyNotice.email_id))
        .where(col(ReplyNotice.mailed_at).is_(None), col(Email.conversation_id).is_not(None))
        .distinct()
        .limit(500)
    )
    return [(account_id, conversation_id or 0) for account_id, conversation_id in db.exec(pairs)]


def tell(db: Session, account_id: int, conversation_id: int, *, address: str, now: datetime) -> bool:
    """Tell one account of what is new in one conversation; whether an email was posted.

    What it may no longer read, has read, or does not want to be told is passed over for good.
    """
    untold = _untold(db, account_id, conversation_id)
    if not untold or _told_lately(db, account_id, conversation_id, now):
        return False
    conversation = db.get_one(Conversation, conversation_id)
    about = About(conversation.about_kind, conversation.about_id)
    account = db.get(Account, account_id)
    news = [
        (notice, email)
        for notice, email in untold
        if notice.seen_at is None and arrivals.may_be_told(db, account_id, email, about)
    ]
    for notice, _ in untold:
        notice.mailed_at = now
    if not news or account is None or not _wants(db, account_id):
        return False
    record = records_of(db, [conversation]).get((about.kind, about.id), Record("", "", "/mail"))
    hushed = conversation.private or _is_hushed(db, about)
    url = f"{address}{record.href}#{news[0][1].ref}"
    emails = [email for _, email in news]
    subject, body = _private_words() if hushed else _open_words(record, emails)
    with contextlib.suppress(Invalid):
        # An address that mail cannot reach, or one of our own: the desk tells them.
        _post(db, account, subject, body, url, nonce=f"notice:{news[0][0].id}", now=now)
        return True
    return False


def _untold(db: Session, account_id: int, conversation_id: int) -> Sequence[tuple[ReplyNotice, Email]]:
    return db.exec(
        select(ReplyNotice, Email)
        .join(Email, col(Email.id) == col(ReplyNotice.email_id))
        .where(
            ReplyNotice.account_id == account_id,
            Email.conversation_id == conversation_id,
            col(ReplyNotice.mailed_at).is_(None),
        )
        .order_by(col(Email.at), col(Email.id))
        .with_for_update(of=ReplyNotice)
    ).all()


def _told_lately(db: Session, account_id: int, conversation_id: int, now: datetime) -> bool:
    lately = (
        select(ReplyNotice.id)
        .join(Email, col(Email.id) == col(ReplyNotice.email_id))
        .where(
            ReplyNotice.account_id == account_id,
            Email.conversation_id == conversation_id,
            col(ReplyNotice.mailed_at) > now - REST,
        )
    )
    return any(is_posted(db, f"notice:{notice_id}") for notice_id in db.exec(lately))


def _wants(db: Session, account_id: int) -> bool:
    preference = notices.preference_of(db, account_id)
    return preference.by_email and preference.follows != Follows.NONE


def _is_hushed(db: Session, about: About) -> bool:
    """Whether the invoice stands under a record that only some people may read."""
    invoice = db.get(Invoice, about.id) if about.kind == "invoice" else None
    if invoice is None or invoice.under_id is None:
        return False
    return bool(audience_of(db, About(invoice.under_kind, invoice.under_id)))


def _private_words() -> tuple[Phrase, list[Phrase]]:
    return w.PRIVATE_SUBJECT, [w.PRIVATE_BODY]


def _open_words(record: Record, emails: Sequence[Email]) -> tuple[Phrase, list[Phrase]]:
    names = {"who": _who(emails[0]), "number": record.number, "count": len(emails)}
    one = len(emails) == 1
    if record.number:
        subject = w.REPLY_SUBJECT if one else w.REPLIES_SUBJECT
    else:
        subject = w.REPLY_SUBJECT_PLAIN if one else w.REPLIES_SUBJECT_PLAIN
    body = [w.WROTE.filled(who=_who(email), text=_beginning(email)) for email in emails[:_QUOTED]]
    if len(emails) > _QUOTED:
        body.append(w.MORE.filled(count=len(emails) - _QUOTED))
    return subject.filled(**names), body


def _who(email: Email) -> str:
    return email.from_name or email.from_address


def _beginning(email: Email) -> str:
    text = "\n".join(line for line in email.new_text.strip().splitlines()[:6] if line.strip())
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()}…"


def _post(
    db: Session,
    account: Account,
    subject: Phrase,
    body: Sequence[Phrase],
    url: str,
    *,
    nonce: str,
    now: datetime,
) -> None:
    organisation = find_organisation(db)
    name = organisation.name if organisation else "Quittance"
    language = account.language
    letter = Letter(
        greeting=w.HELLO.filled(name=account.name).to(language),
        paragraphs=tuple(each.to(language) for each in (*body, w.WHY)),
        language=language,
        button=Button(w.OPEN.to(language), url),
    )
    footer = Footer(name)
    if organisation:
        footer = Footer(organisation.legal_name or name, address_lines(organisation), organisation.phone)
    bodies = write(letter, footer=footer, conversational=False)
    post(
        db,
        about=None,
        private=True,
        sender=Sender(name),
        recipients=[Recipient("to", account.email, account.name)],
        subject=subject.to(language),
        text=bodies.text,
        html=bodies.html,
        language=language,
        kind_nonce=nonce,
        now=now,
        from_name=name,
        automatic=True,
    )
