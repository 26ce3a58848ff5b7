"""The only places that set and clear the session cookie."""

import re
from uuid import uuid4

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.devices import rules as device_rules
from rxapp.accounts.devices import service as devices
from rxapp.accounts.live.service import feed
from rxapp.accounts.principal import Principal
from rxapp.accounts.sessions import ending, service
from rxapp.accounts.sessions.service import Browser, TicketRefused
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.http import cookies
from rxapp.core.http.addresses import client_address
from rxapp.core.settings import settings

THEME_LIFE = 31_536_000
NEXT = frozenset({routes.DASHBOARD, routes.LINK_SERVICE, routes.PROFILE, routes.SERVICES, routes.BONUS})
# Pages of one service, and nothing behind the mark but its id.
NEXT_OF_A_SERVICE = re.compile(
    f"({'|'.join((routes.SERVICE, routes.SERVICE_TARIFFS, routes.SERVICE_USAGE))})\\?id=[0-9a-f-]{{36}}"
)


def browser_of(request: Request) -> Browser:
    """The browser that made this plain request; its anonymous cookie only as a digest."""
    agent = request.headers.get("user-agent", "")
    pre, device = _digest(request, cookies.browser_cookie()), _digest(request, cookies.device_cookie())
    return Browser(pre, agent, client_address(request.scope), device)


async def principal_of(request: Request) -> Principal | None:
    """Who made this plain request, as the database knows it now; None without a live session."""
    async with database().reading() as db:
        return await service.principal_of(db, _digest(request, cookies.session_cookie()))


def held_cookie(request: Request) -> str:
    """Digest of the session cookie this request brought; "" without one."""
    return _digest(request, cookies.session_cookie())


def signed_in(token: str, *, remembered: bool, to: str = routes.DASHBOARD, theme: str = "") -> Response:
    """Go inside: a fresh session cookie and a fresh anonymous one, so no state from before is reachable (SESS-3).

    The device cookie is renewed along with them; it outlives the sign-out. ``theme`` is the account's, for the page
    to paint; a browser keeps its own where the account has none.
    """
    answer = RedirectResponse(to, 303, {"Cache-Control": "no-store"})
    secure = settings().is_https
    life = settings().remembered_absolute if remembered else None
    answer.set_cookie(
        cookies.session_cookie(), token, max_age=life, path="/", secure=secure, httponly=True, samesite="lax"
    )
    answer.set_cookie(cookies.browser_cookie(), secrets.token(), path="/", secure=secure, httponly=True, samesite="lax")
    answer.set_cookie(
        cookies.device_cookie(),
        devices.token_for(token),
        max_age=device_rules.LIFE,
        path="/",
        secure=secure,
        httponly=True,
        samesite="lax",
    )
    if theme:
        answer.set_cookie("theme", theme, max_age=THEME_LIFE, path="/", secure=secure, samesite="lax")
    return answer


async def session_start(request: Request) -> Response:
    """Exchange a one-time ticket for the session cookie, or for a new value of it."""
    form = await request.form()
    to, held = str(form.get("next", "")), _digest(request, cookies.session_cookie())
    before = await principal_of(request)
    try:
        async with database().writing() as db:
            token, remembered = await service.start_session(db, str(form.get("ticket", "")), browser_of(request), held)
            theme = await service.theme_of(db, secrets.digest(token))
    except TicketRefused:
        return RedirectResponse(routes.SIGN_IN, 303, {"Cache-Control": "no-store"})
    if to == routes.ACCOUNT_PAGE:
        to = routes.account_page(str(uuid4()))
    elif to not in NEXT and not NEXT_OF_A_SERVICE.fullmatch(to):
        to = routes.DASHBOARD
    answer = signed_in(token, remembered=remembered, to=to, theme=theme)
    if before:
        # Not before the answer is out: the tab that posts must get its cookie before it is told to leave.
        answer.background = BackgroundTask(feed.cookie_replaced, before.session_id, held)
    return answer


async def session_end(request: Request) -> Response:
    """Sign out: the session dies on the server, the browser forgets what it cached (SESS-7)."""
    who = await principal_of(request)
    if who:
        async with database().writing() as db:
            await ending.sign_out(db, who, browser_of(request))
    headers = {"Cache-Control": "no-store", "Clear-Site-Data": '"cache", "storage"'}
    answer = RedirectResponse(routes.SIGN_IN, 303, headers)
    answer.delete_cookie(cookies.session_cookie(), path="/", secure=settings().is_https, httponly=True, samesite="lax")
    return answer


def _digest(request: Request, name: str) -> str:
    value = request.cookies.get(name, "")
    return secrets.digest(value) if value else ""


SESSION_ROUTES = [
    Route(routes.SESSION_START, session_start, methods=["POST"]),
    Route(routes.SESSION_END, session_end, methods=["POST"]),
]
