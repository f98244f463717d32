"""Approving an application and issuing its invoice, as the page's button does."""

from datetime import datetime
from threading import Barrier, Thread

import pytest
from sqlmodel import Session, select

from invoice_app.accounts.models import Account
from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.billing_queries import billing_of
from invoice_app.contracts.drafting import create_contract, set_schedule
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.pressing import addresses_of, press_application
from invoice_app.contracts.progress_drafting import enter_line, start_progress
from invoice_app.contracts.reviewing import NotUnderReview, submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.sending import NobodyToSendTo
from invoice_app.mail.models import Email
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from invoice_app.shared.permission import Viewer
from invoice_app.shared.refusals import ChangedElsewhere, Refusal
from tests.contracts.stories import FORM, LINES, MARCH, D


@pytest.fixture
def by(database_url: str, now: datetime) -> Viewer:
    with writing() as db:
        account = Account(email="gestion@club.example", name="Claude Gestion", created_at=now)
        club = Organisation(
            name="Club Nordet", gst_number="123456789RT0001", qst_number="1234567890TQ0001", created_at=now
        )
        db.add_all([account, club])
        db.flush()
        return Viewer(account.id or 0, account.email, account.name, "fr")


def under_review(by: Viewer, now: datetime, *, email: str = "comptes@eloi.example") -> ProgressInvoice:
    """The first application of a contract with one client, submitted."""
    with writing() as db:
        client = Customer(
            kind="company", name="Bâtisses Éloi inc.", sort_name="batisses eloi inc", email=email,
            search="batisses eloi inc", created_at=now,
        )  # fmt: skip
        db.add(client)
        db.flush()
        contract = create_contract(db, typed=FORM | {"company_ref": client.ref}, by=by, now=now)
        set_schedule(db, ref=contract.ref, version=contract.version, rows=LINES)
        approve_contract(db, ref=contract.ref, version=contract.version, by=by, now=now)
        open_period(db, ref=contract.ref, typed=MARCH, by=by, now=now)
        progress = start_progress(db, contract_ref=contract.ref, by=by, now=now)
        first = schedule_of(db, contract.id or 0)[0]
        enter_line(db, ref=progress.ref, item_id=first.id or 0, boxes={"work": "100"})
        return submit(db, ref=progress.ref, version=progress.version, by=by, now=now)


def invoices(db: Session) -> list[Invoice]:
    return list(db.exec(select(Invoice)))


def test_one_press_makes_the_invoice_its_pdf_and_its_email(by: Viewer, now: datetime) -> None:
    progress = under_review(by, now)
    issued = press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=True)
    assert (issued.number, issued.emailed) == ("FA-2026-0001", True)
    with reading() as db:
        (invoice,) = invoices(db)
        document = Document.model_validate_json(invoice.document)
        assert (invoice.kind, invoice.total, document.number) == ("progress", D("1034.78"), "FA-2026-0001")
        assert files().get(invoice.pdf_sha256).startswith(b"%PDF")
        assert len(db.exec(select(Email)).all()) == 1
        application = db.exec(select(ProgressInvoice)).one()
        assert (application.status, application.invoice_id) == ("approved", invoice.id)
        ref = db.exec(select(Contract.ref)).one()
        (row,) = billing_of(db, ref=ref, language="fr", today=now.date()).applications
        assert (row.invoice_ref, row.invoice_number) == (invoice.ref, "FA-2026-0001")
        assert (row.payment, row.payment_tone) == ("En attente de paiement", "blue")


def test_without_the_box_nothing_is_sent(by: Viewer, now: datetime) -> None:
    progress = under_review(by, now, email="")
    with reading() as db:
        assert addresses_of(db, ref=progress.ref) == ()
    with pytest.raises(NobodyToSendTo):
        press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=True)
    issued = press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=False)
    assert issued.number == "FA-2026-0001"
    with reading() as db:
        assert db.exec(select(Email)).all() == []


def test_an_application_seen_at_another_version_is_not_issued(by: Viewer, now: datetime) -> None:
    progress = under_review(by, now)
    with pytest.raises(ChangedElsewhere):
        press_application(ref=progress.ref, version=progress.version - 1, by=by, now=now, emailed=False)
    with reading() as db:
        assert invoices(db) == []


def test_two_people_who_press_at_once_make_one_invoice(by: Viewer, now: datetime) -> None:
    progress = under_review(by, now)
    said: list[object] = []
    gate = Barrier(2)

    def press() -> None:
        gate.wait()
        try:
            said.append(
                press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=True)
            )
        except Refusal as refusal:
            said.append(type(refusal))

    people = [Thread(target=press) for _ in range(2)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert {NotUnderReview, ChangedElsewhere} & set(said)
    with reading() as db:
        assert [invoice.number for invoice in invoices(db)] == ["FA-2026-0001"]
        assert len(db.exec(select(Email)).all()) == 1
