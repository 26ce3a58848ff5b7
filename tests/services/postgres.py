"""A throw-away PostgreSQL for the session of tests."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

START_SECONDS = 30


def lacking(reason: str) -> None:
    """Skip, or fail where the services are demanded (RXAPP_REQUIRE_SERVICES=1)."""
    if os.environ.get("RXAPP_REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """URL (psycopg driver) of an empty database; nothing of it outlives the session."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        lacking("no PostgreSQL under /usr/lib/postgresql")
    root = os.geteuid() == 0
    if root and not shutil.which("runuser"):
        lacking("no runuser: PostgreSQL refuses to run as root")
    user = ["runuser", "-u", "postgres", "--"] if root else []
    home = Path(tempfile.mkdtemp(prefix="rxapp-pg-"))
    if root:
        shutil.chown(home, "postgres")
    data, port = home / "data", free_port()
    initdb = [found[-1], "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
    subprocess.run([*user, *initdb], check=True, stdout=subprocess.DEVNULL, cwd=home)
    options = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
    server = [found[-1].with_name("postgres"), "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", home]
    for name, value in options.items():
        server += ["-c", f"{name}={value}"]
    log = (home / "log").open("wb")
    process = subprocess.Popen([*user, *server], stdout=log, stderr=log, cwd=home)
    try:
        address = f"127.0.0.1:{port}/postgres"
        _wait(process, f"postgresql://postgres@{address}", home / "log")
        yield f"postgresql+psycopg://postgres@{address}"
    finally:
        _stop_server(process, data)
        log.close()
        shutil.rmtree(home, ignore_errors=True)


def _stop_server(process: "subprocess.Popen[bytes]", data: Path) -> None:
    # The process started may be runuser; the server itself writes its id, and SIGINT is its fast shutdown.
    pid_file = data / "postmaster.pid"
    if pid_file.exists():
        os.kill(int(pid_file.read_text().split()[0]), 2)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            stop(process)
    else:
        stop(process)


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            psycopg.connect(url, connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"PostgreSQL did not start: {log.read_text()[-2000:]}")
