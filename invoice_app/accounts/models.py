"""Accounts, what they may do, where they are signed in, and the links sent to them."""

from datetime import datetime
from enum import StrEnum

from invoice_app.shared.ids import new_ref
from invoice_app.shared.tables import Field, SQLModel


class Account(SQLModel, table=True):
    """A person who can sign in. Without a password they have not accepted their invitation yet.

    `search` is the name and the address, folded (lower case, no accents): found and sorted by.
    """

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    email: str = Field(unique=True, max_length=254)
    name: str = Field(max_length=120)
    search: str = Field(default="", max_length=400, index=True)
    language: str = Field(default="fr", max_length=2)
    preset: str = Field(default="member", max_length=20)
    password_hash: str = Field(default="", max_length=200)
    disabled_at: datetime | None = None
    created_at: datetime


class AccountLevel(SQLModel, table=True):
    """What an account may do with one tool; no row means nothing."""

    __tablename__ = "account_level"

    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="CASCADE")
    tool: str = Field(primary_key=True, max_length=20)
    level: int


class SignedIn(SQLModel, table=True):
    """A session: one browser where an account is signed in. The cookie's secret is not kept."""

    __tablename__ = "signed_in"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(default_factory=new_ref, unique=True, max_length=26)
    secret_hash: str = Field(unique=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    created_at: datetime
    seen_at: datetime
    ends_at: datetime
    browser: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=64)


class LinkPurpose(StrEnum):
    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105 — the name of a purpose
    SIGN_IN = "sign_in"


class AccountLink(SQLModel, table=True):
    """A link sent by email: for one account and one purpose, used once, for a while."""

    __tablename__ = "account_link"

    id: int | None = Field(default=None, primary_key=True)
    secret_hash: str = Field(unique=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True, ondelete="CASCADE")
    purpose: str = Field(max_length=20)
    created_at: datetime
    ends_at: datetime
    used_at: datetime | None = None
