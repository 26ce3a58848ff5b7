"""What the operator says of SIMs, for service tests: the real adapter over the test's own database."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from rxapp.core.db import Database
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.ownership import sims
from rxapp.sandbox.operator.troubled import TroubledBss, behave


async def change_sim(database: Database, phone: str, at: datetime | None = None) -> datetime:
    """The number gets a new SIM."""
    async with EmbeddedBss(database).changing() as db:
        return await sims.change(db, phone, at)


@asynccontextmanager
async def silent(database: Database) -> AsyncIterator[TroubledBss]:
    """The operator answers nothing while this lasts."""
    await behave(database, silent=True, slow_ms=0)
    try:
        yield TroubledBss(database)
    finally:
        await behave(database, silent=False, slow_ms=0)


class Counted(EmbeddedBss):
    """Counts how often it is asked about a SIM."""

    def __init__(self, database: Database, told: Callable[[str], None]) -> None:
        super().__init__(database)
        self._told = told

    async def sim_changed_at(self, phone: str) -> datetime | None:
        """As ever, and noted."""
        self._told(phone)
        return await super().sim_changed_at(phone)
