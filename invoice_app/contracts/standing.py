"""Where a contract and its applications stand: rows turned into what `progress` counts with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from sqlmodel import Session, col, select

from invoice_app.contracts.application import Application, ContractLine, LineState, recalled
from invoice_app.contracts.models import (
    BillingPeriod,
    Contract,
    ProgressEntry,
    ProgressInvoice,
    ProgressStatus,
    ScheduleItem,
)
from invoice_app.contracts.progress import ContractTerms
from invoice_app.contracts.reading import Reading, TypedLine, loaded, read
from invoice_app.contracts.retainage import Ledger
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, NotFound
from invoice_app.shared.tables import SQLModel

Row = TypeVar("Row", bound=SQLModel)
Addressed = TypeVar("Addressed", Contract, ProgressInvoice)


@dataclass(frozen=True, slots=True)
class Standing:
    """An application with all it stands on; `items` are the lines in force in it."""

    contract: Contract
    progress: ProgressInvoice
    period: BillingPeriod
    items: list[ScheduleItem]
    typed: dict[int, TypedLine]
    rates: tuple[TaxRate, ...]
    reading: Reading

    @property
    def application(self) -> Application:
        return self.reading.application


def standing_of(db: Session, progress: ProgressInvoice, rates: Sequence[TaxRate]) -> Standing:
    """The application as it stands: read from what is typed, or as it was when it was approved.

    `rates` are those of today; an approved application keeps its own.
    """
    contract = found(db, Contract, progress.contract_id)
    items = schedule_of(db, contract.id or 0)
    typed = loaded(progress.typed)
    previous = _states_before(db, progress)
    if progress.status == ProgressStatus.APPROVED:
        rates = _frozen_rates(progress.tax_rates)
        states = _states_of(db, progress.id or 0)
        # A change order that entered later is not in it.
        items = [item for item in items if item.id in states]
        lines = [contract_line(item) for item in items]
        reading = Reading(recalled(lines, states, previous, rates), entries={}, faults={})
    else:
        reading = read(terms_of(contract, items), typed, previous, rates, contract.currency)
    period = found(db, BillingPeriod, progress.period_id)
    return Standing(contract, progress, period, items, typed, tuple(rates), reading)


def terms_of(contract: Contract, items: Sequence[ScheduleItem]) -> ContractTerms:
    return ContractTerms(
        lines=tuple(contract_line(item) for item in items),
        retainage_percent=contract.retainage_percent,
        stored_retainage_percent=contract.stored_retainage_percent,
    )


def contract_line(item: ScheduleItem) -> ContractLine:
    return ContractLine(
        key=item.id or 0,
        scheduled=item.scheduled,
        tax_class=TaxClass(item.tax_class),
        retainage_percent=item.retainage_percent,
        change_order=item.change_order,
    )


def schedule_of(db: Session, contract_id: int) -> list[ScheduleItem]:
    return list(
        db.exec(
            select(ScheduleItem)
            .where(ScheduleItem.contract_id == contract_id)
            .order_by(col(ScheduleItem.position))
        )
    )


def latest_progress(db: Session, contract_id: int) -> ProgressInvoice | None:
    return db.exec(
        select(ProgressInvoice)
        .where(ProgressInvoice.contract_id == contract_id)
        .order_by(col(ProgressInvoice.sequence).desc())
    ).first()


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


def kept_rates(rates: Sequence[TaxRate]) -> str:
    """Rates as JSON, to stand beside the application they were charged on."""
    return json.dumps(
        [{"code": r.code, "fr": r.label.fr, "en": r.label.en, "rate": str(r.rate)} for r in rates],
        ensure_ascii=False,
    )


def _frozen_rates(kept: str) -> tuple[TaxRate, ...]:
    return tuple(TaxRate(r["code"], Phrase(r["fr"], r["en"]), Decimal(r["rate"])) for r in json.loads(kept))


def _states_before(db: Session, progress: ProgressInvoice) -> dict[int, LineState]:
    before = db.exec(
        select(ProgressInvoice.id).where(
            ProgressInvoice.contract_id == progress.contract_id,
            ProgressInvoice.sequence == progress.sequence - 1,
        )
    ).first()
    return _states_of(db, before) if before else {}


def _states_of(db: Session, progress_id: int) -> dict[int, LineState]:
    rows = db.exec(select(ProgressEntry).where(ProgressEntry.progress_invoice_id == progress_id))
    return {
        row.schedule_item_id: LineState(
            work=Ledger(row.work_to_date, row.work_held, row.work_released),
            stored=Ledger(row.stored, row.stored_held, row.stored_released),
        )
        for row in rows
    }
