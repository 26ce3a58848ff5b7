"""Errors as people and machines see them: a page with a way out, or a line of JSON; never an internal."""

import json
import logging
import re
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from rxapp.core.errors import TooManyRequests
from rxapp.core.http.errors import ErrorPages
from rxapp.i18n.texts import text
from rxapp.i18n.visitor import visitor_locale
from rxapp.ui.plain import visitor_error
from tests.e2e.server import Server

SECRET = "canary-db-password"
PEOPLE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


async def _fails(_request: Request) -> Response:
    raise ValueError(SECRET)


async def _refuses(_request: Request) -> Response:
    raise TooManyRequests(21)


async def _breaks_off(_request: Request) -> Response:
    async def body() -> Any:
        yield "half"
        raise ValueError(SECRET)

    return StreamingResponse(body())


def client(**how: Any) -> httpx.AsyncClient:
    """The shell's error pages around routes that fail."""
    inner = Starlette(
        routes=[Route("/fails", _fails), Route("/refuses", _refuses), Route("/breaks", _breaks_off)], debug=False
    )
    app = ErrorPages(inner, **{"page": visitor_error, "json_doors": ("/machine/",), **how})
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers=PEOPLE)


async def test_a_failing_route_is_a_page_and_a_log_line_by_kind(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        async with client() as visitor:
            answer = await visitor.get("/fails")
    assert answer.status_code == 500
    assert text("ru", "plain.failed_title") in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text
    assert [r.getMessage() for r in caplog.records if r.name == "rxapp.core.http.errors"] == [
        "request_failed error=ValueError"
    ]


async def test_a_limit_says_when_to_come_back_to_people_and_to_machines() -> None:
    async with client() as visitor:
        page = await visitor.get("/refuses", headers={"Cookie": "lang=en"})
        line = await visitor.get("/refuses", headers={"Accept": "application/json"})
    assert (page.status_code, line.status_code) == (429, 429)
    assert page.headers["retry-after"] == line.headers["retry-after"] == "21"
    assert "21 seconds" in page.text
    assert line.json() == {"error": "too_many_requests", "status": 429}


async def test_half_an_answer_breaks_instead_of_ending_well() -> None:
    async with client() as visitor:
        with pytest.raises(ValueError, match=SECRET):
            await visitor.get("/breaks")


async def test_when_the_page_itself_fails_a_bare_word_is_left() -> None:
    def broken(*_: object) -> Response:
        raise RuntimeError(SECRET)

    async with client(page=broken) as visitor:
        answer = await visitor.get("/fails")
    assert (answer.status_code, answer.text) == (500, "internal_server_error")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/none", {"Accept": "application/json"}),
        ("/none", {"Accept": "*/*", "Content-Type": "application/json"}),
        ("/none.json", {"Accept": "*/*"}),
        ("/machine/none", {"Accept": "*/*"}),
    ],
)
async def test_a_machine_gets_json(path: str, headers: dict[str, str]) -> None:
    async with client() as visitor:
        answer = await visitor.get(path, headers=headers)
    assert answer.status_code == 404
    assert answer.json() == {"error": "not_found", "status": 404}


async def test_a_wrong_method_names_the_right_ones() -> None:
    async with client() as visitor:
        answer = await visitor.post("/fails")
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
    assert text("ru", "plain.method_title") in answer.text


@pytest.mark.parametrize(
    ("cookie", "accepted", "spoken"),
    [
        ("en", "hi", "en"),
        ("", "hi-IN,en;q=0.5", "hi"),
        ("", "de,en;q=0.4,hi;q=0.8", "hi"),
        ("", "en;q=0,hi;q=0.1", "hi"),
        ("xx", "en-GB", "en"),
        ("", "de", "ru"),
        ("", "en;q=x", "ru"),
        ("", "", "ru"),
        ("", "," * 9000 + "en", "ru"),
    ],
)
def test_the_language_is_the_cookies_else_the_browsers_else_ours(cookie: str, accepted: str, spoken: str) -> None:
    assert visitor_locale(cookie, accepted) == spoken


def ask(server: Server, case: str, headers: dict[str, str]) -> httpx.Response:
    """Each refusal of the real shell."""
    method, path, more = {
        "host": ("GET", "/sign-in", {"Host": "evil.example"}),
        "cross-site": ("POST", "/session/end", {"Origin": "https://evil.example"}),
        "method": ("PUT", "/sign-in", {}),
        "post to a page": ("POST", "/sign-in", {"Origin": server.url}),
        "gone": ("GET", "/registration/letter/none", {}),
        "closed": ("GET", "/_upload", {}),
        "socket": ("GET", "/_event/", {}),
    }[case]
    return httpx.request(method, f"{server.url}{path}", headers={**headers, **more})


CASES = [
    ("host", 400),
    ("cross-site", 403),
    ("method", 405),
    ("post to a page", 405),
    ("gone", 410),
    ("closed", 404),
    ("socket", 400),
]


@pytest.mark.parametrize(("case", "status"), CASES)
def test_a_refusal_of_the_shell_is_a_branded_page_with_a_way_out(server: Server, case: str, status: int) -> None:
    answer = ask(server, case, {**PEOPLE, "Cookie": "lang=en; theme=dark"})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="en"' in answer.text
    assert 'href="/"' in answer.text
    assert "Единый кабинет" in answer.text
    assert not re.search(r"starlette|reflex|granian|engine\.?io|python|traceback", answer.text, re.IGNORECASE)


@pytest.mark.parametrize(("case", "status"), CASES)
def test_a_refusal_of_the_shell_is_json_for_a_machine(server: Server, case: str, status: int) -> None:
    answer = ask(server, case, {"Accept": "application/json"})
    assert answer.status_code == status
    assert json.loads(answer.text)["status"] == status


@pytest.mark.parametrize(
    "path", ["/none", "/a/b/c/d/e", "/services/none", "/dashboard/x", "/%00", "/..%2f..%2fetc/passwd", "/a" * 900]
)
def test_an_unknown_address_is_404_however_deep(server: Server, path: str) -> None:
    for method in ("GET", "HEAD"):
        answer = httpx.request(method, f"{server.url}{path}", headers=PEOPLE)
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
