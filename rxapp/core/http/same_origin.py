"""No other site may make a browser post here (SESS-10)."""

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class SameOriginPosts:
    """Refuse a state-changing request unless it comes from our own pages.

    A request with a JSON body is let through without an ``Origin``: a foreign page cannot send one without a
    preflight, which the fixed CORS answer refuses; machines (testers' clients) send exactly such requests.
    ``machines`` are beginnings of paths that take forms of machines: of nobody's browser, and by no cookie.
    """

    def __init__(self, app: ASGIApp, *, origin: str, machines: tuple[str, ...] = ()) -> None:
        self.app = app
        self.origin = origin
        self.machines = machines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in SAFE and not self._admits(scope):
            await Response(status_code=403)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _admits(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        if scope["path"].startswith(self.machines) and not {b"origin", b"sec-fetch-site"} & set(headers):
            return True
        return self._ours(headers)

    def _ours(self, headers: dict[bytes, bytes]) -> bool:
        origin = headers.get(b"origin")
        fetch_site = headers.get(b"sec-fetch-site")
        if origin == b"null":
            # What a page without a referrer (the mailed link) sends; the browser itself vouches for the site.
            return fetch_site == b"same-origin"
        if origin is not None:
            return origin.decode("latin-1") == self.origin
        if fetch_site not in (None, b"same-origin"):
            return False
        return headers.get(b"content-type", b"").startswith(b"application/json")
