"""A service's page, the window of a change, the receipts, as a browser drives them."""

from dataclasses import replace
from datetime import timedelta
from unittest.mock import patch
from uuid import UUID

import pytest
import time_machine

from rxapp.core import clock
from rxapp.core.db import Database
from rxapp.gateways.bss import BillingAccount, BssUnavailable
from rxapp.gateways.bss.embedded.adapter import EmbeddedBss
from rxapp.gateways.bss.embedded.ordering.tables import BssEquipment
from rxapp.step_up.state import StepUpState
from rxapp.tariffs.change.state import ChangeState
from rxapp.tariffs.choosing.state import TariffsState
from rxapp.tariffs.receipts import service as receipts
from rxapp.tariffs.state import ServiceState
from tests.gateways.bss.conftest import FOREIGN, INTERNET
from tests.personas import Person, session_of, subscriber
from tests.pipeline import OpenTab
from tests.tariffs.kit import ask, internet, opened


async def test_a_service_is_shown_with_its_money_options_and_terms(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    tab = await opened(open_tab, anna, await internet(shop))
    shown = tab.shown(ServiceState)
    assert (shown.loaded, shown.missing, shown.stale) == (True, False, False)
    assert [(line.kind, line.amount_minor) for line in shown.view.lines] == [("tariff", 65_000), ("option", 15_000)]
    mesh = next(option for option in shown.view.options if option.id == "net-mesh")
    assert (mesh.reason.text, mesh.reason.name["ru"]) == ("why.requires", "Роутер")
    assert shown.view.days_left == 51
    assert shown.region_names["ru"] == "Новосибирская область"


async def test_devices_are_named_in_the_languages_the_operator_knows(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database
) -> None:
    mine = UUID(await internet(shop))
    async with database.writing() as db:
        db.add(BssEquipment(serial="1", service_id=mine, name="Роутер", names={"hi": "राउटर"}, terms="owned"))
        db.add(BssEquipment(serial="2", service_id=mine, name="Приставка", terms="rented"))
    tab = await opened(open_tab, anna, str(mine))
    assert [device.name for device in tab.shown(ServiceState).view.devices] == [
        {"ru": "Роутер", "en": "Роутер", "hi": "राउटर"},
        dict.fromkeys(("ru", "en", "hi"), "Приставка"),
    ]


@pytest.mark.parametrize("asked", ["", "x", "../../etc", "5b0b2d2e-3c0f-4f9e-9a43-000000000000", "theirs"])
async def test_another_persons_service_is_as_good_as_absent(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, asked: str
) -> None:
    theirs = await internet(shop, FOREIGN)
    tab = await opened(open_tab, anna, theirs if asked == "theirs" else asked)
    shown = tab.shown(ServiceState)
    assert (shown.missing, shown.view, shown.receipts) == (True, None, [])
    await ask(tab, theirs if asked == "theirs" else asked, "tariff", "net-900")
    change = tab.shown(ChangeState)
    assert (change.step, change.error, change.words) == ("refused", "bss.service_unknown", [])
    await tab.fire(ChangeState.confirm)
    assert (await shop.orders([FOREIGN], theirs)).rows == []


async def test_agreeing_changes_the_service_and_leaves_a_receipt_with_the_very_words(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    await ask(tab, mine, "tariff", "net-900")
    words = tab.shown(ChangeState).words
    assert words[0] == (
        "Тариф «Девятьсот» начнёт действовать сразу. Плата станет 1\u00a0100\u00a0₽ в месяц вместо 800\u00a0₽."
    )
    await tab.fire(ChangeState.confirm)
    assert tab.shown(ChangeState).step == "done"
    shown = tab.shown(ServiceState)
    assert shown.view.card.tariff["ru"] == "Девятьсот"
    (receipt,) = shown.receipts
    assert (receipt.words, receipt.status, receipt.kind) == (words, "done", "tariff")
    assert shown.undoable == receipt.order_id
    async with database.reading() as db:
        assert await receipts.first_flaw(db, anna.principal.account_id) is None


async def test_nothing_happens_before_the_person_agrees_or_after_the_window_is_closed(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    await tab.fire(ChangeState.confirm)
    await ask(tab, mine, "tariff", "net-900")
    assert (await shop.orders([INTERNET], mine)).rows == []
    await tab.fire(ChangeState.show, open=False)
    await tab.fire(ChangeState.confirm)
    assert (await shop.orders([INTERNET], mine)).rows == []
    assert tab.shown(ServiceState).receipts == []


async def test_pressing_twice_orders_once(shop: EmbeddedBss, anna: Person, open_tab: OpenTab) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    await ask(tab, mine, "option_on", "net-wifi")
    await tab.fire(ChangeState.confirm)
    await tab.fire(ChangeState.confirm)
    assert len((await shop.orders([INTERNET], mine)).rows) == 1
    assert len(tab.shown(ServiceState).receipts) == 1


async def test_a_remembered_session_is_asked_who_it_is_and_orders_nothing(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database
) -> None:
    mine = await internet(shop)
    looking = replace(anna, session=await session_of(database, anna.principal, remembered=True))
    with time_machine.travel(clock.now() + timedelta(minutes=31)):
        tab = await opened(open_tab, looking, mine)
        await ask(tab, mine, "option_on", "net-wifi")
        await tab.fire(ChangeState.confirm)
    assert tab.shown(StepUpState).open
    assert tab.shown(ChangeState).step == ""
    assert (await shop.orders([INTERNET], mine)).rows == []
    assert tab.shown(ServiceState).receipts == []


async def test_a_refusal_names_the_rule_and_what_it_speaks_of(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    await ask(tab, mine, "option_on", "net-mesh")
    reason = tab.shown(ChangeState).reason
    assert (tab.shown(ChangeState).step, reason.text, reason.name["ru"]) == ("refused", "why.requires", "Роутер")
    await ask(tab, mine, "tariff", "net-50")
    reason = tab.shown(ChangeState).reason
    assert reason.text == "why.only_next_period"
    assert reason.on


@pytest.mark.parametrize("typed", ["", "0", "4", "61", "-5", "5.5", "пять", "9" * 50, "٧"])
async def test_days_of_a_stop_are_a_number_within_the_rule(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, typed: str
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    await tab.fire(ChangeState.ask_to_stop, form={"service": mine, "days": typed, "locale": "ru"})
    reason = tab.shown(ChangeState).reason
    assert (reason.text, reason.least, reason.most) == ("why.days_out_of_range", 5, 60)


async def test_a_stop_is_agreed_to_and_ended_from_the_same_page(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    await tab.fire(ChangeState.ask_to_stop, form={"service": mine, "days": "15", "locale": "en"})
    assert "We charge ₽50 now." in tab.shown(ChangeState).words
    await tab.fire(ChangeState.confirm)
    view = tab.shown(ServiceState).view
    assert (view.stopped_for, view.stop.until != "") == ("own", True)
    await ask(tab, mine, "resume")
    assert tab.shown(ChangeState).reason.text == "why.pause_too_short"


@pytest.mark.parametrize(("kind", "when"), [("drop", "now"), ("tariff", "yesterday"), ("", "")])
async def test_what_no_button_asks_for_is_no_change(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, kind: str, when: str
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    await ask(tab, mine, kind, "net-900", when)
    assert tab.shown(ChangeState).error == "tariffs.change_malformed"


async def test_a_silent_operator_leaves_what_was_shown_and_says_when_it_was_true(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    mine = await internet(shop)
    tab = await opened(open_tab, anna, mine)
    with patch.object(EmbeddedBss, "service", side_effect=BssUnavailable):
        await tab.fire(ServiceState.load)
        assert (tab.shown(ServiceState).stale, tab.shown(ServiceState).view is not None) == (True, True)
        fresh = await opened(open_tab, anna, mine)
        assert (fresh.shown(ServiceState).view, fresh.shown(ServiceState).missing) == (None, False)
        choosing = await open_tab(session=anna.session, path=f"/service/tariffs?id={mine}")
        await choosing.fire(TariffsState.load)
        assert choosing.shown(TariffsState).stale
    with patch.object(EmbeddedBss, "quote", side_effect=BssUnavailable):
        await ask(tab, mine, "option_on", "net-wifi")
        assert (tab.shown(ChangeState).step, tab.shown(ChangeState).error) == ("refused", "bss.unavailable")


async def test_tariffs_tell_what_is_gained_and_lost_and_stand_side_by_side(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab
) -> None:
    mine = await internet(shop)
    tab = await open_tab(session=anna.session, path=f"/service/tariffs?id={mine}")
    await tab.fire(TariffsState.load)
    offers = {offer.id: offer for offer in tab.shown(TariffsState).offers}
    assert [(one.text, one.count) for one in offers["net-900"].gained] == [("tariffs.part_speed_mbit", 400)]
    assert [(one.text, one.count) for one in offers["net-50"].lost] == [("tariffs.part_speed_mbit", 450)]
    for offering in ("net-50", "net-900", "net-100", "net-500", "net-50", "absent"):
        await tab.fire(TariffsState.compare, offering_id=offering)
    assert [one.id for one in tab.shown(TariffsState).compared] == ["net-100", "net-500", "net-50"]
    assert tab.shown(TariffsState).parts_compared == ["speed_mbit"]


async def test_a_change_shows_in_every_open_tab_of_its_owner_and_in_no_other(
    shop: EmbeddedBss, anna: Person, open_tab: OpenTab, database: Database
) -> None:
    boris = await subscriber(database, "boris", "Борис", owns=(BillingAccount(FOREIGN, "RU-MOW"),))
    mine = await internet(shop)
    first, second = await opened(open_tab, anna, mine), await opened(open_tab, anna, mine)
    other = await opened(open_tab, boris, await internet(shop, FOREIGN))
    before = other.shown(ServiceState).as_of
    await ask(first, mine, "option_on", "net-wifi")
    await first.fire(ChangeState.confirm)
    for tab in (first, second):
        assert {option.id for option in tab.shown(ServiceState).view.options if option.on} == {"net-ip", "net-wifi"}
    assert other.shown(ServiceState).as_of == before
