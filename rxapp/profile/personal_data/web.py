"""All that is held about a person as one file, by plain POST: it is written down and told to its owner."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.sessions.freshness import StepUpNeeded
from rxapp.accounts.sessions.web import browser_of, principal_of
from rxapp.core.db import database
from rxapp.core.errors import TooManyRequests
from rxapp.gateways import gateways
from rxapp.linked_services import service as links
from rxapp.profile.personal_data import service

NO_STORE = {"Cache-Control": "no-store"}


async def download(request: Request) -> Response:
    """The ZIP; without a session to the sign-in, without a fresh proof to the profile, 429 when asked too often."""
    who = await principal_of(request)
    if who is None:
        return RedirectResponse(routes.SIGN_IN, 303, NO_STORE)
    try:
        async with database().writing() as db:
            found = await service.export(db, who, browser_of(request))
            mine = [account.number for account in await links.linked_accounts(db, who)]
    except StepUpNeeded:
        return RedirectResponse(routes.PROFILE, 303, NO_STORE)
    except TooManyRequests as refused:
        return PlainTextResponse("", 429, {**NO_STORE, "Retry-After": str(refused.retry_after)})
    headers = {**NO_STORE, "Content-Disposition": 'attachment; filename="personal-data.zip"'}
    operator = await service.from_operator(gateways().bss, mine)
    packed = await asyncio.to_thread(service.as_zip, found, operator)
    return Response(packed, headers=headers, media_type="application/zip")


PERSONAL_DATA_ROUTES = [Route(routes.PERSONAL_DATA, download, methods=["POST"])]
