"""An application for payment as the `Document` that is shown, printed and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from invoice_app.contracts.application import Application, AppliedLine, percent_of, total_of
from invoice_app.contracts.auditing import numbered
from invoice_app.contracts.models import BillingPeriod, ProgressInvoice
from invoice_app.contracts.standing import Item, Standing, by_ref, standing_of
from invoice_app.contracts.wording import PAYABLE_BY, STRONG, SUMMARY
from invoice_app.invoices.document import (
    Buyer,
    Changes,
    Document,
    DocumentKind,
    DocumentLanguage,
    Progress,
    ScheduleLine,
    Seller,
    SummaryLine,
    Tax,
    Words,
)
from invoice_app.organisation.taxes import TaxRate
from invoice_app.shared.dates import long_text
from invoice_app.shared.phrases import Phrase


def document_of(
    db: Session, *, ref: str, seller: Seller, buyer: Buyer, rates: Sequence[TaxRate],
    language: DocumentLanguage, issue_on: date, number: str = "", page_url: str = "",
) -> Document:  # fmt: skip
    """The document that an application is, with a number or without; lines to correct stay as they were."""
    standing = standing_of(db, by_ref(db, ProgressInvoice, ref), rates)
    application = standing.application
    due_on = due_day(standing.period, issue_on)
    return Document(
        kind=DocumentKind.PROGRESS,
        number=number,
        language=language,
        currency=standing.contract.currency,
        issue_on=issue_on,
        due_on=due_on,
        terms=Words.of(PAYABLE_BY.filled(day=Phrase(long_text(due_on, "fr"), long_text(due_on, "en")))),
        seller=seller,
        buyer=buyer,
        subtotal=application.line_8,
        taxes=taxes_of(application),
        total=application.total,
        balance=application.total,
        page_url=page_url,
        progress=progress_of(standing),
    )


def due_day(period: BillingPeriod, issue_on: date) -> date:
    """When the period is to be paid; never before the invoice exists."""
    return max(period.due_on, issue_on)


def taxes_of(application: Application) -> tuple[Tax, ...]:
    return tuple(
        Tax(code=t.code, label=Words.of(t.label), rate=t.rate, base=t.base, amount=t.amount)
        for t in application.taxes
    )


def progress_of(standing: Standing) -> Progress:
    items = {item.id: item for item in standing.items}
    application, claimed = standing.application, standing.claimed_line_8
    return Progress(
        contract_number=standing.contract.number or "",
        contract_title=standing.contract.title,
        application=standing.progress.sequence,
        kind=standing.kind,
        claimed=None if claimed == application.line_8 else claimed,
        changes=Changes(**asdict(application.changes)),
        period_from=standing.period.starts_on,
        period_to=standing.period.ends_on,
        summary=summary_of(application),
        schedule=tuple(
            _schedule_line(x, items[x.line.key], standing.claimed_this_period.get(x.line.key))
            for x in application.lines
        ),
        schedule_total=total_line(application.lines),
    )


def summary_of(application: Application) -> tuple[SummaryLine, ...]:
    """The numbered lines, in printed order."""
    return tuple(
        SummaryLine(key=key, label=Words.of(SUMMARY[key]), amount=amount, strong=key in STRONG)
        for key, amount in numbered(application).items()
    )


def total_line(lines: Iterable[AppliedLine]) -> ScheduleLine:
    """The foot of the schedule; its item and description are empty."""
    applied = list(lines)
    scheduled = total_of(x.scheduled for x in applied)
    to_date = total_of(x.to_date for x in applied)
    return ScheduleLine(
        item="",
        description="",
        scheduled=scheduled,
        previous=total_of(x.previous for x in applied),
        this_period=total_of(x.this_period for x in applied),
        stored=total_of(x.stored for x in applied),
        to_date=to_date,
        percent=percent_of(to_date, scheduled),
        balance=total_of(x.balance for x in applied),
        retainage=total_of(x.retainage for x in applied),
    )


def _schedule_line(x: AppliedLine, item: Item, claimed: Decimal | None) -> ScheduleLine:
    return ScheduleLine(
        item=item.item,
        description=item.description,
        section=item.section,
        cost_code=item.cost_code,
        change_order=x.line.change_order,
        unit=item.unit,
        quantity=item.quantity,
        unit_price=item.unit_price,
        tax_class=item.tax_class,
        claimed=None if claimed == x.this_period else claimed,
        scheduled=x.scheduled,
        previous=x.previous,
        this_period=x.this_period,
        stored=x.stored,
        to_date=x.to_date,
        percent=x.percent,
        balance=x.balance,
        retainage=x.retainage,
    )
