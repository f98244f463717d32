"""The files of an email as they are listed: what each is, how heavy, and what to beware of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from invoice_app.mail import wording
from invoice_app.mail.models import Email, EmailAttachment
from invoice_app.mail.states import Direction
from invoice_app.shared.attachments import size_text

_LOGO = 10 * 1024
_SYMBOLS = (
    ("application/pdf", "text"),
    ("text/calendar", "calendar"),
    ("message/", "mail"),
    ("image/", "image"),
    ("text/csv", "sheet"),
    ("text/", "text"),
)
_ENDINGS = {
    "doc": "text", "docx": "text", "odt": "text", "xls": "sheet", "xlsx": "sheet", "ods": "sheet",
    "zip": "archive", "7z": "archive", "rar": "archive", "gz": "archive", "eml": "mail", "ics": "calendar",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AttachmentCard:
    """`warning` is what to know before taking it; empty where there is nothing to say."""

    ref: str
    name: str
    mime: str
    size: int
    """In bytes."""
    size_words: str = ""
    symbol: str = ""
    """`text`, `sheet`, `image`, `archive`, `mail`, `calendar`, or empty."""
    warning: str = ""


def attachments_of(db: Session, email_ids: Collection[int]) -> dict[int, list[EmailAttachment]]:
    by_email: dict[int, list[EmailAttachment]] = {}
    found = select(EmailAttachment).where(col(EmailAttachment.email_id).in_(email_ids))
    for row in db.exec(found.order_by(col(EmailAttachment.position))):
        by_email.setdefault(row.email_id, []).append(row)
    return by_email


def enclosed_with(
    email: Email, rows: Collection[EmailAttachment], language: str
) -> tuple[AttachmentCard, ...]:
    """What an email encloses, without what only dresses its text: pictures in it, and small logos."""
    return tuple(_card(email, row, language) for row in rows if not _only_dresses(row))


def _only_dresses(row: EmailAttachment) -> bool:
    return row.inline or bool(row.content_id and row.mime.startswith("image/") and row.size < _LOGO)


def _card(email: Email, row: EmailAttachment, language: str) -> AttachmentCard:
    warning = wording.RISK.get(row.risk)
    if warning is None and email.direction == Direction.IN and not email.known_sender:
        warning = wording.FROM_A_STRANGER
    return AttachmentCard(
        ref=row.ref,
        name=row.name,
        mime=row.mime,
        size=row.size,
        size_words=size_text(row.size, language),
        symbol=_symbol(row),
        warning=warning.to(language) if warning else "",
    )


def _symbol(row: EmailAttachment) -> str:
    ending = row.name.rpartition(".")[2].lower()
    by_type = next((symbol for start, symbol in _SYMBOLS if row.mime.lower().startswith(start)), "")
    return _ENDINGS.get(ending, by_type)
