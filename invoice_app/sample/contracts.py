"""The contracts of `jobs`, lived month by month: signed, changed, billed, certified, finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.filling import start_final
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.ordering import approve_order, draft_order
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.pressing import press_application
from invoice_app.contracts.progress_drafting import enter_line, keep_typed, start_progress
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.standing import standing_of
from invoice_app.invoices.issuing import Issued
from invoice_app.sample.calendar import Calendar, months_before, working
from invoice_app.sample.jobs import JOBS, Job
from invoice_app.shared.database import writing
from invoice_app.shared.dates import month_of
from invoice_app.shared.permission import Viewer


@dataclass(frozen=True, slots=True)
class Application:
    """One period of a contract: what is billed for it, and when."""

    job: Job
    contract_ref: str
    first: date
    period: int
    day: date
    now: datetime

    @property
    def is_last(self) -> bool:
        return self.period == self.job.periods - 1

    @property
    def is_still_open(self) -> bool:
        """Whether it is the one that is under review today."""
        return self.is_last and not self.job.ends


def sign_all(people: dict[str, str], *, by: Viewer, calendar: Calendar) -> list[Application]:
    """Create and approve the contracts; returns their applications in the order of their days.

    The last one is of the contract under way, and is left under review. `people` are the refs of
    customers by name.
    """
    applications = []
    for job in JOBS:
        first = job.first(calendar)
        signed = calendar.at_work(first - timedelta(days=12))
        with writing() as db:
            ref = _sign(db, job, people[job.client], by, signed, first)
        for period in range(job.periods):
            _, ends_on = month_of(_starts_on(first, period))
            # Never later than yesterday, so that on the first of a month everything is in the past.
            day = working(min(ends_on + timedelta(days=4), calendar.today - timedelta(days=1)))
            applications.append(Application(job, ref, first, period, day, calendar.at_work(day)))
    return sorted(applications, key=lambda application: application.day)


def make(application: Application, *, by: Viewer, calendar: Calendar) -> ProgressInvoice:
    """Open the period, approve what changed, fill in the application and submit it."""
    starts_on = _starts_on(application.first, application.period)
    _, ends_on = month_of(starts_on)
    due_on = (ends_on + timedelta(days=1)).replace(day=25)
    days = {"starts_on": f"{starts_on}", "ends_on": f"{ends_on}", "due_on": f"{due_on}"}
    with writing() as db:
        open_period(db, ref=application.contract_ref, typed=days, by=by, now=calendar.at_work(starts_on))
        _change(db, application, f"{starts_on + timedelta(days=9)}", by)
        progress = _filled(db, application, by)
        return submit(db, ref=progress.ref, version=progress.version, by=by, now=application.now)


def press(application: Application, *, by: Viewer, calendar: Calendar) -> Issued:
    """Make, certify, approve and issue an application."""
    progress = make(application, by=by, calendar=calendar)
    with writing() as db:
        progress = _certified(db, application, progress, by)
    return press_application(
        ref=progress.ref, version=progress.version, by=by, now=application.now, emailed=False
    )


def _filled(db: Session, application: Application, by: Viewer) -> ProgressInvoice:
    contract_ref, now = application.contract_ref, application.now
    if application.is_last and application.job.ends:
        return start_final(db, contract_ref=contract_ref, by=by, now=now)
    progress = start_progress(db, contract_ref=contract_ref, by=by, now=now)
    boxes = {
        item.id: typed
        for item in standing_of(db, progress, rates=()).items
        if (typed := application.job.boxes(application.period, item.item))
    }
    keep_typed(db, progress, boxes, by=by)
    return progress


def _certified(
    db: Session, application: Application, progress: ProgressInvoice, by: Viewer
) -> ProgressInvoice:
    for item in standing_of(db, progress, rates=()).items:
        amount = application.job.certified.get((application.period, item.item))
        if amount is not None:
            boxes = {"certified": amount}
            progress = enter_line(db, ref=progress.ref, item_id=item.id, boxes=boxes, by=by)
    return progress


def _change(db: Session, application: Application, approved_on: str, by: Viewer) -> None:
    for change in application.job.changes:
        if change.period == application.period:
            order = draft_order(
                db, contract_ref=application.contract_ref, by=by, now=application.now,
                typed={"number": change.number, "title": change.title},
                rows=[line.row for line in change.lines],
            )  # fmt: skip
            approve_order(
                db, ref=order.ref, version=order.version, approved_on=approved_on, by=by, now=application.now
            )


def _starts_on(first: date, period: int) -> date:
    return months_before(first, -period)


def _sign(db: Session, job: Job, client_ref: str, by: Viewer, now: datetime, first: date) -> str:
    typed = {
        "number": job.number.format(year=first.year),
        "title": job.title,
        "our_role": job.role,
        "company_ref": client_ref,
        "province": job.province,
        "retainage_percent": "10",
        "currency": "CAD",
        "tax_class": "taxable",
        "signed_on": f"{first - timedelta(days=15)}",
        "starts_on": f"{first}",
        **job.terms,
    }
    contract: Contract = create_contract(db, typed=typed, by=by, now=now)
    contract = set_schedule(
        db, ref=contract.ref, version=contract.version, rows=[line.row for line in job.lines]
    )
    return approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now).ref
