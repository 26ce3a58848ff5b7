"""Password recovery: section 7 of the contract."""

import re
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.contract.helpers import (
    ACCOUNT,
    ACTIVE,
    ERRORS,
    FORM,
    NOT_SAME,
    PASSWORD,
    PASSWORD_TABLE,
    RECOVERY,
    TABS,
    TOO_SHORT,
    WRONG_CODE,
    answers,
    codes,
    new_mail,
    other_than,
    path,
    register,
    sign_in,
    wait_for_code,
)
from tests.e2e.kit.people import Persona
from tests.e2e.server import Server

WRONG = "Неверный логин или текст с картинки"
NEW = "Renewed-Pass-2"


@pytest.fixture
def form(page: Page, server: Server) -> Page:
    page.goto(server.url + RECOVERY)
    expect(page.locator("img.rt-captcha__image")).to_be_visible()
    return page


@pytest.mark.parametrize("entry", [RECOVERY, f"{RECOVERY}?client_id=account_b2c&tab_id=foreign", "/#recoveryPassword"])
def test_every_door_shows_the_form(page: Page, server: Server, entry: str) -> None:
    page.goto(server.url + entry)
    expect(page.locator("h1")).to_have_text("Восстановление пароля")
    expect(page.locator("#reset")).to_be_visible()
    expect(page.locator("img.rt-captcha__image")).to_be_visible()


def test_texts_and_places_and_the_way_from_sign_in(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/auth")
    page.click("#forgot_password")
    page.wait_for_url(re.compile(re.escape(RECOVERY)))
    expect(page.locator("#card-description")).to_have_text("Введите данные и нажмите «Продолжить»")
    assert [page.inner_text(f"#t-btn-tab-{tab}") for tab in TABS] == ["Телефон", "Почта", "Логин", "Лицевой счёт"]
    expect(page.locator("#t-btn-tab-phone")).to_have_class(ACTIVE)
    expect(path(page, f"{FORM}/div[1]")).to_have_class("tabs-input-container")
    picture = path(page, f"{FORM}/div[2]/div[1]/div[1]/img[1]")
    expect(picture).to_have_class("rt-captcha__image")
    expect(picture).to_have_attribute("alt", "Captcha")
    expect(page.locator("//*[@id='captcha']/..//span[@class='rt-input__placeholder']")).to_have_text("Символы")
    expect(page.locator("div.rt-input-container.rt-captcha__input #captcha")).to_be_visible()
    expect(page.locator("span.rt-captcha__hint")).to_have_text("Введите символы с картинки")
    expect(page.locator("button#reset")).to_have_text("Продолжить")
    back = page.locator("button#reset-back")
    expect(back).to_have_text("Вернуться назад")
    expect(back).to_have_class(
        re.compile("rt-btn rt-btn--orange rt-btn--medium rt-btn--rounded rt-btn--transparent reset-form__back-btn")
    )
    back.click()
    page.wait_for_url("**/login-actions/authenticate*")
    expect(page.locator("#kc-login")).to_be_visible()


def test_the_tab_follows_what_was_typed_when_the_captcha_is_clicked(form: Page) -> None:
    for typed, tab in (
        ("testemail@example.com", "mail"),
        ("89123456789", "phone"),
        ("rtkid_1763000000000", "login"),
        ("010101010101", "ls"),
    ):
        form.fill("#username", typed)
        form.click("#captcha")
        expect(form.locator(f"#t-btn-tab-{tab}")).to_have_class(ACTIVE)
        expect(form.locator("#username")).to_have_value(typed)


def test_the_picture_is_drawn_spoken_and_renewed(form: Page, server: Server) -> None:
    picture = form.locator("img.rt-captcha__image")
    first = picture.get_attribute("src") or ""
    expect(picture).to_have_js_property("naturalWidth", 200)
    sound = form.locator("audio").get_attribute("src") or ""
    assert sound == first.replace(".png", ".wav")
    cookies = {cookie["name"]: cookie["value"] for cookie in form.context.cookies()}
    spoken = httpx.get(server.url + sound, cookies=cookies)
    assert spoken.status_code == 200
    assert spoken.headers["content-type"].startswith("audio/")
    path(form, f"{FORM}/div[2]/div[1]/div[2]").click()
    expect(picture).not_to_have_attribute("src", first)
    expect(picture).to_have_js_property("naturalWidth", 200)


def test_a_wrong_or_empty_captcha_and_an_empty_name_are_refused(
    form: Page, captcha_answer: Callable[[Page], str]
) -> None:
    form.click("#reset")
    expect(form.locator(ERRORS)).to_have_text(["Введите номер телефона"])
    expect(form.locator("#form-error-message")).to_have_count(0)
    picture = form.locator("img.rt-captcha__image")
    form.fill("#username", new_mail())
    for signs in ("", other_than(captcha_answer(form))):
        before = picture.get_attribute("src") or ""
        form.fill("#captcha", signs)
        form.click("#reset")
        expect(form.locator("span#form-error-message.card-error__message")).to_have_text(WRONG)
        expect(picture).not_to_have_attribute("src", before)
        expect(form.locator("#captcha")).to_have_value("")


def test_by_sms_a_new_password_opens_the_account(
    page: Page, server: Server, captcha_answer: Callable[[Page], str], persona: Callable[[str], Persona]
) -> None:
    anna = persona("anna").create()
    page.goto(server.url + RECOVERY)
    expect(page.locator("img.rt-captcha__image")).to_be_visible()
    page.fill("#username", anna.phone)
    page.fill("#captcha", captcha_answer(page))
    page.click("#reset")
    expect(page.locator("input[value=sms]")).to_be_checked()
    page.click("#reset-form-submit")
    page.locator("#rt-code-0").press_sequentially(wait_for_code(server, anna.phone))
    page.fill("#password-new", NEW)
    page.fill("#password-confirm", NEW)
    page.click("button#t-btn-reset-pass")
    expect(page.locator("#kc-login")).to_be_visible()
    sign_in(page, anna.phone, NEW)
    page.wait_for_url(ACCOUNT)


def test_the_whole_way_to_a_new_password(page: Page, server: Server, captcha_answer: Callable[[Page], str]) -> None:
    mail = new_mail()
    register(page, server, mail)
    page.goto(server.url + RECOVERY)
    expect(page.locator("img.rt-captcha__image")).to_be_visible()
    page.fill("#username", mail)
    page.fill("#captcha", captcha_answer(page))
    page.click("#reset")

    expect(page.locator("span.rt-radio__label")).to_have_text(["По номеру телефона", "По e-mail"])
    expect(page.locator("input[value=sms]")).to_be_checked()
    expect(page.locator("h1")).to_have_text("Восстановление пароля")
    page.check("input[value=email]")
    sent = len(codes(server, mail))
    page.click("#reset-form-submit")

    expect(page.locator("#rt-code-0")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Восстановление пароля")
    expect(page.locator("button[name=cancel_reset]#reset-cancel")).to_have_text("Вернуться назад")
    code = wait_for_code(server, mail, sent + 1)
    page.locator("#rt-code-0").press_sequentially(other_than(code))
    expect(page.locator("#form-error-message")).to_have_text(WRONG_CODE)
    page.locator("#rt-code-0").press_sequentially(code)

    expect(page.locator("#password-new")).to_be_visible()
    expect(page.locator("h1")).to_have_text("Восстановление пароля")
    expect(page.locator("#card-description")).to_have_text(
        "Новый пароль должен содержать от 8 до 128 знаков, включать латинские, заглавные и строчные буквы, "
        "цифры или специальные символы"
    )
    save = page.locator("button#t-btn-reset-pass")
    expect(save).to_have_text("Сохранить")
    save.click()
    expect(page.locator(ERRORS)).to_have_text([TOO_SHORT, TOO_SHORT])
    page.fill("#password-new", "")
    page.fill("#password-confirm", "")
    assert answers(page, page.locator("#password-new"), page.locator(ERRORS), PASSWORD_TABLE) == PASSWORD_TABLE
    page.fill("#password-new", PASSWORD)
    page.fill("#password-confirm", NEW)
    save.click()
    expect(page.locator(ERRORS)).to_have_text([NOT_SAME])
    page.fill("#password-confirm", PASSWORD)
    save.click()
    expect(page.locator("#form-error-message")).to_have_text("Этот пароль уже использовался, укажите другой пароль")
    page.fill("#password-new", NEW)
    page.fill("#password-confirm", NEW)
    save.click()

    page.wait_for_url("**/login-actions/authenticate?execution*")
    sign_in(page, mail, PASSWORD)
    expect(page.locator("#form-error-message")).to_have_text("Неверный логин или пароль")
    sign_in(page, mail, NEW)
    page.wait_for_url(ACCOUNT)
