"""Passwords by Argon2id, with the same work whether or not there is an account."""

from __future__ import annotations

import threading
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Invalid

# OWASP ASVS 5.0, appendix C: 46 MiB, one pass, one lane. Two at a time bound the memory of a burst.
_hasher = PasswordHasher(time_cost=1, memory_cost=46 * 1024, parallelism=1)
_at_once = threading.BoundedSemaphore(2)
SHORTEST = 12
_LONGEST_BYTES = 512


class PasswordTooShort(Invalid):
    says = Phrase(
        "Choisissez un mot de passe d’au moins {shortest} caractères : une phrase convient très bien.",
        "Choose a password of at least {shortest} characters: a phrase works very well.",
    )


class PasswordTooLong(Invalid):
    says = Phrase("Ce mot de passe est trop long.", "This password is too long.")


class PasswordTooEasy(Invalid):
    says = Phrase(
        "Ce mot de passe est trop facile à deviner. Évitez votre nom, votre adresse et les suites connues.",
        "This password is too easy to guess. Avoid your name, your address and well-known sequences.",
    )


_COMMON = (
    "password",
    "motdepasse",
    "123456",
    "azerty",
    "qwerty",
    "quittance",
    "bonjour",
    "facture",
    "abcdef",
    "admin",
)


def check_password(typed: str, *, email: str, name: str) -> None:
    """Refuse a password that is too short or a mere variation of what anyone would try."""
    if len(typed) < SHORTEST:
        raise PasswordTooShort(field="password", shortest=SHORTEST)
    if len(typed.encode()) > _LONGEST_BYTES:
        raise PasswordTooLong(field="password")
    plain = typed.lower()
    known = [*_COMMON, email.split("@")[0].lower(), *name.lower().split()]
    for word in sorted((w for w in known if len(w) > 2), key=len, reverse=True):
        plain = plain.replace(word, "")
    if len(set(plain)) < 4:
        raise PasswordTooEasy(field="password")


def hash_password(typed: str) -> str:
    """Slow on purpose (about 0.1 s): never on the event loop."""
    with _at_once:
        return _hasher.hash(typed)


def password_matches(typed: str, kept: str) -> bool:
    """Slow on purpose, and as slow for an account that does not exist (`kept` empty)."""
    if len(typed.encode()) > _LONGEST_BYTES:
        typed = ""
    with _at_once:
        try:
            return _hasher.verify(kept or _nobody(), typed) and bool(kept)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False


def needs_new_hash(kept: str) -> bool:
    return _hasher.check_needs_rehash(kept)


@lru_cache(maxsize=1)
def _nobody() -> str:
    return _hasher.hash("no account has this password")
