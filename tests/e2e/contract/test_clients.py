"""Other sites of the operator that send people to our sign-in (section 10): the form shown first, the tabs hidden."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.server import Server, running

SITE = "https://product.example.ru/callback"
CLIENTS = [
    {"id": "by_code", "redirect_uris": [SITE], "first_form": "code", "registers": False},
    {"id": "by_phone", "redirect_uris": [SITE], "hidden_tabs": ["login", "ls"]},
]


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("clients"), CLIENTS=json.dumps(CLIENTS)) as server:
        yield server


def entry(server: Server, client: str) -> str:
    query = {"client_id": client, "redirect_uri": SITE, "response_type": "code", "scope": "openid"}
    return f"{server.url}/auth/realms/b2c/protocol/openid-connect/auth?{urlencode(query)}"


def test_a_site_that_signs_in_by_code_shows_that_form_first(page: Page, registered: Server) -> None:
    page.goto(entry(registered, "by_code"))
    expect(page.locator("#otp_get_code")).to_be_visible()
    page.click("#standard_auth_btn")
    expect(page.locator("#kc-login")).to_be_visible()
    expect(page.locator("#kc-register")).to_have_count(0)


def test_a_site_hides_the_tabs_it_does_not_want_and_keeps_it_so_when_refused(page: Page, registered: Server) -> None:
    page.goto(entry(registered, "by_phone"))
    for tab, shown in (("phone", True), ("mail", True), ("login", False), ("ls", False)):
        expect(page.locator(f"#t-btn-tab-{tab}")).to_be_visible(visible=shown)
    page.fill("#username", "nobody@example.ru")
    page.fill("#password", "Wrong-Password-1")
    page.click("#kc-login")
    expect(page.locator("#form-error-message")).to_have_text("Неверный логин или пароль")
    expect(page.locator("#username")).to_have_value("nobody@example.ru")
    expect(page.locator("#t-btn-tab-mail")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#t-btn-tab-ls")).to_be_hidden()
