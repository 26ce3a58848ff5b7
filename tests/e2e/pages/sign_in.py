"""The sign-in form."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.kit.people import Person
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.server import Server

PASSWORD = "Sandbox-2026"


class SignInPage:
    """Four tabs over one form; a password left out is that of the demo people."""

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

    def choose_tab(self, tab: str) -> "SignInPage":
        """``phone``, ``mail``, ``login`` or ``ls``."""
        self.page.locator(f"#t-btn-tab-{tab}").click()
        return self

    def sign_in(self, person: Person, by: str = "user_name") -> DashboardPage:
        """Come in as the person, by ``user_name``, ``phone`` or ``email``."""
        self.try_in(getattr(person, by), person.password)
        expect(self.page).to_have_url(re.compile("/dashboard"))
        return DashboardPage(self.page, self.server)

    def refuses(self, words: str = "Неверный логин или пароль") -> None:
        """The form's own error says so."""
        expect(self.page.locator("#form-error-message")).to_contain_text(words)

    def come_in(self, name: str) -> Page:
        self.open().try_in(name)
        expect(self.page).to_have_url(re.compile("/dashboard"))
        expect(self.page.locator("#total-balance")).to_be_visible()
        return self.page
