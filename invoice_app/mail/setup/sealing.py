"""Secrets at rest: sealed with a key that is beside the database and never in it.

The key is `keys/mail_key` of the data folder, readable by this user only, so a copy of the database
alone opens nothing. A sealed text also says when it was sealed.
"""

from __future__ import annotations

import os
import threading
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal
from invoice_app.shared.settings import settings


class KeyLost(Refusal):
    says = Phrase(
        "Ce secret ne peut plus être lu\u00a0: la clé de cette installation (keys/mail_key) a changé ou "
        "manque. Enregistrez-le de nouveau.",
        "This secret can no longer be read: the key of this installation (keys/mail_key) has changed or "
        "is missing. Save it again.",
    )


def sealed(secret: SecretStr, *, now: datetime) -> str:
    """The secret as it may stand in the database; the key is made the first time."""
    key = _key() or _new_key()
    return key.encrypt_at_time(secret.get_secret_value().encode(), int(now.timestamp())).decode("ascii")


def opened(token: str) -> SecretStr:
    """What was sealed; empty for an empty text. Raises `KeyLost`."""
    if not token:
        return SecretStr("")
    key = _key()
    try:
        if key is None:
            raise KeyLost()
        return SecretStr(key.decrypt(token.encode()).decode())
    except (InvalidToken, ValueError):
        raise KeyLost() from None


def sealed_at(token: str) -> datetime | None:
    """When it was sealed; `None` for an empty text and where the key is lost."""
    key = _key() if token else None
    try:
        return datetime.fromtimestamp(key.extract_timestamp(token.encode()), UTC) if key else None
    except InvalidToken:
        return None


def _place() -> Path:
    return settings().data_dir / "keys" / "mail_key"


def _key() -> Fernet | None:
    try:
        return Fernet(_place().read_bytes().strip())
    except (FileNotFoundError, ValueError):
        return None


def _new_key() -> Fernet:
    place = _place()
    if place.exists():
        # It is there and is no key. Kept, because somebody may still mend it.
        place.replace(place.with_name("mail_key.unreadable"))
    keep_once(place, Fernet.generate_key().decode("ascii"))
    found = _key()
    if found is None:
        raise KeyLost()
    return found


def keep_once(place: Path, text: str) -> None:
    """Write a file for this user only, unless another process was first."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    half = _half_written(place, text)
    try:
        # Linking fails if another process was first: what it wrote is then everyone's.
        os.link(half, place)
    except FileExistsError:
        pass
    finally:
        half.unlink()


def keep_instead(place: Path, text: str) -> None:
    """Write a file for this user only, in place of what stood there; a reader sees one or the other."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    _half_written(place, text).replace(place)


def _half_written(place: Path, text: str) -> Path:
    half = place.with_name(f"{place.name}.{os.getpid()}-{threading.get_ident()}.part")
    half.unlink(missing_ok=True)
    half.touch(mode=0o600)
    half.write_text(text, encoding="ascii")
    return half
