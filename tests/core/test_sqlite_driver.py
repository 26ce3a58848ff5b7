"""A cancelled task leaves no lock: the garbage collector is off here, so nothing is let go by chance."""

import asyncio
import gc
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from rxapp.core.db import Database
from rxapp.core.sqlite_driver import connect

SLOW = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 300000) SELECT count(*) FROM n"


@pytest.fixture(autouse=True)
def _no_chance() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def path(tmp_path: Path) -> str:
    name = str(tmp_path / "a.db")
    with closing(sqlite3.connect(name)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("CREATE TABLE thing (n INTEGER)")
    return name


async def lock_is_free(path: str) -> bool:
    """Whether somebody else can write now."""

    def write() -> bool:
        with closing(sqlite3.connect(path, timeout=2, isolation_level=None)) as db:
            try:
                db.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            return True

    return await asyncio.to_thread(write)


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0.0002)


async def test_a_writer_cancelled_anywhere_and_twice_lets_go(path: str) -> None:
    db = Database(f"sqlite:///{path}")

    async def write() -> None:
        async with db.writing() as session:
            connection = await session.connection()
            await connection.execute(text("INSERT INTO thing VALUES (1)"))
            await connection.execute(text("SELECT * FROM thing"))

    await write()
    cut_off = 0
    for first in range(24):
        for second in range(3):
            task = asyncio.create_task(write())
            await turns(first)
            task.cancel()
            await turns(second)
            task.cancel()
            try:
                await task
            except asyncio.CancelledError:
                cut_off += 1
            assert await lock_is_free(path), (first, second)
    assert cut_off > 10
    await db.dispose()


async def test_stopped_and_closed_while_it_works_it_is_closed(path: str) -> None:
    # The order in which SQLAlchemy does it when a task is cancelled for the second time.
    connection = await connect(path, isolation_level=None)
    await connection.execute("BEGIN IMMEDIATE")
    working = asyncio.create_task(connection.execute(SLOW))
    await asyncio.sleep(0)
    connection.stop()
    await connection.close()
    await working
    assert await lock_is_free(path)


async def test_a_cursor_that_lives_on_keeps_no_lock(path: str) -> None:
    connection = await connect(path, isolation_level=None)
    await connection.execute("INSERT INTO thing VALUES (1), (2)")
    await connection.execute("BEGIN IMMEDIATE")
    cursor = await connection.execute("SELECT * FROM thing")
    await cursor.fetchone()
    await connection.close()
    assert await lock_is_free(path)
    assert cursor


def files_open(path: str) -> int:
    links = [link for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    return sum(os.path.realpath(link) == path for link in links)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="asks Linux what is open")
async def test_a_cancelled_opening_leaves_nothing_open(path: str) -> None:
    before = set(threading.enumerate())
    for after in range(4):
        task = asyncio.create_task(connect(path))
        for _ in range(after):
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    for thread in set(threading.enumerate()) - before:
        await asyncio.to_thread(thread.join, 5)
    assert files_open(path) == 0
