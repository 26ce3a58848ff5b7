"""one kind of guard for append-only tables; receipts go in their time and say why; devices have names in languages

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa

from alembic import op
from rxapp.core import append_only

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

LEDGER = ("bss_ledger_transaction", "bss_posting", "bss_point_entry")
RECEIPTS = ("change_receipt", "change_outcome")


def upgrade() -> None:
    with op.batch_alter_table("change_receipt_head") as head:
        head.add_column(sa.Column("purged_number", sa.Integer(), nullable=False, server_default="0"))
        head.add_column(sa.Column("purged_hash", sa.String(length=64), nullable=False, server_default=""))
    with op.batch_alter_table("change_receipt_head") as head:
        head.alter_column("purged_number", server_default=None)
        head.alter_column("purged_hash", server_default=None)
    op.add_column("change_outcome", sa.Column("words", sa.Text(), nullable=False, server_default=""))
    op.add_column("bss_equipment", sa.Column("names", sa.JSON(), nullable=False, server_default="{}"))
    if op.get_bind().dialect.name == "postgresql":
        # The name under which the first release guarded the ledger.
        op.execute("DROP FUNCTION IF EXISTS bss_immutable() CASCADE")
    _guard(dict.fromkeys(LEDGER, 0) | dict.fromkeys(RECEIPTS, 6 * 366))


def downgrade() -> None:
    op.drop_column("bss_equipment", "names")
    op.drop_column("change_outcome", "words")
    _guard(dict.fromkeys(RECEIPTS, 0))
    with op.batch_alter_table("change_receipt_head") as head:
        head.drop_column("purged_hash")
        head.drop_column("purged_number")


def _guard(terms: dict[str, int]) -> None:
    dialect = op.get_bind().dialect.name
    for table, kept_days in terms.items():
        lines = append_only.drop_statements(dialect, table) + append_only.statements(dialect, table, kept_days)
        for line in lines:
            op.execute(line)
