"""Money is shared among what is owed to the cent: nothing is invented, nothing lost, nobody overpaid."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from invoice_app.payments.rules import allocate

D = Decimal
amounts = st.decimals(min_value=0, max_value=D("99999999.99"), places=2)
debts = st.lists(st.decimals(min_value=-1000, max_value=D("999999.99"), places=2), max_size=40)


@given(amounts, debts)
def test_what_is_shared_is_what_came_in_or_all_that_is_owed(amount: Decimal, owed: list[Decimal]) -> None:
    parts = allocate(amount, owed)
    assert sum(parts, start=D(0)) == min(amount, sum((max(debt, D(0)) for debt in owed), start=D(0)))


@given(amounts, debts)
def test_nothing_is_given_more_than_it_is_owed_nor_less_than_nothing(
    amount: Decimal, owed: list[Decimal]
) -> None:
    parts = allocate(amount, owed)
    assert len(parts) == len(owed)
    assert all(0 <= part <= max(debt, D(0)) for part, debt in zip(parts, owed, strict=True))


@given(amounts, debts)
def test_a_debt_gets_something_only_once_all_before_it_are_paid(amount: Decimal, owed: list[Decimal]) -> None:
    parts = allocate(amount, owed)
    for i, part in enumerate(parts):
        if part:
            assert all(parts[j] == max(owed[j], D(0)) for j in range(i))


@given(amounts, amounts, debts)
def test_two_payments_one_after_the_other_share_as_one_does(
    first: Decimal, second: Decimal, owed: list[Decimal]
) -> None:
    before = allocate(first, owed)
    after = allocate(second, [debt - part for debt, part in zip(owed, before, strict=True)])
    assert tuple(a + b for a, b in zip(before, after, strict=True)) == allocate(first + second, owed)


@given(amounts, debts)
def test_every_part_is_whole_cents(amount: Decimal, owed: list[Decimal]) -> None:
    assert all(part == part.quantize(D("0.01")) for part in allocate(amount, owed))


def test_an_example() -> None:
    assert allocate(D("250"), [D("100"), D("0"), D("120.50"), D("80")]) == (100, 0, D("120.50"), D("29.50"))
    assert allocate(D("0"), [D("5")]) == (0,)
