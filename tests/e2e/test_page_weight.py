"""The first load of the sign-in page stays as light as a bare page of Reflex (docs/performance.md)."""

import json
import re

import pytest
from playwright.sync_api import BrowserContext, Request

from rxapp.i18n.texts import text
from tests.e2e.server import Server

# What was measured, and some 2 % for new words and buttons. Think before raising it: each first visit pays.
# The row of other services is 3 KB of it, words and signs.
MOST_SCRIPT, MOST_STYLE, MOST_DOCUMENT, MOST_FONT = 168_500, 9_000, 5_000, 66_500


@pytest.fixture
def first_load(context: BrowserContext, server: Server) -> dict[str, tuple[str, int]]:
    """What a cold browser fetches for /sign-in until nothing more comes: path to (kind, bytes on the wire)."""
    page, finished = context.new_page(), list[Request]()
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(f"{server.url}/sign-in")
    page.locator("#username").fill("anna")
    page.wait_for_load_state("networkidle")
    return {
        request.url.removeprefix(server.url): (request.resource_type, request.sizes()["responseBodySize"])
        for request in finished
    }


def test_the_first_load_of_sign_in_keeps_its_budget(first_load: dict[str, tuple[str, int]]) -> None:
    weight = dict.fromkeys(("script", "stylesheet", "document", "font"), 0)
    for kind, size in first_load.values():
        weight[kind] = weight.get(kind, 0) + size
    report = json.dumps(first_load, indent=1)
    assert 100_000 < weight["script"] <= MOST_SCRIPT, report
    assert 0 < weight["stylesheet"] <= MOST_STYLE, report
    assert 0 < weight["document"] <= MOST_DOCUMENT, report
    assert 0 < weight["font"] <= MOST_FONT, report


def test_sign_in_loads_no_other_pages_chunk(
    first_load: dict[str, tuple[str, int]], context: BrowserContext, server: Server
) -> None:
    manifest = next(path for path in first_load if "/manifest-" in path)
    routes = json.loads(re.search(r"=(\{.*\})", context.request.get(server.url + manifest).text())[1])["routes"]
    mine = routes.pop("routes/[sign-in]._index")
    root = routes.pop("root")
    assert len(routes) >= 6
    assert mine["module"] in first_load
    expected = {*mine["imports"], *root["imports"]}
    others = {path for route in routes.values() for path in (route["module"], *route["imports"])} - expected
    assert others
    assert not others & set(first_load)


def test_sign_in_brings_no_words_of_the_pages_inside(
    first_load: dict[str, tuple[str, int]], context: BrowserContext, server: Server
) -> None:
    scripts = [path for path, (kind, _) in first_load.items() if kind == "script"]
    said = "".join(context.request.get(server.url + path).text() for path in scripts)
    assert text("ru", "sign_in.title") in said
    assert text("ru", "tariffs.leave") not in said


def test_files_come_packed(server: Server, first_load: dict[str, tuple[str, int]], context: BrowserContext) -> None:
    scripts = [path for path, (kind, _) in first_load.items() if kind == "script"]
    for encoding in ("br", "gzip"):
        for path in scripts:
            answer = context.request.get(server.url + path, headers={"Accept-Encoding": encoding})
            assert answer.headers["content-encoding"] == encoding, path
