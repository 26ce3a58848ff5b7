"""Which state trees Reflex keeps for a session, and their deletion at its end (SESS-7, F-13).

A tree is what a tab shows: names, balances. Reflex would keep it for a quarter of an hour after the last event, and in
Redis each state of it for a quarter of an hour after its own last change. The tree of an open tab is kept alive: after
a lost one Reflex loads the page anew around the next event, whose answer is wiped, and a push empties what it does not
load. The parts of Reflex used here are its own inner ones: Reflex is pinned, and ``tests/security`` looks for the
remains.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from reflex import State
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState

# Seconds. A tree dies by itself 900 s after its last event or keeping, so what was not noted anew for longer is gone.
NOTED_ANEW = 300
KEPT = 1800
# What a stranger typed may lie no longer than a registration nobody confirms (PD-6).
STRANGERS_KEPT = 86_400
AT_ONCE = 20

log = logging.getLogger(__name__)


class Trees:
    """One per process; with several workers the list lives in Redis, for any of them may serve the next event."""

    def __init__(self) -> None:
        self._noted: dict[tuple[UUID, str, str], float] = {}
        self._open_since: dict[str, float] = {}
        self._redis: Any = None
        self._manager: Any = None

    def connect(self, manager: Any, redis: Any = None) -> None:
        """``manager`` is Reflex's state manager, ``redis`` the connection of a scaled-out worker."""
        self._manager, self._redis = manager, redis

    async def note(self, session_id: UUID, cookie: str, token: str) -> None:
        """This tree holds what the session may see under this value (a digest) of its cookie.

        Cheap: most calls only look at the clock.
        """
        now = time.monotonic()
        if not token or now - self._noted.get((session_id, cookie, token), -KEPT) < NOTED_ANEW:
            return
        self._noted[session_id, cookie, token] = now
        self._noted = {key: at for key, at in self._noted.items() if now - at < KEPT}
        if self._redis is not None:
            async with self._redis.pipeline(transaction=False) as pipe:
                await pipe.sadd(_key(session_id), f"{cookie} {token}").expire(_key(session_id), KEPT).execute()

    async def keep_open(self, tabs: Callable[[], Collection[str]]) -> None:
        """Keep the trees of this process's open tabs, named by their tokens, three times a life of a tree; for ever."""
        while True:
            await asyncio.sleep(self._manager.token_expiration / 3)
            try:
                await self.keep(set(tabs()))
            except Exception:
                log.exception("trees_not_kept")

    async def keep(self, tabs: Collection[str]) -> None:
        """The trees of these tabs live on, those that are there, and stay on the list of their sessions."""
        now = time.monotonic()
        mine = [key for key in self._noted if key[2] in tabs]
        self._noted |= dict.fromkeys(mine, now)
        self._open_since = {ident: self._open_since.get(ident, now) for ident in tabs}
        owned = {key[2] for key in mine}
        kept = [ident for ident in tabs if ident in owned or now - self._open_since[ident] < STRANGERS_KEPT]
        tokens = [BaseStateToken(ident=ident, cls=State) for ident in kept]
        if isinstance(self._manager, StateManagerMemory):
            for token in tokens:
                if token.cache_key in self._manager.states:
                    self._manager._track_token(token)
            return
        life, every = self._manager.token_expiration, _classes(State)
        await self._expire({_key(session_id): KEPT for session_id in {key[0] for key in mine}})
        for first in range(0, len(tokens), AT_ONCE):
            some = tokens[first : first + AT_ONCE]
            await self._expire({token._state_key(cls): life for token in some for cls in every})

    async def _expire(self, seconds: dict[str, int]) -> None:
        async with self._redis.pipeline(transaction=False) as pipe:
            for key, life in seconds.items():
                pipe.expire(key, life)
            await pipe.execute()

    async def forget(self, session_id: UUID, cookie: str = "") -> None:
        """Delete every tree of the session, or of this value of its cookie, each in the worker that gets hold of it."""
        mine = [key for key in self._noted if key[0] == session_id and cookie in ("", key[1])]
        for key in mine:
            del self._noted[key]
        if self._redis is None:
            for _, _, token in mine:
                await self._delete(token)
            return
        for member in await self._redis.smembers(_key(session_id)):
            held, _, token = str(member, "utf-8").partition(" ")
            if cookie in ("", held) and await self._redis.srem(_key(session_id), member):
                await self._delete(token)

    async def _delete(self, ident: str) -> None:
        manager = self._manager
        token = BaseStateToken(ident=ident, cls=State)
        # The lock waits for a handler still at work, and makes another worker give up its cached copy.
        async with manager.modify_state(token) as root:
            _empty(root)
            if isinstance(manager, StateManagerRedis):
                await manager.redis.delete(*(token._state_key(cls) for cls in _classes(State)))
        if isinstance(manager, StateManagerMemory):
            manager._purge_token(token)


def _key(session_id: UUID) -> str:
    return f"rxapp:trees:{session_id}"


def _classes(root: type[BaseState]) -> list[type[BaseState]]:
    return [root, *(cls for child in root.get_substates() for cls in _classes(child))]


def _empty(root: BaseState) -> None:
    """Defaults everywhere, and nothing marked for saving: a late flush of the lock's lease writes no tree back."""
    root.reset()  # type: ignore[no-untyped-call]
    todo = [root]
    while todo:
        state = todo.pop()
        state._clean()  # type: ignore[no-untyped-call]
        state._was_touched = False
        todo += state.substates.values()


trees = Trees()
