"""Server, browser and inbox of the journeys."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from rxapp import build
from tests.browser import FLAGS, executable
from tests.e2e.server import Server, running

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


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


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile; any message in its console that is an error fails the test."""
    made = browser.new_context(viewport=WIDE, locale="ru-RU")
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()
