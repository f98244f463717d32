"""The dated table of tax rates: what it charges, how it is corrected, and what a correction leaves alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from invoice_app.organisation.correcting import (
    CleanRate,
    EndsBeforeItBegins,
    FollowsTooSoon,
    HarmonisedStandsAlone,
    NotOneTax,
    OnlyInQuebec,
    RateChanged,
    RatesOverlap,
    add_rate,
    clean_rate,
    correct_rate,
    follow_rate,
    remove_rate,
)
from invoice_app.organisation.models import Organisation, TaxRateRow
from invoice_app.organisation.queries import NotSetUp
from invoice_app.organisation.tax_rates import RateCard, RateGone, rates_on, row_at, tax_table
from invoice_app.organisation.wording import PROVINCES
from invoice_app.shared import live
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.history import ChangeRow, history_of
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import Invalid, Refusal

D = Decimal
TODAY = date(2026, 3, 16)
BY = Viewer(7, "ada@club.example", "Ada Admin", "fr")
QST = "QC-QST-2013-01-01"


@pytest.fixture
def club(db: Session, now: datetime) -> Organisation:
    organisation = Organisation(
        name="Club des Érables", gst_number="123456789 RT0001", qst_number="1234567890 TQ0001", created_at=now
    )
    db.add(organisation)
    db.flush()
    return organisation


def typed(**boxes: str) -> dict[str, str]:
    usual = {"province": "QC", "code": "QST", "rate": "9,975", "from_on": "2013-01-01", "to_on": ""}
    return usual | {"source": "Revenu Québec"} | boxes


@pytest.fixture
def add(db: Session, club: Organisation, now: datetime) -> Callable[..., TaxRateRow]:
    def add(**boxes: str) -> TaxRateRow:
        return add_rate(db, typed=typed(**boxes), by=BY, now=now, language="fr")

    return add


@pytest.fixture
def correct(db: Session, club: Organisation, now: datetime) -> Callable[..., TaxRateRow]:
    def correct(key: str = QST, version: int = 1, **boxes: str) -> TaxRateRow:
        return correct_rate(db, key=key, version=version, typed=typed(**boxes), by=BY, now=now, language="fr")

    return correct


@pytest.fixture
def follow(db: Session, club: Organisation, now: datetime) -> Callable[..., TaxRateRow]:
    def follow(key: str = QST, version: int = 1, **boxes: str) -> TaxRateRow:
        return follow_rate(db, key=key, version=version, typed=typed(**boxes), by=BY, now=now, language="fr")

    return follow


def charged(db: Session, province: str = "QC", on: date = TODAY) -> list[tuple[str, Decimal]]:
    return [(rate.code, rate.rate) for rate in rates_on(db, on=on, province=province)]


def history(db: Session, language: str = "fr") -> tuple[ChangeRow, ...]:
    return history_of(db, About("organisation", 1), language=language, time_zone="America/Montreal")


def rows(db: Session) -> list[tuple[object, ...]]:
    found = db.exec(select(TaxRateRow).order_by(TaxRateRow.id))
    return [(r.province, r.code, r.rate, r.from_on, r.to_on, r.source, r.version) for r in found]


@pytest.mark.parametrize(("province", "expected"), [
    ("QC", [("GST", D("0.05")), ("QST", D("0.09975"))]),
    ("ON", [("HST", D("0.13"))]),
    ("NB", [("HST", D("0.15"))]),
    ("NL", [("HST", D("0.15"))]),
    ("PE", [("HST", D("0.15"))]),
    ("NS", [("HST", D("0.14"))]),
    ("AB", [("GST", D("0.05"))]),
    ("YT", [("GST", D("0.05"))]),
    ("NT", [("GST", D("0.05"))]),
    ("NU", [("GST", D("0.05"))]),
])  # fmt: skip
def test_each_province_has_its_taxes_in_printed_order(
    db: Session, club: Organisation, province: str, expected: list[tuple[str, Decimal]]
) -> None:
    assert charged(db, province) == expected


@pytest.mark.parametrize("province", ["BC", "SK", "MB"])
def test_a_provincial_sales_tax_outside_quebec_is_in_the_table_and_is_not_charged(
    db: Session, club: Organisation, now: datetime, province: str
) -> None:
    assert charged(db, province) == [("GST", D("0.05"))]
    (group,) = tax_table(db, province=province, language="fr", now=now).provinces
    assert [(card.code, card.is_charged) for card in group.rates][1][1] is False


def test_nova_scotia_changed_its_rate_on_the_first_of_april_2025(db: Session, club: Organisation) -> None:
    assert charged(db, "NS", date(2025, 3, 31)) == [("HST", D("0.15"))]
    assert charged(db, "NS", date(2025, 4, 1)) == [("HST", D("0.14"))]


def test_before_the_first_rate_of_the_table_nothing_is_charged(db: Session, club: Organisation) -> None:
    assert charged(db, "NS", date(2010, 6, 30)) == []


def test_who_is_not_registered_charges_no_tax(db: Session, club: Organisation) -> None:
    club.qst_number = ""
    assert charged(db) == [("GST", D("0.05"))]
    club.gst_number = ""
    assert charged(db) == []


def test_without_a_province_it_is_where_the_organisation_is(db: Session, club: Organisation) -> None:
    club.province = "ON"
    assert charged(db, "") == [("HST", D("0.13"))]


def test_a_new_rate_ends_the_one_it_follows_the_day_before(
    db: Session, follow: Callable[..., TaxRateRow]
) -> None:
    follow(rate="10", from_on="2027-01-01", source="Budget 2026-2027")
    assert charged(db, on=date(2026, 12, 31)) == [("GST", D("0.05")), ("QST", D("0.09975"))]
    assert charged(db, on=date(2027, 1, 1)) == [("GST", D("0.05")), ("QST", D("0.1"))]
    ended, added = reversed(history(db))
    assert ended.what == "TVQ (Québec)\u00a0: taux terminé"
    assert ended.before.startswith("9,975\u00a0%, depuis le 2013-01-01 — Revenu Québec")
    assert ended.after.startswith("9,975\u00a0%, du 2013-01-01 au 2026-12-31 — Revenu Québec")
    assert (added.who, added.before) == ("Ada Admin", "")
    assert added.after == "10\u00a0%, depuis le 2027-01-01 — Budget 2026-2027"


def test_a_correction_changes_the_rate_and_says_who_made_it(
    db: Session, now: datetime, correct: Callable[..., TaxRateRow]
) -> None:
    db.info.clear()
    correct(rate="9,9751", source="Avis rectificatif")
    assert charged(db) == [("GST", D("0.05")), ("QST", D("0.099751"))]
    assert db.info[live._TOUCHED] == {"organisation"}
    (group,) = tax_table(db, province="QC", language="en", now=now).provinces
    card = next(card for card in group.rates if card.code == "QST")
    assert (card.rate, card.source, card.version) == ("9.9751%", "Avis rectificatif", 2)
    assert card.corrected.startswith("Ada Admin, Mar 16, 2026")
    (line,) = history(db, "en")
    assert line.what == "QST (Quebec): rate corrected"
    assert "9.975%" in line.before
    assert "9.9751%" in line.after


def test_saving_a_rate_as_it_is_writes_no_history(db: Session, correct: Callable[..., TaxRateRow]) -> None:
    source = row_at(db, QST).source
    before = rows(db)
    correct(source=source)
    assert rows(db) == before
    assert history(db) == ()


def test_a_last_day_ends_a_rate(db: Session, correct: Callable[..., TaxRateRow]) -> None:
    correct(to_on="2026-03-15")
    assert charged(db) == [("GST", D("0.05"))]
    assert history(db)[0].what == "TVQ (Québec)\u00a0: taux terminé"


def test_a_rate_added_by_mistake_can_be_taken_away_and_history_keeps_it(
    db: Session, now: datetime, add: Callable[..., TaxRateRow]
) -> None:
    added = add(province="ON", code="HST", rate="8", from_on="2000-01-01", to_on="2010-06-30")
    remove_rate(db, key="ON-HST-2000-01-01", version=added.version, by=BY, now=now)
    assert charged(db, "ON", date(2005, 1, 1)) == []
    assert history(db)[0].before == "8\u00a0%, du 2000-01-01 au 2010-06-30 — Revenu Québec"
    with pytest.raises(RateGone):
        remove_rate(db, key="ON-HST-2000-01-01", version=added.version, by=BY, now=now)


@pytest.mark.parametrize(("boxes", "field"), [
    ({"rate": ""}, "rate"),
    ({"rate": "neuf"}, "rate"),
    ({"rate": "-1"}, "rate"),
    ({"rate": "100,0001"}, "rate"),
    ({"rate": "9,97512"}, "rate"),
    ({"rate": "14,975"}, "rate"),
    ({"from_on": ""}, "from_on"),
    ({"from_on": "2026-02-30"}, "from_on"),
    ({"to_on": "hier"}, "to_on"),
    ({"from_on": "2030-01-02", "to_on": "2030-01-01"}, "to_on"),
    ({"source": "  "}, "source"),
    ({"province": "ZZ"}, "province"),
    ({"code": "VAT"}, "code"),
    ({"province": "ON"}, "code"),
])  # fmt: skip
def test_a_refusal_names_its_box_and_changes_nothing(
    db: Session, add: Callable[..., TaxRateRow], boxes: dict[str, str], field: str
) -> None:
    before = rows(db)
    with pytest.raises(Invalid) as refusal:
        add(**boxes)
    assert refusal.value.field == field
    assert rows(db) == before
    assert history(db) == ()


@pytest.mark.parametrize("percent", ["14,975", "14.97", "9,97", "14,9750 %"])
def test_a_rate_that_may_not_stand_on_an_invoice_is_refused(percent: str) -> None:
    with pytest.raises(NotOneTax):
        clean_rate(typed(rate=percent), "QC", "fr")


def test_a_source_is_one_line_of_what_can_be_seen(db: Session, add: Callable[..., TaxRateRow]) -> None:
    row = add(from_on="2012-01-01", to_on="2012-12-31", source="\x00 «\u00a0Avis\u00a0»,\r\n\tpage 2 ")
    assert row.source == "«\u00a0Avis\u00a0», page 2"


def test_qst_is_only_in_quebec(add: Callable[..., TaxRateRow]) -> None:
    with pytest.raises(OnlyInQuebec):
        add(province="AB")


@pytest.mark.parametrize(("first", "last"), [
    ("2012-01-01", ""), ("2012-01-01", "2013-01-01"), ("2013-01-01", "2013-01-01"), ("2026-01-01", ""),
])  # fmt: skip
def test_a_tax_has_one_rate_a_day_in_a_province(
    db: Session, add: Callable[..., TaxRateRow], first: str, last: str
) -> None:
    before = rows(db)
    with pytest.raises(RatesOverlap) as refusal:
        add(from_on=first, to_on=last)
    assert refusal.value.field == "from_on"
    assert "9,975\u00a0%, depuis le 2013-01-01" in refusal.value.phrase.fr
    assert rows(db) == before


def test_the_days_beside_a_rate_are_free(db: Session, add: Callable[..., TaxRateRow]) -> None:
    add(rate="9,5", from_on="2012-01-01", to_on="2012-12-31")
    assert charged(db, on=date(2012, 12, 31)) == [("GST", D("0.05")), ("QST", D("0.095"))]


def test_a_correction_does_not_reach_into_another_rate(
    correct: Callable[..., TaxRateRow], db: Session
) -> None:
    with pytest.raises(RatesOverlap):
        correct("NS-HST-2010-07-01", province="NS", rate="15", from_on="2010-07-01", to_on="2025-04-01")
    with pytest.raises(RatesOverlap):
        correct("NS-HST-2025-04-01", province="NS", rate="14", from_on="2010-07-01")
    assert charged(db, "NS", date(2025, 3, 31)) == [("HST", D("0.15"))]


def test_harmonised_tax_is_never_added_to_another(add: Callable[..., TaxRateRow]) -> None:
    with pytest.raises(HarmonisedStandsAlone):
        add(province="AB", code="HST", rate="13", from_on="2026-01-01")
    with pytest.raises(HarmonisedStandsAlone):
        add(province="ON", code="GST", rate="5", from_on="2026-01-01")


@pytest.mark.parametrize("first", ["2013-01-01", "2012-12-31"])
def test_a_rate_follows_only_after_it_has_begun(follow: Callable[..., TaxRateRow], first: str) -> None:
    with pytest.raises(FollowsTooSoon):
        follow(rate="10", from_on=first)


def test_a_new_rate_may_not_end_before_it_begins(db: Session, follow: Callable[..., TaxRateRow]) -> None:
    before = rows(db)
    with pytest.raises(EndsBeforeItBegins):
        follow(rate="10", from_on="2027-01-01", to_on="2026-12-31")
    assert rows(db) == before


def test_the_second_of_two_people_is_told_who_changed_what(correct: Callable[..., TaxRateRow]) -> None:
    correct(rate="9,5")
    with pytest.raises(RateChanged) as refusal:
        correct(rate="9,6")
    assert "Ada Admin vient de corriger ce taux\u00a0: 9,5\u00a0%" in refusal.value.phrase.fr


@pytest.mark.parametrize("key", ["", "QC", "QC-QST", "QC-QST-x", "QC-QST-2013-01-02", "ZZ-QST-2013-01-01"])
def test_a_key_of_nothing_finds_nothing(db: Session, club: Organisation, key: str) -> None:
    with pytest.raises(RateGone):
        row_at(db, key)


def test_before_set_up_there_is_no_table_to_correct(db: Session, now: datetime) -> None:
    with pytest.raises(NotSetUp):
        add_rate(db, typed=typed(), by=BY, now=now, language="fr")
    with pytest.raises(NotSetUp):
        rates_on(db, on=TODAY)


def test_the_page_lists_every_province_and_fills_its_form_with_what_it_shows(
    db: Session, club: Organisation, now: datetime
) -> None:
    shown = tax_table(db, province="", language="fr", now=now)
    assert [group.code for group in shown.provinces] == list(PROVINCES)
    cards = [card for group in shown.provinces for card in group.rates]
    assert len(cards) == len(db.exec(select(TaxRateRow)).all())
    for card in cards:
        boxes = {"rate": card.typed_rate, "from_on": card.from_on, "to_on": card.to_on, "source": card.source}
        row = row_at(db, card.key)
        kept = CleanRate(row.rate, row.from_on, row.to_on, row.source)
        assert clean_rate(boxes, card.province, "fr") == kept
    quebec = shown.provinces[0]
    assert quebec.charged == "Perçues aujourd’hui\u00a0: TPS 5\u00a0%, TVQ 9,975\u00a0%."
    assert "14,975" not in str(shown)


def test_each_rate_says_whether_it_is_in_force(db: Session, now: datetime, follow: Callable) -> None:
    follow("NS-HST-2025-04-01", province="NS", rate="13", from_on="2027-01-01")
    (group,) = tax_table(db, province="NS", language="fr", now=now).provinces

    def told(card: RateCard) -> tuple[str, str]:
        return card.rate, card.status

    assert [told(card) for card in group.rates] == [
        ("13\u00a0%", "coming"),
        ("14\u00a0%", "in_force"),
        ("15\u00a0%", "past"),
    ]


@given(st.decimals("0", "100", places=4, allow_nan=False, allow_infinity=False))
def test_a_percentage_is_kept_to_its_last_decimal(percent: Decimal) -> None:
    clean = clean_rate(typed(rate=str(percent), province="ON"), "ON", "fr")
    assert clean.rate * 100 == percent


@pytest.mark.usefixtures("database_url")
def test_two_people_who_add_the_same_rate_at_once_add_one(now: datetime) -> None:
    with writing() as db:
        db.add(Organisation(name="Club des Érables", created_at=now))
    said: list[type] = []
    gate = Barrier(2)

    def press() -> None:
        gate.wait()
        try:
            with writing() as db:
                boxes = typed(code="PST", rate="1", from_on="2026-01-01")
                add_rate(db, typed=boxes, by=BY, now=now, language="fr")
        except Refusal as refusal:
            said.append(type(refusal))

    people = [Thread(target=press) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert said == [RatesOverlap]
    with reading() as db:
        assert len(db.exec(select(TaxRateRow).where(TaxRateRow.code == "PST")).all()) == 3
