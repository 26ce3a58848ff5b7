"""Points buy something that is there at once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, ViewportSize, expect

from rxapp.i18n.texts import text
from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.server import Server


@pytest.mark.parametrize(("locale", "size"), [("ru", WIDE), ("hi", PHONE), ("en", PHONE)], ids=["ru", "hi", "en"])
def test_a_reward_changes_the_service_on_the_dashboard_of_the_other_tab(
    visitor: Callable[..., BrowserContext],
    server: Server,
    sandbox: Sandbox,
    persona: Callable[[str], Persona],
    locale: str,
    size: ViewportSize,
) -> None:
    nina = persona("nina").with_service("mobile", tariff="mobile-15", rubles=500).with_points(100).create()
    context = visitor(locale, size)
    sandbox.sign_in(nina, context)
    start = DashboardPage(context.new_page(), server).open()
    page = DashboardPage(context.new_page(), server).open().page
    page.click("#to-bonus")
    expect(page.locator("#bonus-points")).to_have_text("100")
    dear = page.locator("[data-reward=gb-5] .reward-reason")
    expect(dear).to_contain_text("150")
    page.locator("[data-reward=min-60] .reward-take").click()
    expect(page.locator("#reward-words")).to_contain_text("60")
    page.click("#reward-confirm")
    expect(page.locator("#reward-outcome")).to_have_text(text(locale, "bonus.taken"))
    page.click("#reward-close")
    expect(page.locator("#bonus-points")).to_have_text("20")
    expect(page.locator("#bonus-history li").first).to_contain_text(text(locale, "bonus.by_reward"))
    expect(start.card("mobile")).to_contain_text("560")
    start.shows_points(20)
