"""The open sockets of this process: the end of a session ends its own (SESS-5), the end of the process all of them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from uuid import UUID

from starlette.types import Message, Receive, Send

SESSION_OVER = 4401


class Line:
    """One websocket, between the server and what lies behind the door; either side can end it."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self.send = send
        self._cut: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._next: asyncio.Task[Any] | None = None
        self._deaf = False

    def stop_listening(self) -> None:
        """From now on nothing the browser says is passed on; what is said to it still is."""
        self._deaf = True

    def cut(self, code: int) -> None:
        """End it: the browser gets ``code``, what lies behind hears of a disconnect at its next ``receive``."""
        if not self._cut.done():
            self._cut.set_result(code)

    async def receive(self) -> Message:
        """The next message, or the disconnect of a line that was cut meanwhile."""
        while True:
            if self._next is None:
                self._next = asyncio.ensure_future(self._receive())
            await asyncio.wait({self._next, self._cut}, return_when=asyncio.FIRST_COMPLETED)
            if self._cut.done():
                self._next.cancel()
                await self.send({"type": "websocket.close", "code": self._cut.result()})
                return {"type": "websocket.disconnect", "code": self._cut.result()}
            message: Message = self._next.result()
            self._next = None
            if not self._deaf or message["type"] != "websocket.receive":
                return message


class OpenSockets:
    """One per process."""

    def __init__(self) -> None:
        self._all: set[Line] = set()
        self._lines: dict[UUID, dict[Line, str]] = {}
        self._none_left = asyncio.Event()

    @contextmanager
    def held(self, session_id: UUID | None, cookie: str, line: Line) -> Iterator[None]:
        """Know of the line while it lasts; a stranger's (None) belongs to no session. ``cookie`` is its digest."""
        self._all.add(line)
        try:
            with nullcontext() if session_id is None else self._of_session(session_id, cookie, line):
                yield
        finally:
            self._all.discard(line)
            if not self._all:
                self._none_left.set()

    @contextmanager
    def _of_session(self, session_id: UUID, cookie: str, line: Line) -> Iterator[None]:
        lines = self._lines.setdefault(session_id, {})
        lines[line] = cookie
        try:
            yield
        finally:
            lines.pop(line, None)
            if not lines and self._lines.get(session_id) is lines:
                del self._lines[session_id]

    def stop_listening(self) -> None:
        """Nothing that is said on any line from now on is passed on."""
        for line in self._all:
            line.stop_listening()

    async def hang_up_all(self, code: int) -> None:
        """Cut every line with this code, and return when none is left."""
        while self._all:
            self._none_left.clear()
            for line in self._all:
                line.cut(code)
            await self._none_left.wait()

    def hang_up(self, session_id: UUID, cookie: str = "") -> int:
        """Cut every line of the session, or only those opened with this value of its cookie; returns how many."""
        lines = [line for line, held in self._lines.get(session_id, {}).items() if cookie in ("", held)]
        for line in lines:
            line.cut(SESSION_OVER)
        return len(lines)


sockets = OpenSockets()
