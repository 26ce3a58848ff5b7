"""The first whole path: register, confirm, land inside, link a service; in two languages on two screens."""

import re
from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from rxapp.i18n.texts import text
from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.pages.dashboard import DashboardPage, LinkPage
from tests.e2e.pages.registration import REGIONS, NewPerson, RegistrationPage
from tests.e2e.server import Server
from tests.services.lives import LONG

PATHS = [
    pytest.param(locale, size, way, id=f"{locale}-{size['width']}-{way}")
    for number, (locale, size, way) in enumerate(product(("ru", "hi"), (WIDE, PHONE), ("sms", "email")))
    # Usually each language, screen and way with each of the others, in four paths; in CI the whole cross.
    if LONG or number in (0, 3, 5, 6)
]


@pytest.mark.parametrize(("locale", "size", "way"), PATHS)
def test_a_stranger_registers_and_lands_inside(
    visitor: Callable[..., BrowserContext], server: Server, locale: str, size: dict[str, int], way: str
) -> None:
    page, person = visitor(locale, size).new_page(), NewPerson(region=REGIONS[locale])
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(person, way)
    if way == "sms":
        wizard.enter_code(wizard.code(person))
    else:
        expect(page.get_by_role("heading", level=2)).to_have_text(text(locale, "registration.letter_title"))
        page.goto(wizard.link(person))
        page.get_by_role("button", name=text(locale, "plain.confirm_button")).click()
    expect(page).to_have_url(re.compile("/dashboard"))
    greeting = text(locale, "dashboard.greeting", name=person.first_name)
    expect(page.get_by_role("heading", level=1)).to_have_text(greeting)
    expect(page.get_by_text(text(locale, "dashboard.empty_title"))).to_be_visible()
    if way == "email":
        page.goto(wizard.link(person))
        expect(page.get_by_role("heading", level=1)).to_have_text(text(locale, "plain.expired_title"))


def test_a_new_subscriber_links_a_service_and_starts_the_bonus_programme(page: Page, server: Server) -> None:
    person = NewPerson()
    wizard = RegistrationPage(page, server)
    wizard.to_confirmation(person)
    wizard.enter_code(wizard.code(person))
    expect(page).to_have_url(re.compile("/dashboard"))
    page.locator("#link-service").click()
    link = LinkPage(page, server)
    link.choose_region("Краснодарский")
    link.fill("2300 5678 1123", "olga-net", "net-2718")
    page.click("#link-submit")
    link.confirm()
    expect(DashboardPage(page, server).card("internet")).to_be_visible()
    expect(page.locator("#points")).to_be_visible()


def test_a_step_asked_for_by_its_address_is_still_the_one_that_is_next(page: Page, server: Server) -> None:
    wizard = RegistrationPage(page, server).open()
    page.goto(f"{server.url}/registration?step=3")
    expect(page.locator("#username")).to_be_visible()
    wizard.fill_credentials(NewPerson())
    page.goto(f"{server.url}/dashboard")
    expect(page).to_have_url(re.compile(r"/sign-in\?next="))
