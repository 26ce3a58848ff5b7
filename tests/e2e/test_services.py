"""Changing what one has: tariffs, options, a pause; with receipts, live in every tab, in three languages."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from rxapp.i18n.texts import money, text
from tests.e2e.conftest import PHONE
from tests.e2e.kit.operator import Operator
from tests.e2e.kit.people import Person, Persona
from tests.e2e.kit.sandbox import Sandbox
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.service import ServicePage
from tests.e2e.server import Server

Visitor = Callable[..., BrowserContext]
Someone = Callable[[str], Persona]


def came_in(context: BrowserContext, server: Server, sandbox: Sandbox, person: Person) -> ServicePage:
    sandbox.sign_in(person, context)
    page = context.new_page()
    DashboardPage(page, server).open()
    return ServicePage(page, server)


def rich(server: Server, person: Person) -> Person:
    for service in person.services:
        server.operator("post_payment", account_number=service.account_number, amount_minor=200_000)
    return person


def test_a_dearer_tariff_at_once_shows_in_the_other_tab_leaves_a_receipt_and_is_taken_back(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone, tmp_path: Path
) -> None:
    vera = rich(server, persona("vera").with_services("internet").create())
    context = visitor()
    service = came_in(context, server, sandbox, vera).open("internet")
    other = DashboardPage(context.new_page(), server).open()
    before = service.parts.first.inner_text()
    tariffs = service.tariffs()
    table = tariffs.compare("internet-100", "internet-1000")
    expect(table.locator("tbody tr")).to_have_count(2)
    expect(table).to_contain_text("1\u00a0000")
    tariffs.take_now("internet-1000").says("«Гигабит»", "990\u00a0₽ в месяц", "Вернуть как было можно").agree()
    expect(tariffs.offer("internet-1000")).to_contain_text(text("ru", "tariffs.yours"))
    expect(other.card("internet")).to_contain_text("«Гигабит»", timeout=1_000)
    service = tariffs.back()
    expect(service.parts.first).to_contain_text("Гигабит")
    service.download_newest().save_as(tmp_path / "receipt.txt")
    told = (tmp_path / "receipt.txt").read_text(encoding="utf-8-sig")
    assert "Тариф «Гигабит» начнёт действовать сразу." in told
    assert money("ru", 99_000) in told
    service.take_back().says("Вернём на счёт").agree()
    expect(service.parts.first).to_have_text(before, use_inner_text=True)
    expect(service.receipts).to_have_count(2)


def test_a_cheaper_tariff_waits_for_its_day_and_is_called_off_on_a_phone_in_hindi(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone
) -> None:
    igor = rich(server, persona("igor").with_service("internet", tariff="internet-500").create())
    service = came_in(visitor("hi", PHONE), server, sandbox, igor).open("internet")
    tariffs = service.tariffs()
    cheapest = tariffs.offer("internet-social")
    expect(cheapest.locator(".offer-now")).to_have_count(0)
    expect(cheapest.locator(".offer-reason")).to_contain_text("तुरंत नहीं")
    tariffs.take_later("internet-social").says("सामाजिक 10", "₽299").agree()
    service = tariffs.back()
    expect(service.parts.first).to_contain_text("सामाजिक 10")
    service.call_off().agree()
    expect(service.page.locator(".change-cancel")).to_have_count(0)
    expect(service.parts.first).not_to_contain_text("सामाजिक 10")


def test_an_option_that_needs_another_explains_itself_and_follows_it(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone
) -> None:
    nina = rich(server, persona("nina").with_services("internet").create())
    service = came_in(visitor("en", PHONE), server, sandbox, nina).open("internet")
    mesh = service.option("internet-mesh")
    expect(mesh).to_contain_text("Works only with the option “Wi-Fi Router Rental”")
    expect(mesh.get_by_role("button")).to_have_count(0)
    service.switch("internet-wifi").says("goes on at once").agree()
    service.switch("internet-mesh").says("“Wi-Fi Mesh”").agree()
    expect(service.parts).to_have_count(3)
    expect(service.option("internet-wifi")).to_contain_text("Needed by the option “Wi-Fi Mesh”")
    service.switch("internet-mesh").says("works until").agree()
    expect(mesh).to_contain_text("Works until")
    service.switch("internet-wifi").agree()
    expect(service.parts).to_have_count(1)


def test_a_pause_is_agreed_to_shows_on_the_dashboard_and_ends_no_sooner_than_allowed(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone
) -> None:
    olga = rich(server, persona("olga").with_services("internet").create())
    context = visitor()
    service = came_in(context, server, sandbox, olga).open("internet")
    other = DashboardPage(context.new_page(), server).open()
    service.stop_for("много").refuses("от 5 до 90 дней")
    service.stop_for("7").says("Услуга приостановится сразу", "Сейчас ничего не спишем").agree()
    other.shows_service("internet", "suspended")
    expect(service.page.locator("#stop-card")).to_contain_text("Пауза до")
    service.resume().refuses("Возобновить можно с")
    expect(service.option("internet-antivirus")).to_contain_text("Услуга на паузе")


def test_another_persons_service_is_not_there(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone
) -> None:
    vera = persona("vera").with_services("tv").create()
    boris = persona("boris").with_services("tv").create()
    theirs = came_in(visitor(), server, sandbox, vera).open("tv").page.url
    mine = came_in(visitor(), server, sandbox, boris).page
    for address in (theirs, theirs.replace("/service?", "/service/tariffs?"), f"{server.url}/service"):
        mine.goto(address)
        expect(mine.get_by_text(text("ru", "tariffs.no_service"), exact=True)).to_be_visible()


def test_a_change_refused_after_all_says_why_in_the_window_and_on_its_receipt(
    visitor: Visitor, server: Server, sandbox: Sandbox, persona: Someone, operator: Operator
) -> None:
    vera = rich(server, persona("vera").with_services("internet").create())
    service = came_in(visitor("hi", PHONE), server, sandbox, vera).open("internet")
    window = service.switch("internet-wifi").says("Wi-Fi")
    operator.charges(vera.service("internet"), 9_000)
    window.press_agree()
    debt = text("hi", "why.debt").partition("{")[0]
    window.refuses(debt)
    receipt = service.receipts.first
    expect(receipt.locator(".receipt-why")).to_contain_text(debt)
    expect(receipt).to_contain_text(text("hi", "tariffs.status_refused"))
