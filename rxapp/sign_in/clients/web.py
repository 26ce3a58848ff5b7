"""The door of the authorize address."""

from starlette.datastructures import Headers, QueryParams
from starlette.types import ASGIApp, Receive, Scope, Send

from rxapp import routes
from rxapp.core.http import cookies
from rxapp.sign_in.clients import rules
from rxapp.ui.plain import error_page


class ClientDoor:
    """Answers 400 to an authorize address of an unknown client or with a foreign redirect address."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") == routes.AUTHORIZE:
            query = QueryParams(scope["query_string"].decode("latin-1"))
            if not rules.allowed(query):
                locale = cookies.read(Headers(scope=scope).get("cookie", ""), "lang")
                await error_page(400, locale)(scope, receive, send)
                return
        await self.app(scope, receive, send)
