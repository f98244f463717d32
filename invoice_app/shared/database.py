"""The database: one engine, one way to read, one way to write.

An edge opens the transaction; nothing below an edge commits. `reading` and `writing` are for code
in a thread of its own (routes, the courier, the command line); `read` and `write` are their
counterparts for code on the event loop, which they keep free.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session

from invoice_app.shared import live
from invoice_app.shared.settings import settings

P = ParamSpec("P")
T = TypeVar("T")


def make_engine(url: str) -> Engine:
    """An engine for SQLite or PostgreSQL with the settings that money asks for."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"check_same_thread": False, "timeout": 5})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # Our own BEGIN decides when a transaction starts; the driver must not start one of its own.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A writer takes its lock at once: upgrading a reader later would fail instead of waiting.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@lru_cache(maxsize=1)
def engine() -> Engine:
    """The engine of this process."""
    return make_engine(settings().database)


@lru_cache(maxsize=4)
def _sessions(writes: bool) -> sessionmaker[Session]:
    bound = engine().execution_options(writes=True) if writes else engine()
    return sessionmaker(bound, class_=Session, expire_on_commit=False)


@contextmanager
def reading() -> Iterator[Session]:
    """A session whose changes are thrown away."""
    with _sessions(False)() as db:
        yield db


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction: all of it is kept, or none of it.

    What was touched is announced to open pages in the same commit.
    """
    with _sessions(True)() as db:
        yield db
        db.flush()
        live.announce(db)
        db.commit()
    live.wake(db)


async def read(ask: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Ask a query in a thread."""

    def run() -> T:
        with reading() as db:
            return ask(db, *args, **kwargs)

    return await asyncio.to_thread(run)


async def write(act: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Do an action in a thread, as one transaction."""

    def run() -> T:
        with writing() as db:
            return act(db, *args, **kwargs)

    return await asyncio.to_thread(run)
