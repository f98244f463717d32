"""Questions about invoices: lists, one invoice, what someone owes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, asc, desc, func, type_coerce
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from invoice_app.invoices import wording as w
from invoice_app.invoices.credits import credited_among, is_credited
from invoice_app.invoices.delivered import deliveries_of, is_undelivered
from invoice_app.invoices.document import DocumentKind
from invoice_app.invoices.models import Invoice, InvoiceStatus
from invoice_app.invoices.rules import PaymentStatus, payment_status
from invoice_app.invoices.sight import in_sight, is_in_sight
from invoice_app.mail.deliveries import NOT_SENT, Delivery
from invoice_app.members.queries import customers_of_account
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.queries import received_by_id, received_for
from invoice_app.shared.dates import day_of, short_text
from invoice_app.shared.folding import search_words
from invoice_app.shared.money import ZERO, Cents, text
from invoice_app.shared.permission import Level, Tool, Viewer, may, needs
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound

PAGE = 50

STATUS_WORDS: dict[str, tuple[Phrase, str]] = {
    InvoiceStatus.DRAFT: (w.DRAFT, ""),
    InvoiceStatus.VOID: (w.VOID, ""),
    PaymentStatus.AWAITING: (w.AWAITING, "blue"),
    PaymentStatus.PARTLY_PAID: (w.PARTLY_PAID, "amber"),
    PaymentStatus.PAID: (w.PAID, "green"),
    PaymentStatus.OVERDUE: (w.OVERDUE, "red"),
    PaymentStatus.CREDITED: (w.CREDITED, ""),
    PaymentStatus.CREDIT_NOTE: (w.CREDIT_NOTE, ""),
}
"""The words and the tone of each state that a list shows."""


@dataclass(frozen=True, slots=True)
class InvoiceRow:
    """One invoice in a list."""

    ref: str
    number: str
    customer: str
    issued: str
    due: str
    total: str
    balance: str
    status: str
    tone: str
    is_draft: bool
    delivery: str = ""
    """How far its emails got, for people of the office; empty when none was sent."""
    delivery_tone: str = ""


@dataclass(frozen=True, slots=True)
class InvoicePage:
    """A page of a list. `first` and `last` are positions from 1; both 0 when the list is empty."""

    rows: tuple[InvoiceRow, ...]
    first: int
    last: int
    has_earlier: bool
    has_later: bool


_SORTS: dict[str, Mapped[Any]] = {
    "number": col(Invoice.number),
    "customer": col(Invoice.bill_to_name),
    "issued": col(Invoice.issue_on),
    "due": col(Invoice.due_on),
    "total": col(Invoice.total),
    "created": col(Invoice.created_at),
}
# Only what a list shows is read: a document can weigh a hundred times its row.
_LISTED: tuple[Mapped[Any], ...] = (
    col(Invoice.id),
    col(Invoice.ref),
    col(Invoice.kind),
    col(Invoice.number),
    col(Invoice.status),
    col(Invoice.bill_to_name),
    col(Invoice.issue_on),
    col(Invoice.due_on),
    col(Invoice.total),
    col(Invoice.currency),
)
FILTERS = ("all", "draft", "unpaid", "overdue", "paid", "undelivered")


def page_of_invoices(
    db: Session,
    *,
    viewer: Viewer,
    now: datetime,
    language: str,
    search: str = "",
    show: str = "all",
    sort: str = "-created",
    page: int = 0,
) -> InvoicePage:
    """A page of the invoices in sight, for people who may read them; `sort` is a column, `-` descending."""
    today = day_of(now, the_organisation(db).time_zone)
    asked = found_invoices(viewer=viewer, today=today, search=search, show=show)
    return _page(db, asked, today, language, sort, page, viewer)


def found_invoices(*, viewer: Viewer, today: date, search: str = "", show: str = "all") -> Select[Invoice]:
    """The invoices in sight that a filter and a search find."""
    asked = _filtered(select(Invoice).where(in_sight(viewer)), show, today, viewer)
    for word in search_words(search):
        asked = asked.where(col(Invoice.search).contains(word, autoescape=True))
    return asked


def invoices_of_customer(
    db: Session, *, customer_id: int, viewer: Viewer, now: datetime, language: str, page: int = 0
) -> InvoicePage:
    """A page of the invoices in sight on one record: made for it, or billed to it."""
    today = day_of(now, the_organisation(db).time_zone)
    asked = select(Invoice).where(
        (col(Invoice.customer_id) == customer_id) | (col(Invoice.bill_to_id) == customer_id), in_sight(viewer)
    )
    return _page(db, asked, today, language, "-created", page, viewer)


def _filtered(asked: Select[Invoice], show: str, today: date, viewer: Viewer) -> Select[Invoice]:
    received = received_for("invoice", col(Invoice.id))
    issued = (col(Invoice.status) == InvoiceStatus.ISSUED) & ~is_credited()
    if show == "draft":
        return asked.where(col(Invoice.status) == InvoiceStatus.DRAFT)
    if show == "unpaid":
        return asked.where(issued, col(Invoice.total) > received)
    if show == "overdue":
        return asked.where(issued, col(Invoice.due_on) < today, col(Invoice.total) > received)
    if show == "paid":
        is_note = col(Invoice.kind) == DocumentKind.CREDIT
        return asked.where(issued, ~is_note, col(Invoice.total) <= received)
    if show == "undelivered":
        return asked.where(is_undelivered(viewer))
    return asked


def _page(
    db: Session,
    asked: Select[Invoice],
    today: date,
    language: str,
    sort: str,
    page: int,
    viewer: Viewer,
) -> InvoicePage:
    key = sort.removeprefix("-")
    way = desc if sort.startswith("-") else asc
    column = _SORTS.get(key, _SORTS["created"])
    start = max(0, min(page, 10_000)) * PAGE
    columns = asked.with_only_columns(*_LISTED)
    ordered = columns.order_by(way(column), way(col(Invoice.id))).offset(start).limit(PAGE + 1)
    found = db.execute(ordered).all()
    shown = found[:PAGE]
    ids = [row.id for row in shown]
    sums, credited = received_by_id(db, "invoice", ids), credited_among(db, ids)
    sent = deliveries_of(db, ids, viewer, language)
    rows = tuple(
        _row(row, sums.get(row.id, ZERO), row.id in credited, today, language, sent.get(row.id, NOT_SENT))
        for row in shown
    )
    return InvoicePage(rows, start + 1 if rows else 0, start + len(rows), page > 0, len(found) > PAGE)


def _row(
    row: object,
    received: Decimal,
    credited: bool,
    today: date,
    language: str,
    sent: Delivery = NOT_SENT,
) -> InvoiceRow:
    invoice: Invoice = row  # type: ignore[assignment]  # the listed columns, by the same names
    words, tone = STATUS_WORDS[state_of(invoice, received, credited, today)]
    is_draft = invoice.status == InvoiceStatus.DRAFT
    owed = owed_on(invoice, received, credited)
    return InvoiceRow(
        ref=invoice.ref,
        number=invoice.number or "—",
        customer=invoice.bill_to_name,
        issued=short_text(invoice.issue_on) if invoice.issue_on else "—",
        due=short_text(invoice.due_on) if invoice.due_on else "—",
        total=text(invoice.total, invoice.currency, language),
        balance=text(owed, invoice.currency, language) if owed else "—",
        status=words.to(language),
        tone=tone,
        is_draft=is_draft,
        delivery=sent.words,
        delivery_tone=sent.tone,
    )


def state_of(invoice: Invoice, received: Decimal, credited: bool, today: date) -> str:
    """A key of `STATUS_WORDS`: a draft and a void say so, an issued invoice says how it is paid."""
    if invoice.status != InvoiceStatus.ISSUED or invoice.due_on is None:
        return invoice.status
    if invoice.kind == DocumentKind.CREDIT:
        return PaymentStatus.CREDIT_NOTE
    if credited:
        return PaymentStatus.CREDITED
    return payment_status(invoice.total, received, invoice.due_on, today)


def owed_on(invoice: Invoice, received: Decimal, credited: bool) -> Decimal:
    """What is still to be paid on an invoice: nothing unless it is issued and no note credits it."""
    if invoice.status != InvoiceStatus.ISSUED or credited:
        return ZERO
    return max(invoice.total - received, ZERO)


def readable_invoice(db: Session, *, ref: str, viewer: Viewer) -> Invoice:
    """An invoice that this person may read: any in sight, with the right; else an issued one that is theirs.

    Raises `NotFound` for both « no such invoice » and « not yours ».
    """
    invoice = db.exec(select(Invoice).where(Invoice.ref == ref)).first()
    if invoice is None:
        raise NotFound()
    if may(viewer, needs(Tool.INVOICES, Level.READ)) and is_in_sight(db, invoice, viewer):
        return invoice
    mine = customers_of_account(db, viewer.account_id)
    theirs = invoice.customer_id in mine or invoice.bill_to_id in mine
    if not theirs or invoice.status == InvoiceStatus.DRAFT:
        raise NotFound()
    return invoice


@dataclass(frozen=True, slots=True)
class Owed:
    """What someone owes: words, and whether it is anything."""

    total: str
    overdue: str
    is_something: bool
    count: int


def invoices_of_account(
    db: Session, *, account_id: int, now: datetime, language: str
) -> tuple[tuple[InvoiceRow, ...], Owed, frozenset[int]]:
    """A member's own issued invoices, unpaid first, what they owe, and their customer ids."""
    organisation = the_organisation(db)
    today = day_of(now, organisation.time_zone)
    mine = customers_of_account(db, account_id)
    invoices = db.exec(
        select(Invoice)
        .where(
            col(Invoice.status) != InvoiceStatus.DRAFT,
            col(Invoice.customer_id).in_(mine) | col(Invoice.bill_to_id).in_(mine),
        )
        .order_by(col(Invoice.due_on), col(Invoice.id))
        .limit(500)
    ).all()
    ids = [i.id or 0 for i in invoices]
    sums, credited = received_by_id(db, "invoice", ids), credited_among(db, ids)
    owing = {i.id: owed_on(i, sums.get(i.id or 0, ZERO), i.id in credited) for i in invoices}
    unpaid = [i for i in invoices if owing.get(i.id)]
    settled = sorted(
        (i for i in invoices if not owing.get(i.id)),
        key=lambda i: (i.issue_on or date.min, i.id or 0),
        reverse=True,
    )
    rows = tuple(
        _row(i, sums.get(i.id or 0, ZERO), i.id in credited, today, language) for i in (*unpaid, *settled)
    )
    # An invoice made for a member but billed to their company is shown, and is not theirs to pay.
    due = [i for i in unpaid if i.bill_to_id in mine]
    return rows, _owed(due, owing, today, organisation.currency, language), frozenset(mine)


def _owed(
    due: Sequence[Invoice], owing: dict[int | None, Decimal], today: date, currency: str, language: str
) -> Owed:
    total = sum((owing[i.id] for i in due), start=ZERO)
    late = sum((owing[i.id] for i in due if i.due_on and i.due_on < today), start=ZERO)
    return Owed(
        text(total, currency, language), text(late, currency, language) if late else "", bool(total), len(due)
    )


@dataclass(frozen=True, slots=True)
class Receivables:
    """What the organisation is owed, for the desk."""

    owed: str
    overdue: str
    unpaid_count: int
    overdue_count: int
    draft_count: int


def receivables(db: Session, *, viewer: Viewer, now: datetime, language: str) -> Receivables:
    """What is owed and late in the organisation's currency, and how many drafts wait; of what is in sight."""
    organisation = the_organisation(db)
    today = day_of(now, organisation.time_zone)
    received = received_for("invoice", col(Invoice.id))

    def sum_where(*conditions: ColumnElement[bool]) -> tuple[int, Decimal]:
        balance = type_coerce(func.coalesce(func.sum(col(Invoice.total) - received), 0), Cents)
        count, cents = db.execute(
            select(func.count(), balance).where(
                col(Invoice.status) == InvoiceStatus.ISSUED,
                col(Invoice.total) > received,
                ~is_credited(),
                in_sight(viewer),
                *conditions,
            )
        ).one()
        return count, cents

    unpaid_count, owed = sum_where()
    overdue_count, late = sum_where(col(Invoice.due_on) < today)
    draft = col(Invoice.status) == InvoiceStatus.DRAFT
    drafts = db.exec(select(func.count()).where(draft, in_sight(viewer))).one()
    currency = organisation.currency
    return Receivables(
        text(owed, currency, language), text(late, currency, language), unpaid_count, overdue_count, drafts
    )
