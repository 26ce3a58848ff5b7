"""Plain routes of sign-in: the form sent before the page woke, the old public addresses."""

from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.web import browser_of, signed_in
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.sign_in import rules, service
from rxapp.sign_in.clients import rules as clients


async def sign_in_post(request: Request) -> Response:
    """Name and password as a native form: what a browser sends when our script has not taken over yet."""
    form = {name: str(value)[:320] for name, value in (await request.form()).items()}
    contract = form.get("entry") == "contract"
    remembered = form.get("remember") == "on"
    browser = browser_of(request)
    try:
        who = rules.identifier(form.get("username", ""), form.get("tab", ""))
        admission = await service.sign_in(database(), browser, who, form.get("password", ""), remembered=remembered)
        if admission.second_step:
            return _go(routes.AUTHENTICATE if contract else routes.SIGN_IN)
        async with database().writing() as db:
            token, remembered = await sessions.start_session(db, admission.ticket, browser)
    except DomainError:
        refused = f"{routes.AUTHENTICATE}?execution={uuid4()}" if contract else f"{routes.SIGN_IN}?"
        return _go(f"{refused}&refused=1".replace("?&", "?"))
    inside = routes.account_page(str(uuid4())) if contract else routes.DASHBOARD
    return signed_in(token, remembered=remembered, to=inside)


async def old_entry(_request: Request) -> Response:
    """``/auth``, ``/login`` and the like: the authorize address of our own client."""
    return _go(clients.own_entry())


def _go(to: str) -> RedirectResponse:
    return RedirectResponse(to, 303, {"Cache-Control": "no-store"})


SIGN_IN_ROUTES = [
    Route(routes.SIGN_IN_POST, sign_in_post, methods=["POST"]),
    *[Route(address, old_entry) for address in routes.OLD_ENTRIES],
]
