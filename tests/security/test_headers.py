"""The headers of every kind of answer, to the letter (T-HDR; security.md 2.5)."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.responses import Response
from starlette.routing import Route

from rxapp import routes
from rxapp.build import CLIENT
from rxapp.core.http.headers import SecurityHeaders
from rxapp.rxapp import ANYONE, HTTP_ROUTES, STRANGERS, SUBSCRIBERS
from rxapp.sandbox.providers.rules import HOSTS
from rxapp.ui.theme import BRAND_CSS
from tests.e2e.server import Server
from tests.security.wire import signed_in

POLICY = (
    "default-src 'none'; script-src 'self' #; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self'; font-src 'self'; connect-src 'self' ws://localhost; manifest-src 'self'; worker-src 'self'; "
    "base-uri 'none'; "
    "object-src 'none'; form-action 'self'; frame-ancestors 'none'"
)
FIXED = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), usb=(), "
        "payment=(self), otp-credentials=(self)"
    ),
    "server": "web",
}
# The authorize address answers 400 by itself: it wants a client.
PAGES = [page.route for page in [*STRANGERS, *ANYONE, *SUBSCRIBERS] if page.route not in ("404", routes.AUTHORIZE)]
LETTER, RECOVERY = routes.registration_letter("x" * 43), routes.recovery_letter("x" * 43)
NOBODY = "00000000-0000-0000-0000-000000000000"
READABLE = ("openapi.json", "accounts", "inbox", "clock")
SOCIAL = {routes.social_start("vk"): 200, routes.social_callback("vk"): 303, "/social/x/start": 404}
# A path that is a secret, or leads to one, tells nobody where it was.
SILENT = {
    *(LETTER, RECOVERY, routes.social_callback("vk")),
    *(routes.SECOND_FACTOR_PICTURE, routes.SECOND_FACTOR_KEY, routes.RECOVERY_CODES),
}
NO_STORE, REVALIDATED, FOREVER = "no-store", "no-cache", "public, max-age=31536000, immutable"
# What each pretend provider says to a call without anything.
PRETEND = [
    ("POST", "consent", 404),
    ("POST", "oauth.yandex.ru/token", 400),
    ("GET", "login.yandex.ru/info", 401),
    ("POST", "oauth.yandex.ru/revoke_token", 400),
    ("POST", "id.vk.ru/oauth2/revoke", 200),
    ("POST", "id.vk.ru/oauth2/logout", 200),
    ("POST", "accounts.google.com/revoke", 400),
    ("POST", "oauth.mail.ru/token", 200),
    ("GET", "oauth.mail.ru/userinfo", 200),
    ("POST", "id.vk.ru/oauth2/auth", 200),
    ("POST", "id.vk.ru/oauth2/user_info", 200),
    ("POST", "api.ok.ru/oauth/token.do", 200),
    ("GET", "api.ok.ru/fb.do", 200),
    ("GET", "accounts.google.com/.well-known/openid-configuration", 200),
    ("GET", "accounts.google.com/certs", 200),
    ("POST", "accounts.google.com/token", 401),
    ("GET", "accounts.google.com/userinfo", 401),
]
# Method, path, status, cache rule.
ANSWERS = [
    *[("GET", path, 200, NO_STORE) for path in PAGES if path not in {page.route for page in SUBSCRIBERS}],
    *[("GET", page.route, 303, NO_STORE) for page in SUBSCRIBERS],
    ("HEAD", routes.SIGN_IN, 200, NO_STORE),
    ("GET", routes.HOME, 303, NO_STORE),
    ("GET", routes.HEALTHZ, 200, NO_STORE),
    ("GET", routes.READYZ, 200, NO_STORE),
    ("GET", BRAND_CSS, 200, REVALIDATED),
    ("GET", LETTER, 410, NO_STORE),
    ("GET", routes.SANDBOX_INBOX_JSON, 200, NO_STORE),
    ("GET", f"{routes.SANDBOX_OPERATOR}/accounts.json", 200, NO_STORE),
    ("POST", f"{routes.SANDBOX_OPERATOR}/none", 403, NO_STORE),
    ("POST", routes.SESSION_START, 403, NO_STORE),
    ("POST", routes.SESSION_END, 403, NO_STORE),
    ("GET", routes.AUTHORIZE, 400, NO_STORE),
    ("GET", f"{routes.AUTHORIZE}?client_id=account_b2c", 200, NO_STORE),
    *[("GET", path, 303, NO_STORE) for path in routes.OLD_ENTRIES],
    ("GET", routes.AGREEMENT_HTML, 200, NO_STORE),
    ("POST", routes.SIGN_IN_POST, 403, NO_STORE),
    ("POST", routes.REGISTER_POST, 403, NO_STORE),
    ("GET", RECOVERY, 410, NO_STORE),
    ("GET", routes.captcha_picture(NOBODY), 404, NO_STORE),
    ("GET", routes.captcha_picture(NOBODY).replace(".png", ".wav"), 404, NO_STORE),
    ("GET", routes.SECOND_FACTOR_PICTURE, 404, NO_STORE),
    ("GET", routes.receipt("5b0b2d2e-3c0f-4f9e-9a43-000000000000"), 404, NO_STORE),
    ("GET", routes.USAGE_CSV, 404, NO_STORE),
    ("GET", routes.USAGE_PDF, 404, NO_STORE),
    ("GET", routes.PERSONAL_DATA, 404, NO_STORE),
    ("POST", f"{routes.SANDBOX_OPERATOR}/trouble", 403, NO_STORE),
    ("POST", f"{routes.SANDBOX_OPERATOR}/change_sim", 403, NO_STORE),
    ("GET", routes.SECOND_FACTOR_KEY, 303, NO_STORE),
    ("POST", routes.RECOVERY_CODES, 403, NO_STORE),
    *[("GET", f"{routes.SANDBOX_API}/{name}", 200, NO_STORE) for name in READABLE],
    ("GET", f"{routes.SANDBOX_API}/accounts/{NOBODY}", 404, NO_STORE),
    ("GET", f"{routes.SANDBOX_API}/captchas/{NOBODY}", 404, NO_STORE),
    *[("POST", f"{routes.SANDBOX_API}/accounts/{NOBODY}/{verb}", 403, NO_STORE) for verb in ("delete", "sessions")],
    ("POST", f"{routes.SANDBOX_API}/reset", 403, NO_STORE),
    ("POST", f"{routes.SANDBOX_API}/identity/knobs", 403, NO_STORE),
    ("GET", f"{routes.SANDBOX_API}/identity/calls", 200, NO_STORE),
    *[("GET", path, status, NO_STORE) for path, status in SOCIAL.items()],
    ("HEAD", routes.social_start("vk"), 200, NO_STORE),
    ("POST", routes.social_start("vk"), 403, NO_STORE),
    *[(method, f"{routes.SANDBOX_IDENTITY}/{path}", status, NO_STORE) for method, path, status in PRETEND],
    *[("GET", f"{routes.SANDBOX_IDENTITY}/{path}", 400, NO_STORE) for pair in HOSTS.values() for path in pair],
    ("GET", "/no-such-page", 404, NO_STORE),
    ("GET", "/assets/no-such-file.js", 404, NO_STORE),
    ("GET", "/_event/", 400, NO_STORE),
    ("OPTIONS", routes.SIGN_IN, 405, NO_STORE),
    ("TRACE", routes.SIGN_IN, 405, NO_STORE),
    ("GET", "/favicon.svg", 200, REVALIDATED),
]


def built(pattern: str) -> str:
    """The address of one built file."""
    return "/" + str(next(CLIENT.glob(pattern)).relative_to(CLIENT))


def check(answer: httpx.Response, cache: str, referrer: str = "strict-origin-when-cross-origin") -> None:
    seen = {name: ", ".join(answer.headers.get_list(name)) for name in [*FIXED, "cache-control", "referrer-policy"]}
    policy = re.sub(r"(?: 'sha256-[\w+/]{43}=')+", " #", seen["content-security-policy"])
    seen["content-security-policy"] = re.sub(r"(ws://localhost):\d+", r"\1", policy)
    assert seen == {**FIXED, "cache-control": cache, "referrer-policy": referrer}
    assert "strict-transport-security" not in answer.headers
    assert "x-powered-by" not in answer.headers
    assert [name for name in answer.headers if name.startswith("access-control-")] == []


@pytest.fixture(scope="module")
def visitor(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url) as client:
        yield client


@pytest.mark.parametrize(("method", "path", "status", "cache"), ANSWERS, ids=lambda value: str(value)[:40])
def test_every_kind_of_answer(visitor: httpx.Client, method: str, path: str, status: int, cache: str) -> None:
    answer = visitor.request(method, path)
    assert answer.status_code == status
    check(answer, cache, "no-referrer" if path in SILENT else "strict-origin-when-cross-origin")


def test_every_plain_route_is_among_them() -> None:
    listed = {path for _, path, _, _ in ANSWERS}
    patterns = [route.path_regex for route in HTTP_ROUTES if isinstance(route, Route)]
    assert patterns
    assert [each.pattern for each in patterns if not any(each.match(path) for path in listed)] == []


@pytest.mark.parametrize("pattern", ["assets/*.js", "assets/*.css", "fonts/*.woff2", "fonts/*.woff"])
def test_a_named_by_content_file_is_kept_for_a_year(visitor: httpx.Client, pattern: str) -> None:
    if not list(CLIENT.glob(pattern)):
        pytest.skip(f"none built: {pattern}")
    answer = visitor.get(built(pattern))
    assert answer.status_code == 200
    check(answer, FOREVER)
    assert "set-cookie" not in answer.headers


def test_a_file_the_browser_has_is_answered_with_the_same_headers(visitor: httpx.Client) -> None:
    path = built("assets/*.js")
    known = visitor.get(path).headers["etag"]
    answer = visitor.get(path, headers={"If-None-Match": known})
    assert answer.status_code == 304
    check(answer, FOREVER)


@pytest.mark.parametrize("path", ["/sw.js", "/manifest.webmanifest"])
def test_what_a_browser_installs_is_asked_for_anew(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(path)
    if Path(f"assets{path}").exists():
        assert answer.status_code == 200
        check(answer, REVALIDATED)
    else:
        assert answer.status_code == 404
        check(answer, NO_STORE)


@pytest.mark.parametrize("origin", ["https://evil.example", "own"])
def test_a_preflight_allows_nothing(visitor: httpx.Client, server: Server, origin: str) -> None:
    asked = {"Origin": server.url if origin == "own" else origin, "Access-Control-Request-Method": "POST"}
    answer = visitor.options(routes.SESSION_END, headers=asked)
    assert answer.status_code == 405
    check(answer, NO_STORE)


def test_another_host(visitor: httpx.Client) -> None:
    answer = visitor.get(routes.SIGN_IN, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    check(answer, NO_STORE)


async def test_the_pages_and_redirects_of_a_subscriber(server: Server) -> None:
    cookies = await signed_in(server, "marat")
    async with httpx.AsyncClient(base_url=server.url, cookies=cookies) as client:
        for page in SUBSCRIBERS:
            answer = await client.get(page.route)
            assert answer.status_code == 200
            check(answer, NO_STORE)
        for page in STRANGERS:
            answer = await client.get(page.route)
            assert answer.status_code == (400 if page.route == routes.AUTHORIZE else 303)
            check(answer, NO_STORE)
        answer = await client.post(routes.SESSION_END, headers={"Origin": server.url})
    check(answer, NO_STORE)
    assert answer.headers["clear-site-data"] == '"cache", "storage"'


async def test_on_https_the_browser_is_told_to_stay_there() -> None:
    app = SecurityHeaders(Response(), policy="x", https=True)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://lk.example.ru") as client:
        answer = await client.get("/")
    assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains"
