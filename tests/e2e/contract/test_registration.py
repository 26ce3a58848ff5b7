"""The short registration: section 6 of the contract and its skeleton of section 2."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.contract.helpers import (
    ACCOUNT,
    ADDRESS_RULE,
    ERRORS,
    FORM,
    LABELS,
    NAME_RULE,
    NOT_SAME,
    PASSWORD_TABLE,
    REGISTRATION,
    TOO_SHORT,
    WRONG_CODE,
    answers,
    fill_registration,
    new_mail,
    new_phone,
    other_than,
    path,
    register,
    wait_for_code,
)
from tests.e2e.server import Server

REGION = f"{FORM}/div[2]/div/div/input"
ITEMS = "div.rt-select__list-item"
LATIN_K = "K"
NAME_TABLE = {
    NAME_RULE: [
        *("А", "А" * 31, "Anna", "Анна1", "Анна!", "И ван", "安娜", "Анна--Мария", "-Анна", "Анна-"),
        *("Анна–Мария", "Анна—Мария", "Анна‒Мария", "Анна-Мария-Ева"),
    ],
    "": ["Ян", "Я" * 30, "Анна-Мария", "Мамин-Сибиряк", "ёлкина", "АННА", "  Анна  ", "Соколов - Митрич"],
}
ADDRESS_TABLE = {
    ADDRESS_RULE: [
        *("example@emailru", "example.ru", "exam ple@email.ru", "example@ email.ru", "@email.ru", "example@"),
        *("пример@email.ru", "п@п.рф", "o'neil@email.ru", '!"№;%:?*()_+@mail.ru', "a" * 312 + "@mail.ru"),
        *("+7912345678", "+791234567890", "8912345678", "891234567890", "+37529123456", "+3752912345678"),
    ],
    "": [
        *("example@e_mail.ru", "exam.ple@email.ru", "EXAMPLE@EMAIL.RU"),
        *("+79123456789", "79123456789", "89876543210", "78005553535", "88133453425", "+375291234567"),
    ],
}


@pytest.fixture
def form(page: Page, server: Server) -> Page:
    page.goto(server.url + REGISTRATION)
    expect(page.locator("[name=firstName]")).to_be_visible()
    return page


def test_the_way_here_and_the_skeleton(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/auth")
    page.click("#kc-register")
    page.wait_for_url(re.compile(re.escape(REGISTRATION)))
    expect(page.locator("h1")).to_have_text("Регистрация")
    expect(page.locator(LABELS)).to_have_text(
        ["Имя", "Фамилия", "Регион", "E-mail или мобильный телефон", "Пароль", "Подтверждение пароля"]
    )
    inputs = page.locator("input.rt-input__input").evaluate_all("all => all.map(one => one.name || one.type)")
    assert inputs == ["firstName", "lastName", "text", "address", "password", "password-confirm"]
    expect(page.locator(".register-form > p:nth-child(1)")).to_have_text("Личные данные")
    expect(page.locator(".register-form > p:nth-child(5)")).to_have_text("Данные для входа")
    for place, child in (
        ("div[1]", "name-container"),
        ("div[2]", "rt-select rt-select--search register-form__dropdown"),
        ("div[3]", "register-form__address"),
        ("div[4]", "new-password-container"),
        ("div[5]", "auth-policy"),
    ):
        expect(path(page, f"{FORM}/{place}")).to_have_class(re.compile(rf"^{child}"))
    expect(path(page, f"{FORM}/button")).to_have_attribute("name", "register")
    expect(path(page, f"{FORM}/button")).to_have_class(
        re.compile("rt-btn rt-btn--orange rt-btn--medium rt-btn--rounded register-form__reg-btn")
    )
    expect(page.locator("button[type=submit]").first).to_have_text("Зарегистрироваться")
    expect(path(page, REGION)).to_have_attribute("autocomplete", "new-password")
    assert page.locator(f"xpath={FORM}/input").first.get_attribute("type") == "hidden"
    names = f"{FORM}/div[1]/div"
    for place, label in ((f"{names}[1]", "Имя"), (f"{names}[2]", "Фамилия"), (f"{FORM}/div[3]/div", "E-mail или")):
        expect(path(page, f"{place}/div/span[2]")).to_contain_text(label)


def test_an_empty_form_has_five_errors_in_order_at_their_places(form: Page) -> None:
    form.click("#address")
    form.click("#card-title")
    expect(form.locator(ERRORS)).to_have_count(0)
    form.click("[name=register]")
    expect(form.locator(ERRORS)).to_have_text([NAME_RULE, NAME_RULE, ADDRESS_RULE, TOO_SHORT, TOO_SHORT])
    for place, text in (
        ("div[1]/div[1]/span", NAME_RULE),
        ("div[1]/div[2]/span", NAME_RULE),
        ("div[3]/div/span", ADDRESS_RULE),
        ("div[4]/div[1]/span", TOO_SHORT),
        ("div[4]/div[2]/span", TOO_SHORT),
    ):
        expect(path(form, f"{FORM}/{place}")).to_have_text(text)
    classes = set(form.locator(ERRORS).evaluate_all("all => all.map(one => one.className)"))
    assert classes == {"rt-input-container__meta rt-input-container__meta--error"}
    expect(form.locator("div.rt-input-container--error.new-password-container__confirmed-password")).to_have_count(1)
    expect(form.locator("h1")).to_have_text("Регистрация")
    form.fill("[name=firstName]", "Анна")
    form.click("#card-title")
    expect(form.locator(ERRORS)).to_have_count(4)


def test_names_and_addresses_accepted_and_rejected(form: Page) -> None:
    for name in ("firstName", "lastName"):
        field = form.locator(f"[name={name}]")
        error = path(form, f"{FORM}/div[1]/div[{1 if name == 'firstName' else 2}]/span")
        assert answers(form, field, error, NAME_TABLE) == NAME_TABLE
    form.fill("[name=lastName]", " ")
    form.click("#card-title")
    expect(error).to_have_text("Необходимо заполнить поле кириллицей. От 2 до 30 символов.")
    error = path(form, f"{FORM}/div[3]/div/span")
    assert answers(form, form.locator("#address"), error, ADDRESS_TABLE) == ADDRESS_TABLE


def test_passwords_accepted_and_rejected_first_reason_first(form: Page) -> None:
    error = path(form, f"{FORM}/div[4]/div[1]/span")
    assert answers(form, form.locator("#password"), error, PASSWORD_TABLE) == PASSWORD_TABLE
    again = path(form, f"{FORM}/div[4]/div[2]/span")
    rejected = {text: values for text, values in PASSWORD_TABLE.items() if text}
    assert answers(form, form.locator("#password-confirm"), again, rejected) == rejected
    form.fill("#password", "Secret-Pass-1")
    form.fill("#password-confirm", "Secret-Pass-2")
    form.click("[name=register]")
    expect(again).to_have_text(NOT_SAME)
    form.fill("#password-confirm", " Secret-Pass-1 ")
    form.click("#card-title")
    expect(again).to_have_count(0)


def test_the_region_is_preset_found_by_typing_and_never_lost(form: Page) -> None:
    region = path(form, REGION)
    expect(region).to_have_value("Москва г")
    expect(form.locator("span.rt-input__mask-start", has_text="Москва г")).to_have_count(1)
    items = form.locator(ITEMS)
    box = form.locator("div.rt-select__list-wrapper.rt-select__list-wrapper--rounded")
    expect(box).to_be_hidden()
    # What is heard is what is seen, though the list is always in the page.
    expect(region).to_have_attribute("aria-expanded", "false")
    region.click()
    expect(region).to_have_attribute("aria-expanded", "true")
    expect(region).to_have_value("")
    expect(box).to_be_visible()
    assert items.count() > 80
    expect(path(form, f"{FORM}/div[2]/div[2]/div[2]/div/div")).to_have_count(items.count())
    assert "Алтайский край" in items.all_inner_texts()
    region.press_sequentially("Новосиб")
    expect(items).to_have_text(["Новосибирская обл"])
    path(form, f"{FORM}/div[2]/div[2]/div[2]/div/div[1]").click()
    expect(region).to_have_value("Новосибирская обл")
    expect(box).to_be_hidden()
    for opener in (REGION, f"{FORM}/div[2]//span[contains(@class, 'placeholder')]", f"{FORM}/div[2]/div/div/div[2]"):
        # The first of several, as Selenium takes it.
        path(form, opener).first.click()
        expect(box).to_be_visible()
        form.click("#card-title")
        expect(box).to_be_hidden()
        expect(region).to_have_value("Новосибирская обл")
    region.fill("нет такого")
    form.click("#card-title")
    expect(region).to_have_value("Новосибирская обл")
    region.fill("Москва г")
    form.click("#card-title")
    expect(region).to_have_value("Москва г")
    expect(form.locator(ERRORS)).to_have_count(0)


def test_an_existing_owner_gets_a_pop_up_with_three_ways_out(page: Page, server: Server) -> None:
    mail = new_mail()
    register(page, server, mail)

    def collide() -> None:
        page.goto(server.url + REGISTRATION)
        fill_registration(page, mail)
        page.click("[name=register]")
        expect(page.locator("h2.card-modal__title")).to_have_text("Учётная запись уже существует")

    collide()
    expect(path(page, f"{FORM}/div[1]/div/div/h2")).to_have_text("Учётная запись уже существует")
    expect(page.locator("div.base-modal-wrapper")).to_have_class("base-modal-wrapper card-modal")
    expect(page.locator("div.card-modal__card-wrapper")).to_be_visible()
    buttons = page.locator("div.card-modal__btns > *")
    expect(buttons).to_have_text(["Войти", "Восстановить пароль", "x"])
    expect(page.locator("a#reg-err-reset-pass.rt-btn")).to_have_text("Восстановить пароль")
    expect(page.locator("[name=firstName]")).to_have_value("Анна")
    buttons.nth(2).click()
    expect(page.locator("h2.card-modal__title")).to_have_count(0)
    expect(page.locator("#address")).to_have_value(mail)

    fill_registration(page, mail)
    page.click("[name=register]")
    page.click("#reg-err-reset-pass")
    page.wait_for_url("**/login-actions/reset-credentials*")
    expect(page.locator("#reset")).to_be_visible()

    collide()
    expect(page.locator("[name=reg-err-reset-pass]")).to_have_id("reg-err-reset-pass")
    page.click("div.card-modal__btns > button[name=gotoLogin]:nth-child(1)")
    expect(page.locator("#kc-login")).to_be_visible()
    assert "/auth" in page.url


def test_what_only_the_server_refuses_stands_under_its_field_and_the_rest_is_kept(form: Page) -> None:
    mail = new_mail()
    fill_registration(form, mail, "Password123")
    form.click("[name=register]")
    expect(form.locator("#password-meta")).to_have_text("Такой пароль легко подобрать, придумайте другой")
    assert "execution=" in form.url
    assert mail not in form.url
    expect(form.locator("[name=firstName]")).to_have_value("Анна")
    expect(form.locator("#address")).to_have_value(mail)
    expect(form.locator("#password")).to_have_value("")


def test_from_sign_in_the_form_is_empty_though_a_code_is_awaited(page: Page, server: Server) -> None:
    page.goto(server.url + REGISTRATION)
    fill_registration(page, new_mail())
    page.click("[name=register]")
    expect(page.locator("#card-title")).to_have_text("Подтверждение email")
    page.reload()
    expect(page.locator("#card-title")).to_have_text("Подтверждение email")
    # As a suite reads it that does not wait.
    first = page.request.get(page.url).text()
    assert re.search(r'id="card-title"[^>]*>Подтверждение email<', first)
    page.goto(f"{server.url}/auth")
    page.click("#kc-register")
    expect(page.locator("[name=firstName]")).to_have_value("")


def test_the_code_page_by_phone_then_by_mail_and_in(form: Page, server: Server) -> None:
    phone, mail = new_phone(), new_mail()
    path(form, REGION).click()
    path(form, REGION).press_sequentially("Новосиб")
    form.locator(ITEMS).first.click()
    fill_registration(form, phone)
    form.click("[name=register]")
    expect(form.locator("h1")).to_have_text("Подтверждение телефона")
    description = form.locator("p.register-confirm-form-container__desc")
    grouped = f"{phone[:2]} {phone[2:5]} {phone[5:8]}-{phone[8:10]}-{phone[10:]}"
    expect(description).to_have_text(f"{LATIN_K}од подтверждения отправлен на номер {grouped}")
    expect(form.locator("div.card-container__content > p")).to_have_count(1)
    expect(form.locator("button[name=otp_back_phone]")).to_have_text("Изменить номер")
    assert wait_for_code(server, phone)

    form.click("#otp-back")
    expect(form.locator("[name=firstName]")).to_have_value("Анна")
    expect(form.locator("[name=lastName]")).to_have_value("Иванова")
    expect(path(form, REGION)).to_have_value("Новосибирская обл")
    fill_registration(form, mail)
    form.click("[name=register]")
    expect(form.locator("h1")).to_have_text("Подтверждение email")
    expect(description).to_have_text(f"{LATIN_K}од подтверждения отправлен на адрес {mail}")
    expect(form.locator("#otp-back")).to_have_text("Изменить email")
    code = wait_for_code(server, mail)
    form.locator("#rt-code-0").press_sequentially(other_than(code))
    expect(form.locator("#form-error-message")).to_have_text(WRONG_CODE)
    form.locator("#rt-code-0").press_sequentially(code)
    form.wait_for_url(ACCOUNT)
