"""Fixtures of a journey, to be imported by a conftest or named in ``pytest_plugins``.

``server``, ``browser``, ``visitor``, ``context`` and ``page`` to look with; ``sandbox``, ``persona``, ``inbox``,
``operator`` and ``inside`` to arrange with. Environment: ``RXAPP_E2E_URL`` tests a server that runs already;
``RXAPP_E2E_HEADED=1`` shows the browser where there is a display; ``RXAPP_E2E_RECORD=folder`` saves a trace and a video
of each test there.
"""

import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from tests.browser import FLAGS, executable
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Person, Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.server import Server, attached, front_end, running

__all__ = [
    "browser",
    "context",
    "forgiven",
    "inbox",
    "inside",
    "operator",
    "page",
    "persona",
    "sandbox",
    "server",
    "visitor",
]

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# What a journey causes on purpose: pages that do not exist, links that are spent, a connection that is gone.
EXPECTED = re.compile(r"status of (404|410)|ERR_INTERNET_DISCONNECTED|WebSocket|on purpose")
SLOWLY = 400
# What a busy machine of two cores may take; a journey that has a limit to hold says so itself.
PATIENCE_MS = 10_000


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the whole run: the running one that was named, or an embedded one of this checkout."""
    if url := os.environ.get("RXAPP_E2E_URL"):
        yield attached(url)
        return
    front_end()
    # One proxy, which a test plays when it wants to be somebody from elsewhere.
    with running(tmp_path_factory.mktemp("server"), TRUSTED_PROXY_HOPS="1") as started:
        yield started


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window unless one was asked for and there is a display."""
    headed = is_headed()
    found = executable(headed=headed)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=FLAGS, headless=not headed, slow_mo=SLOWLY if headed else 0
        )
        yield started
        started.close()


@pytest.fixture(autouse=True)
def forgiven(server: Server) -> None:
    """Forget how often this address asked for codes and passwords: every journey comes from the same one."""
    server.forgive()


@pytest.fixture
def visitor(
    browser: Browser, server: Server, request: pytest.FixtureRequest
) -> Iterator[Callable[..., BrowserContext]]:
    """``visitor(locale="hi", size=PHONE, theme="dark")``: a fresh profile each time.

    An error in the console, a broken policy or a failed script among them, fails the test.
    """
    errors: list[str] = []
    with ExitStack() as opened:

        def visit(locale: str = "ru", size: ViewportSize = WIDE, theme: str = "light", **more: Any) -> BrowserContext:
            options = {"viewport": size, "color_scheme": theme, "locale": "ru-RU", **more}
            made = opened.enter_context(_profile(browser, _name(request), **options))
            made.set_default_timeout(PATIENCE_MS)
            made.on("console", lambda line: errors.append(line.text) if line.type == "error" else None)
            made.on("weberror", lambda failed: errors.append(str(failed.error)))
            if locale != "ru":
                made.add_cookies([{"name": "lang", "value": locale, "url": server.url}])
            return made

        yield visit
    assert [line for line in errors if not EXPECTED.search(line)] == []


@pytest.fixture
def context(visitor: Callable[..., BrowserContext]) -> BrowserContext:
    """One visitor at a desk, in Russian."""
    return visitor()


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


@contextmanager
def _profile(browser: Browser, name: str, **options: Any) -> Iterator[BrowserContext]:
    if folder := os.environ.get("RXAPP_E2E_RECORD"):
        from tests.e2e.kit.recording import recorded

        with recorded(browser, Path(folder) / name, **options) as made:
            yield made
        return
    made = browser.new_context(**options)
    yield made
    made.close()


def _name(request: pytest.FixtureRequest) -> str:
    return re.sub(r"[^\w-]+", "-", request.node.name)


def is_headed() -> bool:
    """Whether to show the browser; says so when it was asked for and there is no display."""
    if os.environ.get("RXAPP_E2E_HEADED") != "1":
        return False
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or sys.platform in ("win32", "darwin"):
        return True
    print("\nno display here: the browser runs without a window; the trace and the video show what it did")
    return False
