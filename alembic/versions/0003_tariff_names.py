"""names of offerings in other languages

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTERs: a batch would rebuild the table, and services refer to its rows.
    op.add_column("bss_offering", sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("bss_offering", "names")
