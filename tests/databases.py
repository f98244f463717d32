"""The two databases that the tests run on: SQLite files, and a PostgreSQL started for the occasion."""

from __future__ import annotations

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, text

from invoice_app.commands.migrate import upgrade
from invoice_app.shared.database import make_engine

_ROOM = 4 * 2**30


def in_memory() -> str:
    """A folder that no disk stands behind, where there is one with room; else that of temporary files.

    Tests make hundreds of databases and kill processes, not machines: none needs what a disk promises.
    """
    memory = Path("/dev/shm")
    has_room = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return str(memory) if has_room else tempfile.gettempdir()


class Backend(Protocol):
    def shared(self) -> Engine:
        """The engine of one migrated database, for transactions that are thrown away."""

    def fresh(self) -> str:
        """The address of a migrated database that nobody else uses."""

    def drop(self, url: str) -> None:
        """Take a fresh database away again."""


class Sqlite:
    """Copies of one migrated file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)

    @cached_property
    def _template(self) -> Path:
        place = self._folder / "template.db"
        upgrade(f"sqlite:///{place}")
        return place

    @cached_property
    def _shared(self) -> Engine:
        return make_engine(self.fresh()).execution_options(writes=True)

    def shared(self) -> Engine:
        return self._shared

    def fresh(self) -> str:
        copy = self._folder / f"test{next(self._numbers)}.db"
        shutil.copy(self._template, copy)
        return f"sqlite:///{copy}"

    def drop(self, url: str) -> None:
        for part in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + part).unlink(missing_ok=True)


class Postgres:
    """A throw-away cluster on a Unix socket, whose databases are clones of a migrated one."""

    _template = "quittance_template"
    # Nothing here has to survive a power cut.
    _hasty = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=100")

    def __init__(self) -> None:
        """Raises `FileNotFoundError` where PostgreSQL is not installed."""
        self._programs = _programs()
        # Short, for the socket's name; and not in pytest's folder, which only its owner may enter.
        self._folder = Path(tempfile.mkdtemp(prefix="quittance-pg-", dir=in_memory()))
        self._numbers = itertools.count(1)
        self._owner = _unprivileged(self._folder)
        self._start()

    def _start(self) -> None:
        self._run(
            "initdb", "-D", "data", "-U", "quittance", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )
        settings = [word for setting in ("listen_addresses=", *self._hasty) for word in ("-c", setting)]
        command = [self._programs / "postgres", "-D", "data", "-k", str(self._folder), *settings]
        with (self._folder / "log").open("wb") as log:
            self._server = subprocess.Popen(command, cwd=self._folder, stdout=log, stderr=log, **self._owner)
        self._wait()
        self._ask(f"CREATE DATABASE {self._template}")
        upgrade(self.url(self._template))

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._programs / program, *arguments]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, **self._owner)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")

    def _wait(self) -> None:
        deadline = time.monotonic() + 30
        ready = [self._programs / "pg_isready", "-q", "-h", str(self._folder)]
        while subprocess.run(ready).returncode:
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self._folder / "log").read_text())
            time.sleep(0.05)

    @cached_property
    def _admin(self) -> Engine:
        return create_engine(self.url("postgres"), isolation_level="AUTOCOMMIT")

    @cached_property
    def _how(self) -> str:
        """In memory, to copy the files is faster than to write everything into a log; version 15 can."""
        with self._admin.connect() as connection:
            version = int(connection.scalar(text("SHOW server_version_num")) or 0)
        return " STRATEGY file_copy" if self._folder.parent == Path("/dev/shm") and version >= 150_000 else ""

    def _ask(self, statement: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(statement))

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://quittance@/{name}?host={self._folder}"

    @cached_property
    def _shared(self) -> Engine:
        return make_engine(self.fresh())

    def shared(self) -> Engine:
        return self._shared

    def fresh(self) -> str:
        name = f"test{next(self._numbers)}"
        self._ask(f"CREATE DATABASE {name} TEMPLATE {self._template}{self._how}")
        return self.url(name)

    def drop(self, url: str) -> None:
        self._ask(f"DROP DATABASE {url.partition('@/')[2].partition('?')[0]} WITH (FORCE)")

    def stop(self) -> None:
        # An interrupt ends it at once; a plain end would wait for whoever is still connected.
        self._server.send_signal(signal.SIGINT)
        try:
            self._server.wait(10)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        shutil.rmtree(self._folder)


def _programs() -> Path:
    """The folder with `initdb` and `postgres`, the newest version first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    found = str(versions[-1]) if versions else shutil.which("initdb")
    if found is None:
        raise FileNotFoundError("PostgreSQL is not installed (apt-get install postgresql)")
    return Path(found).resolve().parent


def _unprivileged(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as its own user, or as nobody."""
    if os.getuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
