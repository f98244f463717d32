"""An email about an invoice as it is being written: what it starts from, what was typed, what leaves."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, select

from invoice_app.invoices.composer import wording as w
from invoice_app.invoices.document import Document
from invoice_app.invoices.letters import usual_words
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.sending import Configured, Envelope, outgoing, post_invoice, sendable
from invoice_app.invoices.sight import sight_of
from invoice_app.mail import drafts
from invoice_app.mail.addresses import normal, safe_name
from invoice_app.mail.answering import (
    Answered,
    answered,
    files_of,
    people_for,
    quoted,
    readers_of,
    subject_for,
)
from invoice_app.mail.chips import ROLES, kept, recipient_of, written
from invoice_app.mail.composing import NoText, Recipient, checked, subject_of, within_limits
from invoice_app.mail.freezing import Attachment
from invoice_app.mail.models import Email, MailDraft
from invoice_app.mail.setup.effective import office
from invoice_app.mail.states import Role, Wish
from invoice_app.mail.templates import UnknownPlaceholder, Words
from invoice_app.members.queries import mailing_of
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.about import About
from invoice_app.shared.files import files
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound, Refusal

UNDO_FOR = timedelta(seconds=10)
LATEST = timedelta(days=366)
ANSWERS = frozenset({Wish.REPLY, Wish.REPLY_ALL, Wish.FORWARD})
_ON = "on"


class NothingToAnswer(Refusal):
    says = Phrase(
        "Choisissez d’abord le courriel auquel répondre, dans l’onglet Courriels.",
        "First choose the email to answer, in the Emails tab.",
    )


class NotATime(Invalid):
    says = Phrase(
        "« {typed} » n’est pas une date et une heure. Écrivez-les ainsi : 2026-11-21 09:30.",
        "“{typed}” is not a date and time. Write it like this: 2026-11-21 09:30.",
    )


class InThePast(Invalid):
    says = Phrase(
        "Ce moment est déjà passé. Choisissez-en un à venir, ou envoyez maintenant.",
        "That moment has already passed. Choose one to come, or send now.",
    )


class TooFarAhead(Invalid):
    says = Phrase(
        "Un envoi se prévoit un an d’avance au plus. Choisissez un moment plus proche.",
        "An email can be scheduled a year ahead at most. Choose a nearer moment.",
    )


@dataclass(frozen=True, slots=True)
class Writing:
    """A draft with what stands around it: the boxes as they are shown, filled where nobody typed."""

    draft: MailDraft
    invoice: Invoice
    document: Document
    answered: Answered | None
    boxes: Mapping[str, str]
    obstacle: Phrase | None = None

    @property
    def is_locked(self) -> bool:
        """A private email is answered and passed on privately, whatever box is ticked."""
        return self.answered is not None and self.answered.is_private

    @property
    def is_private(self) -> bool:
        return self.is_locked or self.boxes["private"] == _ON

    def chips(self, role: str) -> tuple[str, ...]:
        return kept(self.boxes[role])

    def recipients(self) -> tuple[Recipient, ...]:
        return tuple(recipient_of(raw, role) for role in ROLES for raw in self.chips(role))


def begin(
    db: Session, *, ref: str, wish: str, email_ref: str, draft_ref: str = "", by: Viewer, now: datetime
) -> Writing:
    """The email that this person is writing about an invoice, found again or begun.

    Raises `NotFound`, `NotIssued`, `VoidStaysHome`, or `NothingToAnswer`.
    """
    if draft_ref:
        found = writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
        if found.draft.email_id is None:
            return found
        # It has left: the next one of its kind is another.
        wish, email_ref = found.draft.wish, found.answered.email.ref if found.answered else ""
    wish = wish if wish in set(Wish) else Wish.NEW
    if wish in ANSWERS and not email_ref:
        raise NothingToAnswer()
    invoice = sendable(db, ref, by, wish)
    to = _answered(db, invoice, email_ref, by) if wish in ANSWERS else None
    # Held, so that two windows opened at once begin one draft.
    db.exec(select(Invoice.id).where(Invoice.id == invoice.id).with_for_update()).one()
    key = drafts.DraftKey(by.account_id, _about(invoice), wish, to.email.id if to else None)
    return _writing(db, drafts.open_draft(db, key, now=now), invoice, to, by, now)


def writing_of(db: Session, *, ref: str, draft_ref: str, by: Viewer, now: datetime) -> Writing:
    """One's own draft about this invoice, all that it needs still readable. Raises `NotFound` otherwise."""
    draft = drafts.own_draft(db, ref=draft_ref, account_id=by.account_id)
    invoice = sendable(db, ref, by, draft.wish)
    if (draft.about_kind, draft.about_id) != ("invoice", invoice.id):
        raise NotFound()
    email = db.get(Email, draft.answers_id) if draft.answers_id else None
    to = _answered(db, invoice, email.ref, by) if email else None
    return _writing(db, draft, invoice, to, by, now)


def _writing(
    db: Session, draft: MailDraft, invoice: Invoice, to: Answered | None, by: Viewer, now: datetime
) -> Writing:
    document = Document.model_validate_json(invoice.document)
    obstacle = None
    try:
        words = usual_words(db, invoice, document, wish=draft.wish, by_name=by.name, now=now)
    except UnknownPlaceholder as refusal:
        words, obstacle = Words("", ""), refusal.phrase
    boxes = _first_boxes(db, draft.wish, invoice, document, to, words, by) | drafts.typed_in(draft)
    return Writing(draft, invoice, document, to, boxes, obstacle)


def _first_boxes(
    db: Session,
    wish: str,
    invoice: Invoice,
    document: Document,
    to: Answered | None,
    words: Words,
    by: Viewer,
) -> dict[str, str]:
    """What the boxes hold before anybody types."""
    boxes = dict.fromkeys(drafts.BOXES, "")
    boxes["subject"], boxes["message"] = words.subject, words.body
    if to is None:
        mailing = mailing_of(db, invoice.bill_to_id)
        first = [address for _, address in mailing]
        boxes["to"] = "\n".join(written(name, address) for name, address in mailing)
        boxes["cc"] = written(by.name, by.email) if by.email.lower() not in first else ""
        boxes["with_pdf"] = _ON
        return boxes
    people = people_for(wish, to, office=office(db), own_address=by.email)
    boxes |= {role: "\n".join(raws) for role, raws in people.items()}
    boxes["private"] = _ON if to.is_private else ""
    boxes["subject"] = subject_for(wish, to.email.subject, document.language)
    if wish == Wish.FORWARD:
        zone = the_organisation(db).time_zone
        boxes["message"] += "\n\n" + quoted(to, language=document.language, time_zone=zone)
    return boxes


def _answered(db: Session, invoice: Invoice, email_ref: str, by: Viewer) -> Answered:
    return answered(db, ref=email_ref, about=_about(invoice), sight=sight_of(by))


def _about(invoice: Invoice) -> About:
    return About("invoice", invoice.id or 0)


def type_in(
    db: Session, *, ref: str, draft_ref: str, typed: Mapping[str, str], by: Viewer, now: datetime
) -> Writing:
    """Keep some boxes as they are typed. Raises `NotFound` or `AlreadySent`."""
    writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
    drafts.type_in(db, ref=draft_ref, account_id=by.account_id, typed=typed, now=now)
    return writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)


def enclosed_in(db: Session, writing: Writing) -> tuple[Attachment, ...]:
    """The files that were added, and those of the forwarded email that are still ticked."""
    own = [Attachment(f.name, f.mime, files().get(f.sha256)) for f in drafts.files_in(db, writing.draft)]
    return (*passed_on(db, writing), *own)


def passed_on(db: Session, writing: Writing) -> tuple[Attachment, ...]:
    if writing.answered is None or writing.draft.wish != Wish.FORWARD:
        return ()
    left_out = set(writing.boxes["left_out"].split())
    kept_files = [f for f in files_of(db, writing.answered.email.id or 0) if f.ref not in left_out]
    return tuple(Attachment(f.name, f.mime, files().get(f.sha256)) for f in kept_files)


def envelope_of(
    db: Session, writing: Writing, configured: Configured | None, send_at: datetime | None = None
) -> Envelope:
    """What was written, ready to be shown or to leave."""
    return Envelope(
        nonce=f"draft:{drafts.press(writing.draft)}",
        recipients=writing.recipients(),
        subject=writing.boxes["subject"] or " ",
        message=writing.boxes["message"] or " ",
        private=writing.is_private,
        with_pdf=writing.boxes["with_pdf"] == _ON,
        configured=configured,
        enclosed=enclosed_in(db, writing),
        wish=writing.draft.wish,
        answers=writing.answered,
        send_at=send_at,
        undo_for=UNDO_FOR,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """An email as its recipients will get it; `html` is what leaves, character for character."""

    sender: str
    to_line: str
    cc_line: str
    bcc_line: str
    subject: str
    html: str
    files: tuple[str, ...]


def shown(
    db: Session, *, ref: str, draft_ref: str, configured: Configured | None, by: Viewer, now: datetime
) -> Shown:
    """The preview: the same function makes it and what is posted."""
    writing = writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
    envelope = envelope_of(db, writing, configured)
    pdf = files().get(writing.invoice.pdf_sha256)
    leaves = outgoing(db, invoice=writing.invoice, envelope=envelope, pdf=pdf, by=by, now=now)
    people = {
        role: ", ".join(written(r.name, r.address) for r in envelope.recipients if r.role == role)
        for role in ROLES
    }
    return Shown(
        sender=written(leaves.from_name, office(db).from_address),
        to_line=people[Role.TO],
        cc_line=people[Role.CC],
        bcc_line=people[Role.BCC],
        subject=" ".join(leaves.subject.split())[:255],
        html=leaves.bodies.html.replace("\x00", ""),
        files=tuple(file.name for file in leaves.attachments),
    )


def post_draft(
    db: Session, *, ref: str, draft_ref: str, configured: Configured | None, by: Viewer, now: datetime
) -> Email:
    """One press of Send: the email is queued once, however many windows press, and the draft is its own.

    Raises an `Invalid` whose field is `recipients`, `subject`, `text`, `attachments` or `send_at`.
    """
    drafts.own_draft(db, ref=draft_ref, account_id=by.account_id, to_change=True)
    writing = writing_of(db, ref=ref, draft_ref=draft_ref, by=by, now=now)
    if writing.draft.email_id is not None:
        return db.get_one(Email, writing.draft.email_id)
    checked(writing.recipients(), office(db))
    subject_of(writing.boxes["subject"])
    if not writing.boxes["message"].strip():
        raise NoText(field="text")
    leaves_at = moment_of(db, writing.boxes["send_at"], now)
    envelope = envelope_of(db, writing, configured, leaves_at)
    within_limits(envelope.enclosed)
    pdf = files().get(writing.invoice.pdf_sha256)
    email = post_invoice(db, invoice=writing.invoice, envelope=envelope, pdf=pdf, by=by, now=now)
    drafts.mark_sent(db, writing.draft, email.id or 0)
    return email


def moment_of(db: Session, typed: str, now: datetime) -> datetime | None:
    """`2026-11-21T09:30` where the organisation is, as an instant; `None` for now.

    Raises `NotATime`, `InThePast` or `TooFarAhead`.
    """
    if not typed.strip():
        return None
    try:
        local = datetime.fromisoformat(typed.strip()[:16].replace(" ", "T"))
        moment = local.replace(tzinfo=ZoneInfo(the_organisation(db).time_zone)).astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        raise NotATime(field="send_at", typed=typed.strip()[:40]) from None
    if moment <= now:
        raise InThePast(field="send_at")
    if moment > now + LATEST:
        raise TooFarAhead(field="send_at")
    return moment


def mime_of(name: str) -> str:
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def audience(db: Session, writing: Writing, by: Viewer, language: str) -> str:
    """« Visible par : … », as the Private box and the chips stand."""
    if not writing.is_private:
        return w.OPEN_TO.to(language)
    # One that cannot be written to is told nothing.
    people = [by.name, *[safe_name(r.name) or r.address for r in writing.recipients() if normal(r.address)]]
    if writing.answered is not None and writing.is_locked and writing.draft.wish != Wish.FORWARD:
        known = {r.address.lower() for r in writing.recipients()} | {by.email.lower()}
        people += [
            a for a in readers_of(db, writing.answered.conversation, sight=sight_of(by)) if a not in known
        ]
    named = dict.fromkeys([*people, w.ADMINS.to(language)])
    return w.VISIBLE_TO.filled(people=", ".join(named)).to(language)
