"""What an account may do, and whether it may do anything at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, col, select

from invoice_app.accounts.links import forget_links
from invoice_app.accounts.models import Account, AccountLevel
from invoice_app.accounts.presets import CUSTOM, PRESETS
from invoice_app.accounts.signing_in import end_others
from invoice_app.shared import live
from invoice_app.shared.permission import Level, Tool
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import NotFound, Refusal


class LastAdmin(Refusal):
    says = Phrase(
        "Il faut au moins une personne qui administre les comptes. Donnez d’abord ce droit à "
        "quelqu’un d’autre, et attendez que son mot de passe soit choisi.",
        "At least one person must administer the accounts. First give this right to someone else, and wait "
        "until they have chosen their password.",
    )


def set_levels(db: Session, *, account_ref: str, levels: Mapping[Tool, Level]) -> Account:
    """Give an account exactly these levels. Raises `LastAdmin` rather than leave nobody in charge."""
    account = the_account(db, account_ref)
    if levels.get(Tool.ACCOUNTS, Level.NONE) < Level.ADMIN:
        _leave_an_admin(db, but=account)
    put_levels(db, account, levels)
    live.touch(db, "accounts")
    return account


def put_levels(db: Session, account: Account, levels: Mapping[Tool, Level]) -> None:
    """Write the levels down, and the name of the ready-made set that they are, if any."""
    kept = {tool: level for tool, level in levels.items() if level > Level.NONE}
    for row in db.exec(select(AccountLevel).where(AccountLevel.account_id == account.id)):
        db.delete(row)
    db.flush()
    db.add_all(
        AccountLevel(account_id=account.id or 0, tool=t.value, level=int(lv)) for t, lv in kept.items()
    )
    account.preset = next((name for name, ready in PRESETS.items() if ready == kept), CUSTOM)
    db.add(account)
    db.flush()


def disable(db: Session, *, account_ref: str, now: datetime) -> Account:
    """Close the door to an account, at once and everywhere. Raises `LastAdmin`."""
    account = the_account(db, account_ref)
    _leave_an_admin(db, but=account)
    account.disabled_at = now
    db.add(account)
    end_others(db, account_id=account.id or 0, now=now)
    forget_links(db, account_id=account.id or 0, now=now)
    live.touch(db, "accounts")
    return account


def enable(db: Session, *, account_ref: str) -> Account:
    """Open the door again; the person signs in as before."""
    account = the_account(db, account_ref)
    account.disabled_at = None
    db.add(account)
    live.touch(db, "accounts")
    return account


def the_account(db: Session, ref: str) -> Account:
    found = db.exec(select(Account).where(Account.ref == ref)).first()
    if found is None:
        raise NotFound()
    return found


def _leave_an_admin(db: Session, *, but: Account) -> None:
    """Someone else must be able to sign in and administer accounts, or this one must not be it."""
    admins = db.exec(
        select(Account)
        .join(AccountLevel, col(AccountLevel.account_id) == Account.id)
        .where(
            AccountLevel.tool == Tool.ACCOUNTS.value,
            AccountLevel.level >= int(Level.ADMIN),
            col(Account.disabled_at).is_(None),
            Account.password_hash != "",
        )
        .order_by(col(Account.id))
        # Two admins who demote each other at the same moment must take turns.
        .with_for_update(of=Account)
    ).all()
    if but.id in {a.id for a in admins} and len(admins) == 1:
        raise LastAdmin()
