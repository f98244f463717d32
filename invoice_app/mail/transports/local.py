"""The default: every email is written into a folder of this computer, and goes to nobody."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from invoice_app.mail.transports.port import Frozen, Misconfigured, Outcome, SavedLocally


class Local:
    name = "local"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, frozen: Frozen, *, now: datetime) -> Outcome:
        """Write `<date>-<ref>.eml`; doing it twice leaves one file."""
        place = self._folder / f"{frozen.posted_at:%Y-%m-%d}-{frozen.ref}.eml"
        half = place.with_suffix(".part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            half.touch(mode=0o600)
            with half.open("wb") as file:
                file.write(frozen.mime)
                file.flush()
                os.fsync(file.fileno())
            half.replace(place)
        except OSError as error:
            return Misconfigured("folder", f"{self._folder}: {error.strerror}")
        return SavedLocally(place.name)
