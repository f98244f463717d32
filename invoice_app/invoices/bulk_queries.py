"""Questions about bulk sends: what one would send and what not, and how those begun are doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, case, literal
from sqlmodel import Session, col, func, select

from invoice_app.invoices import bulk_wording as w
from invoice_app.invoices import wording as invoice_words
from invoice_app.invoices.bulk import has_one_in_sight, the_bulk
from invoice_app.invoices.bulk_letters import subject_as_sent
from invoice_app.invoices.bulk_rules import LIFTABLE, Choice, ItemState, Standing, said
from invoice_app.invoices.bulk_standing import standings
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import BulkItem, BulkSend, Invoice
from invoice_app.invoices.sending import pdf_name
from invoice_app.invoices.sight import in_sight
from invoice_app.mail.earlier import problems_of, stage
from invoice_app.mail.models import Email
from invoice_app.members.mailing import mailing_of_each
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.dates import instant_text
from invoice_app.shared.money import text
from invoice_app.shared.permission import Viewer

PAGE = 50
STAGES = ("waiting", "queued", "accepted", "delivered", "problem", "skipped")


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
    columns = (
        Invoice.id, Invoice.ref, Invoice.number, Invoice.bill_to_id, Invoice.bill_to_name, Invoice.total,
        Invoice.currency, Invoice.document, standing.label("standing"),
    )  # fmt: skip
    start = max(0, min(page, 10_000)) * PAGE
    found = db.execute(
        asked.chosen.with_only_columns(*columns)  # type: ignore[arg-type]
        .where(side)
        .order_by(col(Invoice.number), col(Invoice.id))
        .offset(start)
        .limit(PAGE + 1)
    ).all()
    people = mailing_of_each(db, {row.bill_to_id for row in found})
    rows = tuple(_preview_row(row, people, choice.kind, language) for row in found[:PAGE])
    first, last = (start + 1, start + len(rows)) if rows else (0, 0)
    why = _why_rows(counts, _lifted_counts(db, asked, choice), choice, language)
    return Preview(leaving, sum(counts.values()), why, rows, first, last, len(found) > PAGE)


def _lifted_counts(db: Session, asked: object, choice: Choice) -> dict[str, int]:
    """How many leave although a reason was there: its tick stays on the page, with its number."""
    lifted = [name for name in LIFTABLE if name in choice.lifted and name in asked.conditions]  # type: ignore[attr-defined]
    if not lifted:
        return {}
    leaving = asked.chosen.where(asked.standing == Standing.READY.value)  # type: ignore[attr-defined]
    sums = [func.coalesce(func.sum(case((asked.conditions[n], 1), else_=0)), 0) for n in lifted]  # type: ignore[attr-defined]
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
    row: object, people: dict[int, list[tuple[str, str]]], kind: str, language: str
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
        subject=subject_as_sent(document, kind) if document else "",
        total=text(invoice.total, invoice.currency, language),
        file=pdf_name(document) if document else "",
        why=w.STANDING[standing].to(language),
        is_ready=standing == Standing.READY,
    )


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
    asked = _of([bulk.id or 0], viewer).with_only_columns(
        col(BulkItem.why), col(BulkItem.email_id), Invoice.ref, Invoice.number, Invoice.bill_to_name,
        Invoice.total, Invoice.currency, far.label("stage"),
    )  # fmt: skip
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
