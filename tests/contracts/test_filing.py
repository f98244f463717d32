"""Files beside a contract and beside its payments: whose they are, how many, how large, and who did what."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from invoice_app.contracts.filing import add_file, file_under, files_of_contract, remove_file
from invoice_app.contracts.models import Contract
from invoice_app.contracts.reading_rights import set_readers
from invoice_app.invoices.models import Invoice
from invoice_app.members.models import Customer
from invoice_app.payments.actions import record
from invoice_app.payments.models import Method, Payment
from invoice_app.shared import attachments
from invoice_app.shared.about import About
from invoice_app.shared.attachments import EmptyFile, FileTooLarge, TooManyFiles
from invoice_app.shared.files import files
from invoice_app.shared.history import Change
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from tests.contracts.stories import D


@pytest.fixture
def payment(db: Session, approved: Contract, client: Customer, by: Viewer, now: datetime) -> Payment:
    """Of an invoice of the contract."""
    return paid(db, client, by, now, under_kind="contract", under_id=approved.id)


def paid(db: Session, client: Customer, by: Viewer, now: datetime, **under: object) -> Payment:
    invoice = Invoice(
        status="issued", customer_id=client.id or 0, bill_to_id=client.id or 0, bill_to_name="",
        total=D(50), created_at=now, **under,
    )  # fmt: skip
    db.add(invoice)
    db.flush()
    return record(
        db, customer_id=client.id or 0, received_on=now.date(), method=Method.CHEQUE, reference="",
        amount=D(50), settles=[(About("invoice", invoice.id or 0), D(50))], nonce=f"{invoice.id}", by=by,
        now=now,
    )  # fmt: skip


def names(db: Session, contract: Contract, by: Viewer) -> list[str]:
    return [card.name for card in files_of_contract(db, ref=contract.ref, viewer=by, language="fr")]


def test_a_file_is_kept_listed_read_and_removed_and_the_history_says_so(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    kept = add_file(
        db, ref=approved.ref, name="C:\\Bureau\\contrat signé.pdf", content=b"%PDF", by=by, now=now
    )
    assert names(db, approved, by) == ["contrat signé.pdf"]
    file = file_under(db, ref=approved.ref, file_ref=kept.ref, viewer=by)
    assert (files().get(file.sha256), file.mime) == (b"%PDF", "application/pdf")
    remove_file(db, ref=approved.ref, file_ref=kept.ref, by=by, now=now)
    assert names(db, approved, by) == []
    with pytest.raises(NotFound):
        file_under(db, ref=approved.ref, file_ref=kept.ref, viewer=by)
    lines = db.exec(select(Change).order_by(Change.id)).all()[-2:]  # type: ignore[arg-type]
    assert [(line.what_en, line.before_en, line.after_en) for line in lines] == [
        ("File attached", "", "contrat signé.pdf"), ("File removed", "contrat signé.pdf", ""),
    ]  # fmt: skip


def test_a_file_of_a_payment_is_read_through_the_contract_that_it_pays(
    db: Session, approved: Contract, payment: Payment, client: Customer, by: Viewer, now: datetime
) -> None:
    kept = add_file(
        db, ref=approved.ref, payment_ref=payment.ref, name="chèque.png", content=b"x", by=by, now=now
    )
    assert file_under(db, ref=approved.ref, file_ref=kept.ref, viewer=by).id == kept.id
    assert names(db, approved, by) == []
    elsewhere = paid(db, client, by, now)
    with pytest.raises(NotFound):
        add_file(db, ref=approved.ref, payment_ref=elsewhere.ref, name="x", content=b"x", by=by, now=now)
    with pytest.raises(NotFound):
        remove_file(db, ref=approved.ref, file_ref=kept.ref, by=by, now=now)
    remove_file(db, ref=approved.ref, payment_ref=payment.ref, file_ref=kept.ref, by=by, now=now)


def test_a_file_of_something_else_is_not_reached_through_a_contract(
    db: Session, approved: Contract, by: Viewer, now: datetime
) -> None:
    strange = attachments.attach(
        db, About("invoice", approved.id or 0), name="x", mime="", content=b"x", by=by, now=now
    )
    for reaching in (
        lambda: file_under(db, ref=approved.ref, file_ref=strange.ref, viewer=by),
        lambda: remove_file(db, ref=approved.ref, file_ref=strange.ref, by=by, now=now),
    ):
        with pytest.raises(NotFound):
            reaching()


def test_a_private_contract_s_files_are_for_its_readers(
    db: Session, approved: Contract, payment: Payment, by: Viewer, now: datetime
) -> None:
    refs = [
        add_file(db, ref=approved.ref, payment_ref=of, name="x", content=b"x", by=by, now=now).ref
        for of in ("", payment.ref)
    ]
    set_readers(db, ref=approved.ref, is_private=True, account_refs=(), by=by, now=now)
    colleague = Viewer(0, "", "", "fr", {Tool.CONTRACTS: Level.STANDARD, Tool.INVOICES: Level.ADMIN})
    for ref in refs:
        with pytest.raises(NotFound):
            file_under(db, ref=approved.ref, file_ref=ref, viewer=colleague)
    with pytest.raises(NotFound):
        add_file(db, ref=approved.ref, name="x", content=b"x", by=colleague, now=now)


def test_the_limits_are_the_server_s(
    db: Session, approved: Contract, by: Viewer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "MOST_BYTES", 10)
    monkeypatch.setattr(attachments, "MOST_FILES", 2)

    def add(content: bytes) -> None:
        add_file(db, ref=approved.ref, name="plan.pdf", content=content, by=by, now=now)

    with pytest.raises(EmptyFile):
        add(b"")
    with pytest.raises(FileTooLarge):
        add(b"x" * 11)
    add(b"x" * 10)
    add(b"x" * 10)
    with pytest.raises(TooManyFiles):
        add(b"x")
