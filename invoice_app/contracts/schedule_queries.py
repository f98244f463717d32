"""Questions about a contract's lines: its schedule of values by page, and its change orders below it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from sqlmodel import Session

from invoice_app.contracts.models import ChangeOrder, Contract, OrderStatus, ScheduleItem
from invoice_app.contracts.record_wording import CONTINUED, LINES_SHOWN, NO_SECTION
from invoice_app.contracts.rule_words import percent_text
from invoice_app.contracts.standing import by_ref, orders_of, schedule_of
from invoice_app.organisation.taxes import LABELS, TaxClass
from invoice_app.shared import money
from invoice_app.shared.dates import long_text
from invoice_app.shared.money import ZERO

PAGE = 100
"""Lines on a page of the schedule: 500 rows at once make a phone wait."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A row of a schedule: a `line`, or the `head` of a section or a change order with what it comes to.

    `scheduled` is the amount; a head has `description` and `detail` besides, and nothing else.
    """

    kind: str
    item: str
    description: str
    detail: str
    cost_code: str
    quantity: str
    unit_price: str
    tax_text: str
    retainage: str
    scheduled: str
    is_negative: bool


@dataclass(frozen=True, slots=True)
class SchedulePage:
    """A page of the original lines, and all the lines of approved change orders."""

    rows: tuple[LineRow, ...]
    shown: str
    page: int
    has_earlier: bool
    has_later: bool
    orders: tuple[LineRow, ...]
    original: str
    changes: str
    revised: str
    has_changes: bool


def schedule_page(db: Session, *, ref: str, language: str, page: int = 0) -> SchedulePage:
    """A page of a contract's schedule; one beyond the last is the last. Raises `NotFound`."""
    contract = by_ref(db, Contract, ref)
    items = schedule_of(db, contract.id or 0)
    originals = [item for item in items if not item.change_order_id]
    approved = [
        order for order in orders_of(db, contract.id or 0).values() if order.status == OrderStatus.APPROVED
    ]
    original = total(originals)
    of_orders = [(order, [item for item in items if item.change_order_id == order.id]) for order in approved]
    changes = sum((total(lines) for _, lines in of_orders), start=ZERO)
    page = max(0, min(page, (len(originals) - 1) // PAGE))
    first, last = page * PAGE, min(len(originals), (page + 1) * PAGE)
    shown = LINES_SHOWN.filled(first=first + 1, last=last, count=len(originals)).to(language)

    def text(amount: Decimal) -> str:
        return money.text(amount, contract.currency, language)

    return SchedulePage(
        rows=tuple(_by_section(originals, first, last, contract.currency, language)),
        shown=shown,
        page=page,
        has_earlier=page > 0,
        has_later=last < len(originals),
        orders=tuple(
            row for order, lines in of_orders for row in _order(order, lines, contract.currency, language)
        ),
        original=text(original),
        changes=text(changes),
        revised=text(original + changes),
        has_changes=bool(approved),
    )


def line_row(item: ScheduleItem, currency: str, language: str) -> LineRow:
    """A line as it is read."""
    own, unit_price = item.retainage_percent, item.unit_price
    quantity = "" if item.quantity is None else money.number_text(item.quantity, language)
    return LineRow(
        kind="line",
        item=item.item,
        description=item.description,
        detail="",
        cost_code=item.cost_code,
        quantity=f"{quantity} {item.unit}".strip() if quantity else "",
        unit_price="" if unit_price is None else money.number_text(unit_price, language, least=2),
        tax_text=LABELS[TaxClass(item.tax_class)].to(language),
        retainage="" if own is None else percent_text(own).to(language),
        scheduled=money.text(item.scheduled, currency, language),
        is_negative=item.scheduled < ZERO,
    )


def total(items: Sequence[ScheduleItem]) -> Decimal:
    return sum((item.scheduled for item in items), start=ZERO)


def _by_section(
    items: Sequence[ScheduleItem], first: int, last: int, currency: str, language: str
) -> Iterator[LineRow]:
    """The lines from `first` to `last`, each section under a head with its whole subtotal."""
    has_sections = any(item.section for item in items)
    start = 0
    for section, run in groupby(items, key=lambda item: item.section):
        lines = list(run)
        end = start + len(lines)
        shown = lines[max(0, first - start) : max(0, last - start)]
        if shown and has_sections:
            name = section or NO_SECTION.to(language)
            if start < first:
                name = CONTINUED.filled(section=name).to(language)
            yield _head(name, "", total(lines), currency, language)
        yield from (line_row(item, currency, language) for item in shown)
        start = end


def _order(
    order: ChangeOrder, lines: Sequence[ScheduleItem], currency: str, language: str
) -> Iterator[LineRow]:
    day = long_text(order.approved_on, language) if order.approved_on else ""
    name = " · ".join(part for part in (order.number, order.title) if part)
    yield _head(name, day, total(lines), currency, language)
    yield from (line_row(item, currency, language) for item in lines)


def _head(name: str, detail: str, amount: Decimal, currency: str, language: str) -> LineRow:
    return LineRow(
        kind="head", item="", description=name, detail=detail, cost_code="", quantity="", unit_price="",
        tax_text="", retainage="", scheduled=money.text(amount, currency, language),
        is_negative=amount < ZERO,
    )  # fmt: skip
