"""The wizard."""

import re
from dataclasses import dataclass, field
from itertools import count
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e.server import Server

_numbers = count(1000001)
REGIONS = {"ru": "Новосибирская", "en": "Novosibirsk", "hi": "नोवोसिबिर्स्क"}


@dataclass
class NewPerson:
    """Somebody unique who registers."""

    user_name: str = field(default_factory=lambda: f"user{uuid4().hex[:10]}")
    password: str = "Dlinny-Parol-77"
    last_name: str = "Морозова"
    first_name: str = "Вера"
    middle_name: str = "Игоревна"
    day: str = "29"
    month: str = "2"
    year: str = "1992"
    region: str = "Новосибирская"
    phone: str = field(default_factory=lambda: f"+7905{next(_numbers)}")
    email: str = field(default_factory=lambda: f"vera-{uuid4().hex[:10]}@example.ru")


class RegistrationPage:
    """Fills the steps as a person does."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self.server = server

    def open(self) -> "RegistrationPage":
        self.page.goto(f"{self.server.url}/registration")
        expect(self.page.locator("#next")).to_be_visible()
        return self

    def fill_credentials(self, person: NewPerson) -> None:
        self.page.fill("#username", person.user_name)
        self.page.fill("#password", person.password)
        self.page.fill("#password-confirm", person.password)
        self.page.click("#next")
        expect(self.page.locator("#lastName")).to_be_visible()

    def fill_about(self, person: NewPerson) -> None:
        self.page.fill("#lastName", person.last_name)
        self.page.fill("#firstName", person.first_name)
        self.page.fill("#middleName", person.middle_name)
        self.page.select_option("#birth-day", person.day)
        self.page.select_option("#birth-month", person.month)
        self.page.select_option("#birth-year", person.year)
        self.choose_region(person.region)
        self.page.click("#next")
        expect(self.page.locator("#email")).to_be_visible()

    def choose_region(self, words: str) -> None:
        self.page.click("#region")
        self.page.locator("#region").press_sequentially(words, delay=10)
        self.page.get_by_role("option", name=re.compile(words, re.IGNORECASE)).first.click()

    def fill_contacts(self, person: NewPerson, way: str = "sms") -> None:
        self.page.fill("#email", person.email)
        self.page.fill("#phone", person.phone)
        self.page.locator(f"label[for=confirm-{way}]").click()
        self.tick("consent")
        expect(self.page.locator("#register")).to_be_disabled()
        self.tick("agreement")
        expect(self.page.locator("#register")).to_be_enabled()
        self.page.click("#register")

    def tick(self, box: str) -> None:
        """On the box itself: the words beside it hold a link."""
        self.page.locator(f"label[for={box}]").click(position={"x": 12, "y": 12})

    def to_confirmation(self, person: NewPerson, way: str = "sms") -> None:
        self.open()
        self.fill_credentials(person)
        self.fill_about(person)
        self.fill_contacts(person, way)
        expect(self.page.locator("#sandbox-hint")).to_be_visible()

    def code(self, person: NewPerson) -> str:
        found = re.search(r"#(\d{6})", self.server.wait_for_message(person.phone)["text"])
        assert found
        return found[1]

    def enter_code(self, code: str) -> None:
        self.page.locator("#rt-code-0").click()
        self.page.locator("#rt-code-0").press_sequentially(code, delay=10)

    def link(self, person: NewPerson) -> str:
        found = re.search(r"http\S+", self.server.wait_for_message(person.email)["text"])
        assert found
        return found[0]
