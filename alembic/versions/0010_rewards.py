"""rewards: lots of points, terms of the programme, rewards and what was taken, refunds; gifts on services

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.add_column("bss_loyalty_member", sa.Column("level", sa.String(20), nullable=False, server_default="standard"))
    op.add_column("bss_loyalty_member", sa.Column("level_until", sa.Date(), nullable=True))
    op.add_column("bss_loyalty_level", sa.Column("percent", sa.Integer(), nullable=False, server_default="100"))
    op.add_column("bss_customer", sa.Column("birth_date", sa.Date(), nullable=True))
    op.add_column("bss_service", sa.Column("discount_minor", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("bss_allowance", sa.Column("extra", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "bss_point_lot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False),
        sa.Column("earned_at", TIME, nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.CheckConstraint('"left" >= 0 AND "left" <= points', name="ck_bss_point_lot_left_within_points"),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["bss_customer.id"], name="fk_bss_point_lot_customer_id_bss_customer"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bss_point_lot"),
    )
    op.create_index("ix_bss_point_lot_customer_id", "bss_point_lot", ["customer_id"])
    op.create_index("ix_bss_point_lot_expires_on", "bss_point_lot", ["expires_on"])
    op.create_table(
        "bss_bonus_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("birthday_points", sa.Integer(), nullable=False),
        sa.Column("year_points", sa.Integer(), nullable=False),
        sa.Column("lot_months", sa.Integer(), nullable=False),
        sa.Column("level_months", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bss_bonus_terms"),
    )
    op.create_table(
        "bss_reward",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("allowance", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("a_month", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bss_reward"),
    )
    op.create_table(
        "bss_redemption",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("reward_id", sa.String(length=60), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["bss_customer.id"], name="fk_bss_redemption_customer_id_bss_customer"
        ),
        sa.ForeignKeyConstraint(["service_id"], ["bss_service.id"], name="fk_bss_redemption_service_id_bss_service"),
        sa.ForeignKeyConstraint(["reward_id"], ["bss_reward.id"], name="fk_bss_redemption_reward_id_bss_reward"),
        sa.PrimaryKeyConstraint("id", name="pk_bss_redemption"),
    )
    op.create_index("ix_bss_redemption_customer_id", "bss_redemption", ["customer_id"])
    op.create_index("ix_bss_redemption_service_id", "bss_redemption", ["service_id"])
    op.create_table(
        "bss_refund",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("payment_key", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bss_refund"),
        sa.UniqueConstraint("payment_key", "key", name="uq_bss_refund_payment_key_key"),
    )
    op.create_index("ix_bss_refund_payment_key", "bss_refund", ["payment_key"])
    _lots_of_what_there_is()


def downgrade() -> None:
    for table in ("bss_refund", "bss_redemption", "bss_reward", "bss_bonus_terms", "bss_point_lot"):
        op.drop_table(table)
    op.drop_column("bss_allowance", "extra")
    op.drop_column("bss_service", "discount_minor")
    op.drop_column("bss_customer", "birth_date")
    op.drop_column("bss_loyalty_level", "percent")
    op.drop_column("bss_loyalty_member", "level_until")
    op.drop_column("bss_loyalty_member", "level")


def _lots_of_what_there_is() -> None:
    """Points earned before there were lots lie in one that expires a year from now. The customer's id names it."""
    year = "date('now', '+1 year')" if op.get_bind().dialect.name == "sqlite" else "CURRENT_DATE + INTERVAL '1 year'"
    op.execute(
        'INSERT INTO bss_point_lot (id, customer_id, source_id, earned_at, expires_on, points, "left") '
        f"SELECT customer_id, customer_id, 'opening', joined_at, {year}, points, points "
        "FROM bss_loyalty_member WHERE points > 0"
    )
