"""What an invoice comes to."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from invoice_app.invoices.rules import PaymentStatus, line_figures, payment_status, total_of
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.money import share, to_cents
from invoice_app.shared.phrases import Phrase

D = Decimal
QUEBEC = (
    TaxRate("GST", Phrase("TPS", "GST"), D("0.05")),
    TaxRate("QST", Phrase("TVQ", "QST"), D("0.09975")),
)

quantities = st.decimals("-999", "9999", places=4, allow_nan=False, allow_infinity=False)
prices = st.decimals("0", "99999", places=4, allow_nan=False, allow_infinity=False)
lines = st.lists(st.tuples(quantities, prices, st.sampled_from(list(TaxClass))), max_size=40)


def test_a_hundred_dollars_in_quebec_is_114_98() -> None:
    """Revenu Québec's own example: 5.00 of GST, 9.975 of QST that rounds up to 9.98."""
    figures = total_of([line_figures(D(1), D(100), TaxClass.TAXABLE)], QUEBEC)
    assert [(t.code, t.amount) for t in figures.taxes] == [("GST", D("5.00")), ("QST", D("9.98"))]
    assert figures.total == D("114.98")


def test_the_combined_rate_would_give_another_cent() -> None:
    """Why 14.975 % is never used: 0.10 comes to 0.01 + 0.01 in two steps and 0.01 in one."""
    figures = total_of([line_figures(D(1), D("0.10"), TaxClass.TAXABLE)], QUEBEC)
    assert figures.total == D("0.12")
    assert to_cents(D("0.10") * D("1.14975")) == D("0.11")


def test_exempt_and_zero_rated_lines_bear_no_tax() -> None:
    priced = [line_figures(D(2), D("50"), kind) for kind in (TaxClass.EXEMPT, TaxClass.ZERO)]
    figures = total_of(priced, QUEBEC)
    assert (figures.subtotal, figures.taxes, figures.total) == (D("200.00"), (), D("200.00"))


@given(lines)
def test_the_total_is_the_sum_of_what_is_printed(typed: list[tuple[Decimal, Decimal, TaxClass]]) -> None:
    priced = [line_figures(*line) for line in typed]
    figures = total_of(priced, QUEBEC)
    assert figures.subtotal == sum((line.amount for line in priced), start=D(0))
    assert figures.total == figures.subtotal + sum((t.amount for t in figures.taxes), start=D(0))
    for amount in (figures.subtotal, figures.total, *(t.amount for t in figures.taxes)):
        assert amount == to_cents(amount)


@given(lines)
def test_an_invoice_and_its_mirror_cancel_out(typed: list[tuple[Decimal, Decimal, TaxClass]]) -> None:
    """Rounding is symmetric, so a credit note takes back exactly what was billed."""
    there = total_of([line_figures(q, p, c) for q, p, c in typed], QUEBEC)
    back = total_of([line_figures(-q, p, c) for q, p, c in typed], QUEBEC)
    assert there.total + back.total == 0


@given(lines, st.randoms())
def test_the_order_of_the_lines_changes_nothing(
    typed: list[tuple[Decimal, Decimal, TaxClass]], random: object
) -> None:
    priced = [line_figures(*line) for line in typed]
    shuffled = sorted(priced, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert total_of(priced, QUEBEC) == total_of(shuffled, QUEBEC)


@given(
    st.decimals("-100000", "100000", places=2, allow_nan=False, allow_infinity=False),
    st.lists(
        st.decimals("0", "1000", places=2, allow_nan=False, allow_infinity=False), min_size=1, max_size=30
    ),
)
def test_shares_add_up_and_none_is_a_cent_off(total: Decimal, weights: list[Decimal]) -> None:
    if not any(weights):
        weights = [D(1), *weights]
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < D("0.01")
        assert weight or not part


def test_an_invoice_is_late_only_when_its_due_day_has_ended() -> None:
    due = date(2026, 3, 16)
    assert payment_status(D(10), D(0), due, due) == PaymentStatus.AWAITING
    assert payment_status(D(10), D(0), due, due + timedelta(days=1)) == PaymentStatus.OVERDUE
    assert payment_status(D(10), D(4), due, due) == PaymentStatus.PARTLY_PAID
    assert payment_status(D(10), D(10), due, due + timedelta(days=99)) == PaymentStatus.PAID
