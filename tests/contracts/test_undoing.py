"""Undoing the latest application of a contract: its invoice voided or credited, its period billed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, select

from invoice_app.accounts.models import Account
from invoice_app.contracts.audit_file import checked
from invoice_app.contracts.billing_queries import billing_of
from invoice_app.contracts.checking import check_document
from invoice_app.contracts.exporting import application_json
from invoice_app.contracts.models import BillingPeriod, Contract, ProgressInvoice
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.pressing import press_application
from invoice_app.contracts.progress_drafting import (
    PeriodAlreadyBilled,
    discard,
    enter_line,
    start_progress,
)
from invoice_app.contracts.progress_queries import editor
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.contracts.undoing import (
    AlreadyUndone,
    LaterApplication,
    NotApproved,
    application_of_invoice,
    credit_application,
    void_application,
)
from invoice_app.invoices.correcting import CorrectedInItsContract
from invoice_app.invoices.crediting import press_credit
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.settling import settle
from invoice_app.invoices.voiding import WasPaid, WasSent, void_invoice
from invoice_app.organisation.models import Organisation
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.history import history_of
from invoice_app.shared.money import ZERO
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound, Refusal
from tests.contracts.stories import APRIL, QUEBEC, D, change_order, summary
from tests.contracts.test_pressing import under_review

WHY = "Mauvais pourcentage"


@pytest.fixture
def by(database_url: str, now: datetime) -> Viewer:
    with writing() as db:
        account = Account(email="gestion@club.example", name="Claude Gestion", created_at=now)
        club = Organisation(
            name="Club Nordet", gst_number="123456789RT0001", qst_number="1234567890TQ0001", created_at=now
        )
        db.add_all([account, club])
        db.flush()
        # Who may approve may undo, also without the right to read the other invoices.
        return Viewer(account.id or 0, account.email, account.name, "fr", {Tool.CONTRACTS: Level.ADMIN})


def approved(by: Viewer, now: datetime, *, emailed: bool = False) -> str:
    """The ref of a first application that is issued: 1 000,00 of work, 100,00 held."""
    progress = under_review(by, now)
    press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=emailed)
    return progress.ref


def again(by: Viewer, now: datetime, work: str) -> str:
    """The ref of the next application, issued, with this much (in %) of the first line to date."""
    with writing() as db:
        contract = db.exec(select(Contract)).one()
        progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
        first = schedule_of(db, contract.id or 0)[0]
        enter_line(db, ref=progress.ref, item_id=first.id or 0, boxes={"work": work}, by=by)
        submit(db, ref=progress.ref, version=progress.version, by=by, now=now)
        ref, version = progress.ref, progress.version
    press_application(ref=ref, version=version, by=by, now=now, emailed=False)
    return ref


def next_period(by: Viewer, now: datetime, days: dict[str, str] = APRIL) -> None:
    with writing() as db:
        open_period(db, ref=db.exec(select(Contract.ref)).one(), typed=days, by=by, now=now)


def application(db: Session, ref: str) -> ProgressInvoice:
    return db.exec(select(ProgressInvoice).where(ProgressInvoice.ref == ref)).one()


def invoice_of(db: Session, ref: str) -> Invoice:
    return db.get_one(Invoice, application(db, ref).invoice_id)


def period_of(ref: str) -> str:
    with reading() as db:
        return str(db.get_one(BillingPeriod, application(db, ref).period_id).starts_on)


def undo(ref: str, by: Viewer, now: datetime) -> None:
    with writing() as db:
        void_application(db, ref=ref, reason=WHY, by=by, now=now)


def test_a_credited_application_is_billed_again_in_its_own_period_as_if_it_had_never_been(
    by: Viewer, now: datetime
) -> None:
    wrong = approved(by, now, emailed=True)
    note = credit_application(ref=wrong, reason=WHY, by=by, now=now)
    right = again(by, now, "80")
    assert note.number == "NC-2026-0001"
    with reading() as db:
        old, new = application(db, wrong), application(db, right)
        assert (old.status, new.status) == ("void", "approved")
        assert (old.sequence, new.sequence, old.period_id == new.period_id) == (1, 2, True)
        page = editor(db, ref=right, language="en", rates=QUEBEC, today=now.date())
        assert summary(page)["7"] == "$0.00"
        assert (new.amount, invoice_of(db, right).number) == (D("720.00"), "FA-2026-0002")
        # What was billed and what was credited leave what stands.
        assert sum((i.total for i in db.exec(select(Invoice))), start=ZERO) == new.total
        paper = Document.model_validate_json(
            db.exec(select(Invoice.document).where(Invoice.ref == note.ref)).one()
        )
        whole = Document.model_validate_json(invoice_of(db, wrong).document)
        assert paper.progress is not None
        assert whole.progress is not None
        assert [x.amount for x in paper.progress.summary] == [-x.amount for x in whole.progress.summary]
        made = db.exec(select(Invoice).where(Invoice.ref == note.ref)).one()
        assert (made.under_kind, made.under_id) == ("contract", old.contract_id)


def test_an_application_that_nobody_saw_is_voided_though_another_invoice_came_after(
    by: Viewer, now: datetime
) -> None:
    """The chain of its contract is what counts, not the series of all invoices."""
    ref = approved(by, now)
    next_period(by, now)
    undo(ref, by, now)
    with reading() as db:
        assert (application(db, ref).status, invoice_of(db, ref).status) == ("void", "void")
    right = again(by, now, "50")
    assert period_of(right) == "2026-03-01"
    assert period_of(again(by, now, "60")) == "2026-04-01"


def test_two_periods_that_were_undone_are_billed_again_in_their_order(by: Viewer, now: datetime) -> None:
    first = approved(by, now)
    with pytest.raises(PeriodAlreadyBilled):
        again(by, now, "100")
    with writing() as db:
        item = schedule_of(db, application(db, first).contract_id)[1]
    next_period(by, now)
    with writing() as db:
        progress = start_progress(db, contract_ref=db.exec(select(Contract.ref)).one(), by=by, now=now)
        enter_line(db, ref=progress.ref, item_id=item.id or 0, boxes={"work": "10"}, by=by)
        submit(db, ref=progress.ref, version=progress.version, by=by, now=now)
        second, version = progress.ref, progress.version
    press_application(ref=second, version=version, by=by, now=now, emailed=False)
    with pytest.raises(LaterApplication):
        undo(first, by, now)
    undo(second, by, now)
    undo(first, by, now)
    assert [period_of(again(by, now, work)) for work in ("30", "40")] == ["2026-03-01", "2026-04-01"]


def test_an_application_that_is_undone_still_says_what_it_said_though_what_it_stood_on_is_undone_too(
    by: Viewer, now: datetime
) -> None:
    """And though both periods are billed again: its page and its files are those of the invoice."""
    first = approved(by, now)
    next_period(by, now)
    with writing() as db:
        progress = start_progress(db, contract_ref=db.exec(select(Contract.ref)).one(), by=by, now=now)
        item = schedule_of(db, progress.contract_id)[1]
        boxes = {"method": "amount", "work": "500", "stored": "200"}
        enter_line(db, ref=progress.ref, item_id=item.id or 0, boxes=boxes, by=by)
        submit(db, ref=progress.ref, version=progress.version, by=by, now=now)
        second, version = progress.ref, progress.version
    press_application(ref=second, version=version, by=by, now=now, emailed=False)

    def told() -> tuple[list[str], bool]:
        with reading() as db:
            progress = application(db, second)
            contract = db.get_one(Contract, progress.contract_id)
            file = application_json(db, contract=contract, progress=progress, rates=QUEBEC)
            summary = file["applications"][-1]["results"]["certified"]["summary"]
            return list(summary.values()), check_document(checked(file)).agrees

    before = told()
    assert before[1]
    undo(second, by, now)
    assert told() == before
    undo(first, by, now)
    assert told() == before
    again(by, now, "30")
    assert told() == before
    latest = again(by, now, "40")
    assert told() == before
    undo(latest, by, now)
    assert told() == before


def test_the_later_one_is_undone_first_even_while_it_is_a_draft(by: Viewer, now: datetime) -> None:
    first = approved(by, now)
    next_period(by, now)
    with writing() as db:
        draft = start_progress(db, contract_ref=db.exec(select(Contract.ref)).one(), by=by, now=now)
    with pytest.raises(LaterApplication):
        credit_application(ref=first, reason=WHY, by=by, now=now)
    with pytest.raises(NotApproved):
        undo(draft.ref, by, now)
    with writing() as db:
        discard(db, ref=draft.ref, by=by, now=now)
    credit_application(ref=first, reason=WHY, by=by, now=now)
    with pytest.raises(AlreadyUndone):
        undo(first, by, now)


def test_what_the_client_saw_or_paid_is_credited_rather_than_voided(by: Viewer, now: datetime) -> None:
    ref = approved(by, now, emailed=True)
    with pytest.raises(WasSent):
        undo(ref, by, now)
    with reading() as db:
        assert application(db, ref).status == "approved"
    credit_application(ref=ref, reason=WHY, by=by, now=now)
    paid = again(by, now, "70")
    treasurer = replace(by, levels={Tool.INVOICES: Level.STANDARD})
    with writing() as db:
        typed = {"amount": "5", "received_on": "2026-03-16", "method": "cheque"}
        settle(db, ref=invoice_of(db, paid).ref, typed=typed, nonce="1", by=treasurer, language="fr", now=now)
    with pytest.raises(WasPaid):
        undo(paid, by, now)


def test_the_invoice_of_an_application_is_never_corrected_alone(by: Viewer, now: datetime) -> None:
    ref = approved(by, now)
    with reading() as db:
        invoice = invoice_of(db, ref).ref
        assert application_of_invoice(db, invoice) == ref
        with pytest.raises(NotFound):
            application_of_invoice(db, "0" * 26)
    treasurer = replace(by, levels={Tool.INVOICES: Level.ADMIN})
    with pytest.raises(CorrectedInItsContract):
        press_credit(ref=invoice, reason=WHY, by=treasurer, now=now)
    with writing() as db, pytest.raises(CorrectedInItsContract):
        void_invoice(db, ref=invoice, reason=WHY, by=treasurer, now=now)


def test_a_change_order_that_entered_enters_again(by: Viewer, now: datetime) -> None:
    progress = under_review(by, now)
    with writing() as db:
        contract = db.exec(select(Contract)).one()
        change_order(db, contract, "OC-1", D("500.00"), by=by, now=now)
    with reading() as db:
        version = application(db, progress.ref).version
    press_application(ref=progress.ref, version=version, by=by, now=now, emailed=False)
    undo(progress.ref, by, now)
    with writing() as db:
        again_ref = start_progress(db, contract_ref=contract.ref, by=by, now=now).ref
    with reading() as db:
        page = editor(db, ref=again_ref, language="en", rates=QUEBEC, today=now.date())
        assert summary(page)["2"] == "$500.00"
        (latest, old) = billing_of(db, ref=contract.ref, language="fr", today=now.date()).applications
        assert (latest.is_latest, old.is_latest, old.status_text) == (True, False, "Annulée")


@pytest.mark.parametrize("way", ["void", "credit"])
def test_both_histories_say_it(by: Viewer, now: datetime, way: str) -> None:
    ref = approved(by, now)
    if way == "void":
        undo(ref, by, now)
    else:
        credit_application(ref=ref, reason=WHY, by=by, now=now)
    with reading() as db:
        progress = application(db, ref)
        for about in (About("application", progress.id or 0), About("invoice", progress.invoice_id or 0)):
            last = history_of(db, about, language="fr", time_zone="America/Montreal")[0]
            assert (last.who, last.after) == ("Claude Gestion", "Raison\u00a0: Mauvais pourcentage")
            assert ("annulée" if way == "void" else "NC-2026-0001") in last.what


def test_two_people_who_undo_at_once_undo_once(by: Viewer, now: datetime) -> None:
    ref = approved(by, now)
    said, gate = [], Barrier(2)

    def person(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            act()
            said.append("done")
        except Refusal as refusal:
            said.append(type(refusal).__name__)

    acts = (
        lambda: credit_application(ref=ref, reason=WHY, by=by, now=now),
        lambda: undo(ref, by, now),
    )
    people = [Thread(target=person, args=(act,)) for act in acts]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert sorted(said) == ["AlreadyUndone", "done"]
