"""Starting the server: schema, then granian with one or more workers on a single port."""

import os
from pathlib import Path

from alembic.config import Config
from granian import Granian
from granian.constants import Interfaces

from alembic import command
from rxapp.core.settings import settings


def migrate(revision: str = "head") -> None:
    """Bring the database's schema to ``revision``."""
    settings().data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    command.upgrade(Config("alembic.ini"), revision)


def serve() -> None:
    """Serve until SIGTERM. Blocks."""
    os.environ["REFLEX_SKIP_COMPILE"] = os.environ["__REFLEX_SKIP_COMPILE"] = "true"
    os.environ["REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = os.environ["__REFLEX_MOUNT_FRONTEND_COMPILED_APP"] = "true"
    os.environ["REFLEX_ENV_MODE"] = "prod"
    (Path(".web") / "nocompile").unlink(missing_ok=True)
    chosen = settings()
    print(f"rxapp: serving {chosen.public_url}", flush=True)  # noqa: T201
    Granian(
        "rxapp.rxapp:server",
        factory=True,
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        workers=chosen.workers,
        respawn_failed_workers=True,
        # A worker drains for 20 seconds at most (REL-1); one that does not end then is stuck.
        workers_kill_timeout=30,
        log_access=False,
    ).serve()
