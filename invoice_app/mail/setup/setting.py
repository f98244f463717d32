"""How mail is set up in the app: the one row of it."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session

from invoice_app.mail.models import MailSetup
from invoice_app.shared.dates import now_utc


def setup_row(db: Session) -> MailSetup:
    """The row, made if there is none yet; two that make it at once get the same one."""
    found = db.get(MailSetup, 1)
    if found is None:
        insert = pg_insert if db.get_bind().dialect.name == "postgresql" else sqlite_insert
        row = MailSetup(id=1, changed_at=now_utc())
        db.execute(insert(MailSetup).values(**row.model_dump()).on_conflict_do_nothing())
        found = db.get_one(MailSetup, 1)
    return found
