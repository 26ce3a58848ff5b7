"""A silent operator: every screen says so, keeps what it knew, and is well again by itself."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, expect

from rxapp.i18n.texts import text
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.service import ServicePage
from tests.e2e.server import Server

UNAVAILABLE = text("ru", "bss.unavailable")
SOON = 3_000


@pytest.fixture
def moody(operator: Operator) -> Iterator[Operator]:
    yield operator
    operator.recovers()


def test_every_screen_bears_a_silent_operator_and_recovers(
    visitor: Callable[..., BrowserContext],
    server: Server,
    sandbox: Sandbox,
    persona: Callable[[str], Persona],
    moody: Operator,
) -> None:
    anna = persona("anna").with_service("internet", rubles=100).create()
    context = visitor()
    sandbox.sign_in(anna, context)
    dashboard = DashboardPage(context.new_page(), server).open()
    service = ServicePage(DashboardPage(context.new_page(), server).open().page, server).open("internet")
    moody.falls_silent()
    # A payment is the operator's own doing: tabs hear of it, ask, and get no answer.
    stale = dashboard.page.locator(".ui-banner[data-state=warn]")
    moody.receives_payment(anna.service("internet"), 3)
    expect(stale).to_contain_text("Оператор не отвечает. Данные на", timeout=SOON)
    expect(dashboard.card("internet")).to_be_visible()
    expect(service.page.locator(".ui-banner[data-state=warn]")).to_contain_text("Оператор не отвечает", timeout=SOON)
    service.switch("internet-antivirus").refuses(UNAVAILABLE)
    strangers = context.new_page()
    for address in (service.page.url, service.page.url.replace("/service?", "/service/tariffs?")):
        strangers.goto(address)
        expect(strangers.get_by_text(UNAVAILABLE)).to_be_visible()
    moody.recovers()
    moody.receives_payment(anna.service("internet"), 500)
    expect(dashboard.total).to_contain_text("603", timeout=SOON)
    expect(stale).to_have_count(0)
    expect(service.page.locator(".ui-banner[data-state=warn]")).to_have_count(0)
