"""Identity without a mouse, in three languages and on a phone: the short form, recovery, a second factor."""

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect

from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.people import Persona
from tests.e2e.kit.plugin import PHONE, WIDE
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.recovery import RecoveryPage
from tests.e2e.server import Server
from tests.e2e.test_keyboard import tab_to, typed

WAYS = [("ru", WIDE), ("en", PHONE), ("hi", PHONE)]
NEW = "Novyj-Parol-2027"
every_way = pytest.mark.parametrize(("locale", "size"), WAYS, ids=["ru-1440", "en-390", "hi-390"])
Visitor = Callable[..., BrowserContext]


def enter_code(page: Page, code: str) -> None:
    expect(page.locator("#rt-code-0")).to_be_visible()
    tab_to(page, "rt-code-0")
    page.keyboard.type(code)


@every_way
def test_the_short_form_is_filled_and_confirmed(
    visitor: Visitor, server: Server, inbox: Inbox, locale: str, size: ViewportSize
) -> None:
    page = visitor(locale, size).new_page()
    mail = f"keyboard.{locale}@example.org"
    page.goto(f"{server.url}/registration")
    expect(page.locator("#username")).to_be_visible()
    tab_to(page, "to-quick")
    page.keyboard.press("Enter")
    expect(page.locator("#address")).to_be_visible()
    page.locator("[name=firstName]").focus()
    page.keyboard.type("Нина")
    page.keyboard.press("Tab")
    page.keyboard.type("Орлова")
    typed(page, "address", mail)
    typed(page, "password", NEW)
    typed(page, "password-confirm", NEW)
    page.keyboard.press("Enter")
    enter_code(page, inbox.code_for(mail))
    expect(page).to_have_url(re.compile("/dashboard"))


@every_way
def test_a_forgotten_password_is_replaced(
    visitor: Visitor,
    server: Server,
    sandbox: Sandbox,
    persona: Callable[[str], Persona],
    inbox: Inbox,
    locale: str,
    size: ViewportSize,
) -> None:
    page, vera = visitor(locale, size).new_page(), persona("vera").create()
    RecoveryPage(page, server, sandbox).open()
    expect(page.locator("img.rt-captcha__image")).to_be_visible()
    typed(page, "username", vera.email)
    typed(page, "captcha", sandbox.captcha_on(page))
    page.keyboard.press("Enter")
    expect(page.locator("input[value=sms]")).to_be_checked()
    page.locator("input[value=sms]").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("input[value=email]")).to_be_checked()
    page.keyboard.press("Enter")
    enter_code(page, inbox.code_for(vera.email))
    expect(page.locator("#password-new")).to_be_visible()
    typed(page, "password-new", NEW)
    typed(page, "password-confirm", NEW)
    page.keyboard.press("Enter")
    expect(page.locator("#kc-login")).to_be_visible()
    typed(page, "username", vera.email)
    typed(page, "password", NEW)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/dashboard"))


@every_way
def test_a_second_factor_is_switched_on_and_asked_for(
    visitor: Visitor, server: Server, persona: Callable[[str], Persona], locale: str, size: ViewportSize
) -> None:
    here, there, anna = visitor(locale, size).new_page(), visitor(locale, size).new_page(), persona("anna").create()
    come_in(here, server, anna.user_name, anna.password)
    expect(here).to_have_url(re.compile("/dashboard"))
    here.goto(f"{server.url}/profile")
    expect(here.locator("#totp-begin")).to_be_visible()
    here.locator("#totp-begin").focus()
    here.keyboard.press("Enter")
    expect(here.locator("img.ui-qr")).to_be_visible()
    words = here.request.get(f"{server.url}/second-factor/key").text()
    key = re.search(r"[A-Z2-7]{4}(-[A-Z2-7]{4})+", words)
    assert key
    typed(here, "totp-code", pyotp.TOTP(key[0].replace("-", "")).now())
    here.keyboard.press("Enter")
    expect(here.locator("ol#recovery-codes li")).to_have_count(10)
    code = here.locator("ol#recovery-codes li").first.inner_text()
    come_in(there, server, anna.user_name, anna.password)
    expect(there.locator("#second-code")).to_be_visible()
    typed(there, "second-code", code)
    there.keyboard.press("Enter")
    expect(there).to_have_url(re.compile("/dashboard"))


def come_in(page: Page, server: Server, name: str, password: str) -> None:
    page.goto(f"{server.url}/sign-in")
    expect(page.locator("#kc-login")).to_be_visible()
    typed(page, "username", name)
    typed(page, "password", password)
    page.keyboard.press("Enter")
