"""Shared ground of the tests: a fresh database per test, settings of a throw-away sandbox."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import uvloop

# Databases of tests wait for no disk where memory can hold them: half of a run went into fsync.
MEMORY, ENOUGH = "/dev/shm", 2 * 1024**3
if "TMPDIR" not in os.environ and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH:
    os.environ["TMPDIR"] = tempfile.tempdir = MEMORY

# Before anything of rxapp reads its settings: a test never touches the developer's data or .env.
DATA = tempfile.TemporaryDirectory(prefix="rxapp-test-")
os.environ["RXAPP_DATA_DIR"] = DATA.name
os.environ["RXAPP_ENV"] = "sandbox"
os.environ["RXAPP_SECRET_KEY"] = "test-key-test-key-test-key-test-key-1234"

# The loop that workers run on.
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

from rxapp.core.db import Database  # noqa: E402
from tests.services.postgres import postgres_url  # noqa: E402
from tests.services.redis import redis_url  # noqa: E402
from tests.services.statements import share  # noqa: E402

# Here and nowhere else: a conftest that imported them again would start a server of its own.
__all__ = ["database", "database_url", "postgres_url", "redis_url"]

share()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    from tests.services.schema import sqlite_url

    return sqlite_url(tmp_path)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    db = Database(database_url)
    yield db
    await db.dispose()
