"""The status of a contract: every move there is, what each asks for, and what is kept of it."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.contracts.approving import ContractIncomplete, approve_contract
from invoice_app.contracts.drafting import NotADraft, create_contract, set_schedule
from invoice_app.contracts.models import Contract, ContractStatus, ProgressInvoice
from invoice_app.contracts.ordering import ContractNotApproved, approve_order, draft_order
from invoice_app.contracts.periods import ApproveItFirst, open_period
from invoice_app.contracts.progress_drafting import CannotStart, start_progress
from invoice_app.contracts.status_rules import MOVES
from invoice_app.contracts.statuses import ApplicationUnfinished, CannotBecome, ReasonMissing, change_status
from invoice_app.contracts.terms_rules import NotOffered
from invoice_app.shared.about import About
from invoice_app.shared.history import history_of
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere
from tests.contracts.stories import APRIL, FORM, LINES

S = ContractStatus


@pytest.fixture
def move(db: Session, by: Viewer, now: datetime) -> Callable[..., Contract]:
    def move(contract: Contract, to: str, note: str = "") -> Contract:
        return change_status(db, ref=contract.ref, version=contract.version, to=to, note=note, by=by, now=now)

    return move


def said(db: Session, contract: Contract) -> list[tuple[str, str, str, str]]:
    rows = history_of(db, About("contract", contract.id or 0), language="en", time_zone="UTC")
    return [(row.who, row.what, row.before, row.after) for row in reversed(rows)]


def test_a_contract_goes_from_draft_through_signature_to_its_end_and_each_move_is_kept(
    db: Session, draft: Contract, move: Callable, now: datetime
) -> None:
    move(draft, S.OUT_FOR_SIGNATURE, "Sent by courier")
    move(draft, S.DRAFT, "Wrong date")
    move(draft, S.OUT_FOR_SIGNATURE)
    move(draft, S.APPROVED)
    assert (draft.approved_at, draft.approved_by_name) == (now, "Claude Gestion")
    move(draft, S.COMPLETE)
    move(draft, S.APPROVED, "Guarantee work")
    move(draft, S.TERMINATED, "Client insolvent")
    who = "Claude Gestion"
    assert said(db, draft) == [
        (who, "Contract created", "", ""),
        (who, "Status changed: Sent by courier", "Draft", "Out for signature"),
        (who, "Status changed: Wrong date", "Out for signature", "Draft"),
        (who, "Status changed", "Draft", "Out for signature"),
        (who, "Status changed", "Out for signature", "Approved"),
        (who, "Status changed", "Approved", "Complete"),
        (who, "Status changed: Guarantee work", "Complete", "Approved"),
        (who, "Status changed: Client insolvent", "Approved", "Terminated"),
    ]


@pytest.mark.parametrize(("status", "to"), [(s, to) for s in S for to in S if to not in MOVES[s]])
def test_every_other_move_is_refused_and_says_which_are_possible(
    db: Session, draft: Contract, move: Callable, status: str, to: str
) -> None:
    draft.status = status
    with pytest.raises(CannotBecome) as refused:
        move(draft, to, "because")
    assert "It can become: " in refused.value.phrase.en
    assert draft.status == status


def test_a_status_that_does_not_exist_is_refused(draft: Contract, move: Callable) -> None:
    with pytest.raises(NotOffered):
        move(draft, "lost")


def test_signature_and_approval_name_all_that_is_missing(
    db: Session, by: Viewer, move: Callable, now: datetime
) -> None:
    contract = create_contract(db, typed=FORM | {"number": ""}, by=by, now=now)
    for to in (S.OUT_FOR_SIGNATURE, S.APPROVED):
        with pytest.raises(ContractIncomplete) as refused:
            move(contract, to)
        assert refused.value.phrase.en.endswith(
            "the contract number, the client, at least one line in the schedule of values."
        )
    assert contract.status == S.DRAFT


def test_a_contract_out_for_signature_is_locked_until_it_is_taken_back(
    db: Session, draft: Contract, move: Callable
) -> None:
    move(draft, S.OUT_FOR_SIGNATURE)
    with pytest.raises(NotADraft):
        set_schedule(db, ref=draft.ref, version=draft.version, rows=LINES)
    move(draft, S.DRAFT)
    set_schedule(db, ref=draft.ref, version=draft.version, rows=LINES)


def test_a_contract_is_not_closed_over_an_application_that_is_not_issued(
    db: Session, first: ProgressInvoice, move: Callable, type_in: Callable, issue: Callable
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    for to in (S.COMPLETE, S.TERMINATED):
        with pytest.raises(ApplicationUnfinished) as refused:
            move(contract, to, "Over")
        assert "no.\u00a01" in refused.value.phrase.en
    type_in(first, i01={"work": "100"})
    issue(first)
    assert move(contract, S.COMPLETE).status == S.COMPLETE


def test_ending_a_contract_early_asks_why_and_so_does_taking_it_up_again(
    approved: Contract, move: Callable
) -> None:
    with pytest.raises(ReasonMissing) as refused:
        move(approved, S.TERMINATED, "   ")
    assert refused.value.field == "note"
    move(approved, S.TERMINATED, "Bankruptcy")
    with pytest.raises(ReasonMissing):
        move(approved, S.APPROVED)
    assert move(approved, S.APPROVED, "Settled").status == S.APPROVED


def test_nothing_is_billed_or_changed_on_a_terminated_contract(
    db: Session, approved: Contract, by: Viewer, move: Callable, now: datetime
) -> None:
    order = draft_order(db, contract_ref=approved.ref, typed={"title": "X"}, rows=LINES, by=by, now=now)
    move(approved, S.TERMINATED, "Bankruptcy")
    with pytest.raises(ContractNotApproved):
        approve_order(db, ref=order.ref, version=order.version, approved_on="2026-03-16", by=by, now=now)
    with pytest.raises(ApproveItFirst):
        open_period(db, ref=approved.ref, typed=APRIL, by=by, now=now)
    with pytest.raises(CannotStart):
        start_progress(db, contract_ref=approved.ref, by=by, now=now)
    with pytest.raises(ContractNotApproved):
        draft_order(db, contract_ref=approved.ref, typed={"title": "X"}, rows=[], by=by, now=now)


def test_approving_while_another_edits_tells_whoever_is_second(
    db: Session, draft: Contract, by: Viewer, move: Callable, now: datetime
) -> None:
    seen = draft.version
    set_schedule(db, ref=draft.ref, version=seen, rows=LINES[:1])
    with pytest.raises(ChangedElsewhere):
        approve_contract(db, ref=draft.ref, version=seen, by=by, now=now)
    with pytest.raises(ChangedElsewhere):
        change_status(db, ref=draft.ref, version=seen, to=S.APPROVED, note="", by=by, now=now)
    assert draft.status == S.DRAFT
