"""Taking an email back before it leaves: « Annuler » after Send, and what is planned for later."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from invoice_app.invoices.composer import wording as w
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import readable_invoice
from invoice_app.mail import actions as mail
from invoice_app.mail import drafts
from invoice_app.mail.models import Email, MailDraft, OutboxItem
from invoice_app.mail.states import EmailStatus, Wish
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import instant_text
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal


class TooLate(Refusal):
    says = Phrase(
        "Trop tard : ce courriel est déjà parti. Écrivez à ses destinataires si quelque chose n’allait pas.",
        "Too late: this email has already left. Write to its recipients if something was wrong.",
    )


@dataclass(frozen=True, slots=True)
class TakenBack:
    """Where the draft is, as it was typed."""

    invoice_ref: str
    draft_ref: str


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """One's own draft, or one's own email that waits for its hour, beside an invoice.

    `ref` is a draft's, or an email's where `is_planned`.
    """

    ref: str
    words: str
    subject: str
    is_planned: bool


def take_back(db: Session, *, email_ref: str, by: Viewer, now: datetime) -> TakenBack:
    """Stop one's own email that has not left, and give its draft back. Raises `NotFound` or `TooLate`."""
    found = db.exec(
        select(Email, MailDraft)
        .join(MailDraft, col(MailDraft.email_id) == col(Email.id))
        .where(Email.ref == email_ref, MailDraft.account_id == by.account_id)
    ).first()
    if found is None:
        raise NotFound()
    email, draft = found
    invoice = db.get_one(Invoice, draft.about_id)
    readable_invoice(db, ref=invoice.ref, viewer=by)
    try:
        stopped = mail.cancel(db, email_ref=email_ref)
    except mail.NotInThatState:
        raise TooLate() from None
    if stopped.status != EmailStatus.CANCELLED:
        # It may have left before: to write it anew would be to send it twice.
        raise TooLate()
    drafts.give_back(db, email_id=email.id or 0, account_id=by.account_id, now=now)
    record(db, About("invoice", invoice.id or 0), w.SENDING_CANCELLED, by=by, now=now)
    live.touch(db, "invoices", f"invoice:{invoice.ref}")
    return TakenBack(invoice.ref, draft.ref)


def throw_away(db: Session, *, ref: str, draft_ref: str, by: Viewer) -> None:
    """Erase one's own draft beside an invoice that one may still read. Raises `NotFound`."""
    invoice = readable_invoice(db, ref=ref, viewer=by)
    draft = drafts.own_draft(db, ref=draft_ref, account_id=by.account_id)
    if (draft.about_kind, draft.about_id) != ("invoice", invoice.id):
        raise NotFound()
    drafts.discard(db, ref=draft_ref, account_id=by.account_id)


def left_behind(db: Session, *, ref: str, by: Viewer, language: str, now: datetime) -> tuple[LeftBehind, ...]:
    """One's own drafts and planned emails beside an invoice, what leaves first before what is unfinished."""
    invoice = readable_invoice(db, ref=ref, viewer=by)
    about, zone = About("invoice", invoice.id or 0), the_organisation(db).time_zone
    planned = db.exec(
        select(Email)
        .join(MailDraft, col(MailDraft.email_id) == col(Email.id))
        .join(OutboxItem, col(OutboxItem.email_id) == col(Email.id))
        .where(
            MailDraft.account_id == by.account_id,
            MailDraft.about_kind == about.kind,
            MailDraft.about_id == about.id,
            OutboxItem.state == EmailStatus.QUEUED,
            col(Email.send_at) > now,
        )
        .order_by(col(Email.send_at))
    ).all()
    return (
        *(
            LeftBehind(
                email.ref,
                w.PLANNED_FOR.filled(when=instant_text(email.send_at or now, zone, language)).to(language),
                email.subject,
                True,
            )
            for email in planned
        ),
        *(
            LeftBehind(
                draft.ref,
                w.DRAFT_OF.filled(
                    what=w.WISHES[Wish(draft.wish)], when=instant_text(draft.changed_at, zone, language)
                ).to(language),
                drafts.typed_in(draft).get("subject", ""),
                False,
            )
            for draft in drafts.drafts_beside(db, about, account_id=by.account_id)
        ),
    )
