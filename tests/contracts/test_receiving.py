"""Payments on a contract: shared, recorded once, taken back, and what the contract then says it is owed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlmodel import Session, select

from invoice_app.accounts.models import Account
from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.models import Contract
from invoice_app.contracts.payments_list import payments_of
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.pressing import foresee, seal
from invoice_app.contracts.progress_drafting import enter_line, start_progress
from invoice_app.contracts.receiving import (
    MoreThanReceived,
    NegativePart,
    NothingShared,
    NothingUnpaid,
    ReversedBefore,
    proposed_parts,
    receive,
    take_back,
)
from invoice_app.contracts.reviewing import submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.contracts.summary import contract_summary, standings, summaries
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.paying import NotAMethod, PaidBeforeTime
from invoice_app.invoices.settling import MoreThanOwed, NothingOwed, settle, unpaid_under
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.payments.actions import CannotReverse, NothingReceived, WhyReversed
from invoice_app.payments.models import Payment, Settlement
from invoice_app.payments.queries import received
from invoice_app.shared.about import About
from invoice_app.shared.database import reading, writing
from invoice_app.shared.history import Change
from invoice_app.shared.ids import new_ref
from invoice_app.shared.money import Unreadable, parse, typed_text
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import Invalid, NotFound, Refusal
from tests.contracts.stories import FORM, D

# 10,000 a month with 10 % retained: 9,000 billed, 10,347.75 with taxes.
MONTH = D("10347.75")
FOLDER = [{"item": "01", "description": "Ouvrage", "scheduled": "100000"}]
CHEQUE = {"method": "cheque", "received_on": "2026-03-16", "reference": " 0042 ", "note": "par la poste"}


def add_club(db: Session, now: datetime) -> Viewer:
    account = Account(email="ada@club.example", name="Ada Admin", search="ada", created_at=now)
    club = Organisation(
        name="Club Nordet", gst_number="123456789RT0001", qst_number="1234567890TQ0001", created_at=now
    )
    db.add_all([account, club])
    db.flush()
    return Viewer(account.id or 0, account.email, account.name, "fr", dict.fromkeys(Tool, Level.ADMIN))


@pytest.fixture
def by(db: Session, now: datetime) -> Viewer:
    return add_club(db, now)


def contract_of(db: Session, by: Viewer, now: datetime, months: int, number: str = "C-1") -> Contract:
    """A contract with an issued invoice for each month from January 2025 on."""
    client = Customer(
        kind="company", name=f"Client {number}", sort_name=number, search=number, created_at=now
    )
    db.add(client)
    db.flush()
    form = FORM | {"company_ref": client.ref, "number": number}
    contract = create_contract(db, typed=form, by=by, now=now)
    contract = set_schedule(db, ref=contract.ref, version=contract.version, rows=FOLDER)
    approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
    for n in range(months):
        start = date(2025 + n // 12, n % 12 + 1, 1)
        days = {
            "starts_on": f"{start}",
            "ends_on": f"{start + timedelta(27)}",
            "due_on": f"{start + timedelta(50)}",
        }
        open_period(db, ref=contract.ref, typed=days, by=by, now=now)
        progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
        item = schedule_of(db, contract.id or 0)[0]
        boxes = {
            "method": "percent",
            "work": f"{(n + 1) * 100 / 1000 * 100:g}" if months <= 10 else f"{n + 1}",
        }
        enter_line(db, ref=progress.ref, item_id=item.id or 0, boxes=boxes, by=by)
        submit(db, ref=progress.ref, version=progress.version, by=by, now=now)
        plan = foresee(db, ref=progress.ref, version=progress.version, invoice_ref=new_ref(), now=now)
        seal(db, ref=progress.ref, plan=plan, pdf=b"%PDF-1.7", by=by, now=now, emailed=False)
    return contract


@pytest.fixture
def contract(db: Session, by: Viewer, now: datetime) -> Contract:
    return contract_of(db, by, now, 3)


def about(contract: Contract) -> About:
    return About("contract", contract.id or 0)


def invoices(db: Session, contract: Contract) -> list[Invoice]:
    chosen = select(Invoice).where(Invoice.under_id == contract.id, Invoice.under_kind == "contract")
    return list(db.exec(chosen.order_by(Invoice.id)))  # type: ignore[arg-type]


def owed(db: Session, contract: Contract) -> list[Decimal]:
    return [i.total - received(db, About("invoice", i.id or 0)) for i in invoices(db, contract)]


@pytest.fixture
def pay(db: Session, contract: Contract, by: Viewer, now: datetime) -> Callable[..., Payment]:
    """Pay an amount; `parts` by position among the contract's invoices, or the proposed ones."""

    def pay(amount: str, *parts: str, nonce: str = "", **typed: str) -> Payment:
        refs = [invoice.ref for invoice in invoices(db, contract)]
        given = dict(zip(refs, parts, strict=False)) or {
            ref: typed_text(part)
            for ref, part in proposed_parts(unpaid_under(db, about(contract)), parse(amount)).items()
        }
        boxes = CHEQUE | {"amount": amount} | {f"part-{ref}": part for ref, part in given.items()} | typed
        return receive(
            db, ref=contract.ref, typed=boxes, nonce=nonce or new_ref(), by=by, language="fr", now=now
        )

    return pay


def test_a_payment_goes_to_the_oldest_due_first(
    db: Session, contract: Contract, pay: Callable[..., Payment]
) -> None:
    payment = pay("15000")
    assert owed(db, contract) == [0, 2 * MONTH - 15000, MONTH]
    assert (payment.reference, payment.note, payment.created_by_name) == ("0042", "par la poste", "Ada Admin")


def test_parts_are_as_typed_and_what_is_over_stays_the_client_s_credit(
    db: Session, contract: Contract, pay: Callable[..., Payment]
) -> None:
    pay("1 000,00 $", "", "250,50", "500")
    assert owed(db, contract) == [MONTH, MONTH - D("250.50"), MONTH - 500]
    (row,) = payments_of(db, contract, language="fr", time_zone="America/Montreal")
    assert row.surplus == "249,50\u00a0$"
    assert [(part.number, part.amount) for part in row.parts] == [
        ("FA-2026-0002", "250,50\u00a0$"), ("FA-2026-0003", "500,00\u00a0$"),
    ]  # fmt: skip


@pytest.mark.parametrize(("amount", "parts", "typed", "refusal", "box"), [
    ("", ["1"], {}, Unreadable, "amount"),
    ("0", ["1"], {}, NothingReceived, "amount"),
    ("-5", ["1"], {}, NothingReceived, "amount"),
    ("100", [" ", "0"], {}, NothingShared, "amount"),
    ("100", ["60", "40,01"], {}, MoreThanReceived, "amount"),
    ("100", ["-1", "50"], {}, NegativePart, "part-0"),
    ("99999", ["10347,76"], {}, MoreThanOwed, "part-0"),
    ("100", ["50", "abc"], {}, Unreadable, "part-1"),
    ("100", ["100"], {"method": "or"}, NotAMethod, "method"),
    ("100", ["100"], {"received_on": "2026-03-17"}, PaidBeforeTime, "received_on"),
])  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_box(
    db: Session, contract: Contract, pay: Callable[..., Payment], amount: str, parts: list[str],
    typed: dict[str, str], refusal: type[Invalid], box: str,
) -> None:  # fmt: skip
    refs = [invoice.ref for invoice in invoices(db, contract)]
    with pytest.raises(refusal) as refused:
        pay(amount, *parts, **typed)
    name, _, at = box.partition("-")
    assert refused.value.field == (f"part-{refs[int(at)]}" if at else name)
    assert db.exec(select(Payment)).all() == []


def test_a_double_click_records_one_payment(
    db: Session, contract: Contract, pay: Callable[..., Payment]
) -> None:
    first = pay("10347,75", "10347,75", nonce="press")
    assert pay("10347,75", "10347,75", nonce="press") is first
    assert owed(db, contract) == [0, MONTH, MONTH]


def test_a_paid_an_unissued_a_foreign_and_a_credited_invoice_take_no_part(
    db: Session, contract: Contract, by: Viewer, pay: Callable[..., Payment], now: datetime
) -> None:
    other = contract_of(db, by, now, 1, "C-2")
    pay("10347,75")
    paid, credited, _ = invoices(db, contract)
    note = Invoice(
        status="issued", number="NC-1", kind="credit", customer_id=paid.customer_id,
        bill_to_id=paid.bill_to_id, bill_to_name="", under_kind="contract", under_id=contract.id,
        credits_id=credited.id, total=-MONTH, created_at=now,
    )  # fmt: skip
    db.add(note)
    db.flush()
    for ref in (paid.ref, credited.ref, note.ref, invoices(db, other)[0].ref, "personne"):
        with pytest.raises(MoreThanOwed):
            pay("5", "", "", "", **{f"part-{ref}": "5"})
    with pytest.raises(NothingOwed):
        settle(db, ref=credited.ref, typed=CHEQUE | {"amount": "5"}, nonce="x", by=by, language="fr", now=now)
    sums = standings(db, [contract.id or 0])[contract.id or 0]
    assert (sums.billed_with_taxes, sums.paid, sums.outstanding) == (2 * MONTH, MONTH, MONTH)


def test_when_everything_is_paid_there_is_nothing_to_pay(
    contract: Contract, pay: Callable[..., Payment]
) -> None:
    pay("31043,25")
    with pytest.raises(NothingUnpaid):
        pay("1", "1")


def test_a_bounced_cheque_is_taken_back_and_stays_on_record(
    db: Session, contract: Contract, by: Viewer, pay: Callable[..., Payment], now: datetime
) -> None:
    payment = pay("12000,00")

    def back(**typed: str) -> Payment:
        said = {"reason": "Sans provision", "received_on": "2026-03-16"} | typed
        return take_back(db, ref=contract.ref, payment_ref=payment.ref, typed=said, by=by, now=now)

    with pytest.raises(WhyReversed):
        back(reason=" ")
    with pytest.raises(ReversedBefore):
        back(received_on="2026-03-15")
    with pytest.raises(PaidBeforeTime):
        back(received_on="2026-03-17")
    taken = back()
    assert back() is taken
    assert (taken.amount, taken.reverses_id, payment.amount) == (D("-12000.00"), payment.id, D("12000.00"))
    assert owed(db, contract) == [MONTH] * 3
    said = {"reason": "x", "received_on": "2026-03-16"}
    with pytest.raises(CannotReverse):
        take_back(db, ref=contract.ref, payment_ref=taken.ref, typed=said, by=by, now=now)
    reversal, original = payments_of(db, contract, language="en", time_zone="America/Montreal")
    assert (original.is_reversed, original.can_be_reversed, original.why) == (
        True, False, "Reversed on March 16, 2026: Sans provision",
    )  # fmt: skip
    assert (reversal.is_reversal, reversal.amount, reversal.can_be_reversed) == (
        True,
        "\u2212$12,000.00",
        False,
    )
    assert pay("12000,00").id != payment.id


def test_a_payment_of_another_contract_is_not_taken_back_from_here(
    db: Session, contract: Contract, by: Viewer, pay: Callable[..., Payment], now: datetime
) -> None:
    payment = pay("5", "5")
    other = contract_of(db, by, now, 1, "C-2")
    with pytest.raises(NotFound):
        take_back(db, ref=other.ref, payment_ref=payment.ref, typed={"reason": "x"}, by=by, now=now)


def test_the_history_of_the_contract_and_of_each_invoice_says_it(
    db: Session, contract: Contract, by: Viewer, pay: Callable[..., Payment], now: datetime
) -> None:
    payment = pay("100", "60", "40")
    typed = {"reason": "Erreur", "received_on": "2026-03-16"}
    for _ in range(2):
        take_back(db, ref=contract.ref, payment_ref=payment.ref, typed=typed, by=by, now=now)
    first, second, _ = invoices(db, contract)

    def said(kind: str, about_id: int | None) -> list[str]:
        lines = select(Change).where(Change.about_kind == kind, Change.about_id == about_id)
        return [line.what_en for line in db.exec(lines.order_by(Change.id))][-2:]  # type: ignore[arg-type]

    assert said("contract", contract.id) == ["Payment of $100.00 received", "Payment of $100.00 reversed"]
    assert said("invoice", first.id) == ["Payment of $60.00 received", "Payment of $60.00 reversed"]
    assert said("invoice", second.id) == ["Payment of $40.00 received", "Payment of $40.00 reversed"]


def test_the_summary_is_the_sum_of_what_was_issued_certified_retained_and_paid(
    db: Session, contract: Contract, pay: Callable[..., Payment]
) -> None:
    pay("15000", "10347,75", "2000")
    card = contract_summary(db, contract, "en")
    assert (card.claimed, card.certified, card.billed) == ("$27,000.00",) * 3
    assert card.billed_with_taxes == "$31,043.25"
    assert (card.retained, card.paid, card.outstanding) == ("$3,000.00", "$12,347.75", "$18,695.50")
    assert card.is_owed


def test_a_contract_that_was_never_billed_sums_to_nothing(db: Session, by: Viewer, now: datetime) -> None:
    contract = contract_of(db, by, now, 0)
    card = contract_summary(db, contract, "fr")
    assert {card.billed, card.paid, card.retained, card.outstanding} == {"0,00\u00a0$"}
    assert not card.is_owed


def test_a_list_of_summaries_asks_no_more_than_one(db: Session, by: Viewer, now: datetime) -> None:
    many = [contract_of(db, by, now, months, f"C-{months}") for months in (12, 1, 2)]
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(db.get_bind(), "before_cursor_execute", note)
    try:
        contract_summary(db, many[0], "fr")
        for_one = len(asked)
        assert len(summaries(db, many, "fr")) == 3
    finally:
        event.remove(db.get_bind(), "before_cursor_execute", note)
    assert (for_one, len(asked)) == (4, 8)


def test_payments_and_their_parts_are_read_in_a_few_queries(
    db: Session, contract: Contract, pay: Callable[..., Payment]
) -> None:
    for _ in range(5):
        pay("10", "4", "3", "3")
    db.flush()
    asked: list[str] = []

    def note(*args: object) -> None:
        asked.append(str(args[2]))

    event.listen(db.get_bind(), "before_cursor_execute", note)
    try:
        assert len(payments_of(db, contract, language="fr", time_zone="America/Montreal")) == 5
    finally:
        event.remove(db.get_bind(), "before_cursor_execute", note)
    assert len(asked) <= 5


def test_two_payments_at_once_never_settle_more_than_is_owed(database_url: str, now: datetime) -> None:
    with writing() as db:
        by = add_club(db, now)
        contract = contract_of(db, by, now, 2)
        refs = [invoice.ref for invoice in invoices(db, contract)]
    gate, said = Barrier(4), []

    def press(order: list[str], through: str) -> None:
        typed = CHEQUE | {"amount": "20000"} | {f"part-{ref}": "10000" for ref in order}
        gate.wait()
        try:
            with writing() as db:
                if through == "contract":
                    receive(db, ref=contract.ref, typed=typed, nonce=new_ref(), by=by, language="fr", now=now)
                else:
                    settle(db, ref=order[0], typed=CHEQUE | {"amount": "10000"}, nonce=new_ref(), by=by,
                           language="fr", now=now)  # fmt: skip
            said.append("recorded")
        except Refusal as refusal:
            said.append(type(refusal).__name__)

    orders = [(refs, "contract"), (refs[::-1], "contract"), (refs, "invoice"), (refs[::-1], "invoice")]
    people = [Thread(target=press, args=order) for order in orders]
    for person in people:
        person.start()
    for person in people:
        person.join()
    with reading() as db:
        assert all(left >= 0 for left in owed(db, db.exec(select(Contract)).one()))
    assert len(said) == 4
    assert set(said) == {"recorded", "MoreThanOwed"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(1, 2_000_000), st.booleans()), min_size=1, max_size=6))
def test_whatever_is_paid_and_taken_back_the_sums_agree(
    db: Session, contract: Contract, by: Viewer, pay: Callable[..., Payment], now: datetime,
    steps: list[tuple[int, bool]],
) -> None:  # fmt: skip
    with db.begin_nested() as point:
        for cents, taken_back in steps:
            amount = D(cents).scaleb(-2)
            try:
                payment = pay(typed_text(amount).replace(",", "."))
            except NothingUnpaid:
                continue
            if taken_back:
                typed = {"reason": "Erreur", "received_on": "2026-03-16"}
                take_back(db, ref=contract.ref, payment_ref=payment.ref, typed=typed, by=by, now=now)
            left = owed(db, contract)
            sums = standings(db, [contract.id or 0])[contract.id or 0]
            assert all(0 <= x <= MONTH for x in left)
            assert sums.outstanding == sum(left, start=D(0)) == 3 * MONTH - sums.paid
            came = sum(db.exec(select(Payment.amount)), start=D(0))
            settled = sum(db.exec(select(Settlement.amount)), start=D(0))
            assert came >= settled == sums.paid
        point.rollback()
