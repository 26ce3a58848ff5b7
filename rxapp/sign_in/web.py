"""Plain routes of sign-in: the form as browsers send it by themselves, the old public addresses."""

from contextlib import suppress
from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.captcha.service import Answer
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.web import browser_of, signed_in
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.i18n import refused
from rxapp.sign_in import rules, service
from rxapp.sign_in.clients import rules as clients


async def sign_in_post(request: Request) -> Response:
    """Name and password as a native form: always at the contract's addresses, for its suites look at the page as soon
    as the click has returned; at ours when our script has not taken over yet.
    """
    form = {name: str(value)[:320] for name, value in (await request.form()).items()}
    contract, remembered = form.get("entry") == "contract", form.get("remember") == "on"
    browser, captcha = browser_of(request), form.get("captcha-id", "")
    answer = Answer(captcha, form.get("captcha", "")[:16]) if captcha else None
    try:
        who = rules.identifier(form.get("username", ""), form.get("tab", ""))
        admission = await service.sign_in(
            database(), browser, who, form.get("password", ""), remembered=remembered, captcha=answer
        )
        if admission.second_step:
            return _go(routes.AUTHENTICATE if contract else routes.SIGN_IN)
        async with database().writing() as db:
            token, remembered = await sessions.start_session(db, admission.ticket, browser)
            theme = await sessions.theme_of(db, secrets.digest(token))
    except DomainError as wrong:
        return _go(await _refused_address(wrong, form, contract=contract))
    inside = routes.account_page(str(uuid4())) if contract else routes.DASHBOARD
    return signed_in(token, remembered=remembered, to=inside, theme=theme)


async def _refused_address(wrong: DomainError, form: dict[str, str], *, contract: bool) -> str:
    """Where the form stands after a refusal; at the contract's address ``execution`` comes first (section 1)."""
    client = clients.find(form.get("client", "")) or clients.own()
    marks = {"execution": str(uuid4()), "client_id": client.id, "tab_id": secrets.token()[:11]} if contract else {}
    marks[refused.PARAMETER] = refused.written({wrong.field or "form": wrong.message})
    with suppress(DomainError):
        async with database().reading() as db:
            if await service.captcha_needed(db, rules.identifier(form.get("username", ""), form.get("tab", ""))):
                marks["signs"] = "1"
    return f"{routes.AUTHENTICATE if contract else routes.SIGN_IN}?{urlencode(marks)}"


async def old_entry(_request: Request) -> Response:
    """``/auth``, ``/login`` and the like: the authorize address of our own client."""
    return _go(clients.own_entry())


def _go(to: str) -> RedirectResponse:
    return RedirectResponse(to, 303, {"Cache-Control": "no-store"})


SIGN_IN_ROUTES = [
    Route(routes.SIGN_IN_POST, sign_in_post, methods=["POST"]),
    *[Route(address, old_entry) for address in routes.OLD_ENTRIES],
]
