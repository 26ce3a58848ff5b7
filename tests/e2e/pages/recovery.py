"""Recovery: who and a captcha, which channel, the code, a new password."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.server import Server


class RecoveryPage:
    """The captcha is read through the testers' door, as a person reads it from the picture."""

    def __init__(self, page: Page, server: Server, sandbox: Sandbox) -> None:
        self.page = page
        self.server = server
        self.sandbox = sandbox

    def open(self) -> "RecoveryPage":
        self.page.goto(f"{self.server.url}/recovery")
        expect(self.page.locator("#reset")).to_be_visible()
        return self

    def ask_for(self, name: str, captcha: str = "") -> "RecoveryPage":
        """Type a name and the captcha, the right one unless another is given."""
        self.page.fill("#username", name)
        self.page.fill("#captcha", captcha or self.sandbox.captcha_on(self.page))
        self.page.click("#reset")
        return self

    def by(self, way: str) -> "RecoveryPage":
        """``sms`` or ``email``."""
        self.page.locator(f"label:has(input[name=channel][value={way}])").click()
        self.page.click("#reset-form-submit")
        expect(self.page.locator("#rt-code-0")).to_be_visible()
        return self

    def enter_code(self, code: str) -> "RecoveryPage":
        self._type_code(code)
        expect(self.page.locator("#password-new")).to_be_visible()
        return self

    def enter_code_of_a_young_sim(self, code: str) -> "RecoveryPage":
        """The code is right, and the page asks for another way beside it."""
        self._type_code(code)
        expect(self.page.locator("#send-letter, #no-other-way").first).to_be_visible()
        expect(self.page.locator("#password-new")).to_have_count(0)
        return self

    def asks_for_a_letter(self) -> "RecoveryPage":
        self.page.click("#send-letter")
        expect(self.page.locator("#rt-code-0")).to_be_visible()
        return self

    def _type_code(self, code: str) -> None:
        self.page.locator("#rt-code-0").click()
        self.page.locator("#rt-code-0").press_sequentially(code, delay=10)

    def set_password(self, password: str) -> SignInPage:
        self.page.fill("#password-new", password)
        self.page.fill("#password-confirm", password)
        self.page.click("#t-btn-reset-pass")
        expect(self.page).to_have_url(re.compile("/sign-in"))
        return SignInPage(self.page, self.server)

    def refuses(self, words: str = "Неверный логин или текст с картинки") -> None:
        expect(self.page.locator("#form-error-message")).to_contain_text(words)
