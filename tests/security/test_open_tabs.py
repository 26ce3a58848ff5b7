"""What an open tab shows is not forgotten under it; what a closed one showed is (SESS-7)."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import pytest
import redis.asyncio as redis
from reflex import State
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken

from rxapp.accounts.frame.state import FrameState
from rxapp.accounts.live import trees as module
from rxapp.accounts.live.trees import KEPT, Trees


@pytest.fixture
async def in_memory() -> AsyncIterator[StateManagerMemory]:
    manager = StateManagerMemory(token_expiration=1)
    yield manager
    await manager.close()


@pytest.fixture
async def in_redis(redis_url: str) -> AsyncIterator[StateManagerRedis]:
    manager = StateManagerRedis(redis=redis.from_url(redis_url), token_expiration=900)
    yield manager
    await manager.close()


async def shown(manager: StateManagerMemory | StateManagerRedis, *idents: str) -> None:
    for ident in idents:
        async with manager.modify_state(BaseStateToken(ident=ident, cls=FrameState)) as root:
            root.get_substate(FrameState.get_full_name().split(".")).full_name = "Анна"
            root.is_hydrated = True


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    deadline = time.monotonic() + 10
    while not await holds():
        assert time.monotonic() < deadline, "it never came true"
        await asyncio.sleep(0.02)


async def test_in_memory_an_open_tabs_tree_outlives_its_term_and_a_closed_ones_does_not(
    in_memory: StateManagerMemory,
) -> None:
    trees = Trees()
    trees.connect(in_memory)
    await shown(in_memory, "open", "closed")
    keeping = asyncio.create_task(trees.keep_open(lambda: ["open", "never-seen"]))

    async def closed_is_gone() -> bool:
        return "closed" not in in_memory.states

    await until(closed_is_gone)
    assert set(in_memory.states) == {"open"}
    keeping.cancel()


async def test_a_failure_does_not_end_the_keeping(in_memory: StateManagerMemory) -> None:
    trees, asked = Trees(), 0
    trees.connect(in_memory)
    in_memory.token_expiration = 0.03  # type: ignore[assignment]

    def tabs() -> list[str]:
        nonlocal asked
        asked += 1
        raise RuntimeError

    keeping = asyncio.create_task(trees.keep_open(tabs))

    async def asked_again() -> bool:
        return asked > 2

    await until(asked_again)
    keeping.cancel()


async def test_in_redis_every_state_of_an_open_tabs_tree_lives_on_and_nothing_is_made(
    in_redis: StateManagerRedis,
) -> None:
    trees, session = Trees(), uuid4()
    trees.connect(in_redis, in_redis.redis)
    opened, closed = uuid4().hex, uuid4().hex
    await shown(in_redis, opened, closed)
    await trees.note(session, "cookie", opened)
    keys = [key async for key in in_redis.redis.scan_iter(f"*{opened}*")]
    others = [key async for key in in_redis.redis.scan_iter(f"*{closed}*")]
    listed = f"rxapp:trees:{session}"
    assert len(keys) >= 2
    for key in [*keys, *others, listed]:
        await in_redis.redis.expire(key, 60)
    await trees.keep({opened, "never-seen"})
    assert min([await in_redis.redis.ttl(key) for key in keys]) > 800
    assert max([await in_redis.redis.ttl(key) for key in others]) <= 60
    assert await in_redis.redis.ttl(listed) > KEPT - 60
    assert [key async for key in in_redis.redis.scan_iter("*never-seen*")] == []


async def test_a_tree_that_was_kept_goes_with_its_session(in_memory: StateManagerMemory) -> None:
    trees, session, other = Trees(), uuid4(), uuid4()
    trees.connect(in_memory)
    await shown(in_memory, "open")
    await trees.note(session, "cookie", "open")
    trees._noted = dict.fromkeys(trees._noted, time.monotonic() - KEPT - 1)
    await trees.keep({"open"})
    await trees.note(other, "cookie", "another")
    await trees.forget(session)
    assert "open" not in in_memory.states


async def test_what_a_stranger_left_open_for_a_day_is_kept_no_longer(
    in_memory: StateManagerMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    trees, session = Trees(), uuid4()
    trees.connect(in_memory)
    await shown(in_memory, "stranger", "subscriber")
    await trees.note(session, "cookie", "subscriber")
    in_memory._token_expires_at.clear()
    await trees.keep({"stranger", "subscriber"})
    assert set(in_memory._token_expires_at) == {"stranger", "subscriber"}
    in_memory._token_expires_at.clear()
    monkeypatch.setattr(module, "STRANGERS_KEPT", 0)
    await trees.keep({"stranger", "subscriber"})
    assert set(in_memory._token_expires_at) == {"subscriber"}


def test_the_root_of_a_tree_is_among_what_is_kept() -> None:
    assert module._classes(State)[0] is State
