"""All that is held about a person, as plain values; and which closed accounts still hold something."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Table
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from rxapp.accounts.principal import Principal
from rxapp.core.db import Db
from rxapp.profile.personal_data import rules
from rxapp.profile.tables import ClosedAccount

Plain = str | int | float | bool | None
Held = dict[str, list[dict[str, Plain]]]


async def held(db: Db, principal: Principal) -> Held:
    """The principal's own rows by name of file, columns as ``rules`` allows; every file is there, empty ones too."""
    connection = await db.connection()
    found: Held = {}
    for name, holding in rules.PERSONAL.items():
        if not holding.file:
            continue
        table = SQLModel.metadata.tables[name]
        wanted = select_columns(*(table.c[column] for column in holding.shown)).where(
            owned(table, principal.account_id)
        )
        rows = await connection.execute(wanted.order_by(*table.primary_key.columns))
        found[holding.file] = [{key: plain(value) for key, value in row._mapping.items()} for row in rows]
    return found


async def unerased(db: Db) -> Sequence[ClosedAccount]:
    """Closed accounts that may still hold something, the first closed first."""
    waiting = select(ClosedAccount).where(col(ClosedAccount.erased_at).is_(None))
    return (await db.exec(waiting.order_by(col(ClosedAccount.closed_at)))).all()


async def is_closed(db: Db, account_id: UUID) -> bool:
    """Whether its owner has closed this account."""
    return await db.get(ClosedAccount, account_id) is not None


def owned(table: Table, account_id: UUID) -> ColumnElement[bool]:
    """Rows of a personal table that belong to this account."""
    if table.name == "account":
        return table.c.id == account_id
    if table.name == "change_outcome":
        receipts = SQLModel.metadata.tables["change_receipt"]
        return table.c.receipt_id.in_(select_columns(receipts.c.id).where(receipts.c.account_id == account_id))
    return table.c.account_id == account_id


def plain(value: object) -> Plain:
    if value is None or isinstance(value, str | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
