"""The websocket's door: our own pages only, tied to a cookie, at a human pace (SESS-8, SESS-9, F-03, F-12).

What lies behind sees digests instead of cookies and a state token derived from the cookie, so neither a stolen
token nor a dump of the state store opens anybody's account.
"""

import logging
from collections import Counter
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from rxapp.accounts.doors.pace import AddressLimits, paced
from rxapp.accounts.live.sockets import Line, sockets
from rxapp.accounts.sessions import service as sessions
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.http import cookies
from rxapp.core.http.addresses import client_address, household

MOST_SOCKETS = 20
PASSED_ON = frozenset({b"host", b"origin", b"user-agent", b"upgrade", b"connection", b"x-forwarded-for"})

log = logging.getLogger(__name__)


class SocketDoor:
    """Refuses foreign sockets before Reflex sees them."""

    def __init__(self, app: ASGIApp, *, origin: str, addresses: AddressLimits) -> None:
        self.app = app
        self.origin = origin
        self.addresses = addresses
        self.open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = household(client_address(scope))
        if not self.addresses.admits(address):
            log.warning("socket_refused reason=address_limit")
            await _refuse(receive, send)
            return
        with self.addresses.held(address):
            holder, session_id = await self._holder(scope)
            if not holder or self.open[holder] >= MOST_SOCKETS:
                await _refuse(receive, send)
                return
            await self._let_in(_behind(scope, holder), Line(receive, send), holder, session_id)

    async def _let_in(self, scope: Scope, line: Line, holder: str, session_id: UUID | None) -> None:
        self.open[holder] += 1
        try:
            with sockets.held(session_id, holder.partition("=")[2], line):
                await self.app(scope, paced(line.receive, line.cut), line.send)
        finally:
            self.open[holder] -= 1
            if not self.open[holder]:
                del self.open[holder]

    async def _holder(self, scope: Scope) -> tuple[str, UUID | None]:
        """``sid=<digest>`` of a live session and its id, else ``pre=<digest>`` of the browser, else empty: refused."""
        if Headers(scope=scope).get("origin") != self.origin:
            return "", None
        jar = cookies.of_scope(scope)
        if session := cookies.read(jar, cookies.session_cookie()):
            digest = secrets.digest(session)
            async with database().reading() as db:
                if who := await sessions.principal_of(db, digest):
                    return f"sid={digest}", who.session_id
        browser = cookies.read(jar, cookies.browser_cookie())
        return (f"pre={secrets.digest(browser)}" if browser else ""), None


async def _refuse(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 1008})


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
