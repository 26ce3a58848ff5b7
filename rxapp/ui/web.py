"""The operator's own colours, as a style sheet made from the settings."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from rxapp.core.settings import settings
from rxapp.ui.theme import BRAND_CSS, brand_css


async def brand(_request: Request) -> Response:
    """Empty when the operator keeps the product's colours."""
    return Response(brand_css(settings()), media_type="text/css", headers={"Cache-Control": "no-cache"})


BRAND_ROUTES = [Route(BRAND_CSS, brand)]
