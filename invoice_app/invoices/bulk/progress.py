"""How bulk sends that were begun are doing, counted over what the viewer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, literal
from sqlmodel import Session, col, func, select

from invoice_app.invoices.bulk import wording as w
from invoice_app.invoices.bulk.actions import has_one_in_sight, the_bulk
from invoice_app.invoices.bulk.rules import ItemState, said
from invoice_app.invoices.models import BulkItem, BulkSend, Invoice
from invoice_app.invoices.sight import in_sight
from invoice_app.mail.earlier import problems_of, stage
from invoice_app.mail.models import Email
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.dates import instant_text
from invoice_app.shared.money import text
from invoice_app.shared.permission import Viewer

PAGE = 50
STAGES = ("waiting", "queued", "accepted", "delivered", "problem", "skipped")


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many emails are that far."""

    key: str
    words: str
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class BulkCard:
    """A bulk send: who began it and when, and how it is doing, counted over what the viewer may see."""

    ref: str
    when: str
    by: str
    kind: str
    state: str
    state_words: str
    tone: str
    total: int
    settled: int
    gone: int
    waiting: int
    skipped: int
    problems: int
    delivered: int


@dataclass(frozen=True, slots=True)
class SkippedFor:
    why: str
    count: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    ref: str
    number: str
    payer: str
    total: str
    stage: str
    tone: str
    detail: str


@dataclass(frozen=True, slots=True)
class ItemPage:
    rows: tuple[ItemRow, ...]
    first: int
    last: int
    has_later: bool


@dataclass(frozen=True, slots=True)
class Progress:
    card: BulkCard
    stages: tuple[StageCount, ...]
    skipped_for: tuple[SkippedFor, ...]
    items: ItemPage


def progress(
    db: Session, *, ref: str, stage_shown: str, page: int, viewer: Viewer, language: str
) -> Progress:
    """How a bulk send is doing, with a page of its invoices. Raises `NotFound`."""
    bulk = the_bulk(db, ref=ref, viewer=viewer)
    time_zone = the_organisation(db).time_zone
    counts = _counts(db, [bulk], viewer)[bulk.id or 0]
    stages = tuple(
        StageCount(key, w.STAGES[key][0].to(language), w.STAGES[key][1], counts.get(key, 0)) for key in STAGES
    )
    return Progress(
        card=_card(bulk, counts, time_zone, language),
        stages=stages,
        skipped_for=_skipped_for(db, bulk, viewer, language),
        items=_items(db, bulk, stage_shown, page, viewer, language),
    )


def bulk_sends(db: Session, *, page: int, viewer: Viewer, language: str) -> tuple[tuple[BulkCard, ...], bool]:
    """A page of the bulk sends of which the viewer sees something, the latest first; whether more follow."""
    start = max(0, min(page, 10_000)) * PAGE
    asked = select(BulkSend).where(has_one_in_sight(viewer))
    found = db.exec(asked.order_by(col(BulkSend.id).desc()).offset(start).limit(PAGE + 1)).all()
    counts, time_zone = _counts(db, found[:PAGE], viewer), the_organisation(db).time_zone
    cards = tuple(_card(bulk, counts[bulk.id or 0], time_zone, language) for bulk in found[:PAGE])
    return cards, len(found) > PAGE


def _stage_of_item() -> ColumnElement[str]:
    is_queued = col(BulkItem.state) == ItemState.QUEUED
    return case((is_queued & col(Email.id).is_not(None), stage()), else_=col(BulkItem.state))


def _of(bulk_ids: Sequence[int], viewer: Viewer) -> Select[BulkItem]:
    return (
        select(BulkItem)
        .join(Invoice, col(Invoice.id) == col(BulkItem.invoice_id))
        .outerjoin(Email, col(Email.id) == col(BulkItem.email_id))
        .where(col(BulkItem.bulk_id).in_(bulk_ids), in_sight(viewer))
    )


def _counts(db: Session, bulks: Sequence[BulkSend], viewer: Viewer) -> dict[int, dict[str, int]]:
    ids = [bulk.id or 0 for bulk in bulks]
    far = _stage_of_item()
    asked = _of(ids, viewer).with_only_columns(col(BulkItem.bulk_id), far, func.count())
    counts: dict[int, dict[str, int]] = {bulk_id: {} for bulk_id in ids}
    for bulk_id, key, count in db.execute(asked.group_by(col(BulkItem.bulk_id), far)):
        counts[bulk_id][key] = count
    return counts


def _card(bulk: BulkSend, counts: dict[str, int], time_zone: str, language: str) -> BulkCard:
    words, tone = w.STATES[bulk.state]
    total, waiting, skipped = sum(counts.values()), counts.get("waiting", 0), counts.get("skipped", 0)
    return BulkCard(
        ref=bulk.ref,
        when=instant_text(bulk.created_at, time_zone, language),
        by=bulk.created_by_name,
        kind=w.KIND_OF[bulk.kind].to(language),
        state=bulk.state,
        state_words=words.to(language),
        tone=tone,
        total=total,
        settled=total - waiting,
        gone=total - waiting - skipped,
        waiting=waiting,
        skipped=skipped,
        problems=counts.get("problem", 0),
        delivered=counts.get("delivered", 0),
    )


def _skipped_for(db: Session, bulk: BulkSend, viewer: Viewer, language: str) -> tuple[SkippedFor, ...]:
    count = func.count().label("count")
    asked = _of([bulk.id or 0], viewer).with_only_columns(col(BulkItem.why), count)
    skipped = asked.where(col(BulkItem.state) == ItemState.SKIPPED).group_by(col(BulkItem.why))
    found = db.execute(skipped.order_by(count.desc(), col(BulkItem.why)).limit(20))
    return tuple(SkippedFor(said(why).to(language), str(times)) for why, times in found)


def _items(
    db: Session, bulk: BulkSend, stage_shown: str, page: int, viewer: Viewer, language: str
) -> ItemPage:
    far = _stage_of_item()
    start = max(0, min(page, 10_000)) * PAGE
    columns: tuple[Any, ...] = (
        BulkItem.why, BulkItem.email_id, Invoice.ref, Invoice.number, Invoice.bill_to_name, Invoice.total,
        Invoice.currency, far.label("stage"),
    )  # fmt: skip
    asked = _of([bulk.id or 0], viewer).with_only_columns(*columns)
    if stage_shown in STAGES:
        asked = asked.where(far == literal(stage_shown))
    found = db.execute(asked.order_by(col(BulkItem.id)).offset(start).limit(PAGE + 1)).all()
    troubles = problems_of(db, [r.email_id for r in found if r.stage == "problem"], language=language)
    rows = tuple(
        ItemRow(
            ref=row.ref,
            number=row.number or "",
            payer=row.bill_to_name,
            total=text(row.total, row.currency, language),
            stage=w.STAGES[row.stage][0].to(language),
            tone=w.STAGES[row.stage][1],
            detail=troubles.get(row.email_id, "") or said(row.why).to(language),
        )
        for row in found[:PAGE]
    )
    first, last = (start + 1, start + len(rows)) if rows else (0, 0)
    return ItemPage(rows, first, last, len(found) > PAGE)
