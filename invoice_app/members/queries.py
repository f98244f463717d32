"""Questions about members, contacts and companies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from invoice_app.accounts.models import Account
from invoice_app.members.models import Customer, CustomerKind
from invoice_app.members.rules import next_number, number_key
from invoice_app.members.wording import COUNTRIES, LANGUAGES
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.dates import day_of, long_text
from invoice_app.shared.folding import search_words
from invoice_app.shared.refusals import NotFound

_Company = aliased(Customer)


@dataclass(frozen=True, slots=True)
class CustomerCard:
    """A record as it is read. `account` is none, invited, active or disabled."""

    ref: str = ""
    kind: str = ""
    name: str = ""
    number: str = ""
    role: str = ""
    company: str = ""
    company_ref: str = ""
    bills: bool = False
    email: str = ""
    phone: str = ""
    language: str = ""
    address: list[str] = field(default_factory=list)
    note: str = ""
    account: str = "none"
    account_email: str = ""
    added: str = ""
    archived: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One of a company's people."""

    ref: str
    name: str
    role: str
    email: str
    bills: bool


@dataclass(frozen=True, slots=True)
class CustomerChoice:
    """A record to choose from a few; `detail` tells two of the same name apart."""

    ref: str
    name: str
    kind: str
    email: str
    city: str
    detail: str


def customer_by_ref(db: Session, ref: str, *, to_change: bool = False) -> Customer:
    """The record, locked until the transaction ends when it is `to_change`. Raises `NotFound`."""
    asked = select(Customer).where(Customer.ref == ref)
    # Read again even if this session has it: what another transaction has just saved is what counts.
    asked = asked.with_for_update().execution_options(populate_existing=True) if to_change else asked
    found = db.exec(asked).first()
    if found is None:
        raise NotFound()
    return found


def customer_card(db: Session, ref: str, language: str) -> CustomerCard:
    """A record as it is read in a language. Raises `NotFound`."""
    customer = customer_by_ref(db, ref)
    company = db.get(Customer, customer.company_id) if customer.company_id else None
    account = db.get(Account, customer.account_id) if customer.account_id else None
    return CustomerCard(
        ref=customer.ref,
        kind=customer.kind,
        name=customer.name,
        number=customer.member_number,
        role=customer.role_title,
        company=company.name if company else "",
        company_ref=company.ref if company else "",
        bills=customer.bills,
        email=customer.email,
        phone=customer.phone,
        language=LANGUAGES[customer.language].to(language),
        address=list(address_lines(customer, language)),
        note=customer.note,
        account=_account_status(account),
        account_email=account.email if account else "",
        added=_day(db, customer.created_at, language),
        archived=_day(db, customer.archived_at, language) if customer.archived_at else "",
    )


def _account_status(account: Account | None) -> str:
    if account is None:
        return "none"
    if account.disabled_at:
        return "disabled"
    return "active" if account.password_hash else "invited"


def _day(db: Session, instant: datetime, language: str) -> str:
    return long_text(day_of(instant, the_organisation(db).time_zone), language)


def typed_of(db: Session, customer: Customer) -> dict[str, str]:
    """The record as the boxes of its form would hold it; `company` is the company's ref."""
    company = db.get(Customer, customer.company_id) if customer.company_id else None
    return {
        "kind": customer.kind,
        "given_name": customer.given_name,
        "family_name": customer.family_name,
        "company_name": customer.name if customer.kind == CustomerKind.COMPANY else "",
        "member_number": customer.member_number,
        "company": company.ref if company else "",
        "role_title": customer.role_title,
        "bills": "on" if customer.bills else "",
        "email": customer.email,
        "phone": customer.phone,
        "language": customer.language,
        "street": customer.street,
        "city": customer.city,
        "province": customer.province,
        "postal_code": customer.postal_code,
        "country": customer.country,
        "note": customer.note,
    }


def people_of(db: Session, company_ref: str, limit: int = 500) -> list[PersonRow]:
    """A company's people who are not archived, by name."""
    rows = db.execute(
        select_columns(
            col(Customer.ref),
            col(Customer.name),
            col(Customer.role_title),
            col(Customer.email),
            col(Customer.bills),
        )
        .join(_Company, col(_Company.id) == Customer.company_id)
        .where(col(_Company.ref) == company_ref, col(Customer.archived_at).is_(None))
        .order_by(Customer.sort_name, col(Customer.id))
        .limit(limit)
    )
    return [PersonRow(*row) for row in rows]


def how_many_people(db: Session, company_ref: str) -> int:
    """How many people of a company are not archived."""
    return db.exec(
        select(func.count())
        .select_from(Customer)
        .join(_Company, col(_Company.id) == Customer.company_id)
        .where(col(_Company.ref) == company_ref, col(Customer.archived_at).is_(None))
    ).one()


def customers_of_account(db: Session, account_id: int) -> tuple[int, ...]:
    """Whose invoices an account may see: its own records, and a company whose invoices it receives."""
    own = db.exec(
        select(Customer.id, Customer.company_id, Customer.bills)
        .where(Customer.account_id == account_id)
        .order_by(col(Customer.id))
    ).all()
    ids = [own_id for own_id, _, _ in own] + [company for _, company, bills in own if bills]
    return tuple(dict.fromkeys(known for known in ids if known))


def find_customers(db: Session, text: str, limit: int = 8, *, kind: str = "") -> list[CustomerChoice]:
    """Records to choose from as one types, those whose name begins so first; archived ones left out.

    Before anything is typed: the first of the list.
    """
    words = search_words(text)
    asked = _choices().where(col(Customer.archived_at).is_(None))
    if kind:
        asked = asked.where(Customer.kind == kind)
    for word in words:
        asked = asked.where(col(Customer.search).contains(word, autoescape=True))
    if words:
        begins = col(Customer.sort_name).startswith(words[0], autoescape=True)
        asked = asked.order_by(case((begins, 0), else_=1))
    rows = db.execute(asked.order_by(Customer.sort_name, col(Customer.id)).limit(limit))
    return [_choice(*row) for row in rows]


def payers_for(db: Session, customer_id: int) -> list[CustomerChoice]:
    """Who may pay for a customer: themselves, then the company they belong to."""
    customer = db.get(Customer, customer_id)
    if customer is None:
        raise NotFound()
    wanted = [customer.id, customer.company_id]
    rows = db.execute(_choices().where(col(Customer.id).in_([i for i in wanted if i]))).all()
    return sorted((_choice(*row) for row in rows), key=lambda choice: choice.ref != customer.ref)


def _choices() -> Any:
    return select_columns(
        col(Customer.ref),
        col(Customer.name),
        col(Customer.kind),
        col(Customer.member_number),
        col(_Company.name),
        col(Customer.city),
        col(Customer.email),
    ).outerjoin(_Company, col(_Company.id) == Customer.company_id)


def _choice(
    ref: str, name: str, kind: str, number: str, company: str | None, city: str, email: str
) -> CustomerChoice:
    detail = " · ".join(part for part in (number, company, city, email) if part)
    return CustomerChoice(ref, name, kind, email, city, detail)


def mailing_of(db: Session, customer_id: int) -> list[tuple[str, str]]:
    """Name and address of those an invoice goes to; nobody when no address is known.

    A person: their own. A company: its people who receive its invoices, else its own address.
    """
    customer = db.get(Customer, customer_id)
    if customer is None:
        raise NotFound()
    # Two people can share an office's address: it gets the invoice once.
    people: dict[str, str] = {}
    if customer.kind == CustomerKind.COMPANY:
        rows = db.exec(
            select(Customer.name, Customer.email)
            .where(
                Customer.company_id == customer_id,
                col(Customer.bills).is_(True),
                col(Customer.archived_at).is_(None),
                Customer.email != "",
            )
            .order_by(Customer.sort_name, col(Customer.id))
        )
        for name, email in rows:
            people.setdefault(email, name)
    if not people and customer.email:
        people[customer.email] = customer.name
    return [(name, email) for email, name in people.items()]


def address_lines(customer: Customer, language: str = "fr") -> tuple[str, ...]:
    """The postal address as it is printed, without empty lines; the country only outside Canada."""
    if customer.country == "CA":
        # A province with nothing beside it is the form's default, not an address.
        known = customer.street or customer.city or customer.postal_code
        town = f"{customer.city} ({customer.province})".strip() if known else ""
        lines = [customer.street, f"{town}  {customer.postal_code}".strip()]
    else:
        town = " ".join(part for part in (customer.city, customer.province, customer.postal_code) if part)
        lines = [customer.street, town, COUNTRIES[customer.country].to(language).upper()]
    return tuple(line for line in lines if line)


def next_member_number(db: Session) -> str:
    """The number to offer to the next member: the one after the highest."""
    keyed = col(Customer.number_key).is_not(None)
    highest = db.exec(
        select(Customer.member_number).where(keyed).order_by(col(Customer.number_key).desc()).limit(1)
    ).first()
    return next_number(highest) if highest else "1"


def holder_of_number(db: Session, number: str) -> Customer | None:
    """Who has this member number, however it is written."""
    key = number_key(number)
    return db.exec(select(Customer).where(Customer.number_key == key)).first() if key else None
