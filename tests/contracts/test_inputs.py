"""I20: what an application is computed from goes through JSON and back, and gives the same to the cent."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoice_app.contracts.application import LineState
from invoice_app.contracts.certifying import certify
from invoice_app.contracts.inputs import Inputs, dumped, inputs_json, kept_rule, loaded, rule_from, rule_json
from invoice_app.contracts.progress import Entry, Method, compute
from invoice_app.contracts.retainage import Ledger, carried
from invoice_app.contracts.retainage_rules import Flat, Rule
from tests.contracts.histories import RATES, History, certificates, few, growing, histories, rules

D = Decimal


@few
@given(histories(), st.data())
def test_inputs_come_back_as_they_were(history: History, data: st.DataObject) -> None:
    """I20: loaded(dumped(x)) == x, entries, certificates, rule, rates and day among them."""
    last = history.periods[-1]
    given_out = data.draw(certificates(last.application))
    inputs = Inputs(last.terms, last.entries, given_out, RATES, last.on)
    assert loaded(dumped(inputs)) == inputs
    assert dumped(loaded(dumped(inputs))) == dumped(inputs)
    without = replace(inputs, on=None, rates=())
    assert loaded(dumped(without)) == without


@few
@given(histories(), st.data())
def test_claimed_and_certified_are_the_same_computed_from_the_inputs(
    history: History, data: st.DataObject
) -> None:
    """I20: every application, claimed and certified, from its inputs and the states before it."""
    for period in history.periods:
        given_out = data.draw(certificates(period.application))
        inputs = loaded(dumped(Inputs(period.terms, period.entries, given_out, RATES, period.on)))
        previous = {key: reloaded(state) for key, state in period.previous.items()}
        claimed = compute(inputs.terms, inputs.entries, previous, inputs.rates, inputs.on)
        assert claimed == period.application
        assert certify(
            inputs.terms, inputs.entries, inputs.certificates, claimed, previous, inputs.rates, inputs.on
        ) == certify(period.terms, period.entries, given_out, claimed, period.previous, RATES, period.on)


@few
@given(growing())
def test_amounts_to_date_and_releases_alone_give_the_application_again(history: History) -> None:
    """I20 from the columns: work of the period as an amount, and the release read back from two balances.

    By hand nothing is held here: a hold is not kept in the columns but in the inputs.
    """
    for period in history.periods:
        kept = {
            x.line.key: Entry(Method.AMOUNT, x.this_period, x.stored, release_of(x.before.work, x.now.work))
            for x in period.application.lines
        }
        assert replace(period, entries=kept).again() == period.application


@few
@given(rules)
def test_a_rule_comes_back_as_it_was(rule: Rule) -> None:
    assert rule_from(json.loads(json.dumps(rule_json(rule)))) == rule
    assert kept_rule(json.dumps(rule_json(rule))) == rule


def test_no_rule_is_a_plain_percentage_and_an_unknown_one_is_an_error() -> None:
    assert kept_rule("") == Flat()
    with pytest.raises(ValueError, match="unknown rule"):
        rule_from({"kind": "lunar"})


@few
@given(histories(most=1))
def test_no_number_of_the_inputs_passes_through_a_fraction(history: History) -> None:
    """Amounts are texts: a JSON number would be read as a float by most programs."""
    last = history.periods[-1]
    everything = json.dumps(inputs_json(Inputs(last.terms, last.entries, {}, RATES, last.on)))

    def refused(number: str) -> None:
        raise AssertionError(number)

    json.loads(everything, parse_float=refused)


def reloaded(state: LineState) -> LineState:
    """A state through whole cents and back, as the columns keep it."""

    def side(ledger: Ledger) -> Ledger:
        kept = [int(amount.scaleb(2)) for amount in (ledger.billed, ledger.held, ledger.released)]
        return Ledger(*(D(n).scaleb(-2) for n in kept))

    return LineState(side(state.work), side(state.stored))


def release_of(before: Ledger, now: Ledger) -> Decimal:
    return now.released - carried(before, now.due, now.billed)
