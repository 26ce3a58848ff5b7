"""Worker processes, forked from one that has imported the product once: the imports are most of a start's cost."""

import contextlib
import multiprocessing
import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from tests.durable import worker

SECONDS = 45

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload([worker.__name__])


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """A worker's settings."""
    return {
        **os.environ,
        "RXAPP_DATA_DIR": str(data_dir),
        "RXAPP_SECRET_KEY": "test-key-test-key-test-key-test-key-1234",
        **more,
    }


class Worker:
    """A process that runs one command of ``worker``."""

    def __init__(self, env: dict[str, str], *arguments: str) -> None:
        self._errors = Path(env["RXAPP_DATA_DIR"]) / f"errors-{uuid4()}"
        self._process = _processes.Process(target=worker.work, args=(env, self._errors, arguments))
        self._process.start()

    @property
    def is_running(self) -> bool:
        return self._process.is_alive()

    def finish(self) -> tuple[int, str]:
        """Its exit code and what it wrote to stderr, once it has ended. Raises TimeoutError."""
        self._process.join(SECONDS)
        if self._process.exitcode is None:
            self.kill()
            raise TimeoutError(self._errors.read_text())
        return self._process.exitcode, self._errors.read_text()

    def kill(self) -> None:
        """SIGKILL, and wait for the end."""
        self._process.kill()
        self._process.join()


def run(env: dict[str, str], *arguments: str) -> tuple[int, str]:
    """One command from start to end."""
    return Worker(env, *arguments).finish()


@contextlib.contextmanager
def running(env: dict[str, str], *commands: tuple[str, ...]) -> Iterator[list[Worker]]:
    """Several at once, killed at the end whatever they do."""
    workers = [Worker(env, *command) for command in commands]
    try:
        yield workers
    finally:
        for each in workers:
            each.kill()
