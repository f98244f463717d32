"""Questions about one application for payment: its editor, line by line, and its summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Session, col, select

from invoice_app.contracts.application import AppliedLine
from invoice_app.contracts.bounds import is_beyond
from invoice_app.contracts.composing import due_day, summary_of, total_line
from invoice_app.contracts.models import (
    ContractStatus,
    ProgressInvoice,
    ProgressKind,
    ProgressStatus,
)
from invoice_app.contracts.queries import period_text
from invoice_app.contracts.reading import TypedLine
from invoice_app.contracts.rules import EDITABLE_PROGRESS
from invoice_app.contracts.standing import Item, Standing, by_ref, standing_of
from invoice_app.contracts.wording import (
    CHANGE_ORDER_HEAD,
    CONTRACT_STATUSES,
    KINDS,
    PROGRESS_STATUSES,
    UNITS,
)
from invoice_app.invoices.document import ScheduleLine
from invoice_app.invoices.models import Invoice
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared import money
from invoice_app.shared.dates import long_text
from invoice_app.shared.refusals import Refusal


@dataclass(frozen=True, slots=True)
class EditorLine:
    """A line of the editor: its figures as text, its boxes as typed, and what is wrong beside which box.

    `band` is the heading that starts with this line, if one does; `scope` is what its « all the rest »
    takes: `section:…` or `order:…`. `error_box` is a box of `reading.TypedLine`, or empty. `by` is who
    typed last on it.
    """

    item_id: int
    item: str
    description: str
    change_order: str
    band: str
    scope: str
    units: str
    scheduled: str
    previous: str
    this_period: str
    stored: str
    to_date: str
    percent: str
    balance: str
    retainage: str
    net: str
    held_before: str
    held_stored_before: str
    claimed: str
    claimed_stored: str
    is_beyond: bool
    method: str
    typed_work: str
    typed_stored: str
    typed_release: str
    typed_release_stored: str
    typed_hold: str
    typed_hold_stored: str
    typed_reason: str
    typed_certified: str
    typed_certified_stored: str
    by: str
    error: str
    error_box: str


@dataclass(frozen=True, slots=True)
class EditorTotals:
    """The foot of the schedule."""

    scheduled: str
    previous: str
    this_period: str
    stored: str
    to_date: str
    percent: str
    balance: str
    retainage: str
    claimed: str


@dataclass(frozen=True, slots=True)
class SummaryText:
    """One of the numbered lines."""

    key: str
    label: str
    amount: str
    strong: bool


@dataclass(frozen=True, slots=True)
class TaxText:
    """One tax: `TPS 5 %`, and its amount."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Editor:
    """An application as its page shows it; `due` is line 8, `total` is with taxes.

    `claimed` is line 8 as it was asked for, where less was certified; `orders` are the change orders in
    force in it; `has_units` says that a line can be billed by quantity.
    """

    ref: str
    version: int
    sequence: int
    kind: str
    kind_text: str
    status: str
    status_text: str
    can_edit: bool
    is_under_review: bool
    remark: str
    contract_ref: str
    contract_number: str
    contract_title: str
    contract_status_text: str
    period: str
    payment_due: str
    lines: tuple[EditorLine, ...]
    totals: EditorTotals
    summary: tuple[SummaryText, ...]
    due: str
    claimed: str
    taxes: tuple[TaxText, ...]
    total: str
    to_correct: int
    invoice_ref: str
    invoice_number: str
    orders: tuple[str, ...]
    has_units: bool
    progress_id: int


def editor(db: Session, *, ref: str, language: str, rates: Sequence[TaxRate], today: date) -> Editor:
    """All that an application's page shows, with the taxes and the due day of today until it is approved.

    Raises `NotFound`.
    """
    standing = standing_of(db, by_ref(db, ProgressInvoice, ref), rates)
    progress, contract, application = standing.progress, standing.contract, standing.application
    invoice_ref, invoice_number, invoice_due = _invoice(db, progress)
    claimed = standing.claimed_line_8
    orders = dict.fromkeys(x.line.change_order for x in application.lines if x.line.change_order)
    return Editor(
        ref=progress.ref,
        version=progress.version,
        sequence=progress.sequence,
        kind=progress.kind,
        kind_text=KINDS[ProgressKind(progress.kind)].to(language),
        status=progress.status,
        status_text=PROGRESS_STATUSES[ProgressStatus(progress.status)].to(language),
        can_edit=progress.status in EDITABLE_PROGRESS,
        is_under_review=progress.status == ProgressStatus.UNDER_REVIEW,
        remark=progress.remark,
        contract_ref=contract.ref,
        contract_number=contract.number or "",
        contract_title=contract.title,
        contract_status_text=CONTRACT_STATUSES[ContractStatus(contract.status)].to(language),
        period=period_text(standing.period, language),
        payment_due=long_text(invoice_due or due_day(standing.period, today), language),
        lines=_lines(standing, language),
        totals=_totals(standing, language),
        summary=_summary(standing, language),
        due=money.text(application.line_8, contract.currency, language),
        claimed="" if claimed == application.line_8 else money.text(claimed, contract.currency, language),
        taxes=_taxes(standing, language),
        total=money.text(application.total, contract.currency, language),
        to_correct=len(standing.reading.faults),
        invoice_ref=invoice_ref,
        invoice_number=invoice_number,
        orders=tuple(orders),
        has_units=any(x.line.unit_price is not None for x in application.lines),
        progress_id=progress.id or 0,
    )


def _lines(standing: Standing, language: str) -> tuple[EditorLine, ...]:
    faults, typed = standing.reading.faults, standing.typed
    applied = {x.line.key: x for x in standing.application.lines}
    claimed = {x.line.key: x for x in standing.reading.claimed.lines}
    shown, band_before = [], ""
    for item in standing.items:
        key = item.id or 0
        x = applied[key]
        band = _band(x, language)
        shown.append(
            _line(
                item, x, claimed.get(key, x), typed.get(key, TypedLine()), faults.get(key),
                band if band != band_before else "", standing.contract.currency, language,
            )
        )  # fmt: skip
        band_before = band
    return tuple(shown)


def _band(x: AppliedLine, language: str) -> str:
    if x.line.change_order:
        return CHANGE_ORDER_HEAD.filled(number=x.line.change_order).to(language)
    return x.line.section


def _line(
    item: Item, x: AppliedLine, claimed: AppliedLine, typed: TypedLine, fault: Refusal | None,
    band: str, currency: str, language: str,
) -> EditorLine:  # fmt: skip
    def amount(value: Decimal) -> str:
        return money.text(value, currency, language)

    return EditorLine(
        item_id=item.id or 0,
        item=item.item,
        description=item.description,
        change_order=x.line.change_order,
        band=band,
        scope=f"order:{x.line.change_order}" if x.line.change_order else f"section:{x.line.section}",
        units=_units(item, currency, language),
        scheduled=amount(x.scheduled),
        previous=amount(x.previous),
        this_period=amount(x.this_period),
        stored=amount(x.stored),
        to_date=amount(x.to_date),
        percent=_percent(x.percent, language),
        balance=amount(x.balance),
        retainage=amount(x.retainage),
        net=amount(x.net_this_period),
        held_before=amount(x.before.work.held),
        held_stored_before=amount(x.before.stored.held),
        claimed=amount(claimed.this_period),
        claimed_stored=amount(claimed.stored),
        is_beyond=is_beyond(x),
        method=typed.method,
        typed_work=typed.work,
        typed_stored=typed.stored,
        typed_release=typed.release,
        typed_release_stored=typed.release_stored,
        typed_hold=typed.hold,
        typed_hold_stored=typed.hold_stored,
        typed_reason=typed.reason,
        typed_certified=typed.certified,
        typed_certified_stored=typed.certified_stored,
        by=typed.by,
        error=fault.phrase.to(language) if fault else "",
        error_box=fault.field if fault else "",
    )


def _units(item: Item, currency: str, language: str) -> str:
    """`120 m² × 45,50 $`, for a line with a quantity."""
    if item.quantity is None or item.unit_price is None:
        return ""
    said = UNITS.filled(
        quantity=money.number_text(item.quantity, language),
        unit=f"\u00a0{item.unit}" if item.unit else "",
        price=money.number_text(item.unit_price, language, least=2),
    )
    return said.to(language)


def _totals(standing: Standing, language: str) -> EditorTotals:
    total: ScheduleLine = total_line(standing.application.lines)

    def amount(value: Decimal) -> str:
        return money.text(value, standing.contract.currency, language)

    return EditorTotals(
        scheduled=amount(total.scheduled),
        previous=amount(total.previous),
        this_period=amount(total.this_period),
        stored=amount(total.stored),
        to_date=amount(total.to_date),
        percent=_percent(total.percent, language),
        balance=amount(total.balance),
        retainage=amount(total.retainage),
        claimed=amount(total_line(standing.reading.claimed.lines).this_period),
    )


def _summary(standing: Standing, language: str) -> tuple[SummaryText, ...]:
    return tuple(
        SummaryText(
            key=line.key,
            label=line.label.en if language == "en" else line.label.fr,
            amount=money.text(line.amount, standing.contract.currency, language),
            strong=line.strong,
        )
        for line in summary_of(standing.application)
    )


def _taxes(standing: Standing, language: str) -> tuple[TaxText, ...]:
    return tuple(
        TaxText(
            label=f"{tax.label.to(language)} {money.rate_text(tax.rate, language)}",
            amount=money.text(tax.amount, standing.contract.currency, language),
        )
        for tax in standing.application.taxes
    )


def _percent(percent: Decimal, language: str) -> str:
    """`66,67 %`; the sign is set by the language, as for a tax rate."""
    return money.rate_text(percent / 100, language)


def _invoice(db: Session, progress: ProgressInvoice) -> tuple[str, str, date | None]:
    if progress.invoice_id is None:
        return "", "", None
    ref, number, due_on = db.exec(
        select(Invoice.ref, col(Invoice.number), col(Invoice.due_on)).where(Invoice.id == progress.invoice_id)
    ).one()
    return ref, number or "", due_on
