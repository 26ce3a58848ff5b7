"""Sign-in with a password: sections 1 to 4 of the contract."""

import re

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.contract.helpers import ACTIVE, FORM, TABS, path
from tests.e2e.server import Server


@pytest.fixture
def form(page: Page, server: Server) -> Page:
    """The contract's sign-in, opened as most suites do."""
    page.goto(f"{server.url}/auth")
    return page


def active(page: Page) -> list[str]:
    return [tab for tab in TABS if page.get_attribute(f"#t-btn-tab-{tab}", "class") == ACTIVE]


@pytest.mark.parametrize("entry", ["/auth", "/login", "/account_b2c/login"])
def test_an_old_public_address_leads_to_the_authorize_address(server: Server, page: Page, entry: str) -> None:
    page.goto(server.url + entry)
    assert "/auth/realms/b2c/protocol/openid-connect/auth?client_id=account_b2c" in page.url
    expect(page).to_have_title("Ростелеком ID")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "client_id=unknown",
        "client_id=account_b2c&redirect_uri=https://evil.example/",
        "client_id=account_b2c&redirect_uri=https://b2c.passport.rt.ru/account_b2c/login/..",
        "client_id=account_b2c&response_type=token",
    ],
)
def test_an_unknown_client_or_redirect_gets_an_error_page_never_a_redirect(server: Server, query: str) -> None:
    answer = httpx.get(f"{server.url}/auth/realms/b2c/protocol/openid-connect/auth?{query}")
    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "evil" not in answer.text


def test_the_skeleton_stands_where_suites_look(form: Page) -> None:
    expect(path(form, '//*[@id="app"]/main/section[1]')).to_have_id("page-left")
    expect(path(form, '//*[@id="app"]/main/section[2]')).to_have_id("page-right")
    halves = [form.locator(f"#page-{side}").bounding_box() for side in ("left", "right")]
    assert halves[0]
    assert halves[1]
    assert abs(halves[0]["width"] - halves[1]["width"]) < 2
    assert halves[0]["y"] == halves[1]["y"]
    left = form.locator("#page-left").inner_text().split("\n")
    assert [line for line in left if line.strip()] == [
        "Личный кабинет",
        "Персональный помощник в цифровом мире Ростелекома",
    ]
    expect(path(form, '//*[@id="page-right"]/div/div/h1')).to_have_text("Авторизация")
    expect(form.locator("h1").first).to_have_class("card-container__title")
    for place, child in ((1, "tabs-input-container"), (2, "rt-input-container"), (4, "auth-policy")):
        expect(path(form, f"{FORM}/div[{place}]")).to_have_class(re.compile(rf"^{child}"))
    expect(path(form, f"{FORM}/div[3]/a")).to_have_id("forgot_password")
    expect(path(form, f"{FORM}/div[4]/a")).to_have_id("rt-auth-agreement-link")
    expect(form.locator("button[type=submit]")).to_have_count(1)


def test_texts_of_tabs_labels_and_buttons(form: Page) -> None:
    captions = [form.inner_text(f"#t-btn-tab-{tab}") for tab in TABS]
    assert captions == ["Телефон", "Почта", "Логин", "Лицевой счёт"]
    labels = []
    for tab in TABS:
        form.click(f"#t-btn-tab-{tab}")
        labels.append(path(form, f"{FORM}/div[1]/div[2]/div/span[2]").inner_text())
    assert labels == ["Мобильный телефон", "Электронная почта", "Логин", "Лицевой счёт"]
    texts = {"#kc-login": "Войти", "#forgot_password": "Забыл пароль", "#kc-register": "Зарегистрироваться"}
    for selector, words in texts.items():
        expect(form.locator(selector)).to_have_text(words)
    expect(form.locator("#faq-open > a")).to_have_text("Помощь")
    expect(form.locator("//*[@id='password']/..//span[@class='rt-input__placeholder']")).to_have_text("Пароль")


@pytest.mark.parametrize(
    ("typed", "start", "becomes"),
    [
        ("testemail@example.com", "phone", "mail"),
        ("testemail@example.com", "ls", "mail"),
        ("89123456789", "mail", "phone"),
        ("+79999999999", "login", "phone"),
        ("+375291234567", "mail", "phone"),
        ("010101010101", "phone", "ls"),
        ("832010111222", "login", "ls"),
        ("login", "phone", "login"),
        ("rtkid_1763000000000", "mail", "login"),
        ("12345678", "mail", "login"),
        ("12345", "phone", "phone"),
    ],
)
def test_the_tab_follows_what_was_typed(form: Page, typed: str, start: str, becomes: str) -> None:
    form.click(f"#t-btn-tab-{start}")
    form.locator("#username").press_sequentially(typed)
    assert active(form) == [start], "not while typing"
    form.click("#password")
    assert active(form) == [becomes]
    expect(form.locator("#username")).to_have_value(typed)


@pytest.mark.parametrize(
    ("tab", "text"),
    [
        ("phone", "Введите номер телефона"),
        ("mail", "Введите адрес, указанный при регистрации"),
        ("login", "Введите логин, указанный при регистрации"),
        ("ls", "Введите номер вашего лицевого счета"),
    ],
)
def test_an_empty_name_is_told_under_the_field_and_nothing_is_sent(form: Page, tab: str, text: str) -> None:
    address = form.url
    form.click(f"#t-btn-tab-{tab}")
    form.fill("#password", "Whatever-1")
    form.click("#kc-login")
    error = path(form, f"{FORM}/div[1]/div[2]/span")
    expect(error).to_have_text(text)
    expect(error).to_have_class("rt-input-container__meta rt-input-container__meta--error")
    assert form.url == address


@pytest.mark.parametrize(
    ("tab", "typed", "text"),
    [
        ("phone", "8912", "Неверный формат телефона"),
        ("ls", "12345", "Проверьте, пожалуйста, номер лицевого счета"),
    ],
)
def test_a_malformed_name_is_told_when_the_field_is_left(form: Page, tab: str, typed: str, text: str) -> None:
    form.click(f"#t-btn-tab-{tab}")
    form.fill("#username", typed)
    form.click("#card-title")
    expect(form.locator("#username-meta")).to_have_text(text)
    form.fill("#username", "")
    expect(form.locator("#username-meta")).to_have_count(0)


def test_a_refused_sign_in_keeps_the_name_and_shows_the_way_out(form: Page) -> None:
    form.fill("#username", "+7 912 000-00-00")
    form.fill("#password", "Wrong-pass-1")
    form.click("#kc-login")
    expect(form.locator("#form-error-message")).to_have_text("Неверный логин или пароль")
    first = form.url
    assert re.search(r"/auth/realms/b2c/login-actions/authenticate\?execution=[\w-]+&", first)
    expect(form.locator("#username")).to_have_value("+7 912 000-00-00")
    expect(form.locator("#password")).to_have_value("")
    expect(form.locator("#forgot_password")).to_have_class(
        "rt-link rt-link--orange login-form__forgot-pwd login-form__forgot-pwd--animated"
    )
    expect(form.locator("#forgot_password")).to_have_css("color", "rgb(255, 79, 18)")
    form.fill("#password", "Wrong-pass-2")
    form.click("#kc-login")
    expect(form.locator("#password")).to_have_value("")
    expect(form.locator("#form-error-message")).to_have_text("Неверный логин или пароль")
    assert form.url != first


def test_a_name_is_refused_in_the_same_words_whether_it_exists(form: Page) -> None:
    form.fill("#username", "anna")
    form.fill("#password", "Wrong-pass-1")
    form.click("#kc-login")
    expect(form.locator("#form-error-message")).to_have_text("Неверный логин или пароль")


def test_the_eye_shows_and_hides_the_password(form: Page) -> None:
    form.fill("#password", "Secret-1")
    eye = path(form, f"{FORM}/div[2]/div/div[2]")
    eye.click()
    expect(form.locator("#password")).to_have_attribute("type", "text")
    form.locator(".rt-eye-icon path").first.click(force=True)
    expect(form.locator("#password")).to_have_attribute("type", "password")
    eye.focus()
    form.keyboard.press("Enter")
    expect(form.locator("#password")).to_have_attribute("type", "text")


def test_remember_me_is_ticked_and_toggles_by_its_words_and_its_box(form: Page) -> None:
    box = form.locator("label.rt-checkbox")
    expect(box).to_have_class("rt-checkbox rt-checkbox--checked")
    form.click(".rt-checkbox__label")
    expect(box).to_have_class("rt-checkbox")
    form.click(".rt-checkbox__shape")
    expect(box).to_have_class("rt-checkbox rt-checkbox--checked")
    expect(form.locator(".rt-checkbox__shape")).to_have_class(
        "rt-checkbox__shape rt-checkbox__shape--circular rt-checkbox__shape--orange"
    )


def test_the_right_password_opens_the_account_page_spaces_around_it_ignored(form: Page) -> None:
    form.fill("#username", "ANNA.KUZNETSOVA@example.org")
    form.fill("#password", " Sandbox-2026 ")
    form.click("#kc-login")
    form.wait_for_url(re.compile(r"/account_b2c/page\?state=.*client_id=account_b2c#/"))
    expect(form.locator("#logout-btn")).to_have_text("Выйти")
    expect(form.locator("#lk-btn")).to_have_text("Личный кабинет")


def test_the_form_works_before_the_page_wakes(server: Server) -> None:
    with httpx.Client(base_url=server.url, follow_redirects=False, headers={"Origin": server.url}) as browser:
        browser.get("/sign-in")
        wrong = browser.post("/session/sign-in", data={"username": "anna", "password": "Wrong-1", "entry": "contract"})
        assert wrong.headers["location"].startswith("/auth/realms/b2c/login-actions/authenticate?execution=")
        right = browser.post("/session/sign-in", data={"username": "anna", "password": "Sandbox-2026", "entry": "own"})
        assert right.headers["location"] == "/dashboard"
        assert browser.get("/dashboard").status_code == 200


def test_help_the_hint_on_cookies_and_the_agreement_open(form: Page) -> None:
    form.click("#faq-open > a")
    expect(form.locator(".faq-modal__title")).to_have_text("Ваш безопасный ключ к сервисам Ростелекома")
    form.keyboard.press("Escape")
    expect(form.locator(".faq-modal__content")).to_have_count(0)
    form.click("#cookies-tip-open")
    expect(form.locator("#cookies-tip")).to_be_visible()
    form.keyboard.press("Escape")
    for link in ("#rt-auth-agreement-link", "#rt-footer-agreement-link > span:nth-child(2)"):
        with form.context.expect_page() as opened:
            form.click(link)
        agreement = opened.value
        expect(agreement).to_have_title("User agreement")
        expect(agreement.locator("div#title > h1.offer-title")).to_contain_text("Публичная оферта о заключении")
        agreement.close()
