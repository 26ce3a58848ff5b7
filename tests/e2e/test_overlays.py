"""What stands over any page: no connection, a broken page. And the tabs by keyboard."""

import signal
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.e2e.server import Server, running


def test_a_lost_connection_is_told_in_the_persons_language(context: BrowserContext, tmp_path: Path) -> None:
    with running(tmp_path) as own:
        context.add_cookies([{"name": "lang", "value": "en", "url": own.url}])
        page = context.new_page()
        page.goto(f"{own.url}/sign-in")
        page.get_by_role("tab", name="E-mail").click()
        expect(page.get_by_role("tab", name="E-mail")).to_have_attribute("aria-selected", "true")
        note = page.get_by_role("status").filter(has_text="No connection to the server")
        expect(note).to_have_count(0)
        own.process.send_signal(signal.SIGTERM)
        own.process.wait(20)
        expect(note).to_be_visible(timeout=20_000)


def test_a_broken_page_says_so_and_leads_out(page: Page, server: Server) -> None:
    def broken(route: Route) -> None:
        body = "export default function Broken() { throw new Error('on purpose'); }"
        route.fulfill(body=body, content_type="text/javascript")

    page.route("**/assets/_sign-in_*", broken)
    page.goto(f"{server.url}/sign-in")
    expect(page.get_by_role("heading", level=1)).to_have_text("Что-то пошло не так. Попробуйте ещё раз")
    expect(page.get_by_role("link")).to_have_attribute("href", "/")
    assert "Reflex" not in page.content()


def test_the_tabs_are_one_stop_and_follow_the_arrows(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in")
    tabs = page.get_by_role("tab")
    tabs.nth(0).focus()
    keys = [("ArrowRight", 1), ("ArrowRight", 2), ("End", 3), ("ArrowRight", 0), ("ArrowLeft", 3), ("Home", 0)]
    for key, chosen in keys:
        page.keyboard.press(key)
        expect(tabs.nth(chosen)).to_be_focused()
        expect(tabs.nth(chosen)).to_have_attribute("aria-selected", "true")
    assert [tab.get_attribute("tabindex") for tab in tabs.all()] == ["0", "-1", "-1", "-1"]
