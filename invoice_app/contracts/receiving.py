"""A payment received on a contract: shared among its unpaid invoices, and taken back where it must be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from invoice_app.contracts.models import Contract
from invoice_app.contracts.payments_wording import PAYMENT_RECORDED, PAYMENT_REVERSED
from invoice_app.contracts.reading_rights import about_contract, readable_contract
from invoice_app.contracts.standing import locked
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.paying import NotAMethod, PaidBeforeTime
from invoice_app.invoices.settling import MoreThanOwed, Unpaid, unpaid_under
from invoice_app.organisation.queries import the_organisation
from invoice_app.payments import actions as payments
from invoice_app.payments.actions import NothingReceived
from invoice_app.payments.models import Method, Payment, Settlement
from invoice_app.payments.queries import payment_by_ref
from invoice_app.payments.rules import allocate
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of, parse_day
from invoice_app.shared.history import record
from invoice_app.shared.money import ZERO, parse, text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid, NotFound, Refusal

PART = "part-"
"""What the name of an invoice's box begins with; the invoice's ref follows."""


class NothingUnpaid(Refusal):
    says = Phrase(
        "Aucune facture de ce contrat n’attend de paiement. Émettez-en une d’abord.",
        "No invoice of this contract is waiting for payment. Issue one first.",
    )


class NothingShared(Invalid):
    says = Phrase(
        "Donnez une part de ce paiement à au moins une facture.",
        "Give a part of this payment to at least one invoice.",
    )


class NegativePart(Invalid):
    says = Phrase(
        "Une part ne peut pas être négative. Laissez la case vide pour ne rien donner à cette facture.",
        "A part cannot be negative. Leave the box empty to give this invoice nothing.",
    )


class MoreThanReceived(Invalid):
    says = Phrase(
        "Les parts dépassent le paiement de {over}. Diminuez-en une, ou augmentez le montant reçu.",
        "The parts exceed the payment by {over}. Lower one, or raise the amount received.",
    )


class ReversedBefore(Invalid):
    says = Phrase(
        "Un paiement ne s’annule pas avant d’être reçu. Choisissez un jour plus tard.",
        "A payment cannot be reversed before it was received. Choose a later day.",
    )


def proposed_parts(unpaid: Sequence[Unpaid], amount: Decimal) -> dict[str, Decimal]:
    """What each invoice is given, by its ref, when nobody says otherwise: the oldest due first."""
    parts = allocate(amount, [x.owed for x in unpaid])
    return {x.invoice.ref: part for x, part in zip(unpaid, parts, strict=True)}


def receive(
    db: Session, *, ref: str, typed: Mapping[str, str], nonce: str, by: Viewer, language: str, now: datetime
) -> Payment:
    """Record a payment (`amount`, `method`, `reference`, `received_on`, `note`) and its parts (`part-…`).

    What is given to no invoice stays the client's credit. The same `nonce` records it once. Raises
    `NotFound`, `NothingUnpaid`, or an `Invalid` that names the box it stands beside.
    """
    contract = readable_contract(db, ref=ref, viewer=by)
    locked(db, Contract, ref)
    nonce = f"contract:{ref}:{nonce}"
    known = db.exec(select(Payment).where(Payment.nonce == nonce)).first()
    if known is not None:
        return known
    unpaid = unpaid_under(db, about_contract(contract), locked=True)
    if not unpaid:
        raise NothingUnpaid()
    amount = parse(typed.get("amount", ""), field="amount", language=language)
    if amount <= ZERO:
        raise NothingReceived(field="amount")
    if typed.get("method", "") not in set(Method):
        raise NotAMethod(field="method")
    day = _day(db, typed, now)
    parts = _parts(unpaid, typed, amount, contract.currency, language)
    payment = payments.record(
        db,
        customer_id=unpaid[0].invoice.bill_to_id,
        received_on=day,
        method=Method(typed["method"]),
        reference=typed.get("reference", ""),
        amount=amount,
        settles=[(About("invoice", x.invoice.id or 0), part) for x, part in parts],
        nonce=nonce,
        note=typed.get("note", ""),
        by=by,
        now=now,
    )
    for x, part in parts:
        _note(db, x.invoice, PAYMENT_RECORDED, part, by, now)
    shared = "; ".join(x.invoice.number or "" for x, _ in parts)
    what = PAYMENT_RECORDED.filled(amount=_money(amount, contract.currency))
    record(db, about_contract(contract), what, by=by, now=now, after=shared)
    live.touch(db, "contracts", f"contract:{ref}")
    return payment


def take_back(
    db: Session, *, ref: str, payment_ref: str, typed: Mapping[str, str], by: Viewer, now: datetime
) -> Payment:
    """Reverse a payment of a contract, for a `reason`, as of `received_on`.

    Raises `NotFound`, `CannotReverse`, or an `Invalid` that names its box.
    """
    contract = readable_contract(db, ref=ref, viewer=by)
    locked(db, Contract, ref)
    payment = payment_of(db, contract, payment_ref)
    day = _day(db, typed, now)
    if day < payment.received_on:
        raise ReversedBefore(field="received_on")
    reason = typed.get("reason", "")
    before = db.exec(select(Payment.id).where(Payment.reverses_id == payment.id)).first()
    taken = payments.reverse(db, ref=payment_ref, received_on=day, reason=reason, by=by, now=now)
    if before is not None:
        return taken
    for invoice, part in db.exec(
        select(Invoice, col(Settlement.amount))
        .join(Settlement, col(Settlement.about_id) == Invoice.id)
        .where(Settlement.about_kind == "invoice", Settlement.payment_id == payment.id)
    ):
        _note(db, invoice, PAYMENT_REVERSED, part, by, now)
    what = PAYMENT_REVERSED.filled(amount=_money(payment.amount, contract.currency))
    record(db, about_contract(contract), what, by=by, now=now, after=reason.strip())
    live.touch(db, "contracts", f"contract:{ref}")
    return taken


def payment_of(db: Session, contract: Contract, payment_ref: str) -> Payment:
    """A payment of which a part settles an invoice of this contract. Raises `NotFound`."""
    payment = payment_by_ref(db, payment_ref)
    settles_here = db.exec(
        select(Settlement.id)
        .join(Invoice, col(Settlement.about_id) == Invoice.id)
        .where(
            Settlement.payment_id == payment.id,
            Settlement.about_kind == "invoice",
            Invoice.under_kind == "contract",
            Invoice.under_id == contract.id,
        )
    ).first()
    if settles_here is None:
        raise NotFound()
    return payment


def _parts(
    unpaid: Sequence[Unpaid], typed: Mapping[str, str], amount: Decimal, currency: str, language: str
) -> list[tuple[Unpaid, Decimal]]:
    owed = {f"{PART}{x.invoice.ref}": x for x in unpaid}
    parts = []
    for box, said in typed.items():
        if not box.startswith(PART) or not said.strip():
            continue
        part = parse(said, field=box, language=language)
        # An invoice that was paid meanwhile is no longer among them: nothing more is owed on it.
        still = owed[box].owed if box in owed else ZERO
        if part < ZERO:
            raise NegativePart(field=box)
        if part > still:
            raise MoreThanOwed(field=box, owed=_money(still, currency))
        if part:
            parts.append((owed[box], part))
    if not parts:
        raise NothingShared(field="amount")
    over = sum((part for _, part in parts), start=ZERO) - amount
    if over > ZERO:
        raise MoreThanReceived(field="amount", over=_money(over, currency))
    return parts


def _day(db: Session, typed: Mapping[str, str], now: datetime) -> date:
    day = parse_day(typed.get("received_on", ""), field="received_on")
    if day > day_of(now, the_organisation(db).time_zone):
        raise PaidBeforeTime(field="received_on")
    return day


def _note(db: Session, invoice: Invoice, what: Phrase, part: Decimal, by: Viewer, now: datetime) -> None:
    said = what.filled(amount=_money(part, invoice.currency))
    record(db, About("invoice", invoice.id or 0), said, by=by, now=now)
    live.touch(db, "invoices", f"invoice:{invoice.ref}", f"customer:{invoice.customer_id}")


def _money(amount: Decimal, currency: str) -> Phrase:
    return Phrase(text(amount, currency, "fr"), text(amount, currency, "en"))
