"""The list of what is linked, and the offers, as a browser drives them."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from sqlmodel import select

from rxapp.accounts.tables import SignInAlias
from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.dashboard.state import DashboardState
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.tables import BssCustomer, BssService
from rxapp.linked_services import service as links
from rxapp.linked_services.mine.state import MineState
from rxapp.linked_services.offers.service import Offer
from rxapp.linked_services.offers.state import OffersState
from rxapp.step_up.state import StepUpState
from tests.gateways.bss.conftest import FOREIGN, INTERNET, MOBILE
from tests.personas import Person, session_of, subscriber
from tests.pipeline import OpenTab, Tab
from tests.services.operator import change_sim

ANNAS = (BillingAccount(INTERNET, "RU-NVS"), BillingAccount(MOBILE, "RU-NVS"))


async def opened(open_tab: OpenTab, person: Person, state: type = MineState) -> Tab:
    tab = await open_tab(session=person.session)
    await tab.fire(state.load)  # type: ignore[attr-defined]
    return tab


async def linked(database: Database, person: Person) -> list[str]:
    async with database.reading() as db:
        return [account.number for account in await links.linked_accounts(db, person.principal)]


async def knows(database: Database, phone: str) -> None:
    """The operator has this phone as the contact of Anna's contract."""
    async with database.writing() as db:
        customer = (await db.exec(select(BssCustomer).where(BssCustomer.number == "C-1"))).one()
        customer.phone = phone
        db.add(customer)


async def offered(database: Database, open_tab: OpenTab) -> tuple[Person, Tab, Offer]:
    """Anna, whose phone the operator knows with a contract she has not linked; her tab, and the offer in it."""
    anna = await subscriber(database, "anna", owns=ANNAS[:1])
    await knows(database, anna.phone)
    tab = await opened(open_tab, anna, OffersState)
    (offer,) = tab.shown(OffersState).offers
    return anna, tab, offer


async def test_order_hiding_and_names_show_on_the_dashboard_of_every_tab(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    mine, start = await opened(open_tab, anna), await opened(open_tab, anna, DashboardState)
    assert [card.kind for card in start.shown(DashboardState).services] == ["internet", "mobile"]
    mobile = mine.shown(MineState).cards[1]
    await mine.fire(MineState.move, service_id=mobile.id, step=-1)
    assert [card.kind for card in start.shown(DashboardState).services] == ["mobile", "internet"]
    assert [(card.first, card.last) for card in mine.shown(MineState).cards] == [(True, False), (False, True)]
    assert mobile.number == "+7 912 000-00-01"
    total = start.shown(DashboardState).total_minor
    await mine.fire(MineState.hide, service_id=mobile.id, hidden=True)
    shown = start.shown(DashboardState)
    assert ([card.kind for card in shown.services], shown.linked, shown.total_minor) == (["internet"], 2, total)
    await mine.fire(MineState.begin_renaming, number=INTERNET)
    await mine.fire(MineState.rename, form={"link-name": "Мамина квартира"})
    assert start.shown(DashboardState).services[0].name == "Мамина квартира"
    await mine.fire(MineState.begin_renaming, number=INTERNET)
    await mine.fire(MineState.rename, form={"link-name": "x" * 41})
    assert (mine.shown(MineState).error, mine.shown(MineState).renaming) == ("linked_services.name_malformed", INTERNET)


async def test_unlinking_asks_first_and_empties_every_tab(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    mine, start = await opened(open_tab, anna), await opened(open_tab, anna, DashboardState)
    await mine.fire(MineState.ask_to_unlink, number=INTERNET)
    await mine.fire(MineState.show_question, open=False)
    await mine.fire(MineState.unlink)
    assert await linked(database, anna) == [INTERNET, MOBILE]
    await mine.fire(MineState.ask_to_unlink, number=INTERNET)
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        await mine.fire(MineState.unlink)
        assert mine.shown(StepUpState).open
    assert await linked(database, anna) == [INTERNET, MOBILE]
    await mine.fire(MineState.ask_to_unlink, number=INTERNET)
    await mine.fire(MineState.unlink)
    assert (await linked(database, anna), mine.shown(MineState).leaving) == ([MOBILE], "")
    assert [card.account_number for card in start.shown(DashboardState).services] == [MOBILE]


async def test_another_persons_number_and_service_are_as_good_as_absent(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    boris = await subscriber(database, "boris", "Борис", owns=(BillingAccount(FOREIGN, "RU-MOW"),))
    theirs = (await bss.services([FOREIGN]))[0].id
    tab = await opened(open_tab, anna)
    for number in (FOREIGN, "999999999999"):
        await tab.fire(MineState.ask_to_unlink, number=number)
        await tab.fire(MineState.unlink)
        assert tab.shown(MineState).error == "linked_services.not_linked"
        await tab.fire(MineState.begin_renaming, number=number)
        await tab.fire(MineState.rename, form={"link-name": "Моё"})
        assert tab.shown(MineState).error == "linked_services.not_linked"
    for service in (theirs, "5b0b2d2e-3c0f-4f9e-9a43-000000000000", ""):
        await tab.fire(MineState.move, service_id=service, step=1)
        assert tab.shown(MineState).error == "bss.service_unknown"
        await tab.fire(MineState.hide, service_id=service, hidden=True)
        assert tab.shown(MineState).error == "bss.service_unknown"
    assert await linked(database, boris) == [FOREIGN]


async def test_a_silent_operator_leaves_the_accounts_on_the_page(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    with patch.object(EmbeddedBss, "services", side_effect=BssUnavailable):
        tab = await opened(open_tab, anna)
    shown = tab.shown(MineState)
    assert (shown.stale, [account.number for account in shown.accounts]) == (True, [INTERNET, MOBILE])


async def test_accounts_of_a_confirmed_phone_are_offered_masked_and_linked_only_when_taken(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna, tab, offer = await offered(database, open_tab)
    assert (offer.shown_number, offer.kinds) == ("•••• 0002", ["mobile"])
    assert MOBILE not in str(tab.told)
    assert await linked(database, anna) == [INTERNET]
    with time_machine.travel(clock.now() + timedelta(minutes=6), tick=False):
        await tab.fire(OffersState.take, offer=offer.id)
        assert tab.shown(StepUpState).open
    assert await linked(database, anna) == [INTERNET]
    await tab.fire(OffersState.take, offer=offer.id)
    assert (await linked(database, anna), tab.shown(OffersState).offers) == ([INTERNET, MOBILE], [])


async def test_a_changed_sim_is_offered_nothing_and_takes_nothing(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna, tab, offer = await offered(database, open_tab)
    changed = await change_sim(database, anna.phone)
    await tab.fire(OffersState.take, offer=offer.id)
    assert await linked(database, anna) == [INTERNET]
    assert tab.shown(OffersState).error == "linked_services.nothing_proved"
    await tab.fire(OffersState.load)
    assert tab.shown(OffersState).offers == []
    with time_machine.travel(changed + timedelta(hours=72, seconds=1), tick=False):
        later = await open_tab(session=await session_of(database, anna.principal))
        await later.fire(OffersState.load)
        assert [one.id for one in later.shown(OffersState).offers] == [offer.id]


async def test_what_was_unlinked_is_not_offered_back(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS)
    await knows(database, anna.phone)
    tab = await opened(open_tab, anna)
    await tab.fire(MineState.ask_to_unlink, number=MOBILE)
    await tab.fire(MineState.unlink)
    assert (await opened(open_tab, anna, OffersState)).shown(OffersState).offers == []


async def test_a_dismissed_offer_does_not_come_back(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna", owns=ANNAS[:1])
    await knows(database, anna.phone)
    tab = await opened(open_tab, anna, OffersState)
    await tab.fire(OffersState.dismiss, offer=tab.shown(OffersState).offers[0].id)
    assert tab.shown(OffersState).offers == []
    fresh = await opened(open_tab, anna, OffersState)
    assert fresh.shown(OffersState).offers == []


async def test_an_unconfirmed_phone_is_offered_nothing(database: Database, bss: EmbeddedBss, open_tab: OpenTab) -> None:
    anna = await subscriber(database, "anna")
    await knows(database, anna.phone)
    async with database.writing() as db:
        alias = (await db.exec(select(SignInAlias).where(SignInAlias.key == anna.phone))).one()
        alias.confirmed = False
        db.add(alias)
    assert (await opened(open_tab, anna, OffersState)).shown(OffersState).offers == []


async def test_the_number_of_a_mobile_service_offers_its_own_account_only(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna = await subscriber(database, "anna")
    async with database.writing() as db:
        sim = (await db.exec(select(BssService).where(BssService.kind == "mobile"))).one()
        sim.msisdn = anna.phone
        db.add(sim)
    tab = await opened(open_tab, anna, OffersState)
    assert [offer.shown_number for offer in tab.shown(OffersState).offers] == ["•••• 0002"]


@pytest.mark.parametrize("offer", ["", "x", "0" * 32, MOBILE, "\u00e9"])
async def test_an_offer_nobody_made_links_and_dismisses_nothing(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab, offer: str
) -> None:
    anna, boris = await subscriber(database, "anna"), await subscriber(database, "boris", "Борис")
    await knows(database, boris.phone)
    tab = await opened(open_tab, anna, OffersState)
    for handler in (OffersState.take, OffersState.dismiss):
        await tab.fire(handler, offer=offer)
        assert tab.shown(OffersState).error == "linked_services.nothing_proved"
    assert await linked(database, anna) == []


async def test_somebody_elses_offer_is_nothing_to_another_person(
    database: Database, bss: EmbeddedBss, open_tab: OpenTab
) -> None:
    anna, boris = await subscriber(database, "anna"), await subscriber(database, "boris", "Борис")
    await knows(database, boris.phone)
    (theirs, *_) = (await opened(open_tab, boris, OffersState)).shown(OffersState).offers
    tab = await opened(open_tab, anna, OffersState)
    await tab.fire(OffersState.take, offer=theirs.id)
    assert (tab.shown(OffersState).error, await linked(database, anna)) == ("linked_services.nothing_proved", [])
