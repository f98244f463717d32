"""One exchange in which most of what a conversation can be is seen, played as people would have it.

Returned by one address, answered by a machine, then by a person with formatted text and a file; noted,
judged, answered from here; an answer begun, and a reminder planned. All by the actions of the screens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from sqlmodel import Session, col, select

from invoice_app.invoices.composer import writing as composer
from invoice_app.invoices.mail_actions import judge, mark_sent, write_note
from invoice_app.mail.actions import take_in
from invoice_app.mail.addresses import office
from invoice_app.mail.models import Email, EmailRecipient
from invoice_app.mail.states import RawSource, Role, Verdict, Wish
from invoice_app.sample import letters
from invoice_app.sample import talks as words
from invoice_app.sample.calendar import Calendar
from invoice_app.sample.club import CLUB
from invoice_app.sample.letters import Beside
from invoice_app.sample.pictures import order
from invoice_app.shared.database import writing
from invoice_app.shared.dates import day_of, short_text
from invoice_app.shared.permission import Viewer

_GONE = "550 5.1.1 User unknown"


@dataclass(frozen=True, slots=True)
class _Exchange:
    """Beside which invoice, who plays the office, and when the reminder is to leave (local, as typed)."""

    invoice: Beside
    by: Viewer
    reminded_at: str


def play(invoice: Beside, *, terms: int, by: Viewer, calendar: Calendar) -> None:
    """Write the whole exchange, as far as it has come by now. Blocks; an edge: it opens transactions."""
    due = day_of(invoice.issued_at, calendar.time_zone) + timedelta(days=terms)
    exchange = _Exchange(invoice, by, f"{due + timedelta(days=3)}T09:00")
    moment = invoice.issued_at
    for after, act in _ACTS:
        next_moment = calendar.later(moment, after)
        if next_moment is None:
            return
        moment = next_moment
        with writing() as db:
            act(db, exchange, moment)
        # What was just sent waits the ten seconds in which it can be taken back.
        letters.keep_here(moment + timedelta(minutes=1))


def _send(db: Session, at: _Exchange, now: datetime) -> None:
    _post(db, at, Wish.NEW, "", {"cc": words.GONE_ADDRESS, "message": words.EXCHANGE["sent"]}, now)


def _return(db: Session, at: _Exchange, now: datetime) -> None:
    """Sent by hand from the folder, as one does without a server; one address refuses it."""
    sent = letters.newest(db, at.invoice.id)
    mark_sent(db, email_ref=sent.ref, by=at.by, now=now)
    message = letters.returned(sent, _recipient(db, sent, Role.CC), now, _GONE)
    _arrive(db, message, sent, now)


def _be_away(db: Session, at: _Exchange, now: datetime) -> None:
    sent = letters.newest(db, at.invoice.id)
    _arrive(db, letters.absence(words.EXCHANGE["away"], sent, _recipient(db, sent), now), sent, now)


def _note(db: Session, at: _Exchange, now: datetime) -> None:
    write_note(db, ref=at.invoice.ref, text=words.EXCHANGE["note"], nonce="sample", by=at.by, now=now)


def _answer(db: Session, at: _Exchange, now: datetime) -> None:
    """A formatted answer with a purchase order, and a picture on somebody's server."""
    sent = letters.newest(db, at.invoice.id)
    message = _answer_to(db, sent, words.EXCHANGE["answer"], words.ANSWER_HTML, now)
    shown = order(("Bon de commande / Purchase order", at.invoice.number, CLUB["website"], "4500-0392"))
    message.add_attachment(
        shown, maintype="application", subtype="pdf", filename=f"bon-de-commande-{at.invoice.number}.pdf"
    )
    _arrive(db, message, sent, now)


def _approve(db: Session, at: _Exchange, now: datetime) -> None:
    answer = _last_answer(db, at.invoice.id)
    judge(db, email_ref=answer.ref, verdict=Verdict.APPROVED, by=at.by, now=now)


def _reply(db: Session, at: _Exchange, now: datetime) -> None:
    answer = _last_answer(db, at.invoice.id)
    _post(db, at, Wish.REPLY, answer.ref, {"message": words.EXCHANGE["reply"]}, now)


def _thank(db: Session, at: _Exchange, now: datetime) -> None:
    """They answer; and somebody whom we do not know answers a copy, which waits to be filed."""
    sent = letters.newest(db, at.invoice.id)
    said = words.EXCHANGE["thanks"]
    _arrive(db, _answer_to(db, sent, said, f"<p>{escape(said)}</p>", now), sent, now)
    stranger = letters.message_from(words.STRANGER, sent.subject, now)
    stranger["To"], stranger["In-Reply-To"] = office().from_address, sent.message_id
    stranger.set_content(words.EXCHANGE["stranger"])
    take_in(db, eml=stranger.as_bytes(), now=now, source=RawSource.SIMULATED)


def _leave_open(db: Session, at: _Exchange, now: datetime) -> None:
    """An answer that is still being written, and a reminder for when it is late."""
    answer = _last_answer(db, at.invoice.id)
    _begin(db, at, Wish.REPLY, answer.ref, {"message": words.EXCHANGE["begun"]}, now)
    _post(db, at, Wish.REMINDER, "", {"cc": "", "send_at": at.reminded_at}, now)


_ACTS: tuple[tuple[int, Callable[[Session, _Exchange, datetime], None]], ...] = (
    (0, _send), (0, _return), (0, _be_away), (1, _note), (1, _answer), (0, _approve), (1, _reply),
    (1, _thank), (0, _leave_open),
)  # fmt: skip
"""Each with how many days it comes after the one before."""


def _begin(
    db: Session, at: _Exchange, wish: Wish, answers: str, typed: Mapping[str, str], now: datetime
) -> str:
    """The reference of a draft with some boxes typed in."""
    ref = at.invoice.ref
    begun = composer.begin(db, ref=ref, wish=wish, email_ref=answers, by=at.by, now=now).draft.ref
    composer.type_in(db, ref=ref, draft_ref=begun, typed=typed, by=at.by, now=now)
    return begun


def _post(
    db: Session, at: _Exchange, wish: Wish, answers: str, typed: Mapping[str, str], now: datetime
) -> None:
    begun = _begin(db, at, wish, answers, typed, now)
    composer.post_draft(db, ref=at.invoice.ref, draft_ref=begun, configured=None, by=at.by, now=now)


def _arrive(db: Session, message: EmailMessage, sent: Email, now: datetime) -> None:
    message["To"] = office().reply_address(letters.token(db, sent))
    take_in(db, eml=message.as_bytes(policy=SMTP), now=now, source=RawSource.SIMULATED)


def _answer_to(db: Session, sent: Email, text: str, html: str, now: datetime) -> EmailMessage:
    """An answer as a webmail writes it: both texts, ours quoted below."""
    to = _recipient(db, sent)
    message = letters.message_from(
        f'"{to.name}" <{to.address}>', f"Re: {sent.subject.removeprefix('Re: ')}", now
    )
    message["In-Reply-To"] = sent.message_id
    message["References"] = f"{sent.references} {sent.message_id}".strip()
    intro = (
        f"Le {short_text(sent.at.date())} à {sent.at:%H:%M}, {sent.from_name} <{sent.from_address}> a écrit :"
    )
    quoted = "\n".join(f"> {line}".rstrip() for line in sent.text.splitlines())
    message.set_content(f"{text}\n\n{intro}\n\n{quoted}\n")
    below = escape(sent.text).replace("\n", "<br>")
    message.add_alternative(
        f'<div dir="ltr">{html}</div><br><div class="gmail_quote"><div class="gmail_attr">{escape(intro)}<br>'
        f'</div><blockquote class="gmail_quote">{below}</blockquote></div>',
        subtype="html",
    )
    return message


def _recipient(db: Session, sent: Email, role: Role = Role.TO) -> EmailRecipient:
    asked = select(EmailRecipient).where(EmailRecipient.email_id == sent.id, EmailRecipient.role == role)
    return db.exec(asked.order_by(col(EmailRecipient.id)).limit(1)).one()


def _last_answer(db: Session, invoice_id: int) -> Email:
    return letters.newest(db, invoice_id, answers=True)
