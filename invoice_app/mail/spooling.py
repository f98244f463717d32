"""The body of a large post: hashed as it comes in, and never whole in memory."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import IO

from starlette.requests import Request

from invoice_app.mail.keys import timestamp_of
from invoice_app.shared.files import files

IN_MEMORY = 1024 * 1024
MOST_COUNTED = 100 * 1024 * 1024
_BEGINNING = 256 * 1024
_FORGOTTEN_AFTER = 24 * 3600


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it came in. `beginning` are its first 256 KB and `digest` what its signature is over;
    a `whole` one is all `beginning`, or all in the file at `place`.

    A body beyond `MOST_COUNTED` is no longer listened to: its `digest` is empty, and fits no signature.
    """

    beginning: bytes
    size: int
    digest: bytes
    whole: bool
    place: Path | None

    def keep(self) -> str:
        """Put a whole body into the file store and return its SHA-256; blocks."""
        return files().put_file(self.place) if self.place else files().put(self.beginning)


@contextlib.asynccontextmanager
async def spooled(request: Request, most: int) -> AsyncIterator[Body]:
    """The body of a request, whole up to `most` bytes. Raises `ClientDisconnect`, or `OSError`."""
    spool = _Spool(most, timestamp_of(request.headers))
    try:
        async for chunk in request.stream():
            if spool.size + len(chunk) > MOST_COUNTED:
                spool.stop_listening(len(chunk))
                break
            spool.take(chunk)
            if spool.waiting >= IN_MEMORY:
                await asyncio.to_thread(spool.write_down)
        yield await asyncio.to_thread(spool.finish)
    finally:
        spool.close()


class _Spool:
    def __init__(self, most: int, timestamp: bytes) -> None:
        self.size = 0
        self._most, self._hash = most, hashlib.sha256(timestamp)
        self._beginning, self._buffer = bytearray(), bytearray()
        self._file: IO[bytes] | None = None
        self._is_heard = True

    @property
    def waiting(self) -> int:
        return len(self._buffer)

    def take(self, chunk: bytes) -> None:
        self.size += len(chunk)
        self._hash.update(chunk)
        room = max(_BEGINNING, IN_MEMORY if self._file is None else 0) - len(self._beginning)
        self._beginning += chunk[: max(room, 0)]
        if self.size <= self._most:
            self._buffer += chunk
        else:
            self._buffer.clear()

    def write_down(self) -> None:
        """Move what waits in memory to the file; blocks."""
        if self._file is None:
            folder = files().desk()
            _sweep(folder)
            self._file = tempfile.NamedTemporaryFile(dir=folder, delete=False)  # noqa: SIM115 — closed below
        self._file.write(self._buffer)
        self._buffer.clear()

    def stop_listening(self, unheard: int) -> None:
        self.size += unheard
        self._is_heard = False

    def finish(self) -> Body:
        whole = self._is_heard and self.size <= self._most
        if whole and self._file is not None:
            self.write_down()
            self._file.flush()
        place = Path(self._file.name) if whole and self._file else None
        return Body(
            beginning=bytes(self._beginning if whole and not place else self._beginning[:_BEGINNING]),
            size=self.size,
            digest=self._hash.digest() if self._is_heard else b"",
            whole=whole,
            place=place,
        )

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            Path(self._file.name).unlink(missing_ok=True)


@lru_cache(maxsize=1)
def _sweep(folder: Path) -> None:
    """Take away what a crash left half written, once in the life of a process."""
    for half in folder.iterdir():
        with contextlib.suppress(OSError):
            if time.time() - half.stat().st_mtime > _FORGOTTEN_AFTER:
                half.unlink()
