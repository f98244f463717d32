"""What the house keeps, so that a test can say: nothing of it has changed."""

from __future__ import annotations

import hashlib
import re
from functools import cached_property
from pathlib import Path

from sqlalchemy import Engine, MetaData, Table, select

from invoice_app.shared.database import make_engine

# The innermost line of the app in the traceback that follows, and the exception's own words.
_DEFECT = re.compile(
    r"^defect \w+\nTraceback.*\n(?: .*\n)* +File \".*(/invoice_app/.*)\n(?: .*\n)*(.*)$", re.MULTILINE
)
# Signs of life and news for open pages come and go by themselves.
_PASSING = frozenset({"signed_in", "live_topic"})


class Kept:
    """The database and the folder of a server; `now()` before and after, and the two are compared."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder

    @cached_property
    def _engine(self) -> Engine:
        return make_engine(self._url)

    @cached_property
    def _lasting(self) -> list[Table]:
        found = MetaData()
        found.reflect(self._engine)
        return [table for table in found.sorted_tables if table.name not in _PASSING]

    def now(self) -> dict[str, str]:
        """A digest of every table, and the name of every file with its size."""
        return {**self._tables(), **self._files()}

    def _tables(self) -> dict[str, str]:
        digests = {}
        with self._engine.connect() as connection:
            for table in self._lasting:
                rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
                digests[table.name] = f"{len(rows)} {hashlib.sha256(''.join(rows).encode()).hexdigest()}"
        return digests

    def _files(self) -> dict[str, str]:
        folders = (self._folder / name for name in ("data/files", "data/outbox", "uploads"))
        kept = (path for folder in folders for path in folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self._folder)): str(path.stat().st_size) for path in kept}

    def defects(self) -> list[str]:
        """The faults of the program that the server noted, as opposed to its refusals: where, and what."""
        return [" ".join(found) for found in _DEFECT.findall(self.log())]

    def log(self) -> str:
        """All that the server noted."""
        return (self._folder / "server.log").read_text(errors="replace")
