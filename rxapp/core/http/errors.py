"""What an error looks like from outside: a page for people, a line of JSON for machines, never an internal."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp.core.errors import TooManyRequests

log = logging.getLogger(__name__)
# Request, status, seconds to wait (0: unknown) -> the page.
Page = Callable[[Request, int, int], Response]
KEPT = ("allow", "retry-after", "set-cookie", "location")


class ErrorPages:
    """Gives every bare error answer from further in a body, and answers where a route failed (16.5.1, 16.5.4).

    Bare is what has no page of its own: plain text or nothing. ``page`` renders for people; ``json_doors`` are the
    beginnings of paths that talk JSON whatever the request accepts.
    """

    def __init__(self, app: ASGIApp, *, page: Page, json_doors: tuple[str, ...] = ()) -> None:
        self.app = app
        self.page = page
        self.json_doors = json_doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        machine = self._machine(scope)
        answer = _Answer(send, machine=machine)
        status, wait = 0, 0
        try:
            await self.app(scope, receive, answer.send)
        except TooManyRequests as refused:
            status, wait = 429, refused.retry_after
        except Exception as failed:
            log.exception("request_failed error=%s", type(failed).__name__)
            if answer.begun:
                # Half an answer went out: the connection must break, or the half would pass for the whole.
                raise
            status = 500
        if answer.begun or not (status or answer.status):
            return
        await self._told(Request(scope), status or answer.status, wait, machine, answer.kept)(scope, receive, send)

    def _told(self, request: Request, status: int, wait: int, machine: bool, kept: list[tuple[str, str]]) -> Response:
        if machine:
            response: Response = JSONResponse({"error": _name(status), "status": status}, status)
            if wait:
                response.headers["Retry-After"] = str(wait)
        else:
            try:
                response = self.page(request, status, wait)
            except Exception as failed:
                log.exception("error_page_failed error=%s", type(failed).__name__)
                response = PlainTextResponse(_name(status), status)
        response.headers["Cache-Control"] = "no-store"
        for name, value in kept:
            response.headers.append(name, value)
        return response

    def _machine(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        accept = headers.get("accept", "")
        if "text/html" in accept:
            return False
        return (
            "application/json" in accept
            or headers.get("content-type", "").startswith("application/json")
            or scope["path"].endswith(".json")
            or scope["path"].startswith(self.json_doors)
        )


class _Answer:
    """Passes an answer on, unless it is an error without a body worth reading: that one is held back."""

    def __init__(self, send: Send, *, machine: bool) -> None:
        self._send = send
        self._readable = ("application/json",) if machine else ("text/html", "application/json")
        self.begun = False
        self.status = 0
        self.kept: list[tuple[str, str]] = []

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400:
            headers = Headers(raw=message.get("headers", []))
            if not headers.get("content-type", "").startswith(self._readable):
                self.status = message["status"]
                self.kept = [(name, value) for name, value in headers.items() if name in KEPT]
        if self.status:
            return
        self.begun = True
        await self._send(message)


def _name(status: int) -> str:
    try:
        return HTTPStatus(status).name.lower()
    except ValueError:
        return "error"
