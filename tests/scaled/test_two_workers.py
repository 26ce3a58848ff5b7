"""Sign-in, live push and sign-out across two workers on PostgreSQL and Redis, which the tests start themselves."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser import FLAGS, executable
from tests.e2e.server import Server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    found = executable()
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield started
        started.close()


def test_a_change_reaches_every_tab_whichever_worker_serves_it(server: Server, chromium: Browser) -> None:
    context = chromium.new_context(locale="ru-RU")
    tabs = [context.new_page() for _ in range(4)]
    tabs[0].goto(f"{server.url}/sign-in")
    tabs[0].fill("#username", "anna")
    tabs[0].fill("#password", "Sandbox-2026")
    tabs[0].click("#kc-login")
    expect(tabs[0]).to_have_url(re.compile("/dashboard"))
    for tab in tabs[1:]:
        tab.goto(f"{server.url}/dashboard")
    before = tabs[0].locator("#total-balance").inner_text()
    for tab in tabs:
        expect(tab.locator("#total-balance")).to_have_text(before)
    account = tabs[0].locator("article[data-service=internet]").get_attribute("data-account")
    assert server.operator("post_payment", account_number=account, amount_minor=77_700).status_code == 200
    for tab in tabs:
        expect(tab.locator("#total-balance")).not_to_have_text(before, timeout=3_000)
    tabs[0].get_by_role("button", name=re.compile("Анна")).click()
    tabs[0].get_by_role("menuitem", name="Выйти").click()
    for tab in tabs:
        expect(tab).to_have_url(re.compile("/sign-in"), timeout=5_000)
    context.close()
