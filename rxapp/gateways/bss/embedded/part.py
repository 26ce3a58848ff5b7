"""What every part of the adapter stands on: the database, and how its silence is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import InterfaceError, OperationalError

from rxapp.core.db import Database, Db
from rxapp.gateways.bss.errors import BssUnavailable


class Part:
    """Some verbs of EmbeddedBss. Each raises BssUnavailable when the database does not answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[Db]:
        """A writing transaction for the verbs of ``operator``; the changes are announced after its commit."""
        try:
            async with self._database.writing() as db:
                yield db
        except (OperationalError, InterfaceError) as error:
            raise BssUnavailable from error

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Db]:
        """A transaction that takes no write lock."""
        try:
            async with self._database.reading() as db:
                yield db
        except (OperationalError, InterfaceError) as error:
            raise BssUnavailable from error
