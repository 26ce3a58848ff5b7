"""Fixtures: ``server``, ``browser``, ``context``, ``page``, ``sandbox``, ``persona``, ``inbox``, ``operator``, ``inside``.

Environment: ``RXAPP_E2E_URL`` tests a server that runs already; ``RXAPP_E2E_HEADED=1`` shows the browser where there is
a display; ``RXAPP_E2E_RECORD=folder`` saves a trace and a video of each test there.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser import FLAGS, executable
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Person, Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.server import Server, attached, running

__all__ = ["browser", "context", "inbox", "inside", "operator", "page", "persona", "sandbox", "server"]

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
SLOWLY = 400


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole run: the running one that was named, or an embedded one of this checkout."""
    if url := os.environ.get("RXAPP_E2E_URL"):
        yield attached(url)
        return
    from rxapp import build

    if not build.is_fresh():
        build.build()
    with running(tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window unless one was asked for and there is a display."""
    headed = is_headed()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=executable(), args=FLAGS, headless=not headed, slow_mo=SLOWLY if headed else 0
        )
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    """A fresh profile; recorded when a folder for it was named."""
    options = {"viewport": WIDE, "locale": "ru-RU"}
    if folder := os.environ.get("RXAPP_E2E_RECORD"):
        from tests.e2e.kit.recording import recorded

        with recorded(browser, Path(folder) / re.sub(r"[^\w-]+", "-", request.node.name), **options) as made:
            made.set_default_timeout(10_000)
            yield made
        return
    made = browser.new_context(**options)
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(scope="session")
def sandbox(server: Server) -> Iterator[Sandbox]:
    """The testers' door: people, clock, starting over."""
    opened = Sandbox(server.url)
    yield opened
    opened.close()


@pytest.fixture
def persona(sandbox: Sandbox) -> Callable[[str], Persona]:
    """``persona("anna").with_services("internet").create()``: somebody new, of one's own."""
    return sandbox.persona


@pytest.fixture
def inbox(sandbox: Sandbox) -> Inbox:
    """What people receive."""
    return Inbox(sandbox)


@pytest.fixture
def operator(server: Server) -> Iterator[Operator]:
    """The operator's hand."""
    hand = Operator(server.url)
    yield hand
    hand.close()


@pytest.fixture
def inside(page: Page, server: Server, sandbox: Sandbox) -> Callable[[Person], DashboardPage]:
    """``inside(anna)``: this browser is signed in as anna and shows her dashboard."""

    def enter(person: Person) -> DashboardPage:
        sandbox.sign_in(person, page.context)
        return DashboardPage(page, server).open()

    return enter


def is_headed() -> bool:
    """Whether to show the browser; says so when it was asked for and there is no display."""
    if os.environ.get("RXAPP_E2E_HEADED") != "1":
        return False
    if (
        os.environ.get("DISPLAY")
        or os.environ.get("WAYLAND_DISPLAY")
        or os.name == "nt"
        or os.uname().sysname == "Darwin"
    ):
        return True
    print("\nno display here: the browser runs without a window; the trace and the video show what it did")
    return False
