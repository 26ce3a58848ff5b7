"""Pages made without Reflex and without a script: letters' links, errors. Same styles, same catalogues."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from rxapp.core.settings import settings
from rxapp.i18n.texts import known_locale, text
from rxapp.i18n.visitor import visitor_locale
from rxapp.routes import HOME
from rxapp.ui.theme import BRAND_CSS, STYLESHEETS, brand_css

_TEMPLATES = Path(__file__).parent / "templates"
_THEMES = {"light", "dark"}

# HTTP status -> the key of the page's title and text in the plain catalogue.
_ERRORS = {
    400: ("plain.bad_request_title", "plain.bad_request_text"),
    403: ("plain.forbidden_title", "plain.forbidden_text"),
    404: ("plain.not_found_title", "plain.not_found_text"),
    405: ("plain.method_title", "plain.method_text"),
    410: ("plain.gone_title", "plain.gone_text"),
    429: ("plain.too_many_title", "plain.too_many_text"),
    500: ("plain.failed_title", "plain.failed_text"),
    503: ("plain.unavailable_title", "plain.unavailable_text"),
}


def plain_page(
    template: str,
    locale: str,
    status: int = 200,
    *,
    theme: str = "",
    headers: dict[str, str] | None = None,
    **values: Any,
) -> HTMLResponse:
    """Render a template of this package in ``locale``. Values are escaped; a missing one raises UndefinedError.

    ``letter.html`` (action, name): what a mailed link opens; nothing happens until the person presses, for scanners
    open links too. ``letter_expired.html`` (action: where to start again): one answer for used, unknown and old links.
    Errors: see ``error_page``.

    ``theme`` is the ``theme`` cookie of the request: light, dark, anything else means as in the system.
    """
    code = known_locale(locale)
    page = _environment().get_template(template)
    html = page.render(
        lang=code,
        theme=theme if theme in _THEMES else "",
        t=lambda key, **params: text(code, key, **params),
        brand=settings().brand_name,
        hotline=settings().hotline,
        stylesheets=[*STYLESHEETS, *([BRAND_CSS] if brand_css(settings()) else [])],
        home=HOME,
        **values,
    )
    return HTMLResponse(
        html, status, headers={"Cache-Control": "no-store", "Content-Language": code, **(headers or {})}
    )


def visitor_error(request: Request, status: int, retry_after: int) -> HTMLResponse:
    """The page of an HTTP error in the visitor's language and colours, as the HTTP shell asks for it."""
    locale = visitor_locale(request.cookies.get("lang", ""), request.headers.get("accept-language", ""))
    return error_page(status, locale, theme=request.cookies.get("theme", ""), retry_after=retry_after)


def error_page(status: int, locale: str, *, theme: str = "", retry_after: int = 0) -> HTMLResponse:
    """The page of an HTTP error; an unknown 4xx reads as 400, any other as 500.

    ``retry_after`` (seconds) belongs to 429 and 503.
    """
    title, body = _ERRORS.get(status, _ERRORS[400 if 400 <= status < 500 else 500])
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    return plain_page(
        "error.html",
        locale,
        status,
        theme=theme,
        headers=headers,
        title=title,
        body=body,
        code=status,
        seconds=max(retry_after, 1),
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
