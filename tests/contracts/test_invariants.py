"""The invariants I1 to I9, I12 to I14: of every contract, under every rule of retainage."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from hypothesis import assume, given

from invoice_app.contracts.bounds import check, faults
from invoice_app.contracts.progress import ContractTerms, unchanged
from invoice_app.contracts.retainage import carried
from invoice_app.contracts.retainage_rules import StepDown
from invoice_app.organisation.taxes import TaxClass
from invoice_app.shared.money import ZERO
from tests.contracts.histories import RATES, History, few, histories

D = Decimal


@few
@given(histories())
def test_whatever_a_person_may_type_has_no_fault_and_adds_up(history: History) -> None:
    """The check made before anything is issued: what is in range never meets it."""
    for period in history.periods:
        assert faults(period.application, period.entries, period.terms) == {}
        check(period.application, period.entries, period.terms)


@few
@given(histories())
def test_the_scheduled_values_add_up_to_the_contract_sum(history: History) -> None:
    """I1: ΣC = line 3 = line 1 + line 2, and the change orders by when they entered add up to line 2."""
    for a in history.made:
        assert a.line_3 == sum(x.scheduled for x in a.lines) == a.line_1 + a.line_2
        changes = a.changes
        before = changes.additions_before + changes.deductions_before
        assert before + changes.additions_now + changes.deductions_now == a.line_2


@few
@given(histories())
def test_what_is_completed_adds_up_across_and_down(history: History) -> None:
    """I2: ΣG = line 4 = ΣD + ΣE + ΣF."""
    for a in history.made:
        across = [x.previous + x.this_period + x.stored for x in a.lines]
        assert across == [x.to_date for x in a.lines]
        assert a.line_4 == sum(across)


@few
@given(histories())
def test_the_retainage_of_the_lines_adds_up_to_line_5(history: History) -> None:
    """I3: ΣR = line 5 = 5a + 5b."""
    for a in history.made:
        assert a.line_5 == sum(x.retainage for x in a.lines) == a.line_5a + a.line_5b


@few
@given(histories())
def test_the_balance_is_what_is_left_with_the_retainage(history: History) -> None:
    """I4: line 9 = ΣH + line 5 = line 3 - line 6."""
    for a in history.made:
        assert a.line_9 == sum(x.balance for x in a.lines) + a.line_5 == a.line_3 - a.line_6


@few
@given(histories())
def test_each_application_starts_where_the_one_before_ended(history: History) -> None:
    """I5 and I6: D is the W before, and line 7 is the line 6 before; nothing before the first."""
    first = history.made[0]
    assert (first.line_7, {x.previous for x in first.lines}) == (ZERO, {ZERO})
    for earlier, later in pairwise(history.made):
        worked = {x.line.key: x.now.work.billed for x in earlier.lines}
        assert [x.previous for x in later.lines] == [worked.get(x.line.key, ZERO) for x in later.lines]
        assert later.line_7 == earlier.line_6


@few
@given(histories())
def test_what_was_due_each_period_adds_up_to_what_is_earned(history: History) -> None:
    """I7: Σ line 8 = the last line 6."""
    assert sum(a.line_8 for a in history.made) == history.last.line_6


@few
@given(histories())
def test_what_each_line_adds_to_the_payment_adds_up_to_line_8(history: History) -> None:
    """I8: Σ net of the lines = line 8; and by tax class, unless retainage is taxed at once."""
    for a in history.made:
        assert a.line_8 == sum(x.net_this_period for x in a.lines)
        # At once, what is taxed is the work and the materials, whatever is held of them.
        taxed = sum(x.to_date - x.before.completed for x in a.lines) if a.taxes_holdback_at_once else a.line_8
        assert sum(a.bases.values()) == taxed


@few
@given(histories())
def test_a_finished_and_released_contract_was_billed_exactly(history: History) -> None:
    """I9: at 100 % and full release, line 5 = line 9 = 0 and Σ line 8 = line 3.

    Materials left stored are installed by then: F is nothing in what follows. A step to a higher
    percentage that looks back holds again what was given back before it: that is what it is for.
    """
    assume(not steps_up(history.terms))
    done = history.finished().released()
    assert (done.last.line_5, done.last.line_9) == (ZERO, ZERO)
    assert sum(a.line_8 for a in done.made) == done.last.line_3


@few
@given(histories())
def test_what_was_given_back_stays_given_back(history: History) -> None:
    """I9 a period later: an application where nothing happens, after the last release, is of nothing."""
    assume(not steps_up(history.terms))
    done = history.finished().released()
    after = done.then({})
    assert (after.last.line_8, after.last.line_5) == (ZERO, ZERO)
    assert after.last.total == ZERO


@few
@given(histories())
def test_the_periods_of_a_line_add_up_to_its_work(history: History) -> None:
    """I11: Σ E over the periods = W."""
    for x in history.last.lines:
        periods = [y.this_period for a in history.made for y in a.lines if y.line.key == x.line.key]
        assert sum(periods) == x.now.work.billed


@few
@given(histories())
def test_what_is_held_lies_between_nothing_and_what_is_billed(history: History) -> None:
    """I12: held in the sign of the line, on work and on stored materials, and so for what the rule asks."""
    for a in history.made:
        for x in a.lines:
            for side in (x.now.work, x.now.stored):
                assert min(ZERO, side.billed) <= side.held <= max(ZERO, side.billed)
                assert min(ZERO, side.billed) <= side.due <= max(ZERO, side.billed)


@few
@given(histories())
def test_what_was_held_less_what_was_released_is_what_is_held(history: History) -> None:
    """I12: Σ held - Σ released = R, period by period, and held + released is what the rule asks.

    What moves in a period is what is held less what the person released.
    """
    held: dict[tuple[int, str], Decimal] = {}
    for period in history.periods:
        for x in period.application.lines:
            entry = period.entries.get(x.line.key)
            for side in ("work", "stored"):
                before, now = getattr(x.before, side), getattr(x.now, side)
                release = getattr(entry, f"release_{side}") if entry else ZERO
                hold = getattr(entry, f"hold_{side}") if entry else None
                kept = now.due - carried(before, now.due, now.billed) if hold is None else before.held + hold
                total = held.get((x.line.key, side), ZERO) + (kept - before.held) - release
                held[x.line.key, side] = total
                assert total == now.held
                assert now.held + now.released == now.due


@few
@given(histories())
def test_no_more_is_released_than_is_held(history: History) -> None:
    """I13: a cent more than what is held of a line is refused, in its box."""
    for x in history.last.lines:
        for box, ledger in (("work", x.now.work), ("stored", x.now.stored)):
            cent = D("-0.01") if ledger.billed < 0 else D("0.01")
            entry = replace(unchanged(x.now), **{f"release_{box}": ledger.held + cent})
            found = faults(history.then({x.line.key: entry}).last, {x.line.key: entry}, history.terms)
            assert [fault.field for fault in found.values()] == [
                "release" if box == "work" else "release_stored"
            ]


@few
@given(histories())
def test_taxes_drift_by_half_a_cent_an_application_at_most(history: History) -> None:
    """I14: |Σ tax - rate * Σ base| <= 0.5 cent * K, for each tax."""
    bears = {"GST": (TaxClass.TAXABLE, TaxClass.GST_ONLY), "QST": (TaxClass.TAXABLE,)}
    for rate in RATES:
        base = sum(a.bases.get(c, ZERO) for a in history.made for c in bears[rate.code])
        charged = sum(tax.amount for a in history.made for tax in a.taxes if tax.code == rate.code)
        assert abs(charged - base * rate.rate) <= D("0.005") * len(history.made)


def steps_up(terms: ContractTerms) -> bool:
    """Whether the rule goes to a higher percentage of all the work."""
    rule = terms.rule
    return isinstance(rule, StepDown) and rule.retroactive and rule.percent > terms.retainage_percent
