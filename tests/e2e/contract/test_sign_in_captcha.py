"""Sign-in with the captcha on, as it is in production: the contract's block appears after failures (section 8)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.contract.helpers import FORM, path
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.sign_in import PASSWORD, SignInPage
from tests.e2e.server import Server, running


@pytest.fixture
def strict(tmp_path: Path) -> Iterator[Server]:
    with running(tmp_path, CAPTCHA_ON_SIGN_IN="true") as server:
        yield server


def test_after_failures_the_signs_of_a_picture_are_asked_for_and_taken(page: Page, strict: Server) -> None:
    form, door = SignInPage(page, strict), Sandbox(strict.url)
    page.goto(f"{strict.url}/auth")
    for _ in range(3):
        form.try_in("anna", "Wrong-Password-1")
        expect(page.locator("#form-error-message")).to_have_text("Неверный логин или пароль")
        expect(page.locator("#password")).to_have_value("")
    block = path(page, f"{FORM}/div[3]")
    expect(block).to_have_class("rt-captcha login-form__captcha")
    expect(block.locator("img[alt=Captcha]")).to_have_js_property("naturalWidth", 200)
    page.reload()
    expect(page.locator("img.rt-captcha__image")).to_be_visible()
    form.try_in("anna", PASSWORD)
    expect(page.locator("#form-error-message")).to_have_text("Неверно введен текст с картинки")
    expect(page.locator("#username")).to_have_value("anna")
    expect(page.locator("#captcha")).to_have_value("")
    page.fill("#captcha", door.captcha_on(page))
    form.try_in("anna")
    page.wait_for_url(re.compile("/account_b2c/page"))
