"""What a bulk send would be: who, what, and why not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case
from sqlmodel import Session, col, func

from invoice_app.invoices import wording as invoice_words
from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.letters import subject_as_sent
from invoice_app.invoices.bulk.rules import LIFTABLE, Choice, Standing
from invoice_app.invoices.bulk.standing import Standings, standings
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.sending import pdf_name
from invoice_app.members.mailing import mailing_of_each
from invoice_app.shared.money import text
from invoice_app.shared.permission import Viewer

PAGE = 50


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A reason that keeps invoices back; `is_lifted` when the person sends them all the same."""

    key: str
    words: str
    count: str
    liftable: bool
    is_lifted: bool


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One email as it would leave, or why it does not."""

    ref: str
    number: str
    payer: str
    addresses: str
    subject: str
    total: str
    file: str
    why: str
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Preview:
    leaving: int
    staying: int
    why: tuple[WhyRow, ...]
    rows: tuple[PreviewRow, ...]
    first: int
    last: int
    has_later: bool


def preview(
    db: Session, *, choice: Choice, leaves: bool, page: int, viewer: Viewer, now: datetime, language: str
) -> Preview:
    """A page of those that would leave, or of those that would not, and how many there are of each."""
    asked = standings(db, choice=choice, viewer=viewer, now=now)
    standing = asked.standing
    grouped = asked.chosen.with_only_columns(standing, func.count()).group_by(standing)
    counts = dict(db.execute(grouped).all())
    leaving = counts.pop(Standing.READY, 0)
    side = standing == Standing.READY.value if leaves else standing != Standing.READY.value
    columns: tuple[Any, ...] = (
        Invoice.id, Invoice.ref, Invoice.number, Invoice.bill_to_id, Invoice.bill_to_name, Invoice.total,
        Invoice.currency, Invoice.document, standing.label("standing"),
    )  # fmt: skip
    start = max(0, min(page, 10_000)) * PAGE
    found = db.execute(
        asked.chosen.with_only_columns(*columns)
        .where(side)
        .order_by(col(Invoice.number), col(Invoice.id))
        .offset(start)
        .limit(PAGE + 1)
    ).all()
    people = mailing_of_each(db, {row.bill_to_id for row in found})
    rows = tuple(_preview_row(db, row, people, choice.kind, language) for row in found[:PAGE])
    first, last = (start + 1, start + len(rows)) if rows else (0, 0)
    why = _why_rows(counts, _lifted_counts(db, asked, choice), choice, language)
    return Preview(leaving, sum(counts.values()), why, rows, first, last, len(found) > PAGE)


def _lifted_counts(db: Session, asked: Standings, choice: Choice) -> dict[str, int]:
    """How many leave although a reason was there: its tick stays on the page, with its number."""
    lifted = [name for name in LIFTABLE if name in choice.lifted and name in asked.conditions]
    if not lifted:
        return {}
    leaving = asked.chosen.where(asked.standing == Standing.READY.value)
    sums = [func.coalesce(func.sum(case((asked.conditions[n], 1), else_=0)), 0) for n in lifted]
    return dict(zip(lifted, db.execute(leaving.with_only_columns(*sums)).one(), strict=True))


def _why_rows(
    counts: dict[str, int], lifted: dict[str, int], choice: Choice, language: str
) -> tuple[WhyRow, ...]:
    rows = []
    for name in Standing:
        count = lifted.get(name, 0) if name in lifted else counts.get(name, 0)
        if count or name in lifted:
            words = w.STANDING[name].to(language)
            is_lifted = name in choice.lifted
            rows.append(WhyRow(name.value, words, str(count), name in LIFTABLE, is_lifted))
    return tuple(rows)


def _preview_row(
    db: Session, row: object, people: dict[int, list[tuple[str, str]]], kind: str, language: str
) -> PreviewRow:
    invoice: Invoice = row  # type: ignore[assignment]  # the columns of one, by the same names
    document = Document.model_validate_json(invoice.document) if invoice.document else None
    standing: str = row.standing  # type: ignore[attr-defined]
    return PreviewRow(
        ref=invoice.ref,
        number=invoice.number or invoice_words.DRAFT.to(language),
        payer=invoice.bill_to_name,
        addresses=", ".join(
            address if name == invoice.bill_to_name else f"{name} <{address}>"
            for name, address in people.get(invoice.bill_to_id, [])
        ),
        subject=subject_as_sent(db, document, kind) if document else "",
        total=text(invoice.total, invoice.currency, language),
        file=pdf_name(document) if document and standing == Standing.READY else "",
        why=w.STANDING[standing].to(language),
        is_ready=standing == Standing.READY,
    )
