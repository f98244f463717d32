"""What a person may change about their own account, whatever else they may do."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from invoice_app.accounts import letters
from invoice_app.accounts.inviting import NameMissing
from invoice_app.accounts.links import forget_links
from invoice_app.accounts.models import Account
from invoice_app.accounts.rules import search_text
from invoice_app.accounts.signing_in import end_others
from invoice_app.shared import live
from invoice_app.shared.phrases import Language
from invoice_app.shared.refusals import NotFound


def rename(db: Session, *, account_id: int, name: str) -> None:
    account = _own(db, account_id)
    if not name.strip():
        raise NameMissing(field="name")
    account.name = name.strip()[:120]
    account.search = search_text(account.name, account.email)
    db.add(account)
    live.touch(db, "accounts")


def set_language(db: Session, *, account_id: int, language: Language) -> None:
    account = _own(db, account_id)
    account.language = language
    db.add(account)


def set_password(
    db: Session, *, account_id: int, password_hash: str, now: datetime, staying: str = ""
) -> None:
    """Take a new password: every other session ends, every link that was sent is void, and a letter says so.

    `staying` is the secret of the session that goes on.
    """
    account = _own(db, account_id)
    had_one = bool(account.password_hash)
    account.password_hash = password_hash
    db.add(account)
    end_others(db, account_id=account_id, now=now, but=staying)
    forget_links(db, account_id=account_id, now=now)
    if had_one:
        letters.password_changed(db, account, now=now)
    live.touch(db, "accounts")


def renew_hash(db: Session, *, account_id: int, old_hash: str, password_hash: str) -> None:
    """Replace a hash made with weaker parameters by one of the same password."""
    account = _own(db, account_id)
    if account.password_hash == old_hash:
        account.password_hash = password_hash
        db.add(account)


def _own(db: Session, account_id: int) -> Account:
    account = db.get(Account, account_id)
    if account is None:
        raise NotFound()
    return account
