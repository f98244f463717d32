"""What an invoice comes to; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoice_app.organisation.taxes import TaxAmount, TaxClass, TaxRate, taxes_on
from invoice_app.shared.money import ZERO, to_cents


@dataclass(frozen=True, slots=True)
class LineFigures:
    """A line as numbers; `amount` is whole cents."""

    quantity: Decimal
    unit_price: Decimal
    tax_class: TaxClass
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """What an invoice comes to, in whole cents."""

    subtotal: Decimal
    taxes: tuple[TaxAmount, ...]
    total: Decimal


class PaymentStatus(StrEnum):
    """Derived from what was received, the day and the credit notes; never stored."""

    AWAITING = "awaiting"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    OVERDUE = "overdue"
    CREDITED = "credited"
    CREDIT_NOTE = "credit_note"


def line_figures(quantity: Decimal, unit_price: Decimal, tax_class: TaxClass) -> LineFigures:
    return LineFigures(quantity, unit_price, tax_class, to_cents(quantity * unit_price))


def total_of(lines: Iterable[LineFigures], rates: Sequence[TaxRate]) -> Figures:
    """Sum the lines by class, then each tax once for the whole invoice."""
    bases: dict[TaxClass, Decimal] = {}
    for line in lines:
        bases[line.tax_class] = bases.get(line.tax_class, ZERO) + line.amount
    subtotal = sum(bases.values(), start=ZERO)
    taxes = taxes_on(bases, rates)
    return Figures(subtotal, taxes, subtotal + sum((t.amount for t in taxes), start=ZERO))


def payment_status(total: Decimal, received: Decimal, due_on: date, today: date) -> PaymentStatus:
    """Overdue only once the due day has ended where the organisation is."""
    if received >= total:
        return PaymentStatus.PAID
    if today > due_on:
        return PaymentStatus.OVERDUE
    return PaymentStatus.PARTLY_PAID if received > 0 else PaymentStatus.AWAITING
