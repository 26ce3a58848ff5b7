"""A tab's events on their way into Reflex: at most fifty wait (SESS-9, F-12), and none runs before its page has loaded.

Reflex would run what a person does between the handlers that load the page, and the last of them would wipe the answer.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from reflex import App
from reflex_base.event.processor.base_state_processor import _connect_supersedes
from reflex_base.event.processor.future import EventFuture

from rxapp.accounts.doors.events import FRAMEWORK

MOST_WAITING = 50
# A page that loads no longer than this is waited for.
LOADING_SECONDS = 5.0

log = logging.getLogger(__name__)


def bound(app: App) -> "Turns":
    """Stand before Reflex's own intake. Once per worker, when its event processor runs."""
    turns, namespace = Turns(app), app.event_namespace
    if namespace is None:
        return turns
    take = namespace.on_event

    async def on_event(sid: str, data: Any) -> None:
        token = namespace.sid_to_token.get(sid)
        if token and waiting(app, token) + turns.held[token] >= MOST_WAITING:
            log.warning("event_dropped reason=queue_full")
        elif token is None or _is_of_the_framework(data):
            await take(sid, data)
        else:
            async with turns.after_the_load(token):
                await take(sid, data)

    namespace.on_event = on_event  # type: ignore[method-assign]
    return turns


def _is_of_the_framework(data: Any) -> bool:
    name = data.get("name") if isinstance(data, dict) else None
    return isinstance(name, str) and name in FRAMEWORK


class Turns:
    """What people do while their page loads, held back and let in in the order it came."""

    def __init__(self, app: App) -> None:
        self.held: Counter[str] = Counter()
        self._app = app
        self._doors: dict[str, asyncio.Lock] = {}
        self._nobody_held = asyncio.Event()
        self._nobody_held.set()

    async def all_in(self) -> None:
        """Until nothing is held back. A worker that leaves waits for it (REL-1)."""
        await self._nobody_held.wait()

    @asynccontextmanager
    async def after_the_load(self, token: str) -> AsyncIterator[None]:
        """Enter when the tab's page has loaded, or has taken too long, and what came before has entered."""
        if not self.held[token] and not list(self._loading(token)):
            yield
            return
        until = asyncio.get_running_loop().time() + LOADING_SECONDS
        self.held[token] += 1
        self._nobody_held.clear()
        try:
            async with self._doors.setdefault(token, asyncio.Lock()):
                await self._loaded(token, until)
                yield
        finally:
            self.held[token] -= 1
            if not self.held[token]:
                del self.held[token], self._doors[token]
            if not self.held:
                self._nobody_held.set()

    async def _loaded(self, token: str, until: float) -> None:
        while left := list(self._loading(token)):
            # Looked at from outside: whoever awaits an event's future cancels the event when they are cancelled.
            seconds = until - asyncio.get_running_loop().time()
            if seconds <= 0 or not (await asyncio.wait(left, timeout=seconds))[0]:
                log.warning("event_not_held reason=slow_load")
                return

    def _loading(self, token: str) -> Iterator[EventFuture]:
        """Every event of the page's load that is not done."""
        processor = self._app.event_processor
        of_the_page = (_connect_supersedes()[1], token)
        known = [*processor._pending_hydrates.get(token, {}).values()]  # type: ignore[attr-defined]
        known += processor._superseded.get(of_the_page, {}).values()
        while known:
            future = known.pop()
            # One that no event stands for is Reflex's own mark, and is never done.
            if not future.done() and future.txid in processor._futures:
                yield future
            known += future.children


def waiting(app: App, token: str) -> int:
    """Events of this tab that have come and are not done."""
    return len(app.event_processor._token_queues.get(token, ()))
