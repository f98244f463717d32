"""Links sent by email: for one account and one purpose, used once, for a while, kept as a hash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from invoice_app.accounts.models import Account, AccountLink, LinkPurpose
from invoice_app.shared.ids import fingerprint, new_secret
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal
from invoice_app.shared.settings import settings

LASTS = {
    LinkPurpose.INVITATION: timedelta(days=14),
    LinkPurpose.PASSWORD: timedelta(hours=1),
    LinkPurpose.SIGN_IN: timedelta(minutes=10),
}


class LinkEnded(Refusal):
    says = Phrase(
        "Ce lien n’est plus bon : il a servi, ou son temps est passé. Demandez-en un autre.",
        "This link is no longer good: it was used, or its time has passed. Ask for another.",
    )
    status = 410


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What a link's page shows. `purpose` is empty when the link is good for nothing any more."""

    purpose: str = ""
    email: str = ""
    name: str = ""


def make_link(
    db: Session, *, account_id: int, purpose: LinkPurpose, now: datetime, lasts: timedelta | None = None
) -> str:
    """A new link's secret, kept here only as a hash."""
    secret = new_secret()
    db.add(
        AccountLink(
            secret_hash=fingerprint(secret),
            account_id=account_id,
            purpose=purpose.value,
            created_at=now,
            ends_at=now + (lasts or LASTS[purpose]),
        )
    )
    db.flush()
    return secret


def url_of(secret: str) -> str:
    """A link's address. It starts with the configured one: what a request says of its host is never asked."""
    return f"{settings().address}/link/{secret}"


def look_at(db: Session, *, secret: str, now: datetime) -> LinkCard:
    """What a link is for. Looking spends nothing, so mail scanners may."""
    found = db.exec(
        select(AccountLink, Account)
        .join(Account, col(AccountLink.account_id) == Account.id)
        .where(
            AccountLink.secret_hash == fingerprint(secret),
            col(AccountLink.used_at).is_(None),
            AccountLink.ends_at > now,
            col(Account.disabled_at).is_(None),
        )
    ).first()
    if found is None:
        return LinkCard()
    link, account = found
    return LinkCard(link.purpose, account.email, account.name)


def spend(db: Session, *, secret: str, purposes: set[LinkPurpose], now: datetime) -> Account:
    """Use a link up and say whose it is. Of several at once, one succeeds; others get `LinkEnded`."""
    spent = db.execute(
        update(AccountLink)
        .where(
            col(AccountLink.secret_hash) == fingerprint(secret),
            col(AccountLink.purpose).in_([purpose.value for purpose in purposes]),
            col(AccountLink.used_at).is_(None),
            col(AccountLink.ends_at) > now,
        )
        .values(used_at=now)
        .returning(col(AccountLink.account_id))
    ).first()
    account = db.get(Account, spent.account_id) if spent else None
    if account is None or account.disabled_at is not None:
        raise LinkEnded()
    return account


def forget_links(db: Session, *, account_id: int, now: datetime) -> None:
    """Make every link sent to an account useless, after its password changed or its door was closed."""
    db.execute(
        update(AccountLink)
        .where(col(AccountLink.account_id) == account_id, col(AccountLink.used_at).is_(None))
        .values(used_at=now)
        .execution_options(synchronize_session="fetch")
    )
