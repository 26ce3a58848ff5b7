"""social sign-in: attempts, identities, what waits for an account, the providers' health, the pretend providers

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sqlmodel.sql.sqltypes.UTCDateTime


def upgrade() -> None:
    op.create_table(
        "social_attempt",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.String(length=512), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=True),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("to", sa.String(length=200), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_social_attempt_account_id_account"),
        sa.PrimaryKeyConstraint("state_hash", name="pk_social_attempt"),
    )
    op.create_index("ix_social_attempt_account_id", "social_attempt", ["account_id"])
    op.create_index("ix_social_attempt_expires_at", "social_attempt", ["expires_at"])
    op.create_table(
        "social_identity",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.String(length=121), nullable=False),
        sa.Column("linked_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_social_identity_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_social_identity"),
        sa.UniqueConstraint("account_id", "provider", name="uq_social_identity_account_id_provider"),
        sa.UniqueConstraint("provider", "subject", name="uq_social_identity_provider_subject"),
    )
    op.create_index("ix_social_identity_account_id", "social_identity", ["account_id"])
    op.create_table(
        "social_pending",
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("provider", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_trusted", sa.Boolean(), nullable=False),
        sa.Column("given_name", sa.String(length=60), nullable=False),
        sa.Column("family_name", sa.String(length=60), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("birth_month", sa.Integer(), nullable=True),
        sa.Column("birth_day", sa.Integer(), nullable=True),
        sa.Column("phone", sa.String(length=16), nullable=False),
        sa.Column("proving", sa.Boolean(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("browser_hash", name="pk_social_pending"),
    )
    op.create_index("ix_social_pending_expires_at", "social_pending", ["expires_at"])
    op.create_table(
        "social_provider_health",
        sa.Column("provider", sa.String(length=8), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("provider", name="pk_social_provider_health"),
    )
    op.create_table(
        "sandbox_grant",
        sa.Column("value", sa.String(length=128), nullable=False),
        sa.Column("provider", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("value", name="pk_sandbox_grant"),
    )
    op.create_index("ix_sandbox_grant_expires_at", "sandbox_grant", ["expires_at"])
    op.create_table(
        "sandbox_knob",
        sa.Column("provider", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("provider", "name", name="pk_sandbox_knob"),
    )
    op.create_table(
        "sandbox_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=8), nullable=False),
        sa.Column("leg", sa.String(length=12), nullable=False),
        sa.Column("received", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sandbox_call"),
    )


def downgrade() -> None:
    for table in (
        "sandbox_call",
        "sandbox_knob",
        "sandbox_grant",
        "social_provider_health",
        "social_pending",
        "social_identity",
        "social_attempt",
    ):
        op.drop_table(table)
