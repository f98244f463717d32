"""Drafts: begun, typed into, thrown away. Each change is a small patch, so two windows can type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import Session, col, select

from invoice_app.invoices.models import CatalogueItem, Invoice, InvoiceStatus, PdfProfile
from invoice_app.invoices.typed import MOST_LINES, Typed, TypedLine, Understood, new_line, understood
from invoice_app.members.models import Customer
from invoice_app.members.queries import customer_by_ref, payers_for
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.tax_rates import rates_on
from invoice_app.shared import live
from invoice_app.shared.dates import day_of
from invoice_app.shared.money import typed_text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound, Refusal

_FIELDS = {"issue_on": 20, "terms_days": 3, "note": 2000}
_LINE_FIELDS = {"description": 2000, "quantity": 40, "unit_price": 40, "tax_class": 10}


class AlreadyIssued(Refusal):
    says = Phrase(
        "Cette facture est déjà émise : elle ne change plus. Ouvrez-la pour la voir.",
        "This invoice is already issued: it never changes. Open it to see it.",
    )


class TooManyLines(Refusal):
    says = Phrase(
        "Une facture porte au plus {most} lignes. Faites-en une deuxième.",
        "An invoice carries at most {most} lines. Make a second one.",
    )


class NotAPayer(Invalid):
    says = Phrase(
        "Cette personne ou entreprise ne peut pas payer pour ce membre. Choisissez dans la liste.",
        "This person or company cannot pay for this member. Choose from the list.",
    )


class CustomerArchived(Refusal):
    says = Phrase(
        "Cette fiche est archivée. Restaurez-la avant de produire une facture.",
        "This record is archived. Restore it before issuing an invoice.",
    )


def begin(db: Session, *, customer_ref: str, by: Viewer, now: datetime) -> Invoice:
    """A draft for a customer: the author's own that nothing was typed into yet, or a new one."""
    customer = customer_by_ref(db, customer_ref)
    if customer.archived_at is not None:
        raise CustomerArchived()
    untouched = db.exec(
        select(Invoice).where(
            Invoice.customer_id == customer.id,
            Invoice.created_by == by.account_id,
            Invoice.status == InvoiceStatus.DRAFT,
            Invoice.version == 1,
        )
    ).first()
    return untouched or _new(db, customer, by, now)


def _new(db: Session, customer: Customer, by: Viewer, now: datetime) -> Invoice:
    organisation = the_organisation(db)
    typed = Typed(
        language=by.language,
        lines=[new_line()],
        issue_on=day_of(now, organisation.time_zone).isoformat(),
        terms_days=str(organisation.terms_days),
    )
    draft = Invoice(
        customer_id=customer.id or 0,
        bill_to_id=customer.id or 0,
        bill_to_name=customer.name,
        search=customer.search,
        language=customer.language,
        currency=organisation.currency,
        typed=typed.model_dump_json(),
        created_at=now,
        created_by=by.account_id,
    )
    db.add(draft)
    db.flush()
    return draft


def the_draft(db: Session, ref: str, *, locked: bool = False) -> Invoice:
    """A draft by its address. Raises `NotFound`, or `AlreadyIssued`."""
    asked = select(Invoice).where(Invoice.ref == ref)
    invoice = db.exec(asked.with_for_update() if locked else asked).first()
    if invoice is None:
        raise NotFound()
    if invoice.status != InvoiceStatus.DRAFT:
        raise AlreadyIssued()
    return invoice


def type_field(db: Session, *, ref: str, field: str, text: str) -> Invoice:
    """Keep what was typed into a box of the draft (`issue_on`, `terms_days`, `note`)."""
    if field not in _FIELDS:
        raise NotFound()
    return _patched(db, ref, lambda typed: setattr(typed, field, text[: _FIELDS[field]]))


def type_in_line(db: Session, *, ref: str, key: str, field: str, text: str) -> Invoice:
    """Keep what was typed into a box of a line; a line removed meanwhile stays removed."""
    if field not in _LINE_FIELDS:
        raise NotFound()

    def patch(typed: Typed) -> None:
        if line := typed.line(key):
            setattr(line, field, text[: _LINE_FIELDS[field]])

    return _patched(db, ref, patch)


def add_line(db: Session, *, ref: str) -> Invoice:
    def patch(typed: Typed) -> None:
        if len(typed.lines) >= MOST_LINES:
            raise TooManyLines(most=MOST_LINES)
        typed.lines.append(new_line())

    return _patched(db, ref, patch)


def remove_line(db: Session, *, ref: str, key: str) -> Invoice:
    """Take a line out; the last one leaves an empty one behind."""

    def patch(typed: Typed) -> None:
        typed.lines = [line for line in typed.lines if line.key != key] or [new_line()]

    return _patched(db, ref, patch)


def use_item(db: Session, *, ref: str, key: str, item_ref: str) -> Invoice:
    """Fill a line from the catalogue, in the customer's language; it can be changed afterwards."""
    item = db.exec(
        select(CatalogueItem).where(CatalogueItem.ref == item_ref, col(CatalogueItem.archived_at).is_(None))
    ).first()
    if item is None:
        raise NotFound()
    language = the_draft(db, ref).language

    def patch(typed: Typed) -> None:
        if line := typed.line(key):
            _fill(line, item, language, typed.language)

    return _patched(db, ref, patch)


def _fill(line: TypedLine, item: CatalogueItem, document_language: str, typing_language: str) -> None:
    english = item.description_en or item.description_fr
    both = f"{item.description_fr}\n{english}" if english != item.description_fr else english
    line.item = item.ref
    line.description = {"en": english, "both": both}.get(document_language, item.description_fr)
    line.unit_price = typed_text(item.unit_price, typing_language)
    line.tax_class = item.tax_class
    # The boxes are the browser's own: a new revision draws them afresh with what was filled in.
    line.revision += 1


def bill_to(db: Session, *, ref: str, payer_ref: str) -> Invoice:
    """Choose who pays: the customer, or the company they belong to."""
    draft = the_draft(db, ref, locked=True)
    if payer_ref not in {choice.ref for choice in payers_for(db, draft.customer_id)}:
        raise NotAPayer()
    payer = customer_by_ref(db, payer_ref)
    customer = db.get_one(Customer, draft.customer_id)
    draft.bill_to_id, draft.bill_to_name, draft.language = payer.id or 0, payer.name, payer.language
    draft.search = customer.search if payer.id == customer.id else f"{customer.search} {payer.search}"[:600]
    return _touched(db, draft)


def discard(db: Session, *, ref: str) -> None:
    """Erase a draft; it had no number."""
    draft = the_draft(db, ref, locked=True)
    # Its number in the database may be given again, to an invoice that has nothing to do with these.
    if options := db.get(PdfProfile, ("invoice", draft.id)):
        db.delete(options)
    db.delete(draft)
    live.touch(db, "invoices", f"invoice:{ref}")


def _patched(db: Session, ref: str, patch: Callable[[Typed], None]) -> Invoice:
    """Read, change and write in one transaction, so that two windows never undo each other."""
    draft = the_draft(db, ref, locked=True)
    typed = Typed.model_validate_json(draft.typed)
    patch(typed)
    draft.typed = typed.model_dump_json()
    meaning = understood(typed, rates_on(db, on=typed_day(typed, draft)))
    draft.subtotal, draft.total = meaning.figures.subtotal, meaning.figures.total
    draft.issue_on, draft.due_on = meaning.issue_on, meaning.due_on
    return _touched(db, draft)


def _touched(db: Session, draft: Invoice) -> Invoice:
    draft.version += 1
    db.add(draft)
    live.touch(db, "invoices", f"invoice:{draft.ref}")
    return draft


def typed_day(typed: Typed, draft: Invoice) -> date:
    """The day whose tax rates apply; while the date cannot be read, the day the draft was begun."""
    try:
        return date.fromisoformat(typed.issue_on.strip())
    except ValueError:
        return draft.created_at.date()


def meaning_of(db: Session, draft: Invoice) -> tuple[Typed, Understood]:
    """What was typed into a draft, and what it means."""
    typed = Typed.model_validate_json(draft.typed)
    return typed, understood(typed, rates_on(db, on=typed_day(typed, draft)))
