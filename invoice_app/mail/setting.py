"""The one row of how mail is set up."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session, col, select

from invoice_app.mail.models import MailSetup
from invoice_app.shared.dates import now_utc


def setup_row(db: Session) -> MailSetup:
    """The row, made at its first use; two processes that make it at once make one."""
    found = db.get(MailSetup, 1)
    if found:
        return found
    insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
    first = MailSetup(id=1, changed_at=now_utc())
    db.execute(insert(MailSetup).values(**first.model_dump()).on_conflict_do_nothing())
    return db.exec(select(MailSetup).where(col(MailSetup.id) == 1)).one()
