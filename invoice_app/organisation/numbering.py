"""Numbers of documents: one series per type and year, without gap or double.

A document's number is printed on its PDF, and a PDF is slow to make, so the number is first only
foreseen (`next_number`), the PDF is made with it outside any lock, and the number is taken in the
transaction that issues (`take_number`). Whoever took it meanwhile makes that fail, and the caller
starts again with the next one. Nothing is ever reserved, so a failure leaves no gap.
"""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col

from invoice_app.organisation.models import NumberSeries
from invoice_app.shared.phrases import Phrase
from invoice_app.shared.refusals import Refusal

PREFIXES = {"invoice": "FA", "credit": "NC", "application": "DP", "receipt": "RE"}
"""Document types with their prefix, the same in both languages: a number is a name."""


class NumberTaken(Refusal):
    """Another document got the foreseen number first: foresee again."""

    says = Phrase(
        "Plusieurs factures ont été émises en même temps. Rien n’a été perdu : appuyez de nouveau.",
        "Several invoices were issued at the same time. Nothing is lost: press again.",
    )


def number_text(kind: str, year: int, number: int) -> str:
    """`FA-2026-0014`."""
    return f"{PREFIXES[kind]}-{year}-{number:04d}"


def next_number(db: Session, *, kind: str, year: int) -> int:
    """The number that the next document of this series would get; takes nothing."""
    series = db.get(NumberSeries, (kind, year))
    return series.next_number if series else 1


def is_latest_number(db: Session, *, kind: str, year: int, number: str) -> bool:
    """Whether nothing was numbered in this series since."""
    return number == number_text(kind, year, next_number(db, kind=kind, year=year) - 1)


def take_number(db: Session, *, kind: str, year: int, foreseen: int) -> str:
    """Give the foreseen number to the document being issued in this transaction.

    Raises `NumberTaken` when another transaction was first.
    """
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    db.execute(insert(NumberSeries).values(kind=kind, year=year, next_number=1).on_conflict_do_nothing())
    taken = db.execute(
        update(NumberSeries)
        .where(
            col(NumberSeries.kind) == kind,
            col(NumberSeries.year) == year,
            col(NumberSeries.next_number) == foreseen,
        )
        .values(next_number=foreseen + 1)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        raise NumberTaken()
    return number_text(kind, year, foreseen)
