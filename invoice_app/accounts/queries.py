"""Questions about accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from invoice_app.accounts.models import Account, AccountLevel, SignedIn
from invoice_app.shared.dates import instant_text
from invoice_app.shared.ids import fingerprint
from invoice_app.shared.permission import Level, Policy, Tool, Viewer
from invoice_app.shared.phrases import as_language

SEEN_EVERY = timedelta(minutes=1)
"""How often a sign of life is written down."""
_TOOLS = frozenset(tool.value for tool in Tool)


@dataclass(frozen=True, slots=True)
class Recognised:
    """Whose a session cookie is, and whether its last sign of life is older than the program notes."""

    viewer: Viewer | None = None
    is_stale: bool = False


def recognise(db: Session, secret: str, now: datetime) -> Recognised:
    """Who a session cookie belongs to, with what they may do now; nobody when it has ended."""
    found = db.exec(
        select(Account, SignedIn.seen_at)
        .join(SignedIn, col(SignedIn.account_id) == Account.id)
        .where(
            SignedIn.secret_hash == fingerprint(secret),
            SignedIn.ends_at > now,
            col(Account.disabled_at).is_(None),
        )
    ).first()
    if found is None:
        return Recognised()
    account, seen_at = found
    return Recognised(viewer_of_account(db, account), now - seen_at >= SEEN_EVERY)


def viewer_for_session(db: Session, secret: str, now: datetime) -> Viewer | None:
    """Who a session cookie belongs to; nobody when it has ended."""
    return recognise(db, secret, now).viewer if secret else None


def viewer_of_account(db: Session, account: Account) -> Viewer:
    rows = db.exec(select(AccountLevel).where(AccountLevel.account_id == account.id)).all()
    return Viewer(
        account_id=account.id or 0,
        email=account.email,
        name=account.name,
        language=as_language(account.language),
        levels={Tool(r.tool): Level(r.level) for r in rows if r.tool in _TOOLS and r.level > 0},
    )


def account_by_email(db: Session, email: str) -> Account | None:
    return db.exec(select(Account).where(Account.email == email.strip().lower())).first()


@dataclass(frozen=True, slots=True)
class SessionCard:
    """One browser where the person is signed in."""

    ref: str
    browser: str
    address: str
    seen: str
    is_this_one: bool


def sessions_of(
    db: Session, *, account_id: int, secret: str, now: datetime, time_zone: str, language: str
) -> list[SessionCard]:
    """The person's open sessions, the latest seen first."""
    rows = db.exec(
        select(SignedIn)
        .where(SignedIn.account_id == account_id, SignedIn.ends_at > now)
        .order_by(col(SignedIn.seen_at).desc())
        .limit(50)
    )
    return [
        SessionCard(
            ref=row.ref,
            browser=browser_name(row.browser),
            address=row.address,
            seen=instant_text(row.seen_at, time_zone, language),
            is_this_one=row.secret_hash == fingerprint(secret),
        )
        for row in rows
    ]


def browser_name(agent: str) -> str:
    """`Firefox · Windows`, from a User-Agent header; only ever shown."""
    browsers = (("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
    systems = (
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    )
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part) or agent[:40] or "—"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here, to be chosen from a list; `level` is what they have of the tool."""

    account_id: int
    ref: str
    name: str
    email: str
    level: Level


def staff_who_may(db: Session, policy: Policy) -> tuple[Colleague, ...]:
    """Everybody who meets a policy and whose account is not closed, by name."""
    rows = db.exec(
        select(Account, AccountLevel.level)
        .join(AccountLevel, col(AccountLevel.account_id) == Account.id)
        .where(
            AccountLevel.tool == policy.tool,
            AccountLevel.level >= int(policy.level),
            col(Account.disabled_at).is_(None),
        )
        .order_by(col(Account.search), col(Account.id))
    )
    return tuple(
        Colleague(account.id or 0, account.ref, account.name, account.email, Level(level))
        for account, level in rows
    )
