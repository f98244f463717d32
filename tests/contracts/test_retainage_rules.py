"""Each rule of retainage by hand, the arithmetic beside it."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from invoice_app.contracts.application import Application, ContractLine
from invoice_app.contracts.progress import ContractTerms, Entry, Method, compute
from invoice_app.contracts.retainage_rules import (
    Cap,
    CapBasis,
    Flat,
    Manual,
    Rounding,
    Rule,
    StepDown,
    Tier,
    Tiers,
)

D = Decimal
ORIGINAL, REVISED, AMOUNT = CapBasis


def contract(
    *scheduled: str, rule: Rule, rate: str = "10", rounding: Rounding = Rounding.LINE
) -> ContractTerms:
    lines = tuple(ContractLine(key, D(amount)) for key, amount in enumerate(scheduled, start=1))
    return ContractTerms(lines, D(rate), None, rule, rounding)


def claims(
    terms: ContractTerms, *periods: Mapping[int, Entry], days: tuple[date, ...] = ()
) -> list[Application]:
    made: list[Application] = []
    for n, entries in enumerate(periods):
        on = days[n] if days else None
        made.append(compute(terms, entries, made[-1].states if made else {}, (), on))
    return made


def work(amount: str) -> Entry:
    return Entry(value=D(amount))


def held(a: Application) -> list[Decimal]:
    return [x.retainage for x in a.lines]


def amounts(*texts: str) -> list[Decimal]:
    return [D(text) for text in texts]


def test_rounded_by_line_or_on_the_total_differs_by_half_a_cent_a_line() -> None:
    # Three lines of 33.35 at 10 %: 3.335 rounds to 3.34 on each, 10.02 together.
    # Together 100.05, of which 10 % is 10.005, so 10.01: one cent less, within 3 * 0.005.
    # The two cents over 3.33 each go to the first two of three equal remainders.
    everything = {key: work("33.35") for key in (1, 2, 3)}
    lines = ("100.00", "100.00", "100.00")
    [by_line] = claims(contract(*lines, rule=Flat()), everything)
    [on_total] = claims(contract(*lines, rule=Flat(), rounding=Rounding.TOTAL), everything)
    assert (held(by_line), by_line.line_5) == (amounts("3.34", "3.34", "3.34"), D("10.02"))
    assert (held(on_total), on_total.line_5) == (amounts("3.34", "3.34", "3.33"), D("10.01"))


def test_on_the_total_additions_and_deductions_that_cancel_still_hold_of_each() -> None:
    # 1,000.00 - 999.99 = 0.01, of which 50 % is 0.005, so 0.01 in all. Of the lines, 500.00 and
    # -499.995: -499.99 is the nearer that adds up. The rounded total spread by weight would hold
    # 1,000.00 and -999.99: everything.
    terms = contract("1000.00", "-999.99", rule=Flat(), rate="50", rounding=Rounding.TOTAL)
    [a] = claims(terms, {1: work("1000.00"), 2: work("-999.99")})
    assert held(a) == amounts("500.00", "-499.99")
    # And where they cancel to the cent: nothing in all, but 10 % of each.
    terms = contract("1000.00", "-1000.00", rule=Flat(), rounding=Rounding.TOTAL)
    [a] = claims(terms, {1: work("1000.00"), 2: work("-1000.00")})
    assert held(a) == amounts("100.00", "-100.00")


TIERS = Tiers((Tier(D(20), D(10)), Tier(D(38), D(15))), D(25))


def test_one_claim_may_cross_two_tiers() -> None:
    # 10,000.00: 10 % to 2,000.00, 15 % to 3,800.00, 25 % after.
    # 1,500.00 holds 150.00. 5,000.00 holds 200.00 + 1,800.00 * 15 % + 1,200.00 * 25 %
    # = 200.00 + 270.00 + 300.00 = 770.00: 620.00 more, on 3,500.00.
    first, second = claims(contract("10000.00", rule=TIERS), {1: work("1500.00")}, {1: work("3500.00")})
    assert (first.line_5, second.line_5, second.line_8) == (D("150.00"), D("770.00"), D("2880.00"))


def test_tiers_hold_on_the_line_that_moved() -> None:
    # Two lines of 5,000.00. The first is done: half of the contract, 770.00 on it.
    # Then 2,000.00 of the second at 25 %: 500.00, on the second alone.
    first, second = claims(
        contract("5000.00", "5000.00", rule=TIERS), {1: work("5000.00")}, {2: work("2000.00")}
    )
    assert held(first) == amounts("770.00", "0.00")
    assert held(second) == amounts("770.00", "500.00")


def test_what_was_released_from_a_line_is_not_held_again_when_the_tiers_hold_no_more() -> None:
    # 10 % of the first half, nothing after: 500.00 on the first line, released. The second line is
    # then billed at 0 %: nothing is held in all, where a new share-out would hold half of it again.
    terms = contract("5000.00", "5000.00", rule=Tiers((Tier(D(50), D(10)),)))
    made = claims(terms, {1: work("5000.00")}, {1: Entry(release_work=D("500.00"))}, {2: work("5000.00")})
    assert [a.line_5 for a in made] == amounts("500.00", "0.00", "0.00")
    assert held(made[-1]) == amounts("0.00", "0.00")


def test_a_rate_of_its_own_leaves_a_line_out_of_the_tiers() -> None:
    # The tiers see 4,000.00 of a pool of 10,000.00: 200.00 + 270.00 + 200.00 * 25 % = 520.00.
    # The other line holds 5 % of 1,000.00 whatever they say.
    own = ContractLine(2, D("1000.00"), retainage_percent=D(5))
    terms = ContractTerms((ContractLine(1, D("10000.00")), own), D(10), None, TIERS)
    [a] = claims(terms, {1: work("4000.00"), 2: work("1000.00")})
    assert held(a) == amounts("520.00", "50.00")


def test_on_the_total_a_line_of_its_own_rate_is_rounded_apart_from_those_in_the_tiers() -> None:
    # 10 % of 0.06 is 0.006, so 0.01, though the contract's rate is 10 % as well and 0.06 + 0.08 + 0.08
    # would round to 0.02 with the cents on the other two. The tiers hold nothing of 0.16.
    own = ContractLine(1, D("1.00"), retainage_percent=D(10))
    pool = (ContractLine(2, D("1.00")), ContractLine(3, D("1.00")))
    rule = Tiers((Tier(D(50), D(0)),), D(10))
    terms = ContractTerms((own, *pool), D(10), None, rule, Rounding.TOTAL)
    [a] = claims(terms, {1: work("0.06"), 2: work("0.08"), 3: work("0.08")})
    assert held(a) == amounts("0.01", "0.00", "0.00")


def test_stored_materials_stay_out_of_the_tiers_at_the_contracts_rate() -> None:
    # 150.00 on 1,500.00 of work; 10 % of 300.00 stored.
    [a] = claims(contract("10000.00", rule=TIERS), {1: Entry(value=D("1500.00"), stored=D("300.00"))})
    assert (a.line_5a, a.line_5b) == (D("150.00"), D("30.00"))


def test_a_cap_reached_in_the_middle_of_a_claim_holds_to_the_cap_then_is_released() -> None:
    # 10 % until 500.00 is held, of 10,000.00. 4,000.00 holds 400.00; 3,000.00 more asks 300.00 and
    # holds the 100.00 that is left; the last 3,000.00 holds nothing. Then 200.00 and 300.00 are released.
    terms = contract("10000.00", rule=Cap(ORIGINAL, D(5)))
    made = claims(
        terms, {1: work("4000.00")}, {1: work("3000.00")}, {1: Entry(release_work=D("200.00"))},
        {1: work("3000.00")}, {1: Entry(release_work=D("300.00"))},
    )  # fmt: skip
    assert [a.line_5 for a in made] == amounts("400.00", "500.00", "300.00", "300.00", "0.00")
    assert [a.line_8 for a in made] == amounts("3600.00", "2900.00", "200.00", "3000.00", "300.00")


def test_a_cap_that_is_reached_leaves_later_lines_whole_and_earlier_ones_as_they_were() -> None:
    # Four lines of 100,000.00, 10 % until 5 % of the contract: 20,000.00, on the first two.
    lines = ("100000.00",) * 4
    made = claims(
        contract(*lines, rule=Cap(ORIGINAL, D(5))), *({key: work("100000.00")} for key in (1, 2, 3, 4))
    )
    assert [a.line_5 for a in made] == amounts("10000.00", "20000.00", "20000.00", "20000.00")
    assert held(made[-1]) == amounts("10000.00", "10000.00", "0.00", "0.00")
    assert [x.net_this_period for x in made[-1].lines] == amounts("0.00", "0.00", "0.00", "100000.00")


def test_what_was_released_under_a_cap_is_not_held_again_on_another_line() -> None:
    # As above; the first line's 10,000.00 is released before the third is billed: 10,000.00 stays held.
    lines = ("100000.00",) * 4
    made = claims(
        contract(*lines, rule=Cap(AMOUNT, D("20000.00"))),
        {1: work("100000.00"), 2: work("100000.00")},
        {1: Entry(release_work=D("10000.00"))},
        {3: work("100000.00")},
    )
    assert [a.line_5 for a in made] == amounts("20000.00", "10000.00", "10000.00")


def test_a_cap_of_the_revised_sum_moves_with_the_change_orders_and_one_of_the_original_does_not() -> None:
    # 10,000.00 done at 10 % asks 1,000.00; 5 % of it is 500.00. An order of 4,000.00 makes the revised
    # cap 700.00: 200.00 more is held, where there was room: on the first line, since the order is not
    # begun. An order of -2,000.00 makes it 400.00: 100.00 is given back.
    for basis, added, expected in (
        (REVISED, "4000.00", "700.00"),
        (REVISED, "-2000.00", "400.00"),
        (ORIGINAL, "4000.00", "500.00"),
    ):
        terms = contract("10000.00", rule=Cap(basis, D(5)))
        [full] = claims(terms, {1: work("10000.00")})
        order = ContractLine(2, D(added), change_order="OC-1")
        grown = ContractTerms((*terms.lines, order), D(10), None, terms.rule)
        after = compute(grown, {}, full.states, ())
        assert (full.line_5, after.line_5) == (D("500.00"), D(expected))


def test_a_cap_counts_stored_materials_and_their_installation_moves_nothing() -> None:
    # 10 % of 3,000.00 and of 4,000.00 stored asks 700.00 and holds 500.00: 3/7 and 4/7 of it,
    # 214.29 and 285.71. Installed, 500.00 is on the work.
    terms = contract("10000.00", rule=Cap(AMOUNT, D("500.00")))
    stored, installed = claims(
        terms, {1: Entry(value=D("3000.00"), stored=D("4000.00"))}, {1: work("4000.00")}
    )
    assert (stored.line_5a, stored.line_5b) == (D("214.29"), D("285.71"))
    assert (installed.line_5a, installed.line_5b, installed.line_8) == (D("500.00"), D("0.00"), D("0.00"))


HALFWAY = D(50)


def test_a_retroactive_step_gives_the_difference_back() -> None:
    # 10 % of 4,000.00 is 400.00. At 6,000.00 of 10,000.00 the step is passed: 5 % of it all is 300.00,
    # so the claim of 2,000.00 pays 2,100.00.
    terms = contract("10000.00", rule=StepDown(D(5), at_percent=HALFWAY, retroactive=True))
    made = claims(terms, {1: work("4000.00")}, {1: work("2000.00")})
    assert [a.line_5 for a in made] == amounts("400.00", "300.00")
    assert made[1].line_8 == D("2100.00")


def test_a_prospective_step_by_progress_counts_for_the_applications_after() -> None:
    # 600.00 of 6,000.00: the claim that passes the step is whole at 10 %. Then 5 % of 2,000.00: 700.00.
    terms = contract("10000.00", rule=StepDown(D(5), at_percent=HALFWAY))
    made = claims(terms, {1: work("6000.00")}, {1: work("2000.00")})
    assert [a.line_5 for a in made] == amounts("600.00", "700.00")


def test_a_step_by_day_is_passed_by_the_period_that_ends_on_it() -> None:
    # From March 31: 10 % of 3,000.00 + 5 % of 3,000.00 = 450.00 prospective; 5 % of it all = 300.00 not.
    eve, day = date(2026, 3, 30), date(2026, 3, 31)
    for retroactive, expected in ((False, "450.00"), (True, "300.00")):
        terms = contract("10000.00", rule=StepDown(D(5), from_on=day, retroactive=retroactive))
        made = claims(terms, {1: work("3000.00")}, {1: work("3000.00")}, days=(eve, day))
        assert [a.line_5 for a in made] == amounts("300.00", expected)


def test_a_prospective_step_stays_passed_when_a_change_order_lowers_the_progress() -> None:
    # 10 % to half: 5,000.00 holds 500.00, the next 1,000.00 nothing. An order of 10,000.00 makes 6,000.00
    # 30 %. The 2,000.00 that follows is at 10 % again: 700.00; not 10 % of all 8,000.00, which is 800.00.
    rule = StepDown(D(0), at_percent=HALFWAY)
    terms = contract("10000.00", rule=rule)
    passed = claims(terms, {1: work("5000.00")}, {1: work("1000.00")})[-1]
    order = ContractLine(2, D("10000.00"), change_order="OC-1")
    grown = ContractTerms((*terms.lines, order), D(10), None, rule)
    after = compute(grown, {1: work("2000.00")}, passed.states, ())
    assert (passed.line_5, after.line_5) == (D("500.00"), D("700.00"))


def test_after_a_prospective_step_a_rounding_on_the_total_is_on_the_total_of_the_period() -> None:
    # From the first: 5 % of 3 * 0.10 is 0.015, so 0.02 on the total, where each line would round
    # 0.005 to 0.01 and hold 0.03.
    rule = StepDown(D(5), from_on=date(2026, 1, 1))
    lines = ("1.00", "1.00", "1.00")
    for rounding, expected in ((Rounding.LINE, "0.03"), (Rounding.TOTAL, "0.02")):
        terms = contract(*lines, rule=rule, rounding=rounding)
        [a] = claims(terms, {key: work("0.10") for key in (1, 2, 3)}, days=(date(2026, 1, 31),))
        assert a.line_5 == D(expected)


def test_beside_tiers_a_rounding_on_the_total_rounds_stored_materials_together() -> None:
    # 10 % of 3 * 0.05 stored: 0.015, so 0.02 and not three times 0.01.
    terms = contract("1.00", "1.00", "1.00", rule=TIERS, rounding=Rounding.TOTAL)
    [a] = claims(terms, {key: Entry(stored=D("0.05")) for key in (1, 2, 3)})
    assert a.line_5b == D("0.02")


def test_by_hand_holds_and_releases_what_is_written() -> None:
    # 1,000.00 billed, 80.00 held; 500.00 more holds nothing more; 30.00 released; then 5.00 held again.
    made = claims(
        contract("10000.00", rule=Manual()),
        {1: Entry(value=D("1000.00"), hold_work=D("80.00"))},
        {1: work("500.00")},
        {1: Entry(release_work=D("30.00"))},
        {1: Entry(hold_work=D("5.00"))},
    )
    assert [a.line_5 for a in made] == amounts("80.00", "80.00", "50.00", "55.00")
    assert [a.line_8 for a in made] == amounts("920.00", "500.00", "30.00", "-5.00")


def test_under_a_percentage_an_amount_by_hand_stands_and_the_rule_goes_on_after_it() -> None:
    # 10 % of 1,000.00 asks 100.00; 40.00 is held by hand. 1,000.00 more asks 100.00 more: 140.00.
    made = claims(
        contract("10000.00", rule=Flat()),
        {1: Entry(value=D("1000.00"), hold_work=D("40.00"))},
        {1: Entry(Method.PERCENT, D(20))},
    )
    assert [a.line_5 for a in made] == amounts("40.00", "140.00")
