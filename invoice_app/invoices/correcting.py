"""What every correction of an issued invoice asks first: which invoice, whose it is, and why."""

from __future__ import annotations

from sqlmodel import Session, select

from invoice_app.invoices.credits import credit_note_of
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.queries import readable_invoice
from invoice_app.shared.about import About
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, Refusal

MOST_REASON = 500


class ReasonNeeded(Invalid):
    says = Phrase(
        "Écrivez pourquoi, en quelques mots\u00a0: le client et les comptes en auront besoin.",
        "Write why, in a few words: the client and the books will need it.",
    )


class NotIssuedYet(Refusal):
    says = Phrase(
        "Cette facture est encore un brouillon\u00a0: modifiez-la, ou jetez-la.",
        "This invoice is still a draft: edit it, or discard it.",
    )


class AlreadyVoid(Refusal):
    says = Phrase(
        "Cette facture est déjà annulée. Faites-en une nouvelle.",
        "This invoice is already void. Make a new one.",
    )


class AlreadyCredited(Refusal):
    says = Phrase(
        "Cette facture est déjà créditée par la note {number}. Faites une nouvelle facture.",
        "This invoice is already credited by note {number}. Make a new invoice.",
    )


class NoteStands(Refusal):
    says = Phrase(
        "Une note de crédit ne s’annule pas et ne se crédite pas. Faites une nouvelle facture.",
        "A credit note is neither voided nor credited. Make a new invoice.",
    )


class CorrectedInItsContract(Refusal):
    says = Phrase(
        "Cette facture est une demande de paiement\u00a0: corrigez-la depuis la demande, dans son contrat.",
        "This invoice is an application for payment: correct it from the application, in its contract.",
    )


def to_correct(
    db: Session, *, ref: str, by: Viewer, within: About | None = None, locked: bool = False
) -> Invoice:
    """An issued invoice that stands, not yet credited. `locked`, nobody pays or corrects it meanwhile.

    `within` is the record under which another room corrects it, and that room has looked at who may: an
    application for payment is corrected with its contract or not at all. Raises `NotFound` or a refusal
    of above.
    """
    if within is None:
        readable_invoice(db, ref=ref, viewer=by)
    asked = select(Invoice).where(Invoice.ref == ref).execution_options(populate_existing=True)
    invoice = db.exec(asked.with_for_update() if locked else asked).one()
    if invoice.status == InvoiceStatus.DRAFT:
        raise NotIssuedYet()
    if invoice.kind == DocumentKind.CREDIT:
        raise NoteStands()
    if invoice.status == InvoiceStatus.VOID:
        raise AlreadyVoid()
    if note := credit_note_of(db, invoice):
        raise AlreadyCredited(number=note.number)
    if invoice.kind == DocumentKind.PROGRESS and within != About(invoice.under_kind, invoice.under_id or 0):
        raise CorrectedInItsContract()
    return invoice


def clean_reason(typed: str) -> str:
    """The reason as it is kept and printed. Raises `ReasonNeeded`."""
    reason = " ".join(typed.split())[:MOST_REASON]
    if not reason:
        raise ReasonNeeded(field="reason")
    return reason
