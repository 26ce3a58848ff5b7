"""Moving the clock of all workers at once.

The row says where the clock stands; Redis only says that it moved. A worker reads the row when it starts, whenever it
(re)connects and on each word, and answers the word, so the one who moved the clock knows when everybody follows.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from typing import Any

from rxapp.core import clock, secrets
from rxapp.core.db import Database
from rxapp.core.errors import DomainError
from rxapp.sandbox.clock.tables import SandboxClock

CHANNEL = "rxapp:sandbox:clock"
ANSWER_SECONDS = 3
ONLY = 1
MOST_AHEAD = 10 * 366 * 86_400

log = logging.getLogger(__name__)


class ClockNotShared(DomainError):
    """A worker did not say that it follows; ask again."""

    code = "sandbox.clock_not_shared"


class SharedClock:
    """One per process."""

    def __init__(self) -> None:
        self._redis: Any = None

    @asynccontextmanager
    async def running(self, database: Database, redis: Any = None) -> AsyncIterator[None]:
        """Follow the other workers for the length of the block; without Redis there are none."""
        self._redis = redis
        await load(database)
        listener = asyncio.create_task(self._listen(database)) if redis else None
        try:
            yield
        finally:
            self._redis = None
            if listener:
                listener.cancel()
                with suppress(asyncio.CancelledError):
                    await listener

    async def move(self, database: Database, seconds: int, *, further: bool = False) -> None:
        """Set the clock ``seconds`` ahead of the machine's, or ``further`` ahead than it is, by ten years at most.

        All workers follow before it returns.
        Raises ClockNotShared when a worker does not answer within three seconds.
        """
        async with database.writing() as db:
            row = await db.get(SandboxClock, ONLY, with_for_update=True) or SandboxClock(id=ONLY)
            row.ahead_seconds = min(MOST_AHEAD, seconds + (row.ahead_seconds if further else 0))
            db.add(row)
        await load(database)
        if self._redis is not None:
            await self._tell()

    async def _tell(self) -> None:
        word = secrets.token()
        listeners = await self._redis.publish(CHANNEL, word)
        for _ in range(listeners):
            if await self._redis.blpop(f"{CHANNEL}:{word}", timeout=ANSWER_SECONDS) is None:
                raise ClockNotShared

    async def _listen(self, database: Database) -> None:
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    await load(database)
                    async for message in subscription.listen():
                        if message["type"] == "message":
                            await load(database)
                            await self._answer(message["data"].decode())
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("sandbox_clock_lost")
                await asyncio.sleep(1)

    async def _answer(self, word: str) -> None:
        answers = f"{CHANNEL}:{word}"
        await self._redis.rpush(answers, 1)
        await self._redis.expire(answers, 2 * ANSWER_SECONDS)


async def load(database: Database) -> None:
    """Let this process's clock stand where the row says."""
    async with database.reading() as db:
        row = await db.get(SandboxClock, ONLY)
    clock.set_ahead(timedelta(seconds=row.ahead_seconds if row else 0))


shared = SharedClock()
