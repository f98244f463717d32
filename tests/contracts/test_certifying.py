"""Claimed and certified: less than was claimed, never more, and what follows stands on it."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from invoice_app.contracts.application import Application, ContractLine
from invoice_app.contracts.bounds import check, faults
from invoice_app.contracts.certifying import (
    Certificate,
    CertifiedOutOfRange,
    certificate_fault,
    certify,
)
from invoice_app.contracts.progress import ContractTerms, Entry, compute
from invoice_app.contracts.reading import Reading, TypedLine, read
from invoice_app.contracts.retainage_rules import StepDown, Tier, Tiers
from invoice_app.shared.money import ZERO
from tests.contracts.histories import RATES, WHY, History, certificates, few, growing, histories

D = Decimal
TERMS = ContractTerms((ContractLine(1, D("1000.00")), ContractLine(2, D("500.00"))), D(10))


def typed(**boxes: str) -> Reading:
    return read(TERMS, {1: TypedLine(method="amount", **boxes)}, {}, RATES)


def certified_last(history: History, data: st.DataObject) -> tuple[dict[int, Entry], Application]:
    last = history.periods[-1]
    given_out = data.draw(certificates(last.application))
    return certify(last.terms, last.entries, given_out, last.application, last.previous, RATES, last.on)


@few
@given(histories(), st.data())
def test_whatever_is_certified_of_a_sound_claim_can_be_issued(history: History, data: st.DataObject) -> None:
    """Whatever part of each line: no fault, and it adds up. A release or a hold by hand that the
    certified work cannot bear is cut to what it can.

    Of a line that takes work back, less may be certified only where what is stored still fits.
    """
    assume(all(x.this_period * x.scheduled >= 0 for x in history.last.lines))
    entries, application = certified_last(history, data)
    assert faults(application, entries, history.terms) == {}
    check(application, entries, history.terms)


@few
@given(histories(), st.data())
def test_no_line_is_certified_beyond_what_was_claimed_of_it(history: History, data: st.DataObject) -> None:
    """E certified lies between 0 and E claimed, and F certified between 0 and F claimed."""
    _, application = certified_last(history, data)
    for certified, claimed in zip(application.lines, history.last.lines, strict=True):
        for amount, limit in (
            (certified.this_period, claimed.this_period),
            (certified.stored, claimed.stored),
        ):
            assert min(ZERO, limit) <= amount <= max(ZERO, limit)


@few
@given(growing(negative=False), st.data())
def test_certifying_less_work_never_makes_more_due(history: History, data: st.DataObject) -> None:
    """Line 8 certified <= line 8 claimed, when every line is an addition and none takes anything back.

    Not of a correction or a deduction: to certify less of those is to pay more. Nor of a retroactive
    step up by progress, which the lower certified progress may not have reached.
    """
    rule, rate = history.terms.rule, history.terms.retainage_percent
    assume(not (isinstance(rule, StepDown) and rule.retroactive and rule.percent > rate))
    _, application = certified_last(history, data)
    assert application.line_8 <= history.last.line_8


@few
@given(histories(), st.data())
def test_the_next_application_stands_on_what_was_certified(history: History, data: st.DataObject) -> None:
    """I6 with two sets: line 7 is the certified line 6, and D the certified work."""
    _, application = certified_last(history, data)
    after = compute(history.terms, {}, application.states, RATES, history.periods[-1].on)
    assert after.line_7 == application.line_6
    assert [x.previous for x in after.lines] == [x.now.work.billed for x in application.lines]


@few
@given(histories())
def test_a_certificate_of_all_that_was_claimed_changes_nothing(history: History) -> None:
    last = history.periods[-1]
    whole = {x.line.key: Certificate(x.this_period, x.stored) for x in last.application.lines}
    _, application = certify(last.terms, last.entries, whole, last.application, last.previous, RATES, last.on)
    assert application == last.application


def test_less_is_certified_than_was_claimed_by_hand() -> None:
    # 600.00 claimed, 450.00 certified: 10 % of 450.00 is 45.00 held, 405.00 due.
    reading = typed(work="600,00", certified="450,00")
    assert (reading.claimed.line_8, reading.application.line_8) == (D("540.00"), D("405.00"))
    assert reading.application.line_5 == D("45.00")
    after = read(TERMS, {}, reading.application.states, RATES)
    assert (after.application.line_7, after.application.lines[0].previous) == (D("405.00"), D("450.00"))


def test_a_release_is_cut_to_the_retainage_that_the_certified_work_leaves() -> None:
    # 600.00 claimed holds 60.00, all of it released at once. Of 450.00 certified, 45.00 can be.
    reading = typed(work="600,00", release="60,00", certified="450,00")
    assert reading.faults == {}
    assert (reading.claimed.line_8, reading.application.line_8) == (D("600.00"), D("450.00"))
    assert reading.counted[1].release_work == D("45.00")
    assert reading.entries[1].release_work == D("60.00")


def test_an_amount_held_by_hand_is_cut_to_what_is_certified() -> None:
    # 200.00 held by hand of 600.00; 150.00 is certified: all of it is held.
    reading = typed(work="600,00", hold="200,00", certified="150,00")
    assert reading.faults == {}
    assert (reading.application.line_5, reading.application.line_8) == (D("150.00"), ZERO)


def test_a_release_on_another_line_is_cut_when_the_certificate_lowers_the_tiers_under_it() -> None:
    # Tiers: 0 % of the first half, 20 % after. Line 1 claims its 1,000.00 and line 2 its 500.00:
    # (1,500.00 - 750.00) * 20 % = 150.00, by weight 100.00 and 50.00; the 50.00 of line 2 is released.
    # Certified, line 1 is 100.00: 600.00 in all is under the half, and nothing is held to release.
    tiers = replace(TERMS, rule=Tiers((Tier(D(50), D(0)),), D(20)))
    boxes = {
        1: TypedLine(method="amount", work="1000", certified="100"),
        2: TypedLine(method="amount", work="500", release="50"),
    }
    reading = read(tiers, boxes, {}, RATES)
    assert reading.claimed.line_5 == D("100.00")
    assert (reading.faults, reading.application.line_5) == ({}, ZERO)


@pytest.mark.parametrize(
    ("certificate", "field"),
    [
        (Certificate(work=D("100.01")), "certified"),
        (Certificate(work=D("-0.01")), "certified"),
        (Certificate(stored=D("50.01")), "certified_stored"),
        (Certificate(D("100.00"), D("-0.01")), "certified_stored"),
    ],
)
def test_more_than_was_claimed_or_less_than_nothing_names_its_box(
    certificate: Certificate, field: str
) -> None:
    [x, _] = compute(TERMS, {1: Entry(value=D("100.00"), stored=D("50.00"))}, {}, ()).lines
    fault = certificate_fault(x, certificate, "CAD")
    assert isinstance(fault, CertifiedOutOfRange)
    assert fault.field == field


def test_a_certificate_that_cannot_stand_counts_as_none() -> None:
    reading = typed(work="600,00", certified="600,01")
    assert [fault.field for fault in reading.faults.values()] == ["certified"]
    assert reading.application == reading.claimed


def test_a_correction_that_is_not_certified_leaves_no_room_for_what_was_stored_in_its_place() -> None:
    # All 500.00 of line 2 was billed; 200.00 is taken back and stored instead. Certified, the work stays
    # as it was: with 200.00 stored the line would be at 700.00 of 500.00. The certificate counts as none.
    before = read(TERMS, {2: TypedLine(work="100")}, {}, RATES).application
    boxes = TypedLine(method="amount", work="-200", stored="200", reason=WHY, certified="0")
    reading = read(TERMS, {2: boxes}, before.states, RATES)
    assert [fault.field for fault in reading.faults.values()] == ["certified_stored"]
    assert reading.application == reading.claimed
    both = read(TERMS, {2: replace(boxes, certified_stored="0")}, before.states, RATES)
    assert (both.faults, both.application.line_8) == ({}, ZERO)
