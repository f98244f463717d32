"""The list of accounts, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from invoice_app.accounts.levels import the_account
from invoice_app.accounts.models import Account, SignedIn
from invoice_app.accounts.presets import CUSTOM, PRESET_LABELS
from invoice_app.accounts.queries import viewer_of_account
from invoice_app.accounts.rules import folded
from invoice_app.shared.dates import instant_text
from invoice_app.shared.permission import Level, Tool

PAGE = 50


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One line of the list. `state` is `active`, `invited` or `disabled`."""

    ref: str
    name: str
    email: str
    preset: str
    state: str
    seen: str


@dataclass(frozen=True, slots=True)
class AccountPage:
    cards: list[AccountCard]
    first: int
    last: int
    total: int


@dataclass(frozen=True, slots=True)
class AccountDetail:
    """An account being changed; `levels` are whole numbers as text, by tool."""

    ref: str
    name: str
    email: str
    preset: str
    state: str
    levels: dict[str, str]


def accounts_page(
    db: Session, *, search: str, staff_only: bool, start: int, time_zone: str, language: str
) -> AccountPage:
    """One page of accounts by name, from the `start`-th on, counted from 0."""
    wanted = _wanted(search, staff_only)
    total = db.exec(select(func.count()).select_from(Account).where(*wanted)).one()
    start = max(0, min(start, (total - 1) // PAGE * PAGE))
    seen = select(func.max(SignedIn.seen_at)).where(SignedIn.account_id == Account.id).scalar_subquery()
    rows = db.exec(
        select(Account, seen)
        .where(*wanted)
        .order_by(col(Account.search), col(Account.id))
        .offset(start)
        .limit(PAGE)
    ).all()
    cards = [_card(account, at, time_zone, language) for account, at in rows]
    return AccountPage(cards, start + 1 if cards else 0, start + len(cards), total)


def _wanted(search: str, staff_only: bool) -> list[ColumnElement[bool]]:
    found = [col(Account.search).contains(word, autoescape=True) for word in folded(search).split()[:8]]
    return [*found, col(Account.preset) != "member"] if staff_only else list(found)


def account_detail(db: Session, *, ref: str) -> AccountDetail:
    """An account with its levels. Raises `NotFound`."""
    account = the_account(db, ref)
    held = viewer_of_account(db, account).levels
    return AccountDetail(
        ref=account.ref,
        name=account.name,
        email=account.email,
        preset=account.preset,
        state=state_of(account),
        levels={tool.value: str(int(held.get(tool, Level.NONE))) for tool in Tool},
    )


def state_of(account: Account) -> str:
    if account.disabled_at:
        return "disabled"
    return "active" if account.password_hash else "invited"


def _card(account: Account, seen_at: datetime | None, time_zone: str, language: str) -> AccountCard:
    label = PRESET_LABELS.get(account.preset, PRESET_LABELS[CUSTOM])
    return AccountCard(
        ref=account.ref,
        name=account.name,
        email=account.email,
        preset=label.to(language),
        state=state_of(account),
        seen=instant_text(seen_at, time_zone, language) if seen_at else "",
    )
