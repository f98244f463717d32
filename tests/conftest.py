"""What every test may ask for: an instant, a data folder of its own, and both databases.

`db` is a session in a write transaction that is thrown away: for actions, queries and rules over rows.
`database_url` is a database of the test's own, with `shared.database` pointed at it: for edges, which
open transactions themselves, and for races.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings as properties
from sqlmodel import Session

from invoice_app.mail import arrivals, routing
from invoice_app.mail.queue import queries as queue_queries
from invoice_app.shared import database, files
from invoice_app.shared.settings import Settings, settings
from tests.databases import Backend, Postgres, Sqlite, in_memory

_UNTOLD = {
    "acquainted": routing.acquainted,
    "eyes": arrivals.eyes,
    "fallback": arrivals.fallback,
    "beside": queue_queries.beside,
}
BACKENDS = ("sqlite", "postgresql")
# Where everything must be present, the same examples each time, and none kept from another run.
properties.register_profile("ci", derandomize=True, database=None, deadline=None, print_blob=True)
# A busy machine is slow, and no less right for it.
properties.register_profile("here", deadline=None)
properties.load_profile("ci" if os.environ.get("CI") else "here")
# Folders of tests are written and thrown away: no disk need turn for them.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", in_memory())
# The machine's own settings are no part of a test.
Settings.model_config["env_file"] = None
for name in (*Settings.model_fields, "reflex_redis_url"):
    os.environ.pop(name.upper(), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come last: the browser keeps an event loop running, and they take longest."""
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")
    items.sort(key=lambda item: "browser" in item.keywords)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where everything must be present (CI), a skipped test is a failed one."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and CI is set: {report.longrepr}"
    return report


@pytest.fixture
def now() -> datetime:
    """A Monday afternoon in Montréal."""
    return datetime(2026, 3, 16, 18, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of the test's own; the settings and what hangs on them are read anew."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir(mode=0o700)
    forget()
    yield tmp_path / "data"
    forget()


@pytest.fixture(autouse=True)
def untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mail knows no accounts and no clients unless a test tells it, whatever an earlier one told."""
    for room, name in (
        (routing, "acquainted"),
        (arrivals, "eyes"),
        (arrivals, "fallback"),
        (queue_queries, "beside"),
    ):
        monkeypatch.setattr(room, name, _UNTOLD[name])


def forget() -> None:
    """Let go of the settings, the engine and the files of this process."""
    if database.engine.cache_info().currsize:
        database.engine().dispose()
    for remembered in (settings, database.engine, database._sessions, files.files):
        remembered.cache_clear()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgres]:
    try:
        cluster = Postgres()
    except FileNotFoundError as absent:
        pytest.skip(str(absent))
    yield cluster
    cluster.stop()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    """Each database in turn."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def db(backend: Backend) -> Iterator[Session]:
    """A session in a write transaction on a migrated database; nothing of it is kept."""
    with backend.shared().connect() as connection, connection.begin() as transaction:
        with Session(connection, expire_on_commit=False, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def database_url(backend: Backend, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a fresh migrated database, which `shared.database` now uses."""
    url = backend.fresh()
    monkeypatch.setenv("DATABASE_URL", url)
    forget()
    yield url
    forget()
    backend.drop(url)
