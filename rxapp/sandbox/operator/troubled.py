"""The demo operator on a bad day: slow or silent, as a tester asks, so that every screen can be seen then.

What the operator's console does is the operator's own hand and goes on. The trouble is a row of the database: this
worker hears of it at once, the others half a second after at the latest.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count

from rxapp.core.db import Database, Db
from rxapp.gateways.bss import BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.sandbox.operator.tables import SandboxTrouble

REMEMBERED_SECONDS = 0.5
PATIENCE_SECONDS = 10.0
GOOD_DAY = SandboxTrouble()
_orders = count(1)
_ordered = [0]


class TroubledBss(EmbeddedBss):
    """The embedded billing as a network would sometimes show it; BssUnavailable when it is silent or too slow."""

    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._trouble, self._known_until, self._order = GOOD_DAY, 0.0, -1

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Db]:
        """As on a good day, after the trouble."""
        await self._suffer()
        async with super().reading() as db:
            yield db

    @asynccontextmanager
    async def changing(self) -> AsyncIterator[Db]:
        """As on a good day, after the trouble."""
        await self._suffer()
        async with super().changing() as db:
            yield db

    async def _suffer(self) -> None:
        if time.monotonic() >= self._known_until or self._order != _ordered[0]:
            # Known only once it is read: a call beside this one must not go by what was true before.
            order = _ordered[0]
            async with self._database.reading() as db:
                self._trouble = await db.get(SandboxTrouble, 1) or GOOD_DAY
            self._known_until, self._order = time.monotonic() + REMEMBERED_SECONDS, order
        slow = self._trouble.slow_ms / 1000
        await asyncio.sleep(min(slow, PATIENCE_SECONDS))
        if self._trouble.silent or slow > PATIENCE_SECONDS:
            raise BssUnavailable


async def behave(database: Database, *, silent: bool, slow_ms: int) -> None:
    """From now on the operator's system answers like this."""
    async with database.writing() as db:
        await db.merge(SandboxTrouble(silent=silent, slow_ms=slow_ms))
    _ordered[0] = next(_orders)
