"""An empty schema for each test without making it anew each time: a copied file, or emptied tables."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection

from rxapp import tables
from rxapp.core.db import Database

MARK = "rxapp_test_schema"
_FILLED = text(
    " UNION ALL ".join(
        f"(SELECT '{table.name}' FROM \"{table.name}\" LIMIT 1)" for table in tables.metadata.sorted_tables
    )
)
KEPT = tempfile.TemporaryDirectory(prefix="rxapp-schema-")


@cache
def _template() -> Path:
    path = Path(KEPT.name) / "template.db"
    engine = create_engine(f"sqlite:///{path}")
    tables.metadata.create_all(engine)
    engine.dispose()
    return path


def sqlite_url(folder: Path) -> str:
    """A fresh database file in ``folder``."""
    path = folder / "rxapp.db"
    shutil.copyfile(_template(), path)
    return f"sqlite:///{path}"


async def fresh(database: Database) -> None:
    """The database of either kind empty, its tables there: for a machine that begins again and again."""
    if database.is_sqlite:
        await database.dispose()
        path = Path(str(make_url(database.url).database))
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        shutil.copyfile(_template(), path)
        return
    async with database.engine.begin() as connection:
        await empty_postgres(connection)


async def empty_postgres(connection: AsyncConnection) -> None:
    """Every table of the product there and empty. Made anew when somebody else has changed the schema."""
    await connection.run_sync(empty_postgres_now)


def empty_postgres_now(connection: Connection) -> None:
    """``empty_postgres`` for a test without a loop."""
    if connection.scalar(text("SELECT to_regclass(:mark)"), {"mark": MARK}) is None:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        tables.metadata.create_all(connection)
        connection.execute(text(f"CREATE TABLE {MARK} ()"))
        return
    found = connection.execute(_FILLED).scalars().all()
    if found:
        # Without triggers and foreign keys: append-only tables refuse, and TRUNCATE makes every file anew.
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in found:
            connection.exec_driver_sql(f'DELETE FROM "{name}"')
        connection.execute(text("SET LOCAL session_replication_role = origin"))
        connection.execute(text("SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"))
