"""Signing in and out, and the sessions of a person.

A session ends after twelve hours without a sign of life, and after thirty days in any case.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from invoice_app.accounts.models import SignedIn
from invoice_app.accounts.queries import SEEN_EVERY, account_by_email
from invoice_app.shared.ids import fingerprint, new_secret
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal

IDLE = timedelta(hours=12)
LONGEST = timedelta(days=30)
# An ended session still says that its browser was once this person's: see `knows_browser`.
REMEMBERED = timedelta(days=400)


class WrongPassword(Refusal):
    """Said alike of an unknown address, a disabled account and a wrong password."""

    says = Phrase(
        "L’adresse ou le mot de passe n’est pas le bon. Réessayez, ou recevez un lien par courriel.",
        "The address or the password is not right. Try again, or receive a link by email.",
    )
    status = 401


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a password is compared with; of nobody when the hash is empty."""

    account_id: int = 0
    password_hash: str = ""


@dataclass(frozen=True, slots=True)
class Opened:
    """A new session. The secret goes into the cookie and is kept nowhere."""

    ref: str
    secret: str


def credentials_of(db: Session, *, email: str) -> Credentials:
    account = account_by_email(db, email)
    if account is None or account.disabled_at is not None:
        return Credentials()
    return Credentials(account.id or 0, account.password_hash)


def knows_browser(db: Session, *, email: str, ref: str) -> bool:
    """Whether the account was once signed in from the browser that brings this session's ref back."""
    account = account_by_email(db, email)
    if account is None or not ref:
        return False
    return (
        db.exec(select(SignedIn.id).where(SignedIn.ref == ref, SignedIn.account_id == account.id)).first()
        is not None
    )


def open_session(db: Session, *, account_id: int, browser: str, address: str, now: datetime) -> Opened:
    """Sign an account in on one browser, under a secret that was never used before."""
    db.execute(
        delete(SignedIn).where(
            col(SignedIn.account_id) == account_id, col(SignedIn.ends_at) < now - REMEMBERED
        )
    )
    secret = new_secret()
    session = SignedIn(
        secret_hash=fingerprint(secret),
        account_id=account_id,
        created_at=now,
        seen_at=now,
        ends_at=now + IDLE,
        browser=browser[:200],
        address=address[:64],
    )
    db.add(session)
    db.flush()
    return Opened(session.ref, secret)


def seen(db: Session, *, secret: str, now: datetime) -> None:
    """Note a sign of life, at most once a minute, and let the session last on from it."""
    session = db.exec(
        select(SignedIn).where(
            SignedIn.secret_hash == fingerprint(secret),
            SignedIn.ends_at > now,
            SignedIn.seen_at <= now - SEEN_EVERY,
        )
    ).first()
    if session is None:
        return
    session.seen_at = now
    session.ends_at = min(now + IDLE, session.created_at + LONGEST)
    db.add(session)


def end_session(db: Session, *, secret: str, now: datetime) -> None:
    """End the session of this secret, if it has not ended already."""
    db.execute(_ending(now).where(col(SignedIn.secret_hash) == fingerprint(secret)))


def end_one(db: Session, *, account_id: int, ref: str, now: datetime) -> None:
    """End one of a person's own sessions. Raises `NotFound` for anything else."""
    mine = select(SignedIn.id).where(SignedIn.ref == ref, SignedIn.account_id == account_id)
    if db.exec(mine).first() is None:
        raise NotFound()
    db.execute(_ending(now).where(col(SignedIn.ref) == ref))


def end_others(db: Session, *, account_id: int, now: datetime, but: str = "") -> None:
    """End every session of an account, but the one with this secret."""
    db.execute(
        _ending(now).where(
            col(SignedIn.account_id) == account_id,
            col(SignedIn.secret_hash) != (fingerprint(but) if but else ""),
        )
    )


def _ending(now: datetime):  # type: ignore[no-untyped-def]
    return (
        update(SignedIn)
        .where(col(SignedIn.ends_at) > now)
        .values(ends_at=now)
        .execution_options(synchronize_session="fetch")
    )
