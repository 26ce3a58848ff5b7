"""A real server of this checkout as a subprocess: fresh data, free port, 127.0.0.1 only."""

import hashlib
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import httpx

START_WITHIN = 60
KEPT = Path(".pytest_cache")


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """Where it answers, and its sandbox doors. One that was not started here has no process and no log."""

    url: str
    data_dir: Path = Path()
    log: Path = Path()
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    database_url: str = ""
    redis_url: str = ""

    def inbox(self, to: str = "") -> list[dict[str, str]]:
        """Messages sent, newest first; to one destination when given."""
        found = httpx.get(f"{self.url}/sandbox/inbox.json", timeout=10).json()
        return [message for message in found if not to or message["to"] == to]

    def wait_for_message(self, to: str, count: int = 1) -> dict[str, str]:
        """The newest message to this destination once there are ``count``; AssertionError after ten seconds."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if len(found := self.inbox(to)) >= count:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no message to {to}: {self.inbox()}")

    def forgive(self) -> None:
        """Forget how often this address asked for codes and passwords: every journey comes from the same one."""
        httpx.post(f"{self.url}/sandbox/api/reset", json={"parts": ["limits"]}, timeout=10).raise_for_status()

    def operator(self, action: str, **body: object) -> httpx.Response:
        """One action of the demo operator."""
        return httpx.post(f"{self.url}/sandbox/operator/{action}", json=body, timeout=10)

    def accounts(self) -> list[dict[str, Any]]:
        """Billing accounts of the demo operator as they stand."""
        listed: list[dict[str, Any]] = httpx.get(f"{self.url}/sandbox/operator/accounts.json", timeout=10).json()
        return listed


def attached(url: str) -> Server:
    """A server somebody else runs, a sandbox. AssertionError when it is not ready or has no testers' door."""
    url = url.rstrip("/")
    for path in ("/readyz", "/sandbox/api/openapi.json"):
        status = httpx.get(f"{url}{path}", timeout=10).status_code
        assert status == 200, f"{url}{path} answers {status}"
    return Server(url)


@contextmanager
def alone(name: str) -> Iterator[None]:
    """One process of this checkout at a time."""
    import fcntl  # not on Windows, where the kit can only be a guest

    KEPT.mkdir(exist_ok=True)
    with (KEPT / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def front_end() -> None:
    """Build the front end of this checkout unless it is fresh; two builds at once would spoil each other."""
    from rxapp import build

    with alone("build"):
        if not build.is_fresh():
            build.build()


class _Told:
    """A server's data as it was when it was first ready, kept for all that come after it, of the next run too.

    Telling the story of the demo people takes longer than all the rest of a start. It is told anew when the sources
    have changed or the day has.
    """

    FILES = ("rxapp.db", "secret.key")
    SOURCES = ("rxapp/**/*.py", "rxapp/**/*.json", "alembic/**/*.py", "requirements.txt")

    def copied_to(self, data: Path, telling: ExitStack) -> bool:
        """Whether there was one to copy. Where not, this process tells: the others of the run wait for ``telling``."""
        if not self._kept().exists():
            telling.enter_context(alone("told"))
            if not self._kept().exists():
                return False
            telling.close()
        data.mkdir(parents=True, mode=0o700)
        for name in self.FILES:
            shutil.copy(self._kept() / name, data / name)
        return True

    def keep(self, data: Path) -> None:
        """Of a server that is ready. The key is a sandbox's, worth nothing beside this copy."""
        if self._kept().exists():
            return
        for old in KEPT.glob("told-*/"):
            shutil.rmtree(old)
        made = Path(tempfile.mkdtemp(dir=KEPT))
        with closing(sqlite3.connect(data / "rxapp.db")) as there, closing(sqlite3.connect(made / "rxapp.db")) as ours:
            there.backup(ours)
        shutil.copy(data / "secret.key", made / "secret.key")
        made.rename(self._kept())

    def _kept(self) -> Path:
        return KEPT / f"told-{date.today()}-{self._sources()}"

    @staticmethod
    @cache
    def _sources() -> str:
        digest = hashlib.sha256()
        for path in sorted(path for pattern in _Told.SOURCES for path in Path().glob(pattern)):
            digest.update(str(path).encode() + path.read_bytes())
        return digest.hexdigest()[:16]


_told = _Told()


@contextmanager
def running(tmp: Path, *, tree_life: int = 900, **settings: str) -> Iterator[Server]:
    """Migrate, serve, wait for readiness, stop by pid. ``settings`` are RXAPP_ names without the prefix.

    ``tree_life``: seconds after which Reflex forgets what nobody keeps.
    """
    port = free_port()
    url = f"http://localhost:{port}"
    chosen = {"PORT": str(port), "PUBLIC_URL": url, "DATA_DIR": str(tmp / "data"), "HOST": "127.0.0.1", **settings}
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("RXAPP_", "REFLEX_", "__REFLEX_"))}
    environment = {**clean, **{f"RXAPP_{name}": value for name, value in chosen.items()}}
    environment["REFLEX_REDIS_TOKEN_EXPIRATION"] = str(tree_life)
    log = tmp / "server.log"
    data = Path(chosen["DATA_DIR"])
    usual = not {"DATABASE_URL", "SECRET_KEY", "DATA_DIR", "ENV"} & set(settings) and not data.exists()
    with ExitStack() as stack:
        with ExitStack() as telling:
            if not (usual and _told.copied_to(data, telling)):
                subprocess.run([sys.executable, "-m", "rxapp", "migrate"], check=True, env=environment)
            process = stack.enter_context(_serving(environment, log))
            _wait_until_ready(url, process, log)
            if usual:
                _told.keep(data)
        database_url = settings.get("DATABASE_URL", f"sqlite:///{data}/rxapp.db")
        yield Server(url, data, log, process, database_url, settings.get("REDIS_URL", ""))


@contextmanager
def _serving(environment: dict[str, str], log: Path) -> "Iterator[subprocess.Popen[bytes]]":
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "rxapp", "serve"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + START_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise AssertionError(f"the server stopped:\n{log.read_text()}")
        try:
            if httpx.get(f"{url}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise AssertionError(f"the server is not ready:\n{log.read_text()}")
