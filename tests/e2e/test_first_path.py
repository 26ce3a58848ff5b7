"""The first whole path: register, confirm, see the dashboard move, leave."""

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.pages.registration import NewPerson, RegistrationPage
from tests.e2e.server import Server


def sign_in(page: Page, server: Server, name: str, password: str) -> None:
    page.goto(f"{server.url}/sign-in")
    page.fill("#username", name)
    page.fill("#password", password)
    page.click("#kc-login")


def test_a_stranger_registers_by_sms_and_lands_inside(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(person)
    wizard.enter_code(wizard.code(person))
    expect(page).to_have_url(re.compile("/dashboard"))
    expect(page.get_by_role("heading", level=1)).to_contain_text(person.first_name)


def test_a_stranger_registers_by_letter_and_lands_inside(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(person, way="email")
    page.goto(wizard.link(person))
    page.get_by_role("button").last.click()
    expect(page).to_have_url(re.compile("/dashboard"))
    page.goto(wizard.link(person))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).not_to_have_url(re.compile("/dashboard"))


def test_a_wrong_code_keeps_the_person_outside(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(person)
    right = wizard.code(person)
    wizard.enter_code(f"{(int(right) + 1) % 10**6:06}")
    expect(page.locator("#code-error")).to_have_text("Неверный код. Повторите попытку")
    wizard.enter_code(right)
    expect(page).to_have_url(re.compile("/dashboard"))


def test_reload_and_back_keep_what_was_typed(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server).open()
    wizard.fill_credentials(person)
    page.reload()
    expect(page.locator("#lastName")).to_be_visible()
    wizard.fill_about(person)
    page.click("#back")
    expect(page.locator("#lastName")).to_have_value(person.last_name)
    page.click("#back")
    expect(page.locator("#username")).to_have_value(person.user_name)


def test_the_dashboard_moves_in_every_open_tab(context: BrowserContext, server: Server) -> None:
    first, second = context.new_page(), context.new_page()
    sign_in(first, server, "anna", "Sandbox-2026")
    expect(first).to_have_url(re.compile("/dashboard"))
    second.goto(f"{server.url}/dashboard")
    before = first.locator("#total-balance").inner_text()
    expect(second.locator("#total-balance")).to_have_text(before)
    account = first.locator("article[data-service=internet]").get_attribute("data-account")
    assert server.operator("post_payment", account_number=account, amount_minor=12_300).status_code == 200
    expect(first.locator("#total-balance")).not_to_have_text(before, timeout=2_000)
    expect(second.locator("#total-balance")).to_have_text(first.locator("#total-balance").inner_text(), timeout=2_000)


def test_sign_out_empties_the_other_tab(context: BrowserContext, server: Server) -> None:
    first, second = context.new_page(), context.new_page()
    sign_in(first, server, "anna", "Sandbox-2026")
    expect(first).to_have_url(re.compile("/dashboard"))
    second.goto(f"{server.url}/dashboard")
    expect(second.locator("#total-balance")).to_be_visible()
    first.get_by_role("button", name=re.compile("Анна")).click()
    first.get_by_role("menuitem", name="Выйти").click()
    expect(first).to_have_url(re.compile("/sign-in"))
    expect(second).to_have_url(re.compile("/sign-in"), timeout=3_000)


def test_a_wrong_password_says_the_same_as_an_unknown_name(page: Page, server: Server) -> None:
    for name in ("anna", "nobody.at.all"):
        sign_in(page, server, name, "Wrong-Password-1")
        expect(page.locator("#form-error-message")).to_have_text("Неверный логин или пароль")
