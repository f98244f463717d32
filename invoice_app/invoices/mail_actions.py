"""What the office does with an email beside an invoice: send again, mark, cancel, judge, note."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from invoice_app.invoices.correspondence import email_to_act_on
from invoice_app.invoices.queries import readable_invoice
from invoice_app.invoices.sight import is_in_sight
from invoice_app.invoices.talk_wording import VERDICT_GONE, VERDICT_OF, VERDICT_OF_PRIVATE, VERDICTS
from invoice_app.mail import actions as mail
from invoice_app.mail import notes
from invoice_app.mail.composing import Sender
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Conversation, Email
from invoice_app.mail.states import Direction, EmailKind
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.history import record
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound


def send_again(db: Session, *, email_ref: str, by: Viewer, now: datetime) -> Email:
    """Queue an email that failed, or may have. Raises `NotFound` or `NotInThatState`."""
    email_to_act_on(db, email_ref=email_ref, viewer=by)
    return mail.send_again(db, email_ref=email_ref, now=now)


def mark_sent(db: Session, *, email_ref: str, by: Viewer, now: datetime) -> Email:
    """Note that an email did leave. Raises `NotFound` or `NotInThatState`."""
    email_to_act_on(db, email_ref=email_ref, viewer=by)
    return mail.mark_sent(db, email_ref=email_ref, now=now)


def cancel(db: Session, *, email_ref: str, by: Viewer) -> Email:
    """Stop an email that has not left. Raises `NotFound` or `NotInThatState`."""
    email_to_act_on(db, email_ref=email_ref, viewer=by)
    return mail.cancel(db, email_ref=email_ref)


def judge(db: Session, *, email_ref: str, verdict: str, by: Viewer, now: datetime) -> Email:
    """Mark a reply as an approval or as asking for changes; the same mark again takes it away.

    It changes no status of the invoice. Raises `NotFound`, also for what no client wrote.
    """
    email, about = email_to_act_on(db, email_ref=email_ref, viewer=by)
    if (email.direction, email.kind) != (Direction.IN, EmailKind.NORMAL) or verdict not in VERDICTS:
        raise NotFound()
    was, email.verdict = email.verdict, "" if email.verdict == verdict else verdict
    email.verdict_at, email.verdict_by_name = (now, by.name[:200]) if email.verdict else (None, "")
    record(db, about, _line(db, email, was), by=by, now=now)
    announce(db, email)
    live.touch(db, f"{about.kind}:{about.id}:mail")
    return email


def _line(db: Session, email: Email, was: str) -> Phrase:
    """For the timeline, which more people read than a private reply."""
    said = VERDICTS[email.verdict or was]
    gone = VERDICT_GONE if not email.verdict else Phrase("", "")
    talk = db.get_one(Conversation, email.conversation_id)
    line, who = (
        (VERDICT_OF_PRIVATE, "") if talk.private else (VERDICT_OF, email.from_name or email.from_address)
    )
    return Phrase(
        f"{line.fr.format(who=who, verdict=said.fr)} {gone.fr}".strip(),
        f"{line.en.format(who=who, verdict=said.en)} {gone.en}".strip(),
    )


def write_note(db: Session, *, ref: str, text: str, nonce: str, by: Viewer, now: datetime) -> Email:
    """Keep a note for colleagues beside an invoice. Raises `NotFound`, `NoText` or `NoteTooLong`."""
    invoice = readable_invoice(db, ref=ref, viewer=by)
    if not (may(by, needs(Tool.INVOICES, Level.STANDARD)) and is_in_sight(db, invoice, by)):
        raise NotFound()
    about = About("invoice", invoice.id or 0)
    author = Sender(by.name, by.account_id, by.email)
    return notes.write_note(db, about=about, text=text, author=author, nonce=nonce, now=now)
