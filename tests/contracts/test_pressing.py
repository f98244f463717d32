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
from invoice_app.contracts.pressing import (
    addresses_of,
    contract_of,
    foresee,
    press_application,
    seal,
    today_and_rates,
)
from invoice_app.contracts.progress_drafting import enter_line, start_progress
from invoice_app.contracts.progress_queries import editor
from invoice_app.contracts.reviewing import NotUnderReview, submit
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices.document import Document
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.sending import NobodyToSendTo
from invoice_app.mail.models import Email
from invoice_app.members.models import Customer
from invoice_app.organisation.correcting import correct_rate
from invoice_app.organisation.models import Organisation
from invoice_app.organisation.queries import the_organisation
from invoice_app.shared.database import reading, writing
from invoice_app.shared.files import files
from invoice_app.shared.ids import new_ref
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
        enter_line(db, ref=progress.ref, item_id=first.id or 0, boxes={"work": "100"}, by=by)
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


def correct_rate_of(by: Viewer, now: datetime, key: str, percent: str) -> None:
    typed = {"rate": percent, "from_on": key[-10:], "to_on": "", "source": "Avis"}
    with writing() as db:
        correct_rate(db, key=key, version=1, typed=typed, by=by, now=now, language="fr")


def due(ref: str, now: datetime) -> str:
    """What an application comes to, as its page says."""
    with reading() as db:
        today, rates = today_and_rates(db, now, contract_of(db, ref=ref))
        return editor(db, ref=ref, language="fr", rates=rates, today=today).total


def test_a_corrected_rate_is_on_an_application_until_it_is_issued(by: Viewer, now: datetime) -> None:
    """900.00 net of retainage: 45.00 and 89.78; then at 10.5 %, 94.50."""
    progress = under_review(by, now)
    assert due(progress.ref, now) == "1\u00a0034,78\u00a0$"
    correct_rate_of(by, now, "QC-QST-2013-01-01", "10,5")
    assert due(progress.ref, now) == "1\u00a0039,50\u00a0$"
    press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=False)
    correct_rate_of(by, now, "QC-GST-2008-01-01", "7")
    assert due(progress.ref, now) == "1\u00a0039,50\u00a0$"
    with reading() as db:
        (invoice,) = invoices(db)
        document = Document.model_validate_json(invoice.document)
        assert (invoice.total, document.total) == (D("1039.50"), D("1039.50"))
        assert [(tax.code, tax.rate) for tax in document.taxes] == [("GST", D("0.05")), ("QST", D("0.105"))]


def test_a_rate_corrected_while_the_pdf_is_made_is_noticed(by: Viewer, now: datetime) -> None:
    progress = under_review(by, now)
    with reading() as db:
        plan = foresee(db, ref=progress.ref, version=progress.version, invoice_ref=new_ref(), now=now)
    correct_rate_of(by, now, "QC-QST-2013-01-01", "10,5")
    with pytest.raises(ChangedElsewhere), writing() as db:
        seal(db, ref=progress.ref, plan=plan, pdf=b"%PDF", by=by, now=now, emailed=False)
    with reading() as db:
        assert invoices(db) == []


def test_taxes_are_those_of_where_the_work_is(by: Viewer, now: datetime) -> None:
    progress = under_review(by, now)
    with writing() as db:
        contract = contract_of(db, ref=progress.ref)
        contract.province = "NS"
        db.add(contract)
    assert due(progress.ref, now) == "1\u00a0026,00\u00a0$"
    press_application(ref=progress.ref, version=progress.version, by=by, now=now, emailed=False)
    with reading() as db:
        document = Document.model_validate_json(invoices(db)[0].document)
        assert [(tax.code, tax.rate, tax.amount) for tax in document.taxes] == [
            ("HST", D("0.14"), D("126.00"))
        ]


def test_a_new_contract_is_where_the_organisation_is(by: Viewer, now: datetime) -> None:
    with writing() as db:
        organisation = the_organisation(db)
        organisation.province = "ON"
        db.add(organisation)
    assert due(under_review(by, now).ref, now) == "1\u00a0017,00\u00a0$"
