"""The code that proves, before there is any account, that one can read this machine's terminal.

Without it the first stranger to find a fresh copy could claim it.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from invoice_app.organisation.queries import find_organisation
from invoice_app.shared.database import reading
from invoice_app.shared.settings import settings

# Read aloud or copied by hand: no 0 or O, no 1, I or L, and no U, which is heard as V.
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
_HALF = 4


def setup_code() -> str | None:
    """The code to set up with, or nothing once there is an organisation. Asks the database."""
    with reading() as db:
        if find_organisation(db):
            _place().unlink(missing_ok=True)
            return None
    return settings().setup_code or _kept_code()


def is_setup_code(typed: str) -> bool:
    """Whether what was typed is the code; hyphens, spaces and case do not count. Never after set-up."""
    code = setup_code()
    return code is not None and secrets.compare_digest(_plain(typed), _plain(code))


def _plain(code: str) -> bytes:
    return "".join(character for character in code.upper() if character.isalnum()).encode()


def _kept_code() -> str:
    place = _place()
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place.touch(mode=0o600)
    if not (code := place.read_text().strip()):
        code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(_HALF)) for _ in range(2))
        place.write_text(code + "\n")
    return code


def _place() -> Path:
    return settings().data_dir / "keys" / "setup_code"
