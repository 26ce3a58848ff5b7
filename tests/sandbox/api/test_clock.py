"""The clock testers move: what it moves, who follows, and that production has none."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest
import redis.asyncio as redis
from pydantic import SecretStr

from rxapp.accounts.messages import service as messages
from rxapp.accounts.messages import workflows
from rxapp.accounts.messages.tables import OutboxMessage
from rxapp.accounts.sessions import service as sessions
from rxapp.core import clock, limits, secrets
from rxapp.core.db import Database
from rxapp.core.errors import TooManyRequests
from rxapp.core.limits import Rate
from rxapp.core.settings import Settings
from rxapp.gateways import Gateways, install
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.email.sandbox import SandboxEmail
from rxapp.gateways.sms.sandbox import SandboxSms
from rxapp.sandbox.clock import service
from rxapp.sandbox.clock.service import SharedClock
from tests.sandbox.api.conftest import Door

HOUR = 3600


def hours_ahead() -> int:
    return round(clock.ahead().total_seconds() / HOUR)


async def test_the_clock_moves_adds_up_and_comes_back(door: Door) -> None:
    answers = [
        (await door.post("clock", json=body)).json()["shift_seconds"]
        for body in ({"shift_seconds": HOUR}, {"advance_seconds": 60}, {"shift_seconds": 120}, {"shift_seconds": 0})
    ]
    assert answers == [HOUR, HOUR + 60, 120, 0]
    assert (await door.get("clock")).json()["shift_seconds"] == 0


async def test_a_move_is_one_number_and_never_backwards(door: Door) -> None:
    for body in ({}, {"shift_seconds": 1, "advance_seconds": 1}, {"shift_seconds": -1}):
        assert (await door.post("clock", json=body)).status_code == 400, body


async def test_no_row_of_advances_leaves_the_calendar(door: Door) -> None:
    for _ in range(3):
        await door.post("clock", json={"advance_seconds": service.MOST_AHEAD})
    assert (await door.get("clock")).json()["shift_seconds"] == service.MOST_AHEAD


async def test_limits_run_out_by_the_moved_clock(door: Door, operator: Database) -> None:
    rate = Rate(1, HOUR)
    await limits.hit_now(operator, "test", "key", rate)
    with pytest.raises(TooManyRequests):
        await limits.hit_now(operator, "test", "key", rate)
    await door.post("clock", json={"advance_seconds": HOUR})
    await limits.hit_now(operator, "test", "key", rate)


async def test_a_session_grows_old_by_the_moved_clock(door: Door, operator: Database) -> None:
    made = await door.make()
    cookie = (await door.post(f"accounts/{made['id']}/sessions", json={})).json()["cookie"]["value"]
    await door.post("clock", json={"advance_seconds": Settings().session_idle + 1})
    async with operator.reading() as db:
        assert await sessions.principal_of(db, secrets.digest(cookie)) is None


async def test_the_clock_of_production_cannot_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    production = Settings(env="production", secret_key=SecretStr("k" * 40))
    monkeypatch.setattr(clock, "settings", lambda: production)
    with pytest.raises(clock.ClockFixed):
        clock.set_ahead(timedelta(hours=1))
    assert clock.ahead() == timedelta()


@pytest.fixture
async def connection(redis_url: str) -> AsyncIterator["redis.Redis"]:
    client = redis.from_url(redis_url)
    yield client
    await client.aclose()


async def subscribed(connection: "redis.Redis", count: int) -> None:
    async with asyncio.timeout(5):
        while dict(await connection.pubsub_numsub(service.CHANNEL))[service.CHANNEL.encode()] < count:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_who_moves_the_clock_waits_until_every_worker_has_read_it(
    operator: Database, connection: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    real = service.load

    async def slow(database: Database) -> None:
        await asyncio.sleep(0.05)
        reads.append("read")
        await real(database)

    one, other = SharedClock(), SharedClock()
    async with one.running(operator, connection), other.running(operator, connection):
        await subscribed(connection, 2)
        monkeypatch.setattr(service, "load", slow)
        await one.move(operator, HOUR)
        assert len(reads) >= 3
    assert hours_ahead() == 1


async def test_a_worker_that_does_not_answer_is_told_of(
    operator: Database, connection: "redis.Redis", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "ANSWER_SECONDS", 1)
    alone = SharedClock()
    async with alone.running(operator, connection), connection.pubsub() as deaf:
        await subscribed(connection, 1)
        await deaf.subscribe(service.CHANNEL)
        await subscribed(connection, 2)
        with pytest.raises(service.ClockNotShared):
            await alone.move(operator, HOUR)


async def test_a_worker_that_starts_later_shows_the_same_time(operator: Database) -> None:
    await SharedClock().move(operator, HOUR)
    clock.set_ahead(timedelta())
    async with SharedClock().running(operator):
        assert hours_ahead() == 1


async def test_sending_goes_on_under_any_clock(door: Door, operator: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workflows, "database", lambda: operator)
    install(Gateways(sms=SandboxSms(operator), email=SandboxEmail(operator), bss=EmbeddedBss(operator)))

    async def queued(life: int) -> str:
        async with operator.writing() as db:
            until = clock.now() + timedelta(seconds=life)
            return str(
                await messages.post(db, channel="sms", to="+79030000009", text="x", purpose="t", not_after=until)
            )

    ahead = await queued(300)
    await door.post("clock", json={"shift_seconds": 120})
    assert (await workflows.try_to_send(ahead))[0] == "sent"
    too_late = await queued(300)
    await door.post("clock", json={"shift_seconds": 900})
    assert (await workflows.try_to_send(too_late))[0] == "expired"
    after = await queued(300)
    await door.post("clock", json={"shift_seconds": 0})
    assert (await workflows.try_to_send(after))[0] == "sent"
    async with operator.reading() as db:
        assert (await db.get_one(OutboxMessage, UUID(after))).attempts == 1
