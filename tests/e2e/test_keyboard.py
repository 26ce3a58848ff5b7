"""Without a mouse: Tab, arrows, Space and Enter, each stop with a visible ring; digits pasted and fields filled."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.pages.registration import NewPerson, RegistrationPage
from tests.e2e.server import Server

# The ring may be drawn by a neighbour: a tick and a radio are drawn beside their input.
RINGED = """() => {
  const seen = document.activeElement;
  const ring = (node) => {
    if (!node) return false;
    const style = getComputedStyle(node);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
      && !/rgba\\(.*, 0\\)|transparent/.test(style.outlineColor)) || style.boxShadow.includes("rgb");
  };
  return [seen.id || seen.textContent.trim(), ring(seen) || ring(seen.nextElementSibling)];
}"""
MOST_STOPS = 25


def tab_to(page: Page, id: str) -> None:
    """Press Tab until the element is reached; every stop on the way shows where it is."""
    passed = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        name, ringed = page.evaluate(RINGED)
        assert ringed, f"no visible focus on {name!r}"
        passed.append(name)
        if name == id:
            return
    raise AssertionError(f"{id} not reached by Tab: {passed}")


def go_down_to(page: Page, id: str, value: str) -> None:
    """By arrows: letters typed into a drop-down are forgotten after a second, which a busy machine may take."""
    for _ in range(40):
        page.keyboard.press("ArrowDown")
        if page.input_value(f"#{id}") == value:
            return
    raise AssertionError(f"{id} never became {value}")


def typed(page: Page, id: str, words: str) -> None:
    tab_to(page, id)
    page.keyboard.type(words)


def test_the_keyboard_alone_registers_and_comes_in(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server).open()
    typed(page, "username", person.user_name)
    typed(page, "password", person.password)
    typed(page, "password-confirm", person.password)
    page.keyboard.press("Enter")
    expect(page.locator("#lastName")).to_be_visible()
    typed(page, "lastName", person.last_name)
    typed(page, "firstName", person.first_name)
    for select, wanted in (("birth-day", person.day), ("birth-month", person.month), ("birth-year", person.year)):
        tab_to(page, select)
        go_down_to(page, select, wanted)
    typed(page, "region", person.region)
    expect(page.locator(".ui-pop__item").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".ui-pop__item")).to_have_count(0)
    expect(page.locator("#region")).to_have_value(re.compile(person.region))
    tab_to(page, "next")
    page.keyboard.press("Enter")
    expect(page.locator("#email")).to_be_visible()
    typed(page, "email", person.email)
    typed(page, "phone", person.phone)
    tab_to(page, "confirm-sms")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#confirm-email")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#confirm-sms")).to_be_checked()
    for box in ("agreement", "consent"):
        tab_to(page, box)
        page.keyboard.press("Space")
        expect(page.locator(f"#{box}")).to_be_checked()
    expect(page.locator("#register")).to_be_enabled()
    tab_to(page, "register")
    page.keyboard.press("Enter")
    expect(page.locator("#rt-code-0")).to_be_visible()
    code = wizard.code(person)
    tab_to(page, "rt-code-0")
    page.keyboard.type(code)
    expect(page).to_have_url(re.compile("/dashboard"))
    expect(page.locator("#link-service")).to_be_visible()
    tab_to(page, "link-service")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/services/link"))


def test_the_keyboard_alone_signs_in_chooses_and_leaves(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in")
    expect(page.locator("#kc-login")).to_be_visible()
    tab_to(page, "t-btn-tab-phone")
    for tab in ("mail", "login"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#t-btn-tab-{tab}")).to_have_attribute("aria-selected", "true")
    typed(page, "username", "igor")
    typed(page, "password", "Sandbox-2026")
    page.keyboard.press("Enter")
    expect(page.locator("#total-balance")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(".ui-account").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".ui-account")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("menuitem").last).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_six_digits_are_pasted_and_the_fields_are_known_to_password_managers(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    context = visitor(permissions=["clipboard-read", "clipboard-write"])
    page, person = context.new_page(), NewPerson()
    wizard = RegistrationPage(page, server).open()
    known(page, username="username", password="new-password", **{"password-confirm": "new-password"})
    wizard.fill_credentials(person)
    known(page, lastName="family-name", firstName="given-name", middleName="additional-name")
    wizard.fill_about(person)
    known(page, email="email", phone="tel")
    expect(page.locator("#phone")).to_have_attribute("type", "tel")
    expect(page.locator("#email")).to_have_attribute("inputmode", "email")
    wizard.fill_contacts(person)
    known(page, **{"rt-code-0": "one-time-code"})
    expect(page.locator("#rt-code-0")).to_have_attribute("inputmode", "numeric")
    code = wizard.code(person)
    page.evaluate("words => navigator.clipboard.writeText(words)", f"{code[:3]} {code[3:]}")
    page.locator("#rt-code-0").focus()
    page.keyboard.press("Control+V")
    expect(page).to_have_url(re.compile("/dashboard"))
    page.goto(f"{server.url}/services/link")
    known(page, **{"service-login": "off", "service-password": "off"})


def test_the_sign_in_fields_are_known_to_password_managers(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/sign-in")
    known(page, username="username", password="current-password")


def known(page: Page, **fields: str) -> None:
    for id, purpose in fields.items():
        expect(page.locator(f"#{id}")).to_have_attribute("autocomplete", purpose)
        if not id.startswith("rt-code"):
            expect(page.locator(f"#{id}")).to_have_attribute("name", id)
