"""The database fixture twice: each service test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rxapp.core.db import Database
from tests.services.schema import empty_postgres, sqlite_url

__all__ = ["database"]


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh schema of either kind; PostgreSQL is skipped with a reason where it is not installed."""
    if request.param == "sqlite":
        db = Database(sqlite_url(tmp_path))
    else:
        db = Database(request.getfixturevalue("postgres_url"))
        async with db.engine.begin() as connection:
            await empty_postgres(connection)
    yield db
    await db.dispose()
