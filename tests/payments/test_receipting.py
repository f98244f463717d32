"""The eligible amount of a gift: the Canada Revenue Agency's rules, by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.payments.receipting import eligible_amount
from invoice_app.shared.money import ZERO

D = Decimal


@pytest.mark.parametrize(
    ("gift", "advantage", "eligible"),
    [
        ("100.00", "50.00", "50.00"),  # P8
        ("100.00", "81.00", "0.00"),  # P8: over 80 %, no receipt
        ("100.00", "80.00", "20.00"),  # 80 % is not over
        ("100.00", "80.01", "0.00"),
        ("100.00", "10.00", "100.00"),  # 10 % does not count
        ("100.00", "10.01", "89.99"),
        ("750.00", "75.00", "750.00"),  # 10 % and 75.00 meet
        ("2000.00", "75.00", "2000.00"),  # 75.00 is less than 10 %
        ("2000.00", "75.01", "1924.99"),
        ("25.00", "0.00", "25.00"),
        ("0.00", "0.00", "0.00"),
        ("0.00", "5.00", "0.00"),
        ("0.05", "0.01", "0.04"),  # 10 % is half a cent: what is compared is not rounded
    ],
)
def test_the_eligible_amount_of_a_gift(gift: str, advantage: str, eligible: str) -> None:
    assert eligible_amount(D(gift), D(advantage)) == D(eligible)


amounts = st.integers(0, 10**12 - 1).map(lambda n: D(n).scaleb(-2))


@given(amounts, amounts)
def test_no_more_than_the_gift_is_ever_receipted(gift: Decimal, advantage: Decimal) -> None:
    eligible = eligible_amount(gift, advantage)
    assert ZERO <= eligible <= gift
    assert eligible in (gift, gift - advantage, ZERO)


def test_a_negative_gift_or_advantage_is_an_error() -> None:
    for gift, advantage in (("-0.01", "0"), ("1.00", "-0.01")):
        with pytest.raises(ValueError, match="not negative"):
            eligible_amount(D(gift), D(advantage))
