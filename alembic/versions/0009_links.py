"""links: names, what is being proved, places of cards, dismissed offers; a customer's contact phone

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.add_column("service_link", sa.Column("name", sa.String(40), nullable=False, server_default=""))
    op.add_column("bss_customer", sa.Column("phone", sa.String(16), nullable=False, server_default=""))
    op.create_index("ix_bss_customer_phone", "bss_customer", ["phone"])
    op.create_table(
        "service_proof",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("account_number", sa.String(length=12), nullable=False),
        sa.Column("region", sa.String(length=10), nullable=False),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("proved", sa.Boolean(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_service_proof_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_service_proof"),
        sa.UniqueConstraint("account_id", name="uq_service_proof_account_id"),
    )
    op.create_index("ix_service_proof_expires_at", "service_proof", ["expires_at"])
    op.create_table(
        "service_card_place",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_service_card_place_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "service_id", name="pk_service_card_place"),
    )
    op.create_table(
        "service_offer_dismissed",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("account_number", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_service_offer_dismissed_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "account_number", name="pk_service_offer_dismissed"),
    )


def downgrade() -> None:
    op.drop_table("service_offer_dismissed")
    op.drop_table("service_card_place")
    op.drop_table("service_proof")
    op.drop_index("ix_bss_customer_phone", "bss_customer")
    op.drop_column("bss_customer", "phone")
    op.drop_column("service_link", "name")
