"""Which one process runs durable work: the only one (SQLite) or the one that holds a lock (PostgreSQL)."""

import asyncio
import ctypes
import fcntl
import logging
import multiprocessing
import os
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import make_url

from rxapp.core.settings import SettingsRefused

POLL_SECONDS = 1.0
ANSWER_SECONDS = 5.0
# The lock is the connection's: a leader that vanished without a word (power, network) must lose it in half a minute.
# It asks the server something each second, so silence is death; the server looks for itself (settings of the session,
# PostgreSQL 14 or newer) and drops the lock later than the leader itself notices a cut, after ``ANSWER_SECONDS``.
SILENCE_SECONDS = 30
SESSION = {
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "tcp_user_timeout": f"{SILENCE_SECONDS * 1000}",
    "idle_session_timeout": f"{SILENCE_SECONDS}s",
}
CONNECTION = {
    "connect_timeout": int(ANSWER_SECONDS),
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": SILENCE_SECONDS * 1000,
}
PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
# Any constant, the same in every process of one installation.
LOCK_KEY = 0x72786170_70

log = logging.getLogger(__name__)


def die_with_parent() -> None:
    """Let the kernel end this worker when the server that started it is killed; on Linux, else nothing happens.

    An orphan would keep the lock of the data directory and the port, and a restart would be refused.
    """
    if multiprocessing.parent_process() is not None and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class LeadershipLost(Exception):  # noqa: N818 - a turn of events
    """The connection that held the lock is gone: another process may lead by now."""


@contextmanager
def only_process(data_dir: Path) -> Iterator[None]:
    """Hold ``data_dir/durable.lock``; the kernel lets go of it when the process dies.

    Raises SettingsRefused when another process holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(data_dir / "durable.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SettingsRefused(
                [f"another process already runs on {data_dir}: embedded mode is exactly one process"]
            ) from None
        yield
    finally:
        os.close(descriptor)


@asynccontextmanager
async def elected(url: str) -> AsyncIterator[psycopg.AsyncConnection]:
    """Wait for the session advisory lock of the database at ``url`` and hold it for the length of the block.

    Needs a direct connection or a pooler in session mode. Raises psycopg.Error when the database is away.
    """
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await psycopg.AsyncConnection.connect(make_conninfo(plain, **CONNECTION), autocommit=True)
    try:
        for name, value in SESSION.items():
            await connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        while not await _locked(connection):  # noqa: ASYNC110 - the lock is another process's to let go
            await asyncio.sleep(POLL_SECONDS)
        yield connection
    finally:
        await connection.close()


async def until_lost(connection: psycopg.AsyncConnection) -> None:
    """Watch the lock's connection each second. Raises LeadershipLost; never returns."""
    while True:
        await asyncio.sleep(POLL_SECONDS)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                await connection.execute("SELECT 1")
        except (psycopg.Error, TimeoutError):
            raise LeadershipLost from None


async def _locked(connection: psycopg.AsyncConnection) -> bool:
    async with asyncio.timeout(ANSWER_SECONDS):
        row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK_KEY,))).fetchone()
    return bool(row and row[0])
