"""A real server of this checkout as a subprocess: fresh data, free port, 127.0.0.1 only."""

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
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

START_WITHIN = 60


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


class _Told:
    """The database of this process's first server as it was when it was ready, with the key that it was made with."""

    FILES = ("rxapp.db", "secret.key")

    def __init__(self) -> None:
        self._kept: tempfile.TemporaryDirectory[str] | None = None

    def keep(self, data: Path) -> None:
        if self._kept is not None:
            return
        self._kept = tempfile.TemporaryDirectory(prefix="rxapp-told-")
        with (
            closing(sqlite3.connect(data / "rxapp.db")) as there,
            closing(sqlite3.connect(self._path("rxapp.db"))) as ours,
        ):
            there.backup(ours)
        shutil.copy(data / "secret.key", self._path("secret.key"))

    def copy_to(self, data: Path) -> bool:
        """Whether there was one to copy."""
        if self._kept is None or data.exists():
            return False
        data.mkdir(parents=True, mode=0o700)
        for name in self.FILES:
            shutil.copy(self._path(name), data / name)
        return True

    def _path(self, name: str) -> Path:
        assert self._kept
        return Path(self._kept.name) / name


_told = _Told()


@contextmanager
def running(tmp: Path, **settings: str) -> Iterator[Server]:
    """Migrate, serve, wait for readiness, stop by pid. ``settings`` are RXAPP_ names without the prefix."""
    port = free_port()
    url = f"http://localhost:{port}"
    chosen = {"PORT": str(port), "PUBLIC_URL": url, "DATA_DIR": str(tmp / "data"), "HOST": "127.0.0.1", **settings}
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("RXAPP_", "REFLEX_", "__REFLEX_"))}
    environment = {**clean, **{f"RXAPP_{name}": value for name, value in chosen.items()}}
    log = tmp / "server.log"
    # The story of the demo people takes longer to tell than all the rest of a start.
    usual = not {"DATABASE_URL", "SECRET_KEY", "DATA_DIR", "ENV"} & set(settings)
    if not (usual and _told.copy_to(Path(chosen["DATA_DIR"]))):
        subprocess.run([sys.executable, "-m", "rxapp", "migrate"], check=True, env=environment)
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "rxapp", "serve"],
            env=environment,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(url, process, log)
        data = Path(chosen["DATA_DIR"])
        if usual:
            _told.keep(data)
        database_url = settings.get("DATABASE_URL", f"sqlite:///{data}/rxapp.db")
        yield Server(url, data, log, process, database_url, settings.get("REDIS_URL", ""))
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
