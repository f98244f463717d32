"""What the tests of this room say often."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import pytest
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.testclient import TestClient

from invoice_app.accounts import api, throttle
from invoice_app.accounts.inviting import create_account
from invoice_app.accounts.models import Account
from invoice_app.accounts.passwords import hash_password
from invoice_app.organisation import brand
from invoice_app.organisation.models import Organisation
from invoice_app.shared.database import writing
from invoice_app.shared.dates import now_utc
from invoice_app.shared.permission import Level, Tool, Viewer
from tests.accounts.people import ADDRESS, PASSWORD, put

Add = Callable[..., Account]


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Counts of tries and the name in the corner belong to a process; here each test is one."""
    throttle.limiter.cache_clear()
    brand.forget()
    yield
    throttle.limiter.cache_clear()
    brand.forget()


@pytest.fixture(scope="session")
def password_hash() -> str:
    """A real one: Argon2id at full strength, made once."""
    return hash_password(PASSWORD)


@pytest.fixture
def admin() -> Viewer:
    return Viewer(1, "claire@club.example", "Claire Fontaine", "fr", dict.fromkeys(Tool, Level.ADMIN))


@pytest.fixture
def add(db: Session, now: datetime, password_hash: str) -> Add:
    """Add an account to `db`: `add("paul@club.example", preset="member", accepted=False)`."""

    def adding(email: str, *, preset: str = "admin", accepted: bool = True) -> Account:
        kept = password_hash if accepted else ""
        name = email.split("@")[0].title()
        return create_account(
            db, email=email, name=name, language="fr", preset=preset, now=now, password_hash=kept
        )

    return adding


@pytest.fixture
def club(database_url: str) -> None:
    """An organisation in the database that edges use."""
    with writing() as db:
        db.add(Organisation(name="Club des Érables", created_at=now_utc()))


@pytest.fixture
def claire(club: None, password_hash: str) -> Account:
    """An admin with a password, in the database that edges use."""
    return put("claire@club.example", preset="admin", password_hash=password_hash)


@pytest.fixture
def browser(database_url: str) -> Iterator[TestClient]:
    """A browser that posts our native forms and does not follow redirects by itself."""
    with TestClient(Starlette(routes=api.routes), base_url=ADDRESS, follow_redirects=False) as client:
        yield client
