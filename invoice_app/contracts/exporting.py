"""An application and those before it, read to be handed out: as JSON, in a spreadsheet, in an archive."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Session

from invoice_app.contracts.application import Application, AppliedLine
from invoice_app.contracts.auditing import SCHEMA, Computed, Json, agreed_json, every_entry, tidy, told_json
from invoice_app.contracts.certifying import certify
from invoice_app.contracts.inputs import Inputs
from invoice_app.contracts.inputs import loaded as loaded_inputs
from invoice_app.contracts.models import ChangeOrder, Contract, ProgressInvoice, ProgressStatus
from invoice_app.contracts.progress import Entry, Method
from invoice_app.contracts.reading_rights import readable_contract
from invoice_app.contracts.retainage import Ledger, carried
from invoice_app.contracts.standing import (
    Standing,
    approved_before,
    by_ref,
    inputs_of,
    orders_of,
    schedule_of,
    standing_of,
)
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import NotFound

# What an entry that goes back needs a reason for, when it was approved before reasons were kept.
_NOT_KEPT = "(non conservé / not kept)"


class Origin(StrEnum):
    """Where inputs come from: kept when the application was approved, read from a draft as it stands, or
    worked out from the figures of an application approved before its inputs were kept.
    """

    FROZEN = "frozen"
    LIVE = "live"
    RECONSTRUCTED = "reconstructed"


@dataclass(frozen=True, slots=True)
class Told:
    """One application with all that a file says of it; `figures` are those that were kept, once approved."""

    standing: Standing
    inputs: Inputs
    origin: Origin
    figures: Computed
    client: str
    invoice_number: str

    @property
    def application(self) -> Application:
        """As certified."""
        return self.standing.application


def application_under(
    db: Session, *, contract_ref: str, ref: str, viewer: Viewer
) -> tuple[Contract, ProgressInvoice]:
    """The contract and its application, for somebody who may read them. Raises `NotFound`."""
    contract = readable_contract(db, ref=contract_ref, viewer=viewer)
    progress = by_ref(db, ProgressInvoice, ref)
    if progress.contract_id != contract.id:
        raise NotFound()
    return contract, progress


def told(db: Session, progress: ProgressInvoice, rates: Sequence[TaxRate]) -> Told:
    """One application; `rates` are those of today, for one that is not approved."""
    standing = standing_of(db, progress, rates)
    inputs, origin = _inputs(standing)
    claimed = standing.reading.claimed
    previous = {x.line.key: x.before for x in claimed.lines if not x.is_new}
    made, _ = certify(
        inputs.terms, inputs.entries, inputs.certificates, claimed, previous, inputs.rates, inputs.on
    )
    figures = Computed(
        claimed=claimed,
        claimed_entries=every_entry(inputs.entries, claimed),
        certified=standing.application,
        certified_entries=every_entry(made, standing.application),
    )
    client = db.get(Customer, standing.contract.company_id) if standing.contract.company_id else None
    invoice = db.get(Invoice, progress.invoice_id) if progress.invoice_id else None
    return Told(
        standing=standing,
        inputs=inputs,
        origin=origin,
        figures=figures,
        client=client.name if client else "",
        invoice_number=(invoice.number or "") if invoice else "",
    )


def application_json(
    db: Session, *, contract: Contract, progress: ProgressInvoice, rates: Sequence[TaxRate]
) -> Json:
    """The open document of an application, with those that it stands on."""
    chain = [progress]
    while before := approved_before(db, chain[0]):
        chain.insert(0, before)
    chapters = [told(db, one, rates) for one in chain]
    return {
        "schema": SCHEMA,
        "application": progress.sequence,
        "contract": _contract_json(db, contract, chapters[-1]),
        "applications": [_chapter_json(chapter) for chapter in chapters],
    }


def as_text(document: Json) -> str:
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _contract_json(db: Session, contract: Contract, latest: Told) -> Json:
    orders = orders_of(db, contract.id or 0)
    # A line stays in every application that comes after it, so the latest has them all.
    billed = {x.line.key for x in latest.application.lines}
    return {
        "number": contract.number or "",
        "title": contract.title,
        "client": latest.client,
        "our_role": contract.our_role,
        "status": contract.status,
        "currency": contract.currency,
        "province": contract.province,
        "signed_on": _day(contract.signed_on),
        "starts_on": _day(contract.starts_on),
        "ends_on": _day(contract.ends_on),
        "terms": agreed_json(tidy(latest.inputs)),
        "change_orders": [_order_json(order) for order in orders.values()],
        "lines": [
            {
                "key": item.id,
                "section": item.section,
                "item": item.item,
                "description": item.description,
                "cost_code": item.cost_code,
                "unit": item.unit,
                "change_order": orders[item.change_order_id].number if item.change_order_id else "",
            }
            for item in schedule_of(db, contract.id or 0)
            if item.id in billed
        ],
    }


def _order_json(order: ChangeOrder) -> Json:
    return {
        "number": order.number,
        "title": order.title,
        "status": order.status,
        "approved_on": _day(order.approved_on),
    }


def _chapter_json(chapter: Told) -> Json:
    standing = chapter.standing
    progress, period = standing.progress, standing.period
    return {
        "number": progress.sequence,
        "sequence": progress.sequence,
        "kind": progress.kind,
        "status": progress.status,
        "period": {
            "starts_on": _day(period.starts_on),
            "ends_on": _day(period.ends_on),
            "due_on": _day(period.due_on),
        },
        "invoice_number": chapter.invoice_number or None,
        "approved_at": _instant(progress.approved_at),
        "inputs_origin": str(chapter.origin),
        **told_json(chapter.inputs, chapter.figures),
    }


def _inputs(standing: Standing) -> tuple[Inputs, Origin]:
    progress = standing.progress
    if progress.inputs:
        return loaded_inputs(progress.inputs), Origin.FROZEN
    if progress.status in (ProgressStatus.APPROVED, ProgressStatus.VOID):
        return _reconstructed(standing), Origin.RECONSTRUCTED
    return inputs_of(standing), Origin.LIVE


def _reconstructed(standing: Standing) -> Inputs:
    """Inputs that give back the figures that were kept: the amount of each line, and what was released.

    The terms are those of the contract, which cannot have changed since it was approved.
    """
    return Inputs(
        terms=standing.terms,
        entries={x.line.key: _given_back(x) for x in standing.application.lines},
        rates=standing.rates,
        on=standing.period.ends_on,
    )


def _given_back(x: AppliedLine) -> Entry:
    goes_back = x.this_period * x.scheduled < 0 or abs(x.to_date) > abs(x.scheduled)
    return Entry(
        method=Method.AMOUNT,
        value=x.this_period,
        stored=x.stored,
        release_work=_released(x.before.work, x.now.work),
        release_stored=_released(x.before.stored, x.now.stored),
        reason=_NOT_KEPT if goes_back else "",
    )


def _released(before: Ledger, now: Ledger) -> Decimal:
    """What was released in a period, read back from the two balances."""
    return now.released - carried(before, now.due, now.billed)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _instant(at: datetime | None) -> str | None:
    """In UTC, as `2026-03-31T18:30:00+00:00`; a database may have forgotten the zone."""
    if at is None:
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")
