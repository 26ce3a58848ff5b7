"""when a number's SIM was changed

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bss_sim_change",
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime, nullable=False),
        sa.PrimaryKeyConstraint("phone", name="pk_bss_sim_change"),
    )


def downgrade() -> None:
    op.drop_table("bss_sim_change")
