"""Vera closes her account in a process that dies where it is told to; another one finishes the erasure."""

import asyncio
import os
import signal
from datetime import timedelta
from typing import Any

from sqlmodel import select

from rxapp.core import clock, durable
from rxapp.core.db import database
from rxapp.core.settings import settings
from rxapp.profile.personal_data import queries, rules, service
from rxapp.profile.tables import ClosedAccount
from tests.durable.orders import mortal
from tests.profile.personal_data.kit import HERE, vera

UNCLOSED: dict[str, tuple[Any, str, bool]] = {
    "closing-begun": (service, "_forget_contacts", True),
    "closed-not-committed": (service.journal, "record", True),
}
UNERASED: dict[str, tuple[Any, str, bool]] = {
    "closed": (service, "erase", False),
    "half-way": (service, "_delete", True),
    "blanked-not-committed": (service, "_blank", True),
    "erased-not-marked": (service, "erase", True),
}
TABLES_BEFORE_DEATH = 9


async def close(point: str) -> None:
    """She closes the account, and its first erasure begins."""
    me, _ = await vera(database())
    if point in UNCLOSED:
        mortal(UNCLOSED[point])
    async with database().writing() as db:
        await service.close(db, me, HERE, sure=True)
    if point == "half-way":
        _die_at_table()
    else:
        mortal(UNERASED[point])
    await service.erase(database(), me.account_id)


def _die_at_table() -> None:
    """When nine tables are empty, and the tenth is so only within its transaction."""
    real, done = service._delete, []

    async def counted(*args: Any) -> None:
        await real(*args)
        done.append(args)
        if len(done) > TABLES_BEFORE_DEATH:
            os.kill(os.getpid(), signal.SIGKILL)

    service._delete = counted


async def finish() -> None:
    """A process as every process starts, a minute after the closing: it runs its jobs until no tombstone waits."""
    clock.set_ahead(timedelta(seconds=rules.SETTLING_SECONDS))
    async with durable.running(settings()):
        while await _unfinished():  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def erase_again() -> None:
    """Every closed account once more, those that are done as well."""
    async with database().reading() as db:
        everyone = (await db.exec(select(ClosedAccount.account_id))).all()
    for account_id in everyone:
        await service.erase(database(), account_id)


async def _unfinished() -> bool:
    async with database().reading() as db:
        return bool(await queries.unerased(db))
