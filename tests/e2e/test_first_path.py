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


def test_each_bad_input_is_told_beside_its_field(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server).open()
    page.fill("#username", "a")
    page.fill("#password", "short")
    page.fill("#password-confirm", "other")
    page.click("#next")
    expect(page.locator("#username-error")).to_contain_text("от 3 до 32")
    expect(page.locator("#password-error")).to_have_text("Длина пароля должна быть не менее 8 символов")
    expect(page.locator("#password-confirm-error")).to_have_text("Пароли не совпадают")
    wizard.fill_credentials(person)
    page.fill("#lastName", "Ivanova")
    page.select_option("#birth-day", "31")
    page.select_option("#birth-month", "2")
    page.select_option("#birth-year", "1990")
    page.click("#next")
    expect(page.locator("#lastName-error")).to_contain_text("кириллицей")
    expect(page.locator("#firstName-error")).to_contain_text("кириллицей")
    expect(page.locator("#birth-day-error")).to_have_text("Такой даты нет в календаре")
    expect(page.locator("#region-error")).to_have_text("Выберите регион из списка")
    expect(page.locator("#lastName")).to_have_value("Ivanova")
    wizard.fill_about(person)
    page.fill("#email", "nobody")
    page.fill("#phone", "123")
    page.locator("label[for=agreement]").click(position={"x": 12, "y": 12})
    page.click("#register")
    expect(page.locator("#email-error")).to_contain_text("example@email.ru")
    expect(page.locator("#phone-error")).to_contain_text("номер телефона")
    expect(page.locator("#consent-error")).to_contain_text("согласие")
    expect(page.locator("#phone")).to_have_value("123")


def test_a_new_subscriber_links_a_service_and_starts_the_bonus_programme(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(person)
    wizard.enter_code(wizard.code(person))
    expect(page).to_have_url(re.compile("/dashboard"))
    page.locator("#link-service").click()
    wizard.choose_region("Краснодарский")
    page.fill("#account-number", "2300 5678 1123")
    page.fill("#service-login", "olga-net")
    page.fill("#service-password", "wrong")
    page.click("#link-submit")
    expect(page.locator("#form-error")).not_to_be_empty()
    page.fill("#service-password", "net-2718")
    page.click("#link-submit")
    expect(page).to_have_url(re.compile("/dashboard"))
    expect(page.locator("article[data-service=internet]")).to_be_visible()
    expect(page.locator("#points")).to_be_visible()
