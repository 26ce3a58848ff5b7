"""Every screen for everybody: no serious finding of axe, no sideways scroll, in both themes and three languages."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.pages.registration import NewPerson, RegistrationPage
from tests.e2e.server import Server

WAYS = [("ru", "light", WIDE), ("hi", "dark", PHONE), ("en", "light", PHONE)]
GREETINGS = {"ru": "Здравствуйте", "en": "Hello", "hi": "नमस्ते"}


@pytest.fixture(params=WAYS, ids=["ru-light-1440", "hi-dark-390", "en-light-390"])
def visit(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[tuple[Page, str]]:
    locale, theme, size = request.param
    # axe is injected as an inline script, which our policy rightly forbids.
    context = browser.new_context(viewport=size, color_scheme=theme, bypass_csp=True)
    context.set_default_timeout(10_000)
    context.add_cookies([{"name": "lang", "value": locale, "url": server.url}])
    yield context.new_page(), locale
    context.close()


def check(page: Page, name: str) -> None:
    found = Axe().run(page).response["violations"]
    serious = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]
    assert serious == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name


def test_the_whole_path_by_sms_is_clean(visit: tuple[Page, str], server: Server) -> None:
    page, locale = visit
    person = NewPerson(region={"ru": "Новосибирская", "en": "Novosibirsk", "hi": "नोवोसिबिर्स्क"}[locale])
    wizard = RegistrationPage(page, server)
    page.goto(f"{server.url}/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", locale)
    expect(page.locator("#kc-login")).to_be_visible()
    check(page, "sign-in")
    wizard.open()
    check(page, "step 1")
    wizard.fill_credentials(person)
    check(page, "step 2")
    wizard.fill_about(person)
    check(page, "step 3")
    wizard.fill_contacts(person)
    expect(page.locator("#rt-code-0")).to_be_visible()
    check(page, "code")
    wizard.enter_code(wizard.code(person))
    expect(page.get_by_role("heading", level=1)).to_contain_text(GREETINGS[locale])
    check(page, "dashboard")
    page.goto(f"{server.url}/services/link")
    expect(page.locator("#link-submit")).to_be_visible()
    check(page, "link")


def test_the_keyboard_alone_signs_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in")
    expect(page.locator("#kc-login")).to_be_visible()
    page.locator("#username").focus()
    page.keyboard.type("igor")
    page.keyboard.press("Tab")
    page.keyboard.type("Sandbox-2026")
    page.keyboard.press("Enter")
    expect(page.locator("#total-balance")).to_be_visible()


def test_the_language_switches_without_the_socket(page: Page, server: Server) -> None:
    frames: list[object] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    page.goto(f"{server.url}/sign-in")
    expect(page.locator("#kc-login")).to_have_text("Войти")
    page.wait_for_load_state("networkidle")
    before = len(frames)
    page.get_by_role("button", name="EN").click()
    expect(page.locator("#kc-login")).to_have_text("Sign in")
    assert page.title() == "Sign in"
    assert len(frames) == before
