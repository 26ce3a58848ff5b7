"""ordering: rules of changes, orders, devices; addresses; voluntary stops; receipts of what was agreed to;
the mark of the events read; the demo operator's bad days

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op
from rxapp.core import append_only

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    # Plain ALTERs: a batch would rebuild the table, and others refer to its rows.
    op.add_column("bss_billing_account", sa.Column("address", sa.String(300), nullable=False, server_default=""))
    op.add_column("bss_service", sa.Column("stopped_on", sa.Date(), nullable=True))
    op.add_column("bss_service", sa.Column("resume_on", sa.Date(), nullable=True))
    op.create_table(
        "bss_change_rule",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("change", sa.String(length=10), nullable=False),
        sa.Column("now", sa.Boolean(), nullable=False),
        sa.Column("next_period", sa.Boolean(), nullable=False),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("pause_days", sa.Integer(), nullable=False),
        sa.Column("undo_hours", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "change", name="pk_bss_change_rule"),
    )
    op.create_table(
        "bss_suspension_rule",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("min_days", sa.Integer(), nullable=False),
        sa.Column("max_days", sa.Integer(), nullable=False),
        sa.Column("free_days_a_year", sa.Integer(), nullable=False),
        sa.Column("price_minor_a_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_bss_suspension_rule"),
    )
    op.create_table(
        "bss_offering_relation",
        sa.Column("offering_id", sa.String(length=60), nullable=False),
        sa.Column("relation", sa.String(length=10), nullable=False),
        sa.Column("other_id", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "relation IN ('requires', 'excludes')", name="ck_bss_offering_relation_relation_known"
        ),
        sa.ForeignKeyConstraint(
            ["offering_id"], ["bss_offering.id"], name="fk_bss_offering_relation_offering_id_bss_offering"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["bss_offering.id"], name="fk_bss_offering_relation_other_id_bss_offering"
        ),
        sa.PrimaryKeyConstraint("offering_id", "relation", "other_id", name="pk_bss_offering_relation"),
    )
    op.create_table(
        "bss_equipment",
        sa.Column("serial", sa.String(length=40), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("terms", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["service_id"], ["bss_service.id"], name="fk_bss_equipment_service_id_bss_service"),
        sa.PrimaryKeyConstraint("serial", name="pk_bss_equipment"),
    )
    op.create_index("ix_bss_equipment_service_id", "bss_equipment", ["service_id"])
    op.create_table(
        "bss_product_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("offering_id", sa.String(length=60), nullable=False),
        sa.Column("before_id", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("charged_minor", sa.BigInteger(), nullable=False),
        sa.Column("fee_minor", sa.Integer(), nullable=False),
        sa.Column("price_before_minor", sa.Integer(), nullable=False),
        sa.Column("price_after_minor", sa.Integer(), nullable=False),
        sa.Column("undo_until", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["service_id"], ["bss_service.id"], name="fk_bss_product_order_service_id_bss_service"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bss_product_order"),
    )
    op.create_index("ix_bss_product_order_at", "bss_product_order", ["at"])
    op.create_index("ix_bss_product_order_service_id", "bss_product_order", ["service_id"])
    op.create_table(
        "change_receipt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_number", sa.String(length=12), nullable=False),
        sa.Column("service_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("offering_id", sa.String(length=60), nullable=False),
        sa.Column("starts", sa.String(length=12), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=2), nullable=False),
        sa.Column("price_before_minor", sa.BigInteger(), nullable=False),
        sa.Column("price_after_minor", sa.BigInteger(), nullable=False),
        sa.Column("charge_now_minor", sa.BigInteger(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("family", sa.String(length=60), nullable=False),
        sa.Column("system", sa.String(length=60), nullable=False),
        sa.Column("network", sa.String(length=60), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_change_receipt_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_change_receipt"),
        sa.UniqueConstraint("account_id", "number", name="uq_change_receipt_account_id_number"),
    )
    op.create_index("ix_change_receipt_account_id", "change_receipt", ["account_id"])
    op.create_index("ix_change_receipt_at", "change_receipt", ["at"])
    op.create_index("ix_change_receipt_service_id", "change_receipt", ["service_id"])
    op.create_table(
        "change_outcome",
        sa.Column("receipt_id", sa.Uuid(), nullable=False),
        sa.Column("order_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["change_receipt.id"], name="fk_change_outcome_receipt_id_change_receipt"
        ),
        sa.PrimaryKeyConstraint("receipt_id", name="pk_change_outcome"),
    )
    op.create_table(
        "change_receipt_head",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("receipt_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_change_receipt_head_account_id_account"),
        sa.PrimaryKeyConstraint("account_id", name="pk_change_receipt_head"),
    )
    op.create_table(
        "sandbox_trouble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("slow_ms", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sandbox_trouble"),
    )
    op.create_table(
        "events_seen",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_events_seen_account_id_account", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name="pk_events_seen"),
    )
    for table in ("change_receipt", "change_outcome"):
        for line in append_only.statements(op.get_bind().dialect.name, table):
            op.execute(line)


def downgrade() -> None:
    for table in ("change_receipt", "change_outcome"):
        for line in append_only.drop_statements(op.get_bind().dialect.name, table):
            op.execute(line)
    op.drop_table("events_seen")
    op.drop_table("sandbox_trouble")
    op.drop_table("change_receipt_head")
    op.drop_table("change_outcome")
    op.drop_table("change_receipt")
    op.drop_table("bss_product_order")
    op.drop_table("bss_equipment")
    op.drop_table("bss_offering_relation")
    op.drop_table("bss_suspension_rule")
    op.drop_table("bss_change_rule")
    op.drop_column("bss_service", "resume_on")
    op.drop_column("bss_service", "stopped_on")
    op.drop_column("bss_billing_account", "address")
