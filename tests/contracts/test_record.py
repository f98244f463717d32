"""What a contract's page shows: terms and figures, the schedule by section, what was billed, the history."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.billing_queries import billing_of
from invoice_app.contracts.drafting import set_schedule
from invoice_app.contracts.history_queries import history_page
from invoice_app.contracts.models import (
    BillingPeriod,
    Contract,
    ContractContact,
    ProgressEntry,
    ProgressInvoice,
)
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.progress_drafting import start_progress
from invoice_app.contracts.queries import ContractCard, FactRow, contract_card
from invoice_app.contracts.schedule_queries import PAGE, SchedulePage, schedule_page
from invoice_app.contracts.standing import schedule_of
from invoice_app.members.models import Customer
from invoice_app.shared.about import About
from invoice_app.shared.history import record
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound
from tests.contracts.stories import APRIL, MARCH, D, change_order, composed, invoice_row


def card(db: Session, contract: Contract, language: str = "fr") -> ContractCard:
    return contract_card(db, ref=contract.ref, language=language, time_zone="America/Montreal")


def kinds(page: SchedulePage) -> list[tuple[str, str, str]]:
    return [(row.kind, row.description, row.scheduled) for row in page.rows]


@contextmanager
def counted(db: Session) -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(statement)

    db.flush()
    db.expire_all()
    engine = db.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_the_card_of_a_contract_in_both_languages(
    db: Session, first: ProgressInvoice, client: Customer
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    contract.starts_on, contract.ends_on = date(2026, 3, 1), None
    db.add(ContractContact(contract_id=contract.id or 0, customer_id=client.id or 0))
    fr, en = card(db, contract), card(db, contract, "en")
    assert (fr.sum, en.sum) == ("59\u00a0333,33\u00a0$", "$59,333.33")
    assert (fr.status_text, en.status_text) == ("Approuvé", "Approved")
    assert en.dates == (
        FactRow("Signed on", "February 20, 2026"),
        FactRow("Work starts on", "March 1, 2026"),
        FactRow("Work ends on", "—"),
    )
    said = {row.label: row.value for row in fr.billing}
    assert said["Retenue"] == "10\u00a0% de tout ce qui est facturé"
    assert said["Retenue sur les matériaux"] == "5\u00a0%"
    assert said["Factures envoyées à"] == "Bâtisses Éloi inc."
    assert (en.open_period, en.unfinished_number) == ("March 1, 2026 to March 31, 2026", "1")
    assert fr.moves == ("complete", "terminated")


def test_the_figures_follow_what_was_issued(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime, type_in: Callable, issue: Callable
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    type_in(first, i01={"work": "100"}, i02={"work": "10"})
    figures = card(db, contract, "en").figures
    assert (figures.billed, figures.held, figures.percent) == ("$0.00", "$0.00", "0")
    issue(first)
    # 1,000.00 and 3,333.33 done; a tenth of each held.
    change_order(db, contract, "OC-1", D("-9333.33"), by=by, now=now)
    figures = card(db, contract, "en").figures
    assert (figures.original, figures.changes, figures.revised) == ("$59,333.33", "−$9,333.33", "$50,000.00")
    assert (figures.billed, figures.held) == ("$3,900.00", "$433.33")
    assert (figures.percent, figures.share) == ("8.7", 8)


def test_an_empty_contract_has_figures_too(db: Session, draft: Contract) -> None:
    set_schedule(db, ref=draft.ref, version=draft.version, rows=[])
    figures = card(db, draft, "en").figures
    assert (figures.revised, figures.percent, figures.share) == ("$0.00", "0", 0)
    page = schedule_page(db, ref=draft.ref, language="en")
    assert (page.rows, page.has_earlier, page.has_later) == ((), False, False)


def test_the_schedule_stands_by_section_with_subtotals_and_change_orders_below(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    rows = [
        {"section": "Toit", "item": "1", "description": "Membrane", "quantity": "3", "unit": "m²",
         "unit_price": "10,5", "cost_code": "07-52", "retainage_percent": "7,5"},
        {"section": "Toit", "item": "2", "description": "Solins", "scheduled": "68,50"},
        {"item": "3", "description": "Divers", "scheduled": "900"},
    ]  # fmt: skip
    contract = set_schedule(db, ref=draft.ref, version=draft.version, rows=rows)
    approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
    change_order(db, contract, "OC-1", D("-100"), by=by, now=now)
    page = schedule_page(db, ref=contract.ref, language="en")
    assert kinds(page) == [
        ("head", "Toit", "$100.00"),
        ("line", "Membrane", "$31.50"),
        ("line", "Solins", "$68.50"),
        ("head", "No section", "$900.00"),
        ("line", "Divers", "$900.00"),
    ]
    membrane = page.rows[1]
    assert (membrane.quantity, membrane.unit_price, membrane.cost_code, membrane.retainage) == (
        "3 m²", "10.50", "07-52", "7.5%",
    )  # fmt: skip
    assert [(row.kind, row.description, row.is_negative) for row in page.orders] == [
        ("head", "OC-1 · OC-1", True),
        ("line", "OC-1", True),
    ]
    assert (page.original, page.changes, page.revised) == ("$1,000.00", "−$100.00", "$900.00")


def test_a_long_schedule_is_read_by_page_and_a_section_goes_on_under_its_name(
    db: Session, draft: Contract
) -> None:
    rows = [{"section": "Tout", "description": f"P{i}", "scheduled": "1"} for i in range(PAGE + 20)]
    set_schedule(db, ref=draft.ref, version=draft.version, rows=rows)
    first, last = (schedule_page(db, ref=draft.ref, language="fr", page=page) for page in (-3, 99))
    assert (len(first.rows), first.has_earlier, first.has_later) == (1 + PAGE, False, True)
    assert (len(last.rows), last.has_earlier, last.has_later) == (1 + 20, True, False)
    assert (last.rows[0].description, last.rows[0].scheduled) == ("Tout (suite)", "120,00\u00a0$")
    assert last.shown == "101–120 sur 120"


def test_an_application_shows_what_was_claimed_and_what_was_certified(
    db: Session, first: ProgressInvoice, now: datetime, type_in: Callable, issue: Callable
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    type_in(first, i01={"work": "50"})
    [row] = billing_of(db, ref=contract.ref, language="en", today=now.date()).applications
    assert (row.claimed, row.amount, row.status_text, row.payment) == ("$450.00", "$450.00", "Draft", "")
    issue(first)
    first.claimed_amount = D("500")
    billing = billing_of(db, ref=contract.ref, language="en", today=now.date())
    [row] = billing.applications
    assert (row.claimed, row.amount, row.was_cut) == ("$500.00", "$450.00", True)
    assert (row.kind_text, row.status_text, row.payment) == ("Invoice for the period", "Approved", "Draft")
    assert [(p.billed_in, p.can_change) for p in billing.periods] == [("application no.\u00a01", False)]


def test_what_does_not_exist_is_not_found(db: Session, now: datetime) -> None:
    for ask in (
        lambda: contract_card(db, ref="nowhere", language="fr", time_zone="UTC"),
        lambda: schedule_page(db, ref="nowhere", language="fr"),
        lambda: billing_of(db, ref="nowhere", language="fr", today=now.date()),
        lambda: history_page(db, ref="nowhere", language="fr", time_zone="UTC"),
    ):
        with pytest.raises(NotFound):
            ask()


def test_a_contract_with_many_invoices_is_read_in_as_many_statements_as_one_with_few(
    db: Session, approved: Contract, client: Customer, by: Viewer, now: datetime, type_in: Callable,
    issue: Callable,
) -> None:  # fmt: skip
    open_period(db, ref=approved.ref, typed=MARCH, by=by, now=now)
    progress = start_progress(db, contract_ref=approved.ref, by=by, now=now)
    type_in(progress, i01={"work": "10"})
    issue(progress)

    def statements() -> int:
        with counted(db) as sent:
            card(db, approved)
            billing_of(db, ref=approved.ref, language="fr", today=now.date())
        return len(sent)

    few = statements()
    document = composed(db, progress, number="X")
    item = schedule_of(db, approved.id or 0)[0]
    starts_on = date(2026, 4, 1)
    for sequence in range(2, 37):
        period = BillingPeriod(
            contract_id=approved.id or 0, starts_on=starts_on, ends_on=starts_on + timedelta(days=6),
            due_on=starts_on + timedelta(days=30), opened_at=now, closed_at=now,
        )  # fmt: skip
        db.add(period)
        db.flush()
        numbered = document.model_copy(update={"number": f"N-{sequence}"})
        billed = ProgressInvoice(
            contract_id=approved.id or 0, period_id=period.id or 0, sequence=sequence, status="approved",
            amount=D("1"), claimed_amount=D("1"), created_at=now,
            invoice_id=invoice_row(db, client, numbered, now),
        )  # fmt: skip
        db.add(billed)
        db.flush()
        none = D("0")
        entry = ProgressEntry(
            progress_invoice_id=billed.id or 0, schedule_item_id=item.id or 0, method="percent",
            work_to_date=D("1"), work_held=none, work_released=none, stored=none, stored_held=none,
            stored_released=none,
        )  # fmt: skip
        db.add(entry)
        starts_on += timedelta(days=7)
    assert statements() == few
    assert len(billing_of(db, ref=approved.ref, language="fr", today=now.date()).applications) == 36


def test_the_history_of_a_contract_has_that_of_its_invoices_and_is_read_by_page(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime, type_in: Callable, issue: Callable
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    type_in(first, i01={"work": "50"})
    issue(first)
    record(db, About("invoice", first.invoice_id or 0), Phrase("Facture envoyée", "Sent"), by=by, now=now)
    record(db, About("invoice", 10**6), Phrase("Une autre", "Another"), by=by, now=now)
    page = history_page(db, ref=contract.ref, language="fr", time_zone="UTC")
    said = [row.what for row in page.rows]
    assert said[0] == "Facture envoyée"
    assert {"Contrat créé", "État changé", "Période ouverte"} <= set(said)
    assert "Une autre" not in said
    for _ in range(120):
        record(db, About("contract", contract.id or 0), Phrase("Encore", "Again"), by=by, now=now)
    older = history_page(db, ref=contract.ref, language="fr", time_zone="UTC", page=1)
    assert (older.has_earlier, older.has_later, older.shown) == (True, False, f"101–{100 + len(older.rows)}")
    assert older.rows[-1].what == "Contrat créé"


def test_the_next_period_does_not_move_the_one_that_is_billed(
    db: Session, first: ProgressInvoice, by: Viewer, now: datetime
) -> None:
    contract = db.get_one(Contract, first.contract_id)
    open_period(db, ref=contract.ref, typed=APRIL, by=by, now=now)
    billing = billing_of(db, ref=contract.ref, language="en", today=now.date())
    assert [(p.is_open, p.billed_in, p.can_change) for p in billing.periods] == [
        (True, "", True),
        (False, "application no.\u00a01", True),
    ]
