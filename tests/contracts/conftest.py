"""A contract at each step of its life."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.accounts.models import Account
from invoice_app.contracts.approving import approve_contract
from invoice_app.contracts.drafting import (
    create_contract,
    set_schedule,
)
from invoice_app.contracts.issuing import record_issue, require_issuable
from invoice_app.contracts.models import (
    Contract,
    ProgressInvoice,
)
from invoice_app.contracts.periods import open_period
from invoice_app.contracts.progress_drafting import (
    enter_line,
    start_progress,
)
from invoice_app.contracts.progress_queries import Editor, editor
from invoice_app.contracts.reviewing import (
    submit,
)
from invoice_app.contracts.standing import schedule_of
from invoice_app.invoices.document import Document
from invoice_app.members.models import Customer
from invoice_app.shared.permission import Viewer
from tests.contracts.stories import (
    FORM,
    LINES,
    MARCH,
    QUEBEC,
    composed,
    invoice_row,
)


@pytest.fixture
def by(db: Session, now: datetime) -> Viewer:
    account = Account(email="gestion@club.example", name="Claude Gestion", created_at=now)
    db.add(account)
    db.flush()
    return Viewer(account.id or 0, account.email, account.name, "fr")


@pytest.fixture
def client(db: Session, now: datetime) -> Customer:
    company = Customer(
        kind="company", name="Bâtisses Éloi inc.", sort_name="batisses eloi inc",
        search="batisses eloi inc", created_at=now,
    )  # fmt: skip
    db.add(company)
    db.flush()
    return company


@pytest.fixture
def draft(db: Session, client: Customer, by: Viewer, now: datetime) -> Contract:
    contract = create_contract(db, typed=FORM | {"company_ref": client.ref}, by=by, now=now)
    return set_schedule(db, ref=contract.ref, version=contract.version, rows=LINES)


@pytest.fixture
def approved(db: Session, draft: Contract, by: Viewer, now: datetime) -> Contract:
    return approve_contract(db, ref=draft.ref, version=draft.version, by=by, now=now)


@pytest.fixture
def first(db: Session, approved: Contract, by: Viewer, now: datetime) -> ProgressInvoice:
    open_period(db, ref=approved.ref, typed=MARCH, by=by, now=now)
    return start_progress(db, contract_ref=approved.ref, by=by, now=now)


@pytest.fixture
def type_in(db: Session, by: Viewer, now: datetime) -> Callable[..., Editor]:
    """Type into boxes of lines and read the page again; `i01` is the item 01, and `CO_1` is CO-1."""

    def type_in(progress: ProgressInvoice, **lines: dict[str, str]) -> Editor:
        ids = {item.item: item.id or 0 for item in schedule_of(db, progress.contract_id)}
        for name, boxes in lines.items():
            item = name.removeprefix("i").replace("_", "-")
            enter_line(db, ref=progress.ref, item_id=ids[item], boxes=boxes, by=by)
        return editor(db, ref=progress.ref, language="en", rates=QUEBEC, today=now.date())

    return type_in


@pytest.fixture
def issue(db: Session, client: Customer, by: Viewer, now: datetime) -> Callable[..., Document]:
    """Submit, compose, issue and approve, as one transaction of an edge would."""

    def issue(progress: ProgressInvoice) -> Document:
        submit(db, ref=progress.ref, version=progress.version, by=by, now=now)
        require_issuable(db, ref=progress.ref, version=progress.version, rates=QUEBEC)
        document = composed(db, progress, number=f"DP-2026-{progress.sequence:04d}")
        record_issue(
            db, ref=progress.ref, invoice_id=invoice_row(db, client, document, now), document=document,
            by=by, now=now,
        )  # fmt: skip
        return document

    return issue
