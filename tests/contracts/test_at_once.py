"""Two people at one contract at the same time: what the second does waits for what the first does, and is
then judged by how things stand."""

from collections.abc import Callable
from datetime import datetime
from threading import Thread

import pytest
from sqlmodel import Session, select

from invoice_app.accounts.models import Account
from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.models import (
    BillingPeriod,
    ChangeOrder,
    Contract,
    ProgressEntry,
    ProgressInvoice,
    ScheduleItem,
)
from invoice_app.contracts.ordering import approve_order, draft_order, update_order, void_order
from invoice_app.contracts.periods import delete_period, edit_period, open_period
from invoice_app.contracts.pressing import foresee, seal
from invoice_app.contracts.progress_drafting import discard, enter_line, start_progress
from invoice_app.contracts.receiving import receive
from invoice_app.contracts.reviewing import send_back, submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices.issuing import Plan
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.payments.models import Payment
from invoice_app.shared.database import reading, writing
from invoice_app.shared.ids import new_ref
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import Refusal
from tests.contracts.stories import APRIL, FORM, LINES, MARCH

Deed = Callable[[Session], object]
_LONG_ENOUGH = 0.3
"""Seconds in which the second does all that it may do before the first is done."""


@pytest.fixture
def by(database_url: str, now: datetime) -> Viewer:
    with writing() as db:
        account = Account(email="gestion@club.example", name="Claude Gestion", created_at=now)
        db.add_all([account, Organisation(name="Club Nordet", created_at=now)])
        db.flush()
        return Viewer(account.id or 0, account.email, account.name, "fr")


@pytest.fixture
def contract(by: Viewer, now: datetime) -> Contract:
    """Approved, with March open."""
    with writing() as db:
        client = Customer(
            kind="company", name="Bâtisses Éloi inc.", sort_name="batisses eloi inc",
            search="batisses eloi inc", created_at=now,
        )  # fmt: skip
        db.add(client)
        db.flush()
        contract = create_contract(db, typed=FORM | {"company_ref": client.ref}, by=by, now=now)
        set_schedule(db, ref=contract.ref, version=contract.version, rows=LINES)
        approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
        open_period(db, ref=contract.ref, typed=MARCH, by=by, now=now)
        return contract


@pytest.fixture
def draft(contract: Contract, by: Viewer, now: datetime) -> ProgressInvoice:
    """An application of which one line is filled in."""
    with writing() as db:
        progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
        enter_line(db, ref=progress.ref, item_id=first_line(db, contract), boxes={"work": "100"}, by=by)
        return progress


@pytest.fixture
def submitted(draft: ProgressInvoice, by: Viewer, now: datetime) -> ProgressInvoice:
    with writing() as db:
        return submit(db, ref=draft.ref, version=draft.version, by=by, now=now)


@pytest.fixture
def order(contract: Contract, by: Viewer, now: datetime) -> ChangeOrder:
    """A draft change order that would enter in March."""
    with writing() as db:
        return ordered(contract, "OC-1", by, now)(db)


def first_line(db: Session, contract: Contract) -> int:
    return schedule_of(db, contract.id or 0)[0].id or 0


def ordered(contract: Contract, number: str, by: Viewer, now: datetime) -> Callable[[Session], ChangeOrder]:
    rows = [{"item": "A", "description": "Garde-corps", "scheduled": "500"}]
    typed = {"number": number, "title": "Ajout"}
    return lambda db: draft_order(db, contract_ref=contract.ref, typed=typed, rows=rows, by=by, now=now)


def approving(order: ChangeOrder, by: Viewer, now: datetime) -> Deed:
    day = "2026-03-02"
    return lambda db: approve_order(db, ref=order.ref, version=order.version, approved_on=day, by=by, now=now)


def foreseen(progress: ProgressInvoice, now: datetime) -> Plan:
    with reading() as db:
        return foresee(db, ref=progress.ref, version=progress.version, invoice_ref=new_ref(), now=now)


def sealing(progress: ProgressInvoice, by: Viewer, now: datetime) -> Deed:
    """The end of approving an application, once its PDF is made."""
    plan = foreseen(progress, now)
    return lambda db: seal(db, ref=progress.ref, plan=plan, pdf=b"%PDF", by=by, now=now, emailed=False)


def second_of(first: Deed, second: Deed) -> str:
    """What the second was answered, who began while the first was not done: `done`, or a refusal."""
    said: list[str] = []

    def press() -> None:
        try:
            with writing() as db:
                second(db)
            said.append("done")
        except Refusal as refusal:
            said.append(type(refusal).__name__)

    person = Thread(target=press)
    with writing() as db:
        first(db)
        db.flush()
        person.start()
        person.join(_LONG_ENOUGH)
    person.join()
    return said[0]


def test_a_change_order_approved_meanwhile_keeps_an_application_from_being_issued_without_it(
    submitted: ProgressInvoice, order: ChangeOrder, by: Viewer, now: datetime
) -> None:
    assert second_of(approving(order, by, now), sealing(submitted, by, now)) == "ChangedElsewhere"
    with reading() as db:
        assert db.exec(select(Invoice)).all() == []


def test_a_change_order_approved_while_an_application_is_issued_is_not_in_it(
    submitted: ProgressInvoice, order: ChangeOrder, by: Viewer, now: datetime
) -> None:
    assert second_of(sealing(submitted, by, now), approving(order, by, now)) == "done"
    with reading() as db:
        (item,) = db.exec(select(ScheduleItem).where(ScheduleItem.change_order_id == order.id)).all()
        billed = set(db.exec(select(ProgressEntry.schedule_item_id)))
        assert billed
        assert item.id not in billed


def test_a_change_order_is_not_voided_while_it_is_billed(
    contract: Contract, order: ChangeOrder, by: Viewer, now: datetime
) -> None:
    with writing() as db:
        approved = approving(order, by, now)(db)
        progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
        enter_line(db, ref=progress.ref, item_id=first_line(db, contract), boxes={"work": "100"}, by=by)
        submit(db, ref=progress.ref, version=progress.version, by=by, now=now)
        version = db.exec(select(ChangeOrder.version)).one()
    assert approved

    def voiding(db: Session) -> None:
        void_order(db, ref=order.ref, version=version, by=by, now=now)

    assert second_of(sealing(progress, by, now), voiding) == "OrderBilled"
    with reading() as db:
        assert db.exec(select(ChangeOrder.status)).one() == "approved"


def test_two_people_who_approve_a_change_order_approve_it_once(
    order: ChangeOrder, by: Viewer, now: datetime
) -> None:
    assert second_of(approving(order, by, now), approving(order, by, now)) == "OrderNotADraft"


def test_a_change_order_approved_meanwhile_keeps_its_lines(
    order: ChangeOrder, by: Viewer, now: datetime
) -> None:
    def changing(db: Session) -> None:
        rows = [{"item": "A", "description": "Garde-corps", "scheduled": "9000"}]
        update_order(
            db, ref=order.ref, version=order.version, typed={"number": "OC-1", "title": "Ajout"}, rows=rows,
            by=by, now=now,
        )  # fmt: skip

    assert second_of(approving(order, by, now), changing) == "OrderNotADraft"
    with reading() as db:
        asked = select(ScheduleItem.scheduled).where(ScheduleItem.change_order_id == order.id)
        assert list(db.exec(asked)) == [500]


def test_a_change_order_approved_meanwhile_is_not_voided_unseen(
    order: ChangeOrder, by: Viewer, now: datetime
) -> None:
    def voiding(db: Session) -> None:
        void_order(db, ref=order.ref, version=order.version, by=by, now=now)

    assert second_of(approving(order, by, now), voiding) == "ChangedElsewhere"


def test_two_change_orders_never_have_one_number(contract: Contract, by: Viewer, now: datetime) -> None:
    def make(number: str) -> Deed:
        return ordered(contract, number, by, now)

    assert second_of(make("OC-7"), make("OC-7")) == "OrderNumberUsed"
    assert second_of(make(""), make("")) == "done"
    with reading() as db:
        numbers = list(db.exec(select(ChangeOrder.number)))
        assert len(numbers) == len(set(numbers)) == 3


def test_what_is_typed_while_an_application_is_submitted_is_refused(
    contract: Contract, draft: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    def submitting(db: Session) -> None:
        submit(db, ref=draft.ref, version=draft.version, by=by, now=now)

    def typing(db: Session) -> None:
        enter_line(db, ref=draft.ref, item_id=first_line(db, contract), boxes={"work": "50"}, by=by)

    assert second_of(submitting, typing) == "NotEditable"


def test_an_application_is_not_submitted_with_what_nobody_saw(
    contract: Contract, draft: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    def submitting(db: Session) -> None:
        submit(db, ref=draft.ref, version=draft.version, by=by, now=now)

    def typing(db: Session) -> None:
        enter_line(db, ref=draft.ref, item_id=first_line(db, contract), boxes={"work": "50"}, by=by)

    assert second_of(typing, submitting) == "ChangedElsewhere"


def test_an_application_sent_back_meanwhile_is_not_issued(
    submitted: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    def returning(db: Session) -> None:
        send_back(db, ref=submitted.ref, version=submitted.version, remark="Non", by=by, now=now)

    said = second_of(returning, sealing(submitted, by, now))
    assert said in ("ChangedElsewhere", "NotUnderReview")
    assert invoices() == 0


def test_an_application_that_is_issued_is_not_sent_back(
    submitted: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    def returning(db: Session) -> None:
        send_back(db, ref=submitted.ref, version=submitted.version, remark="Non", by=by, now=now)

    assert second_of(sealing(submitted, by, now), returning) in ("ChangedElsewhere", "NotUnderReview")
    with reading() as db:
        assert db.exec(select(ProgressInvoice.status)).one() == "approved"


def test_a_period_in_which_an_application_is_begun_is_not_deleted(
    contract: Contract, by: Viewer, now: datetime
) -> None:
    deleting, starting = deleting_march(contract, by, now), starting_in(contract, by, now)
    assert second_of(starting, deleting) == "PeriodUsed"
    with reading() as db:
        assert len(db.exec(select(BillingPeriod)).all()) == 1


def test_no_application_is_begun_in_a_period_that_is_deleted(
    contract: Contract, by: Viewer, now: datetime
) -> None:
    deleting, starting = deleting_march(contract, by, now), starting_in(contract, by, now)
    assert second_of(deleting, starting) == "CannotStart"
    with reading() as db:
        assert db.exec(select(ProgressInvoice)).all() == []


def deleting_march(contract: Contract, by: Viewer, now: datetime) -> Deed:
    day = MARCH["starts_on"]
    return lambda db: delete_period(db, ref=contract.ref, starts_on=day, by=by, now=now)


def starting_in(contract: Contract, by: Viewer, now: datetime) -> Deed:
    return lambda db: start_progress(db, contract_ref=contract.ref, by=by, now=now)


def test_two_people_who_begin_an_application_begin_one(contract: Contract, by: Viewer, now: datetime) -> None:
    starting = starting_in(contract, by, now)
    assert second_of(starting, starting) in ("PeriodAlreadyBilled", "CannotStart")


def test_a_period_whose_application_is_submitted_keeps_its_days(
    contract: Contract, draft: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    def submitting(db: Session) -> None:
        submit(db, ref=draft.ref, version=draft.version, by=by, now=now)

    def editing(db: Session) -> None:
        edit_period(
            db, ref=contract.ref, starts_on=MARCH["starts_on"], seen=MARCH, typed=APRIL, by=by, now=now
        )

    assert second_of(submitting, editing) == "PeriodBilled"


def test_an_application_that_is_submitted_is_not_deleted(
    draft: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    def submitting(db: Session) -> None:
        submit(db, ref=draft.ref, version=draft.version, by=by, now=now)

    def deleting(db: Session) -> None:
        discard(db, ref=draft.ref, by=by, now=now)

    assert second_of(submitting, deleting) == "NotEditable"


def test_one_payment_sent_twice_at_once_is_recorded_once(
    contract: Contract, submitted: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    with writing() as db:
        issued = sealing(submitted, by, now)(db)
    typed = {
        "amount": "10", "method": "cheque", "reference": "77", "received_on": "2026-03-16",
        f"part-{issued.ref}": "10",
    }  # fmt: skip

    def paying(db: Session) -> None:
        receive(db, ref=contract.ref, typed=typed, nonce="one press", by=by, language="fr", now=now)

    assert second_of(paying, paying) == "done"
    with reading() as db:
        assert len(db.exec(select(Payment)).all()) == 1


def invoices() -> int:
    with reading() as db:
        return len(db.exec(select(Invoice)).all())
