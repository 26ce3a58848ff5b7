"""ledger: a chain of hashes over the postings of each billing account

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op
from rxapp.core import append_only
from rxapp.gateways.bss.embedded import chain
from rxapp.gateways.bss.embedded.tables import BssLedgerTransaction, BssPosting

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = sqlmodel.sql.sqltypes.UTCDateTime
UUID = sa.Uuid()
ACCOUNT = sa.table("bss_billing_account", sa.column("id", UUID), sa.column("entries"), sa.column("chain_hash"))
MOVED = sa.table(
    "bss_ledger_transaction", sa.column("id", UUID), sa.column("kind"), sa.column("source_id"), sa.column("at", TIME())
)
POSTED = sa.table(
    "bss_posting",
    sa.column("id", UUID),
    sa.column("transaction_id", UUID),
    sa.column("billing_account_id", UUID),
    sa.column("book"),
    sa.column("amount_minor"),
)
LINK = sa.table(
    "bss_ledger_link",
    sa.column("posting_id", UUID),
    sa.column("billing_account_id", UUID),
    sa.column("number"),
    sa.column("link_hash"),
)


def upgrade() -> None:
    op.add_column("bss_billing_account", sa.Column("entries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("bss_billing_account", sa.Column("chain_hash", sa.String(64), nullable=False, server_default=""))
    op.create_table(
        "bss_ledger_link",
        sa.Column("posting_id", sa.Uuid(), nullable=False),
        sa.Column("billing_account_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting_id"], ["bss_posting.id"], name="fk_bss_ledger_link_posting_id_bss_posting"
        ),
        sa.ForeignKeyConstraint(
            ["billing_account_id"],
            ["bss_billing_account.id"],
            name="fk_bss_ledger_link_billing_account_id_bss_billing_account",
        ),
        sa.PrimaryKeyConstraint("posting_id", name="pk_bss_ledger_link"),
        sa.UniqueConstraint("billing_account_id", "number", name="uq_bss_ledger_link_billing_account_id_number"),
    )
    _link_what_is_there()
    for statement in append_only.statements(op.get_bind().dialect.name, "bss_ledger_link"):
        op.execute(statement)


def _link_what_is_there() -> None:
    connection = op.get_bind()
    rows = (
        sa.select(POSTED, MOVED.c.kind, MOVED.c.source_id, MOVED.c.at)
        .join_from(POSTED, MOVED, MOVED.c.id == POSTED.c.transaction_id)
        .where(POSTED.c.billing_account_id.is_not(None))
        .order_by(POSTED.c.billing_account_id, MOVED.c.at, POSTED.c.id)
    )
    heads: dict[object, tuple[int, str]] = {}
    for row in connection.execute(rows).all():
        owner = row.billing_account_id
        number, previous = heads.get(owner, (0, ""))
        moved = BssLedgerTransaction(id=row.transaction_id, kind=row.kind, source_id=row.source_id, at=row.at)
        posting = BssPosting(id=row.id, billing_account_id=owner, book=row.book, amount_minor=row.amount_minor)
        link = chain.link(previous, number + 1, moved, posting)
        heads[owner] = (number + 1, link)
        values = {"posting_id": row.id, "billing_account_id": owner, "number": number + 1, "link_hash": link}
        connection.execute(LINK.insert().values(**values))
    for owner, (entries, chain_hash) in heads.items():
        head = ACCOUNT.update().where(ACCOUNT.c.id == owner).values(entries=entries, chain_hash=chain_hash)
        connection.execute(head)


def downgrade() -> None:
    for statement in append_only.drop_statements(op.get_bind().dialect.name, "bss_ledger_link"):
        op.execute(statement)
    op.drop_table("bss_ledger_link")
    op.drop_column("bss_billing_account", "chain_hash")
    op.drop_column("bss_billing_account", "entries")
