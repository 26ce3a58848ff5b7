"""Domain events between neighbours: published inside a transaction, told to listeners after its commit.

The bus is for effects whose loss a page reload repairs (a push, a counter). What must survive a crash is a
durable workflow, see ``core.durable``.
"""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rxapp.core.db import Db, after_commit

Listener = Callable[[Any], Awaitable[None]]

log = logging.getLogger(__name__)
_listeners: dict[type, list[Listener]] = {}


def subscribe(event_type: type, listener: Listener) -> None:
    """Let ``listener`` hear each ``event_type``; called once per process, from ``wiring``."""
    listeners = _listeners.setdefault(event_type, [])
    if listener not in listeners:
        listeners.append(listener)


def publish(db: Db, event: object) -> None:
    """Tell the listeners of ``event`` once the transaction of ``db`` has committed; never on rollback."""
    after_commit(db, lambda: _deliver(event))


async def _deliver(event: object) -> None:
    for listener in _listeners.get(type(event), []):
        try:
            await listener(event)
        except Exception:
            # One deaf listener must not keep the others from hearing; the change itself is already committed.
            log.exception("listener_failed event=%s", type(event).__name__)
