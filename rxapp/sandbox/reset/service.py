"""Clearing the sandbox. Deletes go by table, so a feature that comes later is cleared without being named here."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Table, delete, or_, text
from sqlalchemy import select as select_columns
from sqlmodel import SQLModel, col, select

from rxapp.accounts.sessions.tables import Session
from rxapp.accounts.tables import Account
from rxapp.core import append_only, bus
from rxapp.core.db import Database, Db
from rxapp.events import SessionEnded
from rxapp.sandbox import demo
from rxapp.sandbox.clock.service import shared
from rxapp.sandbox.operator.demo import user_names
from rxapp.sandbox.people.queries import AccountMissing
from rxapp.sandbox.reset import rules
from rxapp.sandbox.reset.rules import PARTS, ResetDone, WantedReset

RESET_LOCK = 0x72786170_72

_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


async def reset(database: Database, wanted: WantedReset) -> ResetDone:
    """Clear what is wanted; open tabs of people who go leave. One reset at a time, in all workers."""
    begun = time.monotonic()
    parts = PARTS if wanted.reseed else wanted.parts
    async with _alone(database):
        if "clock" in parts:
            await shared.move(database, 0)
        async with database.writing() as db:
            deleted = await (_everything(db) if wanted.reseed else _parts(db, parts))
        if wanted.reseed:
            await demo.prepare(database)
    return ResetDone(deleted={name: rows for name, rows in deleted.items() if rows}, seconds=time.monotonic() - begun)


async def delete_account(database: Database, account_id: UUID) -> None:
    """The account and all that hangs on it; its contracts stay with the operator. Raises AccountMissing."""
    async with database.writing() as db:
        gone = await _delete_people(db, [account_id])
    if not gone[rules.ACCOUNT]:
        raise AccountMissing


async def _parts(db: Db, parts: Sequence[str]) -> dict[str, int]:
    deleted: dict[str, int] = {}
    if "people" in parts:
        made = select(Account.id).where(col(Account.user_name).not_in(user_names()))
        deleted |= await _delete_people(db, list(await db.exec(made)))
        deleted |= await _emptied(db, [SQLModel.metadata.tables[name] for name in rules.ANSWERS])
    for part in ("codes", "limits", "inbox"):
        if part in parts:
            deleted |= await _emptied(db, rules.tables_of(SQLModel.metadata, part))
    return deleted


async def _everything(db: Db) -> dict[str, int]:
    """All rows but the clock's."""
    await _tell_sessions(db, [])
    clock = rules.tables_of(SQLModel.metadata, "clock")
    async with _unguarded(db):
        return await _emptied(db, [table for table in reversed(SQLModel.metadata.sorted_tables) if table not in clock])


@asynccontextmanager
async def _unguarded(db: Db) -> AsyncIterator[None]:
    """The triggers of append-only tables are lifted within this transaction: a rollback brings them back, too."""
    connection = await db.connection()
    dialect = connection.dialect.name
    for line in append_only.lift_all(dialect):
        await connection.exec_driver_sql(line)
    yield
    for line in append_only.restore_all(dialect):
        await connection.exec_driver_sql(line)


async def _delete_people(db: Db, account_ids: list[UUID]) -> dict[str, int]:
    if account_ids:
        await _tell_sessions(db, account_ids)
    owned = [table for table in reversed(SQLModel.metadata.sorted_tables) if rules.is_of_a_person(table)]
    gone: dict[str, int] = {}
    async with _unguarded(db):
        for table in owned:
            gone[table.name] = (await db.exec(delete(table).where(_owned_by(table, account_ids)))).rowcount
    return gone


def _owned_by(table: Table, account_ids: list[UUID]) -> ColumnElement[bool]:
    """Rows of the table that belong to these accounts, however far away."""
    if table.name == rules.ACCOUNT:
        return table.c.id.in_(account_ids)
    ways: list[ColumnElement[bool]] = []
    if "account_id" in table.columns:
        ways.append(table.c.account_id.in_(account_ids))
    for key in table.foreign_keys:
        parent = key.column.table
        if parent is not table and rules.is_of_a_person(parent):
            ways.append(key.parent.in_(select_columns(key.column).where(_owned_by(parent, account_ids))))
    return or_(*ways)


async def _tell_sessions(db: Db, account_ids: list[UUID]) -> None:
    """Open tabs leave: of these accounts, or of everybody when the list is empty."""
    live = select(Session.id).where(col(Session.ended_at).is_(None))
    for session_id in await db.exec(live.where(col(Session.account_id).in_(account_ids)) if account_ids else live):
        bus.publish(db, SessionEnded(session_id))


async def _emptied(db: Db, tables: Sequence[Table]) -> dict[str, int]:
    return {table.name: (await db.exec(delete(table))).rowcount for table in tables}


@asynccontextmanager
async def _alone(database: Database) -> AsyncIterator[None]:
    """Two resets at once would seed twice. Embedded mode is one process; PostgreSQL knows about the others."""
    async with _locks.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        if database.is_sqlite:
            yield
            return
        async with database.reading() as db:
            await db.exec(text("SELECT pg_advisory_xact_lock(:key)").bindparams(key=RESET_LOCK))  # type: ignore[call-overload]
            yield
