"""contracts to the cent: change orders, rules, history, tax rates; an issued invoice still never changes

Revision: 0003, after 0002
"""

from datetime import UTC, date, datetime
from uuid import uuid4

import sqlalchemy as sa

from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

FROZEN_BEFORE = (
    "ref", "kind", "number", "customer_id", "bill_to_id", "bill_to_name", "language", "currency",
    "issue_on", "due_on", "subtotal", "total", "typed", "document", "pdf_sha256", "issued_at", "issued_by_name",
)  # fmt: skip
FROZEN = (*FROZEN_BEFORE, "under_kind", "under_id", "credits_id")
SAYS = "an issued invoice never changes"
HISTORY_SAYS = "history is never edited"

_RQ = "Revenu Québec, «\u00a0Calcul des taxes\u00a0», consulté en 2026-11"
_CRA = "Agence du revenu du Canada, «\u00a0Taux de TPS/TVH\u00a0», consulté en 2026-11"
_BC = "Province of British Columbia, PST Bulletin 001"
_SK = "Government of Saskatchewan, PST rate"
_MB = "Province of Manitoba, Retail Sales Tax"
# province, code, fr, en, rate in millionths, first day, last day, printed order, source
_RATES = (
    *((p, "GST", "TPS", "GST", 50_000, date(2008, 1, 1), None, 1, _CRA)
      for p in ("AB", "BC", "MB", "NT", "NU", "QC", "SK", "YT")),
    ("QC", "QST", "TVQ", "QST", 99_750, date(2013, 1, 1), None, 2, _RQ),
    ("ON", "HST", "TVH", "HST", 130_000, date(2010, 7, 1), None, 1, _CRA),
    *((p, "HST", "TVH", "HST", 150_000, date(2016, 7, 1), None, 1, _CRA) for p in ("NB", "NL")),
    ("PE", "HST", "TVH", "HST", 150_000, date(2016, 10, 1), None, 1, _CRA),
    ("NS", "HST", "TVH", "HST", 150_000, date(2010, 7, 1), date(2025, 3, 31), 1, _CRA),
    ("NS", "HST", "TVH", "HST", 140_000, date(2025, 4, 1), None, 1, _CRA),
    ("BC", "PST", "TVP", "PST", 70_000, date(2013, 4, 1), None, 2, _BC),
    ("SK", "PST", "TVP", "PST", 60_000, date(2017, 3, 23), None, 2, _SK),
    ("MB", "RST", "TVD", "RST", 70_000, date(2019, 7, 1), None, 2, _MB),
)  # fmt: skip


def upgrade() -> None:
    _thaw()
    op.create_table('attached_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=26), nullable=False),
    sa.Column('about_kind', sa.String(length=20), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('mime', sa.String(length=100), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_name', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_attached_file')),
    sa.UniqueConstraint('ref', name=op.f('uq_attached_file_ref'))
    )
    with op.batch_alter_table('attached_file', schema=None) as batch_op:
        batch_op.create_index('ix_attached_file_about', ['about_kind', 'about_id'], unique=False)

    op.create_table('change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('about_kind', sa.String(length=20), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=120), nullable=False),
    sa.Column('what_fr', sa.String(length=300), nullable=False),
    sa.Column('what_en', sa.String(length=300), nullable=False),
    sa.Column('before_fr', sa.String(length=2000), nullable=False),
    sa.Column('before_en', sa.String(length=2000), nullable=False),
    sa.Column('after_fr', sa.String(length=2000), nullable=False),
    sa.Column('after_en', sa.String(length=2000), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change'))
    )
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.create_index('ix_change_about', ['about_kind', 'about_id', 'id'], unique=False)

    op.create_table('pdf_profile',
    sa.Column('about_kind', sa.String(length=20), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('options', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('about_kind', 'about_id', name=op.f('pk_pdf_profile'))
    )
    op.create_table('tax_rate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('province', sa.String(length=2), nullable=False),
    sa.Column('code', sa.String(length=10), nullable=False),
    sa.Column('label_fr', sa.String(length=20), nullable=False),
    sa.Column('label_en', sa.String(length=20), nullable=False),
    sa.Column('rate', sa.BigInteger(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('source', sa.String(length=300), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_by_name', sa.String(length=120), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tax_rate')),
    sa.UniqueConstraint('province', 'code', 'from_on', name=op.f('uq_tax_rate_province'))
    )
    with op.batch_alter_table('tax_rate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tax_rate_province'), ['province'], unique=False)

    op.create_table('audience',
    sa.Column('about_kind', sa.String(length=20), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_audience_account_id'), ondelete='RESTRICT'),
    sa.PrimaryKeyConstraint('about_kind', 'about_id', 'account_id', name=op.f('pk_audience'))
    )
    with op.batch_alter_table('audience', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audience_account_id'), ['account_id'], unique=False)

    op.create_table('change_order',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=26), nullable=False),
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('description', sa.String(length=4000), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('approved_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_by_name', sa.String(length=120), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_change_order_contract_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['account.id'], name=op.f('fk_change_order_created_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_change_order')),
    sa.UniqueConstraint('contract_id', 'number', name='uq_change_order_number'),
    sa.UniqueConstraint('contract_id', 'sequence', name=op.f('uq_change_order_contract_id')),
    sa.UniqueConstraint('ref', name=op.f('uq_change_order_ref'))
    )
    op.create_table('contract_contact',
    sa.Column('contract_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contract_id'], ['contract.id'], name=op.f('fk_contract_contact_contract_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_contract_contact_customer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('contract_id', 'customer_id', name=op.f('pk_contract_contact'))
    )
    with op.batch_alter_table('contract_contact', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_contract_contact_customer_id'), ['customer_id'], unique=False)

    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.add_column(sa.Column('province', sa.String(length=2), nullable=False, server_default='QC'))
        batch_op.add_column(sa.Column('retainage_rule', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('retainage_rounding', sa.String(length=5), nullable=False, server_default='line'))
        batch_op.add_column(sa.Column('tax_on_holdback', sa.String(length=10), nullable=False, server_default='deferred'))
        batch_op.add_column(sa.Column('over_billing', sa.String(length=10), nullable=False, server_default='block'))
        batch_op.add_column(sa.Column('starts_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('ends_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('inclusions', sa.String(length=4000), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('exclusions', sa.String(length=4000), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('is_private', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('invoice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('under_kind', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('under_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('credits_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_invoice_under_id'), ['under_id'], unique=False)
        batch_op.create_unique_constraint(batch_op.f('uq_invoice_credits_id'), ['credits_id'])
        batch_op.create_foreign_key(batch_op.f('fk_invoice_credits_id'), 'invoice', ['credits_id'], ['id'])

    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reverses_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_payment_reverses_id'), ['reverses_id'])
        batch_op.create_foreign_key(batch_op.f('fk_payment_reverses_id'), 'payment', ['reverses_id'], ['id'])

    with op.batch_alter_table(
        'progress_invoice', schema=None, table_kwargs={'sqlite_autoincrement': True}
    ) as batch_op:
        batch_op.add_column(sa.Column('kind', sa.String(length=10), nullable=False, server_default='progress'))
        batch_op.add_column(sa.Column('claimed_amount', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('inputs', sa.Text(), nullable=False, server_default=''))
        batch_op.drop_constraint(batch_op.f('uq_progress_invoice_period_id'), type_='unique')
        batch_op.create_index('one_application_a_period', ['period_id'], unique=True, sqlite_where=sa.text("status <> 'void'"), postgresql_where=sa.text("status <> 'void'"))

    with op.batch_alter_table('schedule_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('change_order_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('section', sa.String(length=120), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('cost_code', sa.String(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('unit', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('quantity', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('unit_price', sa.BigInteger(), nullable=True))
        batch_op.create_index(batch_op.f('ix_schedule_item_change_order_id'), ['change_order_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_schedule_item_change_order_id'), 'change_order', ['change_order_id'], ['id'], ondelete='CASCADE')

    _attach_to_contracts()
    _orders_from_labels()
    with op.batch_alter_table('schedule_item', schema=None) as batch_op:
        batch_op.drop_column('change_order')
    _seed_tax_rates()
    _freeze(FROZEN)
    _keep_history()


def downgrade() -> None:
    """One way once an application was undone: a period then has two, which the earlier form refuses."""
    _thaw()
    _lose_history()
    with op.batch_alter_table('schedule_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('change_order', sa.VARCHAR(length=40), nullable=False, server_default=''))
    op.execute(
        "UPDATE schedule_item SET change_order = COALESCE("
        "(SELECT number FROM change_order o WHERE o.id = schedule_item.change_order_id), '')"
    )
    with op.batch_alter_table('schedule_item', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_schedule_item_change_order_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_schedule_item_change_order_id'))
        batch_op.drop_column('unit_price')
        batch_op.drop_column('quantity')
        batch_op.drop_column('unit')
        batch_op.drop_column('cost_code')
        batch_op.drop_column('section')
        batch_op.drop_column('change_order_id')

    with op.batch_alter_table('progress_invoice', schema=None) as batch_op:
        batch_op.drop_index('one_application_a_period', sqlite_where=sa.text("status <> 'void'"), postgresql_where=sa.text("status <> 'void'"))
        batch_op.create_unique_constraint(batch_op.f('uq_progress_invoice_period_id'), ['period_id'])
        batch_op.drop_column('inputs')
        batch_op.drop_column('claimed_amount')
        batch_op.drop_column('kind')

    with op.batch_alter_table('payment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_payment_reverses_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_payment_reverses_id'), type_='unique')
        batch_op.drop_column('reverses_id')

    with op.batch_alter_table('invoice', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_invoice_credits_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_invoice_credits_id'), type_='unique')
        batch_op.drop_index(batch_op.f('ix_invoice_under_id'))
        batch_op.drop_column('credits_id')
        batch_op.drop_column('under_id')
        batch_op.drop_column('under_kind')

    with op.batch_alter_table('contract', schema=None) as batch_op:
        batch_op.drop_column('is_private')
        batch_op.drop_column('exclusions')
        batch_op.drop_column('inclusions')
        batch_op.drop_column('ends_on')
        batch_op.drop_column('starts_on')
        batch_op.drop_column('over_billing')
        batch_op.drop_column('tax_on_holdback')
        batch_op.drop_column('retainage_rounding')
        batch_op.drop_column('retainage_rule')
        batch_op.drop_column('province')

    with op.batch_alter_table('contract_contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contract_contact_customer_id'))

    op.drop_table('contract_contact')
    op.drop_table('change_order')
    with op.batch_alter_table('audience', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audience_account_id'))

    op.drop_table('audience')
    with op.batch_alter_table('tax_rate', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_tax_rate_province'))

    op.drop_table('tax_rate')
    op.drop_table('pdf_profile')
    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.drop_index('ix_change_about')

    op.drop_table('change')
    with op.batch_alter_table('attached_file', schema=None) as batch_op:
        batch_op.drop_index('ix_attached_file_about')

    op.drop_table('attached_file')
    _freeze(FROZEN_BEFORE)


def _attach_to_contracts() -> None:
    """Invoices already issued stand under their contract, and contracts are where the organisation is."""
    op.execute(
        "UPDATE invoice SET under_kind = 'contract', under_id = (SELECT p.contract_id FROM progress_invoice p "
        "WHERE p.invoice_id = invoice.id) "
        "WHERE id IN (SELECT invoice_id FROM progress_invoice WHERE invoice_id IS NOT NULL)"
    )
    op.execute(
        "UPDATE contract SET province = (SELECT province FROM organisation WHERE organisation.id = 1) "
        "WHERE EXISTS (SELECT 1 FROM organisation WHERE organisation.id = 1)"
    )


def _orders_from_labels() -> None:
    """A change order was a label on a line: a record where its contract is approved, a heading where not.

    It was in force from the first period, and stays so.
    """
    db = op.get_bind()
    item = sa.table(
        "schedule_item", sa.column("id"), sa.column("contract_id"), sa.column("change_order"),
        sa.column("change_order_id"), sa.column("description"), sa.column("position"), sa.column("section"),
    )  # fmt: skip
    contract = sa.table("contract", sa.column("id"), sa.column("signed_on"), sa.column("approved_at"))
    period = sa.table("billing_period", sa.column("contract_id"), sa.column("starts_on"))
    drafts = sa.select(contract.c.id).where(contract.c.approved_at.is_(None))
    db.execute(
        item.update()
        .where(item.c.change_order != "", item.c.contract_id.in_(drafts))
        .values(section=item.c.change_order, change_order="")
    )
    order = sa.table(
        "change_order", sa.column("id"), sa.column("ref"), sa.column("contract_id"), sa.column("sequence"),
        sa.column("number"), sa.column("title"), sa.column("description"), sa.column("status"),
        sa.column("approved_on", sa.Date), sa.column("version"), sa.column("created_at", sa.DateTime(timezone=True)),
        sa.column("approved_at", sa.DateTime(timezone=True)), sa.column("approved_by_name"),
    )  # fmt: skip
    labelled = db.execute(
        sa.select(item).where(item.c.change_order != "").order_by(item.c.contract_id, item.c.position)
    ).all()
    made: dict[tuple[int, str], int] = {}
    for row in labelled:
        key = (row.contract_id, row.change_order)
        if key not in made:
            now = datetime.now(UTC)
            signed = db.execute(sa.select(contract.c.signed_on).where(contract.c.id == row.contract_id)).scalar()
            began = db.execute(
                sa.select(sa.func.min(period.c.starts_on)).where(period.c.contract_id == row.contract_id)
            ).scalar()
            days = [date.fromisoformat(str(day)) for day in (signed, began) if day]
            sequence = 1 + sum(1 for contract_id, _ in made if contract_id == row.contract_id)
            db.execute(
                order.insert().values(
                    ref=uuid4().hex[:26], contract_id=row.contract_id, sequence=sequence,
                    number=row.change_order, title=row.description[:200], description="", status="approved",
                    approved_on=min(days, default=date(2000, 1, 1)), version=1,
                    created_at=now, approved_at=now, approved_by_name="",
                )
            )  # fmt: skip
            made[key] = db.execute(
                sa.select(order.c.id).where(order.c.contract_id == key[0], order.c.number == key[1])
            ).scalar_one()
        db.execute(item.update().where(item.c.id == row.id).values(change_order_id=made[key]))


def _seed_tax_rates() -> None:
    columns = ("province", "code", "label_fr", "label_en", "rate", "from_on", "to_on", "position", "source")
    table = sa.table(
        "tax_rate", *[sa.column(name, sa.Date if name.endswith("_on") else None) for name in columns],
        sa.column("version"), sa.column("changed_by_name"),
    )  # fmt: skip
    rows = [dict(zip(columns, rate, strict=True)) | {"version": 1, "changed_by_name": ""} for rate in _RATES]
    op.bulk_insert(table, rows)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _thaw() -> None:
    """SQLite changes a table by writing a new one, which loses its triggers: they are put back after."""
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER invoice_no_{act}" + (" ON invoice" if _is_postgresql() else ""))


def _freeze(frozen: tuple[str, ...]) -> None:
    differ = "IS DISTINCT FROM" if _is_postgresql() else "IS NOT"
    columns = " OR ".join(f"NEW.{column} {differ} OLD.{column}" for column in frozen)
    changed = f"OLD.status <> 'draft' AND ({columns} OR (NEW.status <> OLD.status AND NEW.status <> 'void'))"
    _refuse("invoice", "update", changed, "refuse_change_of_issued", SAYS)
    _refuse("invoice", "delete", "OLD.status <> 'draft'", "refuse_change_of_issued", SAYS)


def _keep_history() -> None:
    if _is_postgresql():
        op.execute(
            "CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{HISTORY_SAYS}'; END $$"
        )
    for act in ("update", "delete"):
        _refuse("change", act, "", "refuse_change_of_history", HISTORY_SAYS)


def _lose_history() -> None:
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER change_no_{act}" + (" ON change" if _is_postgresql() else ""))
    if _is_postgresql():
        op.execute("DROP FUNCTION refuse_change_of_history()")


def _refuse(table: str, act: str, when: str, function: str, says: str) -> None:
    condition = f"WHEN ({when}) " if when else ""
    trigger = f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
    if _is_postgresql():
        op.execute(f"{trigger}FOR EACH ROW {condition}EXECUTE FUNCTION {function}()")
    else:
        op.execute(f"{trigger}{condition}BEGIN SELECT RAISE(ABORT, '{says}'); END")
