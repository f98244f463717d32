"""The payments of a contract and its unpaid invoices, as the tab shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session, col, select

from invoice_app.contracts import payments_wording as w
from invoice_app.contracts.models import Contract
from invoice_app.contracts.reading_rights import about_contract, readable_contract
from invoice_app.contracts.summary import SummaryCard, contract_summary
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.settling import unpaid_under
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments.models import Payment
from invoice_app.payments.queries import Allocation, allocations
from invoice_app.payments.wording import METHODS
from invoice_app.shared import money
from invoice_app.shared.attachments import AttachedFile, FileCard, file_card
from invoice_app.shared.dates import instant_text, long_text
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Viewer


@dataclass(frozen=True, slots=True)
class Part:
    """What one invoice got of a payment."""

    number: str
    invoice_ref: str
    amount: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """A payment; `surplus` is what settles nothing yet, `elsewhere` what settles other records; or empty.

    `why` says what it reverses, or how it was reversed.
    """

    ref: str
    received: str
    method: str
    reference: str
    amount: str
    note: str
    recorded: str
    parts: tuple[Part, ...]
    surplus: str
    elsewhere: str
    files: tuple[FileCard, ...]
    is_reversal: bool
    is_reversed: bool
    can_be_reversed: bool
    why: str


@dataclass(frozen=True, slots=True)
class PaymentsCard:
    """The tab. `credit` is what is left over of all payments, or empty; `is_payable`: an invoice waits."""

    summary: SummaryCard
    rows: tuple[PaymentRow, ...]
    credit: str
    is_payable: bool


def payments_card(db: Session, *, ref: str, viewer: Viewer, language: str) -> PaymentsCard:
    """All that the tab of a contract shows. Raises `NotFound`."""
    contract = readable_contract(db, ref=ref, viewer=viewer)
    made = _allocations(db, contract)
    credit = sum((x.surplus for x in made[1]), start=ZERO)
    return PaymentsCard(
        summary=contract_summary(db, contract, language),
        rows=_rows(db, contract, made, language, the_organisation(db).time_zone),
        credit=money.text(credit, contract.currency, language) if credit > ZERO else "",
        is_payable=bool(unpaid_under(db, about_contract(contract))),
    )


def payments_of(db: Session, contract: Contract, *, language: str, time_zone: str) -> tuple[PaymentRow, ...]:
    """Every payment of which a part settles an invoice of the contract, the latest first."""
    return _rows(db, contract, _allocations(db, contract), language, time_zone)


_Made = tuple[dict[int, tuple[str, str]], tuple[Allocation, ...]]


def _allocations(db: Session, contract: Contract) -> _Made:
    """The contract's invoices (ref and number, by id), and the payments that settle them."""
    found = db.exec(
        select(Invoice.id, Invoice.ref, Invoice.number).where(
            Invoice.under_kind == "contract", Invoice.under_id == contract.id
        )
    )
    invoices = {invoice_id or 0: (ref, number or "") for invoice_id, ref, number in found}
    return invoices, allocations(db, "invoice", tuple(invoices))


def _rows(
    db: Session, contract: Contract, invoices_and_payments: _Made, language: str, time_zone: str
) -> tuple[PaymentRow, ...]:
    invoices, made = invoices_and_payments
    files = _files(db, [x.payment.id or 0 for x in made])
    by_id = {x.payment.id or 0: x.payment for x in made}
    reversed_by = {x.payment.reverses_id: x.payment for x in made if x.payment.reverses_id is not None}

    def row(x: Allocation) -> PaymentRow:
        payment = x.payment
        taken, original = reversed_by.get(payment.id or 0), by_id.get(payment.reverses_id or 0)

        def amount(value: Decimal) -> str:
            return money.text(value, contract.currency, language)

        elsewhere = payment.amount - x.surplus - sum(x.parts.values(), start=ZERO)
        return PaymentRow(
            ref=payment.ref,
            received=long_text(payment.received_on, language),
            method=METHODS[payment.method].to(language),
            reference=payment.reference,
            amount=amount(payment.amount),
            note="" if original else payment.note,
            recorded=w.RECORDED_BY.filled(
                who=payment.created_by_name, when=instant_text(payment.created_at, time_zone, language)
            ).to(language),
            parts=tuple(
                Part(invoices[invoice_id][1], invoices[invoice_id][0], amount(part))
                for invoice_id, part in sorted(x.parts.items())
            ),
            surplus=amount(x.surplus) if x.surplus else "",
            elsewhere=amount(elsewhere) if elsewhere else "",
            files=tuple(file_card(file, language) for file in files.get(payment.id or 0, ())),
            is_reversal=original is not None,
            is_reversed=taken is not None,
            can_be_reversed=original is None and taken is None,
            why=_why(taken, original, payment, language),
        )

    return tuple(row(x) for x in made)


def _why(taken: Payment | None, original: Payment | None, payment: Payment, language: str) -> str:
    if taken is not None:
        day = long_text(taken.received_on, language)
        return w.REVERSED_BY.filled(day=day, reason=taken.note).to(language)
    if original is not None:
        day = long_text(original.received_on, language)
        return w.REVERSES.filled(day=day, reason=payment.note).to(language)
    return ""


def _files(db: Session, payment_ids: Sequence[int]) -> dict[int, list[AttachedFile]]:
    rows = db.exec(
        select(AttachedFile)
        .where(AttachedFile.about_kind == "payment", col(AttachedFile.about_id).in_(payment_ids))
        .order_by(col(AttachedFile.id))
    )
    by_payment: dict[int, list[AttachedFile]] = {}
    for file in rows:
        by_payment.setdefault(file.about_id, []).append(file)
    return by_payment
