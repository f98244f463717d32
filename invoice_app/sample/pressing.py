"""Issuing many invoices with every paper worker busy, their numbers in order all the same.

Each is foreseen, printed and sealed as one alone is (`invoices.issuing`), only with the numbers of
those before it counted in. Should someone else take a number meanwhile, the rest go one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from invoice_app.invoices.issuing import Issued, Plan, finalise, foresee, paper_of, seal
from invoice_app.invoices.paying import PaidAlready
from invoice_app.invoices.sending import Envelope, first_envelope
from invoice_app.organisation.numbering import NumberTaken, number_text
from invoice_app.shared.database import reading, writing
from invoice_app.shared.paper.pool import render
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere


@dataclass(frozen=True, slots=True)
class Order:
    """One draft to issue at an instant. `emailed` sends it to the payer's addresses."""

    ref: str
    by: Viewer
    now: datetime
    paid: PaidAlready | None = None
    emailed: bool = False


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """An invoice of this series that `issue` issues by itself when its turn has come."""

    year: int
    issue: Callable[[], Issued]


def issue_all(orders: Sequence[Order | Elsewhere], *, workers: int) -> Iterator[Issued]:
    """Issue in this order, which must be that of the dates; yields each once it is kept."""
    plans = _foreseen(orders)
    # As many threads as there are workers: what is issued elsewhere never waits behind a long queue.
    presses = ThreadPoolExecutor(workers)
    try:
        pdfs = [presses.submit(_printed, plan) if plan else None for plan in plans]
        for order, plan, pdf in zip(orders, plans, pdfs, strict=True):
            if isinstance(order, Order) and plan and pdf:
                yield _sealed(order, plan, pdf)
            elif isinstance(order, Elsewhere):
                yield order.issue()
    finally:
        presses.shutdown(cancel_futures=True)


def _foreseen(orders: Sequence[Order | Elsewhere]) -> list[Plan | None]:
    ahead: Counter[int] = Counter()
    plans: list[Plan | None] = []
    with reading() as db:
        for order in orders:
            if isinstance(order, Elsewhere):
                plans.append(None)
                ahead[order.year] += 1
                continue
            plan = foresee(db, ref=order.ref, now=order.now, paid=order.paid)
            plans.append(_after(plan, ahead[plan.year]))
            ahead[plan.year] += 1
    return plans


def _after(plan: Plan, others: int) -> Plan:
    """The plan once so many other invoices of its year have been issued."""
    foreseen = plan.foreseen + others
    number = number_text("invoice", plan.year, foreseen)
    return replace(plan, foreseen=foreseen, document=plan.document.model_copy(update={"number": number}))


def _printed(plan: Plan) -> bytes:
    return render(paper_of(plan.document))


def _sealed(order: Order, plan: Plan, pdf: Future[bytes]) -> Issued:
    envelope = _envelope(order)
    printed = pdf.result()
    try:
        with writing() as db:
            return seal(
                db, plan=plan, pdf=printed, by=order.by, now=order.now, paid=order.paid, envelope=envelope
            )
    except (NumberTaken, ChangedElsewhere):
        return finalise(ref=order.ref, by=order.by, now=order.now, paid=order.paid, envelope=envelope)


def _envelope(order: Order) -> Envelope | None:
    if not order.emailed:
        return None
    with reading() as db:
        return first_envelope(db, order.ref, order.by)
