"""What can be done to members, contacts and companies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from invoice_app.members.models import Customer, CustomerKind
from invoice_app.members.queries import customer_by_ref, holder_of_number, next_member_number, typed_of
from invoice_app.members.rules import Unfit, clean_customer, number_key, search_text, sort_name
from invoice_app.members.wording import FIELD_LABELS
from invoice_app.shared import live
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, Invalid, NotFound, Refusal


class MemberNumberTaken(Invalid):
    says = Phrase(
        "Ce numéro est déjà celui de {name}. Le prochain libre est {free}.",
        "This number is already {name}’s. The next free one is {free}.",
    )


class MemberNumberJustTaken(Refusal):
    says = Phrase(
        "Ce numéro de membre vient d’être donné à quelqu’un d’autre. "
        "Enregistrez de nouveau pour voir le suivant.",
        "This member number has just been given to someone else. Save again to see the next one.",
    )


class CompanyGone(Invalid):
    says = Phrase(
        "Cette entreprise n’existe plus ou est archivée. Choisissez-en une autre.",
        "This company no longer exists or is archived. Choose another one.",
    )


class KindFixed(Invalid):
    says = Phrase(
        "Une entreprise reste une entreprise, et une personne, une personne. Créez une autre fiche.",
        "A company stays a company, and a person stays a person. Create another record.",
    )


class ChangedMeanwhile(ChangedElsewhere):
    """Someone saved first: `saved` is the record as it is now, by box, and `version` its version."""

    says = Phrase(
        "Quelqu’un d’autre vient de modifier cette fiche : {labels}. Ce que vous avez écrit est resté ; "
        "vérifiez, puis enregistrez de nouveau.",
        "Someone else has just changed this record: {labels}. What you wrote is still there; "
        "check it, then save again.",
    )

    def __init__(self, saved: dict[str, str], version: int, labels: Phrase) -> None:
        super().__init__(labels=labels)
        self.saved = saved
        self.version = version


def add(db: Session, *, typed: Mapping[str, str], now: datetime) -> Customer:
    """Add a record. `typed` has the form's boxes by name, with `kind`; `company` is a company's ref.

    Raises `Unfit`, with every fault.
    """
    customer = Customer(kind=_kind(typed), name="", sort_name="", created_at=now)
    _fill(db, customer, typed)
    save(db, customer)
    return customer


def change(
    db: Session, *, ref: str, typed: Mapping[str, str], before: Mapping[str, str], version: int
) -> Customer:
    """Save a form; `before` and `version` are the record as it was when the form was opened.

    Raises `ChangedMeanwhile` when another box-by-box version was saved since, or `Unfit`.
    """
    customer = customer_by_ref(db, ref, to_change=True)
    if customer.version != version:
        _refuse_if_different(db, customer, before)
    if (_kind(typed) == CustomerKind.COMPANY) != (customer.kind == CustomerKind.COMPANY):
        raise KindFixed(field="kind")
    renamed = customer.name
    customer.kind = _kind(typed)
    _fill(db, customer, typed)
    customer.version += 1
    save(db, customer)
    if customer.kind == CustomerKind.COMPANY and customer.name != renamed:
        _index_people(db, customer)
    return customer


def set_billing(db: Session, *, ref: str, bills: bool) -> Customer:
    """Say whether one of a company's people receives its invoices."""
    customer = customer_by_ref(db, ref, to_change=True)
    if customer.company_id is None:
        raise NotFound()
    customer.bills = bills
    customer.version += 1
    save(db, customer)
    return customer


def archive(db: Session, *, ref: str, now: datetime) -> Customer:
    """Take a record out of lists and pickers; its invoices and its own sign-in stay."""
    customer = customer_by_ref(db, ref, to_change=True)
    customer.archived_at = customer.archived_at or now
    save(db, customer)
    return customer


def restore(db: Session, *, ref: str) -> Customer:
    customer = customer_by_ref(db, ref, to_change=True)
    customer.archived_at = None
    save(db, customer)
    return customer


def _kind(typed: Mapping[str, str]) -> CustomerKind:
    try:
        return CustomerKind(typed.get("kind", ""))
    except ValueError:
        raise NotFound() from None


def _refuse_if_different(db: Session, customer: Customer, before: Mapping[str, str]) -> None:
    saved = typed_of(db, customer)
    changed = [FIELD_LABELS[name] for name, now in saved.items() if now != before.get(name, "")]
    if changed:
        labels = Phrase(", ".join(c.fr for c in changed), ", ".join(c.en for c in changed))
        raise ChangedMeanwhile(saved, customer.version, labels)


def _fill(db: Session, customer: Customer, typed: Mapping[str, str]) -> None:
    """Put what was typed into the record; every fault is raised together."""
    faults: list[Invalid] = []
    company = _company_typed(db, customer, typed, faults)
    _refuse_taken_number(db, customer, typed, faults)
    try:
        columns = clean_customer(customer.kind, typed)
    except Unfit as unfit:
        raise Unfit((*unfit.faults, *faults)) from None
    if faults:
        raise Unfit(tuple(faults))
    customer.sqlmodel_update(columns)
    customer.company_id = company.id if company else None
    customer.bills = company is not None and typed.get("bills", "") != ""
    _index(customer, company)


def _company_typed(
    db: Session, customer: Customer, typed: Mapping[str, str], faults: list[Invalid]
) -> Customer | None:
    ref = typed.get("company", "")
    if not ref or customer.kind == CustomerKind.COMPANY:
        return None
    company = db.exec(select(Customer).where(Customer.ref == ref)).first()
    stays = company is not None and company.id == customer.company_id
    if company is None or company.kind != CustomerKind.COMPANY or (company.archived_at and not stays):
        faults.append(CompanyGone(field="company"))
        return None
    return company


def _refuse_taken_number(
    db: Session, customer: Customer, typed: Mapping[str, str], faults: list[Invalid]
) -> None:
    if customer.kind == CustomerKind.CONTACT:
        return
    holder = holder_of_number(db, typed.get("member_number", ""))
    if holder is not None and holder.id != customer.id:
        free = next_member_number(db)
        faults.append(MemberNumberTaken(field="member_number", name=holder.name, free=free))


def _index(customer: Customer, company: Customer | None) -> None:
    customer.sort_name = sort_name(customer.given_name, customer.family_name, customer.name)
    customer.number_key = number_key(customer.member_number)
    customer.search = search_text(
        customer.name, customer.member_number, company.name if company else "", customer.email
    )


def _index_people(db: Session, company: Customer) -> None:
    for person in db.exec(select(Customer).where(Customer.company_id == company.id)):
        _index(person, company)
        db.add(person)
        live.touch(db, f"member:{person.ref}")


def save(db: Session, customer: Customer) -> None:
    """Write a record and tell its pages. Raises `MemberNumberJustTaken`."""
    try:
        with db.begin_nested():
            db.add(customer)
            db.flush()
    except IntegrityError as refused:
        if "number_key" not in str(refused.orig):
            raise
        # Two transactions passed the check at once; the unique index let only one through.
        raise MemberNumberJustTaken() from None
    live.touch(db, "members", f"member:{customer.ref}")
    if customer.company_id:
        company = db.get(Customer, customer.company_id)
        live.touch(db, *([f"member:{company.ref}"] if company else []))
