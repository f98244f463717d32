"""Questions about change orders: the list of a contract, one order, and which application it enters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, type_coerce
from sqlmodel import Session, col, select

from invoice_app.contracts.models import (
    BillingPeriod,
    ChangeOrder,
    Contract,
    OrderStatus,
    ProgressEntry,
    ProgressInvoice,
    ProgressStatus,
    ScheduleItem,
)
from invoice_app.contracts.queries import period_text, sums_of
from invoice_app.contracts.record_wording import (
    ENTERED,
    ENTERS_NEXT,
    WILL_ENTER,
    WILL_ENTER_LATER,
    WILL_ENTER_OPEN,
)
from invoice_app.contracts.rules import BILLABLE
from invoice_app.contracts.schedule_queries import LineRow, line_row, total
from invoice_app.contracts.standing import by_ref, found, latest_progress, open_period_of, order_by_ref
from invoice_app.contracts.wording import ORDER_STATUSES
from invoice_app.shared import money
from invoice_app.shared.dates import long_text
from invoice_app.shared.money import ZERO, Cents, typed_text
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A change order in the list; `enters` is the application it is in, or will be."""

    ref: str
    number: str
    title: str
    status: str
    status_text: str
    amount: str
    is_negative: bool
    approved_on: str
    enters: str


@dataclass(frozen=True, slots=True)
class OrderCard:
    """A change order as its page shows it. `fields` and `boxes` fill its form while it is a draft.

    `revised` is the contract's sum with this order. An empty `ref` is one that is not made yet.
    """

    ref: str
    version: int
    number: str
    title: str
    description: str
    status: str
    status_text: str
    approved_on: str
    approved_by: str
    enters: str
    amount: str
    revised: str
    lines: tuple[LineRow, ...]
    boxes: tuple[dict[str, str], ...]
    contract_name: str
    can_be_written: bool


def orders_of_contract(db: Session, *, ref: str, language: str) -> tuple[OrderRow, ...]:
    """Every change order of a contract, in the order they were made. Raises `NotFound`."""
    contract = by_ref(db, Contract, ref)
    amount = type_coerce(func.coalesce(func.sum(ScheduleItem.scheduled), 0), Cents)
    rows = db.execute(
        select(ChangeOrder, amount)
        .outerjoin(ScheduleItem, col(ScheduleItem.change_order_id) == ChangeOrder.id)
        .where(ChangeOrder.contract_id == contract.id)
        .group_by(col(ChangeOrder.id))
        .order_by(col(ChangeOrder.sequence))
    ).all()
    entered, waiting = _entered(db, contract), _waiting(db, contract)
    return tuple(
        OrderRow(
            ref=order.ref,
            number=order.number,
            title=order.title,
            status=order.status,
            status_text=ORDER_STATUSES[OrderStatus(order.status)].to(language),
            amount=money.text(sum_, contract.currency, language),
            is_negative=sum_ < ZERO,
            approved_on=long_text(order.approved_on, language) if order.approved_on else "",
            enters=_enters(order, entered, waiting).to(language),
        )
        for order, sum_ in rows
    )


def order_card(db: Session, *, contract_ref: str, order_ref: str, language: str) -> OrderCard:
    """One change order, or what a new one starts with when `order_ref` is empty. Raises `NotFound`."""
    contract = by_ref(db, Contract, contract_ref)
    if not order_ref:
        return _new(db, contract, language)
    order = order_by_ref(db, order_ref)
    if order.contract_id != contract.id:
        raise NotFound()
    items = list(
        db.exec(
            select(ScheduleItem)
            .where(ScheduleItem.change_order_id == order.id)
            .order_by(col(ScheduleItem.position))
        )
    )
    amount = total(items)
    is_draft = order.status == OrderStatus.DRAFT
    return OrderCard(
        ref=order.ref,
        version=order.version,
        number=order.number,
        title=order.title,
        description=order.description,
        status=order.status,
        status_text=ORDER_STATUSES[OrderStatus(order.status)].to(language),
        approved_on=long_text(order.approved_on, language) if order.approved_on else "",
        approved_by=order.approved_by_name,
        enters=_enters(order, _entered(db, contract), _waiting(db, contract)).to(language),
        amount=money.text(amount, contract.currency, language),
        revised=money.text(_revised(db, contract, order, amount), contract.currency, language),
        lines=tuple(line_row(item, contract.currency, language) for item in items),
        boxes=tuple(_boxes(item, language) for item in items) if is_draft else (),
        contract_name=_name(contract),
        can_be_written=contract.status in BILLABLE,
    )


def sums_typed(db: Session, *, contract_ref: str, typed: Decimal, language: str) -> tuple[str, str]:
    """What a draft order comes to as it is typed, and the contract's sum with it."""
    contract = by_ref(db, Contract, contract_ref)
    revised = sum(sums_of(db, contract.id or 0), start=typed)
    return money.text(typed, contract.currency, language), money.text(revised, contract.currency, language)


def will_enter(db: Session, *, contract_ref: str, day: date) -> Phrase:
    """Which application a change order approved on a day would enter."""
    contract = by_ref(db, Contract, contract_ref)
    last = latest_progress(db, contract.id or 0)
    waiting = _waiting(db, contract)
    if waiting and day <= waiting[1]:
        return WILL_ENTER.filled(number=waiting[0])
    period = open_period_of(db, contract.id or 0)
    is_billed = bool(period and last and last.period_id == period.id)
    if period and not is_billed and day <= period.ends_on:
        return WILL_ENTER_OPEN.filled(
            period=Phrase(_lower(period_text(period, "fr")), period_text(period, "en"))
        )
    return WILL_ENTER_LATER.filled(day=Phrase(long_text(day, "fr"), long_text(day, "en")))


def _new(db: Session, contract: Contract, language: str) -> OrderCard:
    last = db.exec(select(func.max(ChangeOrder.sequence)).where(ChangeOrder.contract_id == contract.id)).one()
    return OrderCard(
        ref="", version=0, number=f"OC-{(last or 0) + 1}", title="", description="",
        status=OrderStatus.DRAFT, status_text=ORDER_STATUSES[OrderStatus.DRAFT].to(language),
        approved_on="", approved_by="", enters="",
        amount=money.text(ZERO, contract.currency, language),
        revised=money.text(sum(sums_of(db, contract.id or 0), start=ZERO), contract.currency, language),
        lines=(), boxes=(), contract_name=_name(contract), can_be_written=contract.status in BILLABLE,
    )  # fmt: skip


def _revised(db: Session, contract: Contract, order: ChangeOrder, amount: Decimal) -> Decimal:
    """The contract's sum with this order; one that is approved is in it already, a void one never is."""
    sums = sum(sums_of(db, contract.id or 0), start=ZERO)
    return sums + amount if order.status == OrderStatus.DRAFT else sums


def _entered(db: Session, contract: Contract) -> dict[int, int]:
    """The first issued application that each change order is in, by the order's id."""
    rows = db.execute(
        select(ScheduleItem.change_order_id, func.min(ProgressInvoice.sequence))
        .join(ProgressEntry, col(ProgressEntry.schedule_item_id) == ScheduleItem.id)
        .join(ProgressInvoice, col(ProgressInvoice.id) == ProgressEntry.progress_invoice_id)
        .where(
            ScheduleItem.contract_id == contract.id,
            col(ScheduleItem.change_order_id).is_not(None),
            ProgressInvoice.status == ProgressStatus.APPROVED,
        )
        .group_by(col(ScheduleItem.change_order_id))
    )
    return dict(rows.all())


def _waiting(db: Session, contract: Contract) -> tuple[int, date] | None:
    """The application that is not issued yet, and the last day of its period."""
    last = latest_progress(db, contract.id or 0)
    if last is None or last.status == ProgressStatus.APPROVED:
        return None
    return last.sequence, found(db, BillingPeriod, last.period_id).ends_on


def _enters(order: ChangeOrder, entered: dict[int, int], waiting: tuple[int, date] | None) -> Phrase:
    if order.status != OrderStatus.APPROVED or order.approved_on is None:
        return Phrase("", "")
    if number := entered.get(order.id or 0):
        return ENTERED.filled(number=number)
    if waiting and order.approved_on <= waiting[1]:
        return ENTERED.filled(number=waiting[0])
    return ENTERS_NEXT


def _boxes(item: ScheduleItem, language: str) -> dict[str, str]:
    numbers = {"quantity": item.quantity, "unit_price": item.unit_price,
               "retainage_percent": item.retainage_percent, "scheduled": item.scheduled}  # fmt: skip
    typed = {name: "" if x is None else typed_text(x, language) for name, x in numbers.items()}
    if item.quantity is not None:
        # It follows from the quantity, also when that changes.
        typed["scheduled"] = ""
    return {
        "section": item.section, "item": item.item, "description": item.description,
        "cost_code": item.cost_code, "unit": item.unit, "tax_class": item.tax_class, **typed,
    }  # fmt: skip


def _name(contract: Contract) -> str:
    return contract.number or contract.title


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
