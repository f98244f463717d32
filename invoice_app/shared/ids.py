"""Addresses and secrets that cannot be guessed."""

from __future__ import annotations

import hashlib
import secrets

# Crockford's alphabet in lower case: no i, l, o, u, so it survives being read aloud or upper-cased.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
REF_LENGTH = 26


def new_ref() -> str:
    """A record's address: 26 characters, 130 random bits."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(REF_LENGTH))


def new_secret() -> str:
    """A bearer secret for a cookie or a link: 43 URL-safe characters, 256 random bits."""
    return secrets.token_urlsafe(32)


def fingerprint(secret: str) -> str:
    """What is stored instead of a secret: SHA-256 in hexadecimal. Secrets here are random, so no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()
