"""Examples that tax authorities and other programs print, to the cent.

What is not a contract is proved where it stands: a gift's eligible amount in
`tests/payments/test_receipting.py`, prorated dues in `tests/members/test_proration.py`.
"""

from decimal import Decimal

from invoice_app.contracts.application import ContractLine
from invoice_app.contracts.bounds import check
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.retainage_rules import Cap, CapBasis, Rule, Tier, Tiers
from invoice_app.organisation.taxes import TaxClass, TaxRate
from invoice_app.shared.phrases import Phrase
from tests.contracts.histories import DONE, GST, QST

D = Decimal
PST = TaxRate("PST", Phrase("TVP", "PST"), D("0.05"))


def one(scheduled: str, *, rate: str, rule: Rule | None = None) -> ContractTerms:
    line = (ContractLine(1, D(scheduled)),)
    return ContractTerms(line, D(rate)) if rule is None else ContractTerms(line, D(rate), None, rule)


def billed(amount: str, **others: Decimal) -> Entry:
    return Entry(value=D(amount), **others)


def test_p1_qst_is_on_the_price_without_gst_and_half_a_cent_goes_up() -> None:
    """Revenu Québec, "Calculating the taxes": 100.00, GST 5.00, QST 9.975 so 9.98, 114.98."""
    a = compute(one("100.00", rate="0"), {1: DONE}, {}, (GST, QST))
    assert ([t.amount for t in a.taxes], a.total) == ([D("5.00"), D("9.98")], D("114.98"))


def test_p2_marginal_tiers_are_split_over_the_lines_they_came_from() -> None:
    """Oracle JD Edwards, "Contract Billing": 7,200.00 of 17,000.00, 42.35 %.

    10 % to 20 % of it: 3,400.00 * 10 % = 340.00. 15 % to 38 %: 3,060.00 * 15 % = 459.00. 25 % of the
    740.00 after: 185.00. In all 984.00, by 1,200.00 and 6,000.00: 164.00 and 820.00.
    """
    tiers = Tiers((Tier(D(20), D(10)), Tier(D(38), D(15))), D(25))
    lines = (ContractLine(1, D("5000.00")), ContractLine(2, D("12000.00")))
    terms = ContractTerms(lines, D(10), None, tiers)
    a = compute(terms, {1: billed("1200.00"), 2: billed("6000.00")}, {}, ())
    assert a.line_5 == D("984.00")
    assert [x.retainage for x in a.lines] == [D("164.00"), D("820.00")]
    check(a, {}, terms)


def test_p3_the_payment_due_is_line_6_less_line_7() -> None:
    """Procore, "Current Payment Due": 28,130.00 - 26,339.00 = 1,791.00."""
    terms = one("50000.00", rate="0")
    before = compute(terms, {1: billed("26339.00")}, {}, ())
    a = compute(terms, {1: billed("1791.00")}, before.states, ())
    assert (a.line_6, a.line_7, a.line_8) == (D("28130.00"), D("26339.00"), D("1791.00"))


def test_p4_a_release_keeps_each_lines_taxability() -> None:
    """Sage 100 Contractor, idea 41076: two lines of 100.00, 10 % held, GST 5 % + PST 5 %, one exempt of PST.

    Billed 90.00 a line: GST 9.00, PST 4.50. Released 20.00: GST 1.00, PST 0.50 and not 1.00.
    """
    lines = (ContractLine(1, D("100.00")), ContractLine(2, D("100.00"), tax_class=TaxClass.GST_ONLY))
    terms = ContractTerms(lines, D(10))
    a = compute(terms, {1: DONE, 2: DONE}, {}, (GST, PST))
    assert [(t.base, t.amount) for t in a.taxes] == [(D("180.00"), D("9.00")), (D("90.00"), D("4.50"))]
    release = {key: Entry(release_work=D("10.00")) for key in (1, 2)}
    b = compute(terms, release, a.states, (GST, PST))
    assert [(t.base, t.amount) for t in b.taxes] == [(D("20.00"), D("1.00")), (D("10.00"), D("0.50"))]
    assert (b.line_8, b.total) == (D("20.00"), D("21.50"))


def test_p4_taxed_at_once_the_release_bears_no_tax_again() -> None:
    """The same where retainage is taxed with the work: GST 10.00 and PST 5.00, then nothing."""
    lines = (ContractLine(1, D("100.00")), ContractLine(2, D("100.00"), tax_class=TaxClass.GST_ONLY))
    terms = ContractTerms(lines, D(10), taxes_holdback_at_once=True)
    a = compute(terms, {1: DONE, 2: DONE}, {}, (GST, PST))
    assert ([t.amount for t in a.taxes], a.line_8) == ([D("10.00"), D("5.00")], D("180.00"))
    b = compute(terms, {key: Entry(release_work=D("10.00")) for key in (1, 2)}, a.states, (GST, PST))
    assert (b.taxes, b.total) == ((), D("20.00"))


def test_p5_retainage_never_lowers_what_is_completed() -> None:
    """Levelset: 80 % of 15,000.00 at 5 % is 12,000.00 complete and 3,000.00 to finish; 600.00 is held."""
    [x] = compute(one("15000.00", rate="5"), {1: Entry(Method.PERCENT, D(80))}, {}, ()).lines
    assert (x.this_period, x.to_date, x.balance) == (D("12000.00"), D("12000.00"), D("3000.00"))
    assert (x.retainage, x.net_this_period) == (D("600.00"), D("11400.00"))


def test_p6_ten_percent_of_each_claim_until_five_percent_of_the_contract_is_held() -> None:
    """Procore, "sliding scale": four claims of 100,000.00 hold 10,000, 10,000, nothing, nothing.

    Then 2.5 % of the contract at completion and the rest a year later: 10,000.00 each. The cap is the
    same said in all three ways.
    """
    for cap in (
        Cap(CapBasis.ORIGINAL, D(5)),
        Cap(CapBasis.REVISED, D(5)),
        Cap(CapBasis.AMOUNT, D("20000.00")),
    ):
        terms = one("400000.00", rate="10", rule=cap)
        states, held, due = {}, [], []
        half = Entry(release_work=D("10000.00"))
        for entry in (*[billed("100000.00")] * 4, half, half):
            a = compute(terms, {1: entry}, states, ())
            check(a, {1: entry}, terms)
            states = a.states
            held.append(a.line_5)
            due.append(a.line_8)
        assert held == [D(n) for n in ("10000.00", "20000.00", "20000.00", "20000.00", "10000.00", "0.00")]
        assert due == [
            D(n) for n in ("90000.00", "90000.00", "100000.00", "100000.00", "10000.00", "10000.00")
        ]


def test_p7_the_cover_sheet() -> None:
    """PayAppPro, "G702 example filled out": 250,000.00 and a change order of 12,500.00, 10 % held.

    122,400.00 before, 48,500.00 this period and 7,200.00 stored: line 4 is 178,100.00, 67.8 % of
    262,500.00. The page takes 122,400.00 as work to date; so line 7 is 90 % of it, 110,160.00, where
    the page, which takes the same figure as certified, subtracts it whole: 160,290.00 - 122,400.00
    = 37,890.00.
    """
    lines = (ContractLine(1, D("250000.00")), ContractLine(2, D("12500.00"), change_order="CO-1"))
    terms = ContractTerms(lines, D(10))
    before = compute(terms, {1: billed("122400.00")}, {}, ())
    a = compute(terms, {1: billed("48500.00", stored=D("7200.00"))}, before.states, ())
    assert (a.line_1, a.line_2, a.line_3) == (D("250000.00"), D("12500.00"), D("262500.00"))
    assert (a.line_4, a.line_5, a.line_6) == (D("178100.00"), D("17810.00"), D("160290.00"))
    assert (a.line_5a, a.line_5b) == (D("17090.00"), D("720.00"))
    assert (a.line_7, a.line_8, a.line_9) == (D("110160.00"), D("50130.00"), D("102210.00"))
    assert a.line_6 - D("122400.00") == D("37890.00")
    assert round(a.line_4 * 100 / a.line_3, 1) == D("67.8")
