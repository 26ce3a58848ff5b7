"""The start page, and the page that links a service."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server


class DashboardPage:
    """What stands on it, and the frames its socket has heard."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server
        self.heard: list[str] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: self._hear(str(frame))))

    def _hear(self, frame: str) -> None:
        # 42 opens an event of socket.io; the rest is its heartbeat.
        if frame.startswith("42"):
            self.heard.append(frame)

    def open(self) -> "DashboardPage":
        self.page.goto(f"{self.server.url}/dashboard")
        expect(self.total).to_be_visible()
        return self

    @property
    def total(self) -> Locator:
        return self.page.locator("#total-balance")

    def card(self, kind: str) -> Locator:
        return self.page.locator(f"article[data-service={kind}]")

    def account(self, kind: str) -> str:
        return self.card(kind).get_attribute("data-account") or ""

    def sign_out(self) -> None:
        self.page.locator(".ui-account").click()
        self.page.get_by_role("menuitem").last.click()
        expect(self.page).to_have_url(re.compile("/sign-in"))


class LinkPage:
    """Region, number, login and password of a service."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self) -> "LinkPage":
        self.page.goto(f"{self.server.url}/services/link")
        expect(self.page.locator("#link-submit")).to_be_visible()
        return self

    def choose_region(self, words: str) -> None:
        self.page.click("#region")
        self.page.locator("#region").press_sequentially(words, delay=10)
        self.page.get_by_role("option", name=re.compile(words, re.IGNORECASE)).first.click()

    def fill(self, number: str, login: str, password: str) -> None:
        self.page.fill("#account-number", number)
        self.page.fill("#service-login", login)
        self.page.fill("#service-password", password)
