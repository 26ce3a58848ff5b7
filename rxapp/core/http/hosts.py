"""Only the hosts this server was given (DNS rebinding, poisoned links)."""

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send


class KnownHosts:
    """Answers 400 to any other ``Host``; for sockets too."""

    def __init__(self, app: ASGIApp, *, hosts: list[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or self._known(scope):
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await Response(status_code=400)(scope, receive, send)

    def _known(self, scope: Scope) -> bool:
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        return host.rsplit(":", 1)[0] in self.hosts
