"""Whether the process lives and whether it can serve (REL-8)."""

import asyncio
from collections.abc import Callable

from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from rxapp import routes
from rxapp.core.db import database

# What the server can do without: a name, and how to ask how it stands. ``off`` and ``ready`` are well.
_spared: dict[str, Callable[[], str]] = {}


def watch(name: str, state: Callable[[], str]) -> None:
    """Show under ``name`` how something stands without which the server serves all the same. ``state`` may block."""
    _spared[name] = state


async def healthz(_request: Request) -> JSONResponse:
    """Alive: asks nothing of anybody."""
    return JSONResponse({"status": "ok"})


async def readyz(_request: Request) -> JSONResponse:
    """Ready: the database answers. 503 otherwise, without detail. ``warnings`` names what is amiss and spared."""
    try:
        async with database().reading() as db:
            await db.exec(text("SELECT 1"))  # type: ignore[call-overload]
    except Exception:
        return JSONResponse({"status": "unavailable", "database": "down"}, status_code=503)
    states = {name: await asyncio.to_thread(state) for name, state in _spared.items()}
    warnings = [name for name, state in states.items() if state not in ("off", "ready")]
    return JSONResponse({"status": "ok", "database": "up", **states, "warnings": warnings})


HEALTH_ROUTES = [Route(routes.HEALTHZ, healthz), Route(routes.READYZ, readyz)]
