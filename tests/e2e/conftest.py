"""Server, browser and inbox of the journeys."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from rxapp import build
from tests.browser import FLAGS, executable
from tests.e2e.server import Server, running

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# What a journey causes on purpose: pages that do not exist, links that are spent, a connection that is gone.
EXPECTED = re.compile(r"status of (404|410)|ERR_INTERNET_DISCONNECTED|WebSocket")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One embedded server for the whole run; every journey makes its own people."""
    if not build.is_fresh():
        build.build()
    # One proxy, which a test plays when it wants to be somebody from elsewhere.
    with running(tmp_path_factory.mktemp("server"), TRUSTED_PROXY_HOPS="1") as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    found = executable()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(autouse=True)
def forgiven(server: Server) -> None:
    """The limits per address are proved elsewhere."""
    server.forgive()


@pytest.fixture
def visitor(browser: Browser, server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """``visitor(locale="hi", size=PHONE, theme="dark")``: a fresh profile each time.

    An error in the console, a broken policy or a failed script among them, fails the test.
    """
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def visit(locale: str = "ru", size: ViewportSize = WIDE, theme: str = "light", **more: object) -> BrowserContext:
        made = browser.new_context(viewport=size, color_scheme=theme, locale="ru-RU", **more)  # type: ignore[arg-type]
        made.set_default_timeout(10_000)
        made.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
        made.on("weberror", lambda failed: errors.append(str(failed.error)))
        if locale != "ru":
            made.add_cookies([{"name": "lang", "value": locale, "url": server.url}])
        opened.append(made)
        return made

    yield visit
    for each in opened:
        each.close()
    assert [line for line in errors if not EXPECTED.search(line)] == []


@pytest.fixture
def context(visitor: Callable[..., BrowserContext]) -> BrowserContext:
    """One visitor at a desk, in Russian."""
    return visitor()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
