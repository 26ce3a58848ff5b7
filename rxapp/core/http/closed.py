"""What the framework and HTTP offer and the product does not need is not there (F-20, F-21, F-22; ASVS 4.1.4)."""

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

METHODS = ("GET", "HEAD", "POST")
SOCKET = "/_event"
BUILT = (".html", ".gz", ".br", ".zst")
# With a slash behind, so that /pingpong would be a page like any other.
FRAMEWORK = ("/_", "/ping/", "/auth-codespace/")


class KnownMethods:
    """405 for every other method, cross-origin preflights included: no page of ours makes one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in METHODS:
            await Response(status_code=405, headers={"Allow": ", ".join(METHODS)})(scope, receive, send)
            return
        await self.app(scope, receive, send)


class ClosedEndpoints:
    """404 for Reflex's own endpoints (upload, health with its own queries, list of routes) but the socket.

    The built pages' files are closed too: ``/dashboard.html`` would go past the door that stands at ``/dashboard``.
    ``own`` are addresses of plain routes that only look like such a file.
    """

    def __init__(self, app: ASGIApp, *, own: frozenset[str] = frozenset()) -> None:
        self.app = app
        self.own = own

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self.own and _closed(scope["path"]):
            await Response(status_code=404)(scope, receive, send)
            return
        await self.app(scope, receive, send)


def _closed(path: str) -> bool:
    clean = "/" + path.strip("/")
    return clean != SOCKET and (f"{clean}/".startswith(FRAMEWORK) or clean.lower().endswith(BUILT))
