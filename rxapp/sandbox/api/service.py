"""What the door itself decides: an answer given once, and the clock."""

import hashlib
from collections.abc import Awaitable, Callable

from sqlalchemy import delete, update
from sqlmodel import col

from rxapp.core import clock
from rxapp.core.db import Database, insert_of
from rxapp.core.errors import DomainError
from rxapp.sandbox.api.rules import ClockShown, WantedClock
from rxapp.sandbox.api.tables import SandboxAnswer
from rxapp.sandbox.clock.service import shared
from rxapp.sandbox.people import service as people
from rxapp.sandbox.people.rules import AccountShown, WantedAccount


class KeyReused(DomainError):
    """The key belongs to another request, or to one that is still at work."""

    code = "bss.key_reused"


async def create_account(database: Database, wanted: WantedAccount) -> AccountShown:
    """Make the person, or answer again what was answered to the same key. Raises KeyReused and as ``people.create``."""
    if wanted.idempotency_key is None:
        return await people.create(database, wanted)
    return await _once(database, wanted.idempotency_key, wanted, lambda: people.create(database, wanted))


async def move_clock(database: Database, wanted: WantedClock) -> ClockShown:
    """Move it in every worker. Raises ClockNotShared."""
    seconds = wanted.shift_seconds if wanted.shift_seconds is not None else wanted.advance_seconds
    await shared.move(database, seconds or 0, further=wanted.shift_seconds is None)
    return clock_shown()


def clock_shown() -> ClockShown:
    """Where the clock of this worker stands."""
    return ClockShown(now=clock.now(), real_now=clock.real(), shift_seconds=int(clock.ahead().total_seconds()))


async def _once(
    database: Database, key: str, wanted: WantedAccount, make: Callable[[], Awaitable[AccountShown]]
) -> AccountShown:
    request = hashlib.sha256(wanted.model_dump_json(exclude_unset=True).encode()).hexdigest()
    async with database.writing() as db:
        insert = insert_of(database)
        fresh = insert(SandboxAnswer).values(key=key, request_hash=request, answer="").on_conflict_do_nothing()
        is_first = (await db.exec(fresh.returning(col(SandboxAnswer.key)))).first() is not None
        row = await db.get_one(SandboxAnswer, key)
    if not is_first:
        if row.request_hash != request or not row.answer:
            raise KeyReused
        return AccountShown.model_validate_json(row.answer)
    mine = col(SandboxAnswer.key) == key
    try:
        made = await make()
    except BaseException:
        # A refused request leaves its key free.
        async with database.writing() as db:
            await db.exec(delete(SandboxAnswer).where(mine))
        raise
    async with database.writing() as db:
        await db.exec(update(SandboxAnswer).where(mine).values(answer=made.model_dump_json()))
    return made
