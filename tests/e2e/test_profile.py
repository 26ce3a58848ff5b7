"""The account page: the contract's parts, and what guards the account."""

import re
from collections.abc import Callable

import pyotp
from playwright.sync_api import BrowserContext, Page, expect

from tests.e2e.contract.helpers import path
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.people import Person, Persona
from tests.e2e.kit.plugin import PHONE
from tests.e2e.kit.sandbox import MINUTE, Sandbox
from tests.e2e.server import Server

Make = Callable[[str], Persona]
CARD = "//*[@id='app']/main/div/div[2]"


def signed_in(page: Page, server: Server, person: Person, at: str = "/auth") -> Page:
    page.goto(server.url + at)
    page.fill("#username", person.user_name)
    page.fill("#password", person.password)
    page.click("#kc-login")
    return page


def profile(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/profile")
    expect(page.locator("#device-list li").first).to_be_visible()
    return page


def test_the_account_page_stands_where_suites_look(page: Page, server: Server, persona: Make) -> None:
    anna = persona("anna").create()
    signed_in(page, server, anna)
    page.wait_for_url(re.compile(r"/account_b2c/page\?state="))
    expect(page.locator("h3").first).to_have_text("Учетные данные")
    expect(path(page, f"{CARD}/div[1]")).to_have_class("base-card home__info-card")
    expect(path(page, f"{CARD}/div[1]/h3[2]")).to_have_text("Безопасность")
    expect(path(page, f"{CARD}/div[3]/h3")).to_have_text("Личные кабинеты")
    expect(path(page, f"{CARD}/div[1]/div[2]/div[1]/div/span[2]/span")).to_have_text(re.compile(r"^\+7 "))
    expect(path(page, f"{CARD}/div[1]/div[2]/div[3]/div/span[2]/span")).to_have_text(anna.user_name)
    expect(page.locator("#rt-btn")).to_be_visible()
    page.click("#user_contacts_edit")
    for value in ("Latin", "Петрова-Водкина"):
        page.fill("#user_lastname", value)
        page.click("#user_contacts_editor_save")
        if value == "Latin":
            expect(page.locator("#user_lastname-error")).to_contain_text("кириллицей")
    expect(page.locator("div > div.rt-toast__content > h4")).to_have_text("Изменение ФИО")
    expect(page.locator(".user-name__last-name")).to_have_text("Петрова-Водкина")
    page.click("#logout-btn")
    expect(page.locator("#kc-login")).to_be_visible()


def test_a_new_password_ends_the_other_devices_and_is_not_a_former_one(
    visitor: Callable[..., BrowserContext], server: Server, persona: Make
) -> None:
    anna = persona("anna").but(password="Zimniy-Les-77").create()
    here, there = visitor().new_page(), visitor().new_page()
    for page in (here, there):
        signed_in(page, server, anna, "/sign-in")
        page.wait_for_url(re.compile("/dashboard"))
    profile(here, server)
    expect(here.locator("#device-list li")).to_have_count(2)
    here.click("#password_change")
    for new, told in (("Zimniy-Les-77", "Этот пароль уже использовался, укажите другой пароль"), ("Letniy-Sad-88", "")):
        here.fill("#current_password", "Zimniy-Les-77")
        here.fill("#new_password", new)
        here.fill("#confirm_password", new)
        here.click("#password_save")
        if told:
            error = here.locator(".user-password-editor > div > div > div > p.user-password-editor__error")
            expect(error).to_have_text(told)
    expect(there).to_have_url(re.compile("/sign-in"))
    expect(here.locator("#password_change")).to_be_visible()
    expect(here.locator("#device-list li")).to_have_count(1)
    expect(here.locator("#journal [data-kind=password_changed]")).to_be_visible()


def test_another_device_is_signed_out_within_two_seconds(
    visitor: Callable[..., BrowserContext], server: Server, persona: Make
) -> None:
    anna = persona("anna").create()
    here, there = visitor().new_page(), visitor().new_page()
    for page in (there, here):
        signed_in(page, server, anna, "/sign-in")
        page.wait_for_url(re.compile("/dashboard"))
    profile(here, server)
    here.locator("#device-list li[data-current=false] button").click()
    expect(there).to_have_url(re.compile("/sign-in"), timeout=2000)
    expect(here.locator("#device-list li")).to_have_count(1)


def test_a_second_factor_is_asked_of_a_new_device_and_a_code_opens_once(
    visitor: Callable[..., BrowserContext], server: Server, persona: Make
) -> None:
    anna = persona("anna").create()
    here, there = visitor().new_page(), visitor().new_page()
    signed_in(here, server, anna, "/sign-in")
    here.wait_for_url(re.compile("/dashboard"))
    profile(here, server)
    here.click("#totp-begin")
    expect(here.locator("img.ui-qr")).to_be_visible()
    words = here.request.get(f"{server.url}/second-factor/key").text()
    key = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4})+", words)
    assert key
    app = pyotp.TOTP(key[0].replace("-", ""))
    here.fill("#totp-code", app.now())
    here.click("#totp-confirm")
    expect(here.locator("ol#recovery-codes li")).to_have_count(10)
    codes = re.findall(r"\b[a-z0-9]{4}(?:-[a-z0-9]{4})+\b", here.locator("main").inner_text().lower())
    assert len(codes) == 10
    signed_in(there, server, anna, "/sign-in")
    expect(there.locator("#second-code")).to_be_visible()
    there.reload()
    there.fill("#second-code", "000000")
    there.click("#second-submit")
    expect(there.locator("#second-code-meta")).to_have_text("Неверный или уже использованный код")
    there.fill("#second-code", codes[0])
    there.click("#second-submit")
    there.wait_for_url(re.compile("/dashboard"))


def test_what_matters_asks_who_it_is_once_the_sign_in_is_old(
    page: Page, server: Server, persona: Make, sandbox: Sandbox, inbox: Inbox
) -> None:
    anna = persona("anna").create()
    signed_in(page, server, anna, "/sign-in")
    page.wait_for_url(re.compile("/dashboard"))
    try:
        sandbox.clock.advance(6 * MINUTE)
        profile(page, server)
        page.fill("#new-email", "second@example.org")
        page.click("#add-email")
        page.fill("#proof", "wrong")
        page.click("#step-up-submit")
        expect(page.locator("#proof-error")).to_have_text("Неверный пароль")
        page.fill("#proof", anna.password)
        page.click("#step-up-submit")
        expect(page.locator("#proof")).to_have_count(0)
        expect(page.locator("#device-list li").first).to_be_visible()
        mail = f"second-{anna.user_name}@example.org"
        page.fill("#new-email", mail)
        page.click("#add-email")
        page.locator("#rt-code-0").press_sequentially(inbox.code_for(mail))
        expect(page.locator(f"[data-contact='{mail}']")).to_be_visible()
    finally:
        sandbox.clock.reset()


def test_notices_and_address_are_kept_and_the_page_fits_a_phone(
    visitor: Callable[..., BrowserContext], server: Server, persona: Make, sandbox: Sandbox
) -> None:
    anna = persona("anna").create()
    context = visitor("hi", PHONE)
    sandbox.sign_in(anna, context)
    page = profile(context.new_page(), server)
    switch = page.locator("[data-event=bills][data-channel=sms] input")
    switch.click()
    expect(switch).to_be_checked()
    page.reload()
    expect(switch).to_be_checked()
    page.fill("#city", "Москва")
    page.click("#address-save")
    expect(page.locator("#house-error")).not_to_be_empty()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390


def test_a_theme_is_painted_at_once_and_met_again_on_another_device(
    visitor: Callable[..., BrowserContext], server: Server, persona: Make
) -> None:
    anna = persona("anna").create()
    here, there = visitor().new_page(), visitor().new_page()
    signed_in(here, server, anna, "/sign-in")
    here.wait_for_url(re.compile("/dashboard"))
    profile(here, server)
    expect(here.locator("html")).not_to_have_class(re.compile("dark"))
    here.select_option("#theme", "dark")
    expect(here.locator("html")).to_have_class(re.compile("dark"))
    here.reload()
    expect(here.locator("#theme")).to_have_value("dark")
    signed_in(there, server, anna, "/sign-in")
    there.wait_for_url(re.compile("/dashboard"))
    expect(there.locator("html")).to_have_class(re.compile("dark"))
