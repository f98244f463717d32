"""What the tests of the outbox say often: a transport that answers as told, and where an email stands."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import Any

from sqlmodel import select

from invoice_app.mail.models import Email, EmailRecipient, OutboxItem
from invoice_app.mail.transports.port import Accepted, Frozen, Outcome
from invoice_app.shared.database import reading, writing
from tests.mail.conftest import sent


class Scripted:
    """A transport that answers as told and keeps what it was given."""

    name = "sendgrid"

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes = list(outcomes)
        self.given: list[Frozen] = []
        self._lock = threading.Lock()

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        with self._lock:
            self.given.append(frozen)
            outcome = self.outcomes.pop(0) if self.outcomes else Accepted("id", http_status=202)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def refs(self) -> list[str]:
        return [frozen.ref for frozen in self.given]


def queued(now: datetime, **changes: Any) -> str:
    with writing() as db:
        return sent(db, now, **changes).ref


def at(ref: str) -> tuple[str, str, OutboxItem]:
    """Its status, its error code, and its place in the outbox."""
    with reading() as db:
        email = db.exec(select(Email).where(Email.ref == ref)).one()
        return email.status, email.error_code, db.get_one(OutboxItem, email.id)


def status_of(ref: str) -> str:
    return at(ref)[0]


def recipients(ref: str) -> dict[str, str]:
    with reading() as db:
        email = db.exec(select(Email).where(Email.ref == ref)).one()
        found = db.exec(select(EmailRecipient).where(EmailRecipient.email_id == email.id)).all()
        return {each.address: each.status for each in found}
