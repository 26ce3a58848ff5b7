"""No page breaks our own policy: the browser's console and its violation reports stay empty (T-HDR)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, expect

from rxapp.rxapp import ANYONE, STRANGERS, SUBSCRIBERS
from tests.e2e.conftest import WIDE
from tests.e2e.server import Server

LISTEN = "document.addEventListener('securitypolicyviolation', e => console.error('VIOLATION ' + e.violatedDirective))"
PAGES = [page.route for page in [*STRANGERS, *ANYONE] if page.route != "404"]
AT_ONCE = 6
PLAIN = ["/no-such-page", "/deep/er/than/any", "/ping", "/registration/letter/none"]


@pytest.fixture
def watched(browser: Browser) -> Iterator[tuple[BrowserContext, list[str]]]:
    context = browser.new_context(viewport=WIDE, locale="ru-RU")
    context.set_default_timeout(15_000)
    context.add_init_script(LISTEN)
    heard: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # That a missing page is missing is no fault of the page.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            heard.append(f"{message.location.get('url', '')}: {message.text}")

    context.on("console", note)
    context.on("weberror", lambda error: heard.append(str(error.error)))
    yield context, heard
    context.close()


def visit(context: BrowserContext, addresses: list[str]) -> None:
    """Let every page come to rest, several at once: most of the time goes into seeing that nothing more comes."""
    for first in range(0, len(addresses), AT_ONCE):
        tabs = [(context.new_page(), address) for address in addresses[first : first + AT_ONCE]]
        for tab, address in tabs:
            tab.goto(address, wait_until="commit")
        for tab, _ in tabs:
            tab.wait_for_load_state("networkidle")
            expect(tab.locator("h1").first).to_be_visible()
            tab.close()


def test_no_page_of_a_stranger_breaks_the_policy(watched: tuple[BrowserContext, list[str]], server: Server) -> None:
    context, heard = watched
    visit(context, [f"{server.url}{path}" for path in [*PAGES, *PLAIN]])
    assert heard == []


def test_no_page_of_a_subscriber_breaks_the_policy(watched: tuple[BrowserContext, list[str]], server: Server) -> None:
    context, heard = watched
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    page.fill("#username", "elena")
    page.fill("#password", "Sandbox-2026")
    page.click("#kc-login")
    expect(page.locator("#total-balance")).to_be_visible()
    one = page.locator(".service-link").first.get_attribute("href") or ""
    query = f"?{one.partition('?')[2]}"
    visit(context, [f"{server.url}{each.route}{query}" for each in SUBSCRIBERS])
    assert heard == []


def test_the_watch_sees_a_violation(watched: tuple[BrowserContext, list[str]], server: Server) -> None:
    context, heard = watched
    page = context.new_page()
    page.goto(f"{server.url}/sign-in")
    with page.expect_console_message(lambda message: "VIOLATION script-src" in message.text):
        page.evaluate("document.body.appendChild(Object.assign(document.createElement('script'), {textContent: '1'}))")
    assert heard
