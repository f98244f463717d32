"""An issued invoice never changes: the database itself refuses.

Revision ID: 0002
Revises: 0001
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

FROZEN = (
    "ref", "kind", "number", "customer_id", "bill_to_id", "bill_to_name", "language", "currency",
    "issue_on", "due_on", "subtotal", "total", "typed", "document", "pdf_sha256", "issued_at", "issued_by_name",
)  # fmt: skip
PARTS = ("invoice_line", "invoice_tax")
SAYS = "an issued invoice never changes"


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in ("invoice", *PARTS):
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER {table}_no_{act}" + (f" ON {table}" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION refuse_change_of_issued()")


def _changed(differ: str) -> str:
    """A frozen column differs, or the status goes anywhere but to void."""
    columns = " OR ".join(f"NEW.{column} {differ} OLD.{column}" for column in FROZEN)
    return f"OLD.status <> 'draft' AND ({columns} OR (NEW.status <> OLD.status AND NEW.status <> 'void'))"


def _sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    op.execute(f"CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice WHEN {_changed('IS NOT')} {refuse}")
    op.execute(f"CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice WHEN OLD.status <> 'draft' {refuse}")
    for table in PARTS:
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}")


def _postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_of_issued() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{SAYS}'; END $$"
    )
    run = "FOR EACH ROW {when} EXECUTE FUNCTION refuse_change_of_issued()"
    changed = run.format(when=f"WHEN ({_changed('IS DISTINCT FROM')})")
    issued = run.format(when="WHEN (OLD.status <> 'draft')")
    op.execute(f"CREATE TRIGGER invoice_no_update BEFORE UPDATE ON invoice {changed}")
    op.execute(f"CREATE TRIGGER invoice_no_delete BEFORE DELETE ON invoice {issued}")
    for table in PARTS:
        op.execute(f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {run.format(when='')}")
        op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {run.format(when='')}")
