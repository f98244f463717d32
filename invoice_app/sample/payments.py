"""Money that came in, recorded as a person records it."""

from __future__ import annotations

from datetime import datetime
from random import Random

from sqlmodel import select

from invoice_app.invoices.models import Invoice
from invoice_app.invoices.paying import PaidAlready
from invoice_app.invoices.settling import settle
from invoice_app.payments.models import Method
from invoice_app.sample.calendar import Calendar
from invoice_app.shared.database import writing
from invoice_app.shared.dates import day_of
from invoice_app.shared.money import to_cents, typed_text
from invoice_app.shared.permission import Viewer

_METHODS = (
    Method.TRANSFER, Method.TRANSFER, Method.TRANSFER, Method.CHEQUE, Method.CHEQUE, Method.CARD,
    Method.DEPOSIT, Method.CASH,
)  # fmt: skip


def paid_at_once(now: datetime, calendar: Calendar) -> PaidAlready:
    """The payment that came with the order itself."""
    method, reference = _how(calendar.rng)
    return PaidAlready(method, day_of(now, calendar.time_zone), reference)


def receive(ref: str, *, by: Viewer, now: datetime, calendar: Calendar, in_part: bool = False) -> None:
    """Record a payment of an issued invoice: all of it, or two fifths."""
    method, reference = _how(calendar.rng)
    with writing() as db:
        total = db.exec(select(Invoice).where(Invoice.ref == ref)).one().total
        typed = {
            "amount": typed_text(to_cents(total * 2 / 5) if in_part else total),
            "received_on": f"{day_of(now, calendar.time_zone)}",
            "method": method,
            "reference": reference,
        }
        settle(db, ref=ref, typed=typed, nonce="sample", by=by, language="fr", now=now)


def _how(rng: Random) -> tuple[str, str]:
    method = rng.choice(_METHODS)
    cheque, transfer = f"{rng.randrange(12, 980):04d}", f"CA{rng.randrange(10**7, 10**8)}"
    references = {Method.CHEQUE: cheque, Method.TRANSFER: transfer}
    return method, references.get(method, "")
