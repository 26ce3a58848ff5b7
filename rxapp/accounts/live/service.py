"""Which tab watches which account, in this process; what is told crosses processes by Redis when scaled out.

A push carries no value: it fires the tab's own guarded loaders, which read as the tab's principal.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rxapp.accounts.live.sockets import sockets
from rxapp.accounts.live.trees import trees

log = logging.getLogger(__name__)
# Seconds between asking the tabs of a dead session to leave and hanging up on those still there (SESS-5: within 2).
GRACE = 1.0
CHANNEL = "rxapp:live"
Fire = Callable[[str, list[Any]], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class Tab:
    """An open tab: its state token, whose it is, in which session, and the loaders to fire."""

    token: str
    account_id: UUID
    session_id: UUID
    loaders: tuple[Any, ...]


class LiveFeed:
    """One per process."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}
        self._fire: Fire | None = None
        self._redis: Any = None
        self._leave: tuple[Any, ...] = ()
        self._ending: set[asyncio.Task[None]] = set()

    def connect(self, fire: Fire, leave: tuple[Any, ...], redis: Any = None) -> None:
        """``fire(token, loaders)`` enqueues events for one tab and says whether the tab is still there."""
        self._fire, self._leave, self._redis = fire, leave, redis

    def watch(self, tab: Tab) -> None:
        """Tell this tab from now on; its former watch is replaced."""
        self._tabs[tab.token] = tab

    async def account_changed(self, account_id: UUID) -> None:
        """Every open tab of the account re-reads, in every process."""
        await self._tell({"account": str(account_id)})

    async def session_ended(self, session_id: UUID) -> None:
        """Every open tab of the session leaves, its sockets close, its state trees are deleted, in every process."""
        await self._tell({"session": str(session_id)})

    async def cookie_replaced(self, session_id: UUID, cookie: str) -> None:
        """The same for the tabs that came with this value (its digest) of the session's cookie, and for no other.

        The page that brought the new value is open already when this is heard: it must not be cut.
        """
        await self._tell({"session": str(session_id), "cookie": cookie})

    async def _tell(self, word: dict[str, str]) -> None:
        if self._redis is None:
            await self.heard(word)
        else:
            await self._redis.publish(CHANNEL, json.dumps(word))

    async def heard(self, word: dict[str, str]) -> None:
        """Act on a word from this or another process."""
        if session := word.get("session"):
            ending = asyncio.create_task(self._end(UUID(session), word.get("cookie", "")))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
        if self._fire is None:
            return
        for tab in list(self._tabs.values()):
            leaving = word.get("session") == str(tab.session_id)
            if not leaving and word.get("account") != str(tab.account_id):
                continue
            # A tab that leaves is not struck off here: after a renewed session a tab with the new id hears this too.
            if not await self._fire(tab.token, list(self._leave if leaving else tab.loaders)):
                self._tabs.pop(tab.token, None)

    async def _end(self, session_id: UUID, cookie: str) -> None:
        await asyncio.sleep(GRACE)
        closed = sockets.hang_up(session_id, cookie)
        try:
            await trees.forget(session_id, cookie)
        except Exception:
            # What is left dies by its own age; the session itself is dead already.
            log.exception("trees_not_deleted")
        log.info("session_ended sockets_closed=%d", closed)

    async def listen(self) -> None:
        """Hear the other processes; one subscription a process. Runs until cancelled; reconnects by itself."""
        while True:
            try:
                async with self._redis.pubsub() as subscription:
                    await subscription.subscribe(CHANNEL)
                    async for message in subscription.listen():
                        if message["type"] == "message":
                            await self.heard(json.loads(message["data"]))
            except asyncio.CancelledError:
                raise
            except Exception:
                log.exception("live_feed_lost")
                await asyncio.sleep(1)


feed = LiveFeed()
