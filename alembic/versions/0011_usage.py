"""usage: records, and rates beyond the package

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "bss_usage_record",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("flow", sa.String(length=3), nullable=False),
        sa.Column("peer", sa.String(length=120), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("cost_minor", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["bss_service.id"], name="fk_bss_usage_record_service_id_bss_service"),
        sa.PrimaryKeyConstraint("id", name="pk_bss_usage_record"),
        sa.UniqueConstraint("key", name="uq_bss_usage_record_key"),
    )
    op.create_index("ix_bss_usage_record_service_id_at", "bss_usage_record", ["service_id", "at"])
    op.create_table(
        "bss_usage_rate",
        sa.Column("service_kind", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("minor_per_piece", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("service_kind", "kind", name="pk_bss_usage_rate"),
    )


def downgrade() -> None:
    op.drop_table("bss_usage_rate")
    op.drop_table("bss_usage_record")
