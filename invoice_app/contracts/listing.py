"""The list of contracts: searched, sorted, and read a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_
from sqlmodel import Session, col, select

from invoice_app.contracts.models import Contract, ContractStatus, ScheduleItem
from invoice_app.contracts.reading_rights import visible_contracts
from invoice_app.contracts.wording import CONTRACT_STATUSES
from invoice_app.members.models import Customer
from invoice_app.shared import money
from invoice_app.shared.folding import fold
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Viewer

SORTS = ("created", "number", "title", "client", "status", "sum")
_PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract in the list."""

    ref: str
    number: str
    title: str
    client: str
    status: str
    status_text: str
    sum: str


@dataclass(frozen=True, slots=True)
class ContractPage:
    """One page of the list; pages count from 1."""

    rows: tuple[ContractRow, ...]
    total: int
    page: int
    pages: int


def contracts(
    db: Session, *, viewer: Viewer, language: str, search: str = "", status: str = "", sort: str = "created",
    descending: bool = True, page: int = 1, page_size: int = _PAGE_SIZE,
) -> ContractPage:  # fmt: skip
    """One page of the contracts that this person may read and that match every word searched for.

    An unknown `sort` is `created`; a page beyond the last is the last.
    """
    matching = [*_matching(search), visible_contracts(viewer)]
    if status:
        matching.append(col(Contract.status) == status)
    client = col(Contract.company_id) == Customer.id
    count = select(func.count()).select_from(Contract).outerjoin(Customer, client).where(*matching)
    total = db.exec(count).one()
    pages = max(1, -(-total // page_size))
    page = min(max(1, page), pages)
    key = _sort_key(sort)
    rows = db.exec(
        select(Contract, Customer.name, _sum_of_lines())
        .outerjoin(Customer, client)
        .where(*matching)
        .order_by(key.desc() if descending else key.asc(), col(Contract.id).desc())
        .limit(page_size)
        .offset((page - 1) * page_size)
    )
    listed = tuple(_row(contract, name or "", amount, language) for contract, name, amount in rows)
    return ContractPage(listed, total, page, pages)


def _matching(search: str) -> list[ColumnElement[bool]]:
    return [
        or_(
            col(Contract.search).contains(word, autoescape=True),
            col(Customer.search).contains(word, autoescape=True),
        )
        for word in fold(search).split()
    ]


def _sort_key(sort: str) -> SQLColumnExpression[Any]:
    keys: dict[str, SQLColumnExpression[Any]] = {
        "number": func.coalesce(col(Contract.number), ""),
        "title": col(Contract.title),
        "client": func.coalesce(col(Customer.sort_name), ""),
        "status": col(Contract.status),
        "sum": _sum_of_lines(),
    }
    return keys.get(sort, col(Contract.created_at))


def _sum_of_lines() -> ColumnElement[Decimal]:
    return (
        select(func.coalesce(func.sum(col(ScheduleItem.scheduled)), ZERO))
        .where(ScheduleItem.contract_id == Contract.id)
        .correlate(Contract)
        .scalar_subquery()
    )


def _row(contract: Contract, client: str, amount: Decimal, language: str) -> ContractRow:
    return ContractRow(
        ref=contract.ref,
        number=contract.number or "",
        title=contract.title,
        client=client,
        status=contract.status,
        status_text=CONTRACT_STATUSES[ContractStatus(contract.status)].to(language),
        sum=money.text(amount, contract.currency, language),
    )
