"""Money from the key to the column and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlmodel import Session

from invoice_app.shared.money import (
    Cents,
    FourPlaces,
    TooLarge,
    TooPrecise,
    Unreadable,
    number_text,
    parse,
    rate_text,
    text,
    to_cents,
    typed_text,
)

D = Decimal


@pytest.mark.parametrize(
    ("typed", "language", "value"),
    [
        ("1 234,50", "fr", "1234.50"),
        ("1\u00a0234,50\u00a0$", "fr", "1234.50"),
        ("1\u202f234,5", "fr", "1234.5"),
        ("1,234.50", "en", "1234.50"),
        ("$1,234", "en", "1234"),
        ("1.234,50", "fr", "1234.50"),
        ("0,05", "fr", "0.05"),
        ("1234.5", "fr", "1234.5"),
        ("12,5", "en", "12.5"),
        ("\u22123", "fr", "-3"),
        (",5", "fr", "0.5"),
    ],
)
def test_numbers_are_read_as_people_type_them(typed: str, language: str, value: str) -> None:
    assert parse(typed, language=language) == D(value)


@pytest.mark.parametrize(
    "typed", ["", " ", "abc", "1.2.3,4,5x", "--1", "1e9", "NaN", "Infinity", "$", "1/2", "٣"]
)
def test_what_is_not_a_number_is_refused_by_name(typed: str) -> None:
    with pytest.raises(Unreadable):
        parse(typed)


def test_a_price_of_three_decimals_is_not_rounded_behind_ones_back() -> None:
    with pytest.raises(TooPrecise):
        parse("1,005")
    assert parse("1,005", places=4) == D("1.005")


def test_an_amount_that_no_invoice_can_carry_is_refused() -> None:
    with pytest.raises(TooLarge):
        parse("10 000 000 000,00")


def test_amounts_are_written_as_each_language_does() -> None:
    assert text(D("1234567.80")) == "1\u00a0234\u00a0567,80\u00a0$"
    assert text(D("1234567.80"), "CAD", "en") == "$1,234,567.80"
    assert text(D("-5.00")).startswith("\u2212")


def test_a_rate_is_written_in_full() -> None:
    assert rate_text(D("0.09975")) == "9,975\u00a0%"
    assert rate_text(D("0.05"), "en") == "5%"


@given(st.decimals("-9999999", "9999999", places=4, allow_nan=False, allow_infinity=False))
def test_what_fills_a_box_is_read_back_the_same(value: Decimal) -> None:
    for language in ("fr", "en"):
        if language == "en" and "." not in typed_text(value, "en"):
            continue
        assert parse(typed_text(value, language), places=4, language=language) == value
        assert parse(number_text(value, language), places=4, language=language) == value


@given(st.decimals("-99999", "99999", places=5, allow_nan=False, allow_infinity=False))
def test_rounding_is_symmetric_and_half_goes_away_from_zero(amount: Decimal) -> None:
    assert to_cents(-amount) == -to_cents(amount)
    assert abs(to_cents(amount) - amount) <= D("0.005")


def test_half_a_cent_goes_up() -> None:
    assert [to_cents(D(x)) for x in ("2.665", "2.675", "-2.665", "0.005")] == [
        D("2.67"),
        D("2.68"),
        D("-2.67"),
        D("0.01"),
    ]


@pytest.mark.parametrize("amount", ["0.00", "0.01", "1.005", "90071992547409.93", "-12345678901234.56"])
def test_the_column_keeps_every_cent_or_refuses(db: Session, amount: str) -> None:
    """SQLite's NUMERIC would keep 90,071,992,547,409.93 as …409.94 without a word."""
    table = Table("some_money", MetaData(), Column("id", Integer, primary_key=True), Column("amount", Cents))
    table.create(db.connection())
    if D(amount) != to_cents(D(amount)):
        with pytest.raises(Exception, match="decimals"):
            db.execute(insert(table).values(amount=D(amount)))
        return
    db.execute(insert(table).values(amount=D(amount)))
    assert db.execute(select(table.c.amount)).scalar_one() == D(amount)


def test_a_float_never_enters_a_column() -> None:
    for wrong in (1.5, "1.50", True):
        with pytest.raises(TypeError):
            FourPlaces.process_bind_param(wrong, None)
