"""Dues of who joins within the year, by hand."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.members.proration import Proration, prorated
from invoice_app.shared.money import ZERO

D = Decimal
SEPTEMBER = date(2025, 9, 1)


@pytest.mark.parametrize(
    ("joined_on", "dues"),
    [
        (date(2025, 9, 1), "30.00"),
        (date(2025, 11, 30), "30.00"),
        (date(2025, 12, 1), "22.50"),
        (date(2026, 3, 15), "15.00"),  # P9: March is in the third quarter of a September year
        (date(2026, 6, 1), "7.50"),
        (date(2026, 8, 31), "7.50"),
        (date(2024, 1, 1), "30.00"),  # a member of before
    ],
)
def test_by_quarter_of_a_year_that_starts_in_september(joined_on: date, dues: str) -> None:
    assert prorated(D("30.00"), year_starts_on=SEPTEMBER, joined_on=joined_on) == D(dues)


def test_a_one_time_fee_is_added_whole() -> None:
    # P9: 15.00 of dues and 10.00 of initiation.
    dues = prorated(D("30.00"), year_starts_on=SEPTEMBER, joined_on=date(2026, 3, 1))
    assert dues + D("10.00") == D("25.00")


@pytest.mark.parametrize(
    ("joined_on", "dues"),
    [
        (date(2026, 1, 31), "100.00"),  # the month of joining counts
        (date(2026, 2, 1), "91.67"),  # 100.00 * 11 / 12 = 91.666…
        (date(2026, 7, 15), "50.00"),
        (date(2026, 12, 31), "8.33"),
    ],
)
def test_by_month_the_month_of_joining_counts(joined_on: date, dues: str) -> None:
    january = date(2026, 1, 1)
    found = prorated(D("100.00"), year_starts_on=january, joined_on=joined_on, by=Proration.MONTHLY)
    assert found == D(dues)


def test_a_year_may_start_within_a_month() -> None:
    # From June 15: July 14 is still in the first month, July 15 in the second, of twelve.
    june = date(2026, 6, 15)
    for joined_on, dues in ((date(2026, 7, 14), "120.00"), (date(2026, 7, 15), "110.00")):
        found = prorated(D("120.00"), year_starts_on=june, joined_on=joined_on, by=Proration.MONTHLY)
        assert found == D(dues)


def test_a_table_of_ones_own_and_no_proration() -> None:
    march = date(2026, 3, 1)
    table = (D(100), D(100), D(60), D(0))
    assert prorated(D("30.00"), year_starts_on=SEPTEMBER, joined_on=march, table=table) == D("18.00")
    assert prorated(D("30.00"), year_starts_on=SEPTEMBER, joined_on=march, by=Proration.NONE) == D("30.00")


def test_who_joins_after_the_year_owes_the_next_one() -> None:
    with pytest.raises(ValueError, match="after the year"):
        prorated(D("30.00"), year_starts_on=SEPTEMBER, joined_on=date(2026, 9, 1))


@given(st.integers(0, 10**9), st.dates(SEPTEMBER, date(2026, 8, 31)), st.sampled_from(Proration))
def test_dues_are_never_more_than_the_years_nor_less_for_who_joins_earlier(
    cents: int, joined_on: date, by: Proration
) -> None:
    dues = D(cents).scaleb(-2)
    found = prorated(dues, year_starts_on=SEPTEMBER, joined_on=joined_on, by=by)
    assert ZERO <= found <= dues
    assert found <= prorated(dues, year_starts_on=SEPTEMBER, joined_on=SEPTEMBER, by=by)
