"""Correcting the table of tax rates: adding a rate, changing or ending one, taking one away.

Drafts follow the table at once. What is issued keeps the rates that it was issued with.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from invoice_app.organisation import taxes_wording as w
from invoice_app.organisation.models import Organisation, TaxRateRow
from invoice_app.organisation.queries import NotSetUp
from invoice_app.organisation.rules import NotOffered
from invoice_app.organisation.tax_rates import label_of, period_words, rate_words, row_at
from invoice_app.organisation.taxes import TAXES
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.dates import parse_day
from invoice_app.shared.history import record
from invoice_app.shared.money import parse
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import ChangedElsewhere, Invalid

_HUNDRED = Decimal(100)
# Lines, tabs and what no eye sees; a no-break space stays.
_BLANKS = re.compile(r"[\x00-\x20\x7f]+")
# Revenu Québec forbids them on a document: two taxes in one, or a rate cut short.
_NEVER_IN_QUEBEC = frozenset({Decimal("14.975"), Decimal("14.97"), Decimal("9.97")})


class RateOutOfRange(Invalid):
    says = Phrase(
        "Un taux va de 0 à 100 %. Écrivez par exemple 9,975.",
        "A rate goes from 0 to 100%. Write for example 9.975.",
    )


class NotOneTax(Invalid):
    says = Phrase(
        "Ce taux réunit deux taxes ou est tronqué, ce que Revenu Québec interdit sur une facture. "
        "Écrivez chaque taxe seule et en entier : 5 pour la TPS, 9,975 pour la TVQ.",
        "This rate joins two taxes or is cut short, which Revenu Québec forbids on an invoice. "
        "Write each tax alone and in full: 5 for GST, 9.975 for QST.",
    )


class OnlyInQuebec(Invalid):
    says = Phrase(
        "La TVQ n’existe qu’au Québec. Choisissez une autre taxe ou une autre province.",
        "QST exists only in Québec. Choose another tax or another province.",
    )


class EndsBeforeItBegins(Invalid):
    says = Phrase(
        "Le dernier jour vient avant le premier. Corrigez l’un des deux.",
        "The last day comes before the first. Correct one of them.",
    )


class FollowsTooSoon(Invalid):
    says = Phrase(
        "Le nouveau taux doit commencer après le {first}, premier jour du taux actuel. "
        "Pour changer le taux actuel, fermez et choisissez « Corriger ».",
        "The new rate must begin after {first}, the first day of the present rate. "
        "To change the present rate, close this and choose “Correct”.",
    )


class SourceMissing(Invalid):
    says = Phrase(
        "Écrivez où ce taux est publié, par exemple « Revenu Québec, consulté le 2026-11-21 ».",
        "Write where this rate is published, for example “Revenu Québec, read on 2026-11-21”.",
    )


class RatesOverlap(Invalid):
    says = Phrase(
        "La {tax} a déjà un taux dans cette province : {rate}, {period}. "
        "Choisissez d’autres jours, ou terminez d’abord ce taux.",
        "{tax} already has a rate in this province: {rate}, {period}. "
        "Choose other days, or end that rate first.",
    )


class HarmonisedStandsAlone(Invalid):
    says = Phrase(
        "La TVH réunit la taxe fédérale et celle de la province : elle ne s’ajoute à aucune autre. "
        "Or la {tax} est ici à {rate}, {period}. Terminez-la d’abord, ou choisissez d’autres jours.",
        "HST joins the federal tax and the province’s: it is added to no other. "
        "Yet {tax} is here at {rate}, {period}. End it first, or choose other days.",
    )


class RateChanged(ChangedElsewhere):
    says = Phrase(
        "{who} vient de corriger ce taux : {now}. Ce que vous avez tapé est resté ; "
        "comparez, puis enregistrez de nouveau si c’est encore juste.",
        "{who} has just corrected this rate: {now}. What you typed is still here; "
        "compare, then save again if it is still right.",
    )


@dataclass(frozen=True, slots=True)
class CleanRate:
    """A rate as it is kept; `rate` is a fraction, `to_on` None while it stays in force."""

    rate: Decimal
    from_on: date
    to_on: date | None
    source: str


def add_rate(
    db: Session, *, typed: Mapping[str, str], by: Viewer, now: datetime, language: str
) -> TaxRateRow:
    """Add a dated rate of a tax in a province.

    `typed` has `province`, `code`, `rate` (percent), `from_on`, `to_on` and `source`. Raises the first
    `Invalid`, naming its field.
    """
    _one_at_a_time(db)
    province, code = typed.get("province", ""), typed.get("code", "")
    if province not in PROVINCES:
        raise NotOffered(field="province")
    if code not in TAXES:
        raise NotOffered(field="code")
    if code == "QST" and province != "QC":
        raise OnlyInQuebec(field="code")
    return _add(db, province, code, clean_rate(typed, province, language), by=by, now=now)


def correct_rate(
    db: Session, *, key: str, version: int, typed: Mapping[str, str], by: Viewer, now: datetime, language: str
) -> TaxRateRow:
    """Change a rate, its days or its source; a last day ends it. Its tax and its province stay.

    Raises `RateGone`, `RateChanged`, or the first `Invalid`, naming its field.
    """
    row = _seen(db, key, version)
    clean = clean_rate(typed, row.province, language)
    if clean == CleanRate(row.rate, row.from_on, row.to_on, row.source):
        return row
    _refuse_clash(db, row.province, row.code, clean, besides=row)
    ends = row.to_on is None and clean.to_on is not None and clean.rate == row.rate
    return _change(db, row, clean, w.ENDED_LINE if ends else w.CORRECTED_LINE, by=by, now=now)


def follow_rate(
    db: Session, *, key: str, version: int, typed: Mapping[str, str], by: Viewer, now: datetime, language: str
) -> TaxRateRow:
    """Let a new rate of the same tax follow one, which ends the day before.

    Raises `RateGone`, `RateChanged`, or the first `Invalid`, naming its field.
    """
    row = _seen(db, key, version)
    clean = clean_rate(typed, row.province, language)
    if clean.from_on <= row.from_on:
        raise FollowsTooSoon(field="from_on", first=row.from_on.isoformat())
    _refuse_clash(db, row.province, row.code, clean, besides=row)
    if row.to_on is None or row.to_on >= clean.from_on:
        eve = clean.from_on - timedelta(days=1)
        ended = CleanRate(row.rate, row.from_on, eve, row.source)
        _change(db, row, ended, w.ENDED_LINE, by=by, now=now)
    return _add(db, row.province, row.code, clean, by=by, now=now)


def remove_rate(db: Session, *, key: str, version: int, by: Viewer, now: datetime) -> None:
    """Take a rate out of the table; history keeps what it was. Raises `RateGone` or `RateChanged`."""
    row = _seen(db, key, version)
    _tell(db, row, w.REMOVED_LINE, by=by, now=now, before=_said(row))
    db.delete(row)
    db.flush()


def clean_rate(typed: Mapping[str, str], province: str, language: str) -> CleanRate:
    """A rate as it is kept, from a form. Raises the first `Invalid`, naming its field."""
    percent = parse(typed.get("rate", ""), places=4, field="rate", language=language)
    if not 0 <= percent <= _HUNDRED:
        raise RateOutOfRange(field="rate")
    if province == "QC" and percent in _NEVER_IN_QUEBEC:
        raise NotOneTax(field="rate")
    from_on = parse_day(typed.get("from_on", ""), field="from_on")
    last = typed.get("to_on", "").strip()
    to_on = parse_day(last, field="to_on") if last else None
    if to_on is not None and to_on < from_on:
        raise EndsBeforeItBegins(field="to_on")
    source = _BLANKS.sub(" ", typed.get("source", "")).strip()[:300]
    if not source:
        raise SourceMissing(field="source")
    return CleanRate(percent / _HUNDRED, from_on, to_on, source)


def _add(db: Session, province: str, code: str, clean: CleanRate, *, by: Viewer, now: datetime) -> TaxRateRow:
    _refuse_clash(db, province, code, clean)
    tax = TAXES[code]
    row = TaxRateRow(
        province=province, code=code, label_fr=tax.label.fr, label_en=tax.label.en, position=tax.position,
        rate=clean.rate, from_on=clean.from_on, to_on=clean.to_on, source=clean.source,
        changed_at=now, changed_by_name=by.name,
    )  # fmt: skip
    db.add(row)
    db.flush()
    _tell(db, row, w.ADDED_LINE, by=by, now=now, after=_said(row))
    return row


def _change(
    db: Session, row: TaxRateRow, clean: CleanRate, what: Phrase, *, by: Viewer, now: datetime
) -> TaxRateRow:
    before = _said(row)
    row.rate, row.from_on, row.to_on, row.source = clean.rate, clean.from_on, clean.to_on, clean.source
    row.changed_at, row.changed_by_name = now, by.name
    row.version += 1
    db.add(row)
    db.flush()
    _tell(db, row, what, by=by, now=now, before=before, after=_said(row))
    return row


def _one_at_a_time(db: Session) -> None:
    """Two people who add a rate at once would not see each other's: the second waits for the first."""
    chosen = select(Organisation.id).where(Organisation.id == 1).with_for_update()
    if db.exec(chosen).first() is None:
        raise NotSetUp()


def _seen(db: Session, key: str, version: int) -> TaxRateRow:
    """The rate at a key, which nobody else can change until this transaction ends."""
    _one_at_a_time(db)
    row = row_at(db, key)
    if row.version != version:
        raise RateChanged(who=row.changed_by_name, now=_said(row))
    return row


def _refuse_clash(
    db: Session, province: str, code: str, clean: CleanRate, besides: TaxRateRow | None = None
) -> None:
    others = db.exec(
        select(TaxRateRow).where(TaxRateRow.province == province).order_by(col(TaxRateRow.from_on))
    )
    for other in others:
        if other is besides or not _meet(clean, other):
            continue
        if other.code != code and "HST" not in (other.code, code):
            continue
        refusal = RatesOverlap if other.code == code else HarmonisedStandsAlone
        raise refusal(
            field="from_on",
            tax=label_of(other),
            rate=rate_words(other.rate),
            period=period_words(other.from_on, other.to_on),
        )


def _meet(clean: CleanRate, other: TaxRateRow) -> bool:
    begins_in_time = clean.to_on is None or other.from_on <= clean.to_on
    return begins_in_time and (other.to_on is None or clean.from_on <= other.to_on)


def _said(row: TaxRateRow) -> Phrase:
    return w.SAID.filled(
        rate=rate_words(row.rate), period=period_words(row.from_on, row.to_on), source=row.source
    )


def _tell(
    db: Session, row: TaxRateRow, what: Phrase, *, by: Viewer, now: datetime,
    before: Phrase | str = "", after: Phrase | str = "",
) -> None:  # fmt: skip
    line = what.filled(tax=label_of(row), province=PROVINCES[row.province])
    record(db, About("organisation", 1), line, by=by, now=now, before=before, after=after)
    live.touch(db, "organisation")
