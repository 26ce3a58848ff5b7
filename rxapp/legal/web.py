"""The agreement at the public contract's address: a page of its own, without a script (section 9)."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp import routes
from rxapp.core.settings import settings
from rxapp.i18n.texts import text
from rxapp.ui.plain import plain_page


async def agreement(request: Request) -> Response:
    """The user agreement and what is done with personal data."""
    locale = request.cookies.get("lang", "ru")
    title = text(locale, "contract.offer_title", name=settings().identity_name)
    return plain_page("agreement.html", locale, theme=request.cookies.get("theme", ""), title=title)


LEGAL_ROUTES = [Route(routes.AGREEMENT_HTML, agreement)]
