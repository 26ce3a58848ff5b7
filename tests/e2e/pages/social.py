"""The pretend providers, and what our pages say of them."""

import random
import re

from playwright.sync_api import Page, expect

from tests.e2e.server import Server

BUTTONS = {"yandex": "oidc_ya", "mail": "oidc_mail", "vk": "oidc_vk", "ok": "oidc_ok", "google": "oidc_google"}
# Where suites written for the real providers expect the browser to be.
HOSTS = {
    "yandex": "passport.yandex.ru",
    "mail": "connect.mail.ru",
    "vk": "id.vk.com",
    "ok": "connect.ok.ru",
    "google": "accounts.google.com",
}


def somebody() -> str:
    """The number of a person at a provider whom nobody has used yet."""
    return str(random.SystemRandom().randrange(10**12, 10**13))


class SocialPage:
    """One browser on its way to a provider and back."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page, self.server = page, server

    def go(self, provider: str, at: str = "/sign-in") -> "SocialPage":
        """From our page to the provider's."""
        self.page.goto(self.server.url + at)
        self.page.click(f"#{BUTTONS[provider]}")
        return self.arrived(provider)

    def arrived(self, provider: str) -> "SocialPage":
        """The provider asks."""
        expect(self.page.locator("#allow")).to_be_visible()
        assert HOSTS[provider] in self.page.url
        return self

    def agree(self, person: str) -> "SocialPage":
        self.page.fill("#other", person)
        self.page.click("#allow")
        return self

    def deny(self) -> "SocialPage":
        self.page.click("#deny")
        return self

    def clean(self) -> None:
        """Neither code nor state are in the address."""
        expect(self.page).not_to_have_url(re.compile("code=|state=(?!.*client_id)"))
