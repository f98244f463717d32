"""mail that can be trusted: drafts, templates, set-up, groups, bulk sends, notices

Revision: 0004, after 0003
"""

import sqlalchemy as sa

from alembic import op
from invoice_app.mail.searching import folded, words_of

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('bulk_send',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=26), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=False),
    sa.Column('created_by_name', sa.String(length=120), nullable=False),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_send')),
    sa.UniqueConstraint('ref', name=op.f('uq_bulk_send_ref'))
    )
    with op.batch_alter_table('bulk_send', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_send_state'), ['state'], unique=False)

    op.create_table('customer_group',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=26), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_group')),
    sa.UniqueConstraint('name', name=op.f('uq_customer_group_name')),
    sa.UniqueConstraint('ref', name=op.f('uq_customer_group_ref'))
    )
    op.create_table('mail_hold',
    sa.Column('transport', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('began_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('probe_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('transport', name=op.f('pk_mail_hold'))
    )
    op.create_table('mail_preference',
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('follows', sa.String(length=6), nullable=False),
    sa.Column('by_email', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_mail_preference'))
    )
    op.create_table('mail_template',
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'language', name=op.f('pk_mail_template'))
    )
    op.create_table('customer_in_group',
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['customer_id'], ['customer.id'], name=op.f('fk_customer_in_group_customer_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['group_id'], ['customer_group.id'], name=op.f('fk_customer_in_group_group_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('group_id', 'customer_id', name=op.f('pk_customer_in_group'))
    )
    with op.batch_alter_table('customer_in_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_in_group_customer_id'), ['customer_id'], unique=False)

    op.create_table('email_alias',
    sa.Column('message_id', sa.String(length=400), nullable=False),
    sa.Column('email_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['email_id'], ['email.id'], name=op.f('fk_email_alias_email_id')),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_email_alias'))
    )
    with op.batch_alter_table('email_alias', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_email_alias_email_id'), ['email_id'], unique=False)

    op.create_table('mail_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=26), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('about_kind', sa.String(length=40), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=False),
    sa.Column('wish', sa.String(length=12), nullable=False),
    sa.Column('answers_id', sa.Integer(), nullable=True),
    sa.Column('typed', sa.Text(), nullable=False),
    sa.Column('email_id', sa.Integer(), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['answers_id'], ['email.id'], name=op.f('fk_mail_draft_answers_id')),
    sa.ForeignKeyConstraint(['email_id'], ['email.id'], name=op.f('fk_mail_draft_email_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_draft'))
    )
    with op.batch_alter_table('mail_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_draft_answers_id'), ['answers_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_draft_email_id'), ['email_id'], unique=False)
        batch_op.create_index('ix_mail_draft_of', ['account_id', 'about_kind', 'about_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_mail_draft_ref'), ['ref'], unique=True)

    op.create_table('mail_setup',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('installation', sa.String(length=26), nullable=False),
    sa.Column('transport', sa.String(length=20), nullable=False),
    sa.Column('from_address', sa.String(length=254), nullable=False),
    sa.Column('reply_domain', sa.String(length=253), nullable=False),
    sa.Column('sender_policy', sa.String(length=12), nullable=False),
    sa.Column('smtp_host', sa.String(length=253), nullable=False),
    sa.Column('smtp_port', sa.Integer(), nullable=False),
    sa.Column('smtp_security', sa.String(length=10), nullable=False),
    sa.Column('smtp_user', sa.String(length=254), nullable=False),
    sa.Column('smtp_password_sealed', sa.Text(), nullable=False),
    sa.Column('sendgrid_region', sa.String(length=10), nullable=False),
    sa.Column('sendgrid_key_sealed', sa.Text(), nullable=False),
    sa.Column('events_public_key', sa.String(length=400), nullable=False),
    sa.Column('inbound_public_key', sa.String(length=400), nullable=False),
    sa.Column('test_email_id', sa.Integer(), nullable=True),
    sa.Column('tested_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('tested_by_name', sa.String(length=200), nullable=False),
    sa.Column('event_heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reply_heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refused_hooks', sa.Integer(), nullable=False),
    sa.Column('refused_hook_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('paused_by_name', sa.String(length=200), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('changed_by_name', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['test_email_id'], ['email.id'], name=op.f('fk_mail_setup_test_email_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_setup'))
    )
    with op.batch_alter_table('mail_setup', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_setup_test_email_id'), ['test_email_id'], unique=False)

    op.create_table('reply_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=False),
    sa.Column('email_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['email_id'], ['email.id'], name=op.f('fk_reply_notice_email_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reply_notice')),
    sa.UniqueConstraint('account_id', 'email_id', name='uq_reply_notice')
    )
    with op.batch_alter_table('reply_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reply_notice_email_id'), ['email_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_reply_notice_mailed_at'), ['mailed_at'], unique=False)
        batch_op.create_index('ix_reply_notice_unseen', ['account_id', 'seen_at'], unique=False)

    op.create_table('bulk_item',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('bulk_id', sa.Integer(), nullable=False),
    sa.Column('invoice_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('email_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['bulk_id'], ['bulk_send.id'], name=op.f('fk_bulk_item_bulk_id')),
    sa.ForeignKeyConstraint(['email_id'], ['email.id'], name=op.f('fk_bulk_item_email_id')),
    sa.ForeignKeyConstraint(['invoice_id'], ['invoice.id'], name=op.f('fk_bulk_item_invoice_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_item')),
    sa.UniqueConstraint('bulk_id', 'invoice_id', name='uq_bulk_item')
    )
    with op.batch_alter_table('bulk_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_bulk_item_bulk_id'), ['bulk_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bulk_item_email_id'), ['email_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_bulk_item_invoice_id'), ['invoice_id'], unique=False)
        batch_op.create_index('ix_bulk_item_state', ['bulk_id', 'state', 'id'], unique=False)

    op.create_table('mail_draft_file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('ref', sa.String(length=26), nullable=False),
    sa.Column('draft_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('mime', sa.String(length=120), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['draft_id'], ['mail_draft.id'], name=op.f('fk_mail_draft_file_draft_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_draft_file')),
    sa.UniqueConstraint('ref', name=op.f('uq_mail_draft_file_ref'))
    )
    with op.batch_alter_table('mail_draft_file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mail_draft_file_draft_id'), ['draft_id'], unique=False)

    with op.batch_alter_table('email', schema=None) as batch_op:
        batch_op.add_column(sa.Column('clean_html', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('html_version', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('remote_images', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('refused', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('auth', sa.String(length=12), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('why', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('answers_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('verdict', sa.String(length=12), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('verdict_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('verdict_by_name', sa.String(length=200), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('search', sa.Text(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('send_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_email_answers_id'), ['answers_id'], unique=False)
        batch_op.create_index('ix_email_at', ['at', 'id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_email_answers_id'), 'email', ['answers_id'], ['id'])

    with op.batch_alter_table('email_recipient', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_email_recipient_status'), ['status'], unique=False)

    with op.batch_alter_table('email_attachment', schema=None) as batch_op:
        batch_op.add_column(sa.Column('inline', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('risk', sa.String(length=20), nullable=False, server_default=''))

    with op.batch_alter_table('inbound_raw', schema=None) as batch_op:
        batch_op.add_column(sa.Column('why', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('dkim', sa.String(length=1000), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('spf', sa.String(length=20), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('attempts', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('size', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('settled_by_name', sa.String(length=200), nullable=False, server_default=''))

    with op.batch_alter_table('outbox_item', schema=None) as batch_op:
        batch_op.add_column(sa.Column('uncertain_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('settled_alone', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.drop_index('ix_outbox_item_due')
        batch_op.create_index('ix_outbox_item_due', ['state', 'next_attempt_at', 'email_id'], unique=False)

    with op.batch_alter_table('email', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_email_provider_id'), ['provider_id'], unique=False)

    _make_findable()


EMAIL = sa.table('email', *(sa.column(name) for name in (
    'id', 'direction', 'subject', 'from_name', 'from_address', 'created_by_name', 'text', 'new_text', 'search')))
RECIPIENT = sa.table('email_recipient', *(sa.column(name) for name in ('email_id', 'role', 'name', 'address')))
ATTACHMENT = sa.table('email_attachment', *(sa.column(name) for name in ('email_id', 'name')))
AT_ONCE = 200


def _make_findable() -> None:
    """Fill `search` of what was there before, some emails at a time."""
    db, last = op.get_bind(), 0
    while rows := db.execute(
        sa.select(EMAIL).where(EMAIL.c.id > last).order_by(EMAIL.c.id).limit(AT_ONCE)
    ).all():
        last = rows[-1].id
        ids = [row.id for row in rows]
        people, names = {}, {}
        for each in db.execute(
            sa.select(RECIPIENT).where(RECIPIENT.c.email_id.in_(ids), RECIPIENT.c.role != 'bcc')
        ):
            people.setdefault(each.email_id, []).append(f'{each.name} {each.address}')
        for each in db.execute(sa.select(ATTACHMENT).where(ATTACHMENT.c.email_id.in_(ids))):
            names.setdefault(each.email_id, []).append(each.name)
        db.execute(
            sa.update(EMAIL).where(EMAIL.c.id == sa.bindparam('of')).values(search=sa.bindparam('words')),
            [
                {'of': row.id, 'words': folded(
                    (row.subject, row.from_name, row.from_address, row.created_by_name),
                    people.get(row.id, ()), names.get(row.id, ()), words_of(row.direction, row.text, row.new_text),
                )}
                for row in rows
            ],
        )


def downgrade() -> None:
    with op.batch_alter_table('email', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_email_provider_id'))

    op.drop_table('mail_hold')
    with op.batch_alter_table('outbox_item', schema=None) as batch_op:
        batch_op.drop_index('ix_outbox_item_due')
        batch_op.create_index('ix_outbox_item_due', ['state', 'next_attempt_at'], unique=False)
        batch_op.drop_column('settled_alone')
        batch_op.drop_column('uncertain_at')

    with op.batch_alter_table('inbound_raw', schema=None) as batch_op:
        batch_op.drop_column('settled_by_name')
        batch_op.drop_column('settled_at')
        batch_op.drop_column('size')
        batch_op.drop_column('begun_at')
        batch_op.drop_column('attempts')
        batch_op.drop_column('spf')
        batch_op.drop_column('dkim')
        batch_op.drop_column('why')

    with op.batch_alter_table('email_recipient', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_email_recipient_status'))

    with op.batch_alter_table('email_attachment', schema=None) as batch_op:
        batch_op.drop_column('risk')
        batch_op.drop_column('inline')

    with op.batch_alter_table('email', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_email_answers_id'), type_='foreignkey')
        batch_op.drop_index('ix_email_at')
        batch_op.drop_index(batch_op.f('ix_email_answers_id'))
        batch_op.drop_column('send_at')
        batch_op.drop_column('search')
        batch_op.drop_column('verdict_by_name')
        batch_op.drop_column('verdict_at')
        batch_op.drop_column('verdict')
        batch_op.drop_column('answers_id')
        batch_op.drop_column('why')
        batch_op.drop_column('auth')
        batch_op.drop_column('refused')
        batch_op.drop_column('remote_images')
        batch_op.drop_column('html_version')
        batch_op.drop_column('clean_html')

    with op.batch_alter_table('mail_draft_file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_draft_file_draft_id'))

    op.drop_table('mail_draft_file')
    with op.batch_alter_table('bulk_item', schema=None) as batch_op:
        batch_op.drop_index('ix_bulk_item_state')
        batch_op.drop_index(batch_op.f('ix_bulk_item_invoice_id'))
        batch_op.drop_index(batch_op.f('ix_bulk_item_email_id'))
        batch_op.drop_index(batch_op.f('ix_bulk_item_bulk_id'))

    op.drop_table('bulk_item')
    with op.batch_alter_table('reply_notice', schema=None) as batch_op:
        batch_op.drop_index('ix_reply_notice_unseen')
        batch_op.drop_index(batch_op.f('ix_reply_notice_mailed_at'))
        batch_op.drop_index(batch_op.f('ix_reply_notice_email_id'))

    op.drop_table('reply_notice')
    with op.batch_alter_table('mail_setup', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_setup_test_email_id'))

    op.drop_table('mail_setup')
    with op.batch_alter_table('mail_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_mail_draft_ref'))
        batch_op.drop_index('ix_mail_draft_of')
        batch_op.drop_index(batch_op.f('ix_mail_draft_email_id'))
        batch_op.drop_index(batch_op.f('ix_mail_draft_answers_id'))

    op.drop_table('mail_draft')
    with op.batch_alter_table('email_alias', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_email_alias_email_id'))

    op.drop_table('email_alias')
    with op.batch_alter_table('customer_in_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_customer_in_group_customer_id'))

    op.drop_table('customer_in_group')
    op.drop_table('mail_template')
    op.drop_table('mail_preference')
    op.drop_table('customer_group')
    with op.batch_alter_table('bulk_send', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_bulk_send_state'))

    op.drop_table('bulk_send')
