"""Where a contract and its applications stand: rows turned into what `progress` counts with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeVar

from sqlmodel import Session, col, select

from invoice_app.contracts.application import Application, ContractLine, LineState, recalled
from invoice_app.contracts.inputs import Inputs, kept_rule
from invoice_app.contracts.inputs import loaded as loaded_inputs
from invoice_app.contracts.models import (
    BillingPeriod,
    ChangeOrder,
    Contract,
    OrderStatus,
    OverBilling,
    ProgressEntry,
    ProgressInvoice,
    ProgressKind,
    ProgressStatus,
    ScheduleItem,
    TaxOnHoldback,
)
from invoice_app.contracts.progress import ContractTerms, Entry, compute, unchanged
from invoice_app.contracts.reading import Reading, TypedLine, loaded, read
from invoice_app.contracts.retainage import Ledger
from invoice_app.contracts.retainage_rules import Rounding
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, NotFound
from invoice_app.shared.tables import SQLModel

_STATE = (
    "schedule_item_id", "work_to_date", "work_held", "work_released", "stored", "stored_held",
    "stored_released",
)  # fmt: skip
Row = TypeVar("Row", bound=SQLModel)
Addressed = TypeVar("Addressed", Contract, ProgressInvoice)


class Item(NamedTuple):
    """A line of a schedule, to be read by the hundred: columns of `ScheduleItem` without the object."""

    id: int
    change_order_id: int | None
    section: str
    item: str
    description: str
    cost_code: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    scheduled: Decimal
    tax_class: str
    retainage_percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Standing:
    """An application with all it stands on; `items` are the lines in force in it, those of orders last."""

    contract: Contract
    progress: ProgressInvoice
    period: BillingPeriod
    items: list[Item]
    orders: dict[int, ChangeOrder]
    typed: dict[int, TypedLine]
    rates: tuple[TaxRate, ...]
    reading: Reading

    @property
    def application(self) -> Application:
        """As certified."""
        return self.reading.application

    @property
    def kind(self) -> str:
        """What it is called: a final one that was certified for less is not the last after all."""
        if self.progress.kind == ProgressKind.FINAL and not self.application.is_finished:
            return ProgressKind.PROGRESS
        return self.progress.kind

    @property
    def terms(self) -> ContractTerms:
        return terms_of(self.contract, self.items, self.orders)

    @property
    def entries(self) -> dict[int, Entry]:
        """What gives the certified figures, for every line."""
        made = self.reading.counted
        return {x.line.key: made.get(x.line.key) or unchanged(x.before) for x in self.application.lines}

    @property
    def claimed_line_8(self) -> Decimal:
        """What was asked for this period, before it was certified."""
        if self.progress.claimed_amount is not None:
            return self.progress.claimed_amount
        return self.reading.claimed.line_8

    @property
    def claimed_this_period(self) -> dict[int, Decimal]:
        """The work that was asked for this period, by line."""
        return {x.line.key: x.this_period for x in self.reading.claimed.lines}


def standing_of(db: Session, progress: ProgressInvoice, rates: Sequence[TaxRate]) -> Standing:
    """The application as it stands: read from what is typed, or as it was when it was approved.

    `rates` are those of today; an approved application keeps its own.
    """
    contract = found(db, Contract, progress.contract_id)
    period = found(db, BillingPeriod, progress.period_id)
    orders = orders_of(db, contract.id or 0)
    typed = loaded(progress.typed)
    previous = _states_before(db, progress)
    if progress.status in (ProgressStatus.APPROVED, ProgressStatus.VOID):
        rates = _frozen_rates(progress.tax_rates)
        states = _states_of(db, progress.id or 0)
        # A change order that entered later is not in it.
        items = [item for item in items_of(db, contract.id or 0) if item.id in states]
        lines = [contract_line(item, orders) for item in items]
        application = recalled(
            lines, states, previous, rates,
            taxes_holdback_at_once=contract.tax_on_holdback == TaxOnHoldback.IMMEDIATE,
        )  # fmt: skip
        reading = Reading(application, _claimed(progress, previous) or application, entries={}, faults={})
    else:
        items = [
            item
            for item in items_of(db, contract.id or 0)
            if item.id in previous or _enters(orders.get(item.change_order_id or 0), item, period)
        ]
        reading = read(
            terms_of(contract, items, orders), typed, previous, rates, contract.currency, period.ends_on
        )
    return Standing(contract, progress, period, items, orders, typed, tuple(rates), reading)


def _claimed(progress: ProgressInvoice, previous: Mapping[int, LineState]) -> Application | None:
    """What an approved application asked for; nothing for those of before claims were kept."""
    if not progress.inputs:
        return None
    inputs = loaded_inputs(progress.inputs)
    return compute(inputs.terms, inputs.entries, previous, inputs.rates, inputs.on)


def _enters(order: ChangeOrder | None, item: Item, period: BillingPeriod) -> bool:
    """Whether a line is in force in a period: an original always, an order's from the day it was approved."""
    if item.change_order_id is None:
        return True
    return (
        order is not None
        and order.status == OrderStatus.APPROVED
        and order.approved_on is not None
        and order.approved_on <= period.ends_on
    )


def inputs_of(standing: Standing) -> Inputs:
    """All that the application is computed from, to be frozen."""
    return Inputs(
        terms=standing.terms,
        entries=standing.reading.entries,
        certificates=standing.reading.certificates,
        rates=standing.rates,
        on=standing.period.ends_on,
    )


def terms_of(contract: Contract, items: Sequence[Item], orders: Mapping[int, ChangeOrder]) -> ContractTerms:
    return ContractTerms(
        lines=tuple(contract_line(item, orders) for item in items),
        retainage_percent=contract.retainage_percent,
        stored_retainage_percent=contract.stored_retainage_percent,
        rule=kept_rule(contract.retainage_rule),
        rounding=Rounding(contract.retainage_rounding),
        taxes_holdback_at_once=contract.tax_on_holdback == TaxOnHoldback.IMMEDIATE,
        allows_over_billing=contract.over_billing == OverBilling.REASON,
    )


def contract_line(item: Item, orders: Mapping[int, ChangeOrder]) -> ContractLine:
    return ContractLine(
        key=item.id,
        scheduled=item.scheduled,
        tax_class=TaxClass(item.tax_class),
        retainage_percent=item.retainage_percent,
        change_order=orders[item.change_order_id].number if item.change_order_id else "",
        quantity=item.quantity,
        unit_price=item.unit_price,
        section=item.section,
    )


def orders_of(db: Session, contract_id: int) -> dict[int, ChangeOrder]:
    """Every change order of a contract by id, in the order they were made."""
    rows = db.exec(
        select(ChangeOrder).where(ChangeOrder.contract_id == contract_id).order_by(col(ChangeOrder.sequence))
    )
    return {order.id or 0: order for order in rows}


def items_of(db: Session, contract_id: int) -> list[Item]:
    """The same lines as `schedule_of`, to be read and not changed; several times quicker."""
    columns = (getattr(ScheduleItem, name) for name in Item._fields)
    rows = db.execute(
        select(*columns)
        .where(col(ScheduleItem.contract_id) == contract_id)
        .order_by(col(ScheduleItem.position))
    )
    return [Item._make(row) for row in rows]


def schedule_of(db: Session, contract_id: int) -> list[ScheduleItem]:
    """Every line of a contract, those of change orders that are not in force among them."""
    return list(
        db.exec(
            select(ScheduleItem)
            .where(ScheduleItem.contract_id == contract_id)
            .order_by(col(ScheduleItem.position))
        )
    )


def order_by_ref(db: Session, ref: str) -> ChangeOrder:
    """The change order at an address. Raises `NotFound`."""
    row = db.exec(select(ChangeOrder).where(ChangeOrder.ref == ref)).first()
    if row is None:
        raise NotFound()
    return row


def latest_progress(db: Session, contract_id: int) -> ProgressInvoice | None:
    """The last application that is not void."""
    return db.exec(
        select(ProgressInvoice)
        .where(ProgressInvoice.contract_id == contract_id, ProgressInvoice.status != ProgressStatus.VOID)
        .order_by(col(ProgressInvoice.sequence).desc())
        # Without a limit every row is read, with all that is frozen in it, to give back the first.
        .limit(1)
    ).first()


def approved_before(db: Session, progress: ProgressInvoice) -> ProgressInvoice | None:
    """The approved application that this one stands on.

    One that is void still stands on the one that it stood on, which may have been undone after it: the
    last of an earlier period. Of its own period there may be others, undone before it was begun.
    """
    asked = select(ProgressInvoice).where(
        ProgressInvoice.contract_id == progress.contract_id,
        ProgressInvoice.sequence < progress.sequence,
    )
    if progress.status == ProgressStatus.VOID:
        period = found(db, BillingPeriod, progress.period_id)
        asked = asked.join(BillingPeriod).where(
            col(ProgressInvoice.status).in_((ProgressStatus.APPROVED, ProgressStatus.VOID)),
            BillingPeriod.starts_on < period.starts_on,
        )
    else:
        asked = asked.where(ProgressInvoice.status == ProgressStatus.APPROVED)
    return db.exec(asked.order_by(col(ProgressInvoice.sequence).desc()).limit(1)).first()


def open_period_of(db: Session, contract_id: int) -> BillingPeriod | None:
    return db.exec(
        select(BillingPeriod).where(
            BillingPeriod.contract_id == contract_id, col(BillingPeriod.closed_at).is_(None)
        )
    ).first()


def latest_period(db: Session, contract_id: int) -> BillingPeriod | None:
    return db.exec(
        select(BillingPeriod)
        .where(BillingPeriod.contract_id == contract_id)
        .order_by(col(BillingPeriod.starts_on).desc())
        .limit(1)
    ).first()


def found(db: Session, model: type[Row], row_id: int) -> Row:
    """The row. Raises `NotFound`."""
    row = db.get(model, row_id)
    if row is None:
        raise NotFound()
    return row


def by_ref(db: Session, model: type[Addressed], ref: str) -> Addressed:
    """The contract or the application at an address. Raises `NotFound`."""
    row = db.exec(select(model).where(model.ref == ref)).first()
    if row is None:
        raise NotFound()
    return row


def locked(db: Session, model: type[Addressed], ref: str, version: int | None = None) -> Addressed:
    """The same, which nobody else can change until this transaction ends.

    Raises `NotFound`, or `ChangedElsewhere` when it is no longer at the version that was seen.
    """
    chosen = select(model).where(model.ref == ref).with_for_update()
    row = db.exec(chosen.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound()
    if version is not None and row.version != version:
        raise ChangedElsewhere()
    return row


def locked_progress(db: Session, ref: str, version: int | None = None) -> ProgressInvoice:
    """The application, locked with its contract.

    The contract is the lock of its change orders, periods and applications, and is taken first everywhere:
    what is read of them then stays true until the transaction ends. Raises what `locked` does.
    """
    locked(db, Contract, found(db, Contract, by_ref(db, ProgressInvoice, ref).contract_id).ref)
    return locked(db, ProgressInvoice, ref, version)


def locked_order(db: Session, ref: str) -> tuple[Contract, ChangeOrder]:
    """The change order as it is now, and its contract, locked. Raises `NotFound`."""
    contract = locked(db, Contract, found(db, Contract, order_by_ref(db, ref).contract_id).ref)
    order = order_by_ref(db, ref)
    # It may have changed while the lock was waited for.
    db.refresh(order)
    return contract, order


def kept_rates(rates: Sequence[TaxRate]) -> str:
    """Rates as JSON, to stand beside the application they were charged on."""
    return json.dumps(
        [{"code": r.code, "fr": r.label.fr, "en": r.label.en, "rate": str(r.rate)} for r in rates],
        ensure_ascii=False,
    )


def _frozen_rates(kept: str) -> tuple[TaxRate, ...]:
    return tuple(TaxRate(r["code"], Phrase(r["fr"], r["en"]), Decimal(r["rate"])) for r in json.loads(kept))


def _states_before(db: Session, progress: ProgressInvoice) -> dict[int, LineState]:
    before = approved_before(db, progress)
    return _states_of(db, before.id or 0) if before else {}


def _states_of(db: Session, progress_id: int) -> dict[int, LineState]:
    columns = (getattr(ProgressEntry, name) for name in _STATE)
    rows = db.execute(select(*columns).where(col(ProgressEntry.progress_invoice_id) == progress_id))
    return {key: LineState(Ledger(*side[:3]), Ledger(*side[3:])) for key, *side in rows}
