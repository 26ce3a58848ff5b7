"""The database: one async engine per event loop, short explicit transactions, effects after the commit.

SQLite (embedded) and PostgreSQL (scaled out) behave alike here: a writing transaction takes its lock at the
start (``BEGIN IMMEDIATE``), so two writers queue instead of failing half way (security.md 2.9).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import lru_cache
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from rxapp.core.settings import settings
from rxapp.core.sqlite_driver import connect
from rxapp.core.tasks import whole

Db = AsyncSession
Effect = Callable[[], Awaitable[None]]

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
# Set before any table is declared: every tables.py imports SQLModel after this package.
SQLModel.metadata.naming_convention = NAMING


def async_url(url: str) -> str:
    """The same database through its async driver."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        parsed = parsed.set(drivername="sqlite+aiosqlite")
    return parsed.render_as_string(hide_password=False)


class Database:
    """Opens transactions. Only ``state.py``, ``web.py``, ``workflows.py`` and tests do so."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engines: WeakKeyDictionary[asyncio.AbstractEventLoop, AsyncEngine] = WeakKeyDictionary()

    @property
    def is_sqlite(self) -> bool:
        return make_url(self.url).get_backend_name() == "sqlite"

    @property
    def engine(self) -> AsyncEngine:
        """The engine of the running loop: drivers tie a connection to the loop that opened it."""
        loop = asyncio.get_running_loop()
        engine = self._engines.get(loop)
        if engine is None:
            engine = self._engines[loop] = self._create()
        return engine

    def _create(self) -> AsyncEngine:
        if not self.is_sqlite:
            return create_async_engine(async_url(self.url), pool_size=10, max_overflow=10, pool_pre_ping=True)
        engine = create_async_engine(async_url(self.url), connect_args={"timeout": 5, "async_creator_fn": connect})
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return engine

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Db]:
        """A transaction that only reads; it takes no write lock."""
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Db]:
        """A transaction that commits when the block ends and rolls back when it raises.

        Effects registered with ``after_commit`` run after a successful commit, in order, outside of it. A task that
        is cancelled in its commit or in its effects is cancelled after them: what is written is told.
        """
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            await session.connection(execution_options={"writing": True})
            try:
                yield session
            except BaseException:
                await session.rollback()
                raise
            await whole(_commit(session))

    async def dispose(self) -> None:
        """Close the pool of the running loop."""
        engine = self._engines.pop(asyncio.get_running_loop(), None)
        if engine is not None:
            await engine.dispose()


def insert_of(db: "Db | Database") -> Callable[[type[SQLModel]], "sqlite.Insert | postgresql.Insert"]:
    """INSERT of the database's own dialect: the portable one knows no ON CONFLICT."""
    is_sqlite = db.is_sqlite if isinstance(db, Database) else db.get_bind().dialect.name == "sqlite"
    return sqlite.insert if is_sqlite else postgresql.insert


async def _commit(session: Db) -> None:
    await session.commit()
    # Gives the connection back: an effect may open a transaction of its own.
    await session.close()
    for effect in session.info.pop("effects", []):
        await effect()


def after_commit(db: Db, effect: Effect) -> None:
    """Run ``effect`` once the transaction of ``db`` has committed (SMS, push); drop it on rollback."""
    db.info.setdefault("effects", []).append(effect)


def _prepare_sqlite(connection: object, _record: object) -> None:
    # The driver must not open transactions by itself: _begin_sqlite decides their kind.
    connection.isolation_level = None  # type: ignore[attr-defined]
    cursor = connection.cursor()  # type: ignore[attr-defined]
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    kind = "BEGIN IMMEDIATE" if connection.get_execution_options().get("writing") else "BEGIN"
    connection.exec_driver_sql(kind)


@lru_cache(maxsize=1)
def database() -> Database:
    """The database of this process, from its settings. Connections open lazily, after a worker has forked."""
    return Database(settings().database)
