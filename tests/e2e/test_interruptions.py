"""A reload, a lost connection, a change of language, of colours: nothing typed or reached is lost."""

import re
from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from rxapp.i18n.texts import text
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.registration import NewPerson, RegistrationPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.server import Server


def test_reload_and_back_keep_the_step_and_what_was_typed(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server).open()
    wizard.fill_credentials(person)
    page.reload()
    expect(page.locator("#lastName")).to_be_visible()
    wizard.fill_about(person)
    page.reload()
    wizard.fill_contacts(person)
    expect(page.locator("#rt-code-0")).to_be_visible()
    page.reload()
    expect(page.locator("#rt-code-0")).to_be_visible()
    expect(page.locator("#otp-code-timeout")).to_be_visible()
    page.click("#back")
    expect(page.locator("#email")).to_have_value(person.email)
    expect(page.locator("#phone")).to_have_value(re.compile(r"^\+7 905 100-"))
    page.click("#back")
    expect(page.locator("#lastName")).to_have_value(person.last_name)
    expect(page.locator("#birth-year")).to_have_value(person.year)
    expect(page.locator("#region")).to_have_value(re.compile(person.region))
    page.click("#back")
    expect(page.locator("#username")).to_have_value(person.user_name)
    expect(page.locator("#password")).to_have_value("")


def test_a_lost_connection_keeps_the_step_and_the_words(context: BrowserContext, server: Server) -> None:
    page, person = context.new_page(), NewPerson()
    wizard = RegistrationPage(page, server).open()
    wizard.fill_credentials(person)
    page.fill("#lastName", person.last_name)
    context.set_offline(True)
    page.fill("#firstName", person.first_name)
    page.get_by_role("button", name="English").click()
    context.set_offline(False)
    expect(page.locator("#lastName")).to_have_value(person.last_name)
    expect(page.locator("#firstName")).to_have_value(person.first_name)
    wizard.fill_about(person)
    expect(page.locator("#email")).to_be_visible()


def test_the_register_button_sleeps_until_the_agreement_is_ticked(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server).open()
    wizard.fill_credentials(person)
    wizard.fill_about(person)
    button = page.locator("#register")
    expect(button).to_be_disabled()
    grey = button.evaluate("node => getComputedStyle(node).backgroundColor")
    wizard.tick("agreement")
    expect(button).to_be_enabled()
    expect(button).not_to_have_css("background-color", grey)
    wizard.tick("agreement")
    expect(button).to_be_disabled()


def test_the_language_switches_without_reload_and_socket_and_is_remembered(page: Page, server: Server) -> None:
    frames: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(str(frame))))
    SignInPage(page, server).open().try_in("nobody", "Wrong-Password-1")
    expect(page.locator("#form-error-message")).to_have_text(text("ru", "sign_in.wrong"))
    page.evaluate("window.sameDocument = true")
    before = [frame for frame in frames if frame.startswith("42")]
    for name, locale in (("English", "en"), ("हिन्दी", "hi"), ("Русский", "ru"), ("हिन्दी", "hi")):
        page.get_by_role("button", name=name).click()
        expect(page.locator("#kc-login")).to_have_text(text(locale, "sign_in.submit"))
        expect(page.locator("#form-error-message")).to_have_text(text(locale, "sign_in.wrong"))
        expect(page.locator("html")).to_have_attribute("lang", locale)
        expect(page).to_have_title(text(locale, "sign_in.title"))
        expect(page.locator("#username")).to_have_value("nobody")
    assert page.evaluate("window.sameDocument")
    assert [frame for frame in frames if frame.startswith("42")] == before
    page.reload()
    expect(page.locator("#kc-login")).to_have_text(text("hi", "sign_in.submit"))
    expect(page.locator("html")).to_have_attribute("lang", "hi")


def test_inside_the_language_switches_tariffs_too(page: Page, server: Server) -> None:
    SignInPage(page, server).come_in("anna")
    dashboard = DashboardPage(page, server)
    expect(dashboard.card("internet")).to_contain_text("«Технологии 500»")
    page.locator(".ui-account").click()
    heard = len(dashboard.heard)
    page.get_by_role("menuitemradio", name="हिन्दी").click()
    expect(dashboard.card("internet")).to_contain_text("«टेक्नोलॉजी 500»")
    page.get_by_role("menuitemradio", name="English").click()
    expect(dashboard.card("internet")).to_contain_text("«Technology 500»")
    assert len(dashboard.heard) == heard


def test_the_colours_are_chosen_and_remembered(page: Page, server: Server) -> None:
    SignInPage(page, server).open()
    light = page.locator("#page-right").evaluate("node => getComputedStyle(document.body).backgroundColor")
    switch = page.get_by_role("button", name=text("ru", "ui.theme"))
    switch.click()
    switch.click()
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    expect(page.locator("body")).not_to_have_css("background-color", light)
    page.reload()
    expect(page.locator("html")).to_have_class(re.compile("dark"))
    page.goto(f"{server.url}/registration/letter/unknown")
    expect(page.locator("html")).to_have_class("dark")


def test_nothing_moves_for_those_who_asked_for_calm(visitor: Callable[..., BrowserContext], server: Server) -> None:
    page = visitor(reduced_motion="reduce").new_page()
    SignInPage(page, server).come_in("marat")
    value = page.locator("#total-balance")
    assert value.evaluate("node => parseFloat(getComputedStyle(node).animationDuration)") < 0.001
    moving = "() => document.getAnimations().filter((each) => each.effect.getComputedTiming().duration > 1).length"
    assert page.evaluate(moving) == 0
