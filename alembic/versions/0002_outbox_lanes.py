"""outbox: lanes, overdue sending, an end of keeping

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('urgent', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('next_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column('settled_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.execute("UPDATE outbox_message SET next_at = created_at")
    # Addresses of what is sent or given up are not kept (PD-6); they go for good.
    op.execute(
        "UPDATE outbox_message SET \"to\" = '', settled_at = coalesce(sent_at, created_at) WHERE state <> 'queued'"
    )
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.alter_column('next_at', nullable=False, existing_type=sqlmodel.sql.sqltypes.UTCDateTime())
        batch_op.alter_column('urgent', server_default=None, existing_type=sa.Boolean(), existing_nullable=False)
        batch_op.create_index(batch_op.f('ix_outbox_message_settled_at'), ['settled_at'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('outbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_message_settled_at'))
        batch_op.drop_column('settled_at')
        batch_op.drop_column('next_at')
        batch_op.drop_column('urgent')
