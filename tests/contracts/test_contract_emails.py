"""The Emails tab of a contract: every conversation of its invoices that one may read, the newest first."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from invoice_app.accounts.models import Account
from invoice_app.contracts.correspondence import emails_of_contract
from invoice_app.contracts.models import Contract
from invoice_app.contracts.reading_rights import set_readers
from invoice_app.invoices.models import Invoice
from invoice_app.mail.composing import Recipient, Sender
from invoice_app.mail.outbox import post
from invoice_app.mail.queries import PAGE
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.shared.about import About
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound


@pytest.fixture(autouse=True)
def club(db: Session, now: datetime) -> None:
    db.add(Organisation(name="Club Nordet", created_at=now))
    db.flush()


@pytest.fixture
def invoices(db: Session, approved: Contract, client: Customer, now: datetime) -> list[Invoice]:
    """Two of the contract, and one that is under no contract."""
    made = [
        Invoice(
            number=f"FA-{n}", status="issued", customer_id=client.id or 0, bill_to_id=client.id or 0,
            bill_to_name="", under_kind=kind, under_id=approved.id if kind else None, created_at=now,
        )
        for n, kind in enumerate(("contract", "contract", ""))
    ]  # fmt: skip
    db.add_all(made)
    db.flush()
    return made


def say(db: Session, invoice: Invoice, what: str, by: Viewer, at: datetime, private: bool = False) -> None:
    post(
        db, about=About("invoice", invoice.id or 0), private=private,
        sender=Sender(by.name, by.account_id, by.email), subject=what,
        recipients=(Recipient("to", "comptes@eloi.example"),), text=what, kind_nonce=f"{invoice.id}:{what}",
        now=at,
    )  # fmt: skip


def somebody(db: Session, now: datetime, **levels: Level) -> Viewer:
    account = Account(email=f"{len(levels)}{max(levels.values())}@club.example", name="Colin", created_at=now)
    db.add(account)
    db.flush()
    given = {Tool(tool): level for tool, level in levels.items()}
    return Viewer(account.id or 0, account.email, account.name, "fr", given)


def subjects(db: Session, contract: Contract, viewer: Viewer, page: int = 1) -> list[str]:
    shown = emails_of_contract(db, ref=contract.ref, viewer=viewer, language="fr", page=page)
    return [f"{row.number} {row.email.subject}" for row in shown.rows]


def test_the_emails_of_its_invoices_are_there_the_newest_first(
    db: Session, approved: Contract, invoices: list[Invoice], by: Viewer, now: datetime
) -> None:
    first, second, other = invoices
    for minutes, (invoice, what) in enumerate(
        [(first, "un"), (second, "deux"), (other, "autre"), (first, "trois")]
    ):
        say(db, invoice, what, by, now + timedelta(minutes=minutes))
    reader = somebody(db, now, contracts=Level.READ, invoices=Level.READ)
    assert subjects(db, approved, reader) == ["FA-0 trois", "FA-1 deux", "FA-0 un"]


def test_a_private_email_is_for_its_sender_and_the_admins_of_invoices(
    db: Session, approved: Contract, invoices: list[Invoice], by: Viewer, now: datetime
) -> None:
    say(db, invoices[0], "ouvert", by, now)
    say(db, invoices[0], "secret", by, now + timedelta(minutes=1), private=True)
    sender = Viewer(by.account_id, by.email, by.name, "fr", dict.fromkeys(Tool, Level.READ))
    reader = somebody(db, now, contracts=Level.READ, invoices=Level.STANDARD)
    admin = somebody(db, now, contracts=Level.READ, invoices=Level.ADMIN)
    assert [len(subjects(db, approved, viewer)) for viewer in (sender, reader, admin)] == [2, 1, 2]
    assert subjects(db, approved, reader) == ["FA-0 ouvert"]


def test_who_may_not_read_invoices_reads_no_email_of_one(
    db: Session, approved: Contract, invoices: list[Invoice], by: Viewer, now: datetime
) -> None:
    say(db, invoices[0], "un", by, now)
    assert subjects(db, approved, somebody(db, now, contracts=Level.ADMIN)) == []


def test_a_private_contract_s_emails_are_not_there_for_a_colleague(
    db: Session, approved: Contract, invoices: list[Invoice], by: Viewer, now: datetime
) -> None:
    say(db, invoices[0], "un", by, now)
    set_readers(db, ref=approved.ref, is_private=True, account_refs=(), by=by, now=now)
    with pytest.raises(NotFound):
        subjects(db, approved, somebody(db, now, contracts=Level.STANDARD, invoices=Level.ADMIN))


def test_they_are_read_a_page_at_a_time(
    db: Session, approved: Contract, invoices: list[Invoice], by: Viewer, now: datetime
) -> None:
    for n in range(PAGE + 2):
        say(db, invoices[n % 2], f"no {n}", by, now + timedelta(minutes=n))
    reader = somebody(db, now, contracts=Level.READ, invoices=Level.READ)
    shown = emails_of_contract(db, ref=approved.ref, viewer=reader, language="fr")
    assert (len(shown.rows), shown.has_later) == (PAGE, True)
    assert subjects(db, approved, reader, page=2) == ["FA-1 no 1", "FA-0 no 0"]
