"""The two plain routes of each provider: off to it by POST, back from it by GET."""

from urllib.parse import urlencode
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.web import browser_of, held_cookie, principal_of, signed_in
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.gateways.identity import ProviderName
from rxapp.i18n import refused
from rxapp.i18n.visitor import visitor_locale
from rxapp.social import rules, service
from rxapp.social.service import Outcome
from rxapp.ui.plain import plain_page, visitor_error

NO_STORE = {"Cache-Control": "no-store"}
LINK = "link"


async def start(request: Request) -> Response:
    """By POST to the provider. By GET, which changes nothing, a page with the button: no script has taken over yet."""
    try:
        provider = service.provider_named(request.path_params["provider"])
    except rules.ProviderOff:
        return visitor_error(request, 404, 0)
    # HEAD comes here with GET: neither passes the door that looks where a post comes from.
    if request.method != "POST":
        return _button(request, provider)
    form = await request.form()
    intent, to = str(form.get("intent", "")), str(form.get("next", ""))
    linker = await principal_of(request) if intent == LINK else None
    try:
        if intent == LINK and linker is None:
            raise rules.StartAgain
        url = await service.start(database(), browser_of(request), provider, to=to, linker=linker)
    except DomainError as wrong:
        return _go(_refused(wrong, to=to, link=intent == LINK))
    return _go(url)


async def callback(request: Request) -> Response:
    """From the provider, at once to a clean address: code and state stay in no history and no referrer."""
    try:
        provider = service.provider_named(request.path_params["provider"])
    except rules.ProviderOff:
        return visitor_error(request, 404, 0)
    browser, principal = browser_of(request), await principal_of(request)
    try:
        outcome = await service.finish(database(), browser, provider, dict(request.query_params), principal)
    except rules.StartAgain as wrong:
        # The back button, a page opened twice: who is inside already just goes on.
        return _go(routes.DASHBOARD) if principal else _go(_refused(wrong))
    except rules.SocialRefused as wrong:
        return _go(_refused(wrong, to=wrong.to, link=principal is not None))
    return await _arrive(request, outcome)


async def _arrive(request: Request, outcome: Outcome) -> Response:
    if outcome.linked:
        return _go(f"{routes.PROFILE}#social")
    contract = outcome.to == routes.ACCOUNT_PAGE
    if outcome.admission is None:
        return _go(routes.REGISTRATION)
    if outcome.admission.second_step:
        return _go(routes.AUTHENTICATE if contract else routes.SIGN_IN)
    async with database().writing() as db:
        browser, held = browser_of(request), held_cookie(request)
        token, remembered = await sessions.start_session(db, outcome.admission.ticket, browser, held)
        theme = await sessions.theme_of(db, secrets.digest(token))
    to = routes.account_page(str(uuid4())) if contract else outcome.to
    if outcome.note:
        to = f"{to}?{urlencode({refused.PARAMETER: refused.written({'social': outcome.note})})}"
    return signed_in(token, remembered=remembered, to=to, theme=theme)


def _button(request: Request, provider: ProviderName) -> Response:
    locale = visitor_locale(request.cookies.get("lang", ""), request.headers.get("accept-language", ""))
    action, theme = routes.social_start(provider), request.cookies.get("theme", "")
    return plain_page("social_start.html", locale, theme=theme, provider=provider, action=action)


def _refused(wrong: DomainError, *, to: str = "", link: bool = False) -> str:
    """Where the person stood, with the message."""
    back = routes.PROFILE if link else routes.AUTHENTICATE if to == routes.ACCOUNT_PAGE else routes.SIGN_IN
    return f"{back}?{urlencode({refused.PARAMETER: refused.written({'social': wrong.message})})}"


def _go(to: str) -> RedirectResponse:
    return RedirectResponse(to, 303, NO_STORE)


SOCIAL_ROUTES = [
    Route("/social/{provider}/start", start, methods=["GET", "POST"]),
    Route("/social/{provider}/callback", callback, methods=["GET"]),
]
