"""accounts their owners have closed

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "closed_account",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("closed_at", TIME, nullable=False),
        sa.Column("erased_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_closed_account_account_id_account"),
        sa.PrimaryKeyConstraint("account_id", name="pk_closed_account"),
    )
    op.create_index("ix_closed_account_erased_at", "closed_account", ["erased_at"])


def downgrade() -> None:
    op.drop_table("closed_account")
