"""How Alembic reaches the database: by the settings, or by the address that it is handed."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, event, types

from invoice_app.commands.migrate import tables
from invoice_app.shared.database import make_engine
from invoice_app.shared.settings import settings

# Any number, the same for everybody: two servers that start together migrate one after the other.
_LOCK = 7_320_261


def _run() -> None:
    engine = make_engine(context.config.attributes.get("url") or settings().database)
    sqlite = engine.dialect.name == "sqlite"
    if sqlite:
        # SQLite changes a table by writing a new one; references must hold again only at the end.
        event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA foreign_keys=OFF"))
    with engine.execution_options(writes=True).connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=tables(),
            render_as_batch=sqlite,
            transactional_ddl=True,
            compare_type=True,
            render_item=_plain_types,
        )
        with context.begin_transaction():
            if not sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
            context.run_migrations()
            if sqlite:
                _check_references(connection)
    engine.dispose()


def _plain_types(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """A migration says what the column is, not which class of ours reads it: classes change."""
    if kind == "type" and isinstance(item, types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    return False


def _check_references(connection: Connection) -> None:
    if broken := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
        raise RuntimeError(f"the migration leaves {len(broken)} broken reference(s), first: {broken[0]}")


_run()
