"""Starting the server: schema, then granian with one or more workers on a single port."""

import asyncio
import gc
import importlib
import multiprocessing
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVarTuple

import uvloop
from alembic.config import Config
from granian import Granian, loops
from granian.constants import Interfaces

from alembic import command
from rxapp.core.http.leaving import leaving
from rxapp.core.settings import settings

Ts = TypeVarTuple("Ts")


class Loop(uvloop.Loop):
    """The loop of a worker: its server hears a signal to stop only when nothing is left that could be lost."""

    def add_signal_handler(self, sig: int, callback: Callable[[*Ts], object], *args: *Ts) -> None:
        """As asked, but after ``leaving``. Only the server asks, and only for the signals that end it."""
        super().add_signal_handler(sig, leaving.begin, self, partial(callback, *args))


@loops.register("auto")
def loop() -> Loop:
    """What granian makes its workers' loops with."""
    made = Loop()
    asyncio.set_event_loop(made)
    return made


def migrate(revision: str = "head") -> None:
    """Bring the database's schema to ``revision``."""
    settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    command.upgrade(Config("alembic.ini"), revision)


def seed() -> None:
    """Bring the demo operator and its people up to today. Raises SystemExit in production."""
    if settings().is_production:
        raise SystemExit("rxapp: there is no demo in production")
    # Importing it puts the adapters in place.
    importlib.import_module("rxapp.rxapp")
    from rxapp import wiring

    asyncio.run(wiring.seed_sandbox())


def serve() -> None:
    """Serve until SIGTERM. Blocks. Raises SystemExit when the demo could not be told."""
    os.environ["REFLEX_SKIP_COMPILE"] = os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = os.environ["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = "true"
    os.environ["REFLEX_ENV_MODE"] = "prod"
    (Path(".web") / "nocompile").unlink(missing_ok=True)
    chosen = settings()
    _load_once()
    if not chosen.is_production:
        # A process of its own: what workers are forked from must hold no thread and no connection.
        teller = multiprocessing.Process(target=seed)
        teller.start()
        teller.join()
        if teller.exitcode:
            raise SystemExit(teller.exitcode)
    print(f"rxapp: serving {chosen.public_url}", flush=True)  # noqa: T201
    Granian(
        "rxapp.rxapp:server",
        factory=True,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        workers=chosen.workers,
        respawn_failed_workers=True,
        # A worker leaves within 22 seconds (REL-1); one that does not is stuck.
        workers_kill_timeout=30,
        log_access=False,
    ).serve()


def _load_once() -> None:
    """Import the product before anything is forked: a start takes half the time, workers share the memory.

    All of it but the app: Reflex draws the names by which workers tell each other apart when an app is made, and
    workers of one name take each other's requests for a tab's state for their own, five seconds at a time.
    """
    if multiprocessing.get_start_method() != "fork":
        return
    package = Path(__file__).parent
    # `tables` is for migrations, and knows the sandbox's.
    left = {"rxapp", "__main__"} | ({"sandbox", "tables"} if settings().is_production else set())
    for file in sorted(package.rglob("*.py")):
        path = file.relative_to(package).with_suffix("")
        if path.parts[0] not in left:
            importlib.import_module(".".join(("rxapp", *path.parts)).removesuffix(".__init__"))
    gc.freeze()
