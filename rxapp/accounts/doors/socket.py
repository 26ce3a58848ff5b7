"""The websocket's door: our own pages only, tied to a cookie, at a human pace (SESS-8, SESS-9, F-03, F-12).

What lies behind sees digests instead of cookies and a state token derived from the cookie, so neither a stolen
token nor a dump of the state store opens anybody's account.
"""

import time
from collections import Counter, deque
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp.accounts.sessions import service as sessions
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.http import cookies

MOST_SOCKETS = 20
MOST_EVENTS_A_MINUTE = 240
MOST_EVENTS_A_SECOND = 40
MOST_FRAME = 64 * 1024
TOO_FAST = 4429
PASSED_ON = frozenset({b"host", b"origin", b"user-agent", b"upgrade", b"connection", b"x-forwarded-for"})


class SocketDoor:
    """Refuses foreign sockets before Reflex sees them."""

    def __init__(self, app: ASGIApp, *, origin: str) -> None:
        self.app = app
        self.origin = origin
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        holder = await self._holder(scope)
        if not holder or self.open[holder] >= MOST_SOCKETS:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        self.open[holder] += 1
        try:
            await self.app(_behind(scope, holder), _paced(receive, send), send)
        finally:
            self.open[holder] -= 1
            if not self.open[holder]:
                del self.open[holder]

    async def _holder(self, scope: Scope) -> str:
        """``sid=<digest>`` of a live session, else ``pre=<digest>`` of the browser, else empty: refused."""
        if Headers(scope=scope).get("origin") != self.origin:
            return ""
        jar = cookies.of_scope(scope)
        if session := cookies.read(jar, cookies.session_cookie()):
            digest = secrets.digest(session)
            async with database().reading() as db:
                if await sessions.principal_of(db, digest):
                    return f"sid={digest}"
        browser = cookies.read(jar, cookies.browser_cookie())
        return f"pre={secrets.digest(browser)}" if browser else ""


def _behind(scope: Scope, holder: str) -> Scope:
    jar = cookies.of_scope(scope)
    browser, device = cookies.read(jar, cookies.browser_cookie()), cookies.read(jar, cookies.device_cookie())
    cookie = holder if holder.startswith("pre=") or not browser else f"{holder}; pre={secrets.digest(browser)}"
    if device:
        cookie = f"{cookie}; dev={secrets.digest(device)}"
    kept = [(k, v) for k, v in scope["headers"] if k in PASSED_ON or k.startswith(b"sec-websocket")]
    query = [
        (name, secrets.keyed("state-token", holder, value) if name == "token" else value)
        for name, value in parse_qsl(scope["query_string"].decode("latin-1"))
    ]
    return {
        **scope,
        "headers": [*kept, (b"cookie", cookie.encode())],
        "query_string": urlencode(query).encode(),
    }


def _paced(receive: Receive, send: Send) -> Receive:
    """``receive`` that ends a socket which talks faster than a person can."""
    seen: deque[float] = deque()

    async def next_message() -> Message:
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        now = time.monotonic()
        seen.append(now)
        while seen and now - seen[0] > 60:
            seen.popleft()
        size = len(message.get("text") or message.get("bytes") or "")
        recent = sum(1 for moment in reversed(seen) if now - moment <= 1)
        if len(seen) > MOST_EVENTS_A_MINUTE or recent > MOST_EVENTS_A_SECOND or size > MOST_FRAME:
            await send({"type": "websocket.close", "code": TOO_FAST})
            return {"type": "websocket.disconnect", "code": TOO_FAST}
        return message

    return next_message
