"""Open tabs move by themselves: those of the account, at once, and no others."""

import re
from collections.abc import Callable
from itertools import count

from playwright.sync_api import BrowserContext, expect

from rxapp.i18n.texts import money
from tests.e2e.pages.dashboard import DashboardPage
from tests.e2e.pages.sign_in import SignInPage
from tests.e2e.server import Server

AT_ONCE = 1_000
_amounts = count(12_301)


def came_in(context: BrowserContext, server: Server, name: str) -> DashboardPage:
    dashboard = DashboardPage(context.new_page(), server)
    SignInPage(dashboard.page, server).come_in(name)
    return dashboard


def balance(server: Server, number: str) -> int:
    listed = server.accounts()
    return next(int(row["balance"]["balance_minor"]) for row in listed if row["balance"]["account_number"] == number)


def test_an_operators_action_moves_every_tab_of_the_account_within_a_second_and_no_other(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    annas = visitor()
    first, second = came_in(annas, server, "anna"), DashboardPage(annas.new_page(), server).open()
    phone = came_in(visitor(), server, "anna")
    other = came_in(visitor(), server, "igor")
    still, heard = other.total.inner_text(), len(other.told_of("dashboard"))
    account = first.account("internet")
    amount = next(_amounts)
    assert server.operator("post_payment", account_number=account, amount_minor=amount).status_code == 200
    shown = money("ru", balance(server, account))
    for tab in (first, second, phone):
        expect(tab.card("internet").locator(".ui-stat__value")).to_have_text(shown, timeout=AT_ONCE)
        expect(tab.page.locator("#events li").first).to_contain_text(money("ru", amount))
    expect(first.total).to_have_text(second.total.inner_text())
    assert (other.total.inner_text(), len(other.told_of("dashboard"))) == (still, heard)
    assert heard


def test_an_action_in_another_subscribers_browser_shows_each_their_own_page(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    anna, igors = came_in(visitor(), server, "anna"), visitor()
    igor = came_in(igors, server, "igor")
    account = anna.account("tv")
    console = igors.new_page()
    console.goto(f"{server.url}/sandbox/operator")
    console.select_option("#number", account)
    console.fill("#amount", "77")
    console.click("#act")
    expect(console.locator("#done")).not_to_be_empty()
    expect(anna.card("tv").locator(".ui-stat__value")).to_have_text(money("ru", balance(server, account)))
    expect(anna.page.get_by_role("heading", level=1)).to_contain_text("Анна")
    expect(igor.page.get_by_role("heading", level=1)).to_contain_text("Игорь")


def test_suspending_and_resuming_a_service_shows_at_once(
    visitor: Callable[..., BrowserContext], server: Server
) -> None:
    marat = came_in(visitor(), server, "marat")
    account = marat.account("internet")
    server.operator("suspend", account_number=account)
    expect(marat.card("internet")).to_have_attribute("data-status", "suspended", timeout=AT_ONCE)
    server.operator("resume", account_number=account)
    expect(marat.card("internet")).to_have_attribute("data-status", "active", timeout=AT_ONCE)
    server.operator("add_points", account_number=account, points=7)
    expect(marat.page.locator("#events li").first).to_contain_text("7", timeout=AT_ONCE)


def test_sign_out_empties_the_other_tab(visitor: Callable[..., BrowserContext], server: Server) -> None:
    context = visitor()
    first, second = came_in(context, server, "anna"), DashboardPage(context.new_page(), server).open()
    first.sign_out()
    expect(second.page).to_have_url(re.compile("/sign-in"), timeout=2_000)
    expect(second.total).to_have_count(0)
    second.page.goto(f"{server.url}/dashboard")
    expect(second.page).to_have_url(re.compile("/sign-in"))
