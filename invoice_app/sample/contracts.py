"""Two contracts: one under way, in French, and one that is finished and paid, in English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session

from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.ordering import approve_order, draft_order
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.pressing import press_application
from invoice_app.contracts.progress_drafting import enter_line, start_progress
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices.issuing import Issued
from invoice_app.sample.calendar import Calendar, months_before, working
from invoice_app.sample.people import PORT, TOWN_HALL
from invoice_app.shared.database import writing
from invoice_app.shared.dates import month_of
from invoice_app.shared.money import to_cents, typed_text
from invoice_app.shared.permission import Viewer

PERIODS = 4
_RETAINAGE = Decimal(10)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the schedule, and how far it was, in percent, at the end of each period."""

    item: str
    description: str
    scheduled: str
    reached: tuple[str, str, str, str]
    change_order: str = ""


@dataclass(frozen=True, slots=True)
class _Job:
    """A contract to be; its first period began `months_ago`. `releases` gives retainage back at the end."""

    client: str
    language: str
    number: str
    title: str
    role: str
    months_ago: int
    releases: bool
    lines: tuple[_Line, ...]


JOBS = (
    _Job(PORT, "en", "C-{year}-03", "Gangway and pontoon refit, visitors’ basin", "subcontractor",
         months_ago=15, releases=True, lines=(
        _Line("1", "Mobilisation and site protection", "4,800.00", ("100", "100", "100", "")),
        _Line("2", "Removal of the old decking", "12,350.00", ("60", "100", "100", "")),
        _Line("3", "Pontoon hulls, inspection and sealing", "38,975.50", ("15", "65", "100", "")),
        _Line("4", "Cedar decking, supply and install", "54,220.00", ("0", "40", "100", "")),
        _Line("5", "Aluminium gangway, 14 m", "27,600.00", ("0", "50", "100", "")),
        _Line("6", "Lighting and life-saving stations", "9,433.33", ("0", "0", "100", "")),
    )),
    _Job(TOWN_HALL, "fr", "C-{year}-07", "Remplacement des quais flottants, marina municipale",
         "general_contractor", months_ago=4, releases=False, lines=(
        _Line("01", "Mobilisation, clôtures et signalisation", "8 500,00", ("100", "100", "100", "100")),
        _Line("02", "Démontage et disposition des anciens quais", "21 750,00", ("45", "100", "100", "100")),
        _Line("03", "Ancrages et blocs de béton", "46 300,00", ("20", "55", "85", "100")),
        _Line("04", "Flotteurs en polyéthylène", "63 333,33", ("0", "30", "62,5", "80")),
        _Line("05", "Structure d’aluminium", "88 240,00", ("0", "12,5", "50", "75")),
        _Line("06", "Platelage de cèdre de l’Est", "52 900,00", ("0", "0", "20", "45")),
        _Line("07", "Bornes électriques et d’eau potable", "34 615,75", ("0", "0", "0", "25")),
        _Line("OC-1", "Passerelle élargie, fauteuils roulants", "7 480,00", ("0", "0", "50", "100"), "OC-1"),
        _Line("OC-2", "Retrait de la rampe de mise à l’eau", "-3 200,00", ("0", "0", "0", "100"), "OC-2"),
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Application:
    """One period of a contract: what is billed for it, and when."""

    job: _Job
    contract_ref: str
    period: int
    day: date
    now: datetime


def sign_all(people: dict[str, str], *, by: Viewer, calendar: Calendar) -> list[Application]:
    """Create and approve both contracts; returns their applications in the order of their days.

    The last one is of the contract under way, and is left under review. `people` are the refs of
    customers by name.
    """
    applications = []
    for job in JOBS:
        first = months_before(calendar.today, job.months_ago)
        signed = calendar.at_work(first - timedelta(days=12))
        with writing() as db:
            ref = _sign(db, job, people[job.client], by, signed, first)
        for period in range(PERIODS):
            _, ends_on = month_of(_starts_on(job, period, calendar))
            # Never later than yesterday, so that on the first of a month everything is in the past.
            day = working(min(ends_on + timedelta(days=4), calendar.today - timedelta(days=1)))
            applications.append(Application(job, ref, period, day, calendar.at_work(day)))
    return sorted(applications, key=lambda application: application.day)


def make(application: Application, *, by: Viewer, calendar: Calendar) -> ProgressInvoice:
    """Open the period, fill in the application and submit it."""
    starts_on = _starts_on(application.job, application.period, calendar)
    _, ends_on = month_of(starts_on)
    due_on = (ends_on + timedelta(days=1)).replace(day=25)
    days = {"starts_on": f"{starts_on}", "ends_on": f"{ends_on}", "due_on": f"{due_on}"}
    with writing() as db:
        open_period(db, ref=application.contract_ref, typed=days, by=by, now=calendar.at_work(starts_on))
        progress = start_progress(db, contract_ref=application.contract_ref, by=by, now=application.now)
        for item, line in zip(schedule_of(db, progress.contract_id), application.job.lines, strict=True):
            boxes = _boxes(line, application.period, item.scheduled)
            progress = enter_line(db, ref=progress.ref, item_id=item.id or 0, boxes=boxes, by=by)
        return submit(db, ref=progress.ref, version=progress.version, by=by, now=application.now)


def press(application: Application, *, by: Viewer, calendar: Calendar) -> Issued:
    """Make, approve and issue an application."""
    progress = make(application, by=by, calendar=calendar)
    return press_application(
        ref=progress.ref, version=progress.version, by=by, now=application.now, emailed=False
    )


def _starts_on(job: _Job, period: int, calendar: Calendar) -> date:
    return months_before(calendar.today, job.months_ago - period)


def _sign(db: Session, job: _Job, client_ref: str, by: Viewer, now: datetime, first: date) -> str:
    typed = {
        "number": job.number.format(year=first.year),
        "title": job.title,
        "our_role": job.role,
        "company_ref": client_ref,
        "retainage_percent": f"{_RETAINAGE}",
        "currency": "CAD",
        "tax_class": "taxable",
        "signed_on": f"{first - timedelta(days=15)}",
    }
    contract: Contract = create_contract(db, typed=typed, by=by, now=now)
    originals = [_row(line) for line in job.lines if not line.change_order]
    contract = set_schedule(db, ref=contract.ref, version=contract.version, rows=originals)
    contract = approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
    for line in job.lines:
        if line.change_order:
            typed = {"number": line.change_order, "title": line.description}
            order = draft_order(db, contract_ref=contract.ref, typed=typed, rows=[_row(line)], by=by, now=now)
            approve_order(db, ref=order.ref, version=order.version, approved_on=f"{first}", by=by, now=now)
    return contract.ref


def _row(line: _Line) -> dict[str, str]:
    return {"item": line.item, "description": line.description, "scheduled": line.scheduled}


def _boxes(line: _Line, period: int, scheduled: Decimal) -> dict[str, str]:
    """The boxes of a line: a percentage to date, or nothing but the release of what was held."""
    reached = line.reached[period]
    if reached:
        return {"method": "percent", "work": reached}
    return {"release": typed_text(to_cents(scheduled * _RETAINAGE / 100))}
