"""Mail that no person wrote: delivery reports, and automatic answers."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from sqlmodel import Session, select

from invoice_app.mail.claims import tell_recipients
from invoice_app.mail.conversations import announce
from invoice_app.mail.freezing import message_ids
from invoice_app.mail.models import Email, EmailRecipient
from invoice_app.mail.routing import answered_ids, emails_of_ours
from invoice_app.mail.states import EmailKind, RecipientStatus
from invoice_app.mail.understanding.reading import Headers, Incoming

_BULK = ("bulk", "junk", "list", "auto_reply")
_AUTOMATIC_SUBJECT = re.compile(
    r"(réponse automatique|répondeur automatique|(avis|message|notification) d['’]absence|"
    r"absence du bureau|absente?(\(e\))? du bureau|absence ?([:\-–—]|$)|"
    r"automatic reply|auto(matic)?[ -]?(reply|response)|out of (the )?office|ooo ?[:\-]|"
    r"abwesenheitsnotiz|automatische antwort|respuesta automática|fuera de la oficina|"
    r"risposta automatica|fuori sede|resposta automática|automatisch antwoord)",
    re.IGNORECASE,
)
_RETURNED_SUBJECT = re.compile(
    r"undeliver|delivery (status|failure|has failed)|returned mail|failure notice|mail delivery|"
    r"delivery.{0,20}delayed|non[ -]remi[sr]|non[ -]livr|échec de (la )?(remise|livraison|distribution)",
    re.IGNORECASE,
)
_ACTIONS = {
    "failed": RecipientStatus.BOUNCED,
    "delayed": RecipientStatus.DEFERRED,
    "delivered": RecipientStatus.DELIVERED,
}
# Where a report in plain words ends and the returned message begins.
_RETURNED_FROM = re.compile(
    r"-{2,10}[^-].{0,80}(copy|original|message|copie)|"
    r"(Return-Path|Received|Message-ID|From|To|Subject|Date|DKIM-Signature|MIME-Version) ?:",
    re.IGNORECASE,
)
_STILL_TRYING = re.compile(
    r"\bdelayed\b|warning: could not send|(keep|continue|still being) (on )?(to )?(be )?(try|retri)|"
    r"do not need to resend|temporar|\b4\.\d\.\d|retardé|nouvelle tentative|temporaire",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"\b5\d\d[ -]|\b5\.\d\.\d|permanent|undeliver|could not be delivered|delivery.{0,20}failed|failed|"
    r"no such user|user unknown|does not exist|returned|échec|non remis|n['’]a pas pu|inconnu|"
    r"n['’]existe pas",
    re.IGNORECASE,
)
_MOST_READ = 64_000
_MOST_LINES, _LONGEST_LINE = 500, 300


def kind_of(headers: Headers, has_report: bool, envelope_from: str | None) -> str:
    """Whether a message is a person's, an automatic answer, or news of a delivery that failed.

    An empty return path alone is no bounce: absence notices have one too. A report that is not about
    a delivery (a read receipt, a complaint) is automatic.
    """
    signs = _signs(headers, envelope_from)
    if has_report or _is_daemon(headers, bool(signs)):
        return EmailKind.BOUNCE
    if signs or headers.content_type == "multipart/report":
        return EmailKind.AUTO
    return EmailKind.NORMAL


def _is_daemon(headers: Headers, is_machine: bool) -> bool:
    local = headers.sender.address.partition("@")[0]
    if local == "mailer-daemon" or local.startswith("microsoftexchange"):
        return True
    # A small club's postmaster may well be a person who answers.
    is_report = is_machine or headers.content_type == "multipart/report"
    return local == "postmaster" and (is_report or bool(_RETURNED_SUBJECT.search(headers.subject)))


def _signs(headers: Headers, envelope_from: str | None) -> bool:
    """Whether something says that a machine wrote it."""
    machine = headers.machine
    subject = unicodedata.normalize("NFC", headers.subject).replace("\u00a0", " ").replace("\u202f", " ")
    return (
        machine.get("auto-submitted", "no").partition(";")[0].strip() not in ("", "no")
        or machine.get("precedence", "") in _BULK
        or "x-autoreply" in machine
        or "x-autorespond" in machine
        or "list-id" in machine
        or bool(_AUTOMATIC_SUBJECT.match(subject))
        or envelope_from == ""
        or machine.get("return-path") == "<>"
    )


def returned_ids(incoming: Incoming) -> tuple[str, ...]:
    """The Message-IDs of what a bounce returns: its report's, else those that its words or files name."""
    if incoming.original_ids:
        return incoming.original_ids
    named = message_ids(incoming.text[:_MOST_READ])
    return tuple(dict.fromkeys((*incoming.enclosed_ids, *named, *answered_ids(incoming.headers))))[:50]


def learn_from_reports(db: Session, incoming: Incoming, now: datetime) -> None:
    """Move the recipients that a bounce names, when it returns a message that we sent."""
    sent = next(iter(emails_of_ours(db, returned_ids(incoming)).values()), None)
    if sent is None:
        return
    if incoming.reports:
        for report in incoming.reports:
            status = _ACTIONS.get(report.action)
            if status:
                tell_recipients(
                    db, sent.id or 0, status, now=now, address=report.address, detail=report.detail
                )
    else:
        _learn_from_words(db, sent, incoming.text[:_MOST_READ], now)
    announce(db, sent)


def _learn_from_words(db: Session, sent: Email, text: str, now: datetime) -> None:
    """Of a bounce without a report, only what is plain: it names a recipient, and says it failed or waits."""
    said = _before_the_returned(text)
    if _STILL_TRYING.search(said):
        status = RecipientStatus.DEFERRED
    elif _GIVEN_UP.search(said):
        status = RecipientStatus.BOUNCED
    else:
        return
    written_to = db.exec(select(EmailRecipient.address).where(EmailRecipient.email_id == sent.id)).all()
    named = [address for address in written_to if address in said.lower()]
    for address in named or (written_to if len(written_to) == 1 else ()):
        tell_recipients(db, sent.id or 0, status, now=now, address=address, detail=_detail(said))


def _before_the_returned(text: str) -> str:
    lines = []
    for line in text.splitlines()[:_MOST_LINES]:
        if _RETURNED_FROM.match(line.strip()):
            break
        lines.append(line[:_LONGEST_LINE])
    return "\n".join(lines)


def _detail(said: str) -> str:
    """The line that says why, as well as it can be told."""
    lines = [" ".join(line.split()) for line in said.splitlines()]
    telling = [line for line in lines if re.search(r"\b[45]\d\d[ -]|\b[45]\.\d\.\d", line)]
    return (telling or [line for line in lines if line] or [""])[0][:1000]
