"""Every bad input of every field: its own message, beside its own field, and what was typed stays.

The tables are (field, typed, message). Neighbouring rows are about different fields: each answer is seen to be new.
"""

from collections.abc import Callable, Iterable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.i18n.texts import text
from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.pages.dashboard import LinkPage
from tests.e2e.pages.registration import REGIONS, NewPerson, RegistrationPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.server import Server

Row = tuple[str, str, str]
IN_TWO_LANGUAGES = pytest.mark.parametrize(("locale", "size"), [("ru", WIDE), ("hi", PHONE)], ids=["ru", "hi"])
SECRET = {"password", "password-confirm", "service-password"}
SELECTS = {"birth-day", "birth-month", "birth-year"}
LINE = {"birth-month": "birth-day", "birth-year": "birth-day"}

CREDENTIALS: list[Row] = [
    ("username", "", "registration.user_name_malformed"),
    ("password", "", "password.too_short?min=8"),
    ("username", "ab", "registration.user_name_malformed"),
    ("password", "Ab1defg", "password.too_short?min=8"),
    ("username", "вера-морозова", "registration.user_name_malformed"),
    ("password-confirm", "Dlinny-Parol-78", "password.not_same"),
    ("username", "ANNA", "registration.user_name_taken"),
    ("password", "dlinny-parol-77", "password.no_upper"),
    ("username", "a b c", "registration.user_name_malformed"),
    ("password", "DLINNY-PAROL-77", "password.no_lower"),
    ("password-confirm", "", "password.not_same"),
    ("password", "Dlinny-Parol", "password.no_digit"),
    ("username", "vera!", "registration.user_name_malformed"),
    ("password", "Длинный-Parol-77", "password.not_latin"),
    ("password-confirm", "dlinny-parol-77", "password.not_same"),
    ("password", "Password1", "password.common"),
]
ABOUT: list[Row] = [
    ("lastName", "Ivanova", "person.name_malformed"),
    ("firstName", "", "person.name_malformed"),
    ("lastName", "М", "person.name_malformed"),
    ("birth-day", "", "person.birth_date_missing"),
    ("middleName", "Igorevna", "person.name_malformed"),
    ("birth-day", "31", "person.birth_date_invalid"),
    ("firstName", "Вера1", "person.name_malformed"),
    ("birth-month", "", "person.birth_date_missing"),
    ("lastName", "", "person.name_malformed"),
    ("birth-year", "", "person.birth_date_missing"),
]
CONTACTS: list[Row] = [
    ("email", "", "email.malformed"),
    ("phone", "", "phone.malformed"),
    ("email", "vera@", "email.malformed"),
    ("phone", "12345", "phone.malformed"),
    ("email", "vera example.ru", "email.malformed"),
    ("phone", "+7 383 222-33-44", "phone.not_mobile"),
    ("email", "vera@@example.ru", "email.malformed"),
    ("phone", "позвоните мне", "phone.malformed"),
]
SERVICE: list[Row] = [
    ("account-number", "", "linked_services.number_malformed"),
    ("service-login", "", "linked_services.login_missing"),
    ("account-number", "2300 5678", "linked_services.number_malformed"),
    ("service-password", "", "linked_services.password_missing"),
    ("account-number", "двенадцать цифр", "linked_services.number_malformed"),
]


def said(locale: str, code: str) -> str:
    return text(locale, code)


def enter(page: Page, field: str, typed: str) -> None:
    if field in SELECTS:
        page.select_option(f"#{field}", typed)
    else:
        page.fill(f"#{field}", typed)


def refuse_each(page: Page, locale: str, table: Iterable[Row], right: dict[str, str], button: str) -> None:
    """Each row alone among right values: told beside its field, nothing beside the others, all that was typed kept."""
    for field, typed, code in table:
        values = {**right, field: typed}
        if field == "password":
            values["password-confirm"] = typed
        for name, value in values.items():
            enter(page, name, value)
        page.click(button)
        line = LINE.get(field, field)
        expect(page.locator(f"#{line}-error"), f"{field} {typed!r}").to_have_text(said(locale, code))
        if field not in SELECTS:
            expect(page.locator(f"#{field}"), f"{field} {typed!r}").to_have_attribute("aria-invalid", "true")
            expect(page.locator(f"#{field}")).to_be_focused()
        silent = {LINE.get(name, name) for name in right} - {line}
        for name in silent:
            expect(page.locator(f"#{name}-error"), f"{field} {typed!r}").to_be_empty()
        for name, value in values.items():
            assert page.input_value(f"#{name}") == value, (field, typed, name)


@IN_TWO_LANGUAGES
def test_the_first_step(
    visitor: Callable[..., BrowserContext], server: Server, locale: str, size: dict[str, int]
) -> None:
    page, person = visitor(locale, size).new_page(), NewPerson()
    RegistrationPage(page, server).open()
    right = {"username": person.user_name, "password": person.password, "password-confirm": person.password}
    refuse_each(page, locale, CREDENTIALS, right, "#next")
    enter(page, "password", f"Aa1{person.user_name}")
    enter(page, "password-confirm", f"Aa1{person.user_name}")
    page.click("#next")
    expect(page.locator("#password-error")).to_have_text(said(locale, "password.has_user_name"))


@IN_TWO_LANGUAGES
def test_the_second_and_third_steps_and_the_code(
    visitor: Callable[..., BrowserContext], server: Server, locale: str, size: dict[str, int]
) -> None:
    page, person = visitor(locale, size).new_page(), NewPerson(region=REGIONS[locale])
    wizard = RegistrationPage(page, server).open()
    wizard.fill_credentials(person)
    page.click("#next")
    expect(page.locator("#region-error")).to_have_text(said(locale, "region.unknown"))
    wizard.choose_region(person.region)
    about = {
        "lastName": person.last_name, "firstName": person.first_name, "middleName": person.middle_name,
        "birth-day": person.day, "birth-month": person.month, "birth-year": person.year,
    }  # fmt: skip
    refuse_each(page, locale, ABOUT, about, "#next")
    for name, value in about.items():
        enter(page, name, value)
    page.click("#next")
    expect(page.locator("#email")).to_be_visible()
    wizard.tick("agreement")
    enter(page, "email", person.email)
    enter(page, "phone", person.phone)
    page.click("#register")
    expect(page.locator("#consent-error")).to_have_text(said(locale, "registration.consent_needed"))
    wizard.tick("consent")
    contacts = {"email": person.email, "phone": person.phone}
    refuse_each(page, locale, CONTACTS, contacts, "#register")
    assert page.locator("#agreement").is_checked()
    assert page.locator("#consent").is_checked()
    enter(page, "phone", person.phone)
    page.click("#register")
    refuse_codes(page, locale, wizard, person)


def refuse_codes(page: Page, locale: str, wizard: RegistrationPage, person: NewPerson) -> None:
    """Too few digits, four wrong codes, the fifth that spends them; cells are emptied for the next try."""
    right = wizard.code(person)
    page.locator("#rt-code-0").press_sequentially("12a34")
    expect(page.locator("#rt-code-3")).to_have_value("4")
    page.click("#code-submit")
    expect(page.locator("#code-error")).to_have_text(said(locale, "code.wrong"))
    for attempt in range(1, 5):
        expect(page.locator("#rt-code-0")).to_have_value("")
        expect(page.locator("#rt-code-0")).to_be_focused()
        page.keyboard.type(f"{(int(right) + attempt) % 10**6:06}")
        expect(page.locator("#rt-code-0")).to_have_value("")
    expect(page.locator("#code-error")).to_have_text(said(locale, "code.spent"))
    page.keyboard.type(right)
    expect(page.locator("#rt-code-0")).to_have_value("")
    expect(page.locator("#code-error")).to_have_text(said(locale, "code.spent"))
    expect(page.locator("#otp-code-timeout")).to_be_visible()


TABS = [
    ("phone", "sign_in.phone_empty", "+7 999 000-00-00"),
    ("mail", "sign_in.mail_empty", "nobody@example.org"),
    ("login", "sign_in.login_empty", "nobody.at.all"),
    ("ls", "sign_in.ls_empty", "9999 9999 9999"),
]


@pytest.mark.parametrize(("locale", "size"), [("ru", PHONE), ("en", WIDE)], ids=["ru", "en"])
def test_signing_in(visitor: Callable[..., BrowserContext], server: Server, locale: str, size: dict[str, int]) -> None:
    page = visitor(locale, size).new_page()
    form = SignInPage(page, server).open()
    for tab, empty, unknown in TABS:
        page.click(f"#t-btn-tab-{tab}")
        expect(page.locator("#username-label")).to_have_text(said(locale, f"sign_in.label_{tab}"))
        form.try_in("", "x")
        expect(page.locator("#username-meta")).to_have_text(said(locale, empty))
        expect(page.locator("#username")).to_be_focused()
        form.try_in(unknown, "")
        expect(page.locator("#password-meta")).to_have_text(said(locale, "sign_in.password_empty"))
        expect(page.locator("#username-meta")).to_have_count(0)
        form.try_in(unknown, "Wrong-Password-1")
        # Emptied by the answer; the message may be that of the try before.
        expect(page.locator("#password")).to_have_value("")
        expect(page.locator("#form-error-message")).to_have_text(said(locale, "sign_in.wrong"))
        expect(page.locator("#password-meta")).to_have_count(0)
        assert page.input_value("#username") == unknown
    page.click("#t-btn-tab-login")
    waits = said(locale, "sign_in.wait").partition("{")[0]
    # On a busy machine a wait may be over before the next try; each is longer than the one before.
    for _ in range(12):
        form.try_in("anna", "Wrong-Password-1")
        expect(page.locator("#password")).to_have_value("")
        if waits in page.inner_text("#form-error-message"):
            break
    expect(page.locator("#form-error-message")).to_contain_text(waits)
    assert page.input_value("#username") == "anna"


def test_linking_a_service(visitor: Callable[..., BrowserContext], server: Server) -> None:
    page = visitor("en", WIDE).new_page()
    SignInPage(page, server).come_in("elena")
    link = LinkPage(page, server).open()
    page.click("#link-submit")
    expect(page.locator("#region-error")).to_have_text(said("en", "linked_services.region_missing"))
    link.choose_region("Krasnodar")
    right = {"account-number": "2300 5678 1123", "service-login": "olga-net", "service-password": "net-2718"}
    refuse_each(page, "en", SERVICE, right, "#link-submit")
    for wrong in ({"service-password": "wrong"}, {"service-login": "anna-net"}, {"account-number": "654022198043"}):
        for name, value in {**right, **wrong}.items():
            enter(page, name, value)
        page.click("#link-submit")
        expect(page.locator("#form-error")).to_have_text(said("en", "bss.ownership_not_proven"))
        assert page.input_value("#account-number") == {**right, **wrong}["account-number"]
