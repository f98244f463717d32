"""What a change order and a billing period may say, and what an approval needs; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from invoice_app.contracts.models import ContractStatus, ProgressStatus
from invoice_app.contracts.wording import (
    MISSING_CLIENT,
    MISSING_LINES,
    MISSING_NUMBER,
    MISSING_TITLE,
)
from invoice_app.shared.dates import month_of, parse_day
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

BILLABLE = frozenset({ContractStatus.APPROVED, ContractStatus.COMPLETE})
NOT_YET_APPROVED = frozenset({ContractStatus.DRAFT, ContractStatus.OUT_FOR_SIGNATURE})
EDITABLE_PROGRESS = frozenset({ProgressStatus.DRAFT, ProgressStatus.REVISE})
_DUE_DAY = 25


class OrderWithoutTitle(Invalid):
    says = Phrase("Donnez un titre à cet ordre de changement.", "Give this change order a title.")


class EndsBeforeItStarts(Invalid):
    says = Phrase(
        "La période finit avant de commencer. Corrigez l’une des deux dates.",
        "The period ends before it starts. Correct one of the two dates.",
    )


class DueTooEarly(Invalid):
    says = Phrase(
        "La date de paiement tombe avant le début de la période. Choisissez une date plus tardive.",
        "The payment date falls before the start of the period. Choose a later date.",
    )


@dataclass(frozen=True, slots=True)
class CleanOrder:
    """A change order's own fields, as they are kept."""

    number: str
    title: str
    description: str


@dataclass(frozen=True, slots=True)
class Days:
    """A billing period: its first and last day, and the day it is to be paid by."""

    starts_on: date
    ends_on: date
    due_on: date


def clean_order(typed: Mapping[str, str], sequence: int) -> CleanOrder:
    """A change order's fields; without a number it gets `OC-{sequence}`. Raises an `Invalid`."""
    title = _typed(typed, "title", 200)
    if not title:
        raise OrderWithoutTitle(field="title")
    return CleanOrder(
        number=_typed(typed, "number", 40) or f"OC-{sequence}",
        title=title,
        description=_typed(typed, "description", 4000),
    )


def missing_for_approval(
    *, number: str | None, title: str, has_client: bool, has_lines: bool
) -> list[Phrase]:
    """What a contract still needs before it can be approved."""
    needed = (
        (bool(number), MISSING_NUMBER),
        (bool(title), MISSING_TITLE),
        (has_client, MISSING_CLIENT),
        (has_lines, MISSING_LINES),
    )
    return [phrase for there, phrase in needed if not there]


def clean_period(typed: Mapping[str, str]) -> Days:
    """The days of a period. Raises an `Invalid` naming its field."""
    days = Days(*(parse_day(typed.get(name, ""), field=name) for name in ("starts_on", "ends_on", "due_on")))
    if days.ends_on < days.starts_on:
        raise EndsBeforeItStarts(field="ends_on")
    if days.due_on < days.starts_on:
        raise DueTooEarly(field="due_on")
    return days


def proposed_days(today: date, last_ends_on: date | None) -> Days:
    """A whole month, payable on the 25th of the next one: this month, or the first not yet billed.

    After a period that ended within a month, the rest of that month comes first.
    """
    starts = today.replace(day=1) if last_ends_on is None else last_ends_on + timedelta(days=1)
    _, ends = month_of(starts)
    return Days(starts, ends, (ends + timedelta(days=1)).replace(day=_DUE_DAY))


def _typed(typed: Mapping[str, str], name: str, longest: int) -> str:
    return typed.get(name, "").strip()[:longest]
