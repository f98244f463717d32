"""Cents shared by weight: exactly, within a cent, the same each time and on both sides of zero."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from invoice_app.contracts.retainage import spread
from invoice_app.shared.money import LARGEST, ZERO, apportioned, share

D = Decimal
few = settings(max_examples=60, deadline=None)
HIGHEST = int(LARGEST.scaleb(2))
amounts = st.one_of(st.integers(-HIGHEST, HIGHEST), st.integers(-300, 300)).map(lambda n: D(n).scaleb(-2))
weights = st.lists(amounts, min_size=1, max_size=12)


def exact(total: Decimal, of: list[Decimal]) -> list[Fraction]:
    whole = sum(map(Fraction, of))
    return [Fraction(total) * Fraction(weight) / whole for weight in of]


@few
@given(amounts, weights)
def test_what_is_shared_adds_up_and_each_share_is_within_a_cent(total: Decimal, of: list[Decimal]) -> None:
    """I15: Σ = total, |share − exact| < 1 ¢, zero weight ⇒ 0; weights of mixed signs among them."""
    assume(sum(of))
    shares = share(total, of)
    assert sum(shares) == total
    for part, true, weight in zip(shares, exact(total, of), of, strict=True):
        assert abs(Fraction(part) - true) < Fraction(1, 100)
        assert weight or part == ZERO


@few
@given(amounts, weights)
def test_the_same_is_shared_on_both_sides_of_zero(total: Decimal, of: list[Decimal]) -> None:
    """I17 and I18 for shares: what is shared of a credit is the exact negation."""
    assume(sum(of))
    negated = [-part for part in share(total, of)]
    assert share(-total, of) == negated
    assert share(-total, [-weight for weight in of]) == negated


@few
@given(amounts, weights)
def test_no_share_is_further_from_exact_than_another_order_would_leave_it(
    total: Decimal, of: list[Decimal]
) -> None:
    """Largest remainder: nobody who was rounded up had a smaller remainder than one rounded down."""
    assume(sum(of))
    true = exact(total, of)
    errors = [Fraction(part) - t for part, t in zip(share(total, of), true, strict=True)]
    # Moving a cent from any share to any other would not lessen the largest error of the two.
    moved = [
        (max(abs(up), abs(down)), max(abs(up - Fraction(1, 100)), abs(down + Fraction(1, 100))))
        for i, up in enumerate(errors)
        for j, down in enumerate(errors)
        if i != j and of[i] and of[j]
    ]
    assert all(now <= other for now, other in moved)


@pytest.mark.parametrize(
    ("total", "of", "expected"),
    [
        ("0.01", ["1", "1"], ["0.01", "0.00"]),  # a tie goes to the first
        ("-0.01", ["1", "1"], ["-0.01", "0.00"]),
        ("-0.01", ["-1", "-1"], ["-0.01", "0.00"]),
        ("0.02", ["1", "1", "1"], ["0.01", "0.01", "0.00"]),
        ("100.00", ["1", "1", "1"], ["33.34", "33.33", "33.33"]),
        ("984.00", ["1200", "6000"], ["164.00", "820.00"]),
        ("1.00", ["0", "3", "0"], ["0.00", "1.00", "0.00"]),
        ("10.00", ["100", "-50"], ["20.00", "-10.00"]),
        ("0.00", ["0", "0"], ["0.00", "0.00"]),
    ],
)
def test_shares_by_hand(total: str, of: list[str], expected: list[str]) -> None:
    assert share(D(total), [D(weight) for weight in of]) == [D(part) for part in expected]


def test_nothing_can_be_shared_by_weights_that_cancel() -> None:
    with pytest.raises(ValueError, match="nothing to share by"):
        share(D("0.01"), [D("5.00"), D("-5.00")])
    assert share(ZERO, [D("5.00"), D("-5.00")]) == [ZERO, ZERO]


def test_the_largest_amounts_are_shared_exactly() -> None:
    """Whole numbers throughout: a product of two of these has more than the 28 digits a Decimal keeps."""
    of = [D("9999999999.99"), D("9999999999.98"), D("9999999999.99")]
    total = D("9999999999.98")
    shares = share(total, of)
    assert sum(shares) == total
    assert all(abs(Fraction(p) - t) < Fraction(1, 100) for p, t in zip(shares, exact(total, of), strict=True))
    assert sum(share(LARGEST, [LARGEST] * 499 + [D("0.01")])) == LARGEST
    assert share(LARGEST * 500, [LARGEST] * 500) == [LARGEST] * 500
    assert share(D("0.07"), [LARGEST * 10**6, D("0.01"), LARGEST * 10**6]) == [D("0.04"), ZERO, D("0.03")]


@few
@example([Fraction(1, 2), Fraction(-1, 2)])
@example([Fraction(1, 2)] * 3)
@given(st.lists(st.fractions(-50, 50, max_denominator=40), min_size=1, max_size=8))
def test_fractions_of_cents_become_whole_cents_with_their_rounded_total(exact: list[Fraction]) -> None:
    """What `share` stands on: every part stays at the whole cent below or above it."""
    below = 1
    for part in exact:
        below = below * part.denominator
    numerators = [int(part * below) for part in exact]
    whole = sum(exact)
    total = int(abs(whole) + Fraction(1, 2)) * (1 if whole >= 0 else -1)
    parts = apportioned(total, numerators, below)
    assert sum(parts) == total
    assert all(abs(part - true) < 1 for part, true in zip(parts, exact, strict=True))
    assert [-part for part in parts] == apportioned(-total, [-n for n in numerators], below)


@few
@given(amounts, st.dictionaries(st.integers(1, 9), amounts, min_size=1))
def test_a_release_is_spread_by_what_each_line_holds(total: Decimal, held: dict[int, Decimal]) -> None:
    """I15 and I13: nothing to a line that holds nothing; all of it gives each line what it holds."""
    assume(sum(held.values()))
    spread_out = spread(total, held)
    assert sum(spread_out.values()) == total
    assert all(spread_out[key] == ZERO for key, amount in held.items() if not amount)
    assert spread(sum(held.values(), start=ZERO), held) == held
