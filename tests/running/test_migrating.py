"""What a database of before contracts to the cent becomes."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command

from invoice_app.commands.migrate import alembic_config
from invoice_app.shared.database import make_engine

_EMPTY = {"VARCHAR": "", "TEXT": "", "DATETIME": "2026-01-05 12:00:00"}


def test_what_was_issued_stands_under_its_contract_and_labels_become_change_orders(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/old.db"
    command.upgrade(alembic_config(url), "0002")
    engine = make_engine(url)
    with engine.begin() as db:
        _fill(db)
    command.upgrade(alembic_config(url), "head")
    with engine.begin() as db:
        under = db.execute(sa.text("SELECT under_kind, under_id FROM invoice WHERE id = 5")).one()
        assert under == ("contract", 3)
        assert set(db.execute(sa.text("SELECT province FROM contract")).scalars()) == {"ON"}
        orders = sa.text("SELECT contract_id, number, status, approved_on FROM change_order")
        assert db.execute(orders).all() == [(3, "OC-1", "approved", "2026-01-01")]
        items = sa.text("SELECT contract_id, change_order_id, section FROM schedule_item ORDER BY id")
        assert db.execute(items).all() == [(3, None, ""), (3, 1, ""), (4, None, "OC-9")]
    # As frozen as before, with what it stands under.
    for change in ("number = 'FA-9'", "under_id = 4"):
        assert "an issued invoice never changes" in _refusal(engine, change)
    engine.dispose()


def _fill(db: sa.Connection) -> None:
    """A contract approved, with a label on a line and an issued application; another, still a draft."""
    _insert(db, "organisation", id=1, province="ON")
    _insert(db, "customer", id=2, ref="k2")
    for id_, status, approved in ((3, "approved", "2026-01-05 12:00:00"), (4, "draft", None)):
        _insert(db, "contract", id=id_, ref=f"c{id_}", number=f"C-{id_}", status=status,
                signed_on="2026-01-10", approved_at=approved)  # fmt: skip
    for id_, contract, order in ((1, 3, ""), (2, 3, "OC-1"), (3, 4, "OC-9")):
        _insert(db, "schedule_item", id=id_, contract_id=contract, position=id_, change_order=order)
    _insert(db, "billing_period", id=1, contract_id=3, starts_on="2026-01-01", ends_on="2026-01-31",
            due_on="2026-02-25")  # fmt: skip
    _insert(db, "invoice", id=5, ref="i5", kind="progress", status="issued", number="FA-1", customer_id=2,
            bill_to_id=2)  # fmt: skip
    _insert(db, "progress_invoice", id=1, ref="p1", contract_id=3, period_id=1, sequence=1, invoice_id=5)


def _insert(db: sa.Connection, table: str, **values: object) -> None:
    """A row with what is said; other columns that must have something have what is empty."""
    needed = {
        column["name"]: _EMPTY.get(type(column["type"]).__name__, 0)
        for column in sa.inspect(db).get_columns(table)
        if not column["nullable"]
    }
    row = needed | values
    names = [f":{name}" for name in row]
    db.execute(sa.text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({', '.join(names)})"), row)


def _refusal(engine: sa.Engine, change: str) -> str:
    try:
        with engine.begin() as db:
            db.execute(sa.text(f"UPDATE invoice SET {change} WHERE id = 5"))
    except sa.exc.DBAPIError as error:
        return str(error)
    return ""
