"""Linking all four kinds, calling them by names, laying the cards, unlinking, taking an offer."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, ViewportSize, expect

from rxapp.i18n.texts import text
from tests.e2e.conftest import PHONE, WIDE
from tests.e2e.kit.inbox import Inbox
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage, LinkPage, MyServicesPage
from tests.e2e.server import Server

Visitor = Callable[..., BrowserContext]
Someone = Callable[[str], Persona]
REGIONS = {"ru": "Новосибирская", "hi": "नोवोसिबिर्स्क"}


@pytest.mark.parametrize(("locale", "size"), [("ru", WIDE), ("hi", PHONE)], ids=["ru-1440", "hi-390"])
def test_each_of_the_four_kinds_is_linked_in_its_own_way(
    visitor: Visitor,
    server: Server,
    sandbox: Sandbox,
    persona: Someone,
    inbox: Inbox,
    locale: str,
    size: ViewportSize,
) -> None:
    contracts = persona("olga")
    for kind in ("internet", "tv", "phone", "mobile"):
        contracts = contracts.with_service(kind, linked=False)
    olga, vera = contracts.create(), persona("vera").create()
    context = visitor(locale, size)
    sandbox.sign_in(vera, context)
    page = context.new_page()
    for kind in ("internet", "tv", "phone"):
        LinkPage(page, server).open().link(olga.service(kind), region=REGIONS[locale])
        DashboardPage(page, server).shows_service(kind)
    number = olga.service("mobile").number
    form = LinkPage(page, server).open().ask_code(number)
    form.enter_code("000000")
    expect(page.locator("#code-error")).to_have_text(text(locale, "code.wrong"))
    form.enter_code(inbox.code_for(number)).confirm("Мамин")
    card = DashboardPage(page, server).shows_service("mobile").card("mobile")
    expect(card).to_contain_text("Мамин")


def test_wrong_secrets_of_every_kind_read_alike(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone
) -> None:
    olga = persona("olga").with_service("internet", linked=False).with_service("tv", linked=False).create()
    vera = persona("vera").create()
    context = visitor()
    sandbox.sign_in(vera, context)
    form = LinkPage(context.new_page(), server).open()
    said = []
    for service, password in ((olga.service("internet"), "wrong"), (olga.service("tv"), "wrong")):
        form.prove(service, password=password).refuses()
        said.append(form.page.locator("#form-error").inner_text())
    form.prove(olga.service("internet"))
    expect(form.page.locator("#found-number")).to_be_visible()
    form.page.click("#link-back")
    form.choose_kind("tv").page.click("#link-submit")
    form.page.fill("#service-login", olga.service("internet").login)
    form.page.fill("#service-password", olga.service("internet").password)
    form.page.click("#link-submit")
    form.refuses()
    said.append(form.page.locator("#form-error").inner_text())
    assert set(said) == {text("ru", "bss.ownership_not_proven")}


@pytest.mark.parametrize(("locale", "size"), [("ru", WIDE), ("en", PHONE)], ids=["ru-1440", "en-390"])
def test_names_order_hiding_and_unlinking_show_at_once_in_the_other_tab(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone, locale: str, size: ViewportSize
) -> None:
    nina = persona("nina").with_services("internet", "tv").create()
    context = visitor(locale, size)
    sandbox.sign_in(nina, context)
    start = DashboardPage(context.new_page(), server).open()
    mine = MyServicesPage(context.new_page(), server).open()
    mine.call(nina.service("tv"), "Дача")
    expect(start.card("tv")).to_contain_text("Дача")
    mine.move_up("tv")
    expect(start.page.locator("article[data-service]").first).to_have_attribute("data-service", "tv")
    mine.hide("internet")
    expect(start.card("internet")).to_have_count(0)
    mine.unlink(nina.service("tv"))
    expect(start.card("tv")).to_have_count(0)
    start.page.reload()
    expect(start.total).to_be_visible()
    expect(start.card("tv")).to_have_count(0)
    start.page.goto(f"{server.url}/profile")
    gone = start.page.locator("[data-kind=service_unlinked]")
    expect(gone).to_contain_text(nina.service("tv").account_number[-2:])
    expect(gone).not_to_contain_text("{")


def test_an_account_of_the_confirmed_phone_is_offered_and_taken_with_one_press(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone
) -> None:
    anna = persona("anna").with_service("internet", linked=False).with_service("tv", linked=False).create()
    context = visitor()
    sandbox.sign_in(anna, context)
    start = DashboardPage(context.new_page(), server).open()
    offers = start.page.locator(".service-offer")
    expect(offers).to_have_count(2)
    expect(offers.first).not_to_contain_text(anna.services[0].account_number)
    offers.filter(has_text=text("ru", "billing.kind_tv")).locator(".offer-dismiss").click()
    expect(offers).to_have_count(1)
    offers.locator(".offer-take").click()
    start.shows_service("internet")
    expect(offers).to_have_count(0)
    start.page.reload()
    start.shows_service("internet")
    expect(offers).to_have_count(0)
