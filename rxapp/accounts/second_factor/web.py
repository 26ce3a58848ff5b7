"""The secret and the recovery codes on their way to their owner: plain answers, never through a State."""

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.principal import Principal
from rxapp.accounts.second_factor import setting_up
from rxapp.accounts.second_factor.setting_up import Key
from rxapp.accounts.sessions.web import browser_of, principal_of
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.ui.plain import plain_page

NO_STORE = {"Cache-Control": "no-store"}


async def picture(request: Request) -> Response:
    """The QR code of the secret being set up; 404 without a fresh session or a begun setting up."""
    key = await _key(request)
    if key is None:
        return PlainTextResponse("", 404, NO_STORE)
    return Response(key.picture, headers=NO_STORE, media_type="image/svg+xml")


async def letters(request: Request) -> Response:
    """The same secret as text, for who cannot scan: a page of its own."""
    who, key = await principal_of(request), await _key(request)
    if who is None or key is None:
        return RedirectResponse(routes.PROFILE, 303, NO_STORE)
    return plain_page("second_factor_key.html", who.locale, key=key.letters, back=routes.PROFILE)


async def recovery_codes(request: Request) -> Response:
    """Ten new recovery codes, by POST; the answer is the only place they ever stand in."""
    who = await principal_of(request)
    if who is None:
        return RedirectResponse(routes.SIGN_IN, 303, NO_STORE)
    try:
        async with database().writing() as db:
            codes = await setting_up.renew_recovery_codes(db, who, browser_of(request))
    except DomainError:
        return RedirectResponse(routes.PROFILE, 303, NO_STORE)
    return plain_page("recovery_codes.html", who.locale, codes=codes, back=routes.PROFILE)


async def _key(request: Request) -> Key | None:
    who: Principal | None = await principal_of(request)
    if who is None:
        return None
    try:
        async with database().reading() as db:
            return await setting_up.key(db, who)
    except DomainError:
        return None


SECOND_FACTOR_ROUTES = [
    Route(routes.SECOND_FACTOR_PICTURE, picture, methods=["GET"]),
    Route(routes.SECOND_FACTOR_KEY, letters, methods=["GET"]),
    Route(routes.RECOVERY_CODES, recovery_codes, methods=["POST"]),
]
