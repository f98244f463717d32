"""The two contracts to be: what is agreed, and how far each line is at the end of each period.

One is small and under way, in French. The other is long and finished, in English: ten pontoons of
twelve lines each, bought materials that are installed a month later, change orders both ways, a cap on
what is held, a final invoice; and a tax that changed in Nova Scotia while it was being built.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from invoice_app.sample.calendar import Calendar, months_before
from invoice_app.sample.people import PORT, TOWN_HALL
from invoice_app.shared.money import to_cents, typed_text

# The tax of Nova Scotia went from 15 % to 14 % on 2025-04-01, between the third and fourth invoices.
_BEFORE_THE_CHANGE = date(2025, 1, 1)
_MONTHS_AGO = 15


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the schedule, or of a change order."""

    item: str
    description: str
    scheduled: str = ""
    section: str = ""
    cost_code: str = ""
    unit: str = ""
    quantity: str = ""
    unit_price: str = ""

    @property
    def row(self) -> dict[str, str]:
        return {
            "item": self.item, "description": self.description, "scheduled": self.scheduled,
            "section": self.section, "cost_code": self.cost_code, "unit": self.unit,
            "quantity": self.quantity, "unit_price": self.unit_price,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """A change order that is approved while a period, counted from 0, is being built."""

    number: str
    title: str
    period: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A contract to be. `boxes` is what is typed on a line in a period; `certified` what of it is certified.

    A job that `ends` has a final invoice in its last period, which bills the rest and releases all.
    """

    client: str
    language: str
    number: str
    title: str
    role: str
    province: str
    periods: int
    ends: bool
    first: Callable[[Calendar], date]
    lines: tuple[Line, ...]
    boxes: Callable[[int, str], Mapping[str, str]]
    changes: tuple[Change, ...] = ()
    terms: Mapping[str, str] = field(default_factory=dict)
    certified: Mapping[tuple[int, str], str] = field(default_factory=dict)


def months_ago(months: int) -> Callable[[Calendar], date]:
    return lambda calendar: months_before(calendar.today, months)


# --- the municipality's docks ---------------------------------------------------------------------

_DOCKS = {
    "01": ("Mobilisation, clôtures et signalisation", "8 500,00", ("100", "100", "100", "100")),
    "02": ("Démontage et disposition des anciens quais", "21 750,00", ("45", "100", "100", "100")),
    "03": ("Ancrages et blocs de béton", "46 300,00", ("20", "55", "85", "100")),
    "04": ("Flotteurs en polyéthylène", "63 333,33", ("0", "30", "62,5", "80")),
    "05": ("Structure d’aluminium", "88 240,00", ("0", "12,5", "50", "75")),
    "06": ("Platelage de cèdre de l’Est", "52 900,00", ("0", "0", "20", "45")),
    "07": ("Bornes électriques et d’eau potable", "34 615,75", ("0", "0", "0", "25")),
    "OC-1": ("Passerelle élargie, fauteuils roulants", "7 480,00", ("", "", "50", "100")),
    "OC-2": ("Retrait de la rampe de mise à l’eau", "-3 200,00", ("", "", "", "100")),
}


def _dock_line(item: str) -> Line:
    description, scheduled, _ = _DOCKS[item]
    section = "Préparation" if item in ("01", "02") else "Ouvrage"
    return Line(item, description, scheduled, "" if item.startswith("OC") else section)


def _dock_boxes(period: int, item: str) -> dict[str, str]:
    reached = _DOCKS[item][2][period]
    return {"method": "percent", "work": reached} if reached else {}


DOCKS = Job(
    client=TOWN_HALL, language="fr", number="C-{year}-07",
    title="Remplacement des quais flottants, marina municipale", role="general_contractor", province="QC",
    periods=4, ends=False, first=months_ago(4),
    lines=tuple(_dock_line(item) for item in _DOCKS if not item.startswith("OC")),
    boxes=_dock_boxes,
    changes=(
        Change("OC-1", "Passerelle élargie, fauteuils roulants", 2, (_dock_line("OC-1"),)),
        Change("OC-2", "Retrait de la rampe de mise à l’eau", 3, (_dock_line("OC-2"),)),
    ),
    # The engineer of the town found less structure in place than was claimed.
    certified={(1, "05"): "9 000,00"},
)  # fmt: skip

# --- the harbour's pontoons -----------------------------------------------------------------------

_PONTOONS = "ABCDEFGHIJ"
_TASKS = (
    ("Haul-out and pressure wash", "31-10", 840),
    ("Hull inspection and report", "31-20", 460),
    ("Sealing and coating of the hull", "09-90", 1975),
    ("Removal of the old decking", "02-41", 1120),
    ("Treated framing", "06-11", 2380),
    ("Cedar decking, supply", "06-15", 3160),
    ("Cedar decking, installation", "06-15", 1490),
    ("Bumpers and cleats", "05-50", 735),
    ("Aluminium gangway and hinges", "05-52", 2890),
    ("Electrical pedestal", "26-27", 1640),
    ("Potable water line", "22-11", 905),
    ("Commissioning and as-built drawings", "01-78", 380),
)
_SUPPLY = 5
_PERIODS = 6


def _pontoon_lines() -> tuple[Line, ...]:
    return tuple(_pontoon_line(place, task) for place in range(len(_PONTOONS)) for task in range(len(_TASKS)))


def _pontoon_line(place: int, task: int) -> Line:
    name, code, base = _TASKS[task]
    item = f"{_PONTOONS[place]}{task + 1:02d}"
    section = f"Pontoon {_PONTOONS[place]}"
    if task == _SUPPLY:
        # Bought by the board foot: a quantity and a unit price make the amount.
        return Line(item, name, "", section, code, "board ft", f"{780 + 35 * place}", "4.1275")
    scheduled = to_cents(Decimal(base) * (100 + 7 * place) / 100 + Decimal(task * 11 + place) / 100)
    return Line(item, name, f"{scheduled}", section, code)


def _pontoon_boxes(period: int, item: str) -> dict[str, str]:
    """Pontoons follow one another; on each, the tasks do; lumber is stored the month before it is laid."""
    if item.startswith("CO"):
        return {"method": "percent", "work": "100"} if period >= 3 else {}
    place, task = _PONTOONS.index(item[0]), int(item[1:]) - 1
    if task == _SUPPLY:
        return _lumber(period, place)
    reached = _reached(period, place, task)
    return {"method": "percent", "work": typed_text(reached, "en")} if reached else {}


def _reached(period: int, place: int, task: int) -> Decimal:
    """Percent to date; whole only where the final invoice brings it."""
    rough = Decimal(38 * (period + 1) - 13 * place - 4 * task)
    return max(Decimal(0), min(Decimal(100), rough.quantize(Decimal("0.5"))))


def _lumber(period: int, place: int) -> dict[str, str]:
    """Supplied lumber, by quantity: stored on site in one period, part of the work from the next."""
    whole = 780 + 35 * place
    arrives = place // 3
    if period < arrives:
        return {}
    if period == arrives:
        return {"stored": f"{to_cents(Decimal(whole) * Decimal('4.1275') * 3 / 4)}"}
    return {"method": "quantity", "work": f"{whole}", "stored": "0"}


def _first_pontoon(calendar: Calendar) -> date:
    """Across the change of tax, for as long as that is within the sample's two years."""
    early = months_before(_BEFORE_THE_CHANGE, 0)
    return early if early >= calendar.start else months_before(calendar.today, _MONTHS_AGO)


PONTOONS = Job(
    client=PORT, language="en", number="C-{year}-03", title="Refit of ten pontoons, visitors’ basin",
    role="subcontractor", province="NS", periods=_PERIODS, ends=True, first=_first_pontoon,
    lines=_pontoon_lines(), boxes=_pontoon_boxes,
    changes=(
        Change("CO-1", "Life-saving stations on every pontoon", 2, (
            Line("CO1.1", "Life-saving stations", "6 480.00"),
            Line("CO1.2", "Signs, two languages", "1 215.50"),
        )),
        Change("CO-2", "Lighting taken out of the contract", 3, (
            Line("CO2.1", "Credit for pontoon lighting", "-4 925.00"),
        )),
    ),
    terms={
        "stored_retainage_percent": "5", "rule": "cap", "cap_basis": "revised", "cap_value": "5",
        "inclusions": "All labour, lumber and fastenings for pontoons A to J.",
        "exclusions": "Dredging, and moorings below low water.",
    },
)  # fmt: skip

JOBS = (PONTOONS, DOCKS)
