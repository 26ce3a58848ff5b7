"""What the dashboard shows, to whom, and when it moves."""

import asyncio
from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine

from rxapp.accounts.sessions import service as sessions
from rxapp.core import clock, secrets
from rxapp.core.db import Database
from rxapp.dashboard.state import DashboardState
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded import operator
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.sandbox.state import OperatorState
from tests.gateways.bss.conftest import FOREIGN, INTERNET, MOBILE
from tests.personas import Person, session_of, subscriber
from tests.pipeline import OpenTab, Tab

ANNAS = (BillingAccount(INTERNET, "RU-NVS"), BillingAccount(MOBILE, "RU-NVS"))
BORISS = (BillingAccount(FOREIGN, "RU-MOW"),)


async def dashboard(open_tab: OpenTab, person: Person, session: str = "") -> Tab:
    tab = await open_tab(session=session or person.session)
    await tab.fire(DashboardState.load)
    return tab


async def pay(number: str, rubles: int, console: Tab) -> None:
    await console.fire(OperatorState.act, form={"action": "post_payment", "number": number, "amount": str(rubles)})
    assert console.shown(OperatorState).error == ""


def balances(tab: Tab) -> dict[str, int]:
    return {card.account_number: card.balance_minor for card in tab.shown(DashboardState).services}


async def test_a_subscriber_sees_their_own_services_and_totals(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", "Анна", owns=ANNAS)
    tab = await dashboard(open_tab, anna)
    shown = tab.shown(DashboardState)
    assert shown.loaded
    assert shown.first_name == "Анна"
    assert shown.region_names["ru"] == "Новосибирская область"
    assert balances(tab) == {INTERNET: 0, MOBILE: 0}
    assert (shown.total_minor, shown.stale) == (0, False)
    assert shown.as_of


async def test_without_a_linked_service_the_page_is_empty_and_loaded(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    tab = await dashboard(open_tab, await subscriber(database, "boris", "Борис"))
    shown = tab.shown(DashboardState)
    assert shown.loaded
    assert (shown.services, shown.events, shown.total_minor, shown.member) == ([], [], 0, False)


async def test_a_stranger_is_sent_to_sign_in_and_told_nothing(bss: EmbeddedBss, open_tab: OpenTab) -> None:
    tab = await open_tab()
    await tab.fire(DashboardState.load)
    assert tab.sent_away_to == "/sign-in"
    assert not tab.shown(DashboardState).loaded


async def test_an_action_of_the_operator_moves_each_open_tab_of_the_account_and_no_other(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    boris = await subscriber(database, "boris", "Борис", owns=BORISS)
    first = await dashboard(open_tab, anna)
    second = await dashboard(open_tab, anna, await session_of(database, anna.principal))
    other = await dashboard(open_tab, boris)
    as_of = other.shown(DashboardState).as_of
    await pay(INTERNET, 123, await open_tab(browser_cookie="operator"))
    for tab in (first, second):
        assert tab.shown(DashboardState).total_minor == 12_300
        assert balances(tab)[INTERNET] == 12_300
    assert other.shown(DashboardState).as_of == as_of
    assert other.shown(DashboardState).total_minor == 0


async def test_a_push_reads_as_the_tabs_own_person_whoever_caused_it(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    boris = await subscriber(database, "boris", "Борис", owns=BORISS)
    tab = await dashboard(open_tab, anna)
    # The console stands open in the browser of another subscriber: Reflex hands his cookies on to what he causes.
    await pay(INTERNET, 55, await open_tab(session=boris.session))
    shown = tab.shown(DashboardState)
    assert (shown.first_name, shown.total_minor) == ("Анна", 5_500)
    assert set(balances(tab)) == {INTERNET, MOBILE}


async def test_relatives_who_share_a_billing_account_each_keep_their_own_screen(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    mother = await subscriber(database, "mother", "Вера", owns=ANNAS[:1])
    tabs = await asyncio.gather(dashboard(open_tab, anna), dashboard(open_tab, mother))
    await pay(INTERNET, 10, await open_tab(session=mother.session))
    assert [tab.shown(DashboardState).first_name for tab in tabs] == ["Анна", "Вера"]
    assert [set(balances(tab)) for tab in tabs] == [{INTERNET, MOBILE}, {INTERNET}]


async def test_while_the_operator_is_down_what_was_shown_stays_marked(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    tab = await dashboard(open_tab, anna)
    before = tab.shown(DashboardState)
    with patch.object(EmbeddedBss, "balances", side_effect=BssUnavailable):
        await tab.fire(DashboardState.load)
    shown = tab.shown(DashboardState)
    assert shown.stale
    assert (shown.services, shown.as_of) == (before.services, before.as_of)
    await tab.fire(DashboardState.load)
    assert not tab.shown(DashboardState).stale


async def test_when_a_session_ends_its_open_tab_leaves(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    tab = await dashboard(open_tab, anna)
    async with database.writing() as db:
        await sessions.end_session(db, secrets.digest(anna.session))
    await tab.pipeline.settle()
    assert tab.sent_away_to == "/sign-in"


@pytest.mark.parametrize("locale", ["ru", "en", "hi"])
async def test_a_card_carries_its_tariff_in_each_language(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, locale: str
) -> None:
    tab = await dashboard(open_tab, await subscriber(database, "anna", owns=ANNAS[1:]))
    names = {"ru": "Тридцать", "en": "Thirty", "hi": "Тридцать"}
    assert tab.shown(DashboardState).services[0].tariff[locale] == names[locale]


@pytest.mark.parametrize("locale", ["ru", "en", "hi"])
async def test_an_event_names_what_it_speaks_of_in_each_language(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, locale: str
) -> None:
    async with bss.changing() as db:
        await operator.suspend(db, MOBILE, "s")
        await operator.post_payment(db, MOBILE, 100, "p")
    tab = await dashboard(open_tab, await subscriber(database, "anna", owns=ANNAS[1:]))
    names = {"ru": "Тридцать", "en": "Thirty", "hi": "Тридцать"}
    told = {event.code: event.tariff[locale] for event in tab.shown(DashboardState).events}
    assert (told["service_suspended"], told["payment_posted"]) == (names[locale], "")


async def test_work_in_one_tab_keeps_the_session_and_a_push_does_not(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", "Анна", owns=ANNAS)
    tab, begun = await dashboard(open_tab, anna), clock.now()
    with time_machine.travel(begun + timedelta(minutes=20)):
        await tab.fire(DashboardState.load)
    with time_machine.travel(begun + timedelta(minutes=40)):
        await pay(INTERNET, 1, await open_tab())
        await tab.fire(DashboardState.load)
        assert tab.shown(DashboardState).loaded
    with time_machine.travel(begun + timedelta(minutes=71)):
        async with database.reading() as db:
            assert await sessions.principal_of(db, secrets.digest(anna.session)) is None


async def test_what_happens_after_the_first_look_is_unread_until_marked_in_every_tab(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    console = await open_tab(browser_cookie="operator")
    anna = await subscriber(database, "anna", owns=ANNAS)
    await pay(INTERNET, 1, console)
    first, second = await dashboard(open_tab, anna), await dashboard(open_tab, anna)
    assert (first.shown(DashboardState).unread, len(first.shown(DashboardState).events)) == (0, 2)
    await pay(INTERNET, 2, console)
    for tab in (first, second):
        assert [event.unread for event in tab.shown(DashboardState).events] == [True, False, False]
    await first.fire(DashboardState.mark_read)
    for tab in (first, second):
        assert tab.shown(DashboardState).unread == 0
    fresh = await dashboard(open_tab, anna)
    assert fresh.shown(DashboardState).unread == 0


async def test_reading_is_ones_own(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    console = await open_tab(browser_cookie="operator")
    anna = await subscriber(database, "anna", owns=ANNAS)
    boris = await subscriber(database, "boris", "Борис", owns=ANNAS)
    annas, boriss = await dashboard(open_tab, anna), await dashboard(open_tab, boris)
    await pay(INTERNET, 2, console)
    await annas.fire(DashboardState.mark_read)
    assert (annas.shown(DashboardState).unread, boriss.shown(DashboardState).unread) == (0, 1)
