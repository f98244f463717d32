"""What changed on a record, who changed it and when: written by actions, never edited.

An action that changes something worth knowing calls `record` in its own transaction. What is kept
is words, in both languages, so that a line still says the same when a label or a rule changes.
The database itself refuses to change or delete a line.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Session, col, select

from invoice_app.shared.about import About
from invoice_app.shared.dates import instant_text
from invoice_app.shared.permission import Viewer
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.tables import Field, SQLModel

PAGE = 100
_LONGEST = 2000
_SAME = Phrase("", "")


class Change(SQLModel, table=True):
    """One line of a record's history; `by_id` is the account, which may be gone."""

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_about", "about_kind", "about_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    about_kind: str = Field(max_length=20)
    about_id: int
    at: datetime
    by_id: int | None = None
    by_name: str = Field(default="", max_length=120)
    what_fr: str = Field(max_length=300)
    what_en: str = Field(max_length=300)
    before_fr: str = Field(default="", max_length=_LONGEST)
    before_en: str = Field(default="", max_length=_LONGEST)
    after_fr: str = Field(default="", max_length=_LONGEST)
    after_en: str = Field(default="", max_length=_LONGEST)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A line of history as it is shown; `before` and `after` are empty where nothing is compared."""

    when: str
    who: str
    what: str
    before: str
    after: str


def record(
    db: Session, about: About, what: Phrase, *, by: Viewer | None, now: datetime,
    before: Phrase | str = _SAME, after: Phrase | str = _SAME,
) -> None:  # fmt: skip
    """Add a line to a record's history. `by` None is the program itself."""
    was, becomes = _phrase(before), _phrase(after)
    db.add(
        Change(
            about_kind=about.kind,
            about_id=about.id,
            at=now,
            by_id=by.account_id if by else None,
            by_name=by.name if by else "",
            what_fr=what.fr[:300],
            what_en=what.en[:300],
            before_fr=was.fr[:_LONGEST],
            before_en=was.en[:_LONGEST],
            after_fr=becomes.fr[:_LONGEST],
            after_en=becomes.en[:_LONGEST],
        )
    )


def history_of(
    db: Session, *abouts: About, language: str, time_zone: str, page: int = 0
) -> tuple[ChangeRow, ...]:
    """A page of the lines about some records, the latest first; one over `PAGE` says there are more."""
    if not abouts:
        return ()
    about = (col(Change.about_kind) == abouts[0].kind) & (col(Change.about_id) == abouts[0].id)
    for other in abouts[1:]:
        about |= (col(Change.about_kind) == other.kind) & (col(Change.about_id) == other.id)
    rows = db.exec(
        select(Change)
        .where(about)
        .order_by(col(Change.at).desc(), col(Change.id).desc())
        .offset(page * PAGE)
        .limit(PAGE + 1)
    )
    english = language == "en"
    return tuple(
        ChangeRow(
            when=instant_text(row.at, time_zone, language),
            who=row.by_name,
            what=row.what_en if english else row.what_fr,
            before=row.before_en if english else row.before_fr,
            after=row.after_en if english else row.after_fr,
        )
        for row in rows
    )


def _phrase(said: Phrase | str) -> Phrase:
    return said if isinstance(said, Phrase) else Phrase(said, said)
