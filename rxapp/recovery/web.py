"""The mailed link: GET shows a page (mail scanners open links), POST opens the last step here (OTP-12)."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.sessions.web import browser_of
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.recovery import queries, service
from rxapp.recovery.rules import LinkSpent
from rxapp.ui.plain import plain_page


async def letter(request: Request) -> Response:
    """Show the page with one button, or, by POST, go on to the new password."""
    token = request.path_params["token"]
    if request.method == "POST":
        return await _take(request, token)
    async with database().reading() as db:
        row = await queries.by_link(db, secrets.digest(token))
    if row is None:
        return _spent(request)
    return plain_page("recovery.html", row.locale, action=routes.recovery_letter(token))


async def _take(request: Request, token: str) -> Response:
    try:
        await service.take_link(database(), browser_of(request), token)
    except LinkSpent:
        return _spent(request)
    return RedirectResponse(routes.RECOVERY, 303, {"Cache-Control": "no-store"})


def _spent(request: Request) -> Response:
    locale = request.cookies.get("lang", "ru")
    return plain_page("recovery_expired.html", locale, 410, action=routes.RECOVERY)


RECOVERY_ROUTES = [Route(routes.recovery_letter("{token}"), letter, methods=["GET", "POST"])]
