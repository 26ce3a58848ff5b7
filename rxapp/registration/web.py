"""The mailed link: GET shows a page (mail scanners open links), POST confirms and goes inside (OTP-12)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp import routes
from rxapp.accounts.sessions import service as sessions
from rxapp.accounts.sessions.web import browser_of, signed_in
from rxapp.core import secrets
from rxapp.core.db import database
from rxapp.core.errors import DomainError
from rxapp.registration import queries, service
from rxapp.ui.plain import plain_page


async def letter(request: Request) -> Response:
    """Show the confirmation page, or, by POST, open the account and sign in."""
    token = request.path_params["token"]
    if request.method == "POST":
        return await _confirm(request, token)
    async with database().reading() as db:
        draft = await queries.draft_by_link(db, secrets.digest(token))
    if draft is None:
        return _spent(request)
    action, theme = routes.registration_letter(token), request.cookies.get("theme", "")
    return plain_page("letter.html", draft.locale, theme=theme, action=action, name=draft.first_name)


async def _confirm(request: Request, token: str) -> Response:
    try:
        async with database().writing() as db:
            account_id = await service.confirm_by_link(db, token)
            browser = browser_of(request)
            ticket = await sessions.issue_ticket(db, account_id, browser, remembered=False)
            cookie, remembered = await sessions.start_session(db, ticket, browser)
    except DomainError:
        return _spent(request)
    return signed_in(cookie, remembered=remembered)


def _spent(request: Request) -> Response:
    locale = request.cookies.get("lang", "ru")
    theme = request.cookies.get("theme", "")
    return plain_page("letter_expired.html", locale, 410, theme=theme, action=routes.REGISTRATION)


LETTER_ROUTES = [Route("/registration/letter/{token}", letter, methods=["GET", "POST"])]
