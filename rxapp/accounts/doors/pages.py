"""The pages' door: protected HTML is refused before it is served, and every browser gets its anonymous cookie."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp import routes
from rxapp.accounts.sessions import service as sessions
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.http import cookies
from rxapp.core.settings import settings

BROWSER_COOKIE_LIFE = 365 * 86_400


class PageDoor:
    """Stands before the static pages: signed-in pages need a live session, sign-in pages need none.

    ``strangers`` says of each page for strangers where a subscriber goes instead.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        signed_in: frozenset[str],
        strangers: Mapping[str, str],
        anyone: frozenset[str],
        entry: Callable[[str], str] = lambda host: routes.SIGN_IN,
    ) -> None:
        self.app = app
        self.signed_in = signed_in
        self.strangers = strangers
        self.entry = entry
        self.pages = signed_in | anyone | set(strangers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self.app(scope, receive, send)
            return
        path = "/" + scope["path"].strip("/")
        target = await self._elsewhere(scope, path)
        if path in self.pages:
            # The built pages are folders; serving them here spares every visitor a redirect.
            scope = {**scope, "path": f"{path}/"}
        app: ASGIApp = RedirectResponse(target, 303, {"Cache-Control": "no-store"}) if target else self.app
        if cookies.read(cookies.of_scope(scope), cookies.browser_cookie()):
            await app(scope, receive, send)
        else:
            await app(scope, receive, _with_browser_cookie(send))

    async def _elsewhere(self, scope: Scope, path: str) -> str:
        if path != routes.HOME and path not in self.signed_in and path not in self.strangers:
            return ""
        token = cookies.read(cookies.of_scope(scope), cookies.session_cookie())
        alive = bool(token) and await _alive(secrets.digest(token))
        if path == routes.HOME:
            return routes.DASHBOARD if alive else self.entry(Headers(scope=scope).get("host", ""))
        if path in self.signed_in and not alive:
            return f"{routes.SIGN_IN}?next={quote(path)}"
        return self.strangers.get(path, "") if alive else ""


async def _alive(token_hash: str) -> bool:
    # Readers do not queue for the write lock; it is taken once a minute a session, for the note that it is in use.
    async with database().reading() as db:
        if await sessions.principal_of(db, token_hash) is None:
            return False
        unnoted = await sessions.is_use_unnoted(db, token_hash)
    if unnoted:
        async with database().writing() as db:
            await sessions.touch(db, token_hash)
    return True


def _with_browser_cookie(send: Send) -> Send:
    secure = "; Secure" if settings().is_https else ""
    cookie = (
        f"{cookies.browser_cookie()}={secrets.token()}; Path=/; HttpOnly; SameSite=Lax; "
        f"Max-Age={BROWSER_COOKIE_LIFE}{secure}"
    )

    async def send_with_cookie(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            # Only documents and redirects: a shared cache must never hold a cookie with an asset.
            if headers.get("content-type", "text/html").startswith("text/html"):
                headers.append("Set-Cookie", cookie)
        await send(message)

    return send_with_cookie
