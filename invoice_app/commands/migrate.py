"""Bring the database up to date, after a copy of it."""

from __future__ import annotations

import argparse
import pkgutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData
from sqlalchemy.engine import make_url

import invoice_app
from invoice_app.shared.database import make_engine
from invoice_app.shared.settings import settings
from invoice_app.shared.tables import SQLModel

_PROJECT = Path(__file__).parents[2]
_COPIES_KEPT = 5


def run(_given: argparse.Namespace) -> int:
    migrate()
    return 0


def migrate() -> None:
    """Apply the migrations that the database lacks, and say so."""
    # SQLite makes its file, and not the folder of the file.
    settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = make_engine(settings().database)
    try:
        present, wanted = present_revision(engine), newest_revision()
        if present == wanted:
            print("→ The database is up to date.")
            return
        if present:
            print("→ The database is of an earlier version.")
            copy_before(settings().database, settings().data_dir / "copies")
        else:
            print(f"→ Creating the database in {shown(settings().database)}")
        upgrade(settings().database)
        print(f"  done: version {wanted}.", flush=True)
    finally:
        engine.dispose()


def upgrade(url: str) -> None:
    """Apply every migration to the database at an SQLAlchemy URL."""
    command.upgrade(alembic_config(url), "head")


def alembic_config(url: str) -> Config:
    config = Config(_PROJECT / "alembic.ini")
    config.attributes["url"] = url
    return config


def present_revision(engine: Engine) -> str | None:
    """The revision of a database; nothing for one that is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    return ScriptDirectory.from_config(alembic_config("")).get_current_head()


def tables() -> MetaData:
    """Every table of the program, once the modules that hold them are loaded."""
    for name in ("live", "history", "attachments", "audience"):
        import_module(f"invoice_app.shared.{name}")
    for room in pkgutil.iter_modules(invoice_app.__path__):
        name = f"{invoice_app.__name__}.{room.name}.models"
        if room.ispkg and find_spec(name):
            import_module(name)
    return SQLModel.metadata


def copy_before(url: str, folder: Path) -> Path | None:
    """Copy a SQLite database beside itself, running or not. PostgreSQL has `pg_dump` for that."""
    if not url.startswith("sqlite:///"):
        print("  it is not copied first: PostgreSQL copies are made with pg_dump.")
        return None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    place = folder / f"before-{datetime.now(UTC):%Y%m%d-%H%M%S}.db"
    place.touch(mode=0o600)
    with (
        closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as source,
        closing(sqlite3.connect(place)) as copy,
    ):
        source.backup(copy)
    for old in sorted(folder.glob("before-*.db"))[:-_COPIES_KEPT]:
        old.unlink()
    print(f"  copied to {place} first.")
    return place


def shown(url: str) -> str:
    """A database's URL without its password."""
    return make_url(url).render_as_string(hide_password=True)
