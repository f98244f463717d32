"""Billing periods: one open at a time; opening the next closes the last.

A period is addressed by its contract and its first day, which no other period of the contract has.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from invoice_app.contracts.models import BillingPeriod, Contract, ProgressInvoice, ProgressStatus
from invoice_app.contracts.record_wording import (
    PERIOD_DELETED,
    PERIOD_EDITED,
    PERIOD_OPENED,
    PERIOD_REOPENED,
    PERIOD_SAID,
)
from invoice_app.contracts.rules import BILLABLE, EDITABLE_PROGRESS, Days, clean_period, proposed_days
from invoice_app.contracts.standing import by_ref, latest_period, locked, open_period_of
from invoice_app.contracts.wording import PROGRESS_STATUSES
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import long_text, parse_day, short_text
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, Invalid, NotFound, Refusal


class ApproveItFirst(Refusal):
    says = Phrase(
        "Une période de facturation s’ouvre sur un contrat approuvé. Approuvez-le d’abord.",
        "A billing period is opened on an approved contract. Approve it first.",
    )


class PeriodsOverlap(Invalid):
    says = Phrase(
        "La période précédente va jusqu’au {ends_on}. Commencez après ce jour.",
        "The previous period goes to {ends_on}. Start after that day.",
    )


class RunsIntoNext(Invalid):
    says = Phrase(
        "La période suivante commence le {starts_on}. Finissez avant ce jour.",
        "The next period starts on {starts_on}. End before that day.",
    )


class PeriodBilled(Refusal):
    says = Phrase(
        "La demande de paiement no\u00a0{number} ({status}) facture cette période\u00a0: ses jours ne "
        "changent plus. Ouvrez la période suivante aux jours qu’il faut.",
        "Application for payment no.\u00a0{number} ({status}) bills this period: its days are fixed. "
        "Open the next period on the days that you need.",
    )


class PeriodUsed(Refusal):
    says = Phrase(
        "La demande de paiement no\u00a0{number} ({status}) facture cette période\u00a0: elle ne peut pas "
        "être supprimée. {next}",
        "Application for payment no.\u00a0{number} ({status}) bills this period: it stays. {next}",
    )


_DELETE_DRAFT = Phrase("Supprimez d’abord ce brouillon.", "Delete that draft first.")
_SEND_BACK = Phrase(
    "Renvoyez d’abord la demande pour correction, puis supprimez-la.",
    "Send the application back for revision first, then delete it.",
)
_STAYS = Phrase("Elle reste dans l’histoire du contrat.", "It stays in the contract’s history.")


def proposed_period(db: Session, *, ref: str, today: date) -> Days:
    """The days to offer for the next period."""
    last = latest_period(db, by_ref(db, Contract, ref).id or 0)
    return proposed_days(today, last.ends_on if last else None)


def last_sequence(db: Session, contract_id: int) -> int:
    """The number of the last application, void ones too; 0 before the first."""
    asked = select(func.max(ProgressInvoice.sequence)).where(ProgressInvoice.contract_id == contract_id)
    return db.exec(asked).one() or 0


def period_to_bill(db: Session, contract_id: int) -> BillingPeriod | None:
    """The earliest period whose application was voided and that none bills since; else the open one."""
    applications = select(ProgressInvoice.period_id).where(ProgressInvoice.contract_id == contract_id)
    live = applications.where(ProgressInvoice.status != ProgressStatus.VOID)
    undone = select(BillingPeriod).where(
        col(BillingPeriod.id).in_(applications), col(BillingPeriod.id).not_in(live)
    )
    # A period before one that is billed is past: its work was billed there.
    billed_until = db.exec(
        select(func.max(BillingPeriod.ends_on)).where(col(BillingPeriod.id).in_(live))
    ).one()
    if billed_until is not None:
        undone = undone.where(col(BillingPeriod.starts_on) > billed_until)
    again = db.exec(undone.order_by(col(BillingPeriod.starts_on))).first()
    return again or open_period_of(db, contract_id)


def open_period(
    db: Session, *, ref: str, typed: Mapping[str, str], by: Viewer, now: datetime
) -> BillingPeriod:
    """Open a period (`starts_on`, `ends_on`, `due_on`), and close the one that was open.

    An application begun in the closed period can still be finished. Raises `ApproveItFirst`, or an
    `Invalid` that names its field.
    """
    contract = locked(db, Contract, ref)
    if contract.status not in BILLABLE:
        raise ApproveItFirst()
    days = clean_period(typed)
    last = latest_period(db, contract.id or 0)
    if last and days.starts_on <= last.ends_on:
        raise PeriodsOverlap(field="starts_on", ends_on=short_text(last.ends_on))
    if current := open_period_of(db, contract.id or 0):
        current.closed_at = now
        db.flush()
    period = BillingPeriod(
        contract_id=contract.id or 0,
        starts_on=days.starts_on,
        ends_on=days.ends_on,
        due_on=days.due_on,
        opened_at=now,
        opened_by=by.account_id,
    )
    db.add(period)
    record(db, _about(contract), PERIOD_OPENED, by=by, now=now, after=_said(days))
    db.flush()
    live.touch(db, f"contract:{contract.ref}")
    return period


def edit_period(
    db: Session, *, ref: str, starts_on: str, seen: Mapping[str, str], typed: Mapping[str, str],
    by: Viewer, now: datetime,
) -> BillingPeriod:  # fmt: skip
    """Give other days to the period that starts on a day (`2026-03-01`) of a contract.

    `seen` are its days as whoever edits them saw them. An application that is being filled in follows.
    Raises `PeriodBilled`, `NotFound`, `ChangedElsewhere`, or an `Invalid` that names its field.
    """
    contract = locked(db, Contract, ref)
    period = _period(db, contract, starts_on)
    before = days_of(period)
    if clean_period(seen) != before:
        raise ChangedElsewhere()
    # A void application was issued for these very days, and its paper says so.
    progress = _application_of(db, period, even_void=True)
    if progress and progress.status not in EDITABLE_PROGRESS:
        raise PeriodBilled(number=progress.sequence, status=_status_of(progress))
    days = clean_period(typed)
    _refuse_overlap(db, period, days)
    if days == before:
        return period
    period.starts_on, period.ends_on, period.due_on = days.starts_on, days.ends_on, days.due_on
    if progress:
        # Its lines may be others now: a change order enters by the last day of the period.
        progress.version += 1
        live.touch(db, f"progress:{progress.ref}")
    record(db, _about(contract), PERIOD_EDITED, by=by, now=now, before=_said(before), after=_said(days))
    db.flush()
    live.touch(db, f"contract:{contract.ref}")
    return period


def require_unused(db: Session, *, ref: str, starts_on: str) -> None:
    """Raise what `delete_period` would, before anybody is asked whether they are sure."""
    _unused(db, by_ref(db, Contract, ref), starts_on)


def delete_period(db: Session, *, ref: str, starts_on: str, by: Viewer, now: datetime) -> None:
    """Delete a period of a contract in which nothing is billed.

    Where it was open, the period before it is opened again if it has no application either. Raises
    `PeriodUsed`, which names the application, or `NotFound`.
    """
    contract = locked(db, Contract, ref)
    period = _unused(db, contract, starts_on)
    was_open = period.closed_at is None
    record(db, _about(contract), PERIOD_DELETED, by=by, now=now, before=_said(days_of(period)))
    db.delete(period)
    db.flush()
    last = latest_period(db, contract.id or 0) if was_open else None
    if last and not _application_of(db, last):
        last.closed_at = None
        record(db, _about(contract), PERIOD_REOPENED, by=by, now=now, after=_said(days_of(last)))
        db.flush()
    live.touch(db, f"contract:{contract.ref}")


def days_of(period: BillingPeriod) -> Days:
    return Days(period.starts_on, period.ends_on, period.due_on)


def _unused(db: Session, contract: Contract, starts_on: str) -> BillingPeriod:
    period = _period(db, contract, starts_on)
    if progress := _application_of(db, period, even_void=True):
        raise PeriodUsed(number=progress.sequence, status=_status_of(progress), next=_way_out(progress))
    return period


def _period(db: Session, contract: Contract, starts_on: str) -> BillingPeriod:
    period = db.exec(
        select(BillingPeriod).where(
            BillingPeriod.contract_id == contract.id, BillingPeriod.starts_on == parse_day(starts_on)
        )
    ).first()
    if period is None:
        raise NotFound()
    return period


def _application_of(db: Session, period: BillingPeriod, *, even_void: bool = False) -> ProgressInvoice | None:
    """The application that bills a period; a void one only where no other does."""
    asked = select(ProgressInvoice).where(ProgressInvoice.period_id == period.id)
    if not even_void:
        asked = asked.where(ProgressInvoice.status != ProgressStatus.VOID)
    return db.exec(asked.order_by(col(ProgressInvoice.sequence).desc()).limit(1)).first()


def _refuse_overlap(db: Session, period: BillingPeriod, days: Days) -> None:
    others = db.exec(
        select(BillingPeriod).where(
            BillingPeriod.contract_id == period.contract_id, BillingPeriod.id != period.id
        )
    ).all()
    earlier = [other.ends_on for other in others if other.starts_on < period.starts_on]
    later = [other.starts_on for other in others if other.starts_on > period.starts_on]
    if earlier and days.starts_on <= max(earlier):
        raise PeriodsOverlap(field="starts_on", ends_on=short_text(max(earlier)))
    if later and days.ends_on >= min(later):
        raise RunsIntoNext(field="ends_on", starts_on=short_text(min(later)))


def _way_out(progress: ProgressInvoice) -> Phrase:
    if progress.status in EDITABLE_PROGRESS:
        return _DELETE_DRAFT
    return _SEND_BACK if progress.status == ProgressStatus.UNDER_REVIEW else _STAYS


def _status_of(progress: ProgressInvoice) -> Phrase:
    words = PROGRESS_STATUSES[ProgressStatus(progress.status)]
    return Phrase(words.fr.lower(), words.en.lower())


def _said(days: Days) -> Phrase:
    starts, ends, due = (
        Phrase(long_text(day, "fr"), long_text(day, "en"))
        for day in (days.starts_on, days.ends_on, days.due_on)
    )
    return PERIOD_SAID.filled(starts=starts, ends=ends, due=due)


def _about(contract: Contract) -> About:
    return About("contract", contract.id or 0)
