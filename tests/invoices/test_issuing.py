"""Issuing: the number, the frozen document and its PDF, all of it or none of it."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from invoice_app.invoices import composing, drafting, issuing
from invoice_app.invoices.document import Document
from invoice_app.invoices.editing import draft_card
from invoice_app.invoices.models import Invoice, InvoiceTax
from invoice_app.invoices.queries import invoices_of_account, page_of_invoices, readable_invoice
from invoice_app.invoices.reading import invoice_card
from invoice_app.invoices.sending import first_envelope
from invoice_app.mail.models import Email
from invoice_app.members import actions as members
from invoice_app.members.models import Customer
from invoice_app.organisation.correcting import correct_rate, follow_rate
from invoice_app.organisation.numbering import NumberTaken, next_number, take_number
from invoice_app.payments.models import Payment
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere, NotFound
from tests.invoices.conftest import ADDRESS, Club, drafted, plant, type_line

PDF = b"%PDF-1.7 the paper is another test's business"


def issue(db: Session, club: Club, draft: Invoice, now: datetime, **options: object) -> issuing.Issued:
    """Issue in the present transaction, with bytes for a PDF."""
    plan = issuing.foresee(db, ref=draft.ref, now=now, paid=options.get("paid"))  # type: ignore[arg-type]
    return issuing.seal(db, plan=plan, pdf=PDF, by=club.admin, now=now, **options)  # type: ignore[arg-type]


def test_an_issued_invoice_has_its_number_its_document_and_its_pdf(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    assert issued.number == "FA-2026-0001"
    invoice = readable_invoice(db, ref=issued.ref, viewer=club.admin)
    assert files().get(invoice.pdf_sha256) == PDF
    document = Document.model_validate_json(invoice.document)
    assert document.number == issued.number
    assert document.total == invoice.total == sum((t.amount for t in document.taxes), start=document.subtotal)
    assert [t.code for t in db.exec(select(InvoiceTax).where(InvoiceTax.invoice_id == invoice.id))] == [
        "GST",
        "QST",
    ]


def test_the_buyer_and_the_seller_stay_as_they_were_on_the_day_of_issue(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    customer = db.exec(select(Customer).where(Customer.ref == club.member)).one()
    customer.name = "Zoé Autrement"
    db.add(customer)
    db.flush()
    card = invoice_card(db, ref=issued.ref, viewer=club.admin, language="fr", now=now)
    assert card.buyer == "Zoé Roy"


@pytest.mark.parametrize("column", ["total", "document", "number", "pdf_sha256", "bill_to_name", "issue_on"])
def test_the_database_itself_refuses_to_change_an_issued_invoice(
    db: Session, club: Club, now: datetime, column: str
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    db.flush()
    value = "1" if column == "total" else "'2020-01-01'" if column == "issue_on" else "'x'"
    with pytest.raises(DBAPIError, match="never changes"), db.begin_nested():
        db.execute(sql(f"UPDATE invoice SET {column} = {value} WHERE ref = :ref"), {"ref": issued.ref})


def test_the_database_itself_refuses_to_erase_an_issued_invoice_or_its_parts(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    db.flush()
    for statement in (
        "DELETE FROM invoice_tax",
        "DELETE FROM invoice_line",
        "UPDATE invoice_line SET amount = 1",
        f"DELETE FROM invoice WHERE ref = '{issued.ref}'",
        f"UPDATE invoice SET status = 'draft' WHERE ref = '{issued.ref}'",
    ):
        with pytest.raises(DBAPIError, match="never changes"), db.begin_nested():
            db.execute(sql(statement))


def test_an_issued_invoice_is_typed_into_no_more(db: Session, club: Club, now: datetime) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    with pytest.raises(drafting.AlreadyIssued):
        drafting.type_field(db, ref=issued.ref, field="note", text="trop tard")
    with pytest.raises(drafting.AlreadyIssued):
        drafting.discard(db, ref=issued.ref)


def test_what_is_missing_is_named_before_anything_is_taken(db: Session, club: Club, now: datetime) -> None:
    draft = drafting.begin(db, customer_ref=club.member, by=club.admin, now=now)
    with pytest.raises(issuing.NoLines):
        issuing.foresee(db, ref=draft.ref, now=now)
    type_line(db, draft, description="Sans prix")
    with pytest.raises(issuing.Unfinished):
        issuing.foresee(db, ref=draft.ref, now=now)
    type_line(db, draft, description="Rabais", unit_price="-5")
    assert next_number(db, kind="invoice", year=2026) == 1


def test_a_total_below_zero_is_no_invoice(db: Session, club: Club, now: datetime) -> None:
    with pytest.raises(issuing.NegativeTotal):
        issuing.foresee(db, ref=drafted(db, club, now, price="-5").ref, now=now)


def test_the_number_follows_the_year_of_the_invoice(db: Session, club: Club, now: datetime) -> None:
    first = drafted(db, club, now)
    drafting.type_field(db, ref=first.ref, field="issue_on", text="2025-12-31")
    assert issue(db, club, first, now).number == "FA-2025-0001"
    assert issue(db, club, drafted(db, club, now), now).number == "FA-2026-0001"


def test_a_number_taken_meanwhile_is_not_given_twice(db: Session, club: Club, now: datetime) -> None:
    one, two = drafted(db, club, now), drafted(db, club, now)
    plan = issuing.foresee(db, ref=two.ref, now=now)
    issue(db, club, one, now)
    with pytest.raises(NumberTaken), db.begin_nested():
        issuing.seal(db, plan=plan, pdf=PDF, by=club.admin, now=now)
    assert issue(db, club, two, now).number == "FA-2026-0002"


def test_a_draft_changed_while_its_pdf_was_made_is_not_issued_as_it_was(
    db: Session, club: Club, now: datetime
) -> None:
    draft = drafted(db, club, now)
    plan = issuing.foresee(db, ref=draft.ref, now=now)
    drafting.type_field(db, ref=draft.ref, field="note", text="Oups")
    with pytest.raises(ChangedElsewhere):
        issuing.seal(db, plan=plan, pdf=PDF, by=club.admin, now=now)


def test_a_payment_already_received_is_recorded_and_printed(db: Session, club: Club, now: datetime) -> None:
    paid = issuing.PaidAlready(method="cheque", received_on=date(2026, 3, 15), reference="123")
    issued = issue(db, club, drafted(db, club, now), now, paid=paid)
    (payment,) = db.exec(select(Payment)).all()
    assert payment.amount == readable_invoice(db, ref=issued.ref, viewer=club.admin).total
    card = invoice_card(db, ref=issued.ref, viewer=club.admin, language="fr", now=now)
    assert (card.status, card.is_owed) == ("Payée", False)
    document = Document.model_validate_json(readable_invoice(db, ref=issued.ref, viewer=club.admin).document)
    assert document.balance == 0


def test_a_payment_of_tomorrow_has_not_been_received(db: Session, club: Club, now: datetime) -> None:
    paid = issuing.PaidAlready(method="cheque", received_on=date(2026, 3, 17))
    with pytest.raises(issuing.PaidBeforeTime):
        issuing.foresee(db, ref=drafted(db, club, now).ref, now=now, paid=paid)


def test_the_email_is_queued_in_the_very_transaction_that_issues(
    db: Session, club: Club, now: datetime
) -> None:
    draft = drafted(db, club, now)
    issue(db, club, draft, now, envelope=first_envelope(db, draft.ref, club.admin))
    (email,) = db.exec(select(Email)).all()
    assert email.subject == "Facture FA-2026-0001 – Club des Érables"
    assert email.status == "queued"


def test_an_invoice_to_a_company_goes_out_in_its_language(db: Session, club: Club, now: datetime) -> None:
    draft = drafted(db, club, now)
    drafting.bill_to(db, ref=draft.ref, payer_ref=club.company)
    issue(db, club, draft, now, envelope=first_envelope(db, draft.ref, club.admin))
    (email,) = db.exec(select(Email)).all()
    assert email.subject.startswith("Invoice FA-2026-0001")
    assert "Amount due: $114.98" in email.text


def test_an_invoice_is_overdue_the_day_after_where_the_organisation_is(
    db: Session, club: Club, now: datetime
) -> None:
    draft = drafted(db, club, now)
    issue(db, club, draft, now)
    due = datetime.fromisoformat("2026-04-15T23:30:00-04:00")

    def state(at: datetime) -> str:
        return page_of_invoices(db, viewer=club.admin, now=at, language="fr").rows[0].status

    assert state(due) == "En attente de paiement"
    assert state(due + timedelta(hours=1)) == "En retard"


def test_a_member_finds_their_own_issued_invoices_and_nobody_elses(
    db: Session, club: Club, now: datetime
) -> None:
    other = members.add(
        db,
        typed={"kind": "member", "given_name": "Un", "family_name": "Autre", "language": "fr", **ADDRESS},
        now=now,
    )
    mine = db.exec(select(Customer).where(Customer.ref == club.member)).one()
    mine.account_id = club.admin.account_id
    db.add(mine)
    db.flush()
    viewer = Viewer(club.admin.account_id, "zoe@client.example", "Zoé", "fr")
    draft = drafted(db, club, now)
    with pytest.raises(NotFound):
        readable_invoice(db, ref=draft.ref, viewer=viewer)
    issued = issue(db, club, draft, now)
    theirs = drafting.begin(db, customer_ref=other.ref, by=club.admin, now=now)
    type_line(db, theirs, description="Autre", unit_price="9")
    hidden = issue(db, club, theirs, now)
    rows, owed, _ = invoices_of_account(db, account_id=viewer.account_id, now=now, language="fr")
    assert [r.ref for r in rows] == [issued.ref]
    assert owed.total == "114,98\u00a0$"
    assert readable_invoice(db, ref=issued.ref, viewer=viewer).number == issued.number
    with pytest.raises(NotFound):
        readable_invoice(db, ref=hidden.ref, viewer=viewer)


def test_a_failed_pdf_gives_the_number_back(database_url: str, now: datetime) -> None:
    with writing() as db:
        club = plant(db, now)
        draft = drafted(db, club, now)

    def breaks(_db: Session, _plan: issuing.Plan, _pdf: bytes) -> issuing.Issued:
        take_number(_db, kind="invoice", year=2026, foreseen=1)
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="disk is full"):
        issuing.press(lambda db: issuing.foresee(db, ref=draft.ref, now=now), breaks)
    issued = issuing.finalise(ref=draft.ref, by=club.admin, now=now)
    assert issued.number == "FA-2026-0001"


def test_eight_people_finalising_at_once_get_numbers_without_gap_or_double(
    database_url: str, now: datetime
) -> None:
    """The compare-and-set alone decides here: each thread goes straight to the database."""
    with writing() as db:
        club = plant(db, now)
        drafts = [drafted(db, club, now).ref for _ in range(24)]
    start = threading.Barrier(8)

    def finalise(refs: list[str]) -> list[str]:
        start.wait()
        return [_pressed(ref, club, now) for ref in refs]

    with ThreadPoolExecutor(8) as pool:
        given = [n for part in pool.map(finalise, [drafts[i::8] for i in range(8)]) for n in part]
    assert sorted(given) == [f"FA-2026-{n:04d}" for n in range(1, 25)]
    with reading() as db:
        stored = db.exec(select(Invoice.number, Invoice.document)).all()
    assert {n for n, _ in stored} == set(given)
    assert all(json.loads(document)["number"] == number for number, document in stored)


def _pressed(ref: str, club: Club, now: datetime) -> str:
    for _ in range(200):
        with reading() as db:
            plan = issuing.foresee(db, ref=ref, now=now)
        try:
            with writing() as db:
                return issuing.seal(db, plan=plan, pdf=PDF, by=club.admin, now=now).number
        except NumberTaken:
            continue
    raise AssertionError("never got a number")


def test_the_page_the_pdf_and_the_email_read_the_same_document(
    db: Session, club: Club, now: datetime
) -> None:
    draft = drafted(db, club, now, price="1234,5")
    before = composing.document_of_draft(db, draft)
    issued = issue(db, club, draft, now, envelope=first_envelope(db, draft.ref, club.admin))
    card = invoice_card(db, ref=issued.ref, viewer=club.admin, language="fr", now=now)
    (email,) = db.exec(select(Email)).all()
    assert card.total == "1\u00a0419,37\u00a0$"
    assert card.total in email.text
    assert before.total == Document.model_validate_json(db.exec(select(Invoice.document)).one()).total


def test_a_corrected_rate_is_on_the_next_invoice_and_never_on_an_issued_one(
    db: Session, club: Club, now: datetime
) -> None:
    issued = issue(db, club, drafted(db, club, now), now)
    waiting = drafted(db, club, now)
    correct_qst(db, club.admin, now)
    assert draft_card(db, ref=waiting.ref, language="fr").total == "115,50\u00a0$"
    again = issue(db, club, waiting, now)

    def kept(ref: str) -> tuple[Decimal, list[Decimal]]:
        invoice = readable_invoice(db, ref=ref, viewer=club.admin)
        taxes = db.exec(select(InvoiceTax).where(InvoiceTax.invoice_id == invoice.id)).all()
        document = Document.model_validate_json(invoice.document)
        assert [tax.rate for tax in taxes] == [tax.rate for tax in document.taxes]
        return invoice.total, [tax.rate for tax in taxes]

    assert kept(issued.ref) == (Decimal("114.98"), [Decimal("0.05"), Decimal("0.09975")])
    assert kept(again.ref) == (Decimal("115.50"), [Decimal("0.05"), Decimal("0.105")])


def test_a_rate_corrected_while_the_pdf_is_made_is_noticed(db: Session, club: Club, now: datetime) -> None:
    draft = drafted(db, club, now)
    plan = issuing.foresee(db, ref=draft.ref, now=now)
    correct_qst(db, club.admin, now)
    with pytest.raises(ChangedElsewhere):
        issuing.seal(db, plan=plan, pdf=PDF, by=club.admin, now=now)
    assert next_number(db, kind="invoice", year=2026) == 1


def test_the_rate_is_that_of_the_day_of_the_invoice(db: Session, club: Club, now: datetime) -> None:
    draft = drafted(db, club, now)
    rate = {"rate": "10,5", "from_on": "2026-04-01", "to_on": "", "source": "Budget"}
    follow_rate(db, key=QST, version=1, typed=rate, by=club.admin, now=now, language="fr")
    assert draft_card(db, ref=draft.ref, language="fr").total == "114,98\u00a0$"
    drafting.type_field(db, ref=draft.ref, field="issue_on", text="2026-04-01")
    assert draft_card(db, ref=draft.ref, language="fr").total == "115,50\u00a0$"


QST = "QC-QST-2013-01-01"


def correct_qst(db: Session, by: Viewer, now: datetime) -> None:
    typed = {"rate": "10,5", "from_on": "2013-01-01", "to_on": "", "source": "Avis"}
    correct_rate(db, key=QST, version=1, typed=typed, by=by, now=now, language="fr")
