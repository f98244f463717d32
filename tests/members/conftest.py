"""What the tests of this room say often."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlmodel import Session

from invoice_app.members import actions
from invoice_app.members.models import Customer
from invoice_app.organisation.models import Organisation

BLANK = {"language": "fr", "country": "CA", "province": "QC"}

Add = Callable[..., Customer]


@pytest.fixture(autouse=True)
def organisation(request: pytest.FixtureRequest, now: datetime) -> None:
    """The club whose members these are, in the tests that have a database."""
    if "db" in request.fixturenames:
        db: Session = request.getfixturevalue("db")
        db.add(Organisation(name="Club des Érables", created_at=now))
        db.flush()


@pytest.fixture
def add(db: Session, now: datetime) -> Add:
    """Add a record as its form would: `add("member", given_name="Élodie", family_name="Roy")`."""

    def adding(kind: str, **typed: str) -> Customer:
        return actions.add(db, typed={**BLANK, "kind": kind, **typed}, now=now)

    return adding
