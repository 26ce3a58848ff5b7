"""Places and texts the contract's forms share, and the ways through them that several files need."""

import re
import time
from uuid import uuid4

from playwright.sync_api import Locator, Page, expect

from tests.e2e.server import Server

FORM = '//*[@id="page-right"]/div/div/div/form'
ACTIVE = "rt-tab rt-tab--small rt-tab--active"
TABS = ("phone", "mail", "login", "ls")
ERRORS = ".rt-input-container__meta--error"
LABELS = ".rt-input__placeholder"

REGISTRATION = "/auth/realms/b2c/login-actions/registration"
RECOVERY = "/auth/realms/b2c/login-actions/reset-credentials"
ACCOUNT = re.compile(r"/account_b2c/page\?state=.*client_id=account_b2c#/")

NAME_RULE = "Необходимо заполнить поле кириллицей. От 2 до 30 символов."
# The first ten letters are Cyrillic, the nine after +375 Latin.
ADDRESS_RULE = "Введите телефон в формате +7ХХХХХХХХХХ или +375XXXXXXXXX, или email в формате example@email.ru"
TOO_SHORT = "Длина пароля должна быть не менее 8 символов"
NOT_SAME = "Пароли не совпадают"
WRONG_CODE = "Неверный код. Повторите попытку"
PASSWORD = "Former-Pass-1"
# Values by the text that answers them; the empty text accepts. The longest password is ours (section 0).
PASSWORD_TABLE = {
    TOO_SHORT: ["Abcd-12", "Пароль", " Abcd-1 "],
    "Длина пароля должна быть не более 128 символов": ["Aa1-" * 32 + "x"],
    "Пароль должен содержать только латинские буквы": ["Пароль-2026", "secretя-1"],
    "Пароль должен содержать хотя бы одну заглавную букву": ["secret-pass-1", "12345678"],
    "Пароль должен содержать хотя бы одну строчную букву": ["SECRET-PASS-1", "ABCDEFGH"],
    "Пароль должен содержать хотя бы 1 спецсимвол или хотя бы одну цифру": ["SecretPass"],
    "": ["Secret-1", "SecretPass1", "SecretPass!", "  Secret-1  ", "Aa1-" * 6],
}


def path(page: Page, xpath: str) -> Locator:
    return page.locator(f"xpath={xpath}")


def new_mail() -> str:
    """An address of nobody; no six digits in it, so that a code is not mistaken."""
    return f"person-{''.join(c for c in uuid4().hex if c.isalpha())}@example.ru"


def new_phone() -> str:
    return f"+7900{uuid4().int % 10**7:07d}"


def answers(page: Page, field: Locator, error: Locator, table: dict[str, list[str]]) -> dict[str, list[str]]:
    """What the field says to each value of the table once it is left, in the table's own shape."""
    told: dict[str, list[str]] = {text: [] for text in table}
    for value in (value for values in table.values() for value in values):
        field.fill(value)
        field.blur()
        text = " ".join(error.all_inner_texts())
        told.setdefault(text, []).append(value)
    field.fill("")
    expect(error).to_have_count(0)
    return told


def codes(server: Server, to: str) -> list[str]:
    """Codes sent to this destination, newest first."""
    texts = [re.search(r"\b(\d{6})\b", re.sub(r"http\S+", "", message["text"])) for message in server.inbox(to)]
    return [found[1] for found in texts if found]


def wait_for_code(server: Server, to: str, count: int = 1) -> str:
    """The newest code once there are ``count``; notices to the same address do not count."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if len(found := codes(server, to)) >= count:
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"no code to {to}: {server.inbox(to)}")


def other_than(code: str) -> str:
    """A wrong code."""
    return f"{(int(code) + 1) % 10**6:06d}"


def fill_registration(page: Page, address: str, password: str = PASSWORD) -> None:
    page.fill("[name=firstName]", "Анна")
    page.fill("[name=lastName]", "Иванова")
    page.fill("#address", address)
    page.fill("#password", password)
    page.fill("#password-confirm", password)


def register(page: Page, server: Server, address: str) -> None:
    """A person with ``PASSWORD``, made by the form; this browser is a stranger again."""
    page.goto(server.url + REGISTRATION)
    fill_registration(page, address)
    page.click("[name=register]")
    page.locator("#rt-code-0").press_sequentially(wait_for_code(server, address))
    page.wait_for_url(ACCOUNT)
    page.context.clear_cookies()


def sign_in(page: Page, name: str, password: str) -> None:
    page.fill("#username", name)
    page.fill("#password", password)
    page.click("#kc-login")
