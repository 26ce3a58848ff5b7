"""Leaving in order (REL-1): from SIGTERM on nothing new is taken, and what is under way is finished first.

The server's own teardown comes after: granian drops its runtime before the application hears of the end, and a
websocket that is open at that moment may abort the whole process (granian's issues 799 and 884; it is built with
``panic=abort``). Whatever ran in it would be lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp import routes

SECONDS = 20.0
CLOSING_SECONDS = 2.0
SERVICE_RESTART = 1012

log = logging.getLogger(__name__)


class Leaving:
    """One per process."""

    def __init__(self) -> None:
        self.begun = False
        self._requests = 0
        self._nobody = asyncio.Event()
        self._last: asyncio.Task[None] | None = None
        self.stop_listening: Callable[[], None] = lambda: None
        self.events_done: Callable[[], Awaitable[None]] = self._nothing
        self.hang_up: Callable[[], Awaitable[None]] = self._nothing

    def begin(self, loop: asyncio.AbstractEventLoop, then: Callable[[], object]) -> None:
        """Take nothing new, wait at most ``SECONDS`` for what is under way, close the sockets, and do ``then``.

        A second signal changes nothing: a terminal sends one to every process, and the parent another.
        """
        if not self.begun:
            self.begun = True
            self._last = loop.create_task(self._leave(then))

    def enter(self) -> None:
        """A request has come in."""
        self._requests += 1

    def left(self) -> None:
        """A request was answered."""
        self._requests -= 1
        if not self._requests:
            self._nobody.set()

    async def _leave(self, then: Callable[[], object]) -> None:
        try:
            self.stop_listening()
            await self._within(SECONDS, self._under_way())
            await self._within(CLOSING_SECONDS, self.hang_up())
        finally:
            then()

    async def _under_way(self) -> None:
        await self.events_done()
        while self._requests:
            self._nobody.clear()
            await self._nobody.wait()

    @staticmethod
    async def _within(seconds: float, work: Awaitable[None]) -> None:
        try:
            await asyncio.wait_for(work, seconds)
        except TimeoutError:
            log.error("leaving_late seconds=%s", seconds)
        except Exception as failed:
            log.exception("leaving_failed error=%s", type(failed).__name__)

    @staticmethod
    async def _nothing() -> None:
        """Until the application has said what it has."""


leaving = Leaving()


class NothingNew:
    """While the process leaves: 503 for every request but the question whether it lives, no new socket."""

    def __init__(self, app: ASGIApp, leaving: Leaving) -> None:
        self.app = app
        self.leaving = leaving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == routes.HEALTHZ:
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket" and self.leaving.begun:
            await receive()
            await send({"type": "websocket.close", "code": SERVICE_RESTART})
        else:
            await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.leaving.begun:
            ready = scope["path"] == routes.READYZ
            refused = JSONResponse({"status": "stopping"}, 503) if ready else Response(None, 503)
            refused.headers.update({"Retry-After": "1", "Connection": "close"})
            await refused(scope, receive, send)
            return
        self.leaving.enter()
        try:
            await self.app(scope, receive, self._last_on_its_line(send))
        finally:
            self.leaving.left()

    def _last_on_its_line(self, send: Send) -> Send:
        async def said(message: Message) -> None:
            if message["type"] == "http.response.start" and self.leaving.begun:
                MutableHeaders(scope=message)["Connection"] = "close"
            await send(message)

        return said
