"""A worked contract over four applications, every cell of it to the cent."""

from decimal import Decimal

import pytest

from invoice_app.contracts.application import Application, AppliedLine, ChangeTotals, ContractLine
from invoice_app.contracts.bounds import check, faults
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.phrases import Phrase

D = Decimal
QUEBEC = (
    TaxRate("GST", Phrase("TPS", "GST"), D("0.05")),
    TaxRate("QST", Phrase("TVQ", "QST"), D("0.09975")),
)
ORIGINAL = (
    ContractLine(1, D("1000.00")),
    ContractLine(2, D("33333.33")),
    ContractLine(3, D("20000.00")),
    ContractLine(4, D("5000.00"), tax_class=TaxClass.EXEMPT),
)
CO_1 = ContractLine(5, D("2400.00"), change_order="CO-1")
CO_2 = ContractLine(6, D("-1250.00"), change_order="CO-2")
DONE = Entry(Method.PERCENT, D(100))


def terms(*lines: ContractLine, work: str = "10", stored: str | None = None) -> ContractTerms:
    return ContractTerms(lines, D(work), None if stored is None else D(stored))


def percent(value: str, **others: Decimal) -> Entry:
    return Entry(Method.PERCENT, D(value), **others)


@pytest.fixture(scope="module")
def four() -> list[Application]:
    """A contract with stored materials, two change orders, an exempt line and a final release."""
    first = compute(
        terms(*ORIGINAL, stored="5"),
        {1: DONE, 2: percent("25"), 3: Entry(stored=D("6000.00"))},
        {},
        QUEBEC,
    )
    second = compute(
        terms(*ORIGINAL, CO_1, stored="5"),
        {
            2: percent("66.67"),
            3: Entry(Method.AMOUNT, D("8000.00"), stored=D("1500.00")),
            4: Entry(Method.AMOUNT, D("2500.00")),
        },
        first.states,
        QUEBEC,
    )
    whole = terms(*ORIGINAL, CO_1, CO_2, stored="5")
    third = compute(whole, dict.fromkeys(range(1, 7), DONE), second.states, QUEBEC)
    release = {x.line.key: Entry(release_work=x.retainage) for x in third.lines}
    return [first, second, third, compute(whole, release, third.states, QUEBEC)]


def columns(x: AppliedLine) -> tuple[Decimal, ...]:
    return (
        x.scheduled, x.previous, x.this_period, x.stored, x.to_date, x.balance,
        x.now.work.held, x.now.stored.held, x.net_this_period,
    )  # fmt: skip


SHEETS = [
    """
    1000.00   0.00     1000.00  0.00    1000.00  0.00      100.00  0.00    900.00
    33333.33  0.00     8333.33  0.00    8333.33  25000.00  833.33  0.00    7500.00
    20000.00  0.00     0.00     6000.00 6000.00  14000.00  0.00    300.00  5700.00
    5000.00   0.00     0.00     0.00    0.00     5000.00   0.00    0.00    0.00
    """,
    """
    1000.00   1000.00  0.00     0.00    1000.00  0.00      100.00  0.00    0.00
    33333.33  8333.33  13890.00 0.00    22223.33 11110.00  2222.33 0.00    12501.00
    20000.00  0.00     8000.00  1500.00 9500.00  10500.00  800.00  75.00   2925.00
    5000.00   0.00     2500.00  0.00    2500.00  2500.00   250.00  0.00    2250.00
    2400.00   0.00     0.00     0.00    0.00     2400.00   0.00    0.00    0.00
    """,
    """
    1000.00   1000.00  0.00     0.00    1000.00  0.00      100.00  0.00    0.00
    33333.33  22223.33 11110.00 0.00    33333.33 0.00      3333.33 0.00    9999.00
    20000.00  8000.00  12000.00 0.00    20000.00 0.00      2000.00 0.00    9375.00
    5000.00   2500.00  2500.00  0.00    5000.00  0.00      500.00  0.00    2250.00
    2400.00   0.00     2400.00  0.00    2400.00  0.00      240.00  0.00    2160.00
    -1250.00  0.00     -1250.00 0.00    -1250.00 0.00      -125.00 0.00    -1125.00
    """,
    """
    1000.00   1000.00  0.00     0.00    1000.00  0.00      0.00    0.00    100.00
    33333.33  33333.33 0.00     0.00    33333.33 0.00      0.00    0.00    3333.33
    20000.00  20000.00 0.00     0.00    20000.00 0.00      0.00    0.00    2000.00
    5000.00   5000.00  0.00     0.00    5000.00  0.00      0.00    0.00    500.00
    2400.00   2400.00  0.00     0.00    2400.00  0.00      0.00    0.00    240.00
    -1250.00  -1250.00 0.00     0.00    -1250.00 0.00      0.00    0.00    -125.00
    """,
]


@pytest.mark.parametrize("number", range(4))
def test_every_cell_of_the_four_sheets(four: list[Application], number: int) -> None:
    expected = [tuple(map(D, row.split())) for row in SHEETS[number].strip().splitlines()]
    assert [columns(x) for x in four[number].lines] == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, "59333.33 0 59333.33 15333.33 933.33 300.00 1233.33 14100.00 0 14100.00 45233.33"),
        (1, "59333.33 2400 61733.33 35223.33 3372.33 75.00 3447.33 31776.00 14100.00 17676.00 29957.33"),
        (2, "59333.33 1150 60483.33 60483.33 6048.33 0 6048.33 54435.00 31776.00 22659.00 6048.33"),
        (3, "59333.33 1150 60483.33 60483.33 0 0 0 60483.33 54435.00 6048.33 0"),
    ],
)
def test_the_numbered_lines_of_the_four_applications(
    four: list[Application], number: int, expected: str
) -> None:
    a = four[number]
    assert [
        a.line_1, a.line_2, a.line_3, a.line_4, a.line_5a, a.line_5b, a.line_5,
        a.line_6, a.line_7, a.line_8, a.line_9,
    ] == [D(amount) for amount in expected.split()]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "gst", "qst", "payable"),
    [
        (0, "705.00", "1406.48", "16211.48"),
        (1, "771.30", "1538.74", "19986.04"),
        (2, "1020.45", "2035.80", "25715.25"),
        (3, "277.42", "553.45", "6879.20"),
    ],
)
def test_the_taxes_of_the_four_applications(
    four: list[Application], number: int, gst: str, qst: str, payable: str
) -> None:
    assert [tax.amount for tax in four[number].taxes] == [D(gst), D(qst)]
    assert four[number].total == D(payable)


def test_the_change_orders_are_told_apart_by_when_they_entered(four: list[Application]) -> None:
    nil, added, taken = D("0.00"), D("2400.00"), D("-1250.00")
    assert [a.changes for a in four] == [
        ChangeTotals(nil, nil, nil, nil),
        ChangeTotals(nil, nil, added, nil),
        ChangeTotals(added, nil, nil, taken),
        ChangeTotals(added, taken, nil, nil),
    ]


def test_the_four_applications_add_up_and_have_no_fault(four: list[Application]) -> None:
    for application in four:
        check(application)
        assert faults(application) == {}


def test_the_taxes_of_the_four_drift_by_less_than_half_a_cent_each(four: list[Application]) -> None:
    gst = sum(a.taxes[0].amount for a in four)
    qst = sum(a.taxes[1].amount for a in four)
    assert (gst, qst) == (D("2774.17"), D("5534.47"))
    assert abs(gst - D("55483.33") * D("0.05")) <= D("0.005") * 4
    assert abs(qst - D("55483.33") * D("0.09975")) <= D("0.005") * 4


def test_a_release_is_taxed_by_the_classes_it_came_from(four: list[Application]) -> None:
    assert four[3].bases == {TaxClass.TAXABLE: D("5548.33"), TaxClass.EXEMPT: D("500.00")}
