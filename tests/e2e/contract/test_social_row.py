"""Section 9 of the public contract: the row of other services."""

from playwright.sync_api import Page, expect

from tests.e2e.pages.social import BUTTONS, HOSTS
from tests.e2e.server import Server

AUTHORIZE = "/auth/realms/b2c/protocol/openid-connect/auth?client_id=account_b2c"
REGISTRATION = "/auth/realms/b2c/login-actions/registration?client_id=account_b2c&tab_id=new"


def test_links_with_a_picture_in_one_row_and_in_the_same_tab(page: Page, server: Server) -> None:
    for address in (AUTHORIZE, REGISTRATION):
        page.goto(server.url + address)
        expect(page.locator("div.social-providers")).to_have_count(1)
        for button in BUTTONS.values():
            link = page.locator(f".social-providers > a#{button}")
            expect(link.locator("svg")).to_have_count(1)
            expect(link).not_to_have_attribute("target", "_blank")


def test_each_leads_to_an_address_with_its_providers_name(page: Page, server: Server) -> None:
    for provider, button in BUTTONS.items():
        page.goto(server.url + AUTHORIZE)
        page.click(f"#{button}")
        expect(page.locator("#allow")).to_be_visible()
        assert HOSTS[provider] in page.url
    page.goto(server.url + AUTHORIZE)
    page.click("#oidc_ya")
    expect(page.locator("#allow")).to_be_visible()
    assert "oauth.yandex.ru" in page.url


def test_the_row_is_there_before_the_page_wakes(page: Page, server: Server) -> None:
    html = page.request.get(server.url + AUTHORIZE).text()
    for button in BUTTONS.values():
        assert f'id="{button}"' in html
