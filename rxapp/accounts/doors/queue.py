"""Reflex queues a tab's events without end (F-12); here at most fifty wait, the rest is dropped (SESS-9)."""

import logging
from typing import Any

from reflex import App

MOST_WAITING = 50

log = logging.getLogger(__name__)


def bound(app: App) -> None:
    """Stand before Reflex's own intake. Once per worker, when its event processor runs."""
    namespace = app.event_namespace
    if namespace is None:
        return
    take = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        token = namespace.sid_to_token.get(sid)
        if token and waiting(app, token) >= MOST_WAITING:
            log.warning("event_dropped reason=queue_full")
            return
        await take(sid, data)

    namespace.on_event = on_event  # type: ignore[method-assign]


def waiting(app: App, token: str) -> int:
    """Events of this tab that have come and are not done."""
    return len(app.event_processor._token_queues.get(token, ()))
