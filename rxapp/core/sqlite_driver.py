"""aiosqlite, made safe to be cancelled: whatever happens to a task, its connection gives up its locks.

A person who leaves a page cancels its loading. SQLAlchemy then ends the connection in two ways at once, and
aiosqlite 0.22 forgets one that was stopped before its thread could close it (its issues 259 and 389): a write lock is
held until the garbage collector comes by, and everybody else is told that the database is locked.
"""

import asyncio
import sqlite3
from contextlib import suppress
from functools import partial
from typing import Any

import aiosqlite

from rxapp.core.tasks import whole

CHUNK_ROWS = 64


class ReleasingConnection(sqlite3.Connection):
    """A connection that gives its locks up when it is closed.

    SQLite keeps a closed connection's transaction for as long as a cursor of it lives, and the traceback of a
    cancelled task keeps cursors.
    """

    def close(self) -> None:
        """As sqlite3's, after a rollback."""
        with suppress(sqlite3.Error):
            self.rollback()
        super().close()


class ClosingConnection(aiosqlite.Connection):
    """A connection that is closed once and for good, in whatever order it is asked to stop and to close."""

    async def close(self) -> None:
        """End what its thread has been given, roll back, close, end the thread; nothing when that is under way."""
        if leaving := self.stop():
            await whole(leaving)

    def stop(self) -> asyncio.Future[Any] | None:
        """The same without waiting; None the second time, when there is no thread to answer."""
        return super().stop() if self._running else None


async def connect(database: str, **options: Any) -> ClosingConnection:
    """What SQLAlchemy opens connections with (``async_creator_fn``)."""
    opening = partial(sqlite3.connect, database, factory=ReleasingConnection, **options)
    connection = ClosingConnection(opening, CHUNK_ROWS)
    # A process that leaves does not wait for it.
    connection._thread.daemon = True
    try:
        return await whole(_opened(connection))
    except BaseException:
        connection.stop()
        raise


async def _opened(connection: ClosingConnection) -> ClosingConnection:
    await connection
    return connection
