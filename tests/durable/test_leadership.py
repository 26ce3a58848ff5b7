"""The lock of a leader that vanished must not outlive it by minutes."""

import asyncio

import psycopg
import pytest

from rxapp.core import leadership


@pytest.fixture
def plain(postgres_url: str) -> str:
    return postgres_url.replace("+psycopg", "")


async def test_both_ends_of_the_locks_connection_look_for_life(postgres_url: str) -> None:
    names = list(leadership.SESSION)
    async with leadership.elected(postgres_url) as lock:
        rows = await lock.execute("SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY(%s)", (names,))
        shown = dict(await rows.fetchall())
        mine = lock.info.get_parameters()
    assert shown == {
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "30000",
        "idle_session_timeout": "30s",
    }
    assert mine["keepalives_idle"] == "10"
    assert mine["tcp_user_timeout"] == "30000"


async def test_a_leader_that_falls_silent_loses_the_lock(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(leadership.SESSION, "idle_session_timeout", "1500ms")  # a contender asks each second
    # The second one is elected though the first has said nothing of leaving.
    async with asyncio.timeout(10), leadership.elected(postgres_url) as silent, leadership.elected(postgres_url):
        with pytest.raises(psycopg.OperationalError):
            await silent.execute("SELECT 1")


async def test_a_leader_whose_connection_is_cut_notices(postgres_url: str, plain: str) -> None:
    async with leadership.elected(postgres_url) as lock, asyncio.timeout(10):
        watching = asyncio.ensure_future(leadership.until_lost(lock))
        with psycopg.connect(plain, autocommit=True) as db:
            db.execute("SELECT pg_terminate_backend(%s)", (lock.info.backend_pid,))
        with pytest.raises(leadership.LeadershipLost):
            await watching
