"""Who may read a record that is private: named people, and nobody else but the tool's admins.

A record without an audience is read by everyone who has the right. The rows stand apart from the
records so that what hangs from a private record (an invoice of a contract) asks the same question
without knowing its room.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from invoice_app.shared.about import About
from invoice_app.shared.tables import Field, SQLModel


class Audience(SQLModel, table=True):
    """One person who may read one private record."""

    about_kind: str = Field(primary_key=True, max_length=20)
    about_id: int = Field(primary_key=True)
    # An account that went away with its rows would open to everybody what only it could read.
    account_id: int = Field(foreign_key="account.id", primary_key=True, ondelete="RESTRICT", index=True)


def restrict(db: Session, about: About, account_ids: Iterable[int]) -> None:
    """Let only these people read the record; none at all makes it open again."""
    db.execute(
        delete(Audience).where(col(Audience.about_kind) == about.kind, col(Audience.about_id) == about.id)
    )
    db.add_all(
        Audience(about_kind=about.kind, about_id=about.id, account_id=account_id)
        for account_id in sorted(set(account_ids))
    )
    db.flush()


def audience_of(db: Session, about: About) -> list[int]:
    """The accounts that may read the record; empty when it is open."""
    return list(
        db.exec(
            select(Audience.account_id)
            .where(Audience.about_kind == about.kind, Audience.about_id == about.id)
            .order_by(col(Audience.account_id))
        )
    )


def is_heard_by(db: Session, about: About, account_id: int) -> bool:
    """Whether this person may read the record, the tool's rights apart."""
    heard = audience_of(db, about)
    return not heard or account_id in heard


def heard_by(
    kind: ColumnElement[str] | Mapped[str] | str, id_column: Mapped[Any], account_id: int
) -> ColumnElement[bool]:
    """The same as a condition on a list; `kind` is a literal or a column."""
    here = (Audience.about_kind == kind, Audience.about_id == id_column)
    anyone = select(col(Audience.account_id)).where(*here).correlate_except(Audience)
    return or_(~anyone.exists(), anyone.where(col(Audience.account_id) == account_id).exists())
