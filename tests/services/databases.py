"""The database fixture twice: each service test runs on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rxapp import tables
from rxapp.core.db import Database
from tests.services.postgres import postgres_url

__all__ = ["database", "postgres_url"]


@pytest.fixture(params=["sqlite", "postgresql"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """A fresh schema of either kind; PostgreSQL is skipped with a reason where it is not installed."""
    on_sqlite = request.param == "sqlite"
    db = Database(f"sqlite:///{tmp_path}/rxapp.db" if on_sqlite else request.getfixturevalue("postgres_url"))
    async with db.engine.begin() as connection:
        await connection.run_sync(tables.metadata.drop_all)
        await connection.run_sync(tables.metadata.create_all)
    yield db
    await db.dispose()
