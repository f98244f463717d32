"""The sample's two years, counted back from today. No instant in them is later than now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from invoice_app.shared.dates import day_of

YEARS_BACK = 730


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days and office hours where the organisation is; `rng` chooses the minutes."""

    now: datetime
    time_zone: str
    rng: Random

    @property
    def today(self) -> date:
        return day_of(self.now, self.time_zone)

    @property
    def start(self) -> date:
        return self.today - timedelta(days=YEARS_BACK)

    def before(self, days: int) -> date:
        """A working day about so many days ago."""
        return working(self.today - timedelta(days=days))

    def at_work(self, day: date) -> datetime:
        """Some minute of the working day of a day; never after now."""
        clock = time(self.rng.randrange(9, 16), self.rng.randrange(60))
        instant = datetime.combine(working(day), clock, ZoneInfo(self.time_zone)).astimezone(UTC)
        return min(instant, self.now)

    def later(self, instant: datetime, days: int) -> datetime | None:
        """A working minute so many days later, or nothing when that has not come yet."""
        day = working(day_of(instant, self.time_zone) + timedelta(days=days))
        moment = max(self.at_work(day), instant + timedelta(minutes=self.rng.randrange(25, 90)))
        return moment if day < self.today and moment <= self.now else None


def working(day: date) -> date:
    """The day itself, or the Friday before a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def months_before(day: date, months: int) -> date:
    """The first of the month so many months before a day's own."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
