"""The only places that set and clear the session cookie."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.sessions import service
from rxapp.accounts.sessions.service import Browser, TicketRefused
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.http import cookies
from rxapp.core.http.addresses import client_address
from rxapp.core.settings import settings

NEXT = frozenset({routes.DASHBOARD, routes.LINK_SERVICE})


def browser_of(request: Request) -> Browser:
    """The browser that made this plain request; its anonymous cookie only as a digest."""
    cookie = request.cookies.get(cookies.browser_cookie(), "")
    agent = request.headers.get("user-agent", "")
    return Browser(secrets.digest(cookie) if cookie else "", agent, client_address(request.scope))


def signed_in(token: str, *, remembered: bool, to: str = routes.DASHBOARD) -> Response:
    """Go inside: a fresh session cookie and a fresh anonymous one, so no state from before is reachable (SESS-3)."""
    answer = RedirectResponse(to, 303, {"Cache-Control": "no-store"})
    secure = settings().is_https
    life = settings().remembered_absolute if remembered else None
    answer.set_cookie(
        cookies.session_cookie(), token, max_age=life, path="/", secure=secure, httponly=True, samesite="lax"
    )
    answer.set_cookie(cookies.browser_cookie(), secrets.token(), path="/", secure=secure, httponly=True, samesite="lax")
    return answer


async def session_start(request: Request) -> Response:
    """Exchange a one-time ticket for the session cookie."""
    form = await request.form()
    to = str(form.get("next", ""))
    try:
        async with database().writing() as db:
            token, remembered = await service.start_session(db, str(form.get("ticket", "")), browser_of(request))
    except TicketRefused:
        return RedirectResponse(routes.SIGN_IN, 303, {"Cache-Control": "no-store"})
    return signed_in(token, remembered=remembered, to=to if to in NEXT else routes.DASHBOARD)


async def session_end(request: Request) -> Response:
    """Sign out: the session dies on the server, the browser forgets what it cached (SESS-7)."""
    token = request.cookies.get(cookies.session_cookie(), "")
    if token:
        async with database().writing() as db:
            await service.end_session(db, secrets.digest(token))
    headers = {"Cache-Control": "no-store", "Clear-Site-Data": '"cache", "storage"'}
    answer = RedirectResponse(routes.SIGN_IN, 303, headers)
    answer.delete_cookie(cookies.session_cookie(), path="/", secure=settings().is_https, httponly=True, samesite="lax")
    return answer


SESSION_ROUTES = [
    Route(routes.SESSION_START, session_start, methods=["POST"]),
    Route(routes.SESSION_END, session_end, methods=["POST"]),
]
