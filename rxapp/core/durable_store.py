"""What the durable engine keeps in its database, and in what form: JSON only, finished work for a week."""

import logging
from datetime import timedelta
from typing import NoReturn

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer
from dbos._serialization import DefaultSerializer
from sqlalchemy.engine import make_url

from rxapp.core import clock
from rxapp.core.db import Database

# Both are constant so that the next process, or the next release, takes up what the former left.
EXECUTOR = "rxapp"
WORKFLOWS_VERSION = "1"
THREADS = 16

# Longer than anything unfinished lives: an id that may still be started again must not be forgotten as done.
KEEP_FINISHED = timedelta(days=7)
FORGET_ROWS = 500
FINISHED = ("SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")


class PickleRefused(Exception):  # noqa: N818 - a turn of events
    """A row of the engine's database asks to be unpickled."""


def configure(url: str) -> DBOSConfig:
    """The engine's configuration for the database at ``url``; from here on this process unpickles nothing of it.

    Each row names its own serializer, pickle among them: without this a write to the database would run code here.
    """
    DefaultSerializer.deserialize = _refuse  # type: ignore[assignment, method-assign]
    # SQLite waits by polling anyway; nothing here uses notifications, so PostgreSQL needs no listener either.
    parsed = make_url(url)
    if not Database(url).is_sqlite:
        parsed = parsed.set(drivername="postgresql+psycopg")
    return {
        "name": "rxapp",
        "system_database_url": parsed.render_as_string(hide_password=False),
        "application_version": WORKFLOWS_VERSION,
        "executor_id": EXECUTOR,
        "log_level": "WARNING",
        "serializer": DBOSPortableJSONSerializer(),
        "use_listen_notify": False,
        "max_executor_threads": THREADS,
    }


def quiet() -> None:
    """Let the product's own log configuration decide where the engine's warnings go."""
    logger = logging.getLogger("dbos")
    logger.handlers.clear()
    logger.propagate = True


async def forget_finished() -> int:
    """Delete workflows that ended more than a week ago, with all their steps; returns how many."""
    before = (clock.now() - KEEP_FINISHED).isoformat()
    gone = 0
    while found := await DBOS.list_workflows_async(
        status=list(FINISHED), completed_before=before, limit=FORGET_ROWS, load_input=False, load_output=False
    ):
        await DBOS.delete_workflows_async([one.workflow_id for one in found])
        gone += len(found)
    return gone


async def free_if_finished(workflow_id: str) -> None:
    """Forget the workflow if it has ended, so that its id can be started anew; a live one is left alone."""
    known = await DBOS.get_workflow_status_async(workflow_id)
    if known is not None and known.status in FINISHED:
        await DBOS.delete_workflow_async(workflow_id)


def _refuse(_self: DefaultSerializer, _text: str) -> NoReturn:
    raise PickleRefused
