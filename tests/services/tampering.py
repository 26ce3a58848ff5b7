"""Somebody with the database's own password."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from rxapp.core import append_only
from rxapp.core.db import Database


@asynccontextmanager
async def unguarded(database: Database) -> AsyncIterator[AsyncConnection]:
    """One transaction without the triggers of append-only tables; they are back when it ends."""
    async with database.writing() as db:
        connection = await db.connection()
        dialect = connection.dialect.name
        for line in append_only.lift_all(dialect):
            await connection.exec_driver_sql(line)
        yield connection
        for line in append_only.restore_all(dialect):
            await connection.exec_driver_sql(line)


async def tamper(database: Database, statement: str) -> None:
    """One statement past the guards."""
    async with unguarded(database) as connection:
        await connection.execute(text(statement))
