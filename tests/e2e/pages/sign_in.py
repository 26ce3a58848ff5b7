"""The sign-in form."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.server import Server

PASSWORD = "Sandbox-2026"


class SignInPage:
    """One of the demo people comes in."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self) -> "SignInPage":
        self.page.goto(f"{self.server.url}/sign-in")
        expect(self.page.locator("#kc-login")).to_be_visible()
        return self

    def try_in(self, name: str, password: str = PASSWORD) -> None:
        self.page.fill("#username", name)
        self.page.fill("#password", password)
        self.page.click("#kc-login")

    def come_in(self, name: str) -> Page:
        self.open().try_in(name)
        expect(self.page).to_have_url(re.compile("/dashboard"))
        expect(self.page.locator("#total-balance")).to_be_visible()
        return self.page
