"""The list of members and contacts: searched, sorted and paged by the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select as select_columns
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from invoice_app.members.models import Customer, CustomerKind
from invoice_app.members.wording import ONE_RECORD, RECORDS, SHOWN
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.dates import day_of, short_text
from invoice_app.shared.folding import search_words
from invoice_app.shared.money import number_text

PAGE = 50
ARCHIVED = "archived"
KINDS = ("", *CustomerKind, ARCHIVED)
_COMPANY = aliased(Customer)
# In the order of `_row`.
_COLUMNS = tuple(
    col(column)
    for column in (
        Customer.ref,
        Customer.kind,
        Customer.given_name,
        Customer.family_name,
        Customer.name,
        Customer.member_number,
        Customer.role_title,
        _COMPANY.name,
        Customer.email,
        Customer.city,
        Customer.created_at,
    )
)
_ORDERS: Mapping[str, tuple[Any, ...]] = {
    "name": (col(Customer.sort_name).asc(), col(Customer.id).asc()),
    "-name": (col(Customer.sort_name).desc(), col(Customer.id).desc()),
    # Those without a number come last both ways.
    "number": (col(Customer.number_key).asc().nulls_last(), col(Customer.id).asc()),
    "-number": (col(Customer.number_key).desc().nulls_last(), col(Customer.id).desc()),
    "added": (col(Customer.created_at).asc(), col(Customer.id).asc()),
    "-added": (col(Customer.created_at).desc(), col(Customer.id).desc()),
}


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A line of the list. `name` has the family name first, which is how the list is sorted."""

    ref: str
    kind: str
    name: str
    number: str
    role: str
    company: str
    email: str
    city: str
    added: str


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of the list; `count` is « 312 fiches », `shown` « 51–100 sur 312 »."""

    rows: list[CustomerRow]
    page: int
    total: int
    count: str
    shown: str
    has_earlier: bool
    has_later: bool


def page_of_customers(
    db: Session, *, search: str = "", kind: str = "", sort: str = "name", page: int = 1, language: str = "fr"
) -> CustomerPage:
    """A page of 50. `kind` is one of `KINDS`, `sort` name, number or added, `-` before it for backwards.

    What is not known is read as the ordinary list; a page past the end as the last one.
    """
    conditions = _conditions(kind, search)
    total = db.exec(select(func.count()).select_from(Customer).where(*conditions)).one()
    page = min(max(page, 1), max(1, -(-total // PAGE)))
    time_zone = the_organisation(db).time_zone
    rows = [_row(time_zone, *found) for found in _page(db, conditions, sort, page)]
    first = (page - 1) * PAGE + 1
    return CustomerPage(
        rows=rows,
        page=page,
        total=total,
        count=_count(total, language),
        shown=_shown(first, first + len(rows) - 1, total, language),
        has_earlier=page > 1,
        has_later=page * PAGE < total,
    )


def _conditions(kind: str, search: str) -> list[Any]:
    archived = col(Customer.archived_at)
    conditions: list[Any] = [archived.is_not(None) if kind == ARCHIVED else archived.is_(None)]
    if kind in tuple(CustomerKind):
        conditions.append(Customer.kind == kind)
    return conditions + [
        col(Customer.search).contains(word, autoescape=True) for word in search_words(search)
    ]


def _page(db: Session, conditions: list[Any], sort: str, page: int) -> Any:
    # First the page's ids, from an index alone where possible; then only those 50 rows are read. In one
    # statement, a database that has not counted its rows yet may look for the ids once for each row.
    order = _ORDERS.get(sort, _ORDERS["name"])
    ids = db.exec(page_of_ids(conditions, sort, page)).all()
    return db.execute(
        select_columns(*_COLUMNS)
        .outerjoin(_COMPANY, col(_COMPANY.id) == Customer.company_id)
        .where(col(Customer.id).in_(ids))
        .order_by(*order)
    )


def page_of_ids(conditions: list[Any], sort: str, page: int) -> Any:
    """The ids of a page, in its order."""
    order = _ORDERS.get(sort, _ORDERS["name"])
    return select(Customer.id).where(*conditions).order_by(*order).limit(PAGE).offset((page - 1) * PAGE)


def _row(
    time_zone: str,
    ref: str,
    kind: str,
    given: str,
    family: str,
    name: str,
    number: str,
    role: str,
    company: str | None,
    email: str,
    city: str,
    created_at: datetime,
) -> CustomerRow:
    return CustomerRow(
        ref=ref,
        kind=kind,
        name=f"{family}, {given}" if family and given else name,
        number=number,
        role=role,
        company=company or "",
        email=email,
        city=city,
        added=short_text(day_of(created_at, time_zone)),
    )


def _shown(first: int, last: int, total: int, language: str) -> str:
    figures = {"first": first, "last": last, "total": total}
    return SHOWN.filled(**{k: number_text(Decimal(v), language, most=0) for k, v in figures.items()}).to(
        language
    )


def _count(total: int, language: str) -> str:
    # French counts nought and one in the singular; English only one.
    counted = ONE_RECORD if total == 1 or (total == 0 and language != "en") else RECORDS
    return counted.filled(count=number_text(Decimal(total), language, most=0)).to(language)
