"""Instants are UTC (`*_at`); days are dates in the organisation's time zone (`*_on`)."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_date, format_datetime

from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

_LOCALES = {"fr": "fr_CA", "en": "en_CA"}


class NotADay(Invalid):
    says = Phrase(
        "« {typed} » n’est pas une date. Écrivez-la ainsi : 2026-11-21.",
        "“{typed}” is not a date. Write it like this: 2026-11-21.",
    )


def now_utc() -> datetime:
    """The clock, read by edges only; everything below them is handed the time."""
    return datetime.now(UTC)


def day_of(instant: datetime, time_zone: str) -> date:
    """The civil day of an instant where the organisation is."""
    return instant.astimezone(ZoneInfo(time_zone)).date()


def is_time_zone(name: str) -> bool:
    return name in available_timezones()


def parse_day(typed: str, *, field: str = "") -> date:
    """Read `2026-11-21`, as a date box sends it. Raises `NotADay`."""
    try:
        day = date.fromisoformat(typed.strip())
    except ValueError:
        raise NotADay(field=field, typed=typed.strip()[:40]) from None
    if not 1990 <= day.year <= 2200:
        raise NotADay(field=field, typed=typed.strip()[:40])
    return day


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def month_of(day: date) -> tuple[date, date]:
    """The first and the last day of the month that a day is in."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def long_text(day: date, language: str = "fr") -> str:
    """`21 novembre 2026`, `1er novembre 2026`, `November 21, 2026`; no line ends between day and month."""
    written = format_date(day, "long", locale=_LOCALES.get(language, "fr_CA"))
    return _in_french(written) if language != "en" else written


def short_text(day: date) -> str:
    """`2026-11-21`: Canada's short form in both languages."""
    return day.isoformat()


def instant_text(instant: datetime, time_zone: str, language: str = "fr") -> str:
    """Day and time where the organisation is: `21 nov. 2026, 14 h 05`."""
    local = instant.astimezone(ZoneInfo(time_zone))
    pattern = "d MMM y, H\u00a0'h'\u00a0mm" if language != "en" else "MMM d, y, h:mm a"
    written = format_datetime(local, pattern, locale=_LOCALES.get(language, "fr_CA"))
    return _in_french(written) if language != "en" else written


def _in_french(written: str) -> str:
    """A day and its month held together, with the ordinal of the first, which CLDR has not."""
    day, _, rest = written.partition(" ")
    return f"{'1er' if day == '1' else day}\u00a0{rest}"
