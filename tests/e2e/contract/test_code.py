"""Sign-in with a one-time code: section 5 of the contract."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.contract.helpers import (
    ACCOUNT,
    ADDRESS_RULE,
    ERRORS,
    FORM,
    LABELS,
    REGISTRATION,
    WRONG_CODE,
    codes,
    fill_registration,
    new_mail,
    new_phone,
    other_than,
    path,
    register,
    wait_for_code,
)
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.server import Server

CELL = "rt-input__input sdi-container__input code-input__input rt-input__input--rounded rt-input__input--purple"
BACK = "rt-link rt-link--orange otp-code-form__back-btn"


@pytest.fixture
def form(page: Page, server: Server) -> Page:
    """The address form, reached from the form with a password."""
    return opened(page, server)


def opened(page: Page, server: Server) -> Page:
    page.goto(f"{server.url}/auth")
    page.click("#back_to_otp_btn")
    expect(page.locator("#otp_get_code")).to_be_visible()
    return page


def test_texts_of_the_address_form_its_error_and_the_way_to_the_password(form: Page) -> None:
    expect(form.locator("h1")).to_have_text("Авторизация по коду")
    expect(form.locator("p.card-container__desc")).to_have_text(
        "Укажите почту или номер телефона, на которые необходимо отправить код подтверждения"
    )
    expect(form.locator(LABELS)).to_have_text(["E-mail или мобильный телефон"])
    expect(form.locator("#otp_get_code")).to_have_text("Получить код")
    expect(form.locator("#otp_get_code")).to_have_attribute("type", "submit")
    expect(form.locator("button[name=standard_auth_btn]")).to_have_text("Войти с паролем")
    expect(form.locator(ERRORS)).to_have_count(0)
    form.click("#otp_get_code")
    expect(form.locator(ERRORS)).to_have_text([ADDRESS_RULE])
    form.fill("#address", "")
    form.fill("#address", "bad")
    form.click("#card-title")
    expect(form.locator(ERRORS)).to_have_text([ADDRESS_RULE])
    form.click("#standard_auth_btn")
    expect(form.locator("h1")).to_have_text("Авторизация")
    expect(form.locator("#kc-login")).to_be_visible()


def test_a_code_by_mail_back_and_forth_and_in(page: Page, server: Server) -> None:
    mail = new_mail()
    register(page, server, mail)
    sent = len(codes(server, mail))
    form = opened(page, server)
    form.fill("#address", mail)
    form.click("#otp_get_code")
    expect(form.locator("h1")).to_have_text("Код подтверждения отправлен")
    description = form.locator("p.otp-code-form-container__desc")
    expect(description).to_have_text(f"На почту {mail}")
    expect(description).to_have_class("otp-code-form-container__desc")
    wait = form.locator("span#otp-code-timeout.code-input-container__timeout")
    assert 50 < int(wait.inner_text().split()[5]) <= 60
    assert wait.inner_text().startswith("Получить код повторно можно через ")
    expect(form.locator("button[name=otp_resend_code]")).to_be_hidden()
    expect(path(form, f"{FORM}/button")).to_have_id("otp-resend-code")
    expect(form.locator("#otp-resend-code")).to_have_text("Получить новый код")
    cells = form.locator(".code-input-container > .code-input-container__code-input input[inputmode=numeric]")
    assert cells.evaluate_all("all => all.map(one => one.id)") == [f"rt-code-{number}" for number in range(6)]
    assert set(cells.evaluate_all("all => all.map(one => one.className)")) == {CELL}
    expect(form.locator("div.rt-input.rt-input--rounded.rt-input--purple > input")).to_have_count(6)
    back = form.locator("button[name=otp_back_phone]")
    expect(back).to_have_text("Изменить почту")
    expect(back).to_have_class(BACK)

    back.click()
    assert 40 < int(form.inner_text("div.otp-form__timeout").split()[4]) <= 60
    expect(form.locator("#address")).to_have_value(mail)
    form.click("#otp_get_code")
    expect(description).to_have_text(f"На почту {mail}")

    code = wait_for_code(server, mail, sent + 1)
    form.click("#rt-code-3")
    expect(form.locator("#rt-code-0")).to_be_focused()
    form.keyboard.type(other_than(code)[0])
    expect(form.locator("#rt-code-1")).to_be_focused()
    form.keyboard.type(other_than(code)[1:])
    expect(form.locator("span.code-input-container__error#form-error-message")).to_have_text(WRONG_CODE)
    expect(form.locator("#rt-code-0")).to_have_value("")
    # All six at once, as a paste does.
    form.locator("#rt-code-0").fill(code)
    form.wait_for_url(ACCOUNT)


def test_an_address_of_nobody_gets_the_same_page_numbers_in_any_spelling(form: Page) -> None:
    description = form.locator("p.otp-code-form-container__desc")
    for prefix in ("8", "+7"):
        phone = new_phone()
        form.fill("#address", prefix + phone.removeprefix("+7"))
        form.click("#otp_get_code")
        expect(description).to_have_text(f"По SMS на номер {phone}")
        expect(form.locator("#otp-back")).to_have_text("Изменить номер")
        form.click("#otp-back")
    mail = new_mail()
    form.fill("#address", mail)
    form.click("#otp_get_code")
    expect(description).to_have_text(f"На почту {mail}")
    form.locator("#rt-code-0").press_sequentially("123456")
    expect(form.locator("#form-error-message")).to_have_text(WRONG_CODE)


def test_a_code_that_came_too_late_says_so(
    form: Page, server: Server, persona: Callable[[str], Persona], sandbox: Sandbox
) -> None:
    anna = persona("anna").create()
    form.fill("#address", anna.phone)
    form.click("#otp_get_code")
    code = wait_for_code(server, anna.phone)
    try:
        sandbox.clock.advance(6 * 60)
        form.locator("#rt-code-0").press_sequentially(code)
        expect(form.locator("#form-error-message")).to_have_text("Время жизни кода истекло")
    finally:
        sandbox.clock.reset()


def test_digits_typed_before_the_page_wakes_are_not_lost(page: Page, server: Server) -> None:
    mail = new_mail()
    page.goto(server.url + REGISTRATION)
    fill_registration(page, mail)
    page.click("[name=register]")
    code = wait_for_code(server, mail)
    held: list[Route] = []
    asleep = True
    page.route("**/assets/*.js", lambda route: held.append(route) if asleep else route.continue_())
    page.reload(wait_until="commit")
    page.locator("#rt-code-0").press_sequentially(code)
    asleep = False
    for route in held:
        route.continue_()
    page.wait_for_url(ACCOUNT)
