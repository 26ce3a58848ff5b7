"""What a cancelled task has written is told to the others all the same."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import event
from sqlmodel import select

from rxapp.core import clock
from rxapp.core.db import Database, Db, after_commit
from rxapp.core.limits import RateCounter
from tests.services.databases import database

__all__ = ["database"]


async def run(database: Database, arrange: Callable[[Db, "asyncio.Task[None]"], None]) -> None:
    """One transaction, cancelled where ``arrange`` has it."""

    async def write() -> None:
        async with database.writing() as db:
            db.add(RateCounter(scope="test", key_hash="key", expires_at=clock.now()))
            arrange(db, task)

    task = asyncio.create_task(write())
    with pytest.raises(asyncio.CancelledError):
        await task


async def written(database: Database) -> int:
    async with database.reading() as db:
        return len((await db.exec(select(RateCounter.key_hash))).all())


async def test_cancelled_in_its_commit_it_is_written_and_told(database: Database) -> None:
    told: list[str] = []

    def arrange(db: Db, task: "asyncio.Task[None]") -> None:
        async def tell() -> None:
            told.append("committed")

        event.listen(db.sync_session, "before_commit", lambda _session: task.cancel())
        after_commit(db, tell)

    await run(database, arrange)
    assert (await written(database), told) == (1, ["committed"])


async def test_cancelled_while_it_tells_it_tells_everybody(database: Database) -> None:
    told: list[str] = []

    def arrange(db: Db, task: "asyncio.Task[None]") -> None:
        async def tell(whom: str) -> None:
            task.cancel()
            await asyncio.sleep(0)
            # The connection has been given back: this one waits for no lock of ours.
            assert await written(database) == 1
            told.append(whom)

        after_commit(db, lambda: tell("one"))
        after_commit(db, lambda: tell("another"))

    await run(database, arrange)
    assert told == ["one", "another"]


async def test_cancelled_before_its_commit_it_is_neither_written_nor_told(database: Database) -> None:
    told: list[str] = []

    async def tell() -> None:
        told.append("committed")

    async def write() -> None:
        async with database.writing() as db:
            db.add(RateCounter(scope="test", key_hash="key", expires_at=clock.now()))
            after_commit(db, tell)
            task.cancel()
            await asyncio.sleep(0)

    task = asyncio.create_task(write())
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await written(database), told) == (0, [])
