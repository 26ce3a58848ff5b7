"""All that is held about a person as one file.

By GET, for a page keeps its socket only when a file comes by a link; what it writes is that it was given out.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
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
# The page's own link, or an address typed by hand: a link elsewhere must not spend the owner's tries.
OWN = ("same-origin", "none")


async def download(request: Request) -> Response:
    """The ZIP; 404 without a session, 403 from another site or without a fresh proof, 429 when asked too often."""
    who = await principal_of(request)
    if who is None:
        return PlainTextResponse("", 404, NO_STORE)
    if request.headers.get("sec-fetch-site", "same-origin") not in OWN:
        return PlainTextResponse("", 403, NO_STORE)
    try:
        async with database().writing() as db:
            found = await service.export(db, who, browser_of(request))
            mine = [account.number for account in await links.linked_accounts(db, who)]
    except StepUpNeeded:
        return PlainTextResponse("", 403, NO_STORE)
    except TooManyRequests as refused:
        return PlainTextResponse("", 429, {**NO_STORE, "Retry-After": str(refused.retry_after)})
    headers = {**NO_STORE, "Content-Disposition": 'attachment; filename="personal-data.zip"'}
    operator = await service.from_operator(gateways().bss, mine)
    packed = await asyncio.to_thread(service.as_zip, found, operator)
    return Response(packed, headers=headers, media_type="application/zip")


PERSONAL_DATA_ROUTES = [Route(routes.PERSONAL_DATA, download, methods=["GET"])]
