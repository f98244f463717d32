"""What waits to be filed, for Admins of invoices. Mail of the system never arrived, so it is not here."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from invoice_app.desk import unmatched_wording as w
from invoice_app.invoices.moving import InvoiceChoice, invoices_by_id, invoices_of_address
from invoice_app.mail.filing import WAITING, origin_of
from invoice_app.mail.models import Email, EmailAttachment, InboundRaw
from invoice_app.mail.queries import FileCard
from invoice_app.mail.states import EmailKind, RawState, Why
from invoice_app.mail.wording import AUTOMATIC, BOUNCE, NO_SUBJECT
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.attachments import size_text
from invoice_app.shared.dates import instant_text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound

PAGE = 25
_MOST_TEXT = 8_000
_MOST_SUGGESTED = 4
_SPAM = (RawState.SPAM,)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A message in the list. `why` and `what_to_do` are sentences."""

    ref: str
    who: str
    address: str
    subject: str
    when: str
    weight: str
    kind_words: str
    why: str
    what_to_do: str
    settled: str
    can_be_filed: bool


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the list; `first` and `last` are positions from 1, both 0 when it is empty."""

    rows: tuple[WaitingRow, ...]
    first: int
    last: int
    has_later: bool


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An invoice where a message may belong, and what makes one think so."""

    ref: str
    number: str
    customer: str
    detail: str
    because: str


@dataclass(frozen=True, slots=True)
class WaitingFile:
    ref: str
    name: str
    size: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A message as it is read before it is filed."""

    ref: str = ""
    text: str = ""
    is_cut: bool = False
    was_private: bool = False
    files: tuple[WaitingFile, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()


def page_of_waiting(db: Session, *, language: str, spam: bool = False, page: int = 0) -> WaitingPage:
    """A page of what waits, or of the spam, the newest first."""
    start = max(0, min(page, 10_000)) * PAGE
    found = db.exec(
        select(InboundRaw, Email)
        .outerjoin(Email, col(Email.id) == col(InboundRaw.email_id))
        .where(col(InboundRaw.state).in_(_SPAM if spam else WAITING))
        .order_by(col(InboundRaw.received_at).desc(), col(InboundRaw.id).desc())
        .offset(start)
        .limit(PAGE + 1)
    ).all()
    shown = found[:PAGE]
    counts = _files_of(db, [row.email_id for row, _ in shown if row.email_id])
    zone = the_organisation(db).time_zone
    rows = tuple(_row(row, email, counts.get(row.email_id or 0, 0), zone, language) for row, email in shown)
    return WaitingPage(rows, start + 1 if rows else 0, start + len(rows), len(found) > PAGE)


def _files_of(db: Session, email_ids: list[int]) -> dict[int, int]:
    counted = db.exec(
        select(EmailAttachment.email_id, func.count(col(EmailAttachment.id)))
        .where(col(EmailAttachment.email_id).in_(email_ids))
        .group_by(col(EmailAttachment.email_id))
    )
    return dict(counted.all())


def _row(row: InboundRaw, email: Email | None, files: int, zone: str, language: str) -> WaitingRow:
    why, what_to_do = _reason(row, language)
    no_subject = NO_SUBJECT if email else w.UNREADABLE_SUBJECT
    return WaitingRow(
        ref=row.ref,
        who=(email.from_name or email.from_address if email else "") or w.FROM_NOBODY.to(language),
        address=email.from_address if email and email.from_name else "",
        subject=(email.subject if email else "") or no_subject.to(language),
        when=instant_text(row.received_at, zone, language),
        weight=_weight(row.size, files, language),
        kind_words=_kind(email).to(language),
        why=why,
        what_to_do=what_to_do,
        settled=row.settled_by_name,
        can_be_filed=email is not None,
    )


def _kind(email: Email | None) -> Phrase:
    kinds = {EmailKind.AUTO: AUTOMATIC, EmailKind.BOUNCE: BOUNCE}
    return kinds.get(EmailKind(email.kind), Phrase("", "")) if email else Phrase("", "")


def _weight(size: int, files: int, language: str) -> str:
    """« 42 Ko · 2 pièces jointes »."""
    counted = w.FILES_1 if files == 1 else w.FILES_MANY.filled(count=files)
    parts = [size_text(size, language) if size else "", counted.to(language) if files else ""]
    return " · ".join(part for part in parts if part)


def _reason(row: InboundRaw, language: str) -> tuple[str, str]:
    why, what_to_do = w.WHY.get(row.why or Why.UNREADABLE, w.WHY[Why.UNREADABLE])
    return why.filled(size=size_text(row.size, language)).to(language), what_to_do.to(language)


def opened(db: Session, *, ref: str, viewer: Viewer, language: str) -> Opened:
    """A message to read, with the invoices where it may belong. Raises `NotFound`."""
    row, email = _waiting(db, ref)
    if email is None:
        return Opened(ref=row.ref)
    text = email.text.strip()
    files = db.exec(
        select(EmailAttachment)
        .where(EmailAttachment.email_id == email.id)
        .order_by(col(EmailAttachment.position))
    )
    origin = origin_of(db, row, email)
    return Opened(
        ref=row.ref,
        text=text[:_MOST_TEXT],
        is_cut=len(text) > _MOST_TEXT,
        was_private=bool(origin and origin.conversation.private),
        files=tuple(WaitingFile(f.ref, f.name, size_text(f.size, language)) for f in files),
        suggestions=_suggestions(db, row, email, viewer, language),
    )


def _suggestions(
    db: Session, row: InboundRaw, email: Email, viewer: Viewer, language: str
) -> tuple[Suggestion, ...]:
    """What it came to or answers first, then the latest invoices of its sender."""
    found: dict[str, Suggestion] = {}
    origin = origin_of(db, row, email)
    if origin and origin.conversation.about_kind == "invoice":
        because = w.BY_ADDRESS if origin.is_certain else w.BY_ANSWER
        for choice in invoices_by_id(db, [origin.conversation.about_id], viewer, language):
            found[choice.ref] = _suggestion(choice, because.to(language))
    for choice in invoices_of_address(db, email.from_address, viewer, language):
        found.setdefault(choice.ref, _suggestion(choice, w.BY_SENDER.to(language)))
    return tuple(found.values())[:_MOST_SUGGESTED]


def _suggestion(choice: InvoiceChoice, because: str) -> Suggestion:
    return Suggestion(choice.ref, choice.number, choice.customer, choice.detail, because)


def _waiting(db: Session, ref: str) -> tuple[InboundRaw, Email | None]:
    found = db.exec(
        select(InboundRaw, Email)
        .outerjoin(Email, col(Email.id) == col(InboundRaw.email_id))
        .where(InboundRaw.ref == ref, col(InboundRaw.state).in_((*WAITING, *_SPAM)))
    ).first()
    if found is None:
        raise NotFound()
    return found[0], found[1]


def original(db: Session, ref: str) -> FileCard:
    """A waiting message as it arrived. Raises `NotFound`.

    One that the provider took apart is its whole form, which is no .eml.
    """
    row, email = _waiting(db, ref)
    if email and email.raw_sha256:
        return FileCard(f"{ref}.eml", "message/rfc822", email.raw_sha256)
    is_form = row.content_type.lower().startswith("multipart/form-data")
    return FileCard(f"{ref}.{'txt' if is_form else 'eml'}", "application/octet-stream", row.sha256)


def file_of_waiting(db: Session, ref: str, file_ref: str) -> FileCard:
    """A file of a waiting message. Raises `NotFound`."""
    _, email = _waiting(db, ref)
    found = db.exec(
        select(EmailAttachment).where(
            EmailAttachment.ref == file_ref, EmailAttachment.email_id == (email.id if email else None)
        )
    ).first()
    if found is None:
        raise NotFound()
    return FileCard(found.name, found.mime, found.sha256)
