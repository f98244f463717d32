"""The test email: a real one, and how far it has come on its way out and back."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from invoice_app.mail.letter import Footer, Letter, write
from invoice_app.mail.models import Email, EmailAttempt, EmailEvent, MailSetup
from invoice_app.mail.outbox import Recipient, Sender, post
from invoice_app.mail.setup import wording as w
from invoice_app.mail.setup.effective import MailSettings, effective
from invoice_app.mail.setup.setting import setup_row
from invoice_app.mail.setup.setting_up import TOPIC
from invoice_app.mail.states import Direction, EmailStatus, Role
from invoice_app.organisation.queries import address_lines, the_organisation
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase

ABOUT = About("mail_setup", 1)
_LATE = {"accepted": timedelta(minutes=1), "event": timedelta(minutes=2), "reply": timedelta(minutes=5)}
_TWO_CLICKS = timedelta(seconds=5)
_WRONG = (EmailStatus.BLOCKED_CONFIG, EmailStatus.FAILED, EmailStatus.UNCERTAIN, EmailStatus.CANCELLED)
_BY = {"sendgrid": w.ACCEPTED_SENDGRID, "smtp": w.ACCEPTED_SMTP, "local": w.ACCEPTED_LOCAL}
_EVENTS = {
    "processed": w.EVENT_PROCESSED,
    "delivered": w.EVENT_DELIVERED,
    "deferred": w.EVENT_DEFERRED,
    "bounce": w.EVENT_BOUNCED,
    "dropped": w.EVENT_DROPPED,
}


@dataclass(frozen=True, slots=True)
class Hop:
    """One stage: `state` is `done`, `waiting`, `late`, `wrong` or `idle` (not its turn yet)."""

    key: str
    title: str
    state: str
    says: str
    hint: str = ""


def send_test(
    db: Session,
    *,
    address: str,
    by: Viewer,
    language: str,
    nonce: str,
    now: datetime,
) -> None:
    """Queue a test to an address, by the way that is in service. Raises an `Invalid` of composing.

    It goes beside nothing but the settings, in a conversation of whoever sends it.
    """
    organisation, row = the_organisation(db), setup_row(db)
    if row.tested_at and now - row.tested_at < _TWO_CLICKS and row.tested_by_name == by.name[:200]:
        return
    letter = Letter(
        greeting=w.TEST_HELLO.to(language),
        paragraphs=tuple(each.filled(name=organisation.name).to(language) for each in w.TEST_BODY),
        language=language,
    )
    bodies = write(letter, footer=Footer(organisation.name, address_lines(organisation)))
    email = post(
        db,
        about=ABOUT,
        private=True,
        sender=Sender(by.name, by.account_id, by.email),
        recipients=[Recipient(Role.TO, address, by.name if address == by.email else "")],
        subject=w.TEST_SUBJECT.filled(name=organisation.name).to(language),
        text=bodies.text,
        html=bodies.html,
        language=language,
        kind_nonce=f"mail-test:{nonce}",
        now=now,
        from_name=organisation.name,
    )
    row.test_email_id, row.tested_at, row.tested_by_name = email.id, now, by.name[:200]
    db.add(row)
    live.touch(db, TOPIC)


def hops(db: Session, *, language: str, now: datetime) -> list[Hop]:
    """How far the last test has come; none before the first."""
    row = db.get(MailSetup, 1)
    email = db.get(Email, row.test_email_id) if row and row.test_email_id else None
    if row is None or email is None or row.tested_at is None:
        return []
    trip = _Trip(db, row, email, effective(db), language, now - row.tested_at)
    left = trip.accepted()
    found = [trip.hop("queued", w.HOP_QUEUED, "done", w.QUEUED_DONE), left]
    if email.transport == "sendgrid":
        found.append(trip.event(left.state == "done"))
    if email.transport != "local":
        found.append(trip.reply(left.state == "done"))
    return found


@dataclass(frozen=True, slots=True)
class _Trip:
    db: Session
    row: MailSetup
    email: Email
    chosen: MailSettings
    language: str
    elapsed: timedelta

    def hop(self, key: str, title: Phrase, state: str, says: Phrase, hint: Phrase | None = None) -> Hop:
        shown = hint.to(self.language) if hint and state in ("waiting", "late", "wrong") else ""
        return Hop(key, title.to(self.language), state, says.to(self.language), shown)

    def accepted(self) -> Hop:
        status, title = self.email.status, w.HOP_ACCEPTED
        if status in (EmailStatus.ACCEPTED, EmailStatus.SAVED_LOCAL):
            by = "local" if status == EmailStatus.SAVED_LOCAL else self.email.transport
            return self.hop("accepted", title, "done", _BY.get(by, w.ACCEPTED_SMTP).filled(code=self._code()))
        if status in _WRONG:
            says = w.ACCEPTED_REFUSED.filled(answer=self.email.error_text[:300] or status)
            return self.hop("accepted", title, "wrong", says, _next_step(self.email))
        return self._waiting("accepted", title, w.ACCEPTED_WAITING, w.ACCEPTED_HINT)

    def event(self, is_its_turn: bool) -> Hop:
        heard = self.db.exec(
            select(EmailEvent).where(EmailEvent.email_id == self.email.id).order_by(col(EmailEvent.id).desc())
        ).first()
        if heard:
            return self.hop("event", w.HOP_EVENT, "done", _event_words(heard))
        return self._after(is_its_turn, "event", w.HOP_EVENT, w.EVENT_WAITING, w.EVENT_HINT)

    def reply(self, is_its_turn: bool) -> Hop:
        answer = self.db.exec(
            select(Email)
            .where(
                Email.conversation_id == self.email.conversation_id,
                Email.direction == Direction.IN,
                col(Email.at) >= self.row.tested_at,
            )
            .order_by(col(Email.id).desc())
        ).first()
        if answer:
            says = w.REPLY_DONE.filled(address=answer.from_address)
            return self.hop("reply", w.HOP_REPLY, "done", says)
        if not self.chosen.office.reply_domain:
            return self.hop("reply", w.HOP_REPLY, "idle", w.REPLY_NO_DOMAIN)
        hint = w.REPLY_HINT.filled(domain=self.chosen.office.reply_domain)
        return self._after(is_its_turn, "reply", w.HOP_REPLY, w.REPLY_WAITING, hint)

    def _after(self, is_its_turn: bool, key: str, title: Phrase, says: Phrase, hint: Phrase) -> Hop:
        if not is_its_turn:
            return self.hop(key, title, "idle", w.NOT_YET)
        refused_at = self.row.refused_hook_at
        if refused_at and self.row.tested_at and refused_at >= self.row.tested_at:
            return self.hop(key, title, "wrong", w.HOOK_REFUSED, w.HOOK_REFUSED_HINT)
        return self._waiting(key, title, says, hint)

    def _waiting(self, key: str, title: Phrase, says: Phrase, hint: Phrase) -> Hop:
        return self.hop(key, title, "late" if self.elapsed >= _LATE[key] else "waiting", says, hint)

    def _code(self) -> str:
        last = self.db.exec(
            select(EmailAttempt)
            .where(EmailAttempt.email_id == self.email.id)
            .order_by(col(EmailAttempt.n).desc())
        ).first()
        return str(last.http_status) if last and last.http_status else "250"


def _event_words(event: EmailEvent) -> Phrase:
    try:
        said = str(json.loads(event.raw).get("event", ""))
    except (ValueError, AttributeError):
        said = ""
    return _EVENTS.get(said, w.EVENT_OTHER)


def _next_step(email: Email) -> Phrase:
    """What to look at after a refusal, by its code."""
    if email.transport == "smtp":
        return w.SMTP_NEXT
    return {
        "401": w.NEXT_KEY,
        "no-key": w.NEXT_KEY,
        "key-lost": w.NEXT_KEY,
        "403": w.NEXT_SENDER,
        "uncertain": w.NEXT_UNCERTAIN,
        "interrupted": w.NEXT_UNCERTAIN,
    }.get(email.error_code, w.NEXT_OTHER)
