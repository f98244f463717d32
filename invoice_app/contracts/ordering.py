"""Change orders: drafted with their own lines, approved or void; they never touch the original lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from invoice_app.contracts.line_rules import clean_schedule
from invoice_app.contracts.models import (
    ChangeOrder,
    Contract,
    OrderStatus,
    ProgressEntry,
    ProgressInvoice,
    ProgressStatus,
    ScheduleItem,
)
from invoice_app.contracts.rules import BILLABLE, EDITABLE_PROGRESS, clean_order
from invoice_app.contracts.standing import locked, locked_order
from invoice_app.contracts.wording import (
    CHANGE_ORDER_APPROVED,
    CHANGE_ORDER_CHANGED,
    CHANGE_ORDER_MADE,
    CHANGE_ORDER_VOIDED,
)
from invoice_app.shared import live, money
from invoice_app.shared.about import About
from invoice_app.shared.dates import long_text, parse_day
from invoice_app.shared.history import record
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, Invalid, Refusal


class ContractNotApproved(Refusal):
    says = Phrase(
        "Un ordre de changement modifie un contrat approuvé. Avant l’approbation, modifiez la ventilation.",
        "A change order changes an approved contract. Before approval, edit the schedule of values.",
    )


class OrderNotADraft(Refusal):
    says = Phrase(
        "L’ordre de changement {number} n’est plus un brouillon. Pour le corriger, faites-en un autre.",
        "Change order {number} is no longer a draft. To correct it, make another one.",
    )


class OrderWithoutLines(Refusal):
    says = Phrase(
        "Ajoutez au moins un poste à cet ordre de changement avant de l’approuver.",
        "Add at least one line to this change order before approving it.",
    )


class OrderBilled(Refusal):
    says = Phrase(
        "L’ordre de changement {number} est dans une demande de paiement émise. "
        "Pour l’annuler, faites un ordre de changement contraire.",
        "Change order {number} is in an issued application for payment. "
        "To cancel it, make an opposite change order.",
    )


class OrderAlreadyVoid(Refusal):
    says = Phrase("L’ordre de changement {number} est déjà annulé.", "Change order {number} is already void.")


class OrderNumberUsed(Invalid):
    says = Phrase(
        "Un autre ordre de changement de ce contrat porte déjà le numéro {number}.",
        "Another change order of this contract already has the number {number}.",
    )


def draft_order(
    db: Session, *, contract_ref: str, typed: Mapping[str, str], rows: Sequence[Mapping[str, str]],
    by: Viewer, now: datetime,
) -> ChangeOrder:  # fmt: skip
    """A new change order with its lines (`rules.clean_line`), which may be deductive.

    `typed` holds `number` (the next one when empty), `title` and `description`. Raises
    `ContractNotApproved`, or an `Invalid` that names its field.
    """
    contract = locked(db, Contract, contract_ref)
    if contract.status not in BILLABLE:
        raise ContractNotApproved()
    sequence = 1 + (
        db.exec(select(func.max(ChangeOrder.sequence)).where(ChangeOrder.contract_id == contract.id)).one()
        or 0
    )
    clean = clean_order(typed, sequence)
    _refuse_used_number(db, contract, clean.number)
    order = ChangeOrder(
        contract_id=contract.id or 0, sequence=sequence, created_at=now, created_by=by.account_id,
        **asdict(clean),
    )  # fmt: skip
    db.add(order)
    db.flush()
    _set_lines(db, contract, order, rows)
    record(db, _about(contract), CHANGE_ORDER_MADE.filled(number=order.number), by=by, now=now,
           after=_sum_text(db, contract, order))  # fmt: skip
    _touch(db, contract)
    return order


def update_order(
    db: Session, *, ref: str, version: int, typed: Mapping[str, str], rows: Sequence[Mapping[str, str]],
    by: Viewer, now: datetime,
) -> ChangeOrder:  # fmt: skip
    """Change a draft order.

    Raises `OrderNotADraft`, `ContractNotApproved`, `ChangedElsewhere`, or an `Invalid` with its field.
    """
    contract, order = _draft(db, ref, version)
    before = _sum_text(db, contract, order)
    clean = clean_order(typed, order.sequence)
    if clean.number != order.number:
        _refuse_used_number(db, contract, clean.number)
    order.sqlmodel_update(asdict(clean))
    order.version += 1
    _set_lines(db, contract, order, rows)
    record(db, _about(contract), CHANGE_ORDER_CHANGED.filled(number=order.number), by=by, now=now,
           before=before, after=_sum_text(db, contract, order))  # fmt: skip
    _touch(db, contract)
    return order


def approve_order(
    db: Session, *, ref: str, version: int, approved_on: str, by: Viewer, now: datetime
) -> ChangeOrder:
    """Put a change order in force from a day on (`2026-03-31`).

    It enters the earliest application not yet issued whose period ends on or after that day; whoever
    has that application under review is told that it changed. Raises `OrderNotADraft`,
    `OrderWithoutLines`, `ContractNotApproved`, `ChangedElsewhere` or an `Invalid`.
    """
    contract, order = _draft(db, ref, version)
    day = parse_day(approved_on, field="approved_on")
    if not _lines_of(db, order):
        raise OrderWithoutLines()
    order.status, order.approved_on = OrderStatus.APPROVED, day
    order.approved_at, order.approved_by_name = now, by.name
    order.version += 1
    record(db, _about(contract), CHANGE_ORDER_APPROVED.filled(number=order.number), by=by, now=now,
           after=_day_text(day))  # fmt: skip
    _change_open_application(db, contract)
    _touch(db, contract)
    return order


def void_order(db: Session, *, ref: str, version: int, by: Viewer, now: datetime) -> ChangeOrder:
    """Cancel a change order that is in no issued application.

    Raises `OrderBilled`, `OrderAlreadyVoid` or `ChangedElsewhere`.
    """
    contract, order = locked_order(db, ref)
    if order.version != version:
        raise ChangedElsewhere()
    if order.status == OrderStatus.VOID:
        raise OrderAlreadyVoid(number=order.number)
    if _is_billed(db, order):
        raise OrderBilled(number=order.number)
    order.status = OrderStatus.VOID
    order.version += 1
    record(db, _about(contract), CHANGE_ORDER_VOIDED.filled(number=order.number), by=by, now=now)
    _change_open_application(db, contract)
    _touch(db, contract)
    return order


def _draft(db: Session, ref: str, version: int) -> tuple[Contract, ChangeOrder]:
    contract, order = locked_order(db, ref)
    if contract.status not in BILLABLE:
        raise ContractNotApproved()
    if order.status != OrderStatus.DRAFT:
        raise OrderNotADraft(number=order.number)
    if order.version != version:
        raise ChangedElsewhere()
    return contract, order


def _set_lines(
    db: Session, contract: Contract, order: ChangeOrder, rows: Sequence[Mapping[str, str]]
) -> None:
    lines = clean_schedule(rows, contract.tax_class, may_deduct=True)
    db.execute(delete(ScheduleItem).where(col(ScheduleItem.change_order_id) == order.id))
    last = db.exec(
        select(func.max(ScheduleItem.position)).where(ScheduleItem.contract_id == contract.id)
    ).one()
    db.add_all(
        ScheduleItem(
            contract_id=contract.id or 0, change_order_id=order.id, position=position, **asdict(line)
        )
        for position, line in enumerate(lines, start=(last or 0) + 1)
    )
    db.flush()


def _refuse_used_number(db: Session, contract: Contract, number: str) -> None:
    used = select(ChangeOrder.id).where(ChangeOrder.contract_id == contract.id, ChangeOrder.number == number)
    if db.exec(used).first() is not None:
        raise OrderNumberUsed(field="number", number=number)


def _is_billed(db: Session, order: ChangeOrder) -> bool:
    entered = (
        select(ProgressEntry.schedule_item_id)
        .join(ScheduleItem, col(ScheduleItem.id) == ProgressEntry.schedule_item_id)
        .join(ProgressInvoice, col(ProgressInvoice.id) == ProgressEntry.progress_invoice_id)
        .where(ScheduleItem.change_order_id == order.id, ProgressInvoice.status == ProgressStatus.APPROVED)
    )
    return db.exec(entered).first() is not None


def _change_open_application(db: Session, contract: Contract) -> None:
    """An application not yet issued reads other lines now: who looks at it, or approves it, is told."""
    waiting = {*EDITABLE_PROGRESS, ProgressStatus.UNDER_REVIEW}
    rows = db.exec(
        select(ProgressInvoice).where(
            ProgressInvoice.contract_id == contract.id, col(ProgressInvoice.status).in_(waiting)
        )
    )
    for progress in rows:
        progress.version += 1
        live.touch(db, f"progress:{progress.ref}")
    db.flush()


def _lines_of(db: Session, order: ChangeOrder) -> list[ScheduleItem]:
    return list(
        db.exec(
            select(ScheduleItem)
            .where(ScheduleItem.change_order_id == order.id)
            .order_by(col(ScheduleItem.position))
        )
    )


def _sum_text(db: Session, contract: Contract, order: ChangeOrder) -> Phrase:
    total = sum((item.scheduled for item in _lines_of(db, order)), start=ZERO)
    return Phrase(money.text(total, contract.currency, "fr"), money.text(total, contract.currency, "en"))


def _day_text(day: date) -> Phrase:
    return Phrase(long_text(day, "fr"), long_text(day, "en"))


def _about(contract: Contract) -> About:
    return About("contract", contract.id or 0)


def _touch(db: Session, contract: Contract) -> None:
    live.touch(db, "contracts", f"contract:{contract.ref}")
