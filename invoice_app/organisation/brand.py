"""The organisation's name in the corner of every page, remembered for a moment by each process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import reflex as rx
from sqlmodel import Session

from invoice_app.organisation.queries import find_organisation
from invoice_app.shared.database import read
from invoice_app.shared.dates import day_of, now_utc
from invoice_app.ui.shell import Brand

# Another process may have changed it; this one forgets at once what it changes itself.
_GOOD_FOR = 20.0


@dataclass(frozen=True, slots=True)
class Shown:
    """What the frame shows. Before set-up there is no name."""

    name: str = ""
    time_zone: str = "America/Montreal"
    mail_stays_here: bool = False

    @property
    def is_set_up(self) -> bool:
        return bool(self.name)

    @property
    def initial(self) -> str:
        return self.name[:1].upper() or "Q"


_kept: tuple[float, Shown] | None = None


def _says_nothing(db: Session) -> bool:
    return False


# Set by the front door: mail knows whether any leaves, and is above this room.
mail_stays_here: Callable[[Session], bool] = _says_nothing


async def shown() -> Shown:
    """The brand as of a moment ago; asked anew each time until there is an organisation."""
    global _kept
    if _kept and time.monotonic() < _kept[0]:
        return _kept[1]
    found = await read(_ask)
    _kept = (time.monotonic() + _GOOD_FOR, found) if found.is_set_up else None
    return found


async def today_here() -> date:
    """The civil day where the organisation is: in the evening, UTC is a day ahead of Québec."""
    return day_of(now_utc(), (await shown()).time_zone)


def forget() -> None:
    """Ask the database the next time: the organisation was changed, or founded."""
    global _kept
    _kept = None


async def fill_brand(state: rx.State) -> Shown:
    """Bring a tab's corner up to date, and say what it shows."""
    now = await shown()
    brand = await state.get_state(Brand)
    if (brand.name, brand.mail_stays_here) != (now.name, now.mail_stays_here):
        brand.name, brand.initial, brand.mail_stays_here = now.name, now.initial, now.mail_stays_here
    return now


def _ask(db: Session) -> Shown:
    organisation = find_organisation(db)
    if organisation is None:
        return Shown()
    return Shown(organisation.name, organisation.time_zone, mail_stays_here(db))
