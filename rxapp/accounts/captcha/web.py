"""The picture and the sound, by plain GET: for the browser that was shown the captcha, never cached."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.captcha import drawing, service
from rxapp.accounts.captcha.service import CaptchaWrong
from rxapp.accounts.sessions.web import browser_of
from rxapp.core.db import database

NOT_KEPT = {"Cache-Control": "no-store"}


async def picture(request: Request) -> Response:
    """PNG of the captcha; 404 for an unknown, old, used or often fetched one, or another browser's."""
    return await _drawn(request, drawing.picture, "image/png")


async def speech(request: Request) -> Response:
    """WAV of the captcha; refusals as for the picture."""
    return await _drawn(request, drawing.speech, "audio/wav")


async def _drawn(request: Request, draw: Callable[[str], Awaitable[bytes]], kind: str) -> Response:
    captcha_id: UUID = request.path_params["captcha_id"]
    try:
        async with database().writing() as db:
            digits = await service.to_draw(db, browser_of(request), captcha_id)
        return Response(await draw(digits), media_type=kind, headers=NOT_KEPT)
    except CaptchaWrong:
        return Response(status_code=404, headers=NOT_KEPT)
    except drawing.Busy:
        return Response(status_code=503, headers={**NOT_KEPT, "Retry-After": "5"})


CAPTCHA_ROUTES = [
    Route(routes.CAPTCHA + "/{captcha_id:uuid}.png", picture),
    Route(routes.CAPTCHA + "/{captcha_id:uuid}.wav", speech),
]
