"""How a request shows that it comes from the mail provider: a secret in its address, and a signature."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from sqlmodel import Session

from invoice_app.mail.models import MailSetup
from invoice_app.mail.setup.sealing import keep_instead, keep_once
from invoice_app.shared.ids import new_secret
from invoice_app.shared.settings import settings

_SIGNATURE = "x-twilio-email-event-webhook-signature"
_TIMESTAMP = "x-twilio-email-event-webhook-timestamp"


def hook_secret() -> str:
    """The secret in the addresses given to the provider: the setting, or one made once and kept.

    It is kept in `keys/hook_secret` of the data folder, readable by this user only.
    """
    chosen = settings().sendgrid_hook_secret.get_secret_value()
    if chosen:
        return chosen
    place = _place()
    if not place.exists():
        keep_once(place, new_secret())
    return place.read_text(encoding="ascii").strip()


def change_hook_secret() -> None:
    """Make another one; from now on every process refuses posts to the addresses with the old one."""
    keep_instead(_place(), new_secret())


def _place() -> Path:
    return settings().data_dir / "keys" / "hook_secret"


def is_secret(given: str) -> bool:
    """Whether this is the hook secret, in a time that says nothing of how close it was."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), hook_secret().encode())


def bears_secret(in_path: str, authorization: str) -> bool:
    """Whether a post has the secret: in its address, or as the password of `https://user:secret@host/…`."""
    return is_secret(in_path) if in_path else is_secret(_password(authorization))


def _password(authorization: str) -> str:
    kind, _, encoded = authorization.partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(encoded.strip(), validate=True).decode("utf-8", "replace").partition(":")[2]
    except (ValueError, binascii.Error):
        return ""


@dataclass(frozen=True, slots=True)
class HookKeys:
    """The public keys of the two hooks, base64 DER; empty where posts are not signed."""

    events: str
    inbound: str


def hook_keys(db: Session) -> HookKeys:
    """As the machine says for both, else as set in the app."""
    setup, machine_s = db.get(MailSetup, 1), settings().sendgrid_hook_public_key
    if machine_s or setup is None:
        return HookKeys(machine_s, machine_s)
    return HookKeys(setup.events_public_key, setup.inbound_public_key)


def timestamp_of(headers: Mapping[str, str]) -> bytes:
    """What is signed before the body."""
    return headers.get(_TIMESTAMP, "").encode()


def is_signature(digest: bytes, headers: Mapping[str, str], public_key: str) -> bool:
    """Whether the provider's signature (base64 ECDSA P-256) holds; `digest` is the SHA-256 of the timestamp
    and the raw body.

    `public_key` is base64 DER, as SendGrid shows it. Anything malformed is simply not signed.
    """
    try:
        key = load_der_public_key(base64.b64decode(public_key))
        signature = base64.b64decode(headers.get(_SIGNATURE, ""), validate=True)
        if not isinstance(key, EllipticCurvePublicKey):
            return False
        key.verify(signature, digest, ECDSA(Prehashed(SHA256())))
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True
