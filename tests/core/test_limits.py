"""Rate limits: exact over any window, kept in SQL, atomic between workers."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlmodel import select

from rxapp.core import limits
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.core.limits import Rate, RateCounter

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


async def hit(database: Database, key: str = "+79031234567", *rates: Rate) -> int:
    """0 when admitted, else the seconds to wait."""
    try:
        await limits.hit_now(database, "sms", key, *(rates or (Rate(2, 60),)))
    except TooManyRequests as refused:
        return refused.retry_after
    return 0


async def test_a_use_over_the_rate_is_refused_with_the_exact_wait(database: Database) -> None:
    with time_machine.travel(START, tick=False) as clock:
        assert await hit(database) == 0
        clock.shift(20)
        assert await hit(database) == 0
        clock.shift(10)
        assert await hit(database) == 30
        clock.shift(30)
        assert await hit(database) == 0


async def test_refused_uses_do_not_prolong_the_wait(database: Database) -> None:
    with time_machine.travel(START, tick=False) as clock:
        await hit(database)
        await hit(database)
        for _ in range(10):
            clock.shift(5)
            assert await hit(database) > 0
        clock.shift(10)
        assert await hit(database) == 0


async def test_no_window_however_placed_holds_more_than_the_rate(database: Database) -> None:
    admitted: list[datetime] = []
    with time_machine.travel(START + timedelta(minutes=59), tick=False) as clock:
        for _ in range(60):
            if await hit(database, "k", Rate(5, 3600)) == 0:
                admitted.append(datetime.now(UTC))
            clock.shift(131)
    assert len(admitted) > 5
    for first in admitted:
        within = [at for at in admitted if first <= at < first + timedelta(hours=1)]
        assert len(within) <= 5


async def test_the_slowest_of_several_rates_decides(database: Database) -> None:
    rates = (Rate(2, 60), Rate(3, 3600))
    with time_machine.travel(START, tick=False) as clock:
        assert [await hit(database, "k", *rates) for _ in range(3)] == [0, 0, 60]
        clock.shift(60)
        assert [await hit(database, "k", *rates) for _ in range(2)] == [0, 3540]


async def test_keys_and_scopes_are_counted_apart_and_stored_hashed(database: Database) -> None:
    assert [await hit(database, "a"), await hit(database, "a"), await hit(database, "b")] == [0, 0, 0]
    async with database.writing() as db:
        await limits.hit(db, "mail", "a", Rate(1, 60))
    async with database.reading() as db:
        rows = (await db.exec(select(RateCounter))).all()
    assert len(rows) == 3
    assert all(len(row.key_hash) == 64 for row in rows)


async def test_two_dozen_parallel_uses_admit_exactly_the_rate(database: Database) -> None:
    waits = await asyncio.gather(*(hit(database, "k", Rate(5, 3600)) for _ in range(24)))
    assert waits.count(0) == 5


async def test_a_count_in_a_rolled_back_transaction_is_gone_but_hit_now_stays(database: Database) -> None:
    async def fails_after_a_use() -> None:
        async with database.writing() as db:
            await limits.hit(db, "sms", "k", Rate(1, 60))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails_after_a_use()
    assert await hit(database, "k", Rate(1, 60)) == 0
    assert await hit(database, "k", Rate(1, 60)) > 0


async def test_peek_counts_nothing_and_forget_starts_anew(database: Database) -> None:
    rate = Rate(1, 60)
    async with database.reading() as db:
        assert await limits.peek(db, "sms", "k", rate) == 0
    await hit(database, "k", rate)
    async with database.reading() as db:
        assert 0 < await limits.peek(db, "sms", "k", rate) <= 60
    async with database.writing() as db:
        await limits.forget(db, "sms", "k")
    assert await hit(database, "k", rate) == 0


async def test_purge_removes_only_counters_whose_window_has_passed(database: Database) -> None:
    with time_machine.travel(START, tick=False) as clock:
        await hit(database, "short", Rate(1, 60))
        await hit(database, "long", Rate(1, 3600))
        clock.shift(61)
        async with database.writing() as db:
            assert await limits.purge(db) == 1
        assert await hit(database, "long", Rate(1, 3600)) > 0


def test_a_rate_that_admits_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError):
        Rate(0, 60)
