"""A private contract, and what hangs from it: for its readers, its creator and the admins; nobody else."""

from datetime import datetime

import pytest
from sqlmodel import Session, select

from invoice_app.accounts.models import Account, AccountLevel
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.contracts.listing import contracts
from invoice_app.contracts.models import Contract, ProgressInvoice
from invoice_app.contracts.ordering import draft_order
from invoice_app.contracts.reading_rights import (
    NotAReader,
    readable_application,
    readable_contract,
    readable_order,
    readers_text,
    set_readers,
)
from invoice_app.contracts.unsaved import form_card, open_form, save
from invoice_app.desk.mail_queries import latest_replies
from invoice_app.invoices.models import Invoice
from invoice_app.invoices.queries import (
    invoices_of_account,
    invoices_of_customer,
    page_of_invoices,
    readable_invoice,
    receivables,
)
from invoice_app.mail.actions import simulate_reply
from invoice_app.mail.composing import Recipient, Sender
from invoice_app.mail.outbox import post
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation
from invoice_app.shared.about import About
from invoice_app.shared.history import Change
from invoice_app.shared.permission import Level, Tool, Viewer
from invoice_app.shared.refusals import NotFound
from tests.contracts.stories import D

CONTRACTS_AND_INVOICES = {Tool.CONTRACTS: Level.STANDARD, Tool.INVOICES: Level.ADMIN}


@pytest.fixture(autouse=True)
def club(db: Session, now: datetime) -> Organisation:
    club = Organisation(name="Club Nordet", is_sample=True, created_at=now)
    db.add(club)
    db.flush()
    return club


def somebody(db: Session, name: str, levels: dict[Tool, Level], now: datetime) -> Viewer:
    account = Account(email=f"{name}@club.example", name=name.title(), search=name, created_at=now)
    db.add(account)
    db.flush()
    db.add_all(AccountLevel(account_id=account.id or 0, tool=t, level=lv) for t, lv in levels.items())
    db.flush()
    return viewer_of_account(db, account)


@pytest.fixture
def colleague(db: Session, now: datetime) -> Viewer:
    """May write contracts and do anything with invoices, and is named nowhere."""
    return somebody(db, "colin", CONTRACTS_AND_INVOICES, now)


@pytest.fixture
def reader(db: Session, now: datetime) -> Viewer:
    return somebody(db, "rose", CONTRACTS_AND_INVOICES, now)


@pytest.fixture
def admin(db: Session, now: datetime) -> Viewer:
    return somebody(db, "ada", {Tool.CONTRACTS: Level.ADMIN, Tool.INVOICES: Level.READ}, now)


def ref_of(db: Session, viewer: Viewer) -> str:
    return db.exec(select(Account.ref).where(Account.id == viewer.account_id)).one()


def close(db: Session, contract: Contract, by: Viewer, now: datetime, *readers: Viewer) -> Contract:
    refs = [ref_of(db, reader) for reader in readers]
    return set_readers(db, ref=contract.ref, is_private=True, account_refs=refs, by=by, now=now)


def listed(db: Session, viewer: Viewer, **asked: str) -> list[str]:
    return [row.ref for row in contracts(db, viewer=viewer, language="fr", **asked).rows]  # type: ignore[arg-type]


def billed(db: Session, contract: Contract, client: Customer, now: datetime) -> Invoice:
    invoice = Invoice(
        number="FA-2026-0007", status="issued", customer_id=client.id or 0, bill_to_id=client.id or 0,
        bill_to_name=client.name, under_kind="contract", under_id=contract.id, search="fa-2026-0007",
        issue_on=now.date(), due_on=now.date(), total=D("114.98"), created_at=now,
    )  # fmt: skip
    db.add(invoice)
    db.flush()
    return invoice


def correspond(db: Session, about: About, by: Viewer, now: datetime) -> None:
    """An email that left, and its answer."""
    post(
        db, about=about, private=False, sender=Sender(by.name, by.account_id, by.email),
        recipients=(Recipient("to", "comptes@eloi.example"),), subject="Facture", text="Bonjour", html="",
        attachments=(), language="fr", kind_nonce="x", now=now, from_name="Club Nordet",
    )  # fmt: skip
    simulate_reply(db, about=about, text="Reçu.", now=now, sees_private=True)


def may_read(db: Session, contract: Contract, viewer: Viewer) -> bool:
    """Asked of the contract and of the list, which must agree."""
    try:
        readable_contract(db, ref=contract.ref, viewer=viewer)
        found = True
    except NotFound:
        found = False
    assert (contract.ref in listed(db, viewer)) is found
    return found


def test_an_open_contract_is_read_by_everybody_who_may_read_contracts(
    db: Session, draft: Contract, colleague: Viewer
) -> None:
    assert may_read(db, draft, colleague)


def test_a_private_contract_is_for_its_readers_its_creator_and_the_admins(
    db: Session, draft: Contract, by: Viewer, colleague: Viewer, reader: Viewer, admin: Viewer, now: datetime
) -> None:
    close(db, draft, by, now, reader)
    seen = {p.name: may_read(db, draft, p) for p in (by, reader, admin, colleague)}
    assert seen == {"Claude Gestion": True, "Rose": True, "Ada": True, "Colin": False}
    assert listed(db, colleague, search="toiture") == []


def test_what_hangs_from_a_private_contract_is_not_there_either(
    db: Session, first: ProgressInvoice, approved: Contract, by: Viewer, colleague: Viewer, now: datetime
) -> None:
    rows = [{"description": "Ajout", "scheduled": "10"}]
    order = draft_order(db, contract_ref=approved.ref, typed={"title": "Ajout"}, rows=rows, by=by, now=now)
    assert readable_order(db, ref=order.ref, viewer=colleague) is order
    close(db, approved, by, now)
    for reading, ref in ((readable_application, first.ref), (readable_order, order.ref)):
        with pytest.raises(NotFound):
            reading(db, ref=ref, viewer=colleague)
        assert reading(db, ref=ref, viewer=by)


def test_a_form_that_was_open_before_neither_shows_nor_saves_it(
    db: Session, draft: Contract, by: Viewer, colleague: Viewer, now: datetime
) -> None:
    open_form(db, contract_ref=draft.ref, by=colleague, language="fr")
    close(db, draft, by, now)
    with pytest.raises(NotFound):
        form_card(db, contract_ref=draft.ref, by=colleague, language="fr")
    with pytest.raises(NotFound):
        save(db, contract_ref=draft.ref, by=colleague, now=now)


def test_its_invoices_are_in_no_list_of_a_colleague_nor_at_their_address(
    db: Session, approved: Contract, client: Customer, by: Viewer, colleague: Viewer, reader: Viewer,
    admin: Viewer, now: datetime,
) -> None:  # fmt: skip
    invoice = billed(db, approved, client, now)
    correspond(db, About("invoice", invoice.id or 0), by, now)

    def sees(viewer: Viewer) -> set[bool]:
        asked = {"viewer": viewer, "now": now, "language": "en"}
        try:
            readable_invoice(db, ref=invoice.ref, viewer=viewer)
            at_its_address = True
        except NotFound:
            at_its_address = False
        return {
            at_its_address,
            bool(page_of_invoices(db, **asked).rows),  # type: ignore[arg-type]
            bool(page_of_invoices(db, search="fa-2026-0007", **asked).rows),  # type: ignore[arg-type]
            bool(invoices_of_customer(db, customer_id=client.id or 0, **asked).rows),  # type: ignore[arg-type]
            receivables(db, **asked).owed == "$114.98",  # type: ignore[arg-type]
        }

    assert sees(colleague) == {True}
    close(db, approved, by, now, reader)
    assert [sees(viewer) for viewer in (colleague, reader, admin)] == [{False}, {True}, {True}]
    assert latest_replies(db, viewer=colleague, limit=9) == []


def test_the_client_who_is_billed_still_sees_their_invoice(
    db: Session, approved: Contract, client: Customer, by: Viewer, now: datetime
) -> None:
    invoice = billed(db, approved, client, now)
    close(db, approved, by, now)
    member = somebody(db, "eloi", {}, now)
    client.account_id = member.account_id
    db.flush()
    rows, _, _ = invoices_of_account(db, account_id=member.account_id, now=now, language="fr")
    assert [row.ref for row in rows] == [invoice.ref]
    assert readable_invoice(db, ref=invoice.ref, viewer=member) is invoice


def test_an_admin_who_makes_it_private_leaves_its_creator_in(
    db: Session, draft: Contract, by: Viewer, admin: Viewer, now: datetime
) -> None:
    close(db, draft, admin, now)
    assert sorted(readers_text(db, draft).split(", ")) == ["Ada", "Claude Gestion"]
    assert may_read(db, draft, by)


def test_nobody_shuts_themselves_out(
    db: Session, draft: Contract, colleague: Viewer, reader: Viewer, now: datetime
) -> None:
    close(db, draft, colleague, now, reader)
    assert may_read(db, draft, colleague)


def test_who_may_not_read_it_may_not_open_it(
    db: Session, draft: Contract, by: Viewer, colleague: Viewer, now: datetime
) -> None:
    close(db, draft, by, now)
    with pytest.raises(NotFound):
        set_readers(db, ref=draft.ref, is_private=False, account_refs=(), by=colleague, now=now)


def test_only_somebody_who_may_read_contracts_is_a_reader(
    db: Session, draft: Contract, by: Viewer, now: datetime
) -> None:
    member = somebody(db, "eloi", {Tool.INVOICES: Level.READ}, now)
    with pytest.raises(NotAReader):
        close(db, draft, by, now, member)


def test_every_change_of_readers_is_in_the_history_and_none_that_changes_nothing(
    db: Session, draft: Contract, by: Viewer, reader: Viewer, now: datetime
) -> None:
    before = len(db.exec(select(Change)).all())
    close(db, draft, by, now, reader)
    close(db, draft, by, now, reader)
    close(db, draft, by, now)
    set_readers(db, ref=draft.ref, is_private=False, account_refs=(), by=by, now=now)
    assert may_read(db, draft, somebody(db, "zoe", {Tool.CONTRACTS: Level.READ}, now))
    lines = db.exec(select(Change).order_by(Change.id)).all()[before:]  # type: ignore[arg-type]
    assert [(line.before_fr, line.after_fr) for line in lines] == [
        ("", "Claude Gestion, Rose"),
        ("Claude Gestion, Rose", "Claude Gestion"),
        ("Claude Gestion", ""),
    ]
