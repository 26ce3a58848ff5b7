"""Cookie names and reading. On https they carry the ``__Host-`` prefix (SESS-1)."""

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers
from starlette.types import Scope

from rxapp.core.settings import settings


def session_cookie() -> str:
    """The signed-in browser's cookie."""
    return "__Host-sid" if settings().is_https else "sid"


def browser_cookie() -> str:
    """The anonymous browser's cookie: what a sign-in ticket and a registration draft are tied to."""
    return "__Host-pre" if settings().is_https else "pre"


def device_cookie() -> str:
    """The cookie by which a browser is known again to accounts that signed in from it."""
    return "__Host-dev" if settings().is_https else "dev"


def read(header: str, name: str) -> str:
    """One cookie's value out of a ``Cookie`` header; empty when absent or malformed."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return ""
    return jar[name].value if name in jar else ""


def of_scope(scope: Scope) -> str:
    """The whole ``Cookie`` header of an ASGI request."""
    return "; ".join(Headers(scope=scope).getlist("cookie"))
