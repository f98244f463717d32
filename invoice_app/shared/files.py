"""Files by content: put bytes in, get their SHA-256 back, and read them by it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from invoice_app.shared.settings import settings


class FileStore(Protocol):
    """The port through which bytes are kept; a folder here, an object store behind the same verbs."""

    def put(self, content: bytes | bytearray) -> str:
        """Keep the bytes for good and return their SHA-256 in hexadecimal."""

    def desk(self) -> Path:
        """The folder for files that are still being written."""

    def put_file(self, path: Path) -> str:
        """Keep a file of the desk, however large; it is gone from there. Returns its SHA-256."""

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises `FileNotFoundError`, or `OSError` when they are not what was put in."""


class FolderStore:
    """Files in a folder, named by their SHA-256, written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, content: bytes | bytearray) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        if place.exists():
            return sha256
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=place.parent, delete=False) as half:
            half.write(content)
            half.flush()
            os.fsync(half.fileno())
        Path(half.name).replace(place)
        _make_lasting(place.parent)
        return sha256

    def desk(self) -> Path:
        folder = self._folder / "unfinished"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder

    def put_file(self, path: Path) -> str:
        with path.open("rb") as whole:
            sha256 = hashlib.file_digest(whole, "sha256").hexdigest()
            os.fsync(whole.fileno())
        place = self._place(sha256)
        if place.exists():
            path.unlink()
            return sha256
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.replace(place)
        _make_lasting(place.parent)
        return sha256

    def get(self, sha256: str) -> bytes:
        content = self._place(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise OSError(f"file {sha256[:12]}… is damaged")
        return content

    def _place(self, sha256: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise FileNotFoundError("not a file name")
        return self._folder / sha256[:2] / sha256


def _make_lasting(folder: Path) -> None:
    """A name outlives a power cut once its folder is on the disk, and its folder's name in turn."""
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@lru_cache(maxsize=1)
def files() -> FileStore:
    """The file store of this process."""
    return FolderStore(settings().data_dir / "files")
