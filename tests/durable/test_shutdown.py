"""SIGTERM: not ready at once, nothing new is taken, what is under way is finished, committed and answered (REL-1)."""

import asyncio
import contextlib
import signal
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.e2e.server import Server, front_end, running
from tests.security.wire import Tab, browser_cookies, handlers

SECONDS = 20
COUNTING = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'INSERT INTO rate_counter%'"
FORM = {"username": "shutdown", "password": "Kxw-4821-pqz", "password-confirm": "Kxw-4821-pqz"}


class Held:
    """The server's database, whose writers this test can keep waiting."""

    def __init__(self, server: Server, postgres: str) -> None:
        self.server, self.postgres = server, postgres

    def connect(self) -> "sqlite3.Connection | psycopg.Connection":
        if self.postgres:
            return psycopg.connect(self.postgres)
        return sqlite3.connect(self.server.data_dir / "rxapp.db", isolation_level=None)

    @contextlib.contextmanager
    def writers_waiting(self) -> Iterator[None]:
        held = self.connect()
        held.execute("LOCK rate_counter IN EXCLUSIVE MODE" if self.postgres else "BEGIN IMMEDIATE")
        try:
            yield
        finally:
            held.rollback()
            held.close()

    async def has_one_waiting(self) -> None:
        """Until a writer waits. SQLite does not tell: there it is one turn of the loop from arrival to wait.

        Which one matters: at the start DBOS builds its indexes, and housekeeping purges counters; both wait too.
        """
        if self.postgres:
            with psycopg.connect(self.postgres, autocommit=True) as db:
                while not db.execute(COUNTING).fetchone():  # noqa: ASYNC110
                    await asyncio.sleep(0.01)

    def names(self) -> list[str]:
        with contextlib.closing(self.connect()) as db:
            return [row[0] for row in db.execute("SELECT user_name FROM registration_draft ORDER BY user_name")]


@pytest.fixture(params=["sqlite", "postgresql"])
async def held(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Held]:
    front_end()
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    if url:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as db:
            db.execute("DROP SCHEMA IF EXISTS dbos CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    with running(tmp_path, **({"DATABASE_URL": url} if url else {})) as server:
        yield Held(server, url.replace("+psycopg", ""))


async def arrive(tab: Tab, name: str, payload: dict[str, object]) -> None:
    """Fire an event and wait until the server has it in its queue."""
    event = {"name": name, "payload": payload, "router_data": {"pathname": "/registration"}}
    await tab.client.call("event", event, namespace="/_event", timeout=SECONDS)


async def not_ready(url: str) -> dict[str, str]:
    """What it answers once it no longer is."""
    async with httpx.AsyncClient(timeout=2) as client:
        while (answer := await client.get(f"{url}/readyz")).status_code == 200:
            pass
    return answer.json()


async def test_an_event_in_flight_at_sigterm_is_committed_and_a_later_one_is_not_taken(held: Held) -> None:
    server = held.server
    submit = next(name for name in handlers() if name.endswith("registration_state.submit_credentials"))
    late_cookies = browser_cookies(server)
    async with Tab(server, browser_cookies(server)) as tab, Tab(server, late_cookies) as late:
        for each in (tab, late):
            await each.settle()
        with held.writers_waiting():
            await arrive(tab, submit, {"form": FORM})
            async with asyncio.timeout(SECONDS):
                await held.has_one_waiting()
            assert held.names() == []
            began = time.monotonic()
            server.process.send_signal(signal.SIGTERM)
            async with asyncio.timeout(SECONDS):
                assert await not_ready(server.url) == {"status": "stopping"}
            assert time.monotonic() - began < 1
            with contextlib.suppress(Exception):
                await late.fire(submit, {"form": {**FORM, "username": "latecomer"}})
            try:
                await asyncio.to_thread(server.process.wait, 2)
                pytest.fail(f"it did not wait for the event, {server.process.returncode=}\n{server.log.read_text()}")
            except subprocess.TimeoutExpired:
                pass
        async with asyncio.timeout(SECONDS):
            while server.process.poll() is None:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    assert held.names() == ["shutdown"], server.log.read_text()
    assert server.process.returncode == 0
    # The tab was told the next step before its socket closed; an abort of the worker would have told nobody.
    assert '"step_rx_state_": 2' in tab.answer
    assert tab.closed.is_set()
    assert "panicked" not in server.log.read_text()
    # Two seconds of it are the writers'.
    assert time.monotonic() - began < SECONDS / 2


def test_after_kill_9_of_the_server_a_restart_finds_neither_lock_nor_port_taken(tmp_path: Path) -> None:
    front_end()
    with running(tmp_path) as first:
        first.process.kill()
        first.process.wait()
        began = time.monotonic()
        with running(tmp_path) as second:
            assert time.monotonic() - began < SECONDS
            assert second.process.poll() is None
            # The server's own lines go through our logs too, although it sets logging up after we were imported.
            assert '"event": "Started worker-1"' in second.log.read_text()
        with pytest.raises(httpx.ConnectError):
            httpx.get(first.url)
