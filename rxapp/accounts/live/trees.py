"""Which state trees Reflex keeps for a session, and their deletion at its end (SESS-7, F-13).

A tree is what a tab shows: names, balances. Reflex would keep it for a quarter of an hour after the last event. The
parts of Reflex used here are its own inner ones: Reflex is pinned, and ``tests/security`` looks for the remains.
"""

import time
from typing import Any
from uuid import UUID

from reflex import State
from reflex.istate.manager.memory import StateManagerMemory
from reflex.istate.manager.redis import StateManagerRedis
from reflex.istate.manager.token import BaseStateToken
from reflex.state import BaseState

# Seconds. A tree dies by itself 900 s after its last event, so what was not noted anew for longer is gone.
NOTED_ANEW = 300
KEPT = 1800


class Trees:
    """One per process; with several workers the list lives in Redis, for any of them may serve the next event."""

    def __init__(self) -> None:
        self._noted: dict[tuple[UUID, str], float] = {}
        self._redis: Any = None
        self._manager: Any = None

    def connect(self, manager: Any, redis: Any = None) -> None:
        """``manager`` is Reflex's state manager, ``redis`` the connection of a scaled-out worker."""
        self._manager, self._redis = manager, redis

    async def note(self, session_id: UUID, token: str) -> None:
        """This tree holds what the session may see. Cheap: most calls only look at the clock."""
        now = time.monotonic()
        if not token or now - self._noted.get((session_id, token), -KEPT) < NOTED_ANEW:
            return
        self._noted[session_id, token] = now
        self._noted = {key: at for key, at in self._noted.items() if now - at < KEPT}
        if self._redis is not None:
            async with self._redis.pipeline(transaction=False) as pipe:
                await pipe.sadd(_key(session_id), token).expire(_key(session_id), KEPT).execute()

    async def forget(self, session_id: UUID) -> None:
        """Delete every tree of the session, each in the one worker that gets hold of its name."""
        mine = [token for session, token in self._noted if session == session_id]
        for token in mine:
            del self._noted[session_id, token]
        if self._redis is None:
            for token in mine:
                await self._delete(token)
            return
        while found := await self._redis.spop(_key(session_id)):
            await self._delete(found.decode() if isinstance(found, bytes) else found)

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
