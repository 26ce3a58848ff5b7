"""A throw-away Redis for the session of tests."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.services.postgres import free_port, lacking, stop

START_SECONDS = 10


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """URL of an empty Redis that keeps nothing on disk."""
    binary = shutil.which("redis-server")
    if binary is None:
        lacking("no redis-server on PATH")
    port = free_port()
    command = [str(binary), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(process, port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        stop(process)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail("redis-server did not start")
