"""The one dated table of tax rates: what is charged on a day, and the table as it is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session, col, or_, select

from invoice_app.organisation import taxes_wording as w
from invoice_app.organisation.models import TaxRateRow
from invoice_app.organisation.queries import the_organisation
from invoice_app.organisation.taxes import TaxRate, may_charge
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared.about import About
from invoice_app.shared.dates import day_of, instant_text, short_text
from invoice_app.shared.history import ChangeRow, history_of
from invoice_app.shared.money import rate_text, typed_text
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound


class RateGone(NotFound):
    says = Phrase(
        "Ce taux n’est plus dans la table : quelqu’un l’a retiré, ou a changé son premier jour. "
        "Fermez, puis reprenez-le dans la liste.",
        "This rate is no longer in the table: someone removed it, or changed its first day. "
        "Close this, then take it up again from the list.",
    )


@dataclass(frozen=True, slots=True)
class RateCard:
    """One rate, as it is shown and as it is typed in its form; `to_on` is empty while it stays in force."""

    key: str = ""
    version: int = 0
    province: str = ""
    province_words: str = ""
    code: str = ""
    tax: str = ""
    rate: str = ""
    typed_rate: str = ""
    from_on: str = ""
    to_on: str = ""
    source: str = ""
    corrected: str = ""
    status: str = ""
    is_charged: bool = True


@dataclass(frozen=True, slots=True)
class ProvinceRates:
    """A province's rates; `charged` is what the organisation charges in it today."""

    code: str
    name: str
    charged: str
    rates: tuple[RateCard, ...]


@dataclass(frozen=True, slots=True)
class TaxTable:
    provinces: tuple[ProvinceRates, ...]
    history: tuple[ChangeRow, ...]


def rates_on(db: Session, *, on: date, province: str = "") -> tuple[TaxRate, ...]:
    """The taxes that the organisation charges on a day, in printed order.

    `province` is where the work is; empty is where the organisation is. A tax that the organisation
    is not registered for is left out. Raises `NotSetUp` before set-up.
    """
    organisation = the_organisation(db)
    rows = db.exec(
        select(TaxRateRow)
        .where(
            TaxRateRow.province == (province or organisation.province),
            TaxRateRow.from_on <= on,
            or_(col(TaxRateRow.to_on).is_(None), col(TaxRateRow.to_on) >= on),
        )
        .order_by(col(TaxRateRow.position), col(TaxRateRow.id))
    )
    has_gst, has_qst = bool(organisation.gst_number), bool(organisation.qst_number)
    return tuple(
        TaxRate(row.code, label_of(row), row.rate)
        for row in rows
        if may_charge(row.code, has_gst=has_gst, has_qst=has_qst)
    )


def tax_table(db: Session, *, province: str, language: str, now: datetime) -> TaxTable:
    """The table for one province, or for all when `province` is empty, and what was done to it."""
    organisation = the_organisation(db)
    today = day_of(now, organisation.time_zone)
    asked = select(TaxRateRow).order_by(col(TaxRateRow.position), col(TaxRateRow.from_on).desc())
    rows = db.exec(asked.where(TaxRateRow.province == province) if province else asked).all()
    return TaxTable(
        provinces=tuple(
            ProvinceRates(
                code=code,
                name=name.to(language),
                charged=_charged(rates_on(db, on=today, province=code), language),
                rates=tuple(
                    _card(row, language, today, organisation.time_zone)
                    for row in rows
                    if row.province == code
                ),
            )
            for code, name in PROVINCES.items()
            if province in ("", code)
        ),
        history=history_of(db, About("organisation", 1), language=language, time_zone=organisation.time_zone),
    )


def row_at(db: Session, key: str) -> TaxRateRow:
    """The rate at `QC-QST-2013-01-01`: no two of a tax begin on one day in a province. Raises `RateGone`."""
    province, _, rest = key.partition("-")
    code, _, day = rest.partition("-")
    try:
        from_on = date.fromisoformat(day)
    except ValueError:
        raise RateGone() from None
    chosen = select(TaxRateRow).where(
        TaxRateRow.province == province, TaxRateRow.code == code, TaxRateRow.from_on == from_on
    )
    row = db.exec(chosen.execution_options(populate_existing=True)).first()
    if row is None:
        raise RateGone()
    return row


def label_of(row: TaxRateRow) -> Phrase:
    return Phrase(row.label_fr, row.label_en)


def rate_words(rate: Decimal) -> Phrase:
    return Phrase(rate_text(rate, "fr"), rate_text(rate, "en"))


def period_words(first: date, last: date | None) -> Phrase:
    if last is None:
        return w.SINCE.filled(first=short_text(first))
    return w.BETWEEN.filled(first=short_text(first), last=short_text(last))


def _charged(rates: Sequence[TaxRate], language: str) -> str:
    if not rates:
        return w.NONE_CHARGED.to(language)
    each = [f"{rate.label.to(language)} {rate_text(rate.rate, language)}" for rate in rates]
    return w.CHARGED.filled(taxes=", ".join(each)).to(language)


def _card(row: TaxRateRow, language: str, today: date, time_zone: str) -> RateCard:
    corrected = ""
    if row.changed_at is not None:
        corrected = f"{row.changed_by_name}, {instant_text(row.changed_at, time_zone, language)}"
    return RateCard(
        key=f"{row.province}-{row.code}-{short_text(row.from_on)}",
        version=row.version,
        province=row.province,
        province_words=PROVINCES[row.province].to(language),
        code=row.code,
        tax=label_of(row).to(language),
        rate=rate_text(row.rate, language),
        typed_rate=typed_text(row.rate * 100, language),
        from_on=short_text(row.from_on),
        to_on=short_text(row.to_on) if row.to_on else "",
        source=row.source,
        corrected=corrected,
        status=_status(row, today),
        # Whatever the registrations of the moment: a kind of tax that is never added.
        is_charged=may_charge(row.code, has_gst=True, has_qst=True),
    )


def _status(row: TaxRateRow, today: date) -> str:
    if row.from_on > today:
        return "coming"
    return "past" if row.to_on is not None and row.to_on < today else "in_force"
