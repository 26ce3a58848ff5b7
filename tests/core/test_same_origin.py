"""Which state-changing requests pass, by what a browser or a machine would send."""

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from rxapp.core.http.same_origin import SameOriginPosts

OURS = "http://localhost:8000"
JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize(
    ("method", "headers", "passes"),
    [
        ("GET", {"origin": "https://evil.example"}, True),
        ("POST", {**FORM, "origin": OURS}, True),
        ("POST", {**FORM, "origin": "https://evil.example"}, False),
        ("POST", FORM, False),
        ("POST", JSON, True),
        ("POST", {**JSON, "origin": "https://evil.example"}, False),
        ("POST", {**JSON, "sec-fetch-site": "cross-site"}, False),
        ("DELETE", {}, False),
        ("DELETE", {"origin": "https://evil.example"}, False),
        ("DELETE", {"origin": "null"}, False),
        ("DELETE", {"sec-fetch-site": "cross-site"}, False),
    ],
)
async def test_only_our_pages_and_machines_change_anything(method: str, headers: dict[str, str], passes: bool) -> None:
    async def answer(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("done")

    app = SameOriginPosts(Starlette(routes=[Route("/", answer, methods=["GET", "POST", "DELETE"])]), origin=OURS)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=OURS) as client:
        answered = await client.request(method, "/", headers=headers)
    assert (answered.status_code == 200) is passes
