"""The inbox as JSON, for tests and tools."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from rxapp import routes
from rxapp.core.db import Database
from rxapp.gateways.inbox import SandboxMessage
from rxapp.sandbox.inbox import service


def inbox_routes(database: Database) -> list[Route]:
    """Routes of the inbox. It shows one-time codes to anyone: mount them in the sandbox only."""

    async def inbox(request: Request) -> JSONResponse:
        async with database.reading() as db:
            found = await service.messages(db, to=request.query_params.get("to", ""))
        return JSONResponse([_shown(message) for message in found], headers={"Cache-Control": "no-store"})

    return [Route(routes.SANDBOX_INBOX_JSON, inbox)]


def _shown(message: SandboxMessage) -> dict[str, str]:
    return {
        "channel": message.channel,
        "to": message.to,
        "subject": message.subject,
        "text": message.text,
        "at": message.at.isoformat(),
    }
