"""Whether the process lives and whether it can serve (REL-8)."""

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from rxapp import routes
from rxapp.core.db import database


async def healthz(_request: Request) -> JSONResponse:
    """Alive: asks nothing of anybody."""
    return JSONResponse({"status": "ok"})


async def readyz(_request: Request) -> JSONResponse:
    """Ready: the database answers. 503 otherwise, without detail."""
    try:
        async with database().reading() as db:
            await db.exec(text("SELECT 1"))  # type: ignore[call-overload]
    except Exception:
        return JSONResponse({"status": "unavailable", "database": "down"}, status_code=503)
    return JSONResponse({"status": "ok", "database": "up"})


HEALTH_ROUTES = [Route(routes.HEALTHZ, healthz), Route(routes.READYZ, readyz)]
