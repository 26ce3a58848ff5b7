"""The end of a worker (REL-1): not ready from the first moment, nothing new is taken, what is under way finishes."""

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rxapp import routes

DRAIN_SECONDS = 20.0
_begun: list[bool] = []


def begin() -> None:
    """From now on this process takes in nothing new."""
    _begun[:] = [True]


def is_draining() -> bool:
    """Whether this process is on its way out."""
    return bool(_begun)


class Draining:
    """Once draining: readiness says 503, open sockets are no longer listened to; answers still go out."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.app(scope, _deaf(receive), send)
        elif is_draining() and scope["type"] == "http" and scope["path"] == routes.READYZ:
            await JSONResponse({"status": "draining"}, status_code=503)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def _deaf(receive: Receive) -> Receive:
    async def listen() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive" or not is_draining():
                return message

    return listen
