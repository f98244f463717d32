"""Mail that no person wrote: delivery reports, and automatic answers."""

from __future__ import annotations

import re
from datetime import datetime

from sqlmodel import Session, col, select

from invoice_app.mail.claims import tell_recipients
from invoice_app.mail.conversations import announce
from invoice_app.mail.models import Email
from invoice_app.mail.reading import Headers, Incoming
from invoice_app.mail.states import Direction, EmailKind, RecipientStatus

_DAEMONS = ("mailer-daemon", "postmaster")
_BULK = ("bulk", "junk", "list", "auto_reply")
_AUTOMATIC_SUBJECT = re.compile(
    r"(réponse automatique|absence|absente? du bureau|message d['’]absence|automatic reply|"
    r"out of (the )?office|auto-?reply|autoresponse|abwesenheitsnotiz)\b",
    re.IGNORECASE,
)
_ACTIONS = {
    "failed": RecipientStatus.BOUNCED,
    "delayed": RecipientStatus.DEFERRED,
    "delivered": RecipientStatus.DELIVERED,
}


def kind_of(headers: Headers, has_report: bool, envelope_from: str | None) -> str:
    """Whether a message is a person's, an automatic answer, or news of a delivery that failed.

    An empty return path alone is no bounce: absence notices have one too.
    """
    local = headers.sender.address.partition("@")[0]
    if has_report or headers.content_type == "multipart/report" or local in _DAEMONS:
        return EmailKind.BOUNCE
    machine = headers.machine
    signs = (
        machine.get("auto-submitted", "no").partition(";")[0].strip() not in ("", "no"),
        machine.get("precedence", "") in _BULK,
        "x-autoreply" in machine or "x-autorespond" in machine,
        "list-id" in machine,
        bool(_AUTOMATIC_SUBJECT.match(headers.subject)),
        envelope_from == "" or machine.get("return-path") == "<>",
    )
    return EmailKind.AUTO if any(signs) else EmailKind.NORMAL


def learn_from_reports(db: Session, incoming: Incoming, now: datetime) -> None:
    """Move the recipients that a delivery report names, when it returns a message that we sent."""
    ids = (*incoming.original_ids, incoming.headers.in_reply_to, *incoming.headers.references)
    sent = db.exec(
        select(Email).where(
            Email.direction == Direction.OUT, col(Email.message_id).in_([i for i in ids if i])
        )
    ).first()
    if sent is None:
        return
    for report in incoming.reports:
        status = _ACTIONS.get(report.action)
        if status:
            tell_recipients(db, sent.id or 0, status, now=now, address=report.address, detail=report.detail)
    announce(db, sent)
