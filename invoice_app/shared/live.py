"""How an open page learns of a change made elsewhere: versions of topics, kept in the database.

An action touches the topics it changes (`touch(db, "invoices", "invoice:abc")`). The transaction
that commits the change also raises the topics' versions, so a page can never be told of something
that did not happen. Each process looks for raised versions about once a second, or at once when
the change was its own. The database is the only channel, so it works with several processes.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from invoice_app.shared.dates import now_utc
from invoice_app.shared.tables import Field, SQLModel

_TOUCHED = "touched topics"
# Clocks of several machines differ and commits take time: look back this far, and compare versions.
_OVERLAP = timedelta(seconds=15)

changed_here = threading.Event()


class LiveTopic(SQLModel, table=True):
    """How often a topic has changed, and when it last did."""

    __tablename__ = "live_topic"

    topic: str = Field(primary_key=True, max_length=80)
    version: int = 0
    touched_at: datetime = Field(index=True)


def touch(db: Session, *topics: str) -> None:
    """Say that these topics change if this transaction is kept."""
    db.info.setdefault(_TOUCHED, set()).update(topics)


def announce(db: Session) -> None:
    """Raise the versions of what was touched; the last step before a commit."""
    now = now_utc()
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    # Sorted, so that two transactions never wait for each other in a ring.
    for topic in sorted(db.info.get(_TOUCHED, ())):
        row = insert(LiveTopic).values(topic=topic, version=1, touched_at=now)
        db.execute(
            row.on_conflict_do_update(
                index_elements=["topic"],
                set_={"version": col(LiveTopic.version) + 1, "touched_at": now},
            )
        )


def wake(db: Session) -> None:
    """Let this process look at once, after the commit."""
    if db.info.pop(_TOUCHED, None):
        changed_here.set()


def versions(db: Session, now: datetime) -> dict[str, int]:
    """The topics touched lately, with their versions."""
    rows = db.exec(
        select(LiveTopic.topic, LiveTopic.version).where(col(LiveTopic.touched_at) > now - _OVERLAP)
    )
    return dict(rows.all())


def version_of(db: Session, *topics: str) -> int:
    """How often these topics have changed in all: another number says that one of them did since."""
    rows = db.exec(select(LiveTopic.version).where(col(LiveTopic.topic).in_(topics)))
    return sum(rows)


class Watch:
    """Remembers versions, and says which topics have risen since it last looked."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}
        self._first = True

    def risen(self, current: dict[str, int]) -> set[str]:
        risen = {t for t, version in current.items() if version > self._seen.get(t, 0)}
        self._seen |= current
        if self._first:
            # What happened before this process listened is on its pages already.
            self._first = False
            return set()
        return risen


def meets(wanted: Iterable[str], risen: set[str]) -> bool:
    return not risen.isdisjoint(wanted)
